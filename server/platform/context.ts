import { createHash } from 'node:crypto';
import { sql as raw } from 'drizzle-orm';
import { type Db, type OpenTransaction, transact } from '../../db/client.ts';
import { PUBLIC_ROLE } from '../../db/provision.ts';
import { idempotencyKeys } from '../../db/schema/registry.ts';
import { Refusal } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import type { Action, Role } from '../kernel/permissions.ts';
import { type Belonging, doorOf, keysFor, type Membership, reaches } from '../kernel/reach.ts';
import type { Language } from '../kernel/say.ts';
import { refusalFromConstraint } from './constraints.ts';
import type { Events, Topic } from './events.ts';
import { newId } from './ids.ts';

declare const writes: unique symbol;
declare const reads: unique symbol;
/** A transaction that may write. Only act() hands one out. */
export type Tx = OpenTransaction & { readonly [writes]: true };
/** A transaction that may read; the database itself refuses writes in it. A Tx will do where a ReadTx is asked for. */
export type ReadTx = Pick<OpenTransaction, 'select' | 'selectDistinct' | 'execute' | '$with' | 'with' | '$count'> & {
  readonly [reads]?: true;
};

/** Who acts: an account with its memberships, or the clock. */
export type Actor = {
  account: string | null;
  name: string;
  memberships: readonly Membership[];
  strength: number;
  /** Signed in with a password an administrator knows: nothing but the own account until it is changed. */
  temporary?: boolean;
  /** A program with a token: these actions and no other, public ones included. */
  only?: readonly Action[];
};

/** Everything an action needs from outside. `clock` is an argument so that tests and replays can set it. */
export type Context = {
  db: Db;
  clock: () => Date;
  events: Events;
  actor: Actor | null;
  district: string;
  language: Language;
  requestId: string;
  ifMatch?: number;
  idempotency?: { key: string; hash: string };
  /** absent where no background work runs (the seed, tools): what it would have done is then left to the next sweep */
  enqueue?: Enqueue;
};

/** One job to be done once, not before `at`; `data` names the record, never a person. `wakes` goes with `changed`. */
export type Later = { job: string; data: Record<string, string>; at: Date; wakes?: Topic[] };
/** Puts a job into the queue inside the transaction: it exists when the transaction commits, and only then. */
export type Enqueue = (tx: Tx, later: Later) => Promise<void>;

/** What is acted upon: its belonging decides whether the actor reaches it. */
export type Subject<T> = Belonging & { type: string; id: string | null; row: T; version?: number };

/**
 * What the work has done. `after` goes to the audit log beside the subject; `changed` wakes open pages on commit;
 * `later` is enqueued in the same transaction.
 */
export type Done<R> = {
  result: R;
  id?: string;
  before?: object;
  after?: object;
  reason?: string;
  changed?: Topic[];
  later?: Later | readonly Later[];
};

/** The system's own actor, for deadlines that pass without anybody clicking. */
export function clockActor(district: string): Actor {
  return {
    account: null,
    name: 'system',
    strength: 2,
    memberships: [{ district, role: 'system', street: null, facility: null }],
  };
}

/** Roles that act for the government or an institution sign in with a second factor. */
const needsSecondFactor = (role: Role) => role !== 'family' && role !== 'system';

/**
 * The memberships with which the actor may open this door, before any record is looked at.
 * Throws Refusal signed_out (401) or forbidden (403).
 */
export function enter(action: Action, actor: Actor | null, district: string): Membership[] {
  const { may } = doorOf(action);
  if (actor?.only && !actor.only.includes(action)) throw new Refusal('forbidden', 'token_scope', { action });
  if (may === 'public') return actor?.memberships.filter((m) => m.district === district) ?? [];
  if (!actor) throw new Refusal('signed_out', 'signed_out');
  if (may === 'signed_in') return [...actor.memberships];
  const keys = keysFor(action, actor.memberships).filter((m) => m.district === district || may[m.role] === 'any');
  if (keys.length === 0) throw new Refusal('forbidden', 'role_forbidden', { action });
  const strong = keys.filter((m) => !needsSecondFactor(m.role) || actor.strength >= 2);
  if (actor.temporary) throw new Refusal('forbidden', 'password_temporary');
  if (strong.length === 0) throw new Refusal('forbidden', 'stronger_sign_in');
  return strong;
}

function settle(ctx: Context, action: Action, keys: Membership[], subject: Belonging): Membership | null {
  const { may } = doorOf(action);
  if (may === 'public' || may === 'signed_in') return keys[0] ?? null;
  const key = keys.find((m) => reaches(action, m, ctx.actor?.account ?? '', subject));
  if (!key) throw new Refusal('forbidden', 'out_of_reach');
  return key;
}

/**
 * SET LOCAL for row-level security: the district always, the facility when every key is of that one facility; and the day
 * it is by the action's own clock, for conditions that end with a day wherever they are asked.
 */
function scope(keys: Membership[], { district, clock }: Pick<Context, 'district' | 'clock'>): Record<string, string> {
  const only = keys.length > 0 && keys.every((m) => m.facility !== null && m.facility === keys[0]?.facility);
  const facility = only ? (keys[0]?.facility ?? '') : '';
  return { 'yiwei.district': district, 'yiwei.facility': facility, 'yiwei.today': dayOf(clock()) };
}

export const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/**
 * The one door for writes: opens the transaction, answers a repeated Idempotency-Key, loads the subject (`find`
 * locks it FOR UPDATE when it will change), checks role and reach, checks If-Match where the permission table says
 * `edit`, does the work, writes one audit row, commits, and then wakes open pages.
 *
 * @returns the work's `result`; it must survive JSON, because an idempotent repeat answers from storage
 * @throws Refusal for every "no", including constraint violations (by constraint name)
 */
export async function act<S, R>(
  ctx: Context,
  action: Action,
  find: (tx: Tx) => Promise<Subject<S>>,
  work: (tx: Tx, subject: Subject<S>) => Promise<Done<R>>,
): Promise<R> {
  const keys = enter(action, ctx.actor, ctx.district);
  let changed: Topic[] = [];
  const result = await transact(ctx.db, { settings: scope(keys, ctx) }, async (open) => {
    const tx = open as Tx;
    const repeat = await earlierAnswer<R>(tx, ctx, action);
    if (repeat) return repeat.response;
    const subject = await find(tx);
    const key = settle(ctx, action, keys, subject);
    checkVersion(ctx, action, subject.version);
    const done = await work(tx, subject);
    const laters = [done.later ?? []].flat();
    changed = [...(done.changed ?? []), ...laters.flatMap((l) => l.wakes ?? [])];
    for (const later of laters) await ctx.enqueue?.(tx, later);
    record(tx, ctx, action, key, { ...subject, id: done.id ?? subject.id }, done);
    return done.result;
  }).catch((error: unknown) => {
    throw refusalFromConstraint(error) ?? error;
  });
  ctx.events.publish(ctx.district, changed);
  return result;
}

function checkVersion(ctx: Context, action: Action, current: number | undefined) {
  if (!doorOf(action).edit || current === undefined) return;
  if (ctx.ifMatch === undefined) throw new Refusal('version_required', 'version_required');
  if (ctx.ifMatch !== current) throw new Refusal('stale', 'version_stale', { current });
}

async function earlierAnswer<R>(tx: Tx, ctx: Context, action: Action): Promise<{ response: R } | null> {
  const idem = ctx.idempotency;
  const account = ctx.actor?.account;
  if (!idem || !account) return null;
  const fresh = await tx.execute(
    raw`insert into ${idempotencyKeys} (district, account_id, key, action, request_hash, created_at)
        values (${ctx.district}, ${account}, ${idem.key}, ${action}, ${idem.hash}, ${ctx.clock().toISOString()})
        on conflict do nothing returning key`,
  );
  if (fresh.length > 0) return null;
  const [row] = await tx.execute<{ action: string; request_hash: string; response: string | null }>(
    raw`select action, request_hash, response from ${idempotencyKeys}
        where district = ${ctx.district} and account_id = ${account} and key = ${idem.key}`,
  );
  if (!row || row.action !== action || row.request_hash !== idem.hash) throw new Refusal('invalid', 'key_reused');
  return { response: JSON.parse(row.response ?? 'null') as R };
}

/** Sent, not awaited: the commit that follows waits for it and fails with it. */
function record<R>(
  tx: Tx,
  ctx: Context,
  action: Action,
  key: Membership | null,
  subject: Subject<unknown>,
  done: Done<R>,
): void {
  const { district, actor, idempotency } = ctx;
  const text = (value: object | undefined) => (value ? JSON.stringify(value) : null);
  tx.send`insert into audit
      (district, id, at, account_id, role, action, subject_type, subject_id, before, after, reason, request_id)
    values (${district}, ${newId()}, ${ctx.clock()}, ${actor?.account ?? null}, ${key?.role ?? 'public'}, ${action},
      ${subject.type}, ${subject.id}, ${text(done.before)}, ${text(done.after)}, ${done.reason ?? null}, ${ctx.requestId})`;
  if (idempotency && actor?.account)
    tx.send`update idempotency_keys set response = ${JSON.stringify(done.result ?? null)}
      where district = ${district} and account_id = ${actor.account} and key = ${idempotency.key}`;
}

/**
 * The door for reading personal data: same checks, and one audit row per reading that names whose data it was.
 * `find` returns what is read and to whom it belongs; a list passes the belonging its query was limited to.
 * With `oneMoment` everything it reads is as of one moment, whatever is committed meanwhile.
 */
export async function look<S>(
  ctx: Context,
  action: Action,
  find: (tx: ReadTx, keys: Membership[]) => Promise<Subject<S>>,
  { oneMoment = false } = {},
): Promise<S> {
  const keys = enter(action, ctx.actor, ctx.district);
  return transact(
    ctx.db,
    { mode: oneMoment ? 'isolation level repeatable read' : undefined, settings: scope(keys, ctx) },
    async (open) => {
      const tx = open as Tx;
      const subject = await find(tx as unknown as ReadTx, keys);
      const key = settle(ctx, action, keys, subject);
      record(tx, { ...ctx, idempotency: undefined }, action, key, subject, { result: null });
      return subject.row;
    },
  );
}

/** Reading what is not personal: same district scope, read-only by the database, no audit row. */
export async function view<R>(
  ctx: Context,
  action: Action,
  read: (tx: ReadTx, keys: Membership[]) => Promise<R>,
): Promise<R> {
  const keys = enter(action, ctx.actor, ctx.district);
  // What is public is the same for everybody: a nurse's own home must not narrow it.
  const open = doorOf(action).may === 'public';
  return transact(ctx.db, { mode: 'read only', settings: scope(open ? [] : keys, ctx) }, (tx) =>
    read(tx as unknown as ReadTx, keys),
  );
}

/**
 * Reading for whom nobody knows: as a role of the database that may select public columns and nothing else, so that no
 * mistaken query reaches a person (text run as SQL could leave the role again: parameters are bound, as everywhere).
 */
export async function viewOpenly<R>(ctx: Context, action: Action, read: (tx: ReadTx) => Promise<R>): Promise<R> {
  enter(action, ctx.actor, ctx.district);
  if (doorOf(action).may !== 'public') throw new Error(`${action} is not public`);
  const settings = { ...scope([], ctx), role: PUBLIC_ROLE };
  return transact(ctx.db, { mode: 'read only', settings }, (tx) => read(tx as unknown as ReadTx));
}

/**
 * One step of an allowed action that concerns another home's record, such as the bed somebody leaves by moving in here:
 * row-level security keeps to the district for that step alone.
 */
export async function elsewhere<R>(tx: Pick<ReadTx, 'execute'>, step: () => Promise<R>): Promise<R> {
  const [own] = await tx.execute<{ facility: string }>(
    raw`select coalesce(current_setting('yiwei.facility', true), '') as facility, set_config('yiwei.facility', '', true)`,
  );
  const result = await step();
  await tx.execute(raw`select set_config('yiwei.facility', ${own?.facility ?? ''}, true)`);
  return result;
}

/** A list read by role: the part of the district this membership reaches, to be put into the query. */
export function limitOf(
  action: Action,
  keys: Membership[],
  account: string | null,
): { street?: string; facility?: string; account?: string } {
  const { may } = doorOf(action);
  if (may === 'public' || may === 'signed_in') return {};
  if (keys.some((m) => may[m.role] === 'district' || may[m.role] === 'any')) return {};
  const street = keys.find((m) => may[m.role] === 'street')?.street;
  if (street) return { street };
  const facility = keys.find((m) => may[m.role] === 'facility')?.facility;
  if (facility) return { facility };
  return { account: account ?? '' };
}
