import { and, asc, eq } from 'drizzle-orm';
import { corrections } from '../../db/schema/casework.ts';
import { findApplicant, loadPeople, type Person } from '../applicants/actions.ts';
import type { ApplicationRow } from '../applications/actions.ts';
import { applicationOf } from '../applications/queries.ts';
import { caseRulesOn } from '../clocks/actions.ts';
import { documentsOf, paperOf } from '../documents/actions.ts';
import { type DocumentType, missing } from '../documents/rules.ts';
import { authorisedOnScreen } from '../helpers/queries.ts';
import { Refusal } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { type Context, look, type ReadTx } from '../platform/context.ts';
import { type Gap, requiredDocuments } from './rules.ts';

/** What the case needs and what of it is not there today; a valid paper in the library is never asked for again. */
export async function gapsOf(
  tx: ReadTx,
  ctx: Context,
  row: Pick<ApplicationRow, 'service' | 'byOther' | 'channel'>,
  person: Person,
): Promise<{ version: string; needed: DocumentType[]; gaps: Gap[]; unverified: DocumentType[] }> {
  const on = dayOf(ctx.clock());
  const { rules, version } = await caseRulesOn(tx, ctx.district, on);
  const asked = requiredDocuments(rules, {
    categories: person.categories.map((c) => c.kind),
    service: row.service,
    byOther: row.byOther,
  });
  // A helper whom the person has authorised on the screen has it in writing: no paper is asked for besides.
  const written =
    asked.includes('authorisation') &&
    row.channel === 'online' &&
    (await authorisedOnScreen(tx, ctx.district, person.applicant.id));
  const needed = written ? asked.filter((type) => type !== 'authorisation') : asked;
  // What another department's data says has been verified where it comes from.
  const papers = (await documentsOf(tx, ctx.district, person.applicant.id)).map((d) => ({
    ...paperOf(d),
    ...(d.source === 'data_share' ? { verified: true } : {}),
  }));
  const unverified = missing(needed, papers, on, { verified: true }).flatMap((g) =>
    g.why === 'not_verified' ? [g.type] : [],
  );
  const gaps = missing(needed, papers, on).map(
    (g): Gap => ({
      type: g.type,
      why: g.why === 'expired' ? 'expired' : 'absent',
      since: g.why === 'expired' ? g.since : null,
    }),
  );
  return { version, needed, gaps, unverified };
}

/** What an application needs, what is missing now, and the request to complete it when there was one. */
export function readPapers(ctx: Context, id: string) {
  return look(ctx, 'acceptance.read', async (tx) => {
    const row = await applicationOf(tx, ctx.district, id);
    const [subject, people, asked] = await Promise.all([
      findApplicant(tx, ctx.district, row.applicantId),
      loadPeople(tx, ctx.district, [row.applicantId], dayOf(ctx.clock())),
      tx
        .select()
        .from(corrections)
        .where(and(eq(corrections.district, ctx.district), eq(corrections.applicationId, id)))
        .orderBy(asc(corrections.askedAt)),
    ]);
    const person = people.get(row.applicantId);
    if (!person) throw new Refusal('not_found', 'not_found');
    const { needed, gaps } = await gapsOf(tx, ctx, row, person);
    return { ...subject, type: 'application', id, row: { needed, gaps, asked } };
  });
}
