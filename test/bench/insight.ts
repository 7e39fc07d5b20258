import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb, type Sql } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { migrate } from '../../db/migrate.ts';
import { readFunnel, readTrend } from '../../server/figures/queries.ts';
import { type Context, clockActor } from '../../server/platform/context.ts';
import { DISTRICT, openTestDistrict, STREET, world } from '../support/district.ts';
import type { Bench } from './compare.ts';

const BEDS = 20;
const LARGE = Number(process.env.BENCH_INSIGHT ?? 4000);
const OTHER = '430603';
const TODAY = '2026-11-24';

async function took(work: () => Promise<unknown>, times = 7): Promise<number> {
  const seen: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const start = performance.now();
    await work();
    seen.push(performance.now() - start);
  }
  return seen.sort((a, b) => a - b)[Math.floor(times / 2)] as number;
}

/** Facilities with beds and stays, and five years of nights: each month's last, and every one of the last year. */
async function fill(sql: Sql, district: string, facilities: number): Promise<number> {
  await sql`insert into districts (district, name, city, province) values (${district}, '大区', '示例', '示例') on conflict do nothing`;
  await sql`insert into facilities (district, id, kind, name, pinyin, initials, street_code, community_code, lng, lat, accuracy_m)
    select ${district}, gen_random_uuid(), 'nursing_home', 'n' || i, 'x', 'x', ${STREET}, ${`${STREET}001`}, 113, 29, 50
      from generate_series(1, ${facilities}::int) i`;
  await sql`insert into rooms (district, id, facility_id, building, floor, room_no, sex)
    select district, gen_random_uuid(), id, '1', 1, '1', 'mixed' from facilities where district = ${district}`;
  await sql`insert into beds (district, id, facility_id, room_id, bed_no, kind, level_min, level_max, dementia, pool, opened_on)
    select r.district, gen_random_uuid(), r.facility_id, r.id, i::text, case when i % 2 = 0 then 'nursing' else 'day' end, 0, 4, false,
           'subsidised', '2020-01-01' from rooms r, generate_series(1, ${BEDS}::int) i where r.district = ${district}`;
  await sql`insert into claims (district, id, bed_id, room_id, facility_id, applicant_id, sex, residential, kind, during)
    select b.district, gen_random_uuid(), b.id, b.room_id, b.facility_id, gen_random_uuid(), 'female', false, 'stay',
           daterange('2021-12-01'::date + (random() * 1500)::int, null)
      from beds b where b.district = ${district} and b.bed_no::int <= 12`;
  const rows =
    await sql`insert into day_figures (district, "on", facility_id, bed_kind, filed, closed, occupied, held, free, made_at)
    select f.district, d, f.id, k, 10, 0, 6, 0, 4, now()
      from facilities f, unnest(array['nursing', 'day']) k,
           (select d::date from generate_series('2021-12-01'::date, ${TODAY}::date - 1, '1 day') d
             where d >= ${TODAY}::date - 366 or extract(day from d + interval '1 day') = 1) days(d)
     where f.district = ${district}`;
  return rows.count;
}

/** The page of a district over five years of history, of 61 facilities and of 4,000, beside a plain sum of the same rows. */
export async function insightBench({ print }: Bench): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'yiwei-bench-insight-'));
  const cluster = await startCluster({ dataDir: home, log: () => {} });
  const owner = openDb(cluster.ownerUrl, { max: 1, timeouts: { statement: 0 } });
  const app = openDb(cluster.appUrl, { max: 4, timeouts: { statement: 0 } });
  try {
    await migrate(cluster.ownerUrl);
    const w = world({ db: app.db, sql: app.sql, ownerSql: owner.sql, ownerUrl: '', appUrl: '', drop: async () => {} });
    await openTestDistrict(w);
    const sizes = [
      { district: DISTRICT, facilities: 61 },
      { district: OTHER, facilities: LARGE },
    ];
    const seen: Record<string, number>[] = [];
    for (const { district, facilities } of sizes) {
      const rows = await fill(owner.sql, district, facilities);
      await owner.sql`analyze`;
      const ctx: Context = {
        ...w.as(null),
        district,
        actor: { ...clockActor(district), memberships: [{ district, role: 'leader', street: null, facility: null }] },
      };
      const cases: Record<string, () => Promise<unknown>> = {
        'plain sum of every row kept': () =>
          owner.sql`select "on", sum(filed), sum(occupied), sum(free) from day_figures where district = ${district} group by 1`,
        'beds of today, counted': () => readFunnel(ctx, { by: 'street' }),
        'beds of a past night, kept and counted': () => readFunnel(ctx, { by: 'street', on: '2026-10-01' }),
        'five years by month': () => readTrend(ctx, { by: 'month', from: '2021-12-01' }),
        '90 days by day': () => readTrend(ctx, { by: 'day' }),
      };
      const times: Record<string, number> = {};
      for (const [name, one] of Object.entries(cases)) times[name] = await took(one);
      seen.push(times);
      const plain = times['plain sum of every row kept']!;
      for (const [name, ms] of Object.entries(times))
        print(
          `${facilities} facilities: ${name}`,
          `${ms.toFixed(ms < 10 ? 1 : 0)} ms, ${(ms / plain).toFixed(2)} × plain (${rows.toLocaleString('en')} rows)`,
        );
    }
    for (const name of Object.keys(seen[0]!))
      print(
        `${LARGE} against 61: ${name}`,
        `${(seen[1]![name]! / seen[0]![name]!).toFixed(1)} × the time for ${(LARGE / 61).toFixed(1)} × the facilities`,
      );
  } finally {
    await Promise.all([owner.close(), app.close()]);
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  }
}
