import { createHash } from 'node:crypto';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { and, desc, eq, sql } from 'drizzle-orm';
import { categories } from '../../db/schema/applicants.ts';
import { categoryImports } from '../../db/schema/categories.ts';
import { accounts } from '../../db/schema/registry.ts';
import { findApplicant } from '../applicants/actions.ts';
import { type CategoryKind, maskIdNo } from '../applicants/rules.ts';
import { rulesOn } from '../applications/actions.ts';
import type { ApplicationRules } from '../applications/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { addDays, addMonths, type Day, dayOf, fromRange } from '../kernel/period.ts';
import { type Context, limitOf, look, type ReadTx, view } from '../platform/context.ts';
import type { Vault } from '../platform/vault.ts';
import {
  type Change,
  judgeRow,
  type Known,
  MAX_ROWS,
  type Outcome,
  type RowError,
  readList,
  type Source,
  veryOldFrom,
} from './rules.ts';

type Rules = ApplicationRules & { tracks?: Parameters<typeof veryOldFrom>[0] };
const today = (ctx: Context) => dayOf(ctx.clock());

/** The bytes of a CSV file as text: UTF-8 with or without a mark, else GB18030, as Chinese spreadsheets save it. */
function decode(bytes: Uint8Array): string {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (!text.includes('\0')) return text;
    } catch {
      // not this one
    }
  }
  throw new Refusal('invalid', [{ code: 'list_unreadable', pointer: '/file' }]);
}

/** The cells of the file, row by row as the spreadsheet counts them. @throws Refusal invalid when it is no CSV file */
function cellsOf(bytes: Uint8Array): string[][] {
  try {
    const rows = parse(decode(bytes), { bom: true, relax_column_count: true, to: MAX_ROWS + 2 });
    if (rows.length < 2) throw new Refusal('invalid', [{ code: 'list_empty', pointer: '/file' }]);
    if (rows.length > MAX_ROWS + 1)
      throw new Refusal('invalid', [{ code: 'list_too_long', values: { max: MAX_ROWS }, pointer: '/file' }]);
    return rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number((error as CsvError & { lines?: number }).lines ?? 1);
    throw new Refusal('invalid', [{ code: 'list_broken', values: { line }, pointer: '/file' }]);
  }
}

export type ListFile = { source: Source; file_name: string; file: Uint8Array };
export type Judged = {
  sha256: string;
  total: number;
  changes: Change[];
  errors: RowError[];
  known: Map<string, Known>;
};

/** Reads a list and says of each row what it would change, by what is known at this moment. */
export async function judgeList(tx: ReadTx, ctx: Context, vault: Vault, { file }: ListFile): Promise<Judged> {
  const on = today(ctx);
  const table = cellsOf(file);
  const divisions = await tx.execute<{ code: string; name: string; short_name: string }>(
    sql`select code, name, short_name from divisions where district = ${ctx.district} and level = 'community' and ended_on is null`,
  );
  const communities = new Map(divisions.flatMap((d) => [d.code, d.name, d.short_name].map((n) => [n, d.code])));
  const { rows, errors, total } = readList(table, communities, on);
  const known = await whatIsKnown(tx, ctx.district, vault, [...new Set(rows.map((r) => r.idNo))]);
  const { rules } = await rulesOn<Rules>(tx, ctx.district, on);
  const wrong = new Set(errors.map((e) => e.row));
  const judged = rows.filter((r) => !wrong.has(r.row)).map((r) => judgeRow(r, known.get(r.idNo), rules.min_age, on));
  return {
    sha256: createHash('sha256').update(file).digest('hex'),
    total,
    changes: judged.filter((j): j is Change => 'how' in j),
    errors: [...errors, ...judged.filter((j): j is RowError => !('how' in j))].sort((a, b) => a.row - b.row),
    known,
  };
}

type KnownRow = {
  digest: string;
  id: string | null;
  name: string | null;
  period: string | null;
  kind: CategoryKind;
  during: string;
};

/** By ID number: who is registered here, and the periods recorded for the person, or for the number on earlier lists. */
async function whatIsKnown(tx: ReadTx, district: string, vault: Vault, idNos: string[]): Promise<Map<string, Known>> {
  const idOf = new Map(idNos.map((idNo) => [Buffer.from(vault.digest(idNo)).toString('hex'), idNo]));
  const known = new Map<string, Known & { periods: Known['periods'][number][] }>();
  const digests = sql`(select decode(x, 'hex') from unnest(${sql.param([...idOf.keys()])}::text[]) x)`;
  const rows = await tx.execute<KnownRow>(sql`
    select encode(n.digest, 'hex') as digest, a.id, a.name, c.id as period, c.kind, c.during::text as during
      from id_numbers n join applicants a on a.district = n.district and a.id = n.applicant_id
      left join categories c on c.district = a.district and c.applicant_id = a.id
     where n.district = ${district} and n.digest in ${digests}
    union all
    select encode(e.id_digest, 'hex'), null, null, e.id, e.kind, e.during::text
      from category_list_entries e
     where e.district = ${district} and e.adopted_at is null and e.id_digest in ${digests}`);
  for (const row of rows) {
    const idNo = idOf.get(row.digest) ?? '';
    const one = known.get(idNo) ?? { applicant: null, periods: [] };
    if (row.id && row.name !== null) one.applicant = { id: row.id, name: row.name };
    if (row.period) one.periods.push({ id: row.period, kind: row.kind, during: fromRange(row.during) });
    known.set(idNo, one);
  }
  return known;
}

export const countsOf = ({ changes, errors }: Judged) => {
  const of = (how: Change['how']) => changes.filter((c) => c.how === how).length;
  return {
    added: of('added'),
    changed: of('changed'),
    unchanged: of('unchanged'),
    listed: of('listed'),
    young: of('young'),
    errors: errors.length,
  };
};

/** What a list would change. Nothing is kept of the file; the digest ties what is confirmed later to what was seen here. */
export function previewList(ctx: Context, vault: Vault, input: ListFile) {
  return look(ctx, 'categories.preview', async (tx) => {
    const judged = await judgeList(tx, ctx, vault, input);
    const named = new Set([...judged.changes.map((c) => c.row.idNo)]);
    const missing = await absentFrom(tx, ctx, vault, input.source, named);
    return {
      district: ctx.district,
      type: 'category_list',
      id: null,
      row: {
        sha256: judged.sha256,
        rows: judged.total,
        counts: countsOf(judged),
        errors: judged.errors.slice(0, 500),
        changes: judged.changes
          .filter((c) => c.how !== 'unchanged')
          .slice(0, 300)
          .map((c) => ({
            row: c.row.row,
            how: c.how,
            name: c.row.name,
            id_no_masked: maskIdNo(c.row.idNo),
            kind: c.row.kind,
            start: c.row.during.start,
            last_day: lastDay(c.row.during.end),
            last_day_before: c.how === 'changed' ? lastDay(c.before.end) : null,
          })),
        missing,
      },
    };
  });
}

export const lastDay = (end: Day | null) => end && addDays(end, -1);

/** Who has a category in force by an earlier list of the same department and is not on this one: for a person to look at. */
async function absentFrom(tx: ReadTx, ctx: Context, vault: Vault, source: Source, named: ReadonlySet<string>) {
  const rows = await tx.execute<{
    id: string;
    name: string;
    sealed: Uint8Array;
    masked: string;
    kind: CategoryKind;
  }>(sql`
    select a.id, a.name, a.id_no_sealed as sealed, a.id_no_masked as masked, c.kind
      from categories c join applicants a on a.district = c.district and a.id = c.applicant_id
     where c.district = ${ctx.district} and c.source = ${source} and c.during @> ${today(ctx)}::date and a.died_on is null
     order by a.id`);
  return rows
    .filter((r) => !named.has(vault.open(r.sealed)))
    .slice(0, 100)
    .map(({ id, name, masked, kind }) => ({ applicant_id: id, name, id_no_masked: masked, kind }));
}

/** The lists taken over, newest first. Names nobody on them. */
export function listImports(ctx: Context) {
  return view(ctx, 'categories.imports', async (tx) => {
    const rows = await tx
      .select({ one: categoryImports, by: accounts.displayName })
      .from(categoryImports)
      .leftJoin(accounts, eq(accounts.id, categoryImports.madeBy))
      .where(eq(categoryImports.district, ctx.district))
      .orderBy(desc(categoryImports.madeAt), desc(categoryImports.id))
      .limit(100);
    return rows.map(({ one, by }) => ({
      id: one.id,
      source: one.source,
      file_name: one.fileName,
      sha256: one.sha256,
      rows: one.rows,
      counts: one.counts,
      made_at: one.madeAt.toISOString(),
      made_by: by,
    }));
  });
}

/** Every category of one person, those that have ended too. */
export function categoriesOf(ctx: Context, applicantId: string) {
  return look(ctx, 'categories.read', async (tx) => {
    const subject = await findApplicant(tx, ctx.district, applicantId);
    const rows = await tx
      .select()
      .from(categories)
      .where(and(eq(categories.district, ctx.district), eq(categories.applicantId, applicantId)))
      .orderBy(sql`lower(${categories.during}) desc`, categories.id);
    return {
      ...subject,
      row: rows.map((c) => {
        const { start, end } = fromRange(c.during);
        return { id: c.id, kind: c.kind, start, last_day: lastDay(end), source: c.source, doc_no: c.docNo };
      }),
    };
  });
}

export type EntitledQuery = {
  kind?: CategoryKind | 'very_old';
  street?: string;
  outcome: 'open' | Outcome | 'all';
  limit: number;
};
type EntitledRow = {
  applicant_id: string | null;
  entry_id: string | null;
  name: string | null;
  name_sealed: Uint8Array | null;
  id_no_masked: string;
  phone_masked: string | null;
  born_on: string;
  street: string | null;
  community: string | null;
  kinds: CategoryKind[];
  outcome: Outcome | null;
  contacted_on: string | null;
  note: string | null;
};

/**
 * People with a category in force, no application in progress and no stay: the registered, and those only on a list.
 * With `very_old` the registered of that age, by the rules in force, whatever their categories. Those longest without a
 * visit come first.
 */
export function listEntitled(ctx: Context, vault: Vault, q: EntitledQuery) {
  return look(ctx, 'categories.entitled', async (tx, keys) => {
    const part = limitOf('categories.entitled', keys, ctx.actor?.account ?? null);
    const { district } = ctx;
    const on = today(ctx);
    const { rules } = await rulesOn<Rules>(tx, district, on);
    const oldFrom = veryOldFrom(rules.tracks);
    const bornBy = addMonths(on, -12 * (oldFrom ?? 200));
    const byKind = q.kind && q.kind !== 'very_old' ? sql`and kind = ${q.kind}` : sql``;
    const among =
      q.kind === 'very_old'
        ? sql`born_on <= ${bornBy}::date`
        : sql`id in (select applicant_id from categories where district = ${district} and during @> ${on}::date ${byKind})`;
    const street = part.street ?? q.street;
    const inStreet = street ? sql`and street_code = ${street}` : sql``;
    const wanted =
      q.outcome === 'all'
        ? sql`true`
        : q.outcome === 'open'
          ? sql`(last.outcome is null or last.outcome = 'contacted')`
          : sql`last.outcome = ${q.outcome}`;
    const all = sql`
      with found as (
        select a.id as applicant_id, null::uuid as entry_id, a.name, null::bytea as name_sealed, a.id_no_masked, a.phone_masked,
               a.born_on, a.street_code, a.community_code,
               array(select distinct c.kind from categories c where c.district = a.district and c.applicant_id = a.id
                      and c.during @> ${on}::date order by 1) as kinds
          from applicants a
         where a.district = ${district} and a.died_on is null and ${among} ${inStreet}
           and not exists (select 1 from applications p where p.district = a.district and p.applicant_id = a.id and p.ended_at is null
                and p.status <> 'draft')
           and not exists (select 1 from claims s where s.district = a.district and s.applicant_id = a.id and s.kind = 'stay'
                and s.released_at is null and s.during @> ${on}::date)
        union all
        select null, (array_agg(id order by id))[1], null, (array_agg(name_sealed order by id))[1], min(id_no_masked), null,
               min(born_on), min(street_code), min(community_code), array_agg(distinct kind order by kind)
          from category_list_entries e
         where district = ${district} and adopted_at is null and during @> ${on}::date ${byKind} ${inStreet}
           and ${q.kind === 'very_old' ? sql`born_on <= ${bornBy}::date` : sql`true`}
           and not exists (select 1 from id_numbers n where n.digest = e.id_digest)
         group by id_digest)
      select f.applicant_id, f.entry_id, f.name, f.name_sealed, f.id_no_masked, f.phone_masked, f.born_on::text, s.name as street,
             d.name as community, f.kinds, last.outcome, last.contacted_on::text, last.note
        from found f
        left join divisions s on s.district = ${district} and s.code = f.street_code
        left join divisions d on d.district = ${district} and d.code = f.community_code
        left join lateral (select outcome, contacted_on, note, made_at from entitled_contacts k where k.district = ${district}
             and (k.applicant_id = f.applicant_id or k.entry_id = f.entry_id)
             order by made_at desc, k.id desc limit 1) last on true
       where ${wanted}`;
    const [{ n } = { n: 0 }] = await tx.execute<{ n: number }>(sql`select count(*)::int as n from (${all}) x`);
    const rows = await tx.execute<EntitledRow>(
      sql`${all} order by last.made_at nulls first, f.applicant_id, f.entry_id limit ${q.limit}`,
    );
    return {
      district,
      type: 'entitled',
      id: null,
      street: part.street,
      row: {
        total: n,
        very_old_from: oldFrom,
        people: [...rows].map(({ name, name_sealed, ...r }) => ({
          ...r,
          name: name ?? (name_sealed ? vault.open(name_sealed) : ''),
        })),
      },
    };
  });
}
