import { addDays, addMonths, type Day, startOfDay } from '../server/kernel/period.ts';
import type { Role } from '../server/kernel/permissions.ts';
import type { Context } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import { fixQuarter, publishQuarter, setWeights } from '../server/scorecards/actions.ts';
import { daysOf, type Grade, quarterOf } from '../server/scorecards/rules.ts';
import type { Plan } from './plan.ts';

const grades: { grade: Grade; from: number; release: number }[] = [
  { grade: 'a', from: 90, release: 100 },
  { grade: 'b', from: 80, release: 90 },
  { grade: 'c', from: 60, release: 70 },
  { grade: 'd', from: 0, release: 0 },
];
const weights = {
  facility: { freshness: 25, vacancy: 20, referrals: 15, on_time: 15, requests: 15, satisfaction: 10 },
  desk: { acceptance: 40, completeness: 20, handovers: 15, requests: 15, satisfaction: 10 },
};

/** Example weights, and the last two quarters fixed and made public as the demonstration's own records give them. */
export async function playScorecards(ctx: Context, plan: Plan, accounts: ReadonlyMap<string, string>): Promise<void> {
  const today = plan.today as Day;
  const by = (day: Day, username: string, role: Role): Context => ({
    ...ctx,
    clock: () => new Date(startOfDay(day > today ? today : day).getTime() + 10 * 3_600_000),
    requestId: newId(),
    actor: {
      account: accounts.get(username) ?? null,
      name: username,
      strength: 2,
      memberships: [{ district: ctx.district, role, street: null, facility: null }],
    },
  });
  const from = `${Number(today.slice(0, 4)) - 1}-01-01`;
  for (const subject of ['facility', 'desk'] as const)
    await setWeights(by(from, 'demo-admin', 'administrator'), {
      subject,
      weights: weights[subject],
      grades,
      leastWeight: 40,
      leastOf: 3,
      from,
      docNo: '示例〔考核〕1号',
      example: true,
    });
  for (const back of [6, 3]) {
    const quarter = quarterOf(addMonths(daysOf(quarterOf(today)).start, -back));
    const { end } = daysOf(quarter);
    await fixQuarter(by(addDays(end, 9), 'demo-leader', 'leader'), 'facility', quarter);
    await publishQuarter(by(addDays(end, 12), 'demo-leader', 'leader'), 'facility', quarter);
    await fixQuarter(by(addDays(end, 9), 'demo-leader', 'leader'), 'desk', quarter);
  }
}
