import { sql } from 'drizzle-orm';
import { publishUse } from '../server/disclosures/actions.ts';
import { bearing } from '../server/disclosures/queries.ts';
import { addDays, type Day, dayOf, startOfDay } from '../server/kernel/period.ts';
import type { Role } from '../server/kernel/permissions.ts';
import { type Context, view } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import { drawMonth, recordCheck } from '../server/scrutiny/actions.ts';
import { readSample } from '../server/scrutiny/queries.ts';
import type { Found } from '../server/scrutiny/rules.ts';

const HOUR = 3_600_000;
const at = (day: Day, hour: number) => new Date(startOfDay(day).getTime() + hour * HOUR);

/**
 * What was made public of the months that are settled: one line of the earliest was forgotten, the lists of the latest
 * stand until next week. The earlier months' samples are drawn and visited; one visit found less than was settled.
 */
export async function playOversight(ctx: Context, accounts: ReadonlyMap<string, string>): Promise<void> {
  const as = (username: string, role: Role, now: Date): Context => ({
    ...ctx,
    clock: () => now,
    requestId: newId(),
    actor: {
      account: accounts.get(username) ?? null,
      name: username,
      strength: 2,
      memberships: [{ district: ctx.district, role, street: null, facility: null }],
    },
  });
  const today = dayOf(ctx.clock());
  const settled = await view(as('demo-inspector', 'inspector', ctx.clock()), 'scrutiny.questions', (tx) =>
    tx.execute<{ line: string; month: Day; approved: Day; open: boolean }>(sql`
      select w.line_id as line, s.month_on::text as month,
        (max(s.approved_at) at time zone 'Asia/Shanghai')::date::text as approved
      from settlements s join ${bearing} w on true join budget_lines b on b.district = s.district and b.id = w.line_id
      where s.district = ${ctx.district} and s.approved_at is not null and s.government_fen > 0
        and not exists (select from settlements o
          where o.district = s.district and o.month_on = s.month_on and o.approved_at is null)
      group by w.line_id, s.month_on, b.code order by s.month_on, b.code`),
  );
  const months = [...new Set(settled.map((s) => s.month))];
  for (const { line, month, approved } of settled.slice(1)) {
    const from = addDays(approved, 6);
    if (from > today) continue;
    await publishUse(as('demo-officer', 'officer', at(from, 10)), {
      line_id: line,
      month_on: month,
      place: '“颐位”网站资金使用公开页，区民政局公告栏',
      url: null,
      from_on: from,
      to_on: month === months.at(-1) ? addDays(today, 7) : addDays(from, 9),
    });
  }
  for (const month of months.slice(0, -1)) {
    const day = addDays(
      settled.filter((s) => s.month === month).reduce((d, s) => (s.approved > d ? s.approved : d), month),
      3,
    );
    if (day > today) continue;
    const drawn = await drawMonth(as('demo-inspector', 'inspector', at(day, 15)), {
      month_on: month,
      basis_points: 100,
    });
    const visit = addDays(day, 4);
    if (visit > today) continue;
    const inspector = as('demo-inspector', 'inspector', at(visit, 16));
    const { sample } = await readSample(inspector, month);
    for (const [i, one] of (sample?.lines ?? []).entries()) {
      const less = month === months[0] && i === 1;
      const found: Found = less ? 'less_service' : 'true';
      await recordCheck(inspector, drawn.id, {
        line_id: one.line_id,
        checked_on: visit,
        people: ['演示·督查', '演示·核查员'],
        found,
        note: less ? '约定每周助浴两次，当月记录只有三次' : null,
      });
    }
  }
}
