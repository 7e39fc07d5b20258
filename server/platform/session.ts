import { createHash, randomBytes } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import { and, desc, eq, gt, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm';
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { accounts, memberships, phoneCodes, sessions } from '../../db/schema/registry.ts';
import { Refusal } from '../kernel/errors.ts';
import type { Role } from '../kernel/permissions.ts';
import type { Membership } from '../kernel/reach.ts';
import type { Config } from './config.ts';
import { type Actor, act, type Context, type ReadTx, type Tx } from './context.ts';
import { contextOf, type Env, type Services } from './http.ts';
import { newId } from './ids.ts';
import { actorOfToken } from './tokens.ts';
import type { Vault } from './vault.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long a session lasts unused, and at most. Staff see other people's data; a family sees its own, on its own phone. */
export const lifetimes = {
  staff: { idleMs: 30 * MINUTE, absoluteMs: 12 * HOUR },
  family: { idleMs: 30 * DAY, absoluteMs: 90 * DAY },
} as const;
/** `seen_at` is written at most this often, so that reading does not mean writing. */
const TOUCH_MS = MINUTE;

const lifetimeOf = (held: readonly Membership[]) =>
  held.some((m) => m.role !== 'family') ? lifetimes.staff : lifetimes.family;

const hashToken = (token: string) => createHash('sha256').update(token).digest();
const newToken = () => randomBytes(32).toString('base64url');

/** A session just opened or rotated: the only moment its token is known. `lastsMs` from now to the absolute end. */
export type Opened = { id: string; token: string; accountId: string; lastsMs: number };

/** The active memberships of an account, in every district. */
export async function membershipsOf(tx: ReadTx, accountId: string): Promise<Membership[]> {
  const rows = await tx
    .select({
      district: memberships.district,
      role: memberships.role,
      street: memberships.streetCode,
      facility: memberships.facilityId,
      department: memberships.department,
    })
    .from(memberships)
    .where(and(eq(memberships.accountId, accountId), isNull(memberships.endedAt)));
  return rows.map((m) => ({ ...m, role: m.role as Role }));
}

/** Opens a session inside the transaction of a sign-in, and ends the one this browser had (`replaces`). */
export async function startSession(
  tx: Tx,
  input: { accountId: string; strength: 1 | 2; agent: string; now: Date; replaces: string | null },
): Promise<Opened> {
  const { accountId, strength, agent, now, replaces } = input;
  if (replaces) await tx.update(sessions).set({ endedAt: now }).where(liveId(replaces));
  const life = lifetimeOf(await membershipsOf(tx, accountId));
  const opened = { id: newId(), token: newToken(), accountId, lastsMs: life.absoluteMs };
  await tx.insert(sessions).values({
    id: opened.id,
    tokenHash: hashToken(opened.token),
    accountId,
    strength,
    agent,
    createdAt: now,
    seenAt: now,
    idleUntil: new Date(now.getTime() + life.idleMs),
    absoluteUntil: new Date(now.getTime() + life.absoluteMs),
  });
  return opened;
}

/** Raises a session to two factors under a new token; the old token ends with it. Its absolute end stays. */
export async function rotateSession(tx: Tx, sessionId: string | null, now: Date): Promise<Opened> {
  const token = newToken();
  const [row] = sessionId
    ? await tx
        .update(sessions)
        .set({ tokenHash: hashToken(token), strength: 2, seenAt: now })
        .where(liveId(sessionId))
        .returning({ id: sessions.id, accountId: sessions.accountId, until: sessions.absoluteUntil })
    : [];
  if (!row) throw new Refusal('signed_out', 'signed_out');
  return { id: row.id, token, accountId: row.accountId, lastsMs: row.until.getTime() - now.getTime() };
}

const liveId = (id: string) => and(eq(sessions.id, id), isNull(sessions.endedAt));

/** Ends one session of an account. False when it has no such live session: another's look just like unknown ones. */
export async function endSession(tx: Tx, accountId: string, id: string, now: Date): Promise<boolean> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: now })
    .where(and(liveId(id), eq(sessions.accountId, accountId)))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** Ends every other session of an account; answers how many. */
export async function endOtherSessions(tx: Tx, accountId: string, keep: string | null, now: Date): Promise<number> {
  const others = keep ? ne(sessions.id, keep) : undefined;
  const ended = await tx
    .update(sessions)
    .set({ endedAt: now })
    .where(and(eq(sessions.accountId, accountId), isNull(sessions.endedAt), others))
    .returning({ id: sessions.id });
  return ended.length;
}

/** Long enough to look into a complaint about somebody's sign-ins; what happened stays in the audit log. */
const KEEP_ENDED_DAYS = 30;

/** Forgets sessions that ended or ran out 30 days ago, and phone codes that were used or are past their minutes. */
export function purgeSignins(ctx: Context): Promise<{ sessions: number; codes: number }> {
  const now = ctx.clock();
  const longAgo = new Date(now.getTime() - KEEP_ENDED_DAYS * DAY);
  return act(
    ctx,
    'platform.purge',
    async () => ({ district: ctx.district, type: 'district', id: null, row: null }),
    async (tx) => {
      const old = await tx
        .delete(sessions)
        .where(or(lt(sessions.endedAt, longAgo), lt(sessions.idleUntil, longAgo), lt(sessions.absoluteUntil, longAgo)))
        .returning({ id: sessions.id });
      const codes = await tx
        .delete(phoneCodes)
        .where(or(isNotNull(phoneCodes.usedAt), lt(phoneCodes.expiresAt, now)))
        .returning({ id: phoneCodes.id });
      const result = { sessions: old.length, codes: codes.length };
      return { result, after: result };
    },
  );
}

/** The live sessions of an account, last used first. */
export function liveSessions(tx: ReadTx, accountId: string, now: Date) {
  return tx
    .select({
      id: sessions.id,
      strength: sessions.strength,
      agent: sessions.agent,
      createdAt: sessions.createdAt,
      seenAt: sessions.seenAt,
      idleUntil: sessions.idleUntil,
      absoluteUntil: sessions.absoluteUntil,
    })
    .from(sessions)
    .where(
      and(
        eq(sessions.accountId, accountId),
        isNull(sessions.endedAt),
        gt(sessions.idleUntil, now),
        gt(sessions.absoluteUntil, now),
      ),
    )
    .orderBy(desc(sessions.seenAt), desc(sessions.id));
}

/**
 * Who is asking, from the token of a program (then a cookie counts for nothing) or from the session cookie: sets `actor` and `sessionId`. One SELECT a request and nothing kept in
 * memory, so that an ended session, an ended membership or a disabled account counts from the next request on.
 */
export const sessionMiddleware =
  (services: Services): MiddlewareHandler<Env> =>
  async (c, next) => {
    const bearer = /^bearer +(.*)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (bearer !== undefined) {
      c.set('actor', await actorOfToken(services, bearer.trim()));
      return next();
    }
    const found = await findSession(services, readCookie(c));
    if (found) {
      c.set('actor', found.actor);
      c.set('sessionId', found.id);
    }
    await next();
  };

async function findSession(services: Services, token: string | null): Promise<{ id: string; actor: Actor } | null> {
  if (!token) return null;
  const { db } = services;
  const now = services.clock();
  const rows = await db
    .select({
      session: sessions,
      name: accounts.displayName,
      passwordUntil: accounts.passwordUntil,
      district: memberships.district,
      role: memberships.role,
      street: memberships.streetCode,
      facility: memberships.facilityId,
      department: memberships.department,
    })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .leftJoin(memberships, and(eq(memberships.accountId, accounts.id), isNull(memberships.endedAt)))
    .where(and(eq(sessions.tokenHash, hashToken(token)), isNull(sessions.endedAt), isNull(accounts.disabledAt)));
  const [first] = rows;
  if (!first) return null;
  const { session, name, passwordUntil } = first;
  const held = rows.flatMap(({ district, role, street, facility, department }): Membership[] =>
    district && role ? [{ district, role: role as Role, street, facility, department }] : [],
  );
  // By today's memberships: who became staff since signing in has a staff session now.
  const life = lifetimeOf(held);
  const seen = session.seenAt.getTime();
  const absolute = Math.min(session.absoluteUntil.getTime(), session.createdAt.getTime() + life.absoluteMs);
  if (now.getTime() >= Math.min(absolute, session.idleUntil.getTime(), seen + life.idleMs)) return null;
  if (now.getTime() - seen >= TOUCH_MS) {
    const idleUntil = new Date(Math.min(now.getTime() + life.idleMs, absolute));
    // Not through act(): that a page was open is no one's decision, and must not fill the audit log.
    await db.execute(
      sql`update sessions set seen_at = ${now.toISOString()}, idle_until = ${idleUntil.toISOString()}
          where id = ${session.id} and seen_at = ${session.seenAt.toISOString()} and ended_at is null`,
    );
  }
  const temporary = passwordUntil !== null;
  const actor = { account: session.accountId, name, memberships: held, strength: session.strength, temporary };
  return { id: session.id, actor };
}

const HOST_COOKIE = '__Host-session';
const PLAIN_COOKIE = 'yiwei_session';

/** The address people come by; never taken from the Host header of a request. */
export const originOf = (config: Pick<Config, 'ORIGIN' | 'PORT'>) =>
  config.ORIGIN ? new URL(config.ORIGIN).origin : `http://localhost:${config.PORT}`;

/**
 * True when the browser keeps `Secure` and `__Host-` cookies from this address: https, and http on this machine
 * (Chromium, Firefox and curl do; Safari does not). Plain http elsewhere is for trying things out in a local network.
 */
export function keepsSecureCookies(c: HonoContext<Env>): boolean {
  const { config } = c.get('services');
  if (config.ORIGIN?.startsWith('https:')) return true;
  if (config.TRUST_PROXY && c.req.header('x-forwarded-proto') === 'https') return true;
  const url = new URL(c.req.url);
  if (url.protocol === 'https:') return true;
  const agent = c.req.header('user-agent') ?? '';
  const safari = /Safari\//.test(agent) && !/Chrom(e|ium)\//.test(agent);
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname) && !safari;
}

function readCookie(c: HonoContext<Env>): string | null {
  const token = getCookie(c, keepsSecureCookies(c) ? HOST_COOKIE : PLAIN_COOKIE);
  return token && /^[\w-]{43}$/.test(token) ? token : null;
}

/** Sets the session cookie, or takes it away (null). */
export function setSessionCookie(c: HonoContext<Env>, opened: Opened | null): void {
  const secure = keepsSecureCookies(c);
  const maxAge = opened ? Math.min(Math.floor(opened.lastsMs / 1000), lifetimes.family.absoluteMs / 1000) : 0;
  const options = { httpOnly: true, sameSite: 'Lax', path: '/', secure, maxAge } as const;
  setCookie(c, secure ? HOST_COOKIE : PLAIN_COOKIE, opened?.token ?? '', options);
  c.header('cache-control', 'no-store');
}

/** Everything a sign-in needs of a request. No idempotency: an answer with a token in it must not be stored. */
export type Visitor = {
  ctx: Context;
  vault: Vault;
  config: Config;
  address: string;
  agent: string;
  sessionId: string | null;
};

export function visitorOf(c: HonoContext<Env>): Visitor {
  const { vault, config } = c.get('services');
  return {
    ctx: { ...contextOf(c), idempotency: undefined },
    vault,
    config,
    address: addressOf(c, config.TRUST_PROXY),
    agent: (c.req.header('user-agent') ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, 200),
    sessionId: c.get('sessionId'),
  };
}

/**
 * The client's network address for login limits: the socket's, or with TRUST_PROXY the last entry of X-Forwarded-For,
 * the one our own proxy wrote. IPv6 counts by its /64, which one household or one attacker has whole.
 */
function addressOf(c: HonoContext<Env>, trustProxy: boolean): string {
  const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  // Without a server behind it (a request made in-process) there is no socket to ask.
  const socket = (c.env as { incoming?: unknown } | undefined)?.incoming ? getConnInfo(c).remote.address : undefined;
  const address = (forwarded || socket || 'none').replace(/^::ffff:/i, '').slice(0, 64);
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4).join(':');
}
