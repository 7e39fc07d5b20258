import type { ImportedResult } from '../server/applicants/actions.ts';
import { type CompleteResult, orderAssessment, saveDraft, signAssessment } from '../server/assessments/actions.ts';
import { type Answers, emptyDraft, type Facts, items, maxOf, noFacts } from '../server/assessments/rules.ts';
import { type Day, startOfDay } from '../server/kernel/period.ts';
import type { Role } from '../server/kernel/permissions.ts';
import type { Context } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import type { Plan } from './plan.ts';
import type { PlannedApplication } from './waiting.ts';

/** What a frail person loses last: behaviour and consciousness. */
const last = ['B.3.7', 'B.3.8', 'B.3.9'];
const losing = [...items.filter((i) => !last.includes(i.code)), ...items.filter((i) => last.includes(i.code))];

/** 26 answers with exactly this total: points are taken one by one in turn, each person's turn begins elsewhere. */
export function answersFor(total: number, turn: number): Answers {
  const answers: Answers = Object.fromEntries(items.map((i) => [i.code, maxOf(i)]));
  let left = items.reduce((sum, i) => sum + maxOf(i), 0) - total;
  const early = losing.length - last.length;
  for (let step = 0; left > 0; step += 1) {
    const round = Math.floor(step / early);
    const code = round < 4 ? losing[(turn + step) % early]!.code : losing[early + (step % last.length)]!.code;
    if (answers[code]! > 0) {
      answers[code]! -= 1;
      left -= 1;
    }
  }
  return answers;
}

const factsFor = (reasons: readonly string[]): Facts => ({
  coma: reasons.includes('coma'),
  dementia: reasons.includes('dementia'),
  psychiatric: reasons.includes('psychiatric'),
  risk_events: { ...noFacts.risk_events, ...(reasons.includes('risk_events') ? { fall: 2 } : {}) },
});

const informants = [
  ['女儿', '子女'],
  ['儿子', '子女'],
  ['老伴', '配偶'],
  ['本人', '本人'],
] as const;

/**
 * The results of people who wait come with their answers and two signatures, as if assessed here; everybody else's with
 * the total another system gave.
 */
export function completeResults(applications: readonly PlannedApplication[], assessors: readonly [string, string]) {
  const waiting = new Map(applications.map((a) => [a.person.applicant.id, a.person]));
  const results = [...waiting.values()].flatMap(({ applicant, assessments }, turn) =>
    assessments.map((mark: ImportedResult, i): CompleteResult => {
      const [informant, relation] = informants[turn % informants.length]!;
      return {
        applicant_id: applicant.id as string,
        reason: i === 0 ? 'first' : 'regular',
        answers: answersFor(mark.total, turn),
        facts: factsFor(mark.levelReasons ?? []),
        informant,
        relation,
        place: '家中',
        assessors,
        finished_at: new Date(startOfDay(mark.assessedOn as Day).getTime() + 15 * 3_600_000),
        valid: mark.valid,
      };
    }),
  );
  return { results, of: new Set(waiting.keys()) };
}

/** Orders for the demonstration assessors, one in each state: late, half filled in, signed once, fresh. */
export async function playOrders(ctx: Context, plan: Plan, accounts: ReadonlyMap<string, string>): Promise<void> {
  const now = ctx.clock().getTime();
  const by = (username: string, role: Role, hoursAgo: number, ifMatch?: number): Context => ({
    ...ctx,
    clock: () => new Date(now - hoursAgo * 3_600_000),
    requestId: newId(),
    ifMatch,
    actor: {
      account: accounts.get(username) ?? null,
      name: username,
      strength: 2,
      memberships: [{ district: ctx.district, role, street: null, facility: null }],
    },
  });
  const assessors: [string, string] = [accounts.get('demo-assessor')!, accounts.get('demo-assessor-2')!];
  const expired = plan.awkward.find((c) => c.key === 'assessment_expired')?.application;
  const fresh = plan.applications.filter((a) => a.approvedAt === null && a.ended === null);
  const whom = [...plan.applications.filter((a) => a.id === expired), ...fresh].slice(0, 4);
  const hours = [9 * 24, 30, 26, 2];
  const notes = ['已约好上午，家人在家', null, null, '三楼无电梯'];
  for (const [i, { person }] of whom.entries()) {
    const ago = hours[i]!;
    const order = await orderAssessment(by('demo-officer', 'officer', ago), {
      applicant_id: person.applicant.id as string,
      application_id: null,
      reason: person.assessments.length ? 'regular' : 'first',
      note: notes[i] ?? null,
      assessors,
    });
    const half = i === 1;
    if (i !== 1 && i !== 2) continue;
    const answers = Object.entries(answersFor(61, i)).slice(0, half ? 12 : items.length);
    const filled = { informant: '儿子', relation: '子女', place: '家中' };
    await saveDraft(by('demo-assessor-2', 'assessor', ago - 2, 1), order.assessment_id, {
      ...emptyDraft,
      answers: Object.fromEntries(answers),
      ...(half ? {} : { ...filled, facts_asked: true }),
    });
    if (!half) await signAssessment(by('demo-assessor-2', 'assessor', ago - 3, 2), order.assessment_id);
  }
}
