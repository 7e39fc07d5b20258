import { and, asc, eq, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { applicants } from '../../db/schema/applicants.ts';
import { assessmentOrders, assessments } from '../../db/schema/assessments.ts';
import { divisions } from '../../db/schema/divisions.ts';
import { accounts } from '../../db/schema/registry.ts';
import { type ApplicantRow, findApplicant } from '../applicants/actions.ts';
import { Refusal, type Verdict } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { type Context, limitOf, look, type ReadTx, view } from '../platform/context.ts';
import { ableToAssess, assessmentRulesOn, draftOf, isOpen, reachedBy } from './actions.ts';
import { answered, type Facts, items, type Score, score } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());

/** The result of 26 answers by today's rules. Nobody is named, nothing is kept. */
export function scoreAnswers(
  ctx: Context,
  answers: Record<string, unknown>,
  facts: Facts,
): Promise<{ result: Verdict<Score>; rules: string }> {
  return view(ctx, 'assessments.score', async (tx) => {
    const { version, rules } = await assessmentRulesOn(tx, ctx.district, today(ctx));
    return { result: score(answers, facts, rules), rules: version };
  });
}

/** Rule values in force today: what the form shows as it is filled in. */
export const standardRules = (ctx: Context) =>
  view(ctx, 'assessments.standard', (tx) => assessmentRulesOn(tx, ctx.district, today(ctx)));

/** Who may be asked to assess, and how many open orders each has. */
export function listAssessors(ctx: Context) {
  return view(ctx, 'assessments.assessors', async (tx) => {
    const able = await ableToAssess(tx, ctx.district);
    const open = await tx.execute<{ id: string; n: number }>(sql`
      select x.id, count(*)::int as n from assessment_orders o, unnest(array[o.assessor_a, o.assessor_b]) as x(id)
       where o.district = ${ctx.district} and o.done_at is null and o.cancelled_at is null group by x.id`);
    const count = new Map(open.map((r) => [r.id, r.n]));
    const byId = new Map(able.map((a) => [a.id, { id: a.id, name: a.name, role: a.role, open: count.get(a.id) ?? 0 }]));
    return [...byId.values()];
  });
}

const a = alias(accounts, 'a');
const b = alias(accounts, 'b');
const stateOf = (o: typeof assessmentOrders.$inferSelect) =>
  o.cancelledAt
    ? ('cancelled' as const)
    : o.doneAt
      ? ('done' as const)
      : o.firstSignedBy
        ? ('signed_once' as const)
        : ('open' as const);

const ordersWith = (tx: ReadTx) =>
  tx
    .select({
      order: assessmentOrders,
      person: applicants,
      community: divisions.name,
      a: a.displayName,
      b: b.displayName,
    })
    .from(assessmentOrders)
    .innerJoin(
      applicants,
      and(eq(applicants.district, assessmentOrders.district), eq(applicants.id, assessmentOrders.applicantId)),
    )
    .innerJoin(a, eq(a.id, assessmentOrders.assessorA))
    .innerJoin(b, eq(b.id, assessmentOrders.assessorB))
    .leftJoin(
      divisions,
      and(eq(divisions.district, applicants.district), eq(divisions.code, applicants.communityCode)),
    );
type Found = Awaited<ReturnType<typeof ordersWith>>[number];

/** An order as the API tells it. */
const shown = (ctx: Context, { order: o, person, community, a: nameA, b: nameB }: Found) => ({
  id: o.id,
  state: stateOf(o),
  applicant: { id: person.id, name: person.name, sex: person.sex, born_on: person.bornOn, community },
  application_id: o.applicationId,
  reason: o.reason,
  note: o.note,
  ordered_at: o.orderedAt.toISOString(),
  due_on: o.dueOn,
  assessors: [nameA, nameB],
  mine: [o.assessorA, o.assessorB].includes(ctx.actor?.account ?? ''),
  first_signed: o.firstSignedBy ? (o.firstSignedBy === o.assessorA ? nameA : nameB) : null,
  first_signed_by_me: o.firstSignedBy !== null && o.firstSignedBy === ctx.actor?.account,
  answered: answered(items, draftOf(o).answers),
  version: o.version,
});

const theirs = (account: string) =>
  or(eq(assessmentOrders.assessorA, account), eq(assessmentOrders.assessorB, account))!;

/** Orders by due day: an assessor's own open ones; all of the street or district for those who order. */
export function listOrders(
  ctx: Context,
  asked: { state: 'open' | 'done'; applicant?: string | undefined; limit: number },
) {
  return look(ctx, 'assessments.list', async (tx, keys) => {
    const part = limitOf('assessments.list', keys, ctx.actor?.account ?? null);
    const assesses = asked.state === 'open' && keys.some((k) => k.role === 'assessor');
    const rows = await ordersWith(tx)
      .where(
        and(
          eq(assessmentOrders.district, ctx.district),
          asked.state === 'open' || part.account !== undefined
            ? and(isNull(assessmentOrders.doneAt), isNull(assessmentOrders.cancelledAt))
            : isNotNull(assessmentOrders.doneAt),
          asked.applicant ? eq(assessmentOrders.applicantId, asked.applicant) : undefined,
          // Whoever works at a desk as well is still asked to assess in other streets.
          part.street
            ? or(eq(applicants.streetCode, part.street), ...(assesses ? [theirs(ctx.actor?.account ?? '')] : []))
            : undefined,
          part.account !== undefined ? theirs(part.account) : undefined,
        ),
      )
      .orderBy(asc(assessmentOrders.dueOn), asc(assessmentOrders.id))
      .limit(asked.limit);
    return {
      district: ctx.district,
      type: 'assessments',
      id: null,
      street: part.street,
      accounts: part.account !== undefined ? [part.account] : [],
      row: rows.map((r) => shown(ctx, r)),
    };
  });
}

/** One order. The answers go to its two assessors only; others see how far it has come. */
export function readOrder(ctx: Context, id: string) {
  return look(ctx, 'assessments.read', async (tx) => {
    const [found] = await ordersWith(tx).where(
      and(eq(assessmentOrders.district, ctx.district), eq(assessmentOrders.id, id)),
    );
    if (!found) throw new Refusal('not_found', 'not_found');
    const own = shown(ctx, found);
    const { version: ruleVersion, rules } = await assessmentRulesOn(tx, ctx.district, today(ctx));
    return {
      district: ctx.district,
      type: 'assessment',
      id,
      street: found.person.streetCode,
      accounts: reachedBy(found.order),
      row: {
        ...own,
        phone_masked: found.person.phoneMasked,
        draft: own.mine && isOpen(found.order) ? draftOf(found.order) : null,
        saved_at: found.order.savedAt?.toISOString() ?? null,
        coma_level: rules.coma_level,
        valid_months: rules.valid_months,
        rule_version: ruleVersion,
      },
    };
  });
}

/** A result as it is handed over on one page; of other systems only what they gave. */
export function readResult(ctx: Context, id: string) {
  return look(ctx, 'assessments.result', async (tx) => {
    const [row] = await tx
      .select()
      .from(assessments)
      .where(and(eq(assessments.district, ctx.district), eq(assessments.id, id)));
    if (!row) throw new Refusal('not_found', 'not_found');
    const person = await findApplicant(tx, ctx.district, row.applicantId);
    const [community] = await tx
      .select({ name: divisions.name })
      .from(divisions)
      .where(and(eq(divisions.district, ctx.district), eq(divisions.code, person.row.communityCode)));
    return { ...person, type: 'assessment', id, row: handedOver(row, person.row, community?.name ?? null) };
  });
}

const handedOver = (r: typeof assessments.$inferSelect, p: ApplicantRow, community: string | null) => ({
  id: r.id,
  source: r.source,
  standard_code: r.standardCode,
  subtotals: r.subtotals ?? {},
  total: r.total,
  initial_level: r.initialLevel,
  level_reasons: r.levelReasons,
  level: r.level,
  rule_version: r.ruleVersion ?? '',
  person: { id: p.id, name: p.name, sex: p.sex, born_on: p.bornOn, id_no_masked: p.idNoMasked, community },
  reason: r.reason,
  answers: r.answers,
  self_care: r.selfCare,
  dementia: r.dementia,
  informant: r.informant,
  relation: r.relation,
  place: r.place,
  notes: r.notes,
  assessed_on: r.assessedOn,
  finished_at: r.finishedAt?.toISOString() ?? null,
  signatures: [
    { name: r.assessorAName, at: r.signedAAt },
    { name: r.assessorBName, at: r.signedBAt },
  ].flatMap((s) => (s.name !== null && s.at ? [{ name: s.name, at: s.at.toISOString() }] : [])),
  valid: r.valid,
});
