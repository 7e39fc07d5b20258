import { cover, type Origin, type Place, reachMetres, stateOf } from '../../server/coverage/mechanism/cover.ts';
import { greatCircleKm } from '../../server/kernel/geo.ts';
import { solveAside } from '../../server/platform/solver.ts';
import { explain, gapOf, greedy, greedyShare, modelOf, type Problem } from '../../server/scenarios/mechanism/plan.ts';
import type { Bench } from './compare.ts';

const rule = { minutes: 15, metresPerMinute: 65, detourHundredths: 130 };
const services = ['nursing_home', 'community_point', 'day_care', 'medical_point', 'meals', 'bathing'];
const ms = (n: number) => `${n.toFixed(0)} ms`;

/** 10,000 grids and 2,000 facilities of a large district, beside looking at every pair; and the search for ten of 200 sites. */
export async function coverageBench({ print, random }: Bench): Promise<void> {
  const spot = () => ({ lng: 112.9 + random() * 0.5, lat: 29.2 + random() * 0.4 });
  const origins = Array.from(
    { length: 10_000 },
    (_, i): Origin => ({ code: String(i), ...spot(), accuracyM: i % 5 ? 30 : 600 }),
  );
  const places = Array.from({ length: 2_000 }, (_, i): Place => {
    const own = services.filter((_s, s) => s === i % 4 || (s > 3 && random() < 0.5));
    return { id: String(i), ...spot(), accuracyM: 50, services: own };
  });
  cover(origins.slice(0, 500), places, services, rule);
  const times: number[] = [];
  let found = new Map<string, { state: string }[]>();
  for (let i = 0; i < 3; i += 1) {
    const start = performance.now();
    found = cover(origins, places, services, rule);
    times.push(performance.now() - start);
  }
  const ours = times.sort((a, b) => a - b)[1]!;
  const begun = performance.now();
  let apart = 0;
  for (const o of origins) {
    const best = services.map(() => ({ least: Infinity, minutes: Infinity, most: Infinity }));
    for (const p of places) {
      const metres = greatCircleKm(o.lng!, o.lat!, p.lng, p.lat) * 1000;
      const off = o.accuracyM + p.accuracyM;
      const minutes = (n: number) => (Math.max(0, n) * 1.3) / 65;
      for (const s of p.services) {
        const b = best[services.indexOf(s)]!;
        b.least = Math.min(b.least, minutes(metres - off));
        b.minutes = Math.min(b.minutes, minutes(metres));
        b.most = Math.min(b.most, minutes(metres + off));
      }
    }
    apart += found.get(o.code)!.filter((f, s) => f.state !== stateOf(best[s]!, rule.minutes)).length;
  }
  const pairs = performance.now() - begun;
  print('coverage: 10,000 grids × 2,000 facilities', `${ms(ours)}; × every pair ${(pairs / ours).toFixed(1)}`);
  print('coverage: every pair', `${ms(pairs)}; ${apart} of ${origins.length * services.length} judged otherwise`);

  const weights = origins.map(() => Math.floor(40 + random() * 300));
  const reach = reachMetres(rule);
  const sites = Array.from({ length: 200 }, (_, i) => {
    const at = spot();
    return {
      id: String(i),
      reaches: origins.flatMap((o, j) => (greatCircleKm(o.lng!, o.lat!, at.lng, at.lat) * 1000 <= reach ? [j] : [])),
    };
  });
  const problem: Problem = { weights, sites };
  const k = 10;
  const first = performance.now();
  const quick = greedy(problem, k);
  const byGreedy = performance.now() - first;
  const then = performance.now();
  const { proven, ones } = await solveAside(modelOf(problem, k)!, 20);
  const exact = performance.now() - then;
  const best = explain(
    problem,
    ones.map((x) => x.slice(1)),
  ).reduce((n, p) => n + p.adds, 0);
  print(
    `planner: greedy, ${k} of ${sites.length} sites`,
    `${ms(byGreedy)}: ${quick.reached} people, at most ${(100 * gapOf(quick.reached, quick.atMost)).toFixed(2)} % from the best by its own bound (${(100 * (1 - greedyShare(k))).toFixed(1)} % by theory)`,
  );
  print(
    'planner: HiGHS 1.15.3 in a thread',
    `${ms(exact)}: × greedy ${(exact / byGreedy).toFixed(1)}, ${best} people${proven ? ', proven' : ''}; greedy is ${(100 * gapOf(quick.reached, best)).toFixed(2)} % below`,
  );
}
