// Decides who is ahead of whom, by the rule set in force (domain §2a; 民政部令66号 art. 6 is the floor for the tracks), and
// what a rule set may say: everyone falls in exactly one track, the order is strict, nothing in it is unknown.
import { type CategoryKind, categoryKinds } from '../applicants/rules.ts';
import type { BarRule } from '../applications/rules.ts';
import { type Reason, type Verdict, verdict } from '../kernel/errors.ts';
import { addDays, ageOn, type Day } from '../kernel/period.ts';
import { type Packed, sortPacked } from './mechanism/pack.ts';

export { categoryKinds };
export type Track = 'A' | 'B' | 'C' | 'D';
export const tracks: readonly Track[] = ['A', 'B', 'C', 'D'];

/** Everything named must hold; what is left out does not matter. */
export type Condition = {
  categories_any?: readonly CategoryKind[];
  categories_all?: readonly CategoryKind[];
  level_from?: number;
  dementia?: true;
  age_from?: number;
};
/** Somebody is in the first track of which any condition holds; the last has none and takes everyone else. */
export type TrackRule = { track: Track; name_zh: string; name_en: string; any: readonly Condition[] };
/** What orders people inside a track, first things first; the receipt number always ends it, so that nobody ties. */
export const keyParts = ['level', 'points', 'queued_at'] as const;
export type KeyPart = (typeof keyParts)[number];
export type PointRule =
  | { fact: 'carer_absent' | 'living_alone'; points: number }
  | { fact: 'carer_hardships'; each: number; max: number }
  | { fact: 'waited'; days: number; points: number };
export type Ordering = { tracks: readonly TrackRule[]; key: readonly KeyPart[]; points: readonly PointRule[] };

/** The rule set in force (domain §2a); rows of `queue_rules`, never constants. */
export type QueueRules = Ordering & {
  min_age: number;
  min_residence_months: number;
  max_choices: number;
  response_working_days: number;
  check_in_working_days: number;
  initial_check_working_days: number;
  bar: BarRule;
  trial_days: number;
  /** points more at the facilities of one's own street, and at the one where husband or wife lives; none when left out */
  facility_terms?: { own_street?: number; family_there?: number };
  /** being passed over on request: how often in twelve months, for how many days at most */
  deferral: { per_year: number; max_days: number };
  /** how long an emergency placement may last */
  emergency_days: number;
  /** who offers a freed bed to the next person: the clock at once, or an officer */
  refill: 'automatic' | 'officer';
};

/** As rounds of the first rule sets keep it: four fixed tracks, the points as a record. */
type FirstPoints = {
  carer_absent: number;
  hardship_each: number;
  hardship_max: number;
  living_alone: number;
  waited_one_year: number;
};

/** queue-rules v1: A 特困 · B hardship groups · C other 失能/失智 or 80 and over · D everyone else. */
export const firstTracks: readonly TrackRule[] = [
  { track: 'A', name_zh: '特困供养', name_en: 'Destitute support', any: [{ categories_any: ['tekun'] }] },
  {
    track: 'B',
    name_zh: '困难与优抚',
    name_en: 'Hardship and veterans',
    any: [
      { categories_any: ['dibao', 'dibao_margin'], level_from: 2 },
      { categories_any: ['dibao', 'dibao_margin'], dementia: true },
      { categories_any: ['lost_only_child', 'veteran', 'severe_disability', 'no_family'] },
    ],
  },
  {
    track: 'C',
    name_zh: '失能或高龄',
    name_en: 'Disabled or very old',
    any: [{ level_from: 2 }, { dementia: true }, { age_from: 80 }],
  },
  { track: 'D', name_zh: '普通', name_en: 'General', any: [] },
];

/** The order a rule set gives, also one kept in the first form by a round of that time. */
export function orderingOf(rules: Ordering | { points: FirstPoints }): Ordering {
  if ('tracks' in rules) return { tracks: rules.tracks, key: rules.key, points: rules.points };
  const p = rules.points;
  return {
    tracks: firstTracks,
    key: keyParts,
    points: [
      { fact: 'carer_absent', points: p.carer_absent },
      { fact: 'carer_hardships', each: p.hardship_each, max: p.hardship_max },
      { fact: 'living_alone', points: p.living_alone },
      { fact: 'waited', days: 365, points: p.waited_one_year },
    ],
  };
}

/** The least and the most a number of a rule set may be: what is outside is a slip of the pen. */
const limits: Record<string, readonly [min: number, max: number]> = {
  min_age: [50, 100],
  min_residence_months: [0, 120],
  max_choices: [1, 10],
  response_working_days: [1, 30],
  check_in_working_days: [1, 60],
  initial_check_working_days: [1, 60],
  trial_days: [0, 180],
  emergency_days: [1, 60],
  'bar/exits': [1, 20],
  'bar/same_home': [1, 20],
  'bar/window_months': [1, 60],
  'bar/months': [0, 60],
  'deferral/per_year': [0, 12],
  'deferral/max_days': [1, 365],
  'facility_terms/own_street': [0, 100],
  'facility_terms/family_there': [0, 100],
};
const POINTS: readonly [number, number] = [0, 100];
const DAYS: readonly [number, number] = [1, 3650];

/** Everything that is wrong with a rule set, at once. Pointers are those of the request: `/rules/…`. */
export function checkRules(rules: QueueRules): Reason[] {
  const found: Reason[] = [];
  const at = (path: string) => `/rules/${path}`;
  const number = (value: number | undefined, path: string, [min, max]: readonly [number, number]) => {
    if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
    found.push({ code: 'rules_number', values: { min, max }, pointer: at(path) });
  };
  for (const [path, range] of Object.entries(limits)) {
    const [first, second] = path.split('/') as [keyof QueueRules, string?];
    const value = second ? (rules[first] as Record<string, number> | undefined)?.[second] : rules[first];
    number(value as number | undefined, path, range);
  }
  return [
    ...checkTracks(rules.tracks, at, number),
    ...checkKey(rules.key, at),
    ...checkPoints(rules.points, at, number),
    ...found,
  ];
}
type At = (path: string) => string;
type InRange = (value: number | undefined, path: string, range: readonly [number, number]) => void;

function checkTracks(list: readonly TrackRule[], at: At, number: InRange): Reason[] {
  const found: Reason[] = [];
  const last = list.length - 1;
  if (list.length === 0 || list.length > tracks.length)
    found.push({ code: 'rules_tracks', values: { max: tracks.length }, pointer: at('tracks') });
  for (const [i, rule] of list.entries()) {
    const here = `tracks/${i}`;
    const letter = tracks[i];
    if (letter && rule.track !== letter)
      found.push({ code: 'rules_track_letter', values: { letter, place: i + 1 }, pointer: at(here) });
    if (!rule.name_zh.trim() || !rule.name_en.trim())
      found.push({ code: 'rules_track_name', values: { track: rule.track }, pointer: at(`${here}/name_zh`) });
    if (i === last && rule.any.length > 0)
      found.push({ code: 'rules_last_track', values: { track: rule.track }, pointer: at(here) });
    if (i < last && rule.any.length === 0)
      found.push({ code: 'rules_track_takes_all', values: { track: rule.track }, pointer: at(here) });
    for (const [j, c] of rule.any.entries()) {
      const pointer = `${here}/any/${j}`;
      const named = [...(c.categories_any ?? []), ...(c.categories_all ?? [])];
      const unknown = named.filter((kind) => !categoryKinds.includes(kind));
      if (named.length === 0 && c.level_from === undefined && !c.dementia && c.age_from === undefined)
        found.push({ code: 'rules_condition_empty', values: { track: rule.track }, pointer: at(pointer) });
      if (unknown.length > 0)
        found.push({ code: 'rules_category', values: { kinds: unknown.join('、') }, pointer: at(pointer) });
      number(c.level_from, `${pointer}/level_from`, [1, 4]);
      number(c.age_from, `${pointer}/age_from`, [50, 120]);
    }
  }
  return found;
}

function checkKey(key: readonly string[], at: At): Reason[] {
  const unknown = key.filter((part) => !(keyParts as readonly string[]).includes(part));
  const twice = key.filter((part, i) => key.indexOf(part) !== i);
  const wrong = [...new Set([...unknown, ...twice])];
  return wrong.length > 0 ? [{ code: 'rules_key', values: { parts: wrong.join('、') }, pointer: at('key') }] : [];
}

function checkPoints(list: readonly PointRule[], at: At, number: InRange): Reason[] {
  const facts = ['carer_absent', 'living_alone', 'carer_hardships', 'waited'];
  const found: Reason[] = [];
  const seen = new Set<string>();
  for (const [i, p] of list.entries()) {
    const here = `points/${i}`;
    const what = p.fact === 'waited' ? `waited ${p.days}` : p.fact;
    if (!facts.includes(p.fact))
      found.push({ code: 'rules_fact', values: { fact: p.fact }, pointer: at(`${here}/fact`) });
    if (seen.has(what)) found.push({ code: 'rules_points_twice', values: { fact: what }, pointer: at(`${here}/fact`) });
    seen.add(what);
    if (p.fact === 'carer_hardships') {
      number(p.each, `${here}/each`, POINTS);
      number(p.max, `${here}/max`, POINTS);
    } else number(p.points, `${here}/points`, POINTS);
    if (p.fact === 'waited') number(p.days, `${here}/days`, DAYS);
  }
  return found;
}

/** The facts that order someone. */
export type Standing = {
  applicationId: string;
  receiptNo: string;
  queuedAt: string;
  categories: readonly CategoryKind[];
  level: number;
  dementia: boolean;
  age: number;
  carerAbsent: boolean | null;
  carerHardships: number | null;
  livingAlone: boolean | null;
};
type Facts = Pick<Standing, 'categories' | 'level' | 'dementia' | 'age'>;

const holds = (c: Condition, s: Facts): boolean =>
  (c.categories_any === undefined || c.categories_any.some((kind) => s.categories.includes(kind))) &&
  (c.categories_all === undefined || c.categories_all.every((kind) => s.categories.includes(kind))) &&
  (c.level_from === undefined || s.level >= c.level_from) &&
  (!c.dementia || s.dementia) &&
  (c.age_from === undefined || s.age >= c.age_from);

/** The first track of which a condition holds; the last takes everyone else. */
export function trackOf(s: Facts, list: readonly TrackRule[]): Track {
  const found = list.find((rule) => rule.any.some((c) => holds(c, s))) ?? list.at(-1);
  return found?.track ?? 'D';
}

const DAY = 86_400_000;
/** Points by one line of the table, as of `now`; a fact not filled in gives none and takes none away. */
function pointsBy(rule: PointRule, now: string): (s: Standing) => number {
  switch (rule.fact) {
    case 'carer_absent':
      return (s) => (s.carerAbsent === true ? rule.points : 0);
    case 'living_alone':
      return (s) => (s.livingAlone === true ? rule.points : 0);
    case 'carer_hardships':
      return (s) => Math.min(rule.max, (s.carerHardships ?? 0) * rule.each);
    case 'waited': {
      const since = new Date(Date.parse(now) - rule.days * DAY).toISOString();
      return (s) => (s.queuedAt <= since ? rule.points : 0);
    }
  }
}

/** Points inside a track: every line of the table that holds. */
function points(table: readonly PointRule[], now: string): (s: Standing) => number {
  const lines = table.map((rule) => pointsBy(rule, now));
  return (s) => lines.reduce((sum, line) => sum + line(s), 0);
}

/** The table line by line, as it is shown to the person. */
export const pointLines = (s: Standing, table: readonly PointRule[], now: string) =>
  table.map((rule) => ({ ...rule, given: pointsBy(rule, now)(s) }));

/** The sort key in full, as stored with a decision: everything that may decide, whatever the order of the parts. */
export type QueueKey = { track: Track; level: number; points: number; queued_at: string; receipt_no: string };

/** The key of anybody by a rule set at one moment. */
export function keysBy(ordering: Ordering, now: string): (s: Standing) => QueueKey {
  const score = points(ordering.points, now);
  return (s) => ({
    track: trackOf(s, ordering.tracks),
    level: s.level,
    points: score(s),
    queued_at: s.queuedAt,
    receipt_no: s.receiptNo,
  });
}
export const keyOf = (s: Standing, ordering: Ordering, now: string): QueueKey => keysBy(ordering, now)(s);

const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
const by: Record<KeyName, (a: QueueKey, b: QueueKey) => number> = {
  track: (a, b) => compare(a.track, b.track),
  level: (a, b) => b.level - a.level,
  points: (a, b) => b.points - a.points,
  queued_at: (a, b) => compare(a.queued_at, b.queued_at),
  receipt_no: (a, b) => compare(a.receipt_no, b.receipt_no),
};

/** Negative when `a` comes first. Strict: two receipts are never equal, so neither is the order. */
export function compareKeys(a: QueueKey, b: QueueKey, parts: readonly KeyPart[] = keyParts): number {
  const track = by.track(a, b);
  if (track !== 0) return track;
  for (const part of parts) {
    const order = by[part](a, b);
    if (order !== 0) return order;
  }
  return by.receipt_no(a, b);
}

/** The part of the key that decides between two. */
export const decidedBy = (a: QueueKey, b: QueueKey, parts: readonly KeyPart[] = keyParts): KeyName =>
  (['track', ...parts] as const).find((part) => by[part](a, b) !== 0) ?? 'receipt_no';
export type KeyName = KeyPart | 'track' | 'receipt_no';

export type Place<T> = T & { key: QueueKey; place: number; placeInTrack: number };

/** How a part is written as a number that grows as one comes later, and in how many bits. */
const packed: Record<KeyPart | 'track', Packed<QueueKey>> = {
  track: [2, (k) => tracks.indexOf(k.track)],
  level: [3, (k) => 7 - k.level],
  points: [12, (k) => 4095 - k.points],
  queued_at: [42, (k) => Date.parse(k.queued_at)],
};
/** Everyone in order, with the place in all and in the own track (总排位, 通道排位), both from 1. */
export function inOrder<T extends { standing: Standing }>(
  waiting: readonly T[],
  ordering: Ordering,
  now: string,
): Place<T>[] {
  const key = keysBy(ordering, now);
  const keys = waiting.map((w) => key(w.standing));
  const order = sortPacked(keys, [packed.track, ...ordering.key.map((part) => packed[part])], (a, b) =>
    by.receipt_no(a, b),
  );
  const seen: Record<Track, number> = { A: 0, B: 0, C: 0, D: 0 };
  return Array.from(order, (at, i) => {
    const own = keys[at] as QueueKey;
    seen[own.track] += 1;
    return { ...(waiting[at] as T), key: own, place: i + 1, placeInTrack: seen[own.track] };
  });
}

/** How many come first, by the part of the key that puts them there: counted, nobody is sorted. */
export type Ahead = Record<KeyName, number>;
export const noneAhead = (): Ahead => ({ track: 0, level: 0, points: 0, queued_at: 0, receipt_no: 0 });
export function aheadOf(mine: QueueKey, others: Iterable<QueueKey>, parts: readonly KeyPart[] = keyParts): Ahead {
  const ahead = noneAhead();
  for (const other of others) if (compareKeys(other, mine, parts) < 0) ahead[decidedBy(other, mine, parts)] += 1;
  return ahead;
}

/** May a rule set begin that day? A day to come, after the one before it has begun and before the next one does. */
export const mayBegin = (
  from: Day,
  today: Day,
  { after = null, before = null }: { after?: Day | null; before?: Day | null },
): Verdict =>
  verdict(
    [
      from <= today && { code: 'rules_from_past', values: { earliest: addDays(today, 1) }, pointer: '/from' },
      after !== null && from <= after && { code: 'rules_from_before', values: { start: after }, pointer: '/from' },
      before !== null && from >= before && { code: 'rules_from_after', values: { start: before }, pointer: '/from' },
    ],
    {},
  );

/** An application and a person as the register has them, as far as the order is concerned. */
type ApplicationFacts = { id: string; receiptNo: string; submittedAt: Date; queuedAt: Date | null };
type PersonFacts = {
  applicant: Pick<Standing, 'carerAbsent' | 'carerHardships' | 'livingAlone'> & { bornOn: Day };
  assessment: { level: number; dementia: boolean } | null;
  categories: readonly { kind: CategoryKind }[];
};

/** The facts that order someone, from the register. A level no longer in force still orders until a new one is there. */
export const standingOf = (application: ApplicationFacts, person: PersonFacts, on: Day): Standing => ({
  applicationId: application.id,
  receiptNo: application.receiptNo,
  queuedAt: (application.queuedAt ?? application.submittedAt).toISOString(),
  categories: person.categories.map((c) => c.kind),
  level: person.assessment?.level ?? 0,
  dementia: person.assessment?.dementia ?? false,
  age: ageOn(person.applicant.bornOn, on),
  carerAbsent: person.applicant.carerAbsent,
  carerHardships: person.applicant.carerHardships,
  livingAlone: person.applicant.livingAlone,
});
