import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { opinions, visits } from '../../db/schema/casework.ts';
import { clocks } from '../../db/schema/clocks.ts';
import { divisions } from '../../db/schema/divisions.ts';
import { documents } from '../../db/schema/documents.ts';
import { loadPeople } from '../applicants/actions.ts';
import { maskName } from '../applicants/rules.ts';
import type { ApplicationRow } from '../applications/actions.ts';
import { runningClock } from '../clocks/actions.ts';
import { colourOf } from '../clocks/rules.ts';
import type { Department } from '../kernel/departments.ts';
import { Refusal } from '../kernel/errors.ts';
import { ageOn, dayOf } from '../kernel/period.ts';
import { type Context, look, type ReadTx, type Subject } from '../platform/context.ts';
import { queueRulesOn, trackOfPerson } from '../queue/queries.ts';
import { partsOf } from './rules.ts';

export type OpinionRow = typeof opinions.$inferSelect;

/** The opinion asked for, locked; it belongs to its department, or to the street whose desk is asked. */
export async function findOpinion(
  tx: ReadTx,
  district: string,
  id: string,
  lock = true,
): Promise<Subject<{ opinion: OpinionRow; application: ApplicationRow }>> {
  const query = tx
    .select({ opinion: opinions, application: applications })
    .from(opinions)
    .innerJoin(
      applications,
      and(eq(applications.district, opinions.district), eq(applications.id, opinions.applicationId)),
    )
    .where(and(eq(opinions.district, district), eq(opinions.id, id)));
  const [row] = lock ? await query.for('update') : await query;
  if (!row) throw new Refusal('not_found', 'not_found');
  return {
    district,
    type: 'opinion',
    id,
    street: row.opinion.streetCode,
    department: row.opinion.department,
    row,
  };
}

/** Opinions of a case in the order asked, newest turn first. */
export const opinionsOf = (tx: ReadTx, district: string, applicationId: string) =>
  tx
    .select()
    .from(opinions)
    .where(and(eq(opinions.district, district), eq(opinions.applicationId, applicationId)))
    .orderBy(sql`${opinions.turn} desc`, asc(opinions.askedAt), asc(opinions.department));

export const visitsOf = (tx: ReadTx, district: string, applicationId: string) =>
  tx
    .select()
    .from(visits)
    .where(and(eq(visits.district, district), eq(visits.applicationId, applicationId)))
    .orderBy(asc(visits.heldAt));

/** What this department sees of the case: its part and no more. */
export async function shownTo(tx: ReadTx, ctx: Context, department: Department, application: ApplicationRow) {
  const on = dayOf(ctx.clock());
  const person = (await loadPeople(tx, ctx.district, [application.applicantId], on)).get(application.applicantId);
  if (!person) return {};
  const a = person.applicant;
  const parts = partsOf[department];
  const has = (part: (typeof parts)[number]) => parts.includes(part);
  const [paper] = has('disability_paper')
    ? await tx
        .select({ issued: documents.issuedOn, expires: documents.expiresOn })
        .from(documents)
        .where(
          and(
            eq(documents.district, ctx.district),
            eq(documents.applicantId, a.id),
            eq(documents.type, 'disability_card'),
          ),
        )
        .orderBy(sql`${documents.issuedOn} desc`)
        .limit(1)
    : [];
  const [community] = has('address')
    ? await tx
        .select({ name: divisions.name })
        .from(divisions)
        .where(and(eq(divisions.district, ctx.district), eq(divisions.code, a.communityCode)))
    : [];
  const kinds = person.categories.map((c) => ({ kind: c.kind, during: c.during, source: c.source }));
  return {
    // The treasury reckons with numbers: it needs no name.
    name: has('track') ? maskName(a.name) : a.name,
    age: ageOn(a.bornOn, on),
    sex: a.sex,
    service: application.service,
    ...(has('id_no') ? { id_no_masked: a.idNoMasked } : {}),
    ...(has('address') ? { community: community?.name ?? null, resident_since: a.residentSince } : {}),
    ...(has('living')
      ? { living_alone: a.livingAlone, carer_absent: a.carerAbsent, carer_hardships: a.carerHardships }
      : {}),
    ...(has('categories') || has('track') ? { categories: kinds } : {}),
    ...(has('track') ? { track: trackOfPerson(person, on, (await queueRulesOn(tx, ctx.district, on)).rules) } : {}),
    ...(has('disability_paper')
      ? {
          disability_card: paper ? { issued_on: paper.issued, expires_on: paper.expires } : null,
          severe_disability: kinds.some((k) => k.kind === 'severe_disability'),
        }
      : {}),
    ...(has('health') ? { infectious_disease: a.infectiousDisease, endangers_others: a.endangersOthers } : {}),
    ...(has('level') ? { level: person.assessment?.level ?? null, dementia: person.assessment?.dementia ?? null } : {}),
  };
}

/** What waits for the own department or street, soonest due first; with `given`, what has been answered lately. */
export function listOpinions(ctx: Context, filter: { given: boolean; limit: number }) {
  return look(ctx, 'reviews.inbox', async (tx, keys) => {
    const mine = keys.flatMap((k) => k.department ?? []);
    const streets = keys.flatMap((k) => (k.role === 'desk' && k.street ? [k.street] : []));
    const all = keys.some((k) => k.role === 'officer' || k.role === 'leader');
    const on = dayOf(ctx.clock());
    const rows = await tx
      .select({
        opinion: opinions,
        receipt: applications.receiptNo,
        service: applications.service,
        status: applications.status,
        name: applicants.name,
        amberOn: clocks.amberOn,
        dueOn: clocks.dueOn,
      })
      .from(opinions)
      .innerJoin(
        applications,
        and(eq(applications.district, opinions.district), eq(applications.id, opinions.applicationId)),
      )
      .innerJoin(
        applicants,
        and(eq(applicants.district, applications.district), eq(applicants.id, applications.applicantId)),
      )
      .leftJoin(
        clocks,
        and(
          runningClock(opinions.district, opinions.applicationId, 'opinion'),
          eq(clocks.department, opinions.department),
        ),
      )
      .where(
        and(
          eq(opinions.district, ctx.district),
          filter.given ? sql`${opinions.givenAt} is not null` : isNull(opinions.givenAt),
          filter.given ? undefined : eq(applications.status, 'in_review'),
          filter.given ? undefined : eq(applications.turn, opinions.turn),
          all
            ? undefined
            : or(
                mine.length > 0 ? inArray(opinions.department, mine) : sql`false`,
                streets.length > 0 ? inArray(opinions.streetCode, streets) : sql`false`,
              ),
        ),
      )
      .orderBy(filter.given ? sql`${opinions.givenAt} desc` : sql`${clocks.dueOn} nulls last`, opinions.id)
      .limit(filter.limit);
    const own = keys[0];
    return {
      district: ctx.district,
      type: 'opinions',
      id: null,
      street: own?.street ?? null,
      department: own?.department ?? null,
      row: rows.map((r) => ({
        ...r,
        name: partsOf[r.opinion.department as Department].includes('track') ? maskName(r.name) : r.name,
        colour: colourOf({ amberOn: r.amberOn, dueOn: r.dueOn, stopped: r.opinion.givenAt !== null }, on),
      })),
    };
  });
}

/** One opinion with the part of the case its department may see. */
export function readOpinion(ctx: Context, id: string) {
  return look(ctx, 'reviews.read', async (tx) => {
    const subject = await findOpinion(tx, ctx.district, id, false);
    const { opinion, application } = subject.row;
    // What it answered on stays; of a case that is not under way any more a silent department is shown nothing.
    const asked = application.turn === opinion.turn && ['in_review', 'more_info'].includes(application.status);
    const part = opinion.seen ?? (asked ? await shownTo(tx, ctx, opinion.department as Department, application) : {});
    return { ...subject, row: { opinion, application, part: part as Record<string, unknown> } };
  });
}
