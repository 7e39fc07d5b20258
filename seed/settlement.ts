import { answerLines, approveSettlement } from '../server/approval/actions.ts';
import { addDays, addMonths, type Day, startOfDay } from '../server/kernel/period.ts';
import type { Role } from '../server/kernel/permissions.ts';
import type { Context } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import { draftMonth } from '../server/settlement/actions.ts';
import { listSettlements, readSettlement } from '../server/settlement/queries.ts';
import { lastMonth } from '../server/settlement/rules.ts';
import type { Plan } from './plan.ts';

/** Months before the last that are approved. */
const APPROVED = 3;

/**
 * Four months as they were settled: drafted on the 2nd of the next, confirmed by the homes with an account on the 4th,
 * approved on the 9th when the others had kept silent; the last month is a draft with a line its home disputes.
 */
export async function playSettlements(ctx: Context, plan: Plan, accounts: ReadonlyMap<string, string>): Promise<void> {
  const today = plan.today as Day;
  const last = lastMonth(today);
  const at = (day: Day, username: string | null, role: Role, rest: Partial<Context> = {}): Context => ({
    ...ctx,
    clock: () => new Date(startOfDay(day > today ? today : day).getTime() + 8 * 3_600_000),
    requestId: newId(),
    ...rest,
    ...(username === null
      ? {}
      : {
          actor: {
            account: accounts.get(username) ?? null,
            name: username,
            strength: 2,
            memberships: [
              {
                district: ctx.district,
                role,
                street: null,
                facility: plan.accounts.find((a) => a.username === username)?.facility ?? null,
              },
            ],
          },
        }),
  });
  const homes = plan.accounts.filter((a) => a.role === 'institution');
  for (let back = APPROVED; back >= 0; back -= 1) {
    const month = addMonths(last, -back);
    const next = addMonths(month, 1);
    await draftMonth(at(addDays(next, 1), null, 'system'), { month });
    const answered = addDays(next, 3);
    for (const { username, facility } of homes) {
      const as = at(answered, username, 'institution');
      for (const { id } of await listSettlements(as, { month })) {
        if (back === 0 && username === 'demo-institution') {
          const { lines } = await readSettlement(as, id);
          const wrong =
            lines.find((l) => l.kind === 'regular' && l.days < 28 && l.service_class !== 'home') ?? lines[0];
          if (wrong)
            await answerLines(as, facility as string, id, {
              answer: 'disputed',
              lines: [wrong.id],
              reason: '实际比登记的早两天入住，入住登记晚了，请核实天数（示例）',
            });
        } else await answerLines(as, facility as string, id, { answer: 'confirmed', lines: null, reason: null });
      }
    }
    if (back === 0) continue;
    const approved = addDays(next, 8);
    const leader = (version?: number) => at(approved, 'demo-leader', 'leader', { ifMatch: version });
    for (const { id } of await listSettlements(leader(), { month })) {
      const { version } = await readSettlement(leader(), id);
      await approveSettlement(leader(version), id, { note: null });
    }
  }
}
