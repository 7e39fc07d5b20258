import { correctVisit, markAttendance, type NewVisit, recordVisit } from '../server/attendance/actions.ts';
import { type CareService, careServices, dueOn, type Mark } from '../server/attendance/rules.ts';
import { addDays, contains, type Day, startOfDay, toRange } from '../server/kernel/period.ts';
import type { Context } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import type { Plan } from './plan.ts';

const HOUR = 3_600_000;
const carers = ['陈桂芳', '周立新', '吴小梅'];
const at = (day: Day, hour: number) => new Date(startOfDay(day).getTime() + hour * HOUR);

/**
 * The last days of the demonstration's day centre, all but today marked, and three weeks of visits to home beds of the
 * demonstration's home, one of them corrected.
 */
export async function playCare(ctx: Context, plan: Plan, accounts: ReadonlyMap<string, string>): Promise<void> {
  const as = (username: string, now: Date): Context => {
    const facility = plan.accounts.find((a) => a.username === username)?.facility ?? null;
    return {
      ...ctx,
      clock: () => now,
      requestId: newId(),
      actor: {
        account: accounts.get(username) ?? null,
        name: username,
        strength: 2,
        memberships: [{ district: ctx.district, role: 'institution', street: null, facility }],
      },
    };
  };
  const kindOf = new Map(plan.facilities.flatMap((f) => f.beds.map((b) => [b.id, b.kind] as const)));
  const staysOf = (username: string, kind: 'day' | 'home') => {
    const facility = plan.accounts.find((a) => a.username === username)?.facility ?? '';
    const stays = plan.stays.filter((s) => s.facilityId === facility && kindOf.get(s.bedId) === kind);
    return { facility, stays };
  };
  const centre = staysOf('demo-day-care', 'day');
  for (let ago = 7; ago >= 1; ago -= 1) {
    const on = addDays(plan.today, -ago);
    const due = centre.stays.filter((s) => {
      const during = toRange({ start: s.admittedOn, end: s.dischargedOn ?? null });
      return dueOn({ during, weekdays: s.claim.weekdays ?? '{[1,8)}' }, on);
    });
    const marks = due.map((s, i): { placement_id: string; mark: Mark; note: null } => ({
      placement_id: s.id as string,
      mark: (i + ago) % 11 === 0 ? 'absent' : (i + 2 * ago) % 13 === 0 ? 'leave' : 'present',
      note: null,
    }));
    if (marks.length)
      await markAttendance(as('demo-day-care', at(on, 9)), centre.facility, { on, marks, only_unmarked: false });
  }
  const home = staysOf('demo-institution', 'home');
  const people = home.stays.filter((s) => !s.dischargedOn).slice(0, 18);
  const made: { id: string; visit: NewVisit; on: Day }[] = [];
  for (let ago = 21; ago >= 1; ago -= 1) {
    const on = addDays(plan.today, -ago);
    for (const [i, stay] of people.entries()) {
      const here = contains({ start: stay.admittedOn, end: null }, on);
      if (!here || (ago + i) % 6 !== 0) continue;
      const services = careServices.filter((_, n): boolean => (n + i) % 3 === 0) as CareService[];
      const visit = {
        visited_at: at(on, 8 + (i % 9)).toISOString(),
        minutes: 40 + 10 * (i % 4),
        services,
        carer: carers[i % carers.length]!,
        note: null,
      };
      const now = at(on, 18);
      const { visit_id } = await recordVisit(as('demo-institution', now), home.facility, {
        ...visit,
        placement_id: stay.id as string,
      });
      made.push({ id: visit_id, visit, on });
    }
  }
  const last = made.at(-1);
  if (last)
    await correctVisit(as('demo-institution', at(last.on, 19)), last.id, {
      visit: { ...last.visit, minutes: 50, note: '时长登记有误，已与家属核对' },
    });
}
