import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { migrate } from '../../db/migrate.ts';
import { tellPlaces } from '../../server/queue/actions.ts';
import { readPlace } from '../../server/queue/queries.ts';
import { aheadOf, categoryKinds, inOrder, keyOf, type Standing } from '../../server/queue/rules.ts';
import { DISTRICT, openTestDistrict, rules, STREET, world } from '../support/district.ts';
import type { Bench } from './compare.ts';

const PEOPLE = Number(process.env.BENCH_QUEUE ?? 100_000);
const NOW = '2026-11-24T02:00:00.000Z';
const DAY_MS = 86_400_000;

/** Milliseconds: the median of several, since other work on the machine only ever adds. */
function took(work: () => unknown, times = 9): number {
  const seen = Array.from({ length: times }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return seen.sort((a, b) => a - b)[Math.floor(times / 2)] as number;
}
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

function crowd(random: () => number): Standing[] {
  const some = (share: number) => random() < share;
  return Array.from({ length: PEOPLE }, (_, i) => ({
    applicationId: String(i),
    receiptNo: `YW20260101${String(i).padStart(6, '0')}`,
    queuedAt: new Date(Date.parse(NOW) - Math.floor(random() * 1400 * DAY_MS)).toISOString(),
    categories: categoryKinds.filter(() => some(0.05)),
    level: Math.floor(random() * 5),
    dementia: some(0.15),
    age: 60 + Math.floor(random() * 38),
    carerAbsent: some(0.2),
    carerHardships: Math.floor(random() * 6),
    livingAlone: some(0.3),
  }));
}

/** A queue of a whole province in memory and in the database: its order, one place in it, and telling everybody. */
export async function queueBench({ print, random }: Bench): Promise<void> {
  const people = crowd(random).map((standing) => ({ standing }));
  const numbers = Array.from({ length: PEOPLE }, random);
  const n = PEOPLE.toLocaleString('en');
  const plain = took(() => numbers.slice().sort((a, b) => a - b));
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  let order = inOrder(people, rules, NOW);
  const held = process.memoryUsage().heapUsed - before;
  const ranked = took(() => {
    order = inOrder(people, rules, NOW);
  });
  print(`plain sort of ${n} numbers`, ms(plain));
  print(`ranking ${n}: keys, order, both places`, `${ms(ranked)}, ${(ranked / plain).toFixed(1)} × the plain sort`);
  print('memory held by the order', mb(held));
  const mine = order[Math.floor(PEOPLE / 2)]!;
  const keyed = took(() => {
    const all = people.map((p) => keyOf(p.standing, rules, NOW));
    return aheadOf(mine.key, all, rules.key);
  });
  const keys = order.map((w) => w.key);
  const counted = took(() => aheadOf(mine.key, keys, rules.key));
  const ahead = Object.values(aheadOf(mine.key, keys, rules.key)).reduce((a, b) => a + b, 0);
  if (ahead !== mine.place - 1) throw new Error(`counted ${ahead} ahead of place ${mine.place}`);
  print('one place, counted without sorting', `${ms(keyed)} with the keys, ${ms(counted)} when they are there`);
  await stored(print);
}

/** The same from the register: everybody's facts read, ordered, told. */
async function stored(print: Bench['print']) {
  const home = mkdtempSync(join(tmpdir(), 'yiwei-bench-queue-'));
  const cluster = await startCluster({ dataDir: home, log: () => {} });
  const owner = openDb(cluster.ownerUrl, { max: 1, timeouts: { statement: 0 } });
  const app = openDb(cluster.appUrl, { max: 2, timeouts: { statement: 0 } });
  try {
    await migrate(cluster.ownerUrl);
    const w = world({ db: app.db, ownerSql: owner.sql, sql: app.sql } as never);
    await openTestDistrict(w);
    await fill(owner.sql);
    const officer = await w.someone('officer');
    const [middle] =
      await owner.sql`select id from applications order by receipt_no offset ${Math.floor(PEOPLE / 2)} limit 1`;
    const timed = async <T>(work: () => Promise<T>) => {
      const start = performance.now();
      await work();
      return performance.now() - start;
    };
    await readPlace(w.as(officer), middle!.id);
    print(
      `readPlace among ${PEOPLE.toLocaleString('en')} in the database`,
      ms(await timed(() => readPlace(w.as(officer), middle!.id))),
    );
    print('tell-places, the first time (all are told)', ms(await timed(() => tellPlaces(w.system))));
    await owner.sql`update applications set status = 'placed', ended_at = now() where id in (select id from applications order by receipt_no limit 50)`;
    print('tell-places, after 50 moved in', ms(await timed(() => tellPlaces(w.system))));
  } finally {
    await Promise.all([owner.close(), app.close()]);
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function fill(sql: ReturnType<typeof openDb>['sql']) {
  await sql`insert into applicants (district, id, name, sex, born_on, id_no_masked, id_no_sealed, street_code, community_code, hukou_district, carer_absent, carer_hardships, living_alone)
    select ${DISTRICT}, md5('p' || i)::uuid, '刘' || i, 'female', date '1930-01-01' + (i * 7919 % 12000), '', ''::bytea, ${STREET}, ${`${STREET}001`}, ${DISTRICT}, i % 5 = 0, i % 6, i % 3 = 0
      from generate_series(1, ${PEOPLE}::int) i`;
  await sql`insert into assessments (district, id, applicant_id, standard_code, total, initial_level, level, dementia, assessed_on, valid)
    select ${DISTRICT}, md5('m' || i)::uuid, md5('p' || i)::uuid, 'GB/T 42195-2022', 50, i * 31 % 5, i * 31 % 5, i % 7 = 0, '2026-10-01', '[2026-10-01,2027-10-01)'
      from generate_series(1, ${PEOPLE}::int) i`;
  await sql`insert into applications (district, id, receipt_no, applicant_id, service, status, channel, accept_any, radius_km, submitted_at, queued_at)
    select ${DISTRICT}, md5('a' || i)::uuid, 'YW' || lpad(i::text, 9, '0'), md5('p' || i)::uuid, 'nursing', 'queued', 'desk', true, 20,
      timestamptz '2023-01-01' + i * interval '1 minute', timestamptz '2023-01-01' + (i * 7919 % 2000000) * interval '1 minute'
      from generate_series(1, ${PEOPLE}::int) i`;
  await sql`analyze`;
}
