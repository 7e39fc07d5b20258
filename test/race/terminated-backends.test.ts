import { setTimeout as delay } from 'node:timers/promises';
import { sql as raw } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDb, transact } from '../../db/client.ts';
import { patchSource } from '../../db/postgres-patch.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let killer: ReturnType<typeof openDb>;
const uncaught: unknown[] = [];
const catchAll = (error: unknown) => uncaught.push(error);

beforeAll(async () => {
  database = await freshDatabase();
  killer = openDb(database.appUrl, { max: 1, applicationName: 'killer' });
  await database.ownerSql`CREATE TABLE storm (batch integer NOT NULL, part integer NOT NULL)`;
  await database.ownerSql`GRANT SELECT, INSERT ON storm TO yiwei_app`;
  process.on('uncaughtException', catchAll);
  process.on('unhandledRejection', catchAll);
});

afterAll(async () => {
  process.off('uncaughtException', catchAll);
  process.off('unhandledRejection', catchAll);
  await killer.close();
  await database.drop();
});

const killAll = (name: string) =>
  // a backend that is still starting belongs to nobody yet, and may not be ended by us
  killer.sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ${name} AND usename = current_user`;

test('connections that die under load reject their queries, and the process goes on', async () => {
  const { sql, db, close } = openDb(database.appUrl, { max: 8, applicationName: 'storm' });
  const acknowledged: number[] = [];
  const failures: unknown[] = [];
  let batch = 0;
  let raging = true;
  const writer = async (index: number) => {
    while (raging) {
      const mine = batch++;
      try {
        if (index % 3 === 0) {
          await sql.begin(async (tx) => {
            await tx`INSERT INTO storm VALUES (${mine}, 1)`;
            await delay(Math.random() * 5);
            await Promise.all([tx`INSERT INTO storm VALUES (${mine}, 2)`, tx`SELECT pg_sleep(0.002)`]);
          });
        } else if (index % 3 === 1) {
          // nobody waits for these: the answer to the commit alone must say whether both are there
          await transact(db, { settings: {} }, async (tx) => {
            void tx.send`INSERT INTO storm VALUES (${mine}, 1)`;
            void tx.send`INSERT INTO storm VALUES (${mine}, 2)`;
          });
        } else {
          await db.transaction(async (tx) => {
            await tx.execute(raw`INSERT INTO storm VALUES (${mine}, 1)`);
            await tx.transaction((inner) => inner.execute(raw`INSERT INTO storm VALUES (${mine}, 2)`));
          });
        }
        acknowledged.push(mine);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  const writers = Array.from({ length: 16 }, (_, index) => writer(index));
  const enough = () => failures.length > 20 && acknowledged.length > 20;
  for (
    const end = Date.now() + 2_500, latest = end + 30_000;
    Date.now() < end || (!enough() && Date.now() < latest);
  ) {
    await delay(25);
    await killAll('storm');
  }
  raging = false;
  await Promise.all(writers);

  expect(failures.length).toBeGreaterThan(20);
  expect(acknowledged.length).toBeGreaterThan(20);
  const codes = failures.map((error) => codeOf(error));
  expect(codes.filter((code) => !['CONNECTION_CLOSED', '57P01', 'ECONNRESET', 'EPIPE'].includes(code))).toEqual([]);

  // a transaction is there whole or not at all, and every acknowledged one is there
  const halves = await sql`SELECT batch FROM storm GROUP BY batch HAVING count(*) <> 2`;
  expect(halves).toHaveLength(0);
  const rows = await sql<{ batch: number }[]>`SELECT DISTINCT batch FROM storm`;
  const stored = new Set(rows.map((row) => row.batch));
  expect(acknowledged.filter((mine) => !stored.has(mine))).toEqual([]);

  // and the pool still has all its eight connections
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => sql<{ pid: number }[]>`SELECT pg_backend_pid() AS pid, pg_sleep(1)`),
  );
  expect(new Set(answers.map(([row]) => row?.pid)).size).toBe(8);
  await close();
  expect(uncaught).toEqual([]);
}, 60_000);

test('what a transaction says after its connection died is not said on the next connection', async () => {
  const { sql, close } = openDb(database.appUrl, { max: 1, applicationName: 'deaf' });
  let late: unknown;
  let finished = () => {};
  const done = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const transaction = sql.begin(async (tx) => {
    await tx`INSERT INTO storm VALUES (-1, 1)`;
    await killAll('deaf');
    await tx`SELECT 1`.catch(() => {});
    // the pool opens its one connection anew for this
    await sql`SELECT 1`;
    late = await tx`INSERT INTO storm VALUES (-1, 2)`.catch((error: unknown) => error);
    finished();
  });
  await expect(transaction).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await done;
  expect(late).toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await sql`SELECT * FROM storm WHERE batch = -1`).toHaveLength(0);
  await close();
  expect(uncaught).toEqual([]);
});

test('a transaction in which a statement nobody awaited has failed is no success, and says why', async () => {
  const { sql, db, close } = openDb(database.appUrl, { max: 1 });
  const settings = {};
  const unawaited = transact(db, { settings }, async (tx) => {
    void tx.send`INSERT INTO storm VALUES (-2, 1)`;
    void tx.send`INSERT INTO storm VALUES (-2, ${null})`;
    void tx.send`INSERT INTO storm VALUES (-2, 3)`;
    return 'done';
  });
  await expect(unawaited).rejects.toMatchObject({ code: '23502' });
  const noticed = transact(db, { settings }, async (tx) => {
    void tx.send`INSERT INTO storm VALUES (-2, ${null})`;
    await tx.execute(raw`INSERT INTO storm VALUES (-2, 4)`);
  });
  await expect(noticed).rejects.toMatchObject({ code: '23502' });
  const misspelt = transact(db, { settings: { nonsense: 'x' } }, async (tx) => {
    await tx.send`INSERT INTO storm VALUES (-2, 5)`;
  });
  await expect(misspelt).rejects.toMatchObject({ code: '42704' });
  expect(await sql`SELECT * FROM storm WHERE batch = -2`).toHaveLength(0);
  expect(await transact(db, { settings }, async (tx) => await tx.send`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  await close();
  expect(uncaught).toEqual([]);
});

test('a postgres.js whose text has changed is refused, not patched blindly', () => {
  expect(() => patchSource('connection.js', 'another text', { sha256: '0', edits: [] })).toThrow(/changed upstream/);
});

function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: string; cause?: unknown };
  return code ?? (cause ? codeOf(cause) : String(error));
}
