import { describe, expect, test } from 'vitest';
import { levelOn } from '../../seed/assessments.ts';
import { onLand } from '../../seed/places.ts';
import { makePlan, type Plan } from '../../seed/plan.ts';
import { makeScale } from '../../seed/scale.ts';
import { readIdNo } from '../../server/applicants/rules.ts';
import { mayQueue } from '../../server/applications/rules.ts';
import { bedsPerThousand } from '../../server/divisions/rules.ts';
import { weekdaysIn } from '../../server/facilities/rules.ts';
import {
  ageOn,
  type Day,
  dayOf,
  daysBetween,
  fromRange,
  overlaps,
  startOfDay,
  toRange,
} from '../../server/kernel/period.ts';

const plan = makePlan({ seed: 430602, today: '2026-11-24' });

const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);
const beds = plan.facilities.flatMap((f) => f.beds);
const bedOf = new Map(beds.map((b) => [b.id, b]));
const roomOf = new Map(plan.facilities.flatMap((f) => f.rooms).map((x) => [x.id, x]));
const personOf = new Map(plan.people.map((p) => [p.applicant.id, p]));
const grids = plan.divisions.filter((d) => d.level === 'grid');
const runs = plan.stays.map((s) => ({
  ...s,
  period: { start: s.admittedOn, end: s.dischargedOn ?? null },
  days: weekdaysIn(s.claim.weekdays ?? '{[1,8)}'),
}));
const current = runs.filter((s) => s.period.end === null);
const closed = plan.closures.map((c) => ({ ...c, period: fromRange(c.during), days: weekdaysIn(c.weekdays ?? '') }));
const overlapping = <T extends { period: { start: Day; end: Day | null }; days: number[] }>(list: T[]) =>
  list.some((a, i) =>
    list.slice(i + 1).some((b) => overlaps(a.period, b.period) && a.days.some((d) => b.days.includes(d))),
  );

describe('the district of the plan', () => {
  test('has 61 facilities: 3 nursing homes, 32 community points, 14 day-care centres, 12 medical points', () => {
    const count = (kind: string) => plan.facilities.filter((f) => f.facility.kind === kind).length;
    expect(['nursing_home', 'community_point', 'day_care', 'medical_point'].map(count)).toEqual([3, 32, 14, 12]);
  });
  test('has exactly 3,872 filed beds and 106,082 seniors on 652 grids, so 36.5 a thousand', () => {
    const seniors = sum(grids.map((g) => g.seniors ?? 0));
    expect([beds.length, grids.length, seniors, bedsPerThousand(beds.length, seniors)]).toEqual([
      3872, 652, 106_082, 36.5,
    ]);
  });
  test('has all 25 streets, and grids only where the district itself runs the community, three at least', () => {
    const communities = plan.divisions.filter((d) => d.level === 'community' && d.districtRun);
    const perCommunity = Map.groupBy(grids, (g) => g.parentCode);
    expect(plan.divisions.filter((d) => d.level === 'street')).toHaveLength(25);
    expect([...perCommunity.keys()].sort()).toEqual(communities.map((c) => c.code).sort());
    expect(Math.min(...[...perCommunity.values()].map((g) => g.length))).toBeGreaterThanOrEqual(3);
  });
  test('puts every community and facility on land inside the outline, known to the street only', () => {
    const communities = plan.divisions.filter((d) => d.level === 'community');
    expect(communities.filter((c) => !onLand(c.lng!, c.lat!))).toEqual([]);
    expect(plan.facilities.filter((f) => !onLand(f.facility.lng, f.facility.lat))).toEqual([]);
    expect(Math.min(...plan.facilities.map((f) => f.facility.accuracyM))).toBeGreaterThanOrEqual(1200);
  });
  test('puts every grid at a point of its own near its community, no more exact than that', () => {
    const at = new Map(plan.divisions.map((d) => [d.code, d]));
    expect(new Set(grids.map((g) => `${g.lng},${g.lat}`)).size).toBe(652);
    expect(grids.filter((g) => !onLand(g.lng!, g.lat!) || g.accuracyM !== at.get(g.parentCode!)!.accuracyM)).toEqual(
      [],
    );
  });
  test('reads local names as people say them', () => {
    const spelt = (name: string) => plan.divisions.find((d) => d.name === name)?.pinyin;
    expect(spelt('㴩湖社区')).toBe('yonghushequ');
    expect(spelt('枫桥湖街道')).toBe('fengqiaohujiedao');
    expect(spelt('吕仙亭街道')).toBe('lvxiantingjiedao');
  });
  test('marks every facility as demonstration and leaves unknown things unknown', () => {
    expect(plan.facilities.every((f) => f.facility.demonstration)).toBe(true);
    expect(plan.facilities.some((f) => f.facility.careFeeMinFen === null)).toBe(true);
    expect(plan.facilities.filter((f) => f.facility.stars && !f.facility.starsSource)).toEqual([]);
  });
  test('has rooms of one to six beds, all of them in a room of the same facility', () => {
    const sizes = [...Map.groupBy(beds, (b) => b.roomId).values()].map((b) => b.length);
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([1, 6]);
    expect(sizes).toHaveLength(roomOf.size);
  });
  test('has figures of every age, one never confirmed', () => {
    const hours = plan.facilities.map((f) => f.confirmedHoursAgo);
    expect(hours.filter((h) => h === null)).toHaveLength(1);
    expect(hours.filter((h) => h !== null && h > 168)).toHaveLength(1);
    expect(hours.filter((h) => h !== null && h > 72 && h <= 168).length).toBeGreaterThan(1);
    expect(hours.filter((h) => h !== null && h < 24).length).toBeGreaterThan(40);
  });
});

describe('the stays of the plan', () => {
  test('never overlap on a bed', () => {
    const perBed = Map.groupBy([...runs, ...closed], (x) => x.bedId);
    expect([...perBed.values()].filter(overlapping)).toEqual([]);
  });
  test('never overlap for a person', () => {
    const perPerson = Map.groupBy(runs, (s) => s.applicantId);
    expect([...perPerson.values()].filter(overlapping)).toEqual([]);
  });
  test('keep men and women apart where the room does', () => {
    const sexesIn = (room: string) => new Set(runs.filter((s) => s.claim.roomId === room).map((s) => s.claim.sex));
    const mixedUp = [...roomOf.values()].filter((x) => {
      const sexes = x.sex === 'mixed' ? new Set() : sexesIn(x.id);
      return sexes.size > 1 || (sexes.size === 1 && x.sex !== 'single_sex' && !sexes.has(x.sex));
    });
    expect(mixedUp).toEqual([]);
  });
  test('fit the bed: level, dementia, reserve, and nobody before the bed was there', () => {
    const wrong = runs.filter((s) => {
      const bed = bedOf.get(s.bedId)!;
      const person = personOf.get(s.applicantId)!;
      const found = levelOn(person, s.admittedOn);
      const reserved = bed.pool === 'reserve' && !person.categories.some((c) => c.kind === 'tekun');
      return (
        !found ||
        found.level < bed.levelMin ||
        found.level > bed.levelMax ||
        (found.dementia && !bed.dementia) ||
        reserved ||
        s.admittedOn < bed.openedOn
      );
    });
    expect(wrong).toEqual([]);
  });
  test('fill 70 to 85 of a hundred usable places, with about 3 of a hundred closed', () => {
    const places = beds.filter((b) => b.kind !== 'home').map((b) => b.id);
    const shut = new Set(plan.closures.map((c) => c.bedId));
    const taken = new Set(current.map((s) => s.bedId));
    const share = places.filter((b) => taken.has(b)).length / places.filter((b) => !shut.has(b)).length;
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.85);
    expect(shut.size / places.length).toBeCloseTo(0.03, 1);
  });
  test('have a past: every kind of leaving within two years, and the dead stay dead', () => {
    const past = plan.stays.filter((s) => s.dischargedOn);
    expect(past.length).toBeGreaterThan(300);
    expect(new Set(past.map((s) => s.dischargeKind)).size).toBe(5);
    expect(past.filter((s) => daysBetween(s.dischargedOn!, plan.today) > 732)).toEqual([]);
    const dead = past.filter((s) => s.dischargeKind === 'death');
    expect(dead.filter((s) => personOf.get(s.applicantId)?.applicant.diedOn !== s.dischargedOn)).toEqual([]);
  });
  test('that are subsidised and run today are covered by a lot in force, some of them used up', () => {
    const lots = new Map(plan.signing.lots.map((l) => [l.id, l]));
    const used = Map.groupBy(
      current.filter((s) => s.lotId),
      (s) => s.lotId!,
    );
    expect(current.filter((s) => s.funding === 'subsidised' && !s.lotId)).toEqual([]);
    expect([...used].filter(([id, list]) => list.length > lots.get(id)!.bought)).toEqual([]);
    expect([...used].filter(([id, list]) => list.length === lots.get(id)!.bought).length).toBeGreaterThan(10);
  });
});

describe('the people of the plan', () => {
  test('are synthetic: ID numbers right in form, of no area, all different, sex and birth as on the card', () => {
    const wrong = plan.people.filter(({ applicant: a }) => {
      const read = readIdNo(a.idNo, plan.today);
      return !read.ok || read.sex !== a.sex || read.bornOn !== a.bornOn || !a.idNo.startsWith('999999');
    });
    expect(wrong).toEqual([]);
    expect(new Set(plan.people.map((p) => p.applicant.idNo)).size).toBe(plan.people.length);
    expect(plan.people.filter((p) => p.applicant.phone && !/^1540000\d{4}$/.test(p.applicant.phone))).toEqual([]);
  });
  test('are 60 to 102 years old', () => {
    const ages = plan.people.map((p) => ageOn(p.applicant.bornOn, plan.today));
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...ages)).toBeLessThanOrEqual(102);
  });
  test('have at most one valid assessment at a time', () => {
    const twice = plan.people.filter((p) =>
      overlapping(p.assessments.map((a) => ({ period: fromRange(a.valid), days: [1] }))),
    );
    expect(twice).toEqual([]);
  });
  test('carry rare characters, one given name and a long one with a dot', () => {
    const names = plan.people.map((p) => p.applicant.name);
    for (const char of ['㴩', '硚', '𬭎', '龘']) expect(names.some((n) => n.includes(char))).toBe(true);
    expect(names.some((n) => n.includes('·') && [...n].length === 15)).toBe(true);
  });
});

/** Status of each application after the events, as the status table has it. */
function statuses(p: Plan): Map<string, string> {
  const status = new Map<string, string>();
  const noticed = new Set(p.applications.filter((a) => a.handling.notice).map((a) => a.id));
  for (const e of p.events) {
    if (e.do === 'submit') status.set(e.application, 'submitted');
    if (e.do === 'accept') status.set(e.application, 'in_review');
    if (e.do === 'ask_more') status.set(e.application, 'more_info');
    if (e.do === 'decide') status.set(e.application, noticed.has(e.application) ? 'public_notice' : 'queued');
    if (e.do === 'pass_notice') status.set(e.application, 'queued');
    if (e.do === 'reject') status.set(e.application, 'ineligible');
    if (e.do === 'withdraw_application') status.set(e.application, 'withdrawn');
    if (e.do === 'admit') status.set(p.offers.find((o) => o.id === e.offer)!.application, 'placed');
  }
  return status;
}

describe('the queue of the plan', () => {
  const status = statuses(plan);
  test('has about four hundred people waiting and some still to be reviewed', () => {
    const count = (s: string) => [...status.values()].filter((x) => x === s).length;
    expect(count('queued')).toBeGreaterThan(380);
    expect(count('queued')).toBeLessThan(440);
    for (const s of ['submitted', 'more_info', 'in_review', 'public_notice']) expect(count(s)).toBeGreaterThan(2);
  });
  test('approves only people who may queue on that day', () => {
    const wrong = plan.events.flatMap((e) => {
      if (e.do !== 'decide') return [];
      const { applicant: a, ...person } = plan.applications.find((x) => x.id === e.application)!.person;
      const on = dayOf(e.at);
      const verdict = mayQueue(
        {
          age: ageOn(a.bornOn, on),
          diedOn: a.diedOn ?? null,
          localHukou: a.hukouDistrict === '430602',
          monthsResident: a.residentSince ? Math.floor(daysBetween(a.residentSince, on) / 30.44) : null,
          infectiousDisease: a.infectiousDisease ?? null,
          endangersOthers: a.endangersOthers ?? null,
          assessed: levelOn({ applicant: a, ...person }, on) !== null,
          bar: null,
        },
        { minAge: 60, minResidenceMonths: 6 },
      );
      return verdict.ok ? [] : [a.name, ...verdict.reasons];
    });
    expect(wrong).toEqual([]);
  });
  test('never has two applications of one person for one service in progress', () => {
    const open = plan.applications.filter(
      (a) => !['ineligible', 'withdrawn', 'placed'].includes(status.get(a.id) ?? ''),
    );
    const keys = open.map((a) => `${a.person.applicant.id} ${a.service}`);
    // The barred man's first application ended with his third refusal.
    const twice = keys.filter((k, i) => keys.indexOf(k) !== i);
    expect(twice).toHaveLength(1);
  });
  test('has 25 live offers in every state, one past its day, at most one for a person and a bed', () => {
    const live = plan.offers.filter((o) => o.fate.startsWith('waiting') || o.fate === 'accepted');
    expect(live).toHaveLength(25);
    expect(new Set(live.map((o) => o.fate)).size).toBe(4);
    expect(live.filter((o) => o.fate !== 'accepted' && o.respondBy < plan.today)).toHaveLength(1);
    expect(new Set(live.map((o) => o.bed)).size).toBe(25);
    expect(new Set(live.map((o) => o.application)).size).toBe(25);
  });
  test('bars a man who declined three offers within a year', () => {
    const barred = plan.awkward.find((a) => a.key === 'barred')!;
    const person = plan.applications.find((a) => a.id === barred.application)!.person;
    const own = plan.applications.filter((a) => a.person === person).map((a) => a.id);
    expect(plan.offers.filter((o) => own.includes(o.application)).map((o) => o.fate)).toEqual([
      'declined',
      'declined',
      'declined',
    ]);
  });
  test('happens before today, in order', () => {
    const times = plan.events.map((e) => e.at.getTime());
    expect(times.every((t, i) => i === 0 || t >= times[i - 1]!)).toBe(true);
    expect(times[times.length - 1]).toBeLessThan(startOfDay(plan.today).getTime());
  });
});

describe('the plan', () => {
  test('is the same each time', () => {
    expect(JSON.stringify(makePlan({ seed: 430602, today: '2026-11-24' }))).toBe(JSON.stringify(plan));
  });
  test.each(['2026-02-20', '2026-10-05', '2027-01-01', '2028-02-29'])('holds on %s as well', (today) => {
    const other = makePlan({ seed: 430602, today });
    expect(other.facilities.flatMap((f) => f.beds)).toHaveLength(3872);
    expect(other.offers.filter((o) => o.fate.startsWith('waiting') || o.fate === 'accepted')).toHaveLength(25);
    const perBed = Map.groupBy(
      other.stays.map((s) => ({
        bedId: s.bedId,
        period: fromRange(toRange({ start: s.admittedOn, end: s.dischargedOn ?? null })),
        days: weekdaysIn(s.claim.weekdays ?? ''),
      })),
      (s) => s.bedId,
    );
    expect([...perBed.values()].filter(overlapping)).toEqual([]);
  });
  test('names an account for each role, the family with an offer to answer at the institution that has an account', () => {
    expect(plan.accounts.map((a) => a.username)).toEqual([
      'demo-family',
      'demo-institution',
      'demo-day-care',
      'demo-desk',
      'demo-grid',
      'demo-officer',
      'demo-leader',
      'demo-treasurer',
      'demo-partner',
      'demo-health',
      'demo-medical-insurance',
      'demo-finance',
      'demo-social-assistance',
      'demo-assessor',
      'demo-assessor-2',
      'demo-approver',
      'demo-inspector',
      'demo-admin',
      'demo-elder',
    ]);
    const helped = plan.accounts[0]!.helps!.applicant;
    const mine = plan.applications.filter((a) => a.person.applicant.id === helped).map((a) => a.id);
    const offer = plan.offers.find((o) => mine.includes(o.application) && o.fate === 'waiting_for_family');
    expect(offer?.facility).toBe(plan.accounts[1]!.facility);
  });
});

describe('a province for load', () => {
  const list = [...makeScale(300, 1, plan.today)];
  test('has as many facilities as asked for, all in Hunan and in other districts', () => {
    const facilities = list.flatMap((d) => d.facilities);
    expect(facilities).toHaveLength(300);
    expect(list.every((d) => d.district.district.startsWith('43') && d.district.district !== '430602')).toBe(true);
    expect(
      facilities.every(
        (f) => f.facility.lng > 108 && f.facility.lng < 115 && f.facility.lat > 24 && f.facility.lat < 31,
      ),
    ).toBe(true);
  });
});
