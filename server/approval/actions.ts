import { and, eq, sql } from 'drizzle-orm';
import { lots, providers } from '../../db/schema/contracts.ts';
import { payments, settlementAnswers, settlements } from '../../db/schema/settlement.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, dayOf } from '../kernel/period.ts';
import { notifyOfFacility } from '../notifications/actions.ts';
import { act, type Context, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { type ContractRow, digestOf, holdContract, reckon, tellHomes } from '../settlement/actions.ts';
import { acceptedOf, budgetsOf, holdbackOf, type LineRow, lineStates, lotsOf, openBefore } from './queries.ts';
import {
  type Answer,
  type Due,
  dueNow,
  heldBack,
  mayAnswer,
  mayApprove,
  mayUphold,
  PAY_DAYS,
  payingLines,
  type Share,
  splitOver,
} from './rules.ts';

type SettlementRow = typeof settlements.$inferSelect;

/** The settlement with its contract held, so that nothing is drafted or approved meanwhile. */
async function holdSettlement(tx: Tx, district: string, id: string) {
  const [link] = await tx
    .select({ contractId: settlements.contractId })
    .from(settlements)
    .where(and(eq(settlements.district, district), eq(settlements.id, id)));
  if (!link) throw new Refusal('not_found', 'not_found');
  const contract = await holdContract(tx, district, link.contractId);
  const [row] = await tx
    .select()
    .from(settlements)
    .where(and(eq(settlements.district, district), eq(settlements.id, id)));
  return { contract, row: row as SettlementRow };
}

async function subjectOf(tx: Tx, district: string, id: string, facility?: string) {
  const held = await holdSettlement(tx, district, id);
  return { district, type: 'settlement', id, facility, row: held, version: held.row.version };
}

const stateOf = (row: SettlementRow) => ({ month: row.monthOn, frozen: row.approvedAt !== null });

async function say(tx: Tx, ctx: Context, list: readonly LineRow[], answer: Answer, reason: string | null) {
  if (list.length === 0) return;
  await tx.insert(settlementAnswers).values(
    list.map((l) => ({
      district: ctx.district,
      id: newId(),
      settlementId: l.settlementId,
      lineId: l.id,
      facilityId: l.facilityId,
      answer,
      reason: reason?.trim() || null,
      by: ctx.actor?.account ?? null,
      at: ctx.clock(),
    })),
  );
}

/** The home says of its lines, or of all it has said nothing of, that they are right, or of one that it is not and why. */
export function answerLines(
  ctx: Context,
  facility: string,
  settlementId: string,
  input: { answer: 'confirmed' | 'disputed'; lines: readonly string[] | null; reason: string | null },
): Promise<{ answered: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'approval.answer',
    (tx) => subjectOf(tx, district, settlementId, facility),
    async (tx, { row: { row } }) => {
      const all = await lineStates(tx, district, settlementId, { facility, replaced: true });
      const chosen = input.lines
        ? all.filter((l) => input.lines?.includes(l.id))
        : all.filter((l) => !l.replaced && l.answer === null);
      if (input.lines && chosen.length < new Set(input.lines).size) throw new Refusal('not_found', 'not_found');
      const reasons = chosen.flatMap((l) => {
        const said = mayAnswer(l, stateOf(row), input.answer, input.reason);
        return said.ok ? [] : said.reasons;
      });
      const [first, ...rest] = reasons;
      if (first) throw new Refusal('conflict', [first, ...rest]);
      await say(tx, ctx, chosen, input.answer, input.answer === 'disputed' ? input.reason : null);
      const later =
        input.answer === 'disputed' && chosen.length > 0
          ? (
              await notifyOfFacility(tx, ctx, {
                to: { role: 'officer' },
                facilityId: facility,
                kind: 'settlement_disputed',
                values: {},
              })
            ).later
          : [];
      return {
        result: { answered: chosen.length },
        after: { answer: input.answer, lines: chosen.map((l) => l.id) },
        reason: input.reason ?? undefined,
        changed: ['settlements'],
        later,
      };
    },
  );
}

/** The bureau has looked into a dispute and lets the line stand. */
export function upholdLine(
  ctx: Context,
  settlementId: string,
  input: { line_id: string; reason: string },
): Promise<{ line_id: string }> {
  return act(
    ctx,
    'approval.uphold',
    (tx) => subjectOf(tx, ctx.district, settlementId),
    async (tx, { row: { row } }) => {
      const line = (await lineStates(tx, ctx.district, settlementId, { replaced: true })).find(
        (l) => l.id === input.line_id,
      );
      if (!line) throw new Refusal('not_found', 'not_found');
      required(mayUphold(line, stateOf(row), input.reason));
      await say(tx, ctx, [line], 'upheld', input.reason);
      return {
        result: { line_id: line.id },
        after: { line: line.id },
        reason: input.reason,
        changed: ['settlements'],
      };
    },
  );
}

export type Approved = {
  settlement_id: string;
  payments: { payment_id: string; amount_fen: number; held_fen: number }[];
  carried_on_fen: number;
};

/**
 * Approves and freezes a month: what was accepted goes onto the lots, and what is due becomes a payment for each budget
 * line, to the account as it is today. Reckoned once more first, so that nothing is approved which is not so any more.
 */
export function approveSettlement(ctx: Context, id: string, input: { note: string | null }): Promise<Approved> {
  const { district } = ctx;
  return act(
    ctx,
    'approval.approve',
    (tx) => subjectOf(tx, district, id),
    async (tx, { row: { row, contract } }) => {
      const now = ctx.clock();
      const today = dayOf(now);
      const state = stateOf(row);
      if (state.frozen) required(mayApprove({ ...state, ...unknown }, today));
      const [truth, lines, earlier, money, shares] = [
        digestOf(await reckon(tx, district, contract.id, row.monthOn)),
        await lineStates(tx, district, id, {}),
        await openBefore(tx, district, contract.id, row.monthOn),
        await lotsOf(tx, district, id),
        await budgetsOf(tx, district, contract.id),
      ];
      const paying = payingLines(row.monthOn, shares);
      required(
        mayApprove(
          {
            ...state,
            outdated: truth !== row.digest,
            earlier,
            lines,
            lots: money,
            budget: paying.length > 0,
          },
          today,
        ),
      );
      for (const lot of money)
        await tx
          .update(lots)
          .set({ acceptedFen: sql`${lots.acceptedFen} + ${lot.nowFen}` })
          .where(and(eq(lots.district, district), eq(lots.id, lot.id)));
      const before = await acceptedOf(tx, district, contract.id);
      const due = dueNow(before.accepted_fen, before.payments_fen, row.governmentFen);
      const percent = await holdbackOf(tx, district, contract.id, row.monthOn);
      const made = await pay(tx, ctx, { row, contract, due, paying, percent });
      await tx
        .update(settlements)
        .set({
          approvedAt: now,
          approvedBy: ctx.actor?.account ?? null,
          approvalNote: input.note?.trim() || null,
          version: row.version + 1,
        })
        .where(and(eq(settlements.district, district), eq(settlements.id, id)));
      const homes = [...new Set(lines.map((l) => l.facilityId))].sort();
      return {
        result: {
          settlement_id: id,
          payments: made.map((p) => ({ payment_id: p.id, amount_fen: p.amountFen, held_fen: p.heldFen })),
          carried_on_fen: due.carriedOnFen,
        },
        after: {
          month: row.monthOn,
          digest: row.digest,
          government_fen: row.governmentFen,
          payments: made.map((p) => ({ id: p.id, amount_fen: p.amountFen, held_fen: p.heldFen })),
        },
        reason: input.note ?? undefined,
        changed: ['settlements'],
        later: await tellHomes(tx, ctx, homes, 'settlement_approved', { on: addDays(today, PAY_DAYS) }),
      };
    },
  );
}

const unknown = { outdated: false, earlier: [], lines: [], lots: [], budget: true };

/** Who is paid for a contract, with the account of the provider as it is on record now. */
export async function payeeOf(tx: Tx, district: string, contract: Pick<ContractRow, 'provider' | 'providerId'>) {
  const [provider] = contract.providerId
    ? await tx
        .select()
        .from(providers)
        .where(and(eq(providers.district, district), eq(providers.id, contract.providerId)))
    : [];
  return {
    payeeName: provider?.name ?? contract.provider,
    accountName: provider?.accountName ?? null,
    accountNo: provider?.accountNo ?? null,
    bankName: provider?.bankName ?? null,
    bankCode: provider?.bankCode ?? null,
  };
}

type Paying = { row: SettlementRow; contract: ContractRow; due: Due; paying: readonly Share[]; percent: number };
/** The payments of an approved month, one for each budget line, less what the contract keeps back until the grade is known. */
async function pay(tx: Tx, ctx: Context, { row, contract, due, paying, percent }: Paying) {
  const { district } = ctx;
  if (due.payFen <= 0) return [];
  const payee = await payeeOf(tx, district, contract);
  const carried = new Map(splitOver(due.takenOffFen, paying).map((p) => [p.lineId, p.fen]));
  const now = ctx.clock();
  const rows = splitOver(due.payFen, paying)
    .filter((p) => p.fen > 0)
    .map((p) => ({
      district,
      id: newId(),
      settlementId: row.id,
      lineId: p.lineId,
      ...payee,
      amountFen: p.fen - heldBack(p.fen, percent),
      heldFen: heldBack(p.fen, percent),
      carriedFen: carried.get(p.lineId) ?? 0,
      approvedBy: ctx.actor?.account ?? null,
      approvedAt: now,
      dueOn: addDays(dayOf(now), PAY_DAYS),
    }));
  if (rows.length) await tx.insert(payments).values(rows);
  return rows;
}
