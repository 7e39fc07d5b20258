import { join } from 'node:path';
import { openDb } from './client.ts';

// Any constant will do as long as it is ours: "yiwei" in ASCII.
const LOCK = 0x7969776569;

/**
 * Brings the schema up to date as the owner. Two processes that start at once do it one after the other, under an
 * advisory lock held by its own connection; each migration is all or nothing.
 * @throws what PostgreSQL says, when a migration cannot be applied
 */
export async function migrate(
  ownerUrl: string,
  log: (line: string) => void = () => {},
  folder = join(import.meta.dirname, 'migrations'),
): Promise<void> {
  const { migrate: run } = await import('drizzle-orm/postgres-js/migrator');
  const { sql, db, close } = openDb(ownerUrl, { max: 2, applicationName: 'yiwei-migrate' });
  const slow = setTimeout(() => log('migrating the database …'), 1000);
  try {
    const guard = await sql.reserve();
    await guard`set lock_timeout = 0`;
    await guard`set statement_timeout = 0`;
    await guard`select pg_advisory_lock(${LOCK})`;
    try {
      await run(db, { migrationsFolder: folder });
    } finally {
      await guard`select pg_advisory_unlock(${LOCK})`;
      guard.release();
    }
  } finally {
    clearTimeout(slow);
    await close();
  }
}

if (import.meta.main) {
  const url = process.env.DATABASE_OWNER_URL ?? process.env.DATABASE_URL;
  if (!url) throw new Error('set DATABASE_OWNER_URL (or DATABASE_URL) to the database to migrate');
  await migrate(url, console.log);
  console.log('the database is up to date');
}
