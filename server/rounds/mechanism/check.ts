// Decides whether an outcome may be published: a second program, written apart from the one that made it, slow and
// obvious. It goes bed by bed through the market and the outcome alone and knows nothing of cells, cut-offs or passes.
// What the round decided (the sex of a room, a couple-room for whom, a quota's units) it takes as decided, checks that it
// was open to decide, and counts apart whoever would have come in had one such thing been decided for them.
import type { Sex } from '../../facilities/rules.ts';
import type { ReasonCode } from '../../kernel/messages.ts';
import { clash, type Person, type Place, unfair } from './fair.ts';
import { coupleFits, listOf, standsInTheWay } from './fit.ts';
import type { Market, MarketBed, MarketNeed } from './market.ts';
import type { Outcome, Placement } from './outcome.ts';

/** One thing that is wrong: the code is a reason with a sentence, the rest its values. */
export type Finding = {
  code: ReasonCode;
  person?: string;
  facility?: string;
  /** the person who holds what `person` should hold, or shares what they should not */
  other?: string;
  bed?: string;
  room?: string;
  lot?: string;
};
export type Checked = {
  clean: boolean;
  findings: Finding[];
  counts: {
    people: number;
    placed: number;
    beds: number;
    /** people and better wishes looked at for envy and waste */
    wishes: number;
    /** people who would have a better wish had a room, or a share of a day place, been decided for them, not somebody later */
    decided_otherwise: number;
  };
};

/**
 * @param market one that readMarket has accepted
 * @param outcome of any origin; it need not come from this engine
 */
export function check(market: Market, outcome: Outcome): Checked {
  const findings: Finding[] = [];
  const people = new Map(
    market.applicants.map((a): [string, Person] => [
      a.id,
      {
        a,
        list: listOf(a, market.facilities),
        needs: JSON.stringify([a.need, a.couple, a.present?.bed]),
        placement: null,
      },
    ]),
  );
  const places = placesOf(market);
  const used = new Map<string, number>();

  for (const p of outcome.placements) {
    const person = people.get(p.applicant);
    const at = { person: p.applicant, facility: p.facility };
    if (!person) {
      findings.push({ code: 'check_unknown', ...at });
      continue;
    }
    if (person.placement) findings.push({ code: 'check_person_twice', ...at, other: person.placement.facility });
    person.placement = p;
    if (person.list[p.choice - 1] !== p.facility) findings.push({ code: 'check_not_asked', ...at });
    for (const id of p.beds) {
      const place = places.get(id);
      if (place?.facility !== p.facility) findings.push({ code: 'check_unknown', ...at, bed: id });
      else {
        const other = place.people.find((o) => clash(place, o, person));
        if (other) findings.push({ code: 'check_bed_twice', ...at, bed: id, other: other.a.id });
        place.people.push(person);
      }
    }
    findings.push(...wrongCharges(places, p, used));
  }
  for (const l of market.lots ?? [])
    if ((used.get(l.id) ?? 0) > l.left) findings.push({ code: 'check_lot_overrun', lot: l.id });

  decideRooms(outcome, places, findings);
  for (const person of people.values()) findings.push(...wrongBeds(places, person));
  const unplaced = new Set(outcome.unplaced);
  for (const { a, placement } of people.values())
    if ((placement === null) !== unplaced.has(a.id)) findings.push({ code: 'check_missing', person: a.id });

  const fair = unfair(market, [...people.values()], [...places.values()], used);
  findings.push(...fair.findings);
  return {
    clean: findings.length === 0,
    findings,
    counts: {
      people: people.size,
      placed: outcome.placements.length,
      beds: places.size,
      wishes: fair.wishes,
      decided_otherwise: fair.otherwise,
    },
  };
}

/** Every bed by its id, in a room whose sex is fixed, or that of whoever lies there, or not decided. */
function placesOf(market: Market): Map<string, Place> {
  const lies = new Map(market.applicants.flatMap((a) => (a.present ? [[a.present.bed, a.need?.sex] as const] : [])));
  const places = new Map<string, Place>();
  for (const f of market.facilities) {
    const covering = (bed: MarketBed) =>
      market.lots === undefined || bed.pool === 'reserve' || lies.has(bed.id)
        ? null
        : market.lots.filter(
            (l) => l.facilities.includes(f.id) && (!l.kinds || (bed.kind !== undefined && l.kinds.includes(bed.kind))),
          );
    for (let i = 1; i <= (f.capacity ?? 0); i += 1) {
      const bed = { id: `${f.id}#${i}` };
      const place = { bed, room: null, facility: f.id, takes: 'either' as const, decided: false, whole: false };
      places.set(bed.id, { ...place, kept: false, people: [], lots: covering(bed) });
    }
    for (const room of f.rooms ?? []) {
      const inside = room.beds.find((b) => lies.has(b.id));
      const takes: Place['takes'] =
        room.sex === 'mixed'
          ? 'either'
          : room.sex !== 'single_sex'
            ? room.sex
            : (room.taken ?? (inside ? (lies.get(inside.id) ?? 'either') : null));
      const whole = room.sex === 'mixed' && !!room.whole && room.beds.length === 2 && !inside;
      for (const bed of room.beds) {
        const decided = takes === null || whole;
        const place = { bed, room, facility: f.id, takes: whole ? null : takes, decided, whole };
        places.set(bed.id, { ...place, kept: lies.has(bed.id), people: [], lots: covering(bed) });
      }
    }
  }
  return places;
}

/** Each bed that needs a lot is charged to one that covers it. Counts what each lot has to bear. */
function wrongCharges(places: Map<string, Place>, p: Placement, used: Map<string, number>): Finding[] {
  const needing = p.beds.map((id) => places.get(id)?.lots ?? null).filter((lots) => lots !== null);
  for (const id of p.lots) used.set(id, (used.get(id) ?? 0) + 1);
  const right = p.lots.length === needing.length && needing.every((lots, i) => lots.some((l) => l.id === p.lots[i]));
  return right ? [] : [{ code: 'check_lot_wrong', person: p.applicant, facility: p.facility }];
}

/** Writes what the round decided into the rooms somebody lies in; a room nobody lies in stays open. */
function decideRooms(outcome: Outcome, places: Map<string, Place>, findings: Finding[]): void {
  const rooms = Map.groupBy(
    [...places.values()].filter((p) => p.room !== null),
    (p) => `${p.facility} ${p.room?.id}`,
  );
  const decided = new Set<string>();
  for (const o of outcome.openings.filter((made) => made.what === 'room' || made.what === 'couple_room')) {
    const key = `${o.facility} ${o.id}`;
    const beds = rooms.get(key) ?? [];
    const whole = beds.some((p) => p.whole);
    const words = whole ? ['couple', 'singles'] : ['female', 'male'];
    if (!beds.some((p) => p.decided) || decided.has(key) || !words.includes(o.as))
      findings.push({ code: 'check_not_open', facility: o.facility, room: o.id });
    decided.add(key);
    if (o.as !== 'couple' && beds.some((p) => p.people.length > 0))
      for (const p of beds) p.takes = whole ? 'either' : (o.as as Sex);
  }
  for (const [key, beds] of rooms)
    for (const p of beds)
      if (p.decided && p.people.length > 0 && !decided.has(key))
        findings.push({ code: 'check_not_open', facility: p.facility, room: p.room?.id });
}

/** What is wrong with where this person is put. */
function wrongBeds(places: Map<string, Place>, { a, placement }: Person): Finding[] {
  if (!placement) return a.present ? [{ code: 'check_worse_than_present', person: a.id }] : [];
  const at = { person: a.id, facility: placement.facility };
  const given = placement.beds.map((id) => places.get(id)).filter((p) => p !== undefined);
  const [first] = given;
  if (a.couple) {
    const whole =
      given.length === 2 &&
      first?.room &&
      first.whole &&
      given.every((p) => p.room === first.room) &&
      given[0] !== given[1];
    if (!whole || coupleFits(a.couple, first.room?.beds ?? []).length > 0)
      return [{ code: 'check_couple_split', ...at }];
    return [];
  }
  if (placement.beds.length !== 1) return [{ code: 'check_beds_many', ...at }];
  if (!first) return [];
  if (a.present?.facility === placement.facility)
    return a.present.bed === first.bed.id ? [] : [{ code: 'check_worse_than_present', ...at }];
  const found: Finding[] = [];
  if (standsInTheWay(a.need ?? {}, first.bed, first.takes ?? 'either').length > 0)
    found.push({ code: 'check_not_fitting', ...at, bed: first.bed.id });
  for (const o of places.values())
    if (first.room && o.room === first.room && o.takes !== 'either')
      for (const mate of o.people)
        if (a.need?.sex && mate.a.need?.sex && mate.a.need.sex !== a.need.sex && mate.a.id > a.id)
          found.push({ code: 'check_sexes_mixed', ...at, other: mate.a.id, room: first.room.id });
  return found;
}

/**
 * Does the order in which the market was written down change the outcome? Tries it backwards and dealt into two halves.
 *
 * @param run the engine to try, as runMarket
 */
export function sameInAnyOrder(market: Market, run: (m: Market) => Outcome): boolean {
  const backwards = <T>(list: readonly T[]) => [...list].reverse();
  const dealt = <T>(list: readonly T[]) => [
    ...list.filter((_, i) => i % 2 === 1),
    ...list.filter((_, i) => i % 2 === 0),
  ];
  const first = JSON.stringify(run(market));
  return [backwards, dealt].every((mix) => JSON.stringify(run(mixed(market, mix))) === first);
}

function mixed(market: Market, mix: <T>(list: readonly T[]) => T[]): Market {
  const need = <N extends MarketNeed | undefined>(n: N): N =>
    n && ({ ...n, equipment: n.equipment && mix(n.equipment), days: n.days && mix(n.days) } as N);
  return {
    ...market,
    lots: market.lots && mix(market.lots.map((l) => ({ ...l, facilities: mix(l.facilities) }))),
    applicants: mix(market.applicants).map((a) => ({ ...a, need: need(a.need) })),
    facilities: mix(market.facilities).map((f) => ({
      ...f,
      rooms: f.rooms && mix(f.rooms.map((r) => ({ ...r, beds: r.whole ? r.beds : mix(r.beds) }))),
    })),
  };
}
