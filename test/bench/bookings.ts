import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb, type Sql } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { migrate } from '../../db/migrate.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { claimBed } from '../../server/facilities/actions.ts';
import { act } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { DISTRICT, openHome, openTestDistrict, person, vault, world } from '../support/district.ts';

const ON = '2026-11-24';
const CLIENTS = 16;
const EACH = 1200;
/** Both sides take turns, because a shared machine is not the same one a few seconds later. */
const TURN = 200;

/** Runs `count` jobs over the clients; seconds. Failures of the kind "somebody was faster" are counted, others thrown. */
async function timed(count: number, job: (i: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (next < count) {
        next += 1;
        await job(next - 1);
      }
    }),
  );
  return (performance.now() - began) / 1000;
}

/**
 * Bookings through the whole door (permission, bed under its lock and constraint, vacancy, audit row) by 16 clients,
 * spread over facilities and all on one, against the least any booking could cost: one insert and one update by key.
 */
export default async function bookings(print: (line: string) => void): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'yiwei-bench-'));
  const cluster = await startCluster({ dataDir });
  await migrate(cluster.ownerUrl);
  const app = openDb(cluster.appUrl, { max: CLIENTS });
  const owner = openDb(cluster.ownerUrl, { max: CLIENTS });
  try {
    const w = world({
      sql: app.sql,
      db: app.db,
      ownerSql: owner.sql,
      appUrl: cluster.appUrl,
      ownerUrl: cluster.ownerUrl,
      drop: async () => {},
    });
    await openTestDistrict(w);
    const people = Array.from({ length: EACH * 2 }, () => person());
    await importApplicants(w.system, vault, people);
    const homes: Awaited<ReturnType<typeof openHome>>[] = [];
    for (let i = 0; i < 40; i += 1)
      homes.push(await openHome(w, { name: `第${i}家`, rooms: EACH / 80, bedsPerRoom: 2, sex: 'mixed', bought: EACH }));
    const one = await openHome(w, { name: '一家', rooms: EACH / 2, bedsPerRoom: 2, sex: 'mixed', bought: EACH });
    const spread = Array.from({ length: EACH }, (_, i) => {
      const home = homes[i % 40]!;
      return { home, bed: home.beds[Math.floor(i / 40)]! };
    });
    const single = one.beds.map((bed) => ({ home: one, bed }));
    await owner.sql`create table peer_booking (district char(6), id uuid, bed uuid, applicant uuid, during daterange, primary key (district, id))`;
    await owner.sql`create table peer_counter (district char(6), facility uuid, free int, primary key (district, facility))`;
    await owner.sql`insert into peer_counter select district, facility_id, 1000000 from vacancies`;

    const ours = (targets: typeof spread, from: number) => (i: number) => {
      const { home, bed } = targets[i]!;
      const who = people[from + i]!.applicant.id;
      return act(
        w.system,
        'stays.import',
        async () => ({ district: DISTRICT, type: 'bed', id: bed.id, row: null }),
        async (tx) => ({
          result: await claimBed(tx, DISTRICT, ON, {
            bed: { ...bed, facilityId: home.facility },
            kind: 'stay',
            person: { id: who, sex: 'female' },
            during: { start: ON, end: null },
          }),
        }),
      );
    };
    const peer = (targets: typeof spread) => (i: number) => {
      const { home, bed } = targets[i]!;
      return owner.sql.begin(async (tx) => {
        await tx`insert into peer_booking values (${DISTRICT}, ${newId()}, ${bed.id}, ${people[i]!.applicant.id}, '[2026-11-24,)')`;
        await tx`update peer_counter set free = free - 1 where district = ${DISTRICT} and facility = ${home.facility}`;
      });
    };
    await timed(200, (i) => app.sql`select ${i}::int`);
    for (const [name, targets, from] of [
      ['spread', spread, 0],
      ['one facility', single, EACH],
    ] as const) {
      let [least, mine] = [0, 0];
      for (let done = 0; done < EACH; done += TURN) {
        least += await timed(TURN, (i) => peer(targets)(done + i));
        mine += await timed(TURN, (i) => ours(targets, from)(done + i));
      }
      print(
        `bookings, ${name}: ${(EACH / mine).toFixed(0)}/s, insert + update by key ${(EACH / least).toFixed(0)}/s, ratio ${(least / mine).toFixed(2)} (aim ≥ 0.5)`,
      );
    }
    print(
      `bookings: ${await doubles(owner.sql)} double bookings of ${EACH * 2}, vacancy ${(await drift(owner.sql)) === 0 ? 'equals' : 'DIFFERS FROM'} a recount`,
    );
  } finally {
    await Promise.all([app.close(), owner.close()]);
    await cluster.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Materialized: read through the constraint's own index, a double booking it had missed would be missed again. */
async function doubles(sql: Sql): Promise<number> {
  const [row] =
    await sql`with c as materialized (select * from claims) select count(*)::int as n from c a join c b on a.bed_id = b.bed_id and a.id < b.id and a.during && b.during and a.weekdays && b.weekdays`;
  return row?.n as number;
}

async function drift(sql: Sql): Promise<number> {
  const [row] =
    await sql`select count(*)::int as n from vacancies v where occupied <> (select count(*) from claims c where c.facility_id = v.facility_id and c.released_at is null)`;
  return row?.n as number;
}

if (import.meta.main) await bookings(console.log);
