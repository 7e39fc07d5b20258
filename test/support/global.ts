import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDb } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { migrate } from '../../db/migrate.ts';
import { databaseOf } from '../../db/provision.ts';
import { dropOf } from './drop.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** logins on the test server, and the migrated database that every test database is a copy of */
    database: { ownerUrl: string; appUrl: string; template: string };
  }
}

/**
 * One PostgreSQL for the run, thrown away afterwards; or a given server, by TEST_DATABASE_URL (a login that may create
 * databases and has btree_gist and pg_trgm in template1) and TEST_DATABASE_APP_URL (the role yiwei_app, which yiwei_public is
 * granted to).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { ownerUrl, appUrl, stop } = await server();
  const template = `yiwei_template_${randomBytes(4).toString('hex')}`;
  const owner = openDb(databaseOf(ownerUrl, 'postgres'), { max: 1, applicationName: 'yiwei test setup' });
  try {
    await owner.sql.unsafe(`CREATE DATABASE ${template}`);
    await migrate(databaseOf(ownerUrl, template), console.log);
  } catch (error) {
    await owner.close();
    await stop();
    throw error;
  }
  project.provide('database', { ownerUrl, appUrl, template });
  return async () => {
    for (const name of [template, `${template}_seeding`, `${template}_seeded`]) await dropOf(owner.sql, name);
    await owner.close();
    await stop();
    rmSync(join(tmpdir(), `${template}-files`), { recursive: true, force: true });
  };
}

async function server(): Promise<{ ownerUrl: string; appUrl: string; stop(): Promise<void> }> {
  const { TEST_DATABASE_URL: ownerUrl, TEST_DATABASE_APP_URL: appUrl } = process.env;
  if (ownerUrl && appUrl) return { ownerUrl, appUrl, stop: async () => {} };
  if (ownerUrl || appUrl) throw new Error('Set both TEST_DATABASE_URL and TEST_DATABASE_APP_URL, or neither.');
  const dataDir = mkdtempSync(join(tmpdir(), 'yiwei-test-'));
  chmodSync(dataDir, 0o755);
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  try {
    const cluster = await startCluster({ dataDir, durable: false, log: console.log });
    return {
      ...cluster,
      stop: async () => {
        await cluster.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
