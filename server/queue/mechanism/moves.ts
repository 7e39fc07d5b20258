// Decides why somebody's place is another one than they were told, and how long it may take until their turn: only from
// what happened in this district, never an invented number.
import type { Reason } from '../../kernel/errors.ts';
import type { Why } from '../../notifications/rules.ts';

/** How many, by the part of the key that puts them ahead. */
type Counts = { track: number; level: number; points: number; queued_at: number; receipt_no: number };
type Key = { track: string; level: number; points: number; queued_at: string };

/** Somebody's place as they were told it. */
export type Told = {
  place: number;
  key: Key;
  ruleVersion: string;
};
/** What happened ahead of a person between two tellings, counted. */
export type Around = {
  /** were ahead and have a place now · are gone otherwise */
  housed: number;
  left: number;
  /** joined ahead, by the part of the key that puts them there */
  joined: Counts;
};

/**
 * Why somebody's place is another one than they were told, every cause with its count. What others joining and leaving do
 * not account for, people did who were there before and overtook, or were overtaken.
 */
export function explainMove(before: Told | null, after: Told, around: Around): Reason[] {
  if (before === null) return [{ code: 'move_first', values: { place: after.place } }];
  const { key: was } = before;
  const { key: is } = after;
  const joined = Object.entries(around.joined) as [keyof Counts, number][];
  const came = joined.reduce((sum, [, n]) => sum + n, 0);
  const passed = after.place - before.place - came + around.housed + around.left;
  const rules = before.ruleVersion !== after.ruleVersion;
  const own: (Reason | false)[] = [
    rules && {
      code: 'move_rules',
      values: { from: before.ruleVersion, to: after.ruleVersion },
    },
    was.track !== is.track && { code: 'move_own_track', values: { from: was.track, to: is.track } },
    was.level !== is.level && { code: 'move_own_level', values: { from: was.level, to: is.level } },
    was.points !== is.points && { code: 'move_own_points', values: { from: was.points, to: is.points } },
    was.queued_at !== is.queued_at && { code: 'move_own_queued' },
    around.housed > 0 && { code: 'move_housed', values: { count: around.housed } },
    around.left > 0 && { code: 'move_left', values: { count: around.left } },
    ...joined.map(([part, count]) => count > 0 && { code: joinedBy[part], values: { count } }),
    passed > 0 && { code: rules ? 'move_rules_overtaken' : 'move_overtaken', values: { count: passed } },
    passed < 0 && { code: rules ? 'move_rules_overtook' : 'move_overtook', values: { count: -passed } },
  ];
  return own.filter((r) => r !== false);
}
const joinedBy = {
  track: 'move_joined_track',
  level: 'move_joined_level',
  points: 'move_joined_points',
  queued_at: 'move_joined_earlier',
  receipt_no: 'move_joined_earlier',
} as const satisfies Record<keyof Counts, string>;

/** The one word for it in a message: rules and the own facts before what others did, and of that what moves this way. */
export function whyMoved(reasons: readonly Reason[], moved: number): Why {
  const has = (...codes: string[]) => reasons.some((r) => codes.includes(r.code));
  if (has('move_rules')) return 'rules_changed';
  if (has('move_own_queued')) return 'returned';
  if (has('move_own_track', 'move_own_level', 'move_own_points')) return 'own_facts';
  if (moved < 0 && has('move_housed')) return 'placed_ahead';
  if (moved < 0 && has('move_left')) return 'left_ahead';
  const joined = Object.values(joinedBy).some((code) => has(code));
  return moved > 0 && joined ? 'ahead_priority' : 'others_changed';
}

type Waiting = { id: string; place: number; inTrack: number; key: Key };

/**
 * Who is to be told a new place, and why: everyone against what they were told last. Told alike means nothing to tell.
 * @param placed has this one, who is no longer in the queue, a place now?
 * @param aheadOf of these, who come first, how many by which part of the key
 */
export function movesOf<W extends Waiting>(
  before: ReadonlyMap<string, Told & { inTrack: number }>,
  now: readonly W[],
  placed: (id: string) => boolean,
  ruleVersion: string,
  aheadOf: (mine: W['key'], others: W['key'][]) => Counts,
): (W & { moved: number; reasons: Reason[] })[] {
  const here = new Set(now.map((w) => w.id));
  const gone = [...before].filter(([id]) => !here.has(id)).sort((a, b) => a[1].place - b[1].place);
  const placesOf = (yes: boolean) => gone.flatMap(([id, told]) => (placed(id) === yes ? told.place : []));
  const [housed, left] = [placesOf(true), placesOf(false)];
  const joined = now.filter((w) => !before.has(w.id)).sort((a, b) => a.place - b.place);
  const joinedAt = joined.map((w) => w.place);
  return now.flatMap((w) => {
    const was = before.get(w.id) ?? null;
    const alike = was && was.place === w.place && was.inTrack === w.inTrack && was.ruleVersion === ruleVersion;
    if (alike && sameFacts(was.key, w.key)) return [];
    const came = was ? joined.slice(0, countBelow(joinedAt, w.place)).map((j) => j.key) : [];
    const around = {
      housed: was ? countBelow(housed, was.place) : 0,
      left: was ? countBelow(left, was.place) : 0,
      joined: aheadOf(w.key, came),
    };
    const reasons = explainMove(was, { ...w, ruleVersion }, around);
    return [{ ...w, moved: was ? w.place - was.place : 0, reasons }];
  });
}

const sameFacts = (a: Key, b: Key) =>
  a.track === b.track && a.level === b.level && a.points === b.points && a.queued_at === b.queued_at;

/** How many of a rising list are smaller. */
function countBelow(list: readonly number[], than: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < than) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Fewer admissions than this in the history say nothing about the next ones. */
const ENOUGH = 10;
/** One in five waits shorter or longer than the interval says. */
const Z80 = 1.2816;

/**
 * The upper quantile of F(a, b) at a standard normal z, by Paulson's cube-root approximation (Wilson–Hilferty on both).
 * Within a few per cent from ten degrees of freedom on, which is what ENOUGH gives.
 */
function quantileOfF(a: number, b: number, z: number): number {
  const u = 2 / (9 * a);
  const v = 2 / (9 * b);
  const root = Math.sqrt((1 - v) ** 2 * u + (1 - u) ** 2 * v - z * z * u * v);
  return (((1 - v) * (1 - u) + z * root) / ((1 - v) ** 2 - z * z * v)) ** 3;
}

/**
 * Weeks until one's turn, from what happened: `admissions` in `days` of people of one's own track and service, `ahead` of
 * them in front. The k-th admission from now (k = ahead + 1) against n seen in T comes after T·k/n, F(2k, 2n) apart:
 * the interval holds four times in five if admissions go on as they did.
 * @returns null when the history is too short to say anything
 */
export function estimateWeeks(
  ahead: number,
  history: { admissions: number; days: number },
): { from: number; to: number; about: number } | null {
  const { admissions: n, days } = history;
  if (n < ENOUGH || days <= 0) return null;
  const k = ahead + 1;
  const weeks = ((days / 7) * k) / n;
  return {
    about: Math.round(weeks),
    from: Math.floor(weeks * quantileOfF(2 * k, 2 * n, -Z80)),
    to: Math.ceil(weeks * quantileOfF(2 * k, 2 * n, Z80)),
  };
}
