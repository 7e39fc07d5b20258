import { and, eq, sql } from 'drizzle-orm';
import { contractBudgets } from '../../db/schema/contracts.ts';
import { budgetLines } from '../../db/schema/funds.ts';
import { payments, settlements } from '../../db/schema/settlement.ts';
import { addMonths, type Day } from '../kernel/period.ts';
import type { ReadTx } from '../platform/context.ts';
import type { Answer, LineState, LotMoney, Share } from './rules.ts';

export type LineRow = LineState & { settlementId: string; facilityId: string };

/** The lines of a settlement with what was said of each last; of one home, and with the replaced ones, when asked. */
export async function lineStates(
  tx: ReadTx,
  district: string,
  settlementId: string,
  asked: { facility?: string; replaced?: boolean },
): Promise<LineRow[]> {
  const rows = await tx.execute<Omit<LineRow, 'draftedAt'> & { draftedAt: string }>(sql`
    select l.id, l.settlement_id as "settlementId", l.facility_id as "facilityId", f.name as facility, a.name as person,
           l.created_at as "draftedAt", l.replaced_at is not null as replaced,
           (select s.answer from settlement_answers s where s.district = l.district and s.line_id = l.id
             order by s.at desc, s.id desc limit 1) as answer
      from settlement_lines l
      join facilities f on f.district = l.district and f.id = l.facility_id
      join applicants a on a.district = l.district and a.id = l.applicant_id
     where l.district = ${district} and l.settlement_id = ${settlementId}
       and ${asked.facility ? sql`l.facility_id = ${asked.facility}` : sql`true`}
       and ${asked.replaced ? sql`true` : sql`l.replaced_at is null`}
     order by f.name, a.name, l.id`);
  return [...rows].map((r) => ({ ...r, draftedAt: new Date(r.draftedAt), answer: r.answer as Answer | null }));
}

/** Earlier months of the contract that are still drafts. */
export async function openBefore(tx: ReadTx, district: string, contractId: string, month: Day): Promise<Day[]> {
  const rows = await tx
    .select({ month: settlements.monthOn })
    .from(settlements)
    .where(
      and(
        eq(settlements.district, district),
        eq(settlements.contractId, contractId),
        sql`${settlements.monthOn} < ${month} and ${settlements.approvedAt} is null`,
      ),
    )
    .orderBy(settlements.monthOn);
  return rows.map((r) => r.month);
}

/** The lots of a settlement in one order, with what this month puts on each. */
export async function lotsOf(tx: ReadTx, district: string, settlementId: string): Promise<LotMoney[]> {
  const rows = await tx.execute<LotMoney>(sql`
    select o.id, f.name as facility, o.amount_fen as "amountFen", o.accepted_fen as "acceptedFen",
           sum(l.government_fen)::bigint as "nowFen"
      from settlement_lines l
      join lots o on o.district = l.district and o.id = l.lot_id
      join facilities f on f.district = o.district and f.id = o.facility_id
     where l.district = ${district} and l.settlement_id = ${settlementId} and l.replaced_at is null
     group by o.district, o.id, f.name order by o.id`);
  return [...rows];
}

/** What the contract keeps back of a month until its grade is known: as the version in force on its last day says. */
export async function holdbackOf(tx: ReadTx, district: string, contractId: string, month: Day): Promise<number> {
  const [row] = await tx.execute<{ percent: number | null }>(sql`
    select case when exists (select from contract_versions v where v.district = c.district and v.contract_id = c.id)
             then (select (v.terms->>'holdback_percent')::int from contract_versions v
                    where v.district = c.district and v.contract_id = c.id and v.effective_on < ${addMonths(month, 1)}::date
                    order by v.no desc limit 1)
             else c.holdback_percent end as percent
      from contracts c where c.district = ${district} and c.id = ${contractId}`);
  return row?.percent ?? 0;
}

export const budgetsOf = (tx: ReadTx, district: string, contractId: string): Promise<Share[]> =>
  tx
    .select({ lineId: contractBudgets.lineId, year: budgetLines.year, amountFen: contractBudgets.amountFen })
    .from(contractBudgets)
    .innerJoin(
      budgetLines,
      and(eq(budgetLines.district, contractBudgets.district), eq(budgetLines.id, contractBudgets.lineId)),
    )
    .where(and(eq(contractBudgets.district, district), eq(contractBudgets.contractId, contractId)));

/** What approved months of the contract have accepted, and what was to be paid for them, with what is held back of it. */
export async function acceptedOf(tx: ReadTx, district: string, contractId: string) {
  const [row] = await tx.execute<{ accepted_fen: number; payments_fen: number }>(sql`
    select (select coalesce(sum(s.government_fen), 0) from ${settlements} s
             where s.district = ${district} and s.contract_id = ${contractId} and s.approved_at is not null)::bigint as accepted_fen,
           (select coalesce(sum(p.amount_fen + p.held_fen), 0) from ${payments} p join ${settlements} s
              on s.district = p.district and s.id = p.settlement_id
             where p.district = ${district} and s.contract_id = ${contractId} and p.kind = 'regular')::bigint as payments_fen`);
  return row as { accepted_fen: number; payments_fen: number };
}
