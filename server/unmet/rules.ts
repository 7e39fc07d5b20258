// Decides why somebody who waits can be given no bed today, in one word each (未能安置登记; the gates are those of the match,
// their order our default), and from which day to which that was so.
import { type Judged, judgePlace, kmBetween, type PlaceFacts, type Seeker } from '../allocation/rules.ts';
import type { Lot } from '../contracts/rules.ts';
import { type Bed, type Fit, fitFacility, weekdaysRange } from '../facilities/rules.ts';
import type { Reason } from '../kernel/errors.ts';
import { type Day, toRange } from '../kernel/period.ts';

/** What keeps somebody from a bed, the person first, then what there is, then the contract, then the wish. */
export const unmetReasons = [
  'not_assessed',
  'barred',
  'no_bed_of_kind',
  'no_free_bed',
  'weekday_taken',
  'dementia_unit_needed',
  'level_not_taken',
  'equipment_missing',
  'sex_of_room',
  'reserved_for_guaranteed',
  'no_lot',
  'lot_exhausted',
  'out_of_order',
  'too_far',
  'not_wished',
  'given_up',
] as const;
export type UnmetReason = (typeof unmetReasons)[number];

/** Whoever has an offer, has put it off, lies in a bed or has died is not among those for whom there is no bed. */
const notWaiting = ['offer_exists', 'deferred', 'person_in_bed', 'person_dead'];
const wishFirst = ['too_far', 'not_wished', 'given_up'] as const;

const rankOf = (code: string) => unmetReasons.indexOf(code as UnmetReason);
/** How far somebody gets at a facility: it has the kind, one is free, it fits, the contract pays. */
const gateOf = ({ hindered: { bed } }: Judged) => {
  if (bed.length === 0) return 3;
  if (bed.some((r) => r.code === 'no_bed_of_kind')) return 0;
  return bed.some((r) => r.code === 'no_free_bed' || r.code === 'weekday_taken') ? 1 : 2;
};

/**
 * The one reason, from what every facility says; null where a bed can be given. Where only the wish is in the way
 * somewhere, it is the wish; else what stands at the furthest gate anybody got to, at a facility asked for before others,
 * and there the fewest things.
 */
export function reasonOf(judged: readonly Judged[]): UnmetReason | null {
  const would = judged.filter((j) => j.hindered.bed.length === 0 && j.hindered.contract.length === 0);
  if (would.some((j) => j.hindered.wish.length === 0)) return null;
  if (would.length > 0)
    return wishFirst.find((code) => would.some((j) => j.hindered.wish.some((r) => r.code === code))) ?? 'not_wished';
  const things = (j: Judged): Reason[] => (gateOf(j) === 3 ? j.hindered.contract : j.hindered.bed);
  const [nearest] = judged.toSorted(
    (a, b) =>
      gateOf(b) - gateOf(a) ||
      a.hindered.wish.length - b.hindered.wish.length ||
      things(a).length - things(b).length ||
      rankOf(things(a)[0]?.code ?? '') - rankOf(things(b)[0]?.code ?? ''),
  );
  const codes = nearest ? things(nearest).map((r) => r.code) : [];
  return unmetReasons.find((code) => codes.includes(code)) ?? 'no_bed_of_kind';
}

/** Somebody in the queue: what they ask for, and the claims that are no obstacle to them. */
export type Asker = { application: string; service: Bed['kind']; seeker: Seeker; ownClaims: ReadonlySet<string> };
type Claimed = PlaceFacts['claims'][number] & { id: string };
export type Home = Omit<PlaceFacts, 'claims'> & { claims: readonly Claimed[]; lots: readonly Lot[] };

/**
 * Everybody who waits, in the order of the queue: each in turn takes, in thought, the bed that would be theirs, so that
 * those behind see what is left. Whoever only finds nothing because of those ahead is told so.
 */
export function judgeQueue(queue: readonly Asker[], homes: readonly Home[], on: Day): Map<string, UnmetReason> {
  const found = new Map<string, UnmetReason>();
  const left = homes.map((home) => ({
    home,
    now: home,
    fits: new Map<string, Fit>(),
    fitsNow: new Map<string, Fit>(),
  }));
  const fitOf = (known: Map<string, Fit>, home: Home, asker: Asker, key: string) => {
    const { need } = asker.seeker;
    if (asker.ownClaims.size > 0) {
      const claims = home.claims.filter((c) => !asker.ownClaims.has(c.id));
      return fitFacility(home.rooms, home.beds, claims, need, on);
    }
    const fit = known.get(key) ?? fitFacility(home.rooms, home.beds, home.claims, need, on);
    known.set(key, fit);
    return fit;
  };
  for (const asker of queue) {
    const { seeker, service } = asker;
    const hindrance = seeker.hindrance?.code;
    if (hindrance) {
      if (hindrance === 'barred' || hindrance === 'barred_home') found.set(asker.application, 'barred');
      else if (!notWaiting.includes(hindrance)) found.set(asker.application, hindrance as UnmetReason);
      continue;
    }
    // The same need is answered the same until somebody takes a bed there.
    const key = JSON.stringify(seeker.need);
    const judge = (home: Home, known: Map<string, Fit>) =>
      judgePlace(seeker, service, home, home.lots, on, fitOf(known, home, asker, key));
    const judged = left.map((l) => judge(l.now, l.fitsNow));
    const reason = reasonOf(judged);
    if (reason === null) take(left, judged, asker, on);
    else {
      const alone = left.every((l) => l.now === l.home) ? reason : reasonOf(left.map((l) => judge(l.home, l.fits)));
      found.set(asker.application, alone ?? 'out_of_order');
    }
  }
  return found;
}

type Left = { home: Home; now: Home; fits: Map<string, Fit>; fitsNow: Map<string, Fit> };

/** The bed that would be theirs: at the first home named that has one, else at the nearest. */
function take(left: Left[], judged: readonly Judged[], { seeker, application }: Asker, on: Day): void {
  const { choices } = seeker.wish;
  const rank = (id: string) => (choices.includes(id) ? choices.indexOf(id) : choices.length);
  const open = left.flatMap((l, i) => {
    const j = judged[i]!;
    const { bed, wish, contract } = j.hindered;
    return bed.length + wish.length + contract.length === 0 && j.best ? [{ l, bed: j.best, cover: j.cover }] : [];
  });
  const km = (l: Left) => kmBetween(seeker.home, l.now.facility) ?? Number.POSITIVE_INFINITY;
  const [first] = open.sort(
    (a, b) =>
      rank(a.l.now.facility.id) - rank(b.l.now.facility.id) ||
      (km(a.l) === km(b.l) ? 0 : km(a.l) - km(b.l)) ||
      (a.l.now.facility.id < b.l.now.facility.id ? -1 : 1),
  );
  if (!first) return;
  const { l, bed, cover } = first;
  const claim: Claimed = {
    id: application,
    bedId: bed.id,
    kind: 'hold',
    sex: seeker.need.sex,
    during: toRange({ start: on, end: null }),
    weekdays: weekdaysRange(seeker.need.days),
  };
  const paid = cover.ok && bed.pool !== 'reserve' ? cover.lot.id : null;
  const lots = l.now.lots.map((lot) => (lot.id === paid ? { ...lot, committed: lot.committed + 1 } : lot));
  l.now = { ...l.now, claims: [...l.now.claims, claim], lots };
  l.fitsNow = new Map();
}

export type OpenRow = { id: string; application: string; reason: string };

/** What changes in the register: rows that end, and rows that begin. The same reason goes on under the same row. */
export function changesOf(open: readonly OpenRow[], found: ReadonlyMap<string, UnmetReason>) {
  const same = (row: OpenRow) => found.get(row.application) === row.reason;
  const kept = new Set(open.filter(same).map((row) => row.application));
  return {
    ended: open.filter((row) => !same(row)).map((row) => row.id),
    begun: [...found].flatMap(([application, reason]) => (kept.has(application) ? [] : [{ application, reason }])),
  };
}

/** For how long, as a reader counts it: a month, a season, half a year. */
export const spans = ['under_30', 'to_90', 'to_180', 'over_180'] as const;
export const spanOf = (days: number): (typeof spans)[number] =>
  days < 30 ? 'under_30' : days < 90 ? 'to_90' : days < 180 ? 'to_180' : 'over_180';
