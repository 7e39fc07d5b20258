import { sql } from 'drizzle-orm';
import {
  assignFinding,
  checkFinding,
  closeFinding,
  dismissFinding,
  raiseByHand,
  rectifyFinding,
  returnFinding,
} from '../server/findings/actions.ts';
import { addCheck, runCheck, runChecks } from '../server/inspections/actions.ts';
import { type CheckCode, checkCodes, type NewCheck, type Term } from '../server/inspections/rules.ts';
import { addDays, dayOf } from '../server/kernel/period.ts';
import type { Role } from '../server/kernel/permissions.ts';
import { type Context, view } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import type { Storage } from '../server/platform/storage.ts';
import { drawSpots, recordSpot } from '../server/spotchecks/actions.ts';
import { recordAt } from '../server/spotchecks/queries.ts';
import type { Plan } from './plan.ts';
import { drawn } from './profiles.ts';

/** The checks a district begins with. Thresholds and terms are ours unless a document is named: 示例. */
const first: Record<CheckCode, readonly [term: Term, params: Record<string, number>, doc?: string]> = {
  exclusive_schemes: ['15d', { months: 1 }, '民办函〔2025〕49号'],
  days_beyond_presence: ['7d', { months: 1 }],
  bed_days_beyond_beds: ['7d', { months: 1 }],
  two_places: ['7d', { months: 1 }],
  price_rise: ['15d', { months: 1 }],
  deceased: ['7d', { months: 1 }],
  unassessed: ['15d', { months: 1 }],
  overlapping_stays: ['7d', { both_days: 0, window_days: 60 }],
  subsidy_after_death: ['7d', { grace_days: 31 }],
  subsidy_while_away: ['15d', { days: 30 }],
  ghost_beds: ['3d', { beds: 0 }],
  stale_vacancy: ['24h', { hours: 168 }],
  licence_expired: ['15d', { days: 0 }],
  over_capacity: ['24h', { people: 0 }],
  paid_after_closing: ['7d', { window_days: 120 }],
  price_jump: ['7d', { percent: 10, window_days: 120 }],
  out_of_turn: ['7d', { window_days: 90 }],
  override_unexplained: ['7d', { least: 10, window_days: 90 }],
  overdue_clock: ['3d', { days: 0 }],
  same_person: ['7d', { window_days: 120 }],
  overdue_money: ['7d', { settle_days: 30 }],
  sample_difference: ['7d', { months: 6 }],
  spot_difference: ['3d', { tolerance: 0 }],
};

type Made = { id: string; code: string; facility: string | null };

/**
 * The line of inspection as it stands after ten days: what was found then is in every state of being put right, a sample was
 * visited, and this morning's run has added what is new.
 */
export async function playInspections(
  ctx: Context,
  storage: Storage,
  plan: Pick<Plan, 'accounts'>,
  accounts: ReadonlyMap<string, string>,
): Promise<void> {
  const { district } = ctx;
  const now = ctx.clock().getTime();
  const at = (daysAgo: number) => new Date(now - daysAgo * 86_400_000);
  const as = (
    username: string,
    role: Role,
    daysAgo: number,
    version?: number,
    facility: string | null = null,
  ): Context => ({
    ...ctx,
    clock: () => at(daysAgo),
    requestId: newId(),
    ifMatch: version,
    actor: {
      account: accounts.get(username) ?? null,
      name: username,
      strength: 2,
      memberships: [{ district, role, street: null, facility }],
    },
  });
  const inspector = (daysAgo: number, version?: number) => as('demo-inspector', 'inspector', daysAgo, version);
  const home = (facility: string | null, daysAgo: number, version: number) => {
    const own = plan.accounts.find((a) => a.role === 'institution' && a.facility === facility);
    return as(own?.username ?? '', 'institution', daysAgo, version, facility);
  };

  const from = addDays(dayOf(ctx.clock()), -120);
  for (const code of checkCodes as readonly CheckCode[]) {
    const [term, params, doc] = first[code];
    const check: NewCheck = { code, from, on: true, params: { ...params, working: 0 }, term, doc_no: doc ?? null };
    await addCheck(ctx, { ...check, example: doc === undefined });
  }

  const then = { ...ctx, clock: () => at(10) };
  for (const code of ['licence_expired', 'overdue_money', 'sample_difference', 'overdue_clock'] as const)
    await runCheck(then, code);
  const found = await view(inspector(10), 'inspections.checks', (tx) =>
    tx.execute<Made>(sql`
      select id, code, facility_id as facility from findings where district = ${district} order by finding_no`),
  );
  const taken = (code: string, nth = 0) => [...found].filter((f) => f.code === code)[nth];
  const give = (id: string, daysAgo: number, to: string | null = null) =>
    assignFinding(inspector(daysAgo, 1), id, { assigned_to: to, term: null, note: null });
  const photo = async (shade: number) => [new Uint8Array(await drawn(shade))];
  const people = ['演示·督查', '演示·核查员'];
  const visit = async (daysAgo: number, shade: number) => ({
    visited_at: at(daysAgo + 0.05).toISOString(),
    people,
    lng: null,
    lat: null,
    note: null,
    photos: await photo(shade),
  });

  const licence = taken('licence_expired');
  if (licence) {
    const { version } = await give(licence.id, 9);
    const said = { note: '新证已领，已在“机构资料”提交更新。', photos: [] };
    await rectifyFinding(home(licence.facility, 2, version), storage, licence.id, said);
  }
  const money = taken('overdue_money');
  if (money) await give(money.id, 9, accounts.get('demo-treasurer') ?? null);
  const less = taken('sample_difference');
  if (less) {
    let { version } = await give(less.id, 9);
    const mended = { note: '已补做当月助浴一次，护理记录附后。', photos: await photo(12) };
    ({ version } = await rectifyFinding(home(less.facility, 8, version), storage, less.id, mended));
    ({ version } = await returnFinding(inspector(7, version), less.id, '照片看不出日期，请补护理记录。'));
    const again = { note: '已补当月护理记录，助浴改为每周二、周五。', photos: await photo(24) };
    ({ version } = await rectifyFinding(home(less.facility, 6, version), storage, less.id, again));
    ({ version } = await checkFinding(inspector(4, version), storage, less.id, await visit(4, 36)));
    await closeFinding(inspector(3, version), less.id, '两名核查员到场查看记录并询问老人，情况属实。');
  }
  const [told, soon] = [taken('overdue_clock'), taken('overdue_clock', 1)];
  if (told) await dismissFinding(inspector(9, 1), told.id, '当日停电，受理系统顺延一天，已有通知。');
  if (soon) await give(soon.id, 3.1, accounts.get('demo-officer') ?? null);

  const own = plan.accounts.find((a) => a.username === 'demo-institution')?.facility;
  if (own) {
    const input = { facility_id: own, source: 'visit' as const, term: '3d' as const };
    const { id } = await raiseByHand(inspector(2), {
      ...input,
      code: 'safety',
      note: '二楼东侧安全出口堆放轮椅，占用通道。',
    });
    await give(id, 2);
    await raiseByHand(inspector(1), { ...input, code: 'records', note: '夜间巡视记录缺 11 月第二周两次。' });
    // What everybody reads on the home's page: put right in time here, overdue at another home.
    const loose = { ...input, code: 'premises' as const, note: '一楼卫生间一处扶手松动。' };
    const { id: old } = await raiseByHand(inspector(45), loose);
    let { version } = await give(old, 45);
    const fixed = { note: '扶手已重新固定，全院扶手逐一检查。', photos: [] };
    ({ version } = await rectifyFinding(home(own, 43, version), storage, old, fixed));
    ({ version } = await checkFinding(inspector(42, version), storage, old, await visit(42, 60)));
    await closeFinding(inspector(41, version), old, '现场查看属实。');
    if (less?.facility) {
      const missing = { ...input, facility_id: less.facility, term: '7d' as const, code: 'fees' as const };
      const { id: late } = await raiseByHand(inspector(12), { ...missing, note: '收费公示栏还是旧标准。' });
      await give(late, 12);
    }
  }

  const sample = await drawSpots(inspector(6), { kind: 'vacancy', size: 5 });
  const [made] = await view(inspector(6), 'spotchecks.samples', (tx) =>
    tx.execute<{ drawn: string[] }>(sql`
      select drawn from spot_samples where district = ${district} and id = ${sample.id}`),
  );
  for (const [i, facility] of (made?.drawn ?? []).slice(0, 4).entries()) {
    const when = 5.5 - i / 10;
    const on = await visit(when, 40 + i);
    const record = await view(inspector(when), 'spotchecks.samples', (tx) =>
      recordAt(tx, district, facility, new Date(on.visited_at)),
    );
    const less = i === 2 ? 1 : 0;
    const spot = await recordSpot(inspector(when), storage, {
      ...on,
      facility_id: facility,
      sample_id: sample.id,
      counted_free: record.free - less,
      counted_present: record.present + less,
      note: less ? '有一位老人已入住三天，没有登记。' : null,
    });
    if (!spot.finding_id) continue;
    let { version } = await give(spot.finding_id, 5);
    const entered = { note: '已补登记，今后当日入住当日登记。', photos: [] };
    ({ version } = await rectifyFinding(home(facility, 4.5, version), storage, spot.finding_id, entered));
    await checkFinding(inspector(4, version), storage, spot.finding_id, await visit(4, 50));
  }
  await runChecks(ctx);
}
