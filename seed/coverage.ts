import { setCoverageRules } from '../server/coverage/actions.ts';
import { addDays } from '../server/kernel/period.ts';
import type { Context } from '../server/platform/context.ts';
import { addSite, saveScenario } from '../server/scenarios/actions.ts';
import { near } from './places.ts';
import type { Plan } from './plan.ts';
import { createRandom } from './random.ts';

const SITES = 12;
const plots = ['闲置校舍', '居民活动用房', '原厂房门面', '街道闲置办公楼'];

/** The rule of the circle, sites somebody considers, and one change thought through: all of them examples. */
export async function playCoverage(ctx: Context, plan: Plan): Promise<void> {
  await setCoverageRules(ctx, {
    from: addDays(plan.today, -900),
    minutes: 15,
    metresPerMinute: 65,
    detourHundredths: 130,
    docNo: '示例口径：老人步速每分钟 65 米，绕行系数 1.3',
    example: true,
  });
  const r = createRandom(430_602).fork('sites');
  const lived = new Set(plan.divisions.filter((d) => d.level === 'grid').map((d) => d.parentCode));
  const communities = plan.divisions.filter((d) => lived.has(d.code));
  const step = communities.length / SITES;
  const sites = Array.from({ length: SITES }, (_, i) => communities[Math.floor((i + 0.5) * step)]!).map((c, i) => ({
    name: `${c.name}${plots[i % plots.length]}（示例）`,
    ...near(r, c.lng!, c.lat!, 400),
    accuracy_m: 30,
    community_code: c.code,
    note: i % 3 === 0 ? '产权清楚，可改造约 400 平方米（示例）' : null,
  }));
  for (const site of sites) await addSite(ctx, site);
  const smallest = plan.facilities
    .filter((f) => f.facility.kind === 'day_care')
    .sort((a, b) => a.beds.length - b.beds.length || (a.facility.id < b.facility.id ? -1 : 1))[0];
  const [first] = sites;
  if (!first || !smallest) return;
  const { name, lng, lat, accuracy_m } = first;
  await saveScenario(ctx, {
    name: '新建一处日间照料中心，停一处小的（示例）',
    note: '供讨论，不是决定。',
    changes: {
      add: [{ name, kind: 'day_care', lng, lat, accuracy_m, places: 40, services: ['meals'] }],
      close: [smallest.facility.id],
    },
  });
}
