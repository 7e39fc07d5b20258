import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDb } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';

const root = join(import.meta.dirname, '../..');

/** The product over the demonstration district, as `npm start` serves it. `restart` is there when it is ours. */
export type Place = { origin: string; dataDir: string; restart?(): Promise<void>; close(): Promise<void> };

export async function openPlace(): Promise<Place> {
  const given = process.env.BENCH_ORIGIN;
  if (given) return { origin: given, dataDir: '', close: async () => {} };
  const dataDir = resolve(process.env.DATA_DIR ?? '.data', 'bench-family');
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const start = async () => {
    const env = { ...process.env, PORT: String(port), DATA_DIR: dataDir, DEMO: '1', LOG_LEVEL: 'error' };
    child = spawn(process.execPath, [join(root, 'server/main.ts')], { cwd: root, env, stdio: 'ignore' });
    for (let tries = 0; tries < 600; tries++) {
      if (
        await fetch(`${origin}/api/v1/config`).then(
          (answer) => answer.ok,
          () => false,
        )
      )
        return;
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
      await delay(500);
    }
    throw new Error('the server did not start');
  };
  const stop = async () => {
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((done) => child?.once('exit', done));
    child.kill('SIGTERM');
    await gone;
  };
  await start();
  // a run that was broken off may have left its own
  await crowd({ dataDir, origin, close: stop }, 0);
  return {
    origin,
    dataDir,
    restart: async () => {
      await stop();
      await start();
    },
    close: stop,
  };
}

/** So many facilities of the bench, and no others of it, around the district's centre: for search and map only. */
export async function crowd({ dataDir }: Place, facilities: number): Promise<void> {
  const cluster = await startCluster({ dataDir, log: () => {}, whenInUse: 'join' });
  const { sql, close } = openDb(cluster.ownerUrl, { max: 1, timeouts: { statement: 0 } });
  try {
    await sql`delete from vacancies where name like '第%测试服务中心'`;
    await sql`delete from facilities where name like '第%测试服务中心'`;
    await sql`
    with place as (select n, gen_random_uuid() as id, 113.11 + (random() + random() + random() - 1.5) * 0.2 as lng,
        29.37 + (random() + random() + random() - 1.5) * 0.16 as lat, 1 + (n % 6) as free from generate_series(1, ${facilities}) n),
    made as (insert into facilities (district, id, kind, name, pinyin, initials, street_code, community_code, lng, lat, accuracy_m, demonstration)
      select '430602', id, case n % 4 when 0 then 'nursing_home' when 1 then 'community_point' when 2 then 'day_care' else 'medical_point' end,
        '第' || n || '测试服务中心', 'di' || n, 'd' || n, '430602001', '430602001001', lng, lat, 50, true from place
      returning id, kind, name, lng, lat)
    insert into vacancies (district, facility_id, kind, spot, lng, lat, accuracy_m, name, search_text, street_code, as_on, filed, closed,
        occupied, held, free, free_for, has_vacancy, lot_left, monthly_min_fen, medical_insurance, demonstration, confirmed_at)
      select '430602', m.id, m.kind, point(6378.137 * radians(m.lng), 6378.137 * ln(tan(pi() / 4 + radians(m.lat) / 2))), m.lng, m.lat, 50,
        m.name, m.name || ' ' || p.n, '430602001', current_date, 30, 0, 30 - p.free, 0, p.free,
        array_fill(p.free, array[20]), true, 0, 150000 + p.n * 10, p.n % 2 = 0, true, now() - p.n % 60 * interval '1 hour'
      from made m join place p on p.id = m.id`;
    await sql`analyze vacancies`;
  } finally {
    await close();
    await cluster.stop();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
