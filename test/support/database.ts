import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { inject } from 'vitest';
import { type Db, type OpenOptions, openDb, type Sql } from '../../db/client.ts';
import { databaseOf } from '../../db/provision.ts';
import { dropOf } from './drop.ts';

export type TestDatabase = {
  /** the application's login: row-level security and grants apply, as in use */
  sql: Sql;
  db: Db;
  /** the owner's login: bypasses row-level security, for looking at what is really there */
  ownerSql: Sql;
  appUrl: string;
  ownerUrl: string;
  drop(): Promise<void>;
};

/** A migrated, empty database of its own; call once per test file and `drop()` it in afterAll. */
export async function freshDatabase(options: OpenOptions = {}): Promise<TestDatabase> {
  return openCopy(inject('database').template, options);
}

/**
 * A database with the demonstration district in it. Whichever file asks first in a run writes it by `seed`; everybody
 * gets a copy of that.
 */
export async function seededDatabase(seed: (database: TestDatabase) => Promise<void>): Promise<TestDatabase> {
  const { ownerUrl, template } = inject('database');
  const ready = `${template}_seeded`;
  const making = `${template}_seeding`;
  const exists = (name: string) =>
    administer(ownerUrl, async (sql) => (await sql`select 1 from pg_database where datname = ${name}`).length > 0);
  while (!(await exists(ready))) {
    const mine = await administer(ownerUrl, (sql) => copyOf(sql, template, making)).then(
      () => true,
      (error: { code?: string }) => {
        if (error.code === '42P04' || error.code === '23505') return false;
        throw error;
      },
    );
    if (!mine) {
      await delay(500);
      continue;
    }
    const database = connect(making, {});
    try {
      await seed(database);
      await database.close();
      await administer(ownerUrl, (sql) => copyOf(sql, making, ready));
    } finally {
      await database.drop();
    }
  }
  return openCopy(ready, {});
}

async function openCopy(template: string, options: OpenOptions): Promise<TestDatabase> {
  const name = `yiwei_test_${randomBytes(6).toString('hex')}`;
  await administer(inject('database').ownerUrl, (sql) => copyOf(sql, template, name));
  return connect(name, options);
}

function connect(name: string, options: OpenOptions): TestDatabase & { close(): Promise<void> } {
  const server = inject('database');
  const ownerUrl = databaseOf(server.ownerUrl, name);
  const appUrl = databaseOf(server.appUrl, name);
  const app = openDb(appUrl, { max: 8, applicationName: 'yiwei test', ...options });
  const owner = openDb(ownerUrl, { max: 2, applicationName: 'yiwei test owner' });
  const close = async () => {
    await Promise.all([app.close(), owner.close()]);
  };
  return {
    close,
    sql: app.sql,
    db: app.db,
    ownerSql: owner.sql,
    appUrl,
    ownerUrl,
    async drop() {
      await close();
      await administer(server.ownerUrl, (sql) => dropOf(sql, name));
    },
  };
}

async function administer<T>(ownerUrl: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const { sql, close } = openDb(databaseOf(ownerUrl, 'postgres'), { max: 1, applicationName: 'yiwei test files' });
  try {
    return await work(sql);
  } finally {
    await close();
  }
}

/** Two files that copy the template at one moment wait for each other; the server says so instead of waiting. */
async function copyOf(sql: Sql, template: string, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      // A filled database is copied file by file; an empty one is quicker to write anew.
      const how = template.endsWith('_seeded') ? 'FILE_COPY' : 'WAL_LOG';
      await sql.unsafe(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY ${how}`);
      return;
    } catch (error) {
      const busy = ['55006', '55P03'].includes((error as { code?: string }).code ?? '');
      if (!busy || tries === 40) throw error;
      await delay(50 * Math.random() + 25 * tries);
    }
  }
}
