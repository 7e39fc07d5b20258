import type { Registration } from '../server/facilities/actions.ts';
import { addDays, type Day, startOfDay } from '../server/kernel/period.ts';
import { spell } from '../server/platform/pinyin.ts';
import { type Community, near, type Places } from './places.ts';
import { type Random, shares } from './random.ts';
import { makeWing } from './rooms.ts';
import { wingsOf } from './wings.ts';

export type FacilityKind = Registration['facility']['kind'];
/** `confirmedHoursAgo` becomes an instant when the plan is written; null: nobody has ever confirmed. */
export type PlannedFacility = Omit<Registration, 'confirmedAt'> & { confirmedHoursAgo: number | null };

/** The brief: 61 facilities, 3,872 filed beds. */
const BEDS = 3872;
const NURSING_HOMES = [
  { name: '延寿敬老院', community: '延寿村', beds: 520, memory: true },
  { name: '奇家岭敬老院', community: '奇西社区', beds: 440, memory: true },
  { name: '郭镇敬老院', community: '建中村', beds: 380, memory: false },
] as const;
const MEDICAL_POINTS = 12;
const DAY_CARES = 14;
const COMMUNITY_POINTS = 32;

const services: Record<FacilityKind, string[]> = {
  nursing_home: ['meals', 'cleaning', 'bathing', 'rehabilitation', 'medical', 'visits'],
  community_point: ['meals', 'cleaning', 'outings', 'bathing', 'visits'],
  day_care: ['meals', 'rehabilitation', 'outings', 'bathing'],
  medical_point: ['medical', 'rehabilitation', 'bathing', 'visits'],
};
/** A month's care fee (lowest, highest) and meals in yuan: example figures. */
const fees: Record<FacilityKind, [care: [number, number], meals: number]> = {
  nursing_home: [[300, 2200], 600],
  community_point: [[300, 1500], 540],
  day_care: [[200, 800], 420],
  medical_point: [[900, 3200], 660],
};

type Draft = { kind: FacilityKind; name: string; at: Community; beds: number; memory: boolean };

function drafts(r: Random, places: Places): Draft[] {
  const byName = (name: string) => places.communities.find((c) => c.name === name)!;
  const homes = NURSING_HOMES.map((h): Draft => ({ ...h, kind: 'nursing_home', at: byName(h.community) }));
  const taken = new Set<string>(homes.map((h) => h.at.code));
  const urban = places.communities.filter((c) => c.name.endsWith('社区'));
  const free = () => r.pick(urban.filter((c) => !taken.has(c.code)));
  const take = (c: Community) => {
    taken.add(c.code);
    return c;
  };
  const streets = [...new Set(urban.map((c) => c.street))].slice(0, DAY_CARES);
  const left = BEDS - NURSING_HOMES.reduce((sum, h) => sum + h.beds, 0);
  const spread = (n: number) => Array.from({ length: n }, () => 0.1 + r.next() ** 2);
  const daySizes = shares(410, spread(DAY_CARES), 18);
  const medicalSizes = shares(930, spread(MEDICAL_POINTS), 58);
  const pointSizes = shares(left - 410 - 930, spread(COMMUNITY_POINTS), 26);
  const dayCares = streets.map((street, i): Draft => {
    const at = take(r.pick(urban.filter((c) => c.street === street && !taken.has(c.code))));
    return { kind: 'day_care', name: `${at.streetName}日间照料中心`, at, beds: daySizes[i]!, memory: false };
  });
  const medical = medicalSizes.map((beds, i): Draft => {
    const at = take(free());
    return { kind: 'medical_point', name: `${at.name}养老医疗护理点`, at, beds, memory: i % 3 === 0 };
  });
  const points = pointSizes.map((beds): Draft => {
    const at = take(free());
    return { kind: 'community_point', name: `${at.name}居家养老示范点`, at, beds, memory: false };
  });
  return [...homes, ...points, ...dayCares, ...medical];
}

/** How old each figure is: most under a day, some over one and three days, one over a week, one never confirmed. */
function freshness(r: Random, count: number): (number | null)[] {
  const hours = Array.from({ length: count }, (_, i) =>
    i === 0 ? null : i === 1 ? 205 : i <= 4 ? r.int(74, 150) : i <= 14 ? r.int(25, 70) : r.int(1, 19) + r.next(),
  );
  return r.shuffle(hours);
}

/** 61 facilities with rooms and beds that sum to exactly 3,872. Null stays null: 未填报. */
export function makeFacilities(r: Random, places: Places, today: Day): PlannedFacility[] {
  const list = drafts(r, places);
  const ages = [...Array.from({ length: 3 }, () => 1 + 10 * r.next()), ...freshness(r, list.length - 3)];
  return list.map((d, i) => makeFacility(r, d, ages[i] ?? null, today, i));
}

function makeFacility(r: Random, d: Draft, confirmedHoursAgo: number | null, today: Day, i: number): PlannedFacility {
  const home = d.kind === 'nursing_home';
  // Two community points opened within the two years of records; the others are older.
  const filedOn = addDays(today, i === 5 || i === 9 ? -r.int(300, 500) : -r.int(900, home ? 4500 : 2600));
  const priced = home || r.chance(0.84);
  const parts = wingsOf(d.kind, d.beds, r, priced, d.memory).map((w) => makeWing(r, w, filedOn));
  const [[careMin, careMax], meals] = fees[d.kind];
  const nature = home ? 'public' : r.weighted({ public: 2, public_private: 4, private: 4 });
  const maybe = (known: number, yes: number) => (r.chance(known) ? r.chance(yes) : null);
  const starred = home || r.chance(0.35);
  const id = r.id(startOfDay(filedOn));
  return {
    facility: {
      id,
      kind: d.kind,
      name: d.name,
      ...spell(d.name),
      streetCode: d.at.street,
      communityCode: d.at.code,
      address: `${d.at.streetName}${d.at.name}（演示地址）`,
      ...near(r, d.at.spot.lng, d.at.spot.lat, 150),
      accuracyM: d.at.spot.accuracyM,
      // No subscriber number in the area begins with 0: it reaches nobody.
      phone: r.chance(0.85) ? `0730-0000${String(100 + i)}` : null,
      nature: home || r.chance(0.9) ? nature : null,
      stars: starred ? (home ? 3 + (i % 2) : r.int(2, 4)) : null,
      starsYear: starred && home ? 2023 + (i % 3) : null,
      starsSource: starred ? '养老机构等级评定 GB/T 37276（演示数据）' : null,
      medicalInsurance: d.kind === 'medical_point' ? true : maybe(0.7, home ? 0.9 : 0.3),
      longTermCareInsurance: maybe(0.6, 0.4),
      consumptionCoupon: home ? true : maybe(0.75, 0.8),
      dementiaUnit: home || d.kind === 'medical_point' ? d.memory : maybe(0.6, 0),
      services: r.chance(0.9) ? services[d.kind].filter(() => r.chance(0.85)) : null,
      careFeeMinFen: priced ? careMin * 100 + 1000 * r.int(0, 20) : null,
      careFeeMaxFen: priced ? careMax * 100 + 1000 * r.int(0, 40) : null,
      mealFeeFen: home || (priced && r.chance(0.9)) ? meals * 100 + 1000 * r.int(-6, 12) : null,
      depositFen: r.chance(0.6) ? 100_000 * r.int(1, 5) : null,
      filedOn,
      closedOn: null,
      demonstration: true,
    },
    rooms: parts.flatMap((p) => p.rooms),
    beds: parts.flatMap((p) => p.beds),
    confirmedHoursAgo,
  };
}
