import { createHash } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import type { DisclosedRow } from '../../db/schema/oversight.ts';
import { csvOf } from '../exports/rules.ts';
import { findLine } from '../funds/queries.ts';
import { type Fen, toYuan } from '../kernel/money.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { disarmed } from '../kernel/table.ts';
import { type Context, look, type ReadTx, view } from '../platform/context.ts';
import { type Line, maskedList, type Named, type Shown, tablesOf, type Use } from './rules.ts';

/** In the order the rows are stored in: what is shown on the notice is what the number says. */
export const digestOf = (rows: readonly Line[]) =>
  createHash('sha256')
    .update(JSON.stringify(rows.map((r) => [r.name_masked, r.community, r.facility, r.scheme, r.amount_fen])))
    .digest('hex');

/** The years of the lines that a contract's month is paid from: its own, or where there are none the last before. */
const payingYear = sql`(
  select max(y.year) from contract_budgets cy join budget_lines y on y.district = cy.district and y.id = cy.line_id
  where cy.district = s.district and cy.contract_id = s.contract_id and cy.amount_fen > 0
    and y.year <= extract(year from s.month_on))`;

/** The lines that bear a settlement `s`, each with its share of the whole and what the lines before it bear. */
export const bearing = sql`lateral (
  select cb.line_id, cb.amount_fen as mine, sum(cb.amount_fen) over () as whole,
    sum(cb.amount_fen) over (order by cb.line_id) - cb.amount_fen as before
  from contract_budgets cb join budget_lines b on b.district = cb.district and b.id = cb.line_id
  where cb.district = s.district and cb.contract_id = s.contract_id and cb.amount_fen > 0 and b.year = ${payingYear})`;

/** What line `w` bears of an amount, to the fen: over all lines of the contract it is the amount again. */
export const borne = (amount: SQL) =>
  sql`(div(${amount} * (w.before + w.mine), w.whole) - div(${amount} * w.before, w.whole))::bigint`;

/** Everything government pays of the month's settlements, corrections of earlier months among it. */
const usesOf = (tx: ReadTx, district: string, month: Day) =>
  tx.execute<Use>(sql`
    select l.applicant_id as person, s.contract_id as contract, l.facility_id as facility,
      l.government_fen as "governmentFen", l.schemes
    from settlements s
    join settlement_lines l on l.district = s.district and l.settlement_id = s.id and l.replaced_at is null
    where s.district = ${district} and s.month_on = ${month}::date and s.approved_at is not null
      and l.government_fen <> 0`);

/** What one line bears of it, with the names that the list masks. */
const namedUses = (tx: ReadTx, district: string, line: string, month: Day) =>
  tx.execute<Named>(sql`
    select l.applicant_id as person, s.contract_id as contract, f.name as facility,
      ${borne(sql`l.government_fen`)} as "governmentFen", a.name, coalesce(d.name, '') as community,
      (select coalesce(jsonb_object_agg(e.key, ${borne(sql`e.value::bigint`)}), '{}') from jsonb_each_text(l.schemes) e) as schemes
    from settlements s
    join ${bearing} w on w.line_id = ${line}
    join settlement_lines l on l.district = s.district and l.settlement_id = s.id and l.replaced_at is null
    join facilities f on f.district = l.district and f.id = l.facility_id
    join applicants a on a.district = l.district and a.id = l.applicant_id
    left join divisions d on d.district = a.district and d.code = a.community_code
    where s.district = ${district} and s.month_on = ${month}::date and s.approved_at is not null`);

/** What would be published of a line's month now. */
export async function draftOf(tx: ReadTx, district: string, line: string, month: Day) {
  const [uses, waiting] = await Promise.all([
    namedUses(tx, district, line, month),
    tx.execute<{ no: string }>(sql`
      select c.contract_no as no from settlements s
      join ${bearing} w on w.line_id = ${line}
      join contracts c on c.district = s.district and c.id = s.contract_id
      where s.district = ${district} and s.month_on = ${month}::date and s.approved_at is null
      order by 1`),
  ]);
  const rows = maskedList(uses);
  return {
    rows,
    totalFen: rows.reduce((all, r) => all + r.amount_fen, 0),
    digest: digestOf(rows),
    waiting: waiting.map((w) => w.no),
  };
}

/** For whoever is about to publish: the masked list as it would go up, and which contracts are still to be approved. */
export const readDraft = (ctx: Context, line: string, month: Day) =>
  look(ctx, 'disclosures.draft', async (tx) => ({
    district: ctx.district,
    type: 'budget_line',
    id: line,
    row: { line: await findLine(tx, ctx.district, line), ...(await draftOf(tx, ctx.district, line, month)) },
  }));

export type LastNotice = {
  id: string;
  line_id: string;
  line_code: string;
  line_name: string;
  month_on: Day;
  place: string;
  url: string | null;
  from_on: Day;
  to_on: Day;
  total_fen: Fen;
  sha256: string;
  published_at: string;
  rows: DisclosedRow[];
};

/** The last notice of each line and month, newest month first; the list of people only while the notice stands. */
export function listNotices(ctx: Context) {
  const today = dayOf(ctx.clock());
  return view(ctx, 'disclosures.list', async (tx) => {
    const rows = await tx.execute<LastNotice>(sql`
      select * from (
        select distinct on (d.line_id, d.month_on) d.id, d.line_id, b.code as line_code, b.name as line_name,
          d.month_on::text, d.place, d.url, d.from_on::text, d.to_on::text, d.total_fen, d.sha256, d.published_at,
          case when ${today}::date between d.from_on and d.to_on then d.rows else '[]'::jsonb end as rows
        from disclosures d join budget_lines b on b.district = d.district and b.id = d.line_id
        where d.district = ${ctx.district} and d.from_on <= ${today}::date
        order by d.line_id, d.month_on, d.published_at desc, d.id desc) last
      order by month_on desc, line_code`);
    return rows.map((r) => ({ ...r, open: r.from_on <= today && today <= r.to_on }));
  });
}

/**
 * What was used in a month, and which months there are; the latest when none is asked for. A month is there once all its
 * settlements are approved, whole: of one that grew contract by contract, yesterday's sum less today's would be a
 * contract of few people.
 */
export const readUse = (ctx: Context, asked: Day | null) =>
  view(ctx, 'disclosures.use', async (tx) => {
    const settled = await tx.execute<{ month: Day; whole: boolean }>(sql`
      select month_on::text as month, bool_and(approved_at is not null) as whole from settlements
      where district = ${ctx.district} group by month_on order by month_on desc`);
    const months = settled.filter((m) => m.whole);
    const month = asked ?? months[0]?.month ?? null;
    const waits = settled.some((m) => m.month === month && !m.whole);
    const uses = month && !waits ? await usesOf(tx, ctx.district, month) : [];
    const tables = tablesOf(uses);
    const total: Shown = waits ? { key: '', people: null, amountFen: null } : tables.total;
    const [contracts, facilities] = await Promise.all([
      namesOf(tx, ctx.district, 'contracts', new Set(uses.map((u) => u.contract))),
      namesOf(tx, ctx.district, 'facilities', new Set(uses.map((u) => u.facility))),
    ]);
    return {
      months: months.map((m) => m.month),
      month,
      total,
      schemes: tables.schemes.sort((a, b) => (a.key < b.key ? -1 : 1)),
      contracts: tables.contracts
        .map((c) => ({
          ...c,
          ...(contracts.get(c.key) ?? { no: '', name: '' }),
          facilities: c.facilities
            .map((f) => ({ ...f, name: facilities.get(f.key)?.name ?? '' }))
            .sort((a, b) => (a.name < b.name ? -1 : 1)),
        }))
        .sort((a, b) => (a.no < b.no ? -1 : 1)),
    };
  });

/** The same for machines: one row for each part; an empty cell is a figure that is hidden. */
export async function csvOfUse(ctx: Context, asked: Day | null) {
  const use = await readUse(ctx, asked);
  const row = (what: string, contract: string, key: string, name: string, s: Shown) => [
    use.month,
    what,
    contract,
    key,
    disarmed(name),
    s.people,
    s.amountFen === null ? null : toYuan(s.amountFen),
  ];
  const rows = [
    row('total', '', '', '', use.total),
    ...use.schemes.map((s) => row('scheme', '', s.key, '', s)),
    ...use.contracts.flatMap((c) => [
      row('contract', disarmed(c.no), c.key, c.name, c),
      ...c.facilities.map((f) => row('facility', disarmed(c.no), f.key, f.name, f)),
    ]),
  ];
  const heading = ['month', 'part', 'contract_no', 'key', 'name', 'people', 'amount_yuan'];
  return { month: use.month, text: csvOf({ name: 'use', heading, rows: use.month ? rows : [] }, null) };
}

async function namesOf(tx: ReadTx, district: string, table: 'contracts' | 'facilities', ids: ReadonlySet<string>) {
  const what =
    table === 'contracts' ? sql`contract_no as no, title as name from contracts` : sql`'' as no, name from facilities`;
  const rows = await tx.execute<{ id: string; no: string; name: string }>(
    sql`select id, ${what} where district = ${district} and id = any(${`{${[...ids].join(',')}}`}::uuid[])`,
  );
  return new Map(rows.map((r) => [r.id, r]));
}
