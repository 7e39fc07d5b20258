import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { contracts } from '../../db/schema/contracts.ts';
import { settlementLines, settlements } from '../../db/schema/settlement.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { sum } from '../kernel/money.ts';
import { addMonths, type Day, dayOf, fromRange } from '../kernel/period.ts';
import { notifyOfFacility } from '../notifications/actions.ts';
import { act, type Context, type Later, type ReadTx, type Tx, view } from '../platform/context.ts';
import { sha256Of } from '../platform/digest.ts';
import { newId } from '../platform/ids.ts';
import {
  corrections,
  essence,
  type Figures,
  inOrder,
  keyOf,
  type Line,
  monthLines,
  nothing,
  plus,
  ratesIn,
  type Reckoned as Whole,
} from './mechanism/lines.ts';
import { contractsOf, loadWorld, type NamedLot } from './queries.ts';
import {
  allPriced,
  answerBy,
  DRAFT_DAYS,
  isPassed,
  lastMonth,
  mayDraft,
  monthOf,
  type Named,
  settledMonths,
} from './rules.ts';

export type ContractRow = typeof contracts.$inferSelect;
export type Drafted = { settlement_id: string | null; lines: number; added: number; replaced: number };

/** The contract, held: drafts and approvals of one contract come one after another. */
export async function holdContract(tx: Tx, district: string, id: string): Promise<ContractRow> {
  const [row] = await tx
    .select()
    .from(contracts)
    .where(and(eq(contracts.district, district), eq(contracts.id, id)))
    .for('no key update');
  if (!row) throw new Refusal('not_found', 'not_found');
  return row;
}

/** What each frozen line about these months had, summed by month, lot and person. */
async function settledBefore(tx: ReadTx, district: string, contractId: string, before: Day) {
  const rows = await tx
    .select({ line: settlementLines, own: settlements.monthOn })
    .from(settlementLines)
    .innerJoin(
      settlements,
      and(eq(settlements.district, settlementLines.district), eq(settlements.id, settlementLines.settlementId)),
    )
    .where(
      and(
        eq(settlementLines.district, district),
        eq(settlements.contractId, contractId),
        isNull(settlementLines.replacedAt),
        sql`${settlements.approvedAt} is not null and ${settlementLines.monthOn} < ${before}`,
      ),
    );
  const months = new Map<Day, Map<string, Figures>>();
  for (const { line } of rows) {
    const month = months.get(line.monthOn) ?? new Map<string, Figures>();
    months.set(line.monthOn, month);
    const key = keyOf({ lot_id: line.lotId, applicant_id: line.applicantId });
    month.set(key, plus(month.get(key) ?? nothing, figuresOf(line)));
  }
  return months;
}

const figuresOf = (line: typeof settlementLines.$inferSelect): Figures => ({
  days: line.days,
  num: line.unitsNum,
  den: line.unitsDen,
  amount_fen: line.amountFen,
  government_fen: line.governmentFen,
  family_fen: line.familyFen,
  schemes: line.schemes,
});

const monthsOf = (tx: ReadTx, district: string, contractId: string) =>
  tx
    .select({ month: settlements.monthOn, frozen: sql<boolean>`${settlements.approvedAt} is not null` })
    .from(settlements)
    .where(and(eq(settlements.district, district), eq(settlements.contractId, contractId)));

export type Reckoned = { line: Line; facilityId: string; digest: string };

/** The lines of a month as the facts stand now: its own, and what every month settled before it had wrong. */
export async function reckon(tx: ReadTx, district: string, contractId: string, month: Day): Promise<Reckoned[]> {
  const earlier = settledMonths(await monthsOf(tx, district, contractId), month);
  const before = earlier.length ? await settledBefore(tx, district, contractId, month) : new Map<Day, never>();
  const start = earlier[0] ?? month;
  const world = await loadWorld(tx, district, contractId, { start, end: addMonths(month, 1) });
  const mine = (lot: { contractId: string }) => lot.contractId === contractId;
  const unpriced: Named[] = [];
  const lines: Line[] = [];
  for (const m of [...earlier, month]) {
    const rates = ratesIn(m, world.rates);
    const truth: Line[] = [];
    const reckonedOf = new Map<string, Whole>();
    for (const person of world.people) {
      const found = monthLines(m, person, world.lots, mine, rates);
      truth.push(...found.lines);
      reckonedOf.set(person.id, found.reckoned);
      for (const u of found.unpriced)
        unpriced.push({ lot: u.lotId, facility: world.lots.get(u.lotId)?.facility ?? '', day: u.day });
    }
    if (m === month) lines.push(...truth);
    else {
      const empty = { month: m, spells: [], facts: [], rates };
      lines.push(...corrections(m, truth, before.get(m) ?? new Map(), (id) => reckonedOf.get(id) ?? empty));
    }
  }
  required(allPriced(unpriced));
  return inOrder(lines).map((line) => ({
    line,
    facilityId: (world.lots.get(line.lot_id) as NamedLot).facilityId,
    digest: sha256Of(essence(line)),
  }));
}

export const digestOf = (lines: readonly { digest: string }[]) => sha256Of(lines.map((l) => l.digest).join('\n'));

/** Drafts a month of a contract, or drafts it again: lines that come out the same stay with what was said of them. */
export function draftSettlement(ctx: Context, input: { contract_id: string; month: string }): Promise<Drafted> {
  const { district } = ctx;
  const month = monthOf(input.month);
  return act<ContractRow, Drafted>(
    ctx,
    'settlement.draft',
    async (tx) => {
      const row = await holdContract(tx, district, input.contract_id);
      return { district, type: 'contract', id: row.id, row };
    },
    async (tx, { row: contract }) => {
      const existing = await findMonth(tx, district, contract.id, month);
      const { start, end } = fromRange(contract.during);
      required(
        mayDraft(
          { announcedOn: contract.announcedOn, start, end: contract.endedOn ?? end ?? '9999-12-31' },
          month,
          {
            frozen: existing?.approvedAt != null,
            passed: isPassed(await monthsOf(tx, district, contract.id), month),
          },
          dayOf(ctx.clock()),
        ),
      );
      const lines = await reckon(tx, district, contract.id, month);
      if (!existing && lines.length === 0)
        return { result: { settlement_id: null, lines: 0, added: 0, replaced: 0 }, after: { month, lines: 0 } };
      const id = existing?.id ?? newId();
      const digest = digestOf(lines);
      if (existing?.digest === digest)
        return {
          result: { settlement_id: id, lines: lines.length, added: 0, replaced: 0 },
          after: { month, settlement: id, digest, unchanged: true },
        };
      const sums = {
        digest,
        draftedAt: ctx.clock(),
        draftedBy: ctx.actor?.account ?? null,
        amountFen: sum(lines.map((l) => l.line.amount_fen)),
        governmentFen: sum(lines.map((l) => l.line.government_fen)),
        familyFen: sum(lines.map((l) => l.line.family_fen)),
      };
      if (existing)
        await tx
          .update(settlements)
          .set({ ...sums, version: existing.version + 1 })
          .where(and(eq(settlements.district, district), eq(settlements.id, id)));
      else await tx.insert(settlements).values({ district, id, contractId: contract.id, monthOn: month, ...sums });
      const { added, replaced } = await writeLines(tx, ctx, id, lines, !existing);
      const homes = [...new Set(lines.map((l) => l.facilityId))].sort();
      return {
        result: { settlement_id: id, lines: lines.length, added, replaced },
        after: { month, settlement: id, digest, added, replaced },
        changed: ['settlements'],
        later: await tellHomes(tx, ctx, homes, 'settlement_drafted', { on: answerBy(ctx.clock()) }),
      };
    },
  );
}

export async function tellHomes<K extends 'settlement_drafted' | 'settlement_approved'>(
  tx: Tx,
  ctx: Context,
  homes: readonly string[],
  kind: K,
  values: Parameters<typeof notifyOfFacility<K>>[2]['values'],
): Promise<Later[]> {
  const later: Later[] = [];
  for (const facility of homes) {
    const to = { role: 'institution' as const, facility };
    later.push(...(await notifyOfFacility(tx, ctx, { to, facilityId: facility, kind, values })).later);
  }
  return later;
}

async function findMonth(tx: Tx, district: string, contractId: string, month: Day) {
  const [row] = await tx
    .select()
    .from(settlements)
    .where(
      and(eq(settlements.district, district), eq(settlements.contractId, contractId), eq(settlements.monthOn, month)),
    );
  return row ?? null;
}

async function writeLines(
  tx: Tx,
  ctx: Context,
  settlementId: string,
  lines: readonly Reckoned[],
  fresh: boolean,
): Promise<{ added: number; replaced: number }> {
  const { district } = ctx;
  const standing = fresh
    ? []
    : await tx
        .select({ id: settlementLines.id, digest: settlementLines.digest })
        .from(settlementLines)
        .where(
          and(
            eq(settlementLines.district, district),
            eq(settlementLines.settlementId, settlementId),
            isNull(settlementLines.replacedAt),
          ),
        );
  const wanted = new Set(lines.map((l) => l.digest));
  const kept = new Set(standing.map((s) => s.digest));
  const gone = standing.filter((s) => !wanted.has(s.digest)).map((s) => s.id);
  const now = ctx.clock();
  if (gone.length)
    await tx
      .update(settlementLines)
      .set({ replacedAt: now })
      .where(and(eq(settlementLines.district, district), inArray(settlementLines.id, gone)));
  const rows = lines
    .filter((l) => !kept.has(l.digest))
    .map(({ line, facilityId, digest }) => ({
      id: newId(),
      facility_id: facilityId,
      lot_id: line.lot_id,
      applicant_id: line.applicant_id,
      kind: line.kind,
      month_on: line.month,
      days: line.days,
      units_num: line.num,
      units_den: line.den,
      amount_fen: line.amount_fen,
      government_fen: line.government_fen,
      family_fen: line.family_fen,
      schemes: line.schemes,
      basis: line.basis,
      digest,
    }));
  if (rows.length)
    await tx.execute(sql`
      insert into settlement_lines (district, settlement_id, id, facility_id, lot_id, applicant_id, kind, month_on, days,
             units_num, units_den, amount_fen, government_fen, family_fen, schemes, basis, digest, created_at)
      select ${district}, ${settlementId}::uuid, x.*, ${now.toISOString()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, facility_id uuid, lot_id uuid, applicant_id uuid,
             kind text, month_on date, days int, units_num int, units_den int, amount_fen bigint, government_fen bigint,
             family_fen bigint, schemes jsonb, basis jsonb, digest text)`);
  return { added: rows.length, replaced: gone.length };
}

/** Drafts a month of every contract with something to settle. Each by itself: what was cut short is whole contracts. */
export async function draftMonth(
  ctx: Context,
  input: { month: string },
): Promise<{ drafted: number; problems: { contract: string; reasons: Refusal['reasons'] }[] }> {
  const month = monthOf(input.month);
  const due = await view(ctx, 'settlement.draft', (tx) => contractsOf(tx, ctx.district, month));
  let drafted = 0;
  const problems: { contract: string; reasons: Refusal['reasons'] }[] = [];
  for (const { id, contractNo } of due) {
    try {
      drafted += (await draftSettlement(ctx, { contract_id: id, month })).settlement_id ? 1 : 0;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push({ contract: contractNo, reasons: error.reasons });
    }
  }
  return { drafted, problems };
}

/** The job: on the first days of a month last month is drafted wherever it is not frozen yet. */
export async function draftLastMonth(ctx: Context): Promise<void> {
  const today = dayOf(ctx.clock());
  if (Number(today.slice(8)) <= DRAFT_DAYS) await draftMonth(ctx, { month: lastMonth(today) });
}
