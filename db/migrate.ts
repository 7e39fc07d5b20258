import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import { openDb, type Sql } from './client.ts';
import { startCluster } from './cluster.ts';
import { PUBLIC_ROLE } from './provision.ts';

export const MIGRATIONS = join(import.meta.dirname, 'migrations');
/** Advisory lock in the application's database: one process migrates, the others wait and find nothing to do. */
const MIGRATION_LOCK = 1_953_982_827;

/**
 * Brings the database up to the newest migration in `folder`, all in one transaction.
 *
 * @param ownerUrl login that owns the tables
 * @param log told when it has to wait or takes longer than a second
 * @returns how many migrations were applied now
 */
export async function migrate(
  ownerUrl: string,
  log: (line: string) => void = () => {},
  folder: string = MIGRATIONS,
): Promise<{ applied: number }> {
  if (!existsSync(join(folder, 'meta/_journal.json')))
    throw new Error(`${folder} holds no migrations (meta/_journal.json).`);
  // one connection, so that the lock and the migration share a session; no limits, an index may take minutes
  const { sql, db, close } = openDb(ownerUrl, {
    max: 1,
    applicationName: 'yiwei migrate',
    timeouts: { statement: 0, lock: 0, idle: 0 },
  });
  const from = Date.now();
  let doing = 'Waiting for another process that is migrating the database';
  const progress = setInterval(() => log(`${doing} (${Math.round((Date.now() - from) / 1000)} s)…`), 1_000);
  try {
    await sql`SELECT pg_advisory_lock(${MIGRATION_LOCK})`;
    doing = 'Migrating the database';
    await refuseWithoutRole(sql);
    const before = await count(sql);
    await applyMigrations(db, { migrationsFolder: folder });
    return { applied: (await count(sql)) - before };
  } finally {
    clearInterval(progress);
    await close();
  }
}

/** A role belongs to the server, not to the database: the owner of the tables can neither make nor grant it. */
async function refuseWithoutRole(sql: Sql): Promise<void> {
  const [role] = await sql<{ granted: boolean }[]>`
    SELECT pg_has_role('yiwei_app', oid, 'MEMBER') AS granted FROM pg_roles WHERE rolname = ${PUBLIC_ROLE}`;
  if (role?.granted) return;
  const missing = role ? '' : `create role ${PUBLIC_ROLE} nologin; `;
  throw new Error(
    `The database role ${PUBLIC_ROLE}, as which open data is read, is ${role ? 'not granted to yiwei_app' : 'missing'}. ` +
      `As superuser, once: ${missing}grant ${PUBLIC_ROLE} to yiwei_app;`,
  );
}

async function count(sql: Sql): Promise<number> {
  const [table] = await sql<
    { there: boolean }[]
  >`SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS there`;
  if (!table?.there) return 0;
  const [row] = await sql<{ n: number }[]>`SELECT count(*) AS n FROM drizzle.__drizzle_migrations`;
  return row?.n ?? 0;
}

if (import.meta.main) {
  const given = process.env.DATABASE_OWNER_URL || process.env.DATABASE_URL;
  const cluster = given
    ? undefined
    : await startCluster({ dataDir: process.env.DATA_DIR || '.data', log: console.log, whenInUse: 'join' });
  try {
    const { applied } = await migrate(given ?? cluster!.ownerUrl, console.log);
    console.log(
      applied === 0 ? 'The database is up to date.' : `Applied ${applied} migration${applied === 1 ? '' : 's'}.`,
    );
  } finally {
    await cluster?.stop();
  }
}
