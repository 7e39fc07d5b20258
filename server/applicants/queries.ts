import { and, asc, type Column, eq, type SQL, sql } from 'drizzle-orm';
import { applicants, helpers } from '../../db/schema/applicants.ts';
import { divisions } from '../../db/schema/divisions.ts';
import { idNumbers } from '../../db/schema/registry.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { type Context, limitOf, look, type ReadTx, type Subject, type Tx } from '../platform/context.ts';
import type { Vault } from '../platform/vault.ts';
import { type ApplicantRow, findApplicant } from './actions.ts';
import { ERASED, type Hand, maybeSame, mayFind, readIdNo, type Wanted } from './rules.ts';

/**
 * Of a row of helpers: it reaches its person today, neither ended nor past its last day. The one condition for everybody
 * who asks who may act for whom; the day is the action's own (`yiwei.today`), and where none is set a dated row reaches nobody.
 */
export const acting: SQL = sql`${helpers.endedAt} is null
  and (${helpers.untilOn} is null or ${helpers.untilOn} >= nullif(current_setting('yiwei.today', true), '')::date)`;

/** Of a row that names a person of the own district: the account may act for that person today. */
export const actsFor = (account: string, applicantId: Column): SQL => sql`exists (
  select 1 from ${helpers} where ${helpers.district} = current_setting('yiwei.district') and ${helpers.applicantId} = ${applicantId}
    and ${helpers.accountId} = ${account} and ${acting})`;

/** What the actor is to the person, and how that was put in writing; null for everybody who does not act for them. */
export async function handOf(tx: ReadTx, ctx: Context, applicantId: string): Promise<Hand | null> {
  if (!ctx.actor?.account) return null;
  const [row] = await tx
    .select({ relation: helpers.relation, authorisedBy: helpers.authorisedBy })
    .from(helpers)
    .where(
      and(
        eq(helpers.district, ctx.district),
        eq(helpers.applicantId, applicantId),
        eq(helpers.accountId, ctx.actor.account),
        acting,
      ),
    );
  return row ?? null;
}

/**
 * The applicant as a subject, held: nobody deletes the person's data while something is added to it.
 * @throws Refusal not_found person_erased
 */
export async function holdApplicant(tx: Tx, district: string, id: string): Promise<Subject<ApplicantRow>> {
  await tx
    .select({ id: applicants.id })
    .from(applicants)
    .where(and(eq(applicants.district, district), eq(applicants.id, id)))
    .for('key share');
  const subject = await findApplicant(tx, district, id);
  if (subject.row.name === ERASED) throw new Refusal('not_found', 'person_erased');
  return subject;
}

/** Registered people of the district who may be this person: born on the day and called the same. */
export async function namesakes(tx: ReadTx, district: string, who: { name: string; bornOn: Day }) {
  const born = await tx
    .select()
    .from(applicants)
    .where(and(eq(applicants.district, district), eq(applicants.bornOn, who.bornOn)))
    .orderBy(asc(applicants.createdAt), asc(applicants.id));
  return born.filter((a) => maybeSame(a, who));
}

export type Found = {
  people: { applicant: ApplicantRow; community: string | null }[];
  elsewhere: 'street' | 'district' | null;
};

/**
 * A person looked for at the counter, within the own street; by number the blind index is asked, so that no number is
 * opened. Registered somewhere else is said, where is not.
 * @throws Refusal invalid with what is wrong with the number, the name or the day
 */
export function findPeople(ctx: Context, vault: Vault, wanted: Wanted): Promise<Found> {
  const on = dayOf(ctx.clock());
  return look(ctx, 'applicants.find', async (tx, keys) => {
    required(mayFind(wanted, on), 'invalid');
    const { street } = limitOf('applicants.find', keys, ctx.actor?.account ?? null);
    let rows: ApplicantRow[] = [];
    let elsewhere: Found['elsewhere'] = null;
    if (wanted.idNo !== null) {
      const [known] = await tx
        .select()
        .from(idNumbers)
        .where(eq(idNumbers.digest, vault.digest(wanted.idNo)));
      if (known && known.district !== ctx.district) elsewhere = 'district';
      else if (known) {
        const { row } = await findApplicant(tx, ctx.district, known.applicantId);
        if (street && row.streetCode !== street) elsewhere = 'street';
        else rows = [row];
      }
    } else {
      const who = { name: wanted.name ?? '', bornOn: wanted.bornOn ?? on };
      rows = (await namesakes(tx, ctx.district, who)).filter((a) => !street || a.streetCode === street);
    }
    const names = await divisionNames(tx, ctx.district, rows);
    const [only] = rows;
    return {
      district: ctx.district,
      type: only && rows.length === 1 ? 'applicant' : 'applicants',
      id: only && rows.length === 1 ? only.id : null,
      street,
      row: {
        people: rows.map((applicant) => ({ applicant, community: names.get(applicant.communityCode) ?? null })),
        elsewhere,
      },
    };
  });
}

/** Possible duplicates of an ID card in hand, or of somebody registered: as little of each as it takes to tell. */
export function listDuplicates(ctx: Context, of: { name: string; id_no: string } | { applicant_id: string }) {
  return look(ctx, 'applicants.duplicates', async (tx, keys) => {
    const { street } = limitOf('applicants.duplicates', keys, ctx.actor?.account ?? null);
    const subject = 'applicant_id' in of ? await findApplicant(tx, ctx.district, of.applicant_id) : null;
    const who =
      subject?.row ??
      ('id_no' in of && {
        name: of.name,
        bornOn: required(readIdNo(of.id_no.trim().toUpperCase(), dayOf(ctx.clock())), 'invalid').bornOn,
      });
    const rows = who ? (await namesakes(tx, ctx.district, who)).filter((a) => a.id !== subject?.id) : [];
    const names = await divisionNames(tx, ctx.district, rows);
    return {
      ...(subject ?? { district: ctx.district, type: 'applicants', id: null, street }),
      row: rows.map((a) => ({
        id: a.id,
        name: a.name,
        born_on: a.bornOn,
        id_no_end: a.idNoMasked.slice(-2),
        street: names.get(a.streetCode) ?? a.streetCode,
        community: names.get(a.communityCode) ?? a.communityCode,
        own: !street || a.streetCode === street,
      })),
    };
  });
}

async function divisionNames(tx: ReadTx, district: string, rows: readonly ApplicantRow[]) {
  const codes = [...new Set(rows.flatMap((a) => [a.streetCode, a.communityCode]))];
  if (codes.length === 0) return new Map<string, string>();
  const found = await tx
    .select({ code: divisions.code, name: divisions.name })
    .from(divisions)
    .where(and(eq(divisions.district, district), sql`${divisions.code} in ${codes}`));
  return new Map(found.map((d) => [d.code, d.name]));
}
