import { and, eq, sql } from 'drizzle-orm';
import { categories } from '../../db/schema/applicants.ts';
import { categoryImports, categoryListEntries, entitledContacts } from '../../db/schema/categories.ts';
import { findApplicant } from '../applicants/actions.ts';
import { type CategoryKind, maskIdNo } from '../applicants/rules.ts';
import { Refusal, required, verdict } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, fromRange, toRange } from '../kernel/period.ts';
import { act, type Context, type Subject, type Tx, view } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import type { Vault } from '../platform/vault.ts';
import { countsOf, type Judged, judgeList, type ListFile } from './queries.ts';
import { type Change, mayEnd, type Outcome } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
const BATCH = 500;

export type NewCategory = { kind: CategoryKind; start: Day; last_day: Day | null; source: string; doc_no: string };

/** Records a category of a person from a paper that was seen. A period of the same category that overlaps is refused. */
export function recordCategory(
  ctx: Context,
  applicantId: string,
  input: NewCategory,
): Promise<{ category_id: string }> {
  return act(
    ctx,
    'categories.record',
    (tx) => findApplicant(tx, ctx.district, applicantId),
    async (tx) => {
      const { start, last_day } = input;
      required(
        verdict(
          [
            start > today(ctx) && { code: 'date_in_future', values: { date: start }, pointer: '/start' },
            last_day !== null &&
              last_day < start && { code: 'list_end_first', values: { start, end: last_day }, pointer: '/last_day' },
          ],
          {},
        ),
        'invalid',
      );
      const id = newId();
      await tx.insert(categories).values({
        district: ctx.district,
        id,
        applicantId,
        kind: input.kind,
        during: toRange({ start, end: last_day && addDays(last_day, 1) }),
        source: input.source,
        docNo: input.doc_no,
      });
      return { result: { category_id: id }, after: { category: id, ...input }, changed: ['queue'] };
    },
  );
}

type Category = typeof categories.$inferSelect;

/** Ends a category on a day; what was true until then stays. */
export function endCategory(
  ctx: Context,
  id: string,
  input: { last_day: Day; reason: string },
): Promise<{ ended: true }> {
  return act(
    ctx,
    'categories.end',
    async (tx): Promise<Subject<Category>> => {
      const [row] = await tx
        .select()
        .from(categories)
        .where(and(eq(categories.district, ctx.district), eq(categories.id, id)))
        .for('update');
      if (!row) throw new Refusal('not_found', 'not_found');
      const person = await findApplicant(tx, ctx.district, row.applicantId);
      return { ...person, type: 'category', id, row, version: undefined };
    },
    async (tx, { row }) => {
      const during = fromRange(row.during);
      const wrong = mayEnd(during, input.last_day, today(ctx));
      if (wrong) throw new Refusal('conflict', [wrong]);
      const ended = toRange({ start: during.start, end: addDays(input.last_day, 1) });
      await setPeriod(tx, ctx, id, ended);
      return {
        result: { ended: true },
        before: { during: row.during },
        after: { during: ended },
        reason: input.reason,
        changed: ['queue'],
      };
    },
  );
}

const setPeriod = (tx: Tx, ctx: Context, id: string, during: string) =>
  tx
    .update(categories)
    .set({ during })
    .where(and(eq(categories.district, ctx.district), eq(categories.id, id)));

const whole =
  (ctx: Context, type: string) =>
  async (tx: Tx): Promise<Subject<null>> => {
    // One list after another: what a row changes is judged by what the list before it has left.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`category lists ${ctx.district}`}))`);
    return { district: ctx.district, type, id: null, row: null };
  };

/**
 * Takes a list over, as previewed: the digest says which file was seen. With an error in it nothing is taken, unless
 * the good rows alone are asked for.
 */
export function importList(
  ctx: Context,
  vault: Vault,
  input: ListFile & { sha256: string; rows: 'all' | 'good_only' },
): Promise<{ import_id: string; counts: ReturnType<typeof countsOf> }> {
  return act(ctx, 'categories.import', whole(ctx, 'category_list'), async (tx) => {
    const judged = await judgeList(tx, ctx, vault, input);
    const counts = countsOf(judged);
    if (judged.sha256 !== input.sha256) throw new Refusal('conflict', 'list_changed');
    if (counts.errors > 0 && input.rows === 'all')
      throw new Refusal('invalid', 'list_has_errors', { count: counts.errors });
    const id = newId();
    const { source, file_name: fileName } = input;
    await tx.insert(categoryImports).values({
      district: ctx.district,
      id,
      source,
      fileName,
      sha256: judged.sha256,
      rows: judged.total,
      counts,
      madeBy: ctx.actor?.account ?? null,
      madeAt: ctx.clock(),
    });
    await write(tx, ctx, vault, id, source, judged);
    const after = { source, sha256: judged.sha256, rows: judged.total, ...counts };
    return {
      result: { import_id: id, counts },
      id,
      after,
      changed: counts.added + counts.changed > 0 ? ['queue'] : [],
    };
  });
}

async function write(tx: Tx, ctx: Context, vault: Vault, importId: string, source: string, { changes }: Judged) {
  const { district } = ctx;
  const of = <H extends Change['how']>(how: H) =>
    changes.filter((c): c is Extract<Change, { how: H }> => c.how === how);
  const added = of('added').map(({ row, applicant }) => ({
    district,
    id: newId(),
    applicantId: applicant,
    kind: row.kind,
    during: toRange(row.during),
    source,
    docNo: row.docNo,
  }));
  const listed = of('listed').map(({ row }) => ({
    district,
    id: newId(),
    importId,
    idDigest: vault.digest(row.idNo),
    idNoMasked: maskIdNo(row.idNo),
    nameSealed: vault.seal(row.name),
    bornOn: row.bornOn,
    streetCode: row.community?.slice(0, 9) ?? null,
    communityCode: row.community,
    kind: row.kind,
    during: toRange(row.during),
    source,
    docNo: row.docNo,
  }));
  for (let i = 0; i < added.length; i += BATCH) await tx.insert(categories).values(added.slice(i, i + BATCH));
  for (let i = 0; i < listed.length; i += BATCH)
    await tx.insert(categoryListEntries).values(listed.slice(i, i + BATCH));
  for (const { row, applicant, period } of of('changed')) {
    if (applicant) await setPeriod(tx, ctx, period, toRange(row.during));
    else
      await tx
        .update(categoryListEntries)
        .set({ during: toRange(row.during) })
        .where(and(eq(categoryListEntries.district, district), eq(categoryListEntries.id, period)));
  }
}

/**
 * Whoever was only on a list and has been registered since gets what the list says as categories. What overlaps a period
 * recorded meanwhile adds nothing.
 */
export async function adoptEntries(ctx: Context, vault: Vault): Promise<{ adopted: number }> {
  const found = await view(ctx, 'categories.adopt', (tx) =>
    tx.execute<{ id: string; sealed: Uint8Array; name: string }>(sql`
      select e.id, e.name_sealed as sealed, a.name from category_list_entries e
        join id_numbers n on n.digest = e.id_digest and n.district = e.district
        join applicants a on a.district = n.district and a.id = n.applicant_id
       where e.district = ${ctx.district} and e.adopted_at is null`),
  );
  // The number alone does not make somebody entitled: the name has to be the list's, or staff look at it first.
  const same = found.filter((e) => plainName(vault.open(e.sealed)) === plainName(e.name)).map((e) => e.id);
  if (same.length === 0) return { adopted: 0 };
  const adopted = await act(ctx, 'categories.adopt', whole(ctx, 'category_list'), async (tx) => {
    const rows = await tx.execute<{
      id: string;
      applicant: string;
      kind: CategoryKind;
      during: string;
      source: string;
      doc: string;
    }>(sql`
      update category_list_entries e set adopted_at = ${ctx.clock().toISOString()}::timestamptz, applicant_id = n.applicant_id
        from id_numbers n
       where e.district = ${ctx.district} and e.adopted_at is null and n.digest = e.id_digest and n.district = e.district
         and e.id = any(${sql.param(same)}::uuid[])
      returning e.id, n.applicant_id as applicant, e.kind, e.during::text as during, e.source, e.doc_no as doc`);
    for (const r of rows)
      await tx.execute(sql`
        insert into categories (district, id, applicant_id, kind, during, source, doc_no)
        select ${ctx.district}, ${newId()}, ${r.applicant}, ${r.kind}, ${r.during}::daterange, ${r.source}, ${r.doc}
         where not exists (select 1 from categories c where c.district = ${ctx.district} and c.applicant_id = ${r.applicant}
                            and c.kind = ${r.kind} and c.during && ${r.during}::daterange)`);
    return { result: rows.length, after: { adopted: rows.length }, changed: rows.length ? ['queue'] : [] };
  });
  return { adopted };
}

const plainName = (name: string) => name.normalize('NFKC').replace(/\s/g, '');

/** Writes down what came of going to somebody on the worklist. */
export function recordContact(
  ctx: Context,
  input: { applicant_id: string | null; entry_id: string | null; outcome: Outcome; day: Day; note: string | null },
): Promise<{ contact_id: string }> {
  const { applicant_id, entry_id } = input;
  return act(
    ctx,
    'categories.contact',
    async (tx): Promise<Subject<unknown>> => {
      if (applicant_id) return { ...(await findApplicant(tx, ctx.district, applicant_id)), version: undefined };
      const [row] = await tx
        .select()
        .from(categoryListEntries)
        .where(and(eq(categoryListEntries.district, ctx.district), eq(categoryListEntries.id, entry_id ?? '')));
      if (!row) throw new Refusal('not_found', 'not_found');
      return { district: ctx.district, type: 'list_entry', id: row.id, street: row.streetCode, row: null };
    },
    async (tx) => {
      const on = today(ctx);
      if (input.day > on || input.day < addDays(on, -366))
        throw new Refusal('invalid', [{ code: 'contact_day', values: { first: addDays(on, -366) }, pointer: '/day' }]);
      const id = newId();
      await tx.insert(entitledContacts).values({
        district: ctx.district,
        id,
        applicantId: applicant_id,
        entryId: entry_id,
        outcome: input.outcome,
        day: input.day,
        note: input.note,
        madeBy: ctx.actor?.account ?? null,
        madeAt: ctx.clock(),
      });
      return {
        result: { contact_id: id },
        after: { outcome: input.outcome, day: input.day },
        reason: input.note ?? undefined,
      };
    },
  );
}
