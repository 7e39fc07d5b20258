import { and, desc, eq, sql } from 'drizzle-orm';
import { payerAccounts } from '../../db/schema/settlement.ts';
import { Refusal } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { type Context, look, type ReadTx, view } from '../platform/context.ts';
import { among } from '../platform/ids.ts';
import { stayOfFamily } from '../stays/queries.ts';
import { type Account, type BatchFile, batchCsv, pain001 } from './mechanism/files.ts';
import { type Approved, type BankAnswer, dueState, type PayState, payStates, stateOf } from './rules.ts';

export type PaymentRow = {
  id: string;
  settlement_id: string;
  month_on: Day;
  contract_id: string;
  contract_no: string;
  title: string;
  line_id: string;
  line_code: string;
  line_name: string;
  line_year: number;
  payee: string;
  amount_fen: number;
  carried_fen: number;
  kind: 'regular' | 'release';
  held_fen: number;
  approved_by: string | null;
  approver: string | null;
  approved_at: string;
  due_on: Day;
  account: Account | null;
  account_by: string | null;
  account_approver: string | null;
  account_reason: string | null;
  /** the provider's account as it is on record today */
  provider_account: Account | null;
  attempt_id: string | null;
  batch_id: string | null;
  batch_no: string | null;
  answer: BankAnswer | null;
  answer_reason: string | null;
  bank_on: Day | null;
  state: PayState;
};

const accountJson = (t: string) =>
  sql.raw(
    `json_build_object('account_name', ${t}.account_name, 'account_no', ${t}.account_no, 'bank_name', ${t}.bank_name, 'bank_code', ${t}.bank_code)`,
  );

/** Payments with the account they go to (the one approved last) and their last attempt; those asked for, or of one state. */
export async function paymentsOf(
  tx: ReadTx,
  district: string,
  which: { ids: readonly string[] } | { state: PayState | 'due' | null; limit: number },
): Promise<PaymentRow[]> {
  const state = sql.raw(`case when t.id is null then 'open' when t.answer is null then 'in_bank' else t.answer end`);
  const asked =
    'ids' in which
      ? among(sql`p.id`, which.ids)
      : which.state === null
        ? sql`true`
        : which.state === 'due'
          ? sql`(t.id is null or t.answer = 'returned')`
          : sql`${state} = ${which.state}`;
  const newest = 'state' in which && (which.state === 'paid' || which.state === null);
  return tx.execute<PaymentRow>(sql`
    select p.id, p.settlement_id, s.month_on::text, c.id as contract_id, c.contract_no, c.title,
           l.id as line_id, l.code as line_code, l.name as line_name, l.year as line_year,
           p.payee_name as payee, p.amount_fen, p.carried_fen, p.kind, p.held_fen, p.approved_by, w.display_name as approver,
           to_char(p.approved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as approved_at, p.due_on::text,
           case when n.id is not null then ${accountJson('n')}
                when p.account_no is not null and p.account_name is not null and p.bank_name is not null and p.bank_code is not null
                then ${accountJson('p')} end as account,
           n.approved_by as account_by, nw.display_name as account_approver, n.reason as account_reason,
           case when v.account_no is not null and v.account_name is not null and v.bank_name is not null and v.bank_code is not null
                then ${accountJson('v')} end as provider_account,
           t.id as attempt_id, t.batch_id, b.batch_no, t.answer, t.answer_reason, t.bank_on::text, ${state} as state
      from payments p
      join settlements s on s.district = p.district and s.id = p.settlement_id
      join contracts c on c.district = s.district and c.id = s.contract_id
      join budget_lines l on l.district = p.district and l.id = p.budget_line_id
      left join providers v on v.district = c.district and v.id = c.provider_id
      left join accounts w on w.id = p.approved_by
      left join lateral (select * from payment_accounts x where x.district = p.district and x.payment_id = p.id
                          order by x.id desc limit 1) n on true
      left join accounts nw on nw.id = n.approved_by
      left join lateral (select * from payment_attempts x where x.district = p.district and x.payment_id = p.id
                          order by x.id desc limit 1) t on true
      left join payment_batches b on b.district = t.district and b.id = t.batch_id
     where p.district = ${district} and ${asked}
     order by ${newest ? sql`p.id desc` : sql`p.due_on, p.id`}
     limit ${'ids' in which ? which.ids.length : which.limit}`);
}

/** What each line holds and what of it the bank has been told to pay: the rest may go into a batch. */
export async function lineMoney(tx: ReadTx, district: string, lines: readonly string[]) {
  return tx.execute<{
    id: string;
    code: string;
    name: string;
    year: number;
    balance_fen: number;
    in_bank_fen: number;
  }>(sql`
    select l.id, l.code, l.name, l.year,
           (select coalesce(sum(e.amount_fen), 0)::bigint from fund_entries e where e.district = l.district and e.line_id = l.id) as balance_fen,
           (select coalesce(sum(t.amount_fen), 0)::bigint from payment_attempts t
              join payments p on p.district = t.district and p.id = t.payment_id
             where t.district = l.district and p.budget_line_id = l.id and t.answer is null) as in_bank_fen
      from budget_lines l where l.district = ${district} and ${among(sql`l.id`, lines)} order by l.code`);
}

export async function payerOf(tx: ReadTx, district: string, id: string | null = null) {
  const [row] = await tx
    .select()
    .from(payerAccounts)
    .where(and(eq(payerAccounts.district, district), id ? eq(payerAccounts.id, id) : undefined))
    .orderBy(desc(payerAccounts.id))
    .limit(1);
  if (!row) return null;
  const { accountName, accountNo, bankName, bankCode } = row;
  return {
    id: row.id,
    demonstration: row.demonstration,
    account: { account_name: accountName, account_no: accountNo, bank_name: bankName, bank_code: bankCode },
  };
}

/** What is due, with the bank, paid or returned; how much of each; and what the lines concerned have left. */
export function listPayments(ctx: Context, state: PayState | 'due' | null, limit: number) {
  return view(ctx, 'payments.read', async (tx) => {
    const { district } = ctx;
    const today = dayOf(ctx.clock());
    const rows = await paymentsOf(tx, district, { state, limit });
    const totals = await tx.execute<{ state: PayState; n: number; sum: number; late: number }>(sql`
      select case when t.id is null then 'open' when t.answer is null then 'in_bank' else t.answer end as state,
             count(*)::int as n, sum(p.amount_fen)::bigint as sum,
             count(*) filter (where t.answer is distinct from 'paid' and p.due_on < ${today}::date)::int as late
        from payments p left join lateral (select x.id, x.answer from payment_attempts x where x.district = p.district
               and x.payment_id = p.id order by x.id desc limit 1) t on true
       where p.district = ${district} group by 1`);
    const lines = await lineMoney(tx, district, [...new Set(rows.map((r) => r.line_id))]);
    const payer = await payerOf(tx, district);
    return {
      payments: rows.map((r) => ({ ...r, due: dueState(r.state, r.due_on, today) })),
      totals: payStates.map((s) => {
        const found = totals.find((t) => t.state === s);
        return { state: s, count: found?.n ?? 0, amount_fen: found?.sum ?? 0, late: found?.late ?? 0 };
      }),
      lines: lines.map((l) => ({ ...l, left_fen: l.balance_fen - l.in_bank_fen })),
      payer: payer && { ...payer.account, demonstration: payer.demonstration },
    };
  });
}

const batches = (district: string, which: ReturnType<typeof sql>, limit: number) => sql`
  select b.id, b.batch_no, b.count, b.total_fen, b.payer_id, a.display_name as made_by,
         to_char(b.made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as made_at,
         count(*) filter (where t.answer = 'paid')::int as paid, count(*) filter (where t.answer = 'returned')::int as returned,
         count(*) filter (where t.answer is null)::int as waiting
    from payment_batches b
    join accounts a on a.id = b.made_by
    left join payment_attempts t on t.district = b.district and t.batch_id = b.id
   where b.district = ${district} and ${which}
   group by b.district, b.id, a.display_name order by b.id desc limit ${limit}`;
type BatchRow = {
  id: string;
  batch_no: string;
  count: number;
  total_fen: number;
  payer_id: string | null;
  made_by: string;
  made_at: string;
  paid: number;
  returned: number;
  waiting: number;
};

export const findBatch = async (tx: ReadTx, district: string, id: string): Promise<BatchRow> => {
  const [row] = await tx.execute<BatchRow>(batches(district, sql`b.id = ${id}`, 1));
  if (!row) throw new Refusal('not_found', 'not_found');
  return row;
};

export function listBatches(ctx: Context, limit: number) {
  return view(ctx, 'payments.read', (tx) => tx.execute<BatchRow>(batches(ctx.district, sql`true`, limit)));
}

type AttemptRow = Account & {
  id: string;
  payment_id: string;
  row_no: number;
  end_to_end_id: string;
  amount_fen: number;
  contract_no: string;
  month_on: Day;
  kind: 'regular' | 'release';
  line_code: string;
  answer: BankAnswer | null;
  answer_reason: string | null;
  bank_on: Day | null;
};

const attemptsOf = (tx: ReadTx, district: string, batch: string) =>
  tx.execute<AttemptRow>(sql`
    select t.id, t.payment_id, t.row_no, t.end_to_end_id, t.account_name, t.account_no, t.bank_name, t.bank_code, t.amount_fen,
           c.contract_no, s.month_on::text, p.kind, l.code as line_code, t.answer, t.answer_reason, t.bank_on::text
      from payment_attempts t
      join payments p on p.district = t.district and p.id = t.payment_id
      join settlements s on s.district = p.district and s.id = p.settlement_id
      join contracts c on c.district = s.district and c.id = s.contract_id
      join budget_lines l on l.district = p.district and l.id = p.budget_line_id
     where t.district = ${district} and t.batch_id = ${batch} order by t.row_no`);

/** One batch: its rows as they went to the bank, what the bank said of each, and the files taken over. */
export function readBatch(ctx: Context, id: string) {
  return view(ctx, 'payments.read', async (tx) => {
    const batch = await findBatch(tx, ctx.district, id);
    const payer = batch.payer_id ? await payerOf(tx, ctx.district, batch.payer_id) : null;
    const rows = await attemptsOf(tx, ctx.district, id);
    const files = await tx.execute<{
      id: string;
      file_name: string;
      sha256: string;
      counts: Record<string, number>;
      taken_by: string | null;
      taken_at: string;
    }>(sql`
      select f.id, f.file_name, f.sha256, f.counts, a.display_name as taken_by,
             to_char(f.taken_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as taken_at
        from bank_files f left join accounts a on a.id = f.taken_by
       where f.district = ${ctx.district} and f.batch_id = ${id} order by f.id`);
    return {
      batch,
      payer: payer?.account ?? null,
      rows: rows.map((r) => ({ ...r, state: stateOf({ answer: r.answer }) })),
      files,
    };
  });
}

export const fileFormats = ['csv', 'xml'] as const;

/** The batch as a file for the bank; who took it is noted. The same batch gives the same bytes every time. */
export function takeFile(ctx: Context, id: string, format: (typeof fileFormats)[number]) {
  return look(ctx, 'payments.file', async (tx) => {
    const { district } = ctx;
    const batch = await findBatch(tx, district, id);
    const payer = batch.payer_id ? await payerOf(tx, district, batch.payer_id) : null;
    if (!payer) throw new Refusal('conflict', 'payer_missing');
    const madeAt = new Date(batch.made_at);
    const rows = await attemptsOf(tx, district, id);
    const file: BatchFile = {
      batchNo: batch.batch_no,
      madeAt,
      madeOn: dayOf(madeAt),
      payer: payer.account,
      rows: rows.map((r) => ({
        ...r,
        row: r.row_no,
        id: r.end_to_end_id,
        amountFen: r.amount_fen,
        purpose: `${r.contract_no} ${r.month_on.slice(0, 7)} ${r.kind === 'release' ? '养老服务考核拨付' : '养老服务结算'}`,
      })),
    };
    const text = format === 'csv' ? batchCsv(file) : pain001(file);
    return { district, type: 'payment_batch', id, row: { name: `${batch.batch_no}.${format}`, text } };
  });
}

/** The approved months of these contracts, each contract's in the order they were approved in. */
export async function approvedOf(
  tx: ReadTx,
  district: string,
  contracts: readonly string[],
): Promise<(Approved & { contract: string })[][]> {
  const sums = await tx.execute<{ id: string; contract: string; approvedOn: Day; lot: string; fen: number }>(sql`
    select s.id, s.contract_id as contract, (s.approved_at at time zone 'Asia/Shanghai')::date::text as "approvedOn",
           l.lot_id as lot, sum(l.government_fen)::bigint as fen
      from settlements s join settlement_lines l on l.district = s.district and l.settlement_id = s.id and l.replaced_at is null
     where s.district = ${district} and ${among(sql`s.contract_id`, contracts)} and s.approved_at is not null
     group by s.district, s.id, l.lot_id order by s.approved_at, s.month_on`);
  const payments = await tx.execute<Approved['payments'][number] & { settlement: string }>(sql`
    select p.settlement_id as settlement, p.amount_fen as "amountFen",
           case p.kind when 'regular' then p.amount_fen + p.held_fen else 0 end as "ofFen",
           (select t.bank_on::text from payment_attempts t
             where t.district = p.district and t.payment_id = p.id and t.answer = 'paid') as "paidOn"
      from payments p join settlements s on s.district = p.district and s.id = p.settlement_id
     where p.district = ${district} and ${among(sql`s.contract_id`, contracts)}`);
  const months = [...Map.groupBy(sums, (r) => r.id)].map(([id, rows]) => ({
    contract: rows[0]!.contract,
    approvedOn: rows[0]!.approvedOn,
    lots: new Map(rows.map((r) => [r.lot, r.fen])),
    payments: payments.filter((p) => p.settlement === id),
  }));
  return [...Map.groupBy(months, (m) => m.contract).values()];
}

type StatementRow = {
  id: string;
  month_on: Day;
  settled_in: Day;
  kind: 'regular' | 'correction';
  service: 'residential' | 'nursing' | 'day' | 'home';
  days: number;
  amount_fen: number;
  government_fen: number;
  family_fen: number;
  schemes: Record<string, number>;
  approved_at: string | null;
  paid_on: Day | null;
};

/**
 * For the family: month by month what the contract reckoned for the person at the home of a stay, who bears what of it,
 * and whether it is approved and the government's part paid. A month of a stay paid for alone has no line.
 */
export function readOwnStatements(ctx: Context, stay: string) {
  return look(ctx, 'payments.own', async (tx) => {
    const { district } = ctx;
    const { found, subject } = await stayOfFamily(tx, district, stay);
    const { applicantId, facilityId, admittedOn, dischargedOn } = found.stay;
    const rows = await tx.execute<StatementRow>(sql`
      select l.id, l.month_on::text, s.month_on::text as settled_in, l.kind, t.service_class as service, l.days,
             l.amount_fen, l.government_fen, l.family_fen, l.schemes, s.approved_at,
             (select case when bool_and(a.bank_on is not null) then max(a.bank_on)::text end
                from payments p left join payment_attempts a
                  on a.district = p.district and a.payment_id = p.id and a.answer = 'paid'
               where p.district = s.district and p.settlement_id = s.id and p.kind = 'regular') as paid_on
        from settlement_lines l
        join settlements s on s.district = l.district and s.id = l.settlement_id
        join lots t on t.district = l.district and t.id = l.lot_id
       where l.district = ${district} and l.applicant_id = ${applicantId} and l.facility_id = ${facilityId}
         and l.replaced_at is null and l.month_on >= date_trunc('month', ${admittedOn}::date)
         and (${dischargedOn}::date is null or l.month_on <= ${dischargedOn}::date)
       order by l.month_on desc, s.month_on desc, l.kind, l.id`);
    const row = rows.map((r) => ({ ...r, approved_at: r.approved_at && new Date(r.approved_at).toISOString() }));
    return { ...subject, row };
  });
}
