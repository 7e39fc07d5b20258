import { and, asc, desc, eq, getTableColumns, sql } from 'drizzle-orm';
import { applicants, categories, helpers } from '../../db/schema/applicants.ts';
import { assessments } from '../../db/schema/assessments.ts';
import { divisions } from '../../db/schema/divisions.ts';
import { documents } from '../../db/schema/documents.ts';
import { idNumbers } from '../../db/schema/registry.ts';
import { findDivision } from '../divisions/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { contains, type Day, dayOf, fromRange } from '../kernel/period.ts';
import { act, type Context, limitOf, look, type ReadTx, type Subject, type Tx } from '../platform/context.ts';
import { among, newId } from '../platform/ids.ts';
import type { Vault } from '../platform/vault.ts';
import { acting, actsFor, namesakes } from './queries.ts';
import {
  LEVEL_STANDARD,
  type LevelReason,
  levelTakenOver,
  maskIdNo,
  maskPhone,
  maybeSame,
  mayRegister,
} from './rules.ts';

export type ApplicantRow = typeof applicants.$inferSelect;
/** What a result says; its answers and notes stay where they are looked at one by one. */
export type AssessmentRow = Omit<typeof assessments.$inferSelect, 'answers' | 'facts' | 'signs' | 'notes'>;
const { answers: _a, facts: _f, signs: _s, notes: _n, ...outcome } = getTableColumns(assessments);
export type CategoryRow = typeof categories.$inferSelect;
/** A person with the facts that hold on the day asked for. */
export type Person = {
  applicant: ApplicantRow;
  /** the latest result, in force or not: its level orders the queue until a new one is there */
  assessment: AssessmentRow | null;
  /** a result is in force on the day asked for; without one nobody is offered a bed */
  assessed: boolean;
  categories: CategoryRow[];
};

export type NewApplicant = {
  name: string;
  id_no: string;
  phone: string | null;
  community: string;
  relation: (typeof helpers.$inferInsert)['relation'] | null;
  living_alone: boolean | null;
  /** people of the same name and birth date whom the desk has looked at and found to be somebody else */
  distinct_from?: string[];
};
const MINIMUM_AGE = 60;

/** The counter and the bureau look at possible duplicates; a family is not told who else is registered. */
const staffOf = (ctx: Context) =>
  ctx.actor?.memberships.some((m) => m.district === ctx.district && (m.role === 'desk' || m.role === 'officer'));

const today = (ctx: Context) => dayOf(ctx.clock());

async function accountsOf(tx: ReadTx, district: string, applicantId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: helpers.accountId })
    .from(helpers)
    .where(and(eq(helpers.district, district), eq(helpers.applicantId, applicantId), acting));
  return rows.map((r) => r.id);
}

/** The applicant as a subject: reached by own street, own district, or the accounts that may act for the person. */
export async function findApplicant(tx: ReadTx, district: string, id: string): Promise<Subject<ApplicantRow>> {
  const [row] = await tx
    .select()
    .from(applicants)
    .where(and(eq(applicants.district, district), eq(applicants.id, id)));
  if (!row) throw new Refusal('not_found', 'not_found');
  return {
    district,
    type: 'applicant',
    id,
    street: row.streetCode,
    accounts: await accountsOf(tx, district, id),
    row,
    version: row.version,
  };
}

/** Registers a person from the ID card. The blind index refuses a number that is known anywhere in the country. */
export function registerApplicant(ctx: Context, vault: Vault, input: NewApplicant): Promise<{ applicant_id: string }> {
  return act(
    ctx,
    'applicants.register',
    async (tx) => {
      const community = await findDivision(tx, ctx.district, input.community);
      if (community.level !== 'community')
        throw new Refusal('invalid', [
          { code: 'community_unknown', values: { community: input.community }, pointer: '/community' },
        ]);
      return {
        district: ctx.district,
        type: 'applicant',
        id: null,
        street: community.parentCode,
        accounts: ctx.actor?.account ? [ctx.actor.account] : [],
        row: community,
      };
    },
    async (tx, { row: community }) => {
      const { bornOn, sex } = required(
        mayRegister({ name: input.name, idNo: input.id_no.toUpperCase() }, today(ctx), MINIMUM_AGE),
        'invalid',
      );
      const others = staffOf(ctx) ? await namesakes(tx, ctx.district, { name: input.name, bornOn }) : [];
      const unseen = others.filter((o) => !input.distinct_from?.includes(o.id));
      // The same number is its own refusal, whoever else has the name.
      const known = await holderOf(tx, vault, input.id_no);
      if (unseen.length && !known) throw new Refusal('conflict', 'possible_duplicate', { count: unseen.length });
      const { lng, lat, code: communityCode, parentCode } = community;
      const home = { streetCode: parentCode ?? '', communityCode, lng, lat, livingAlone: input.living_alone };
      const { id } = await enter(tx, ctx, vault, { ...input, bornOn, sex }, home);
      if (input.relation && ctx.actor?.account)
        await tx
          .insert(helpers)
          .values({ district: ctx.district, applicantId: id, accountId: ctx.actor.account, relation: input.relation });
      return {
        result: { applicant_id: id },
        id,
        after: { community: community.code, distinct_from: others.map((o) => o.id) },
      };
    },
  );
}

const holderOf = async (tx: ReadTx, vault: Vault, idNo: string) =>
  (
    await tx
      .select({ id: idNumbers.applicantId, district: idNumbers.district })
      .from(idNumbers)
      .where(eq(idNumbers.digest, vault.digest(idNo.toUpperCase())))
  )[0];

/** Writes a person whose particulars hold together into the register and the blind index. */
async function enter(
  tx: Tx,
  ctx: Context,
  vault: Vault,
  who: Pick<NewApplicant, 'name' | 'id_no' | 'phone'> & Pick<ApplicantRow, 'bornOn' | 'sex'>,
  home: Pick<ApplicantRow, 'streetCode' | 'communityCode' | 'lng' | 'lat' | 'livingAlone'>,
): Promise<ApplicantRow> {
  const id = newId();
  const idNo = who.id_no.toUpperCase();
  await tx.insert(idNumbers).values({ digest: vault.digest(idNo), district: ctx.district, applicantId: id });
  const [row] = await tx
    .insert(applicants)
    .values({
      ...home,
      district: ctx.district,
      id,
      name: who.name.trim(),
      sex: who.sex,
      bornOn: who.bornOn,
      idNoSealed: vault.seal(idNo),
      idNoMasked: maskIdNo(idNo),
      phoneSealed: who.phone ? vault.seal(who.phone) : null,
      phoneMasked: who.phone ? maskPhone(who.phone) : null,
      hukouDistrict: ctx.district,
    })
    .returning();
  return row as ApplicantRow;
}

/**
 * The person of this ID number and name, registered when the number is new: for a home that takes somebody in.
 * @throws Refusal invalid with what is wrong with the particulars; conflict/person_not_matched when the number is known
 * under another name or elsewhere, which of the two and whose is not said
 */
export async function personByCard(
  tx: Tx,
  ctx: Context,
  vault: Vault,
  card: Pick<NewApplicant, 'name' | 'id_no' | 'phone'>,
  home: Pick<ApplicantRow, 'streetCode' | 'communityCode' | 'lng' | 'lat'>,
): Promise<ApplicantRow> {
  const who = { name: card.name, idNo: card.id_no.toUpperCase() };
  const { bornOn, sex } = required(mayRegister(who, today(ctx), MINIMUM_AGE), 'invalid');
  const known = await holderOf(tx, vault, card.id_no);
  if (!known) return enter(tx, ctx, vault, { ...card, bornOn, sex }, { ...home, livingAlone: null });
  const [row] = await tx
    .select()
    .from(applicants)
    .where(and(eq(applicants.district, ctx.district), eq(applicants.id, known.id)));
  if (known.district !== ctx.district || !row || !maybeSame(row, { name: card.name, bornOn }))
    throw new Refusal('conflict', [{ code: 'person_not_matched', pointer: '/id_no' }]);
  return row;
}

export type ImportedResult = Pick<
  typeof assessments.$inferInsert,
  'standardCode' | 'total' | 'levelReasons' | 'dementia' | 'needs' | 'assessedOn' | 'valid'
> & { statedLevel?: number };
export type ImportedPerson = {
  applicant: Omit<
    typeof applicants.$inferInsert,
    'district' | 'idNoSealed' | 'idNoMasked' | 'phoneSealed' | 'phoneMasked'
  > & { idNo: string; phone: string | null };
  categories: Omit<typeof categories.$inferInsert, 'district' | 'applicantId' | 'id'>[];
  /** results of other systems: what they gave in total, and for an older standard the level they stated */
  assessments: ImportedResult[];
  documents: Omit<typeof documents.$inferInsert, 'district' | 'applicantId' | 'id'>[];
  helpers: { accountId: string; relation: (typeof helpers.$inferInsert)['relation'] }[];
};

/** Takes over a register of people: the same checks row by row, written in batches; one bad row refuses all, named by its place. */
export function importApplicants(ctx: Context, vault: Vault, people: ImportedPerson[]): Promise<{ imported: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'applicants.import',
    async () => ({ district, type: 'district', id: null, row: null }),
    async (tx) => {
      const reasons = people.flatMap((p, i) => {
        const checked = mayRegister(
          { name: p.applicant.name, idNo: p.applicant.idNo, sex: p.applicant.sex },
          today(ctx),
          MINIMUM_AGE,
        );
        return checked.ok ? [] : checked.reasons.map((r) => ({ ...r, pointer: `/${i}${r.pointer ?? ''}` }));
      });
      const [first, ...rest] = reasons;
      if (first) throw new Refusal('invalid', [first, ...rest]);
      for (let i = 0; i < people.length; i += 500) await importBatch(tx, district, vault, people.slice(i, i + 500));
      return { result: { imported: people.length }, after: { people: people.length } };
    },
  );
}

async function importBatch(tx: Tx, district: string, vault: Vault, batch: ImportedPerson[]) {
  const rows = batch.map(({ applicant: { idNo, phone, ...a } }) => ({
    ...a,
    district,
    idNoSealed: vault.seal(idNo),
    idNoMasked: maskIdNo(idNo),
    phoneSealed: phone ? vault.seal(phone) : null,
    phoneMasked: phone ? maskPhone(phone) : null,
  }));
  const own = <T extends object>(list: (p: ImportedPerson) => T[]) =>
    batch.flatMap((p) => list(p).map((x) => ({ ...x, district, applicantId: p.applicant.id, id: newId() })));
  const scored = ({ statedLevel, ...a }: ImportedResult) => {
    const { initial, level } = required(
      levelTakenOver(a.standardCode, a.total, (a.levelReasons ?? []) as LevelReason[], statedLevel),
      'invalid',
    );
    return { ...a, source: 'import' as const, initialLevel: initial, level };
  };
  await tx
    .insert(idNumbers)
    .values(batch.map((p) => ({ digest: vault.digest(p.applicant.idNo), district, applicantId: p.applicant.id })));
  await tx.insert(applicants).values(rows);
  const [cats, marks, papers] = [
    own((p) => p.categories),
    own((p) => p.assessments.map(scored)),
    own((p) => p.documents),
  ];
  const hands = batch.flatMap((p) => p.helpers.map((h) => ({ ...h, district, applicantId: p.applicant.id })));
  if (cats.length) await tx.insert(categories).values(cats);
  if (marks.length) await tx.insert(assessments).values(marks);
  if (papers.length) await tx.insert(documents).values(papers);
  if (hands.length) await tx.insert(helpers).values(hands);
}

/** People with their latest assessment and the categories in force on `on`; unknown ids are simply absent. */
export async function loadPeople(
  tx: ReadTx,
  district: string,
  ids: readonly string[],
  on: Day,
): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map();
  const wanted = [...new Set(ids)];
  const [people, marks, cats] = await Promise.all([
    tx
      .select()
      .from(applicants)
      .where(and(eq(applicants.district, district), among(applicants.id, wanted))),
    tx
      .select(outcome)
      .from(assessments)
      .where(and(eq(assessments.district, district), among(assessments.applicantId, wanted)))
      .orderBy(asc(assessments.assessedOn)),
    tx
      .select()
      .from(categories)
      .where(and(eq(categories.district, district), among(categories.applicantId, wanted))),
  ]);
  // Looked through here: with the period in the query the planner, before it has statistics, walks the whole exclusion index.
  // A result by an older standard says something else: it is read, never ordered by. One replaced on its own day is empty.
  const markOf = new Map(
    marks
      .filter((m) => m.standardCode === LEVEL_STANDARD && m.valid !== 'empty' && fromRange(m.valid).start <= on)
      .map((m) => [m.applicantId, m]),
  );
  const catsOf = Map.groupBy(
    cats.filter((c) => contains(fromRange(c.during), on)),
    (c) => c.applicantId,
  );
  return new Map(
    people.map((a) => [
      a.id,
      {
        applicant: a,
        assessment: markOf.get(a.id) ?? null,
        assessed: markOf.has(a.id) && contains(fromRange(markOf.get(a.id)!.valid), on),
        categories: catsOf.get(a.id) ?? [],
      },
    ]),
  );
}

/** One person's page: particulars masked, all assessments and categories. */
export function readApplicant(ctx: Context, id: string) {
  return look(ctx, 'applicants.read', async (tx) => {
    const subject = await findApplicant(tx, ctx.district, id);
    const where = <T extends { district: typeof assessments.district; applicantId: typeof assessments.applicantId }>(
      t: T,
    ) => and(eq(t.district, ctx.district), eq(t.applicantId, id));
    const [marks, cats, [community]] = await Promise.all([
      tx.select().from(assessments).where(where(assessments)).orderBy(desc(assessments.assessedOn)),
      tx
        .select()
        .from(categories)
        .where(and(eq(categories.district, ctx.district), eq(categories.applicantId, id))),
      tx
        .select({ name: divisions.name })
        .from(divisions)
        .where(and(eq(divisions.district, ctx.district), eq(divisions.code, subject.row.communityCode))),
    ]);
    return {
      ...subject,
      row: {
        applicant: subject.row,
        assessments: marks,
        categories: cats,
        community: community?.name ?? null,
      },
    };
  });
}

/** The people this account may act for, or all of the own street or district, by name. */
export function listApplicants(ctx: Context, limit: number) {
  return look(ctx, 'applicants.list', async (tx, keys) => {
    const part = limitOf('applicants.list', keys, ctx.actor?.account ?? null);
    const rows = await tx
      .select()
      .from(applicants)
      .where(
        and(
          eq(applicants.district, ctx.district),
          part.street ? eq(applicants.streetCode, part.street) : undefined,
          part.account !== undefined ? actsFor(part.account, applicants.id) : undefined,
        ),
      )
      .orderBy(sql`${applicants.name} collate "zh-x-icu"`, applicants.id)
      .limit(limit);
    return {
      district: ctx.district,
      type: 'applicants',
      id: null,
      street: part.street,
      accounts: part.account !== undefined ? [part.account] : [],
      row: rows,
    };
  });
}

/** Full ID number and phone, for a stated reason; the reason stays in the audit log, which nobody can delete. */
export function unmaskApplicant(
  ctx: Context,
  vault: Vault,
  id: string,
  reason: string,
): Promise<{ id_no: string; phone: string | null }> {
  return act(
    { ...ctx, idempotency: undefined },
    'applicants.unmask',
    (tx) => findApplicant(tx, ctx.district, id),
    async (_tx, { row }) => ({
      result: { id_no: vault.open(row.idNoSealed), phone: row.phoneSealed ? vault.open(row.phoneSealed) : null },
      reason,
    }),
  );
}
