import { EXTENSIONS } from './binaries.ts';
import { openDb } from './client.ts';

/** What open data is read as: it may select public columns and nothing else. Nobody signs in with it. */
export const PUBLIC_ROLE = 'yiwei_public';
/** Raised whenever a cluster needs more than the one before: those made earlier are provisioned again when they start. */
export const PROVISION = 2;

/**
 * Gives a new cluster what a database administrator would: the owner role (migrations, test databases), the
 * application's role (no superuser, bound by row-level security), the role of open data, the database and its extensions, which template1
 * hands to every later database. Safe to run again.
 *
 * @param adminUrl superuser login on database `postgres`
 */
export async function provision(adminUrl: string, passwords: { owner: string; app: string }): Promise<void> {
  const admin = openDb(adminUrl, { max: 1, applicationName: 'yiwei provision', timeouts: { statement: 0 } });
  try {
    const [icu] = await admin.sql`SELECT FROM pg_collation WHERE collname = 'zh-x-icu'`;
    if (!icu)
      throw new Error('This PostgreSQL was built without ICU (no collation zh-x-icu), which orders Chinese names.');
    await role(admin.sql, 'yiwei_owner', 'LOGIN NOSUPERUSER CREATEDB NOCREATEROLE', passwords.owner);
    await role(admin.sql, 'yiwei_app', 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', passwords.app);
    await role(admin.sql, PUBLIC_ROLE, 'NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS');
    await admin.sql.unsafe(`GRANT ${PUBLIC_ROLE} TO yiwei_app`);
    await extend(databaseOf(adminUrl, 'template1'));
    const [made] = await admin.sql`SELECT FROM pg_database WHERE datname = 'yiwei'`;
    if (!made) await admin.sql`CREATE DATABASE yiwei OWNER yiwei_owner`;
    await admin.sql`REVOKE ALL ON DATABASE yiwei FROM PUBLIC`;
    await admin.sql`GRANT CONNECT ON DATABASE yiwei TO yiwei_app`;
  } finally {
    await admin.close();
  }
}

async function role(
  sql: ReturnType<typeof openDb>['sql'],
  name: string,
  rights: string,
  password?: string,
): Promise<void> {
  const [made] = await sql`SELECT FROM pg_roles WHERE rolname = ${name}`;
  // a utility statement takes no parameters; the password is hexadecimal, made by us
  const login = password === undefined ? '' : ` PASSWORD '${password}'`;
  await sql.unsafe(`${made ? 'ALTER' : 'CREATE'} ROLE ${name} ${rights}${login}`);
}

async function extend(url: string): Promise<void> {
  const { sql, close } = openDb(url, { max: 1, applicationName: 'yiwei provision' });
  try {
    for (const name of EXTENSIONS) await sql.unsafe(`CREATE EXTENSION IF NOT EXISTS ${name}`);
  } finally {
    await close();
  }
}

/** The same login on another database of the same server. */
export function databaseOf(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
