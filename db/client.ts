import './postgres-patch.ts';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { Options, PostgresType, Sql } from 'postgres';
import { PATCH_MARK } from './postgres-patch.ts';

// Dynamic, so that the load hook above is in place before the text is read.
const { default: postgres } = await import('postgres');
if (!(PATCH_MARK in postgres)) throw new Error('postgres.js was loaded before its repair; import db/client.ts first');

export type { Sql };
export type Db = PostgresJsDatabase<Record<string, never>> & { $client: Sql };

const safeInteger = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer beyond 2^53: ${text}`);
  return value;
};
// int8 (fen, counts) as exact numbers; dates stay the text they are.
const types: Record<string, PostgresType> = {
  int8: { to: 20, from: [20], serialize: String, parse: safeInteger },
  day: { to: 1082, from: [1082], serialize: String, parse: (text: string) => text },
};

/**
 * A pool over postgres.js with the timeouts every connection of the product has: 15 s a statement, 5 s for a lock,
 * 30 s idle inside a transaction. Connections are opened when needed.
 */
export function openDb(
  url: string,
  options: { max?: number; applicationName?: string; prepare?: boolean } = {},
): { sql: Sql; db: Db; close(): Promise<void> } {
  const settings: Options<Record<string, PostgresType>> = {
    max: options.max ?? 10,
    prepare: options.prepare ?? true,
    onnotice: () => {},
    types,
    connection: {
      application_name: options.applicationName ?? 'yiwei',
      statement_timeout: 15_000,
      lock_timeout: 5_000,
      idle_in_transaction_session_timeout: 30_000,
    },
  };
  const sql = postgres(url, settings) as unknown as Sql;
  const db = drizzle(sql) as unknown as Db;
  return { sql, db, close: () => sql.end({ timeout: 5 }) };
}
