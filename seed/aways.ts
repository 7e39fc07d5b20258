import { addDays, dayOf, startOfDay } from '../server/kernel/period.ts';
import type { Actor, Context } from '../server/platform/context.ts';
import { leave, planLeaving } from '../server/stays/actions.ts';
import type { Plan } from './plan.ts';
import { createRandom } from './random.ts';

const HOUR = 3_600_000;

/**
 * Some residents are at home or in hospital with the bed kept, one or two longer than agreed, and some are said to leave.
 * Only at homes that confirm daily: the entry counts as a confirmation, and a stale home must stay stale.
 */
export async function playAways(ctx: Context, plan: Plan, accounts: ReadonlyMap<string, string>) {
  const r = createRandom(430_602).fork('aways');
  const today = dayOf(ctx.clock());
  for (const { facility, beds, confirmedHoursAgo } of plan.facilities) {
    if (confirmedHoursAgo === null || confirmedHoursAgo > 24) continue;
    const lain = new Set(beds.filter((b) => b.kind === 'residential' || b.kind === 'nursing').map((b) => b.id));
    const staying = plan.stays.filter(
      (s) => lain.has(s.bedId) && !s.dischargedOn && s.admittedOn < addDays(today, -30),
    );
    if (staying.length < 20) continue;
    const own = plan.accounts.find((a) => a.role === 'institution' && a.facility === facility.id);
    const nurse: Actor = {
      account: (own && accounts.get(own.username)) ?? null,
      name: '护士站',
      strength: 2,
      memberships: [{ district: ctx.district, role: 'institution', street: null, facility: facility.id }],
    };
    const some = r.shuffle(staying).slice(0, own ? 9 : 3);
    for (const [i, stay] of some.entries()) {
      const from = addDays(today, -r.int(2, 9));
      const at = new Date(startOfDay(from).getTime() + r.int(8, 16) * HOUR);
      const as = (clock: Date) => ({ ...ctx, actor: nurse, clock: () => clock, ifMatch: 1 });
      if (i % 3 === 2) {
        await planLeaving(as(at), stay.id, { leaving_on: addDays(today, r.int(1, 20)) });
        continue;
      }
      const kind = i % 2 === 0 ? 'hospital' : 'home';
      const keep = i === 0 ? addDays(today, -1) : addDays(today, r.int(2, 12));
      await leave(as(at), stay.id, { kind, from, keep_until: keep, note: null });
    }
  }
}
