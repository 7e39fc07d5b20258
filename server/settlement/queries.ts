import { and, eq, sql } from 'drizzle-orm';
import { contracts, lotPrices, lots } from '../../db/schema/contracts.ts';
import { facilities } from '../../db/schema/facilities.ts';
import { accounts } from '../../db/schema/registry.ts';
import { settlementAnswers, settlementLines, settlements } from '../../db/schema/settlement.ts';
import { loadFacts, ratesOf } from '../entitlements/queries.ts';
import type { Rate } from '../entitlements/rules.ts';
import { weekdaysIn } from '../facilities/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { sum } from '../kernel/money.ts';
import { addMonths, type Day, fromRange, type Period, startOfDay } from '../kernel/period.ts';
import { type Context, limitOf, look, type ReadTx, view } from '../platform/context.ts';
import { among } from '../platform/ids.ts';
import type { PricedLot, Stay } from './mechanism/count.ts';
import type { Basis, Person } from './mechanism/lines.ts';

type StayRow = {
  applicantId: string;
  lotId: string | null;
  changes: Stay['changes'];
  admittedOn: Day;
  dischargedOn: Day | null;
  absences: string[];
  agreed: { during: string; weekdays: string }[] | null;
  present: Day[] | null;
  visits: { on: Day; minutes: number }[] | null;
};

/**
 * Everybody who lay under a lot of the contract in that time, with all their stays under any lot: a month of a person is
 * reckoned whole. What the person has died of the stay is cut here, so that no day after counts.
 */
async function loadStays(tx: ReadTx, district: string, contractId: string, { start, end }: { start: Day; end: Day }) {
  const [begin, until] = [startOfDay(start).toISOString(), startOfDay(end).toISOString()];
  const inTime = sql`p.admitted_on < ${end}::date and (p.discharged_on is null or p.discharged_on > ${start}::date)`;
  const rows = await tx.execute<StayRow>(sql`
    with mine as materialized (select id, facility_id from lots where district = ${district} and contract_id = ${contractId}),
    people as materialized (
      select p.applicant_id from placements p join mine m on m.facility_id = p.facility_id and m.id = p.lot_id
       where p.district = ${district} and ${inTime}
      union
      select p.applicant_id from lot_changes c join mine m on m.id = c.from_lot_id
        join placements p on p.district = c.district and p.id = c.placement_id
       where c.district = ${district} and ${inTime})
    select p.applicant_id as "applicantId", p.lot_id as "lotId", p.admitted_on::text as "admittedOn",
           least(p.discharged_on, a.died_on)::text as "dischargedOn",
           (select coalesce(json_agg(json_build_object('fromLotId', c.from_lot_id, 'toLotId', c.to_lot_id, 'changedOn', c.changed_on)), '[]')
              from lot_changes c where c.district = p.district and c.placement_id = p.id) as changes,
           (select coalesce(json_agg(x.during::text), '[]') from absences x
             where x.district = p.district and x.placement_id = p.id and x.voided_at is null
               and x.during && daterange(${start}::date, ${end}::date)) as absences,
           case when b.kind = 'day' then (
             select json_agg(json_build_object('during', c.during, 'weekdays', c.weekdays)) from claims c
              where c.district = p.district and c.facility_id = p.facility_id and c.applicant_id = p.applicant_id
                and c.kind = 'stay' and c.released_at is null and not c.residential
                and c.during && daterange(p.admitted_on, p.discharged_on)
                and (c.id = p.claim_id
                     or not exists (select 1 from placements o where o.district = c.district and o.claim_id = c.id))) end as agreed,
           case when b.kind = 'day' then (
             select json_agg(l.on) from (
               select distinct on (m.on) m.on, m.mark from attendance_marks m
                where m.district = p.district and m.facility_id = p.facility_id and m.placement_id = p.id
                  and m.on >= ${start}::date and m.on < ${end}::date
                order by m.on, m.at desc, m.id desc) l
              where l.mark = 'present') end as present,
           case when b.kind = 'home' then (
             select json_agg(json_build_object('on', (v.visited_at at time zone 'Asia/Shanghai')::date, 'minutes', v.minutes))
               from care_visits v
              where v.district = p.district and v.facility_id = p.facility_id and v.placement_id = p.id
                and v.visited_at >= ${begin} and v.visited_at < ${until}
                and not exists (select 1 from care_visits k where k.district = v.district and k.corrects = v.id)) end as visits
      from people
      join placements p on p.district = ${district} and p.applicant_id = people.applicant_id
      join applicants a on a.district = p.district and a.id = p.applicant_id
      join beds b on b.district = p.district and b.id = p.bed_id
     where ${inTime}
       and (p.lot_id is not null or exists (select 1 from lot_changes c where c.district = p.district and c.placement_id = p.id))
     order by p.applicant_id, p.admitted_on, p.id`);
  return [...rows];
}

const stayOf = (r: StayRow): Stay => ({
  lotId: r.lotId,
  changes: r.changes,
  admittedOn: r.admittedOn,
  dischargedOn: r.dischargedOn,
  absences: r.absences.map(fromRange),
  agreed: (r.agreed ?? []).map((c) => ({ during: fromRange(c.during), weekdays: weekdaysIn(c.weekdays) })),
  present: r.present ?? [],
  visits: r.visits ?? [],
});

export type NamedLot = PricedLot & { facility: string };

/** The lots named, and every lot of the contract, with their prices; a period ends where the contract was ended. */
async function loadLots(tx: ReadTx, district: string, contractId: string, ids: readonly string[]) {
  const rows = await tx
    .select({
      id: lots.id,
      contractId: lots.contractId,
      facilityId: lots.facilityId,
      facility: facilities.name,
      service: lots.serviceClass,
      unit: lots.unit,
      during: lots.during,
      endedOn: contracts.endedOn,
      prices: sql<{ effective: string; unitPriceFen: number }[]>`(
        select coalesce(json_agg(json_build_object('effective', p.effective, 'unitPriceFen', p.unit_price_fen)), '[]')
          from ${lotPrices} p where p.district = lots.district and p.lot_id = lots.id)`,
    })
    .from(lots)
    .innerJoin(contracts, and(eq(contracts.district, lots.district), eq(contracts.id, lots.contractId)))
    .innerJoin(facilities, and(eq(facilities.district, lots.district), eq(facilities.id, lots.facilityId)))
    .where(
      and(
        eq(lots.district, district),
        ids.length === 0
          ? eq(lots.contractId, contractId)
          : sql`(${lots.contractId} = ${contractId} or ${among(lots.id, ids)})`,
      ),
    );
  return new Map(
    rows.map(({ endedOn, during, prices, ...r }): [string, NamedLot] => {
      const { start, end } = fromRange(during);
      const cut: Period = { start, end: endedOn !== null && (end === null || endedOn < end) ? endedOn : end };
      return [r.id, { ...r, during: cut, prices: prices.map((p) => ({ ...p, effective: fromRange(p.effective) })) }];
    }),
  );
}

type World = { lots: Map<string, NamedLot>; people: Person[]; rates: Rate[] };

/** All that the lines of a contract are reckoned from, for the days from `start` to before `end`. */
export async function loadWorld(
  tx: ReadTx,
  district: string,
  contractId: string,
  period: { start: Day; end: Day },
): Promise<World> {
  const rows = await loadStays(tx, district, contractId, period);
  const of = Map.groupBy(rows, (r) => r.applicantId);
  const ids = [...of.keys()];
  const named = [...new Set(rows.flatMap((r) => [...r.changes.map((c) => c.fromLotId), r.lotId ?? []].flat()))];
  const [lotMap, facts, rates] = await Promise.all([
    loadLots(tx, district, contractId, named),
    ids.length ? loadFacts(tx, district, ids, period) : new Map<string, Person['facts']>(),
    ratesOf(tx, district),
  ]);
  return {
    lots: lotMap,
    rates,
    people: [...of].map(([id, list]) => ({ id, stays: list.map(stayOf), facts: facts.get(id) ?? [] })),
  };
}

/** Contracts with something to settle in that month: in force at some time of it, or with a frozen month before it. */
export const contractsOf = (tx: ReadTx, district: string, month: Day) =>
  tx
    .select({ id: contracts.id, contractNo: contracts.contractNo })
    .from(contracts)
    .where(
      and(
        eq(contracts.district, district),
        sql`${contracts.announcedOn} is not null and lower(${contracts.during}) < ${addMonths(month, 1)}::date`,
        sql`(${contracts.during} && daterange(${month}::date, ${addMonths(month, 1)}::date)
             or exists (select 1 from settlements s where s.district = contracts.district and s.contract_id = contracts.id
                          and s.approved_at is not null and s.month_on < ${month}::date))`,
        sql`not exists (select 1 from settlements s where s.district = contracts.district and s.contract_id = contracts.id
              and s.month_on = ${month}::date and s.approved_at is not null)`,
      ),
    )
    .orderBy(contracts.contractNo);

const ofDistrict = (ctx: Context, keys: Parameters<typeof limitOf>[1], action: 'settlement.list' | 'settlement.read') =>
  limitOf(action, keys, ctx.actor?.account ?? null).facility ?? null;

export type ListFilter = { month?: Day; contract?: string; facility?: string };
type ListRow = {
  id: string;
  contract_id: string;
  contract_no: string;
  title: string;
  provider: string;
  month: string;
  lines: number;
  persons: number;
  corrections: number;
  amount_fen: number;
  government_fen: number;
  family_fen: number;
  disputed: number;
  unanswered: number;
  approved_at: string | null;
  due_on: Day | null;
  due_fen: number;
  paid_fen: number;
};

/** Months of contracts, latest first; of one home its own lines only. `due_fen` and `paid_fen` are of the whole month. */
export function listSettlements(ctx: Context, asked: ListFilter) {
  return view(ctx, 'settlement.list', async (tx, keys) => {
    const own = ofDistrict(ctx, keys, 'settlement.list');
    if (own && asked.facility && asked.facility !== own) throw new Refusal('forbidden', 'out_of_reach');
    const facility = own ?? asked.facility ?? null;
    const rows = await tx.execute<ListRow>(sql`
      select s.id, s.contract_id, c.contract_no, c.title, c.provider, to_char(s.month_on, 'YYYY-MM') as month,
             s.approved_at, n.*, p.due_on::text as due_on, coalesce(p.due_fen, 0)::bigint as due_fen, coalesce(p.paid_fen, 0)::bigint as paid_fen
        from settlements s
        join contracts c on c.district = s.district and c.id = s.contract_id
        join lateral (
          select count(*)::int as lines, count(distinct l.applicant_id)::int as persons,
                 count(*) filter (where l.kind = 'correction')::int as corrections,
                 coalesce(sum(l.amount_fen), 0)::bigint as amount_fen, coalesce(sum(l.government_fen), 0)::bigint as government_fen,
                 coalesce(sum(l.family_fen), 0)::bigint as family_fen,
                 count(*) filter (where a.answer = 'disputed')::int as disputed,
                 count(*) filter (where a.answer is null)::int as unanswered
            from settlement_lines l
            left join lateral (select x.answer from settlement_answers x where x.district = l.district and x.line_id = l.id
                                order by x.at desc, x.id desc limit 1) a on true
           where l.district = s.district and l.settlement_id = s.id and l.replaced_at is null
             and ${facility ? sql`l.facility_id = ${facility}` : sql`true`}) n on true
        left join lateral (
          select max(p.due_on) as due_on, sum(p.amount_fen) as due_fen,
                 sum(p.amount_fen) filter (where exists (select 1 from payment_attempts t
                   where t.district = p.district and t.payment_id = p.id and t.answer = 'paid')) as paid_fen
            from payments p where p.district = s.district and p.settlement_id = s.id) p on true
       where s.district = ${ctx.district}
         and ${asked.month ? sql`s.month_on = ${asked.month}::date` : sql`true`}
         and ${asked.contract ? sql`s.contract_id = ${asked.contract}` : sql`true`}
         and (n.lines > 0 or ${facility === null})
       order by s.month_on desc, c.contract_no limit 500`);
    return [...rows].map((r) => ({ ...r, approved_at: iso(r.approved_at) }));
  });
}

const iso = (at: string | Date | null): string | null => (at === null ? null : new Date(at).toISOString());

type LineShown = {
  id: string;
  kind: 'regular' | 'correction';
  month: string;
  facility_id: string;
  facility: string;
  applicant_id: string;
  person: string;
  service_class: PricedLot['service'];
  unit: PricedLot['unit'];
  days: number;
  units_num: number;
  units_den: number;
  amount_fen: number;
  government_fen: number;
  family_fen: number;
  schemes: Record<string, number>;
  drafted_at: string;
  answer: 'confirmed' | 'disputed' | 'upheld' | null;
  reason: string | null;
  answered_at: string | null;
  answered_by: string | null;
};

async function findSettlement(tx: ReadTx, district: string, id: string) {
  const [row] = await tx
    .select({ settlement: settlements, contract: contracts, approvedBy: accounts.displayName })
    .from(settlements)
    .innerJoin(contracts, and(eq(contracts.district, settlements.district), eq(contracts.id, settlements.contractId)))
    .leftJoin(accounts, eq(accounts.id, settlements.approvedBy))
    .where(and(eq(settlements.district, district), eq(settlements.id, id)));
  if (!row) throw new Refusal('not_found', 'not_found');
  return row;
}

/** One month of a contract, line by line; a home sees its own lines and their sums. */
export function readSettlement(ctx: Context, id: string) {
  return look(ctx, 'settlement.read', async (tx, keys) => {
    const facility = ofDistrict(ctx, keys, 'settlement.read');
    const { settlement, contract, approvedBy } = await findSettlement(tx, ctx.district, id);
    const lines = await tx.execute<LineShown>(sql`
      select l.id, l.kind, to_char(l.month_on, 'YYYY-MM') as month, l.facility_id, f.name as facility, l.applicant_id, a.name as person,
             o.service_class, o.unit, l.days, l.units_num, l.units_den, l.amount_fen, l.government_fen, l.family_fen, l.schemes,
             l.created_at as drafted_at, s.answer, s.reason, s.at as answered_at, w.display_name as answered_by
        from settlement_lines l
        join facilities f on f.district = l.district and f.id = l.facility_id
        join applicants a on a.district = l.district and a.id = l.applicant_id
        join lots o on o.district = l.district and o.id = l.lot_id
        left join lateral (select x.* from settlement_answers x where x.district = l.district and x.line_id = l.id
                            order by x.at desc, x.id desc limit 1) s on true
        left join accounts w on w.id = s.answered_by
       where l.district = ${ctx.district} and l.settlement_id = ${id} and l.replaced_at is null
         and ${facility ? sql`l.facility_id = ${facility}` : sql`true`}
       order by f.name, l.kind desc, l.month_on, o.service_class, a.name, l.id`);
    if (facility && lines.length === 0) throw new Refusal('forbidden', 'out_of_reach');
    const due = await tx.execute<{
      id: string;
      kind: 'regular' | 'release';
      amount_fen: number;
      carried_fen: number;
      held_fen: number;
      released_fen: number | null;
      due_on: Day;
      budget: string;
      paid: boolean;
    }>(sql`
      select p.id, p.kind, p.amount_fen, p.carried_fen, p.held_fen, p.due_on::text as due_on,
             (select sum(h.released_fen)::bigint from holdback_releases h
               where h.district = p.district and h.payment_id = p.id) as released_fen,
             b.year || ' ' || b.code || ' ' || b.name as budget,
             exists (select 1 from payment_attempts t
               where t.district = p.district and t.payment_id = p.id and t.answer = 'paid') as paid
        from payments p join budget_lines b on b.district = p.district and b.id = p.budget_line_id
       where p.district = ${ctx.district} and p.settlement_id = ${id} order by p.kind, b.code`);
    const shown = [...lines].map((l) => ({
      ...l,
      drafted_at: iso(l.drafted_at) as string,
      answered_at: iso(l.answered_at),
    }));
    return {
      district: ctx.district,
      type: 'settlement',
      id,
      facility: facility ?? undefined,
      row: {
        id,
        version: settlement.version,
        contract_id: contract.id,
        contract_no: contract.contractNo,
        title: contract.title,
        provider: contract.provider,
        demonstration: contract.demonstration,
        month: settlement.monthOn.slice(0, 7),
        drafted_at: settlement.draftedAt.toISOString(),
        approved_at: iso(settlement.approvedAt),
        approved_by: approvedBy,
        approval_note: settlement.approvalNote,
        amount_fen: sum(shown.map((l) => l.amount_fen)),
        government_fen: sum(shown.map((l) => l.government_fen)),
        family_fen: sum(shown.map((l) => l.family_fen)),
        whole: facility === null,
        payments: [...due],
        lines: shown,
      },
    };
  });
}

/** How a line was reckoned: what it keeps, and everything said of it. */
export function readLine(ctx: Context, id: string, lineId: string) {
  return look(ctx, 'settlement.read', async (tx, keys) => {
    const facility = ofDistrict(ctx, keys, 'settlement.read');
    const [line] = await tx
      .select({ lotId: settlementLines.lotId, basis: settlementLines.basis, facilityId: settlementLines.facilityId })
      .from(settlementLines)
      .where(
        and(
          eq(settlementLines.district, ctx.district),
          eq(settlementLines.settlementId, id),
          eq(settlementLines.id, lineId),
        ),
      );
    if (!line) throw new Refusal('not_found', 'not_found');
    if (facility && line.facilityId !== facility) throw new Refusal('forbidden', 'out_of_reach');
    const said = await tx
      .select({
        answer: settlementAnswers.answer,
        reason: settlementAnswers.reason,
        at: settlementAnswers.at,
        by: accounts.displayName,
      })
      .from(settlementAnswers)
      .leftJoin(accounts, eq(accounts.id, settlementAnswers.by))
      .where(and(eq(settlementAnswers.district, ctx.district), eq(settlementAnswers.lineId, lineId)))
      .orderBy(settlementAnswers.at, settlementAnswers.id);
    return {
      district: ctx.district,
      type: 'settlement_line',
      id: lineId,
      facility: line.facilityId,
      row: {
        lot_id: line.lotId,
        basis: line.basis as Basis,
        answers: said.map((s) => ({ ...s, at: s.at.toISOString() })),
      },
    };
  });
}
