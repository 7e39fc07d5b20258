import type { ImportedPerson } from '../server/applicants/actions.ts';
import { type CategoryKind, checkDigit } from '../server/applicants/rules.ts';
import { addDays, addMonths, ageOn, type Day, startOfDay, toRange } from '../server/kernel/period.ts';
import { makeName } from './names.ts';
import { type Community, DISTRICT, near, type Places } from './places.ts';
import type { Random } from './random.ts';

export type Sex = 'male' | 'female';
export type Trait = {
  sex: Sex;
  level: number;
  dementia: boolean;
  /** Sixty or over on this day, when the records of the person begin. */
  since: Day;
  ages?: [number, number];
  name?: string;
  community?: Community;
  categories?: CategoryKind[];
};
export type People = {
  list: ImportedPerson[];
  add(trait: Trait): ImportedPerson;
};

/** No division of China has this code: the number is right in form and belongs to nobody. */
const IMPOSSIBLE_AREA = '999999';
/** 154 is a mobile prefix that has not been allotted. */
const UNALLOTTED = '1540000';
const NEIGHBOURS = ['430603', '430611', '430621', '430623'];

/** Makes synthetic people one after another, each with an ID number nobody else has. */
export function createPeople(r: Random, places: Places, today: Day): People {
  const list: ImportedPerson[] = [];
  const numbers = new Set<string>();
  const weights = places.communities.map((c) => c.weight);
  const total = weights.reduce((a, b) => a + b, 0);

  const home = (): Community => {
    let left = r.next() * total;
    for (const [i, c] of places.communities.entries()) {
      left -= weights[i]!;
      if (left < 0) return c;
    }
    return places.communities[0]!;
  };
  const idNo = (bornOn: Day, sex: Sex): string => {
    for (;;) {
      const order = String(r.int(0, 99)).padStart(2, '0') + String(2 * r.int(0, 4) + (sex === 'male' ? 1 : 0));
      const first = `${IMPOSSIBLE_AREA}${bornOn.replaceAll('-', '')}${order}`;
      const full = first + checkDigit(first);
      if (!numbers.has(full)) {
        numbers.add(full);
        return full;
      }
    }
  };

  return {
    list,
    add(t) {
      const [low, high] = t.ages ?? [62, 96];
      const age = Math.round(Math.min(high, Math.max(low, 80 + 7.5 * r.bell())));
      const aged = addDays(addMonths(today, -12 * age), -r.int(0, 364));
      const latest = addMonths(t.since, -12 * 60);
      const bornOn = aged < latest ? aged : addDays(latest, -r.int(1, 300));
      const at = t.community ?? home();
      const local = r.chance(0.94);
      const registered = startOfDay(t.since);
      const fact = (known: number, yes: number) => (r.chance(known) ? r.chance(yes) : null);
      const person: ImportedPerson = {
        applicant: {
          id: r.id(registered),
          name: t.name ?? makeName(r, t.sex),
          sex: t.sex,
          bornOn,
          idNo: idNo(bornOn, t.sex),
          phone: r.chance(0.88) ? UNALLOTTED + String(r.int(0, 9999)).padStart(4, '0') : null,
          streetCode: at.street,
          communityCode: at.code,
          gridCode: r.chance(0.9) ? r.pick(places.grids.get(at.code)!) : null,
          ...near(r, at.spot.lng, at.spot.lat, 200),
          hukouDistrict: local ? DISTRICT : r.pick(NEIGHBOURS),
          residentSince: local ? null : addDays(t.since, -r.int(250, 3000)),
          livingAlone: fact(0.93, 0.32),
          carerAbsent: fact(0.9, 0.16),
          carerHardships: r.chance(0.85) ? Math.min(5, Math.floor(r.wait(1.1))) : null,
          infectiousDisease: r.chance(0.95) ? false : null,
          endangersOthers: r.chance(0.95) ? false : null,
          demonstration: true,
          createdAt: registered,
        },
        categories: (t.categories ?? []).map((kind) => category(r, kind, t.since)),
        assessments: [],
        documents: [],
        helpers: [],
      };
      if (ageOn(bornOn, t.since) < 60) throw new Error(`${person.applicant.name} is under 60 on ${t.since}`);
      list.push(person);
      return person;
    },
  };
}

const sources: Record<CategoryKind, string> = {
  tekun: '特困人员救助供养台账（演示）',
  dibao: '城市最低生活保障台账（演示）',
  dibao_margin: '低保边缘家庭台账（演示）',
  lost_only_child: '计划生育特殊家庭台账（演示）',
  veteran: '优抚对象台账（演示）',
  severe_disability: '残疾人证（演示）',
  no_family: '社区走访记录（演示）',
};

function category(r: Random, kind: CategoryKind, since: Day): ImportedPerson['categories'][number] {
  const start = addDays(since, -r.int(30, 1500));
  return { kind, during: toRange({ start, end: null }), source: sources[kind] };
}
