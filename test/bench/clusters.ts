import type { Sql } from '../../db/client.ts';
import { createClusters } from '../../server/platform/clusters.ts';
import { createEvents } from '../../server/platform/events.ts';
import type { Bench } from './compare.ts';

const mb = (bytes: number) => `${(bytes / 1048576).toFixed(0)} MB`;
const memory = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Map clusters of a country in memory: first reading, tiles, a new filter, and a bed that changes. */
export async function clustersBench({ appUrl, open, print, random }: Bench): Promise<void> {
  const sql: Sql = open(appUrl, 4);
  const events = createEvents();
  const clusters = createClusters({ sql, events });
  const world = [70, 3, 136, 54] as const;
  const before = memory();
  let start = performance.now();
  // the longest that anything else in the process had to wait
  let longest = 0;
  let tick = performance.now();
  const watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - tick);
    tick = performance.now();
  }, 1);
  await clusters.items(world, 4);
  clearInterval(watch);
  longest = Math.max(longest, performance.now() - tick);
  print(
    'clusters: read and build',
    `${Math.round(performance.now() - start)} ms, event loop held ${Math.round(longest)} ms`,
  );
  print(
    'clusters: memory',
    globalThis.gc ? mb(memory() - before) : `${mb(memory() - before)} (run node with --expose-gc)`,
  );

  const spots = await sql<{ district: string; facility_id: string; lng: number; lat: number }[]>`
    select district, facility_id, lng, lat from vacancies tablesample system (2) limit 5000`;
  const spot = () => spots[Math.floor(random() * spots.length)]!;
  // what a screen of 1024 × 768 shows around a facility
  const screen = (zoom: number): [number, number, number, number] => {
    const { lng, lat } = spot();
    const east = (180 * 4) / 2 ** zoom;
    const north = east * 0.75 * Math.cos((lat * Math.PI) / 180);
    return [lng - east, lat - north, lng + east, lat + north];
  };

  const filters = [
    {},
    { hasBedSince: new Date(Date.now() - 72 * 3_600_000) },
    { kinds: ['nursing_home'], cells: [13] },
  ];
  for (const [i, filter] of filters.entries()) {
    start = performance.now();
    await clusters.items(world, 4, filter);
    const first = performance.now() - start;
    const times: number[] = [];
    let most = 0;
    for (let n = 0; n < 3_000; n += 1) {
      const zoom = 4 + Math.floor(random() * 13);
      const box = screen(zoom);
      const t = performance.now();
      const items = await clusters.items(box, zoom, filter);
      times.push(performance.now() - t);
      most = Math.max(most, items.length);
    }
    times.sort((a, b) => a - b);
    const name = ['all', 'has a bed', 'kind and person'][i];
    print(
      `clusters: ${name}`,
      `new filter ${first.toFixed(1)} ms; screen p50 ${times[1500]?.toFixed(3)} ms, p99 ${times[2970]?.toFixed(3)} ms, at most ${most} items`,
    );
  }
  const times: number[] = [];
  for (const { district, facility_id } of Array.from({ length: 200 }, spot)) {
    events.publish(district, ['vacancies', `facility:${facility_id}`]);
    const t = performance.now();
    await clusters.items(screen(8), 8);
    times.push(performance.now() - t);
  }
  times.sort((a, b) => a - b);
  print('clusters: screen after a change', `p50 ${times[100]?.toFixed(2)} ms, p99 ${times[197]?.toFixed(2)} ms`);
  clusters.close();
}
