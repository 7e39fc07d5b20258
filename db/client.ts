import type { PostgresJsDatabase, PostgresJsTransaction as Transaction } from 'drizzle-orm/postgres-js';
import type {
  Options,
  PostgresError,
  PostgresType,
  Sql as RawSql,
  Row,
  SerializableParameter,
  TransactionSql,
} from 'postgres';
import { PATCH_MARK } from './postgres-patch.ts';

// Dynamic, so that the load hook of postgres-patch.ts is in place: static imports are loaded before any module runs.
const { default: postgres } = await import('postgres');
if (!(PATCH_MARK in postgres))
  throw new Error(
    'postgres was loaded before db/postgres-patch.ts: only db/client.ts may import it (or drizzle-orm/postgres-js).',
  );
const { drizzle, PostgresJsSession, PostgresJsTransaction } = await import('drizzle-orm/postgres-js');

/** postgres.js with this project's types: int8 is a number, a date stays 'YYYY-MM-DD', timestamptz is a Date. */
export type Sql = RawSql<{ bigint: number }>;
export type Db = PostgresJsDatabase & { $client: Sql };

export type OpenOptions = {
  /** connections in the pool */
  max?: number;
  applicationName?: string;
  /** named prepared statements; false behind a pooler that hands each transaction another session */
  prepare?: boolean;
  /** for filling a database: a commit does not wait for the disk, and a crash of the server may lose the last moments */
  relaxed?: boolean;
  /** milliseconds, 0 for none: a statement (15 000), a wait for a lock (5 000), an idle open transaction (30 000) */
  timeouts?: { statement?: number; lock?: number; idle?: number };
  /** called when a connection of the pool closes, for whatever reason */
  onclose?: (connection: number) => void;
};

/**
 * Opens a pool on one login. `sql` and `db` share it. Civil dates and `current_date` are Beijing's, whatever the server
 * is set to. A query on a connection that dies rejects with code CONNECTION_CLOSED (or 57P01); the next one reconnects.
 *
 * @param url postgres://user:password@host:port/database
 */
export function openDb(url: string, options: OpenOptions = {}): { sql: Sql; db: Db; close(): Promise<void> } {
  const { max = 10, applicationName = 'yiwei', prepare = true, relaxed = false, timeouts = {}, onclose } = options;
  const settings: Options<{ bigint: PostgresType<number> }> = {
    max,
    prepare,
    onclose,
    onnotice: () => {},
    connect_timeout: 10,
    types: { bigint: { to: 20, from: [20], serialize: String, parse: safeInteger } },
    connection: {
      application_name: applicationName,
      // text, because postgres.js leaves out a parameter that is the number 0
      statement_timeout: String(timeouts.statement ?? 15_000) as unknown as number,
      lock_timeout: String(timeouts.lock ?? 5_000) as unknown as number,
      idle_in_transaction_session_timeout: String(timeouts.idle ?? 30_000) as unknown as number,
      TimeZone: 'Asia/Shanghai',
      ...(relaxed ? { synchronous_commit: 'off' } : {}),
    },
  };
  const sql = postgres(url, settings) as unknown as Sql;
  const db = drizzle(prepare ? preparing(sql) : sql);
  shareTypes(sql);
  return { sql, db: Object.assign(db, { $client: sql }) as Db, close: () => sql.end({ timeout: 5 }) };
}

/** int8 is exact as a number up to 2^53; beyond that a wrong amount is worse than an error. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} is beyond 2^53`);
  return value;
}

/** drizzle turns date and JSON conversion off for the whole client; this gives plain `sql` its own back, for both. */
function shareTypes(sql: Sql): void {
  const { parsers, serializers } = sql.options as unknown as {
    parsers: Record<number, (text: string) => unknown>;
    serializers: Record<number, (value: unknown) => unknown>;
  };
  const [DATE, TIMESTAMPTZ, JSON_TEXT, JSONB] = [1082, 1184, 114, 3802];
  parsers[TIMESTAMPTZ] = (text) => new Date(text);
  serializers[TIMESTAMPTZ] = (value) => (value instanceof Date ? value.toISOString() : value);
  serializers[DATE] = (value) => {
    if (value instanceof Date) throw new TypeError('a date column takes a YYYY-MM-DD string, not a Date');
    return value;
  };
  // drizzle hands over JSON as text already
  serializers[JSON_TEXT] = serializers[JSONB] = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
}

/**
 * A statement that is sent at once, prepared, without waiting for those before it. Its rows may be awaited, but need
 * not be: a statement that fails fails the transaction, and its error is what the transaction rejects with.
 */
export type Send = <T extends Row>(
  strings: TemplateStringsArray,
  ...values: SerializableParameter[]
) => PromiseLike<T[]>;
export type OpenTransaction = Omit<Transaction<Record<string, never>, Record<string, never>>, 'transaction'> & {
  $client: TransactionSql;
  send: Send;
};

/**
 * A transaction that costs as many round trips as its work awaits: the opening travels with the first statement, and
 * the commit follows the last one without waiting for its answer. It resolves when PostgreSQL has said COMMIT.
 *
 * @param db inside an open transaction, a savepoint of that one
 * @param options `settings` hold for this transaction only (SET LOCAL)
 */
export async function transact<R>(
  db: Db | OpenTransaction,
  options: { mode?: 'read only' | 'isolation level repeatable read'; settings: Record<string, string> },
  work: (tx: OpenTransaction) => Promise<R>,
): Promise<R> {
  const { dialect } = db as unknown as { dialect: ConstructorParameters<typeof PostgresJsTransaction>[0] };
  const settings = Object.entries(options.settings).map(([name, value]) => `set local ${name} = ${literal(value)}`);
  let first: unknown;
  const failed = (error: unknown) => {
    first ??= error;
  };
  const open = ($client: TransactionSql) => {
    const send: Send = (strings, ...values) => {
      const rows = $client(strings, ...values);
      rows.catch(failed);
      return rows as never;
    };
    const session = new PostgresJsSession(preparing($client) as never, dialect, undefined);
    return work(Object.assign(new PostgresJsTransaction(dialect, session, undefined), { $client, send }) as never);
  };
  try {
    if ('send' in db)
      return (await db.$client.savepoint(async (part) => {
        await part.unsafe(settings.join(';'));
        return open(part);
      })) as R;
    // One message: when a part of it fails the rest is not done, and without the scope of row-level security among
    // the settings nothing that follows could write.
    const opening = [`begin ${options.mode ?? ''}`, ...settings].join(';');
    return (await db.$client.begin({ opening, failed } as never, open)) as R;
  } catch (error) {
    // 25P02: something had failed before, in a statement nobody awaited
    throw codeOf(error) === '25P02' ? (first ?? error) : error;
  }
}

const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;
/** drizzle wraps the error of the server */
const codeOf = (error: unknown) => ((error as Error).cause as PostgresError)?.code ?? (error as PostgresError).code;

/** Texts with more parameters than this are bulk writes, of which every length is another text. */
const PREPARED_PARAMS = 40;
const preparable = (params: unknown[]) => params.length > 0 && params.length <= PREPARED_PARAMS;

/**
 * drizzle sends everything through `unsafe`, unprepared: parsed and planned anew each time, with a round trip more to
 * learn the types. This names those statements, in transactions too.
 */
function preparing<S extends object>(client: S): S {
  return new Proxy(client, {
    get(target, name, receiver) {
      const value = Reflect.get(target, name, receiver) as unknown;
      if (typeof value !== 'function') return value;
      if (name === 'unsafe')
        return (text: string, params: unknown[] = [], options: object = {}) =>
          value.call(target, text, params, {
            ...options,
            prepare: preparable(params),
          });
      if (name === 'begin' || name === 'savepoint')
        return (...args: unknown[]) =>
          value.apply(
            target,
            args.map((a) => (typeof a === 'function' ? (tx: object) => a(preparing(tx)) : a)),
          );
      return value;
    },
  });
}
