import { sql } from 'drizzle-orm';
import type { LotChange } from '../contracts/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { addDays, type Day, dayOf } from '../kernel/period.ts';
import { approvedOf } from '../payments/queries.ts';
import { type Context, limitOf, look, type ReadTx, view } from '../platform/context.ts';
import {
  forecastOf,
  type LedgerDay,
  type LedgerLot,
  ledgerDays,
  type Movement,
  moneyOf,
  type Use,
  usesOf,
  warningsOf,
} from './rules.ts';

/** A lot with what a reader calls it by, and its counters. */
export type NamedLot = LedgerLot & {
  contractNo: string;
  contract: string;
  provider: string;
  facility: string;
  endedOn: Day | null;
  counters: { committed: number; inUse: number };
  demonstration: boolean;
};
type Limit = { lots?: readonly string[]; facility?: string | undefined };

const anyOf = (ids: readonly string[]) => sql`any(${`{${ids.join(',')}}`}::uuid[])`;

/** Lots whose period has begun by that day. An amended contract says in its versions how much was bought from when. */
export async function loadLots(tx: ReadTx, district: string, limit: Limit, on: Day): Promise<NamedLot[]> {
  const rows = await tx.execute<NamedLot>(sql`
    select l.id, l.contract_id as "contractId", l.facility_id as "facilityId", l.service_class as "serviceClass", l.unit,
           coalesce(lower(l.during), c.ended_on, lower(c.during))::text as start,
           coalesce(upper(l.during), c.ended_on, lower(c.during))::text as end,
           l.bought, l.quantity, l.amount_fen as "amountFen",
           c.contract_no as "contractNo", c.title as contract, c.provider, f.name as facility, c.ended_on::text as "endedOn",
           c.demonstration, json_build_object('committed', l.committed, 'inUse', l.in_use) as counters,
           (select coalesce(json_agg(json_build_object('start', lower(p.effective), 'end', upper(p.effective),
                     'unitPriceFen', p.unit_price_fen) order by p.effective), '[]')
              from lot_prices p where p.district = l.district and p.lot_id = l.id) as prices,
           (select coalesce(json_agg(json_build_object('from', v.effective_on, 'bought', (t->>'bought')::int) order by v.no), '[]')
              from contract_versions v cross join jsonb_array_elements(v.terms->'lots') t
             where v.district = l.district and v.contract_id = l.contract_id and t->>'id' = l.id::text) as "boughtFrom"
      from lots l join contracts c on c.district = l.district and c.id = l.contract_id
      join facilities f on f.district = l.district and f.id = l.facility_id
     where l.district = ${district} and coalesce(lower(l.during), lower(c.during)) <= ${on}::date
       ${limit.facility ? sql`and l.facility_id = ${limit.facility}` : sql``}
       ${limit.lots ? sql`and l.id = ${anyOf(limit.lots)}` : sql``}
     order by c.contract_no desc, f.name, l.service_class, l.id`);
  return [...rows];
}

type Counted = { lotId: string; start: Day; end: Day | null; changes: LotChange[] };

const changesOf = (table: 'lot_changes' | 'offer_lot_changes') => {
  const [name, of] =
    table === 'lot_changes' ? [sql`lot_changes`, sql`c.placement_id`] : [sql`offer_lot_changes`, sql`c.offer_id`];
  return {
    all: sql`(select coalesce(json_agg(json_build_object('fromLotId', c.from_lot_id, 'toLotId', c.to_lot_id,
        'changedOn', c.changed_on) order by c.changed_on), '[]') from ${name} c where c.district = x.district and ${of} = x.id)`,
    touch: (ids: readonly string[]) =>
      sql`exists (select 1 from ${name} c where c.district = x.district and ${of} = x.id and c.from_lot_id = ${anyOf(ids)})`,
  };
};

/** Stays and offers that counted on one of these lots at some time from a day on, as they are on record now. */
export async function loadUses(tx: ReadTx, district: string, lots: readonly string[], from: Day): Promise<Use[]> {
  if (lots.length === 0) return [];
  const [stay, offer] = [changesOf('lot_changes'), changesOf('offer_lot_changes')];
  const stays = await tx.execute<Counted>(sql`
    select x.lot_id as "lotId", x.admitted_on::text as start, x.discharged_on::text as end, ${stay.all} as changes
      from placements x
     where x.district = ${district} and x.lot_id is not null and x.discharge_kind is distinct from 'error'
       and (x.discharged_on is null or x.discharged_on > ${from}::date)
       and (x.lot_id = ${anyOf(lots)} or ${stay.touch(lots)})`);
  // An offer counts until the person lies there: an admission entered late was one on its own day.
  const offers = await tx.execute<Counted>(sql`
    select x.lot_id as "lotId", (x.made_at at time zone 'Asia/Shanghai')::date::text as start,
           coalesce(p.admitted_on, (x.ended_at at time zone 'Asia/Shanghai')::date)::text as end, ${offer.all} as changes
      from offers x left join placements p on p.district = x.district and p.offer_id = x.id
     where x.district = ${district} and x.lot_id is not null
       and (x.ended_at is null or (x.ended_at at time zone 'Asia/Shanghai')::date > ${from}::date)
       and (x.lot_id = ${anyOf(lots)} or ${offer.touch(lots)})`);
  const wanted = new Set(lots);
  const parts = (kind: Use['kind'], rows: readonly Counted[]) =>
    rows.flatMap((r) => usesOf(kind, r.lotId, r.changes, { start: r.start, end: r.end }));
  return [...parts('stay', [...stays]), ...parts('offer', [...offers])].filter((u) => wanted.has(u.lotId));
}

/** Minutes of visits by day on lots bought by the hour, and the money of approved months by the day it moved. */
async function loadMovements(tx: ReadTx, district: string, lots: readonly LedgerLot[]): Promise<Movement[]> {
  if (lots.length === 0) return [];
  const approved = await approvedOf(tx, district, [...new Set(lots.map((l) => l.contractId))]);
  const accepted = approved.flatMap(moneyOf);
  const hourly = lots.filter((l) => l.unit === 'hour').map((l) => l.id);
  if (hourly.length === 0) return accepted;
  const visits = await tx.execute<Movement>(sql`
    select coalesce((select c.from_lot_id from lot_changes c where c.district = p.district and c.placement_id = p.id
                       and c.changed_on > v.on order by c.changed_on limit 1), p.lot_id) as "lotId",
           v.on::text as on, sum(v.minutes)::int as minutes, 0 as "acceptedFen", 0 as "paidFen"
      from (select district, id, placement_id, minutes, (visited_at at time zone 'Asia/Shanghai')::date as on
              from care_visits where district = ${district} and visited_at is not null) v
      join placements p on p.district = v.district and p.id = v.placement_id
     where not exists (select 1 from care_visits n where n.district = v.district and n.corrects = v.id)
       and (p.lot_id = ${anyOf(hourly)} or exists (select 1 from lot_changes c
             where c.district = p.district and c.placement_id = p.id and c.from_lot_id = ${anyOf(hourly)}))
     group by 1, 2`);
  return [...accepted, ...visits];
}

/** What the days of these lots were, from the first of each to `on`, and what is worth a look at its end. */
export async function reckon(tx: ReadTx, district: string, limit: Limit, on: Day, today: Day) {
  const lots = await loadLots(tx, district, limit, on);
  const first = lots.reduce((day, l) => (l.start < day ? l.start : day), on);
  const ids = lots.map((l) => l.id);
  const [uses, movements] = [await loadUses(tx, district, ids, first), await loadMovements(tx, district, lots)];
  const usesAt = Map.groupBy(uses, (u) => u.lotId);
  const movedAt = Map.groupBy(movements, (m) => m.lotId);
  return lots.map((lot) => {
    const days = ledgerDays(lot, usesAt.get(lot.id) ?? [], movedAt.get(lot.id) ?? [], lot.start, on);
    const forecast = forecastOf(lot, days);
    const warnings = warningsOf(lot, days, forecast, on === today ? lot.counters : null);
    return { lot, days, forecast, warnings };
  });
}

function asked(ctx: Context, on: Day | undefined): { on: Day; today: Day } {
  const today = dayOf(ctx.clock());
  if (on !== undefined && on > today)
    throw new Refusal('invalid', [{ code: 'ledger_day_future', values: { today }, pointer: '/query/on' }]);
  return { on: on ?? today, today };
}

const concerns = (lot: NamedLot, day: LedgerDay, on: Day) => on < lot.end || day.stays_after + day.offers_after > 0;

/** Every lot in force on a day, and those that are over but still have people on them. An institution sees its own. */
export function readLedger(ctx: Context, wanted: Day | undefined) {
  const { on, today } = asked(ctx, wanted);
  return view(ctx, 'ledger.read', async (tx, keys) => {
    const { facility } = limitOf('ledger.read', keys, ctx.actor?.account ?? null);
    const all = await reckon(tx, ctx.district, { facility }, on, today);
    const lots = all.flatMap(({ lot, days, forecast, warnings }) => {
      const day = days.at(-1);
      return day && concerns(lot, day, on) ? [{ lot, day, warnings, used: forecast?.used ?? null }] : [];
    });
    return { on, today, lots };
  });
}

/** One lot day by day up to `on`, what the rest of its term comes to, and the lots its people could go on under. */
export function readLot(ctx: Context, id: string, wanted: Day | undefined) {
  const { on, today } = asked(ctx, wanted);
  return view(ctx, 'ledger.read', async (tx, keys) => {
    const { facility } = limitOf('ledger.read', keys, ctx.actor?.account ?? null);
    const [found] = await reckon(tx, ctx.district, { facility, lots: [id] }, on, today);
    if (!found) throw new Refusal('not_found', 'not_found');
    const { lot } = found;
    const beside = await loadLots(tx, ctx.district, { facility: lot.facilityId }, today);
    const following = beside.filter(
      (l) => l.id !== id && l.serviceClass === lot.serviceClass && l.end > lot.end && l.end > today,
    );
    return { on, today, ...found, following };
  });
}

export type Behind = {
  id: string;
  kind: Use['kind'];
  name: string;
  bed: string;
  since: Day;
  until: Day | null;
};

/** Stays and offers that still count on a lot on or after a day, whoever has left since included. Locked, they stay so. */
export async function loadBehind(
  tx: ReadTx,
  district: string,
  lot: string,
  from: Day,
  { lock = false } = {},
): Promise<Behind[]> {
  const at = sql`join applicants a on a.district = x.district and a.id = x.applicant_id
      join beds b on b.district = x.district and b.id = x.bed_id join rooms r on r.district = b.district and r.id = b.room_id`;
  const who = sql`x.id, a.name, r.room_no || '-' || b.bed_no as bed`;
  const stays = await tx.execute<Behind>(sql`
    select 'stay' as kind, ${who}, x.admitted_on::text as since, x.discharged_on::text as until from placements x ${at}
     where x.district = ${district} and x.lot_id = ${lot} and x.discharge_kind is distinct from 'error'
       and (x.discharged_on is null or x.discharged_on > greatest(${from}::date, x.admitted_on))
     order by x.id ${lock ? sql`for update of x` : sql``}`);
  const offers = await tx.execute<Behind>(sql`
    select 'offer' as kind, ${who}, (x.made_at at time zone 'Asia/Shanghai')::date::text as since, null as until from offers x ${at}
     where x.district = ${district} and x.lot_id = ${lot} and x.ended_at is null
     order by x.id ${lock ? sql`for update of x` : sql``}`);
  return [...stays, ...offers];
}

/** Who still lies, or is offered a bed, under a lot that is over. */
export function readBehind(ctx: Context, id: string) {
  return look(ctx, 'ledger.behind', async (tx) => {
    const [lot] = await loadLots(tx, ctx.district, { lots: [id] }, '9999-12-31');
    if (!lot) throw new Refusal('not_found', 'not_found');
    const people = await loadBehind(tx, ctx.district, id, lot.end);
    return { district: ctx.district, type: 'lot', id, row: { from: lot.end, people } };
  });
}

/** The days of a lot since one of them, for who is about to come there. */
export async function daysSince(
  tx: ReadTx,
  district: string,
  lot: LedgerLot,
  from: Day,
  to: Day,
): Promise<LedgerDay[]> {
  return ledgerDays(lot, await loadUses(tx, district, [lot.id], addDays(from, -1)), [], from, to);
}
