// Decides what a person is told: for every facility asked for, placed there, not needed because a better wish came true,
// or not placed because …; and for every bed left empty, why. From the market and the outcome alone, the same data that
// decided, by the same rules.
import type { Reason } from '../../kernel/errors.ts';
import { coupleFits, listOf, standsInTheWay } from './fit.ts';
import { compareKeys, type Key, type Market, type MarketApplicant, type MarketBed, type MarketRoom } from './market.ts';
import type { Outcome, Placement } from './outcome.ts';

export type Answer = {
  facility: string;
  wish: number;
  result: 'placed' | 'not_needed' | 'not_placed';
  reasons: Reason[];
};

/** Lookups over one market and outcome, built once for all explanations. */
export type Context = ReturnType<typeof contextOf>;

export function contextOf(market: Market, outcome: Outcome) {
  const people = new Map(market.applicants.map((a) => [a.id, a]));
  const facilities = new Map(market.facilities.map((f) => [f.id, f]));
  const placed = new Map(outcome.placements.map((p) => [p.applicant, p]));
  const usersOf = Map.groupBy(
    outcome.placements.flatMap((p) => p.beds.map((bed) => ({ bed, p }))),
    ({ bed }) => bed,
  );
  const heldAt = Map.groupBy(outcome.placements, (p) => p.facility);
  const takesOf = new Map(
    outcome.openings.filter((o) => o.what === 'room').map((o) => [`${o.facility} ${o.id}`, o.as as 'male' | 'female']),
  );
  return { market, outcome, people, facilities, placed, usersOf, heldAt, takesOf };
}

/** What a room takes after the round: its own sex, that of whoever lies there, or what was decided. */
const takesOf = (x: Context, facility: string, r: MarketRoom) =>
  r.sex === 'mixed'
    ? ('either' as const)
    : r.sex === 'single_sex'
      ? (r.taken ?? x.takesOf.get(`${facility} ${r.id}`) ?? null)
      : r.sex;

const keyAt = (a: MarketApplicant, facility: string): Key => a.key_at?.[facility] ?? a.key;

/** The answers for one person, in the order of the wishes. Unknown persons get none. */
export function explainPerson(x: Context, id: string): Answer[] {
  const a = x.people.get(id);
  if (!a) return [];
  const placed = x.placed.get(id);
  return listOf(a, x.market.facilities).map((facility, i): Answer => {
    const wish = i + 1;
    if (placed && placed.choice < wish) return { facility, wish, result: 'not_needed', reasons: [] };
    if (placed && placed.choice === wish) return { facility, wish, result: 'placed', reasons: [] };
    return { facility, wish, result: 'not_placed', reasons: whyNotThere(x, a, facility) };
  });
}

/** No bed fits; or the contract is used up; or everyone whose place could have been had comes earlier. */
function whyNotThere(x: Context, a: MarketApplicant, facility: string): Reason[] {
  const fitting = fittingBeds(x, a, facility);
  if (!fitting.ok) return fitting.reasons;
  const cut = x.outcome.cut_offs.find((c) => c.facility === facility && sameNeeds(x, c.like, a));
  const last = cut?.last ? x.people.get(cut.last) : undefined;
  const free = fitting.beds.some((b) => !x.usersOf.has(b.id));
  const lots = free && (x.market.lots?.some((l) => l.facilities.includes(facility)) ?? false);
  const noLot = x.market.lots !== undefined && !x.market.lots.some((l) => l.facilities.includes(facility));
  return [
    ...(noLot ? [{ code: 'no_lot' } as const] : lots ? [{ code: 'round_lot_used' } as const] : []),
    ...(last ? [aheadOf(x.market.key_names ?? [], keyAt(last, facility), keyAt(a, facility))] : []),
  ];
}

/** The first component in which the last person placed there differs from this one. */
function aheadOf(names: readonly string[], theirs: Key, mine: Key): Reason {
  const at = theirs.findIndex((part, i) => part !== mine[i]);
  const text = (key: Key) => String(key[at] ?? '');
  return {
    code: 'round_cut_off',
    values: { component: names[at] ?? String(at + 1), theirs: text(theirs), mine: text(mine) },
  };
}

const sameNeeds = (x: Context, like: string, a: MarketApplicant) => {
  const b = x.people.get(like);
  const needs = (p: MarketApplicant | undefined) =>
    JSON.stringify([p?.need ?? null, p?.couple ?? null, p?.present?.bed ?? null]);
  return needs(b) === needs(a);
};

type Fitting = { ok: true; beds: MarketBed[] } | { ok: false; reasons: Reason[] };

/** The beds of a facility the person could use, whoever has them; or what is missing in those that come closest. */
function fittingBeds(x: Context, a: MarketApplicant, facility: string): Fitting {
  const f = x.facilities.get(facility);
  if (!f) return { ok: false, reasons: [{ code: 'market_unknown_facility', values: { facility } }] };
  if (f.capacity !== undefined)
    return { ok: true, beds: Array.from({ length: f.capacity }, (_, i) => ({ id: `${f.id}#${i + 1}` })) };
  const beds: MarketBed[] = [];
  let nearest: Reason[] | null = null;
  for (const room of f.rooms ?? []) {
    if (a.couple) {
      const wrong: Reason[] =
        room.sex === 'mixed' && room.whole ? coupleFits(a.couple, room.beds) : [{ code: 'couple_room_needed' }];
      if (wrong.length === 0) beds.push(...room.beds);
      else if (!nearest || wrong.length < nearest.length) nearest = wrong;
      continue;
    }
    for (const bed of room.beds) {
      const wrong =
        bed.id === a.present?.bed
          ? []
          : standsInTheWay(a.need ?? {}, bed, takesOf(x, facility, room) ?? a.need?.sex ?? 'either');
      if (wrong.length === 0) beds.push(bed);
      else if (!nearest || wrong.length < nearest.length) nearest = wrong;
    }
  }
  if (beds.length > 0) return { ok: true, beds };
  return { ok: false, reasons: nearest ?? [{ code: 'no_free_bed' }] };
}

export type EmptyBed = {
  facility: string;
  room: string;
  bed: string;
  /** of everyone who asks for this facility: whom something keeps from this bed, by what; and who has a better wish */
  asked: number;
  housed_better: number;
  hindered: Record<string, number>;
  reason: 'nobody_asks' | 'nobody_fits' | 'all_placed_better' | 'contract_used_up' | 'undecided_room';
};

/** Every bed nobody got, with the reason. A day place shared by weekdays counts as used. */
export function explainEmpty(x: Context): EmptyBed[] {
  const askers = new Map<string, MarketApplicant[]>();
  for (const a of x.market.applicants)
    for (const f of listOf(a, x.market.facilities)) askers.set(f, [...(askers.get(f) ?? []), a]);
  return x.market.facilities.flatMap((f) =>
    (f.rooms ?? []).flatMap((room) =>
      room.beds.filter((b) => !x.usersOf.has(b.id)).map((bed) => whyEmpty(x, f.id, room, bed, askers.get(f.id) ?? [])),
    ),
  );
}

function whyEmpty(
  x: Context,
  facility: string,
  room: MarketRoom,
  bed: MarketBed,
  people: readonly MarketApplicant[],
): EmptyBed {
  const hindered: Record<string, number> = {};
  const takes = takesOf(x, facility, room);
  let better = 0;
  let could = 0;
  for (const a of people) {
    const wrong: Reason[] = a.couple
      ? room.whole
        ? coupleFits(a.couple, room.beds)
        : [{ code: 'couple_room_needed' }]
      : standsInTheWay(a.need ?? {}, bed, takes ?? a.need?.sex ?? 'either');
    if (wrong[0]) hindered[wrong[0].code] = (hindered[wrong[0].code] ?? 0) + 1;
    else if (placedAtLeast(x, a, facility)) better += 1;
    else could += 1;
  }
  const reason =
    people.length === 0
      ? ('nobody_asks' as const)
      : could > 0
        ? takes === null
          ? ('undecided_room' as const)
          : ('contract_used_up' as const)
        : better > 0
          ? ('all_placed_better' as const)
          : ('nobody_fits' as const);
  return { facility, room: room.id, bed: bed.id, asked: people.length, housed_better: better, hindered, reason };
}

/** Has the person this facility or one wished for more? */
function placedAtLeast(x: Context, a: MarketApplicant, facility: string): boolean {
  const placed: Placement | undefined = x.placed.get(a.id);
  return placed !== undefined && placed.choice <= listOf(a, x.market.facilities).indexOf(facility) + 1;
}

export type Move = {
  applicant: string;
  from: { facility: string; choice: number } | null;
  to: { facility: string; choice: number } | null;
};

/** Who ends elsewhere in `after` than in `before`, in the common order. */
export function compareOutcomes(market: Market, before: Outcome, after: Outcome): Move[] {
  const of = (o: Outcome) =>
    new Map(o.placements.map((p) => [p.applicant, { facility: p.facility, choice: p.choice }]));
  const [was, is] = [of(before), of(after)];
  return [...market.applicants]
    .sort((a, b) => compareKeys(a.key, b.key))
    .map((a) => ({ applicant: a.id, from: was.get(a.id) ?? null, to: is.get(a.id) ?? null }))
    .filter((m) => m.from?.facility !== m.to?.facility);
}
