import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDb } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { chooseUser, isAlive, placeOf, readPostmaster, readSecrets, saveSecrets } from '../../db/datadir.ts';
import { migrate } from '../../db/migrate.ts';

const here = (file: string) => JSON.stringify(new URL(`../../db/${file}`, import.meta.url).href);
/** A process that starts the server on argv[1], stores the row argv[2] and then lives on. */
const HOLDER = `
  const { startCluster } = await import(${here('cluster.ts')});
  const { openDb } = await import(${here('client.ts')});
  try {
    const { pid, ownerUrl } = await startCluster({ dataDir: process.argv[1] });
    const { sql } = openDb(ownerUrl);
    await sql\`CREATE TABLE IF NOT EXISTS kept (n integer)\`;
    await sql\`INSERT INTO kept VALUES (\${process.argv[2]})\`;
    console.log(JSON.stringify({ pid, ownerUrl }));
  } catch (error) {
    console.log(JSON.stringify({ refused: error.message }));
    process.exit(1);
  }`;

type Report = { pid: number; ownerUrl: string; refused?: string };
const holders: ChildProcess[] = [];

async function hold(dataDir: string, row: number): Promise<{ node: ChildProcess } & Report> {
  const node = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, dataDir, String(row)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  holders.push(node);
  const [line] = (await once(createInterface(node.stdout!), 'line')) as [string];
  return { node, ...(JSON.parse(line) as Report) };
}

async function kill(node: ChildProcess): Promise<void> {
  node.kill('SIGKILL');
  await once(node, 'exit');
}

async function until(what: () => boolean | Promise<boolean>, seconds: number): Promise<boolean> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await delay(50)) if (await what()) return true;
  return false;
}

async function kept(url: string): Promise<number[]> {
  const { sql, close } = openDb(url, { max: 1 });
  try {
    return (await sql<{ n: number }[]>`SELECT n FROM kept ORDER BY n`).map(({ n }) => n);
  } finally {
    await close();
  }
}

describe('the embedded PostgreSQL', { timeout: 60_000 }, () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'yiwei-cluster-'));
    chmodSync(dataDir, 0o755);
  });
  afterAll(async () => {
    for (const node of holders) node.kill('SIGKILL');
    await until(() => !readPostmaster(join(dataDir, 'postgres')), 15);
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('of two starts on a new directory one wins and the other is told who has it', async () => {
    const both = await Promise.all([hold(dataDir, 1), hold(dataDir, 1)]);
    const winner = both.find(({ refused }) => !refused)!;
    const loser = both.find(({ refused }) => refused)!;
    expect(loser.refused).toContain(`in use by Yiwei process ${winner.node.pid}`);
    expect(isAlive(winner.pid)).toBe(true);

    await expect(startCluster({ dataDir })).rejects.toThrow(`in use by Yiwei process ${winner.node.pid}`);
    const joined = await startCluster({ dataDir, whenInUse: 'join' });
    expect(joined).toMatchObject({ joined: true, pid: winner.pid, ownerUrl: winner.ownerUrl });
    await joined.stop();
    expect(await kept(winner.ownerUrl)).toEqual([1]);

    await kill(winner.node);
    expect(await until(() => !isAlive(winner.pid), 5)).toBe(true);
  });

  test('when Node is killed the server ends too, and what was stored is there at the next start', async () => {
    const first = await hold(dataDir, 2);
    await kill(first.node);
    // at once: the old server may still be stopping
    const cluster = await startCluster({ dataDir });
    expect(isAlive(first.pid)).toBe(false);
    expect(await kept(cluster.ownerUrl)).toEqual([1, 2]);
    await cluster.stop();
    expect(isAlive(cluster.pid)).toBe(false);
  });

  test('when Node and its watchdog are killed together, the next start takes over', async () => {
    const first = await hold(dataDir, 3);
    const children = execFileSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
    const watchdog = children.find(([, parent, name]) => Number(parent) === first.node.pid && name?.endsWith('sh'))!;
    // stopped first, so that Node cannot put another in its place
    first.node.kill('SIGSTOP');
    process.kill(Number(watchdog[0]), 'SIGKILL');
    await kill(first.node);
    await delay(500);
    expect(isAlive(first.pid)).toBe(true);

    const lines: string[] = [];
    const cluster = await startCluster({ dataDir, log: (line) => lines.push(line) });
    expect(lines.join()).toContain(`process ${first.pid}`);
    expect(cluster.pid).not.toBe(first.pid);
    expect(await kept(cluster.ownerUrl)).toEqual([1, 2, 3]);
    await cluster.stop();
  });

  test('a killed watchdog is replaced', async () => {
    const first = await hold(dataDir, 4);
    const watchdogs = () =>
      execFileSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' })
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter(([, parent, name]) => Number(parent) === first.node.pid && name?.endsWith('sh'));
    const [before] = watchdogs();
    process.kill(Number(before![0]), 'SIGKILL');
    expect(await until(() => watchdogs().some(([pid]) => pid !== before![0]), 5)).toBe(true);
    await kill(first.node);
    expect(await until(() => !isAlive(first.pid), 5)).toBe(true);
  });

  test('a server that is killed comes back on its port with everything acknowledged', async () => {
    const cluster = await startCluster({ dataDir });
    const { sql, close } = openDb(cluster.ownerUrl, { max: 2 });
    const before = cluster.pid;
    await sql`INSERT INTO kept VALUES (5)`;
    process.kill(before, 'SIGKILL');
    // By a new connection: the old one may still be answered by a process that has not noticed yet.
    const back = () =>
      kept(cluster.ownerUrl).then(
        () => cluster.pid !== before,
        () => false,
      );
    expect(await until(back, 20)).toBe(true);
    expect(await kept(cluster.ownerUrl)).toEqual([1, 2, 3, 4, 5]);
    // and it is held again: nobody else may take it
    await delay(500);
    await expect(startCluster({ dataDir })).rejects.toThrow('in use by Yiwei process');
    await close();
    await cluster.stop();
    expect(readPostmaster(join(dataDir, 'postgres'))).toBeUndefined();
  });

  test('a new database finds Chinese by trigrams, orders it by ICU, and its application login bypasses nothing', async () => {
    const cluster = await startCluster({ dataDir });
    const { sql, close } = openDb(cluster.appUrl, { max: 1 });
    const [trigrams] = await sql<{ n: number }[]>`SELECT cardinality(show_trgm('敬老院')) AS n`;
    expect(trigrams?.n).toBe(4);
    const names = await sql<{ x: string }[]>`
      SELECT x FROM (VALUES ('岳阳'), ('北京'), ('长沙'), ('安乡')) v(x) ORDER BY x COLLATE "zh-x-icu"`;
    expect(names.map(({ x }) => x)).toEqual(['安乡', '北京', '岳阳', '长沙']);
    const [login] = await sql`SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user`;
    expect(login).toEqual({ rolsuper: false, rolbypassrls: false, rolcreatedb: false });
    await close();
    await cluster.stop();
  });

  test('a folder of an earlier release gets the role of open data when it starts; where a role is missing, migrating says what to do', async () => {
    const cluster = await startCluster({ dataDir });
    const home = join(dataDir, 'postgres');
    const runAs = chooseUser(home);
    const place = placeOf(home, runAs, () => {});
    const secrets = readSecrets(place);
    const login = { username: 'postgres', password: secrets.admin };
    const admin = openDb(Object.assign(new URL(cluster.ownerUrl), login).href, { max: 1 });
    await admin.sql`DROP ROLE yiwei_public`;
    await admin.close();
    await expect(migrate(cluster.ownerUrl)).rejects.toThrow(
      'As superuser, once: create role yiwei_public nologin; grant yiwei_public to yiwei_app;',
    );
    await cluster.stop();
    saveSecrets(place, { ...secrets, provisioned: true }, runAs);
    const again = await startCluster({ dataDir });
    const { sql, close } = openDb(again.appUrl, { max: 1 });
    const [role] = await sql`SELECT pg_has_role(current_user, 'yiwei_public', 'MEMBER') AS granted`;
    expect(role).toEqual({ granted: true });
    await close();
    await again.stop();
  });

  test('data made by another version is refused, naming both', async () => {
    const file = join(dataDir, 'postgres/PG_VERSION');
    const version = readFileSync(file, 'utf8');
    writeFileSync(file, '9\n');
    await expect(startCluster({ dataDir })).rejects.toThrow('the data directory was made by PostgreSQL 9');
    writeFileSync(file, version);
  });
});
