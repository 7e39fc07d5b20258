import { createHash, randomBytes } from 'node:crypto';
import { and, asc, count, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { transact } from '../../db/client.ts';
import { facilities } from '../../db/schema/facilities.ts';
import { accounts, memberships } from '../../db/schema/registry.ts';
import { apiTokens } from '../../db/schema/tokens.ts';
import { Refusal } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, startOfDay } from '../kernel/period.ts';
import { type TokenScope, tokenScopes } from '../kernel/permissions.ts';
import { type Actor, act, type Context, type ReadTx, type Subject, type Tx, view } from './context.ts';
import type { Services } from './http.ts';
import { newId } from './ids.ts';
import { limitsOf } from './limits.ts';

/** More live ones than a home has systems are a sign that nobody revokes. */
const MOST = 20;
/** `used_at` is written at most this often, as a session's `seen_at`. */
const TOUCH_MS = 60_000;
const hashToken = (token: string) => createHash('sha256').update(token).digest();

/** yw_, eight characters to recognise it by, and 256 bits that are shown once. */
function newToken(): { token: string; hint: string } {
  const hint = `yw_${randomBytes(4).toString('hex')}`;
  return { token: `${hint}_${randomBytes(32).toString('base64url')}`, hint };
}

async function findHome(tx: ReadTx, district: string, facility: string): Promise<Subject<null>> {
  const [row] = await tx
    .select({ id: facilities.id })
    .from(facilities)
    .where(and(eq(facilities.district, district), eq(facilities.id, facility)));
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district, type: 'facility', id: facility, facility, row: null };
}

const live = (now: Date) =>
  and(isNull(apiTokens.revokedAt), or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, now)));

/**
 * Makes a token for a program of the own facility. The secret is in this answer and nowhere else, so the answer is not
 * kept for an Idempotency-Key.
 * @param expires last day on which it opens anything; null: until it is revoked
 */
export function createToken(
  ctx: Context,
  facility: string,
  input: { name: string; scopes: readonly TokenScope[]; expires: Day | null },
): Promise<{ id: string; token: string; hint: string }> {
  return act(
    { ...ctx, idempotency: undefined },
    'tokens.create',
    (tx) => findHome(tx, ctx.district, facility),
    async (tx) => {
      const now = ctx.clock();
      const { account } = ctx.actor ?? {};
      if (!account) throw new Refusal('signed_out', 'signed_out');
      if (input.expires !== null && input.expires < dayOf(now))
        throw new Refusal('invalid', [
          { code: 'token_expiry', values: { date: input.expires }, pointer: '/expires_on' },
        ]);
      const [known] = await tx
        .select({ n: count() })
        .from(apiTokens)
        .where(and(eq(apiTokens.district, ctx.district), eq(apiTokens.facilityId, facility), live(now)));
      if ((known?.n ?? 0) >= MOST) throw new Refusal('conflict', 'token_too_many', { max: MOST });
      const { token, hint } = newToken();
      const [id, accountId] = [newId(), newId()];
      const scopes = [...new Set(input.scopes)].sort();
      await tx.insert(accounts).values({ id: accountId, displayName: `${input.name}（${hint}）` });
      await tx.insert(apiTokens).values({
        district: ctx.district,
        id,
        facilityId: facility,
        accountId,
        name: input.name,
        hint,
        tokenHash: hashToken(token),
        scopes,
        madeBy: account,
        createdAt: now,
        expiresAt: input.expires === null ? null : startOfDay(addDays(input.expires, 1)),
      });
      return {
        result: { id, token, hint },
        after: { token: id, hint, name: input.name, scopes, expires: input.expires },
      };
    },
  );
}

/** Ends a token from the next request on; one that has ended stays ended. */
export function revokeToken(ctx: Context, id: string): Promise<null> {
  return act(
    ctx,
    'tokens.revoke',
    async (tx: Tx) => {
      const [row] = await tx
        .select()
        .from(apiTokens)
        .where(and(eq(apiTokens.district, ctx.district), eq(apiTokens.id, id)))
        .for('update');
      if (!row) throw new Refusal('not_found', 'not_found');
      return { district: ctx.district, type: 'token', id, facility: row.facilityId, row };
    },
    async (tx, { row }) => {
      if (row.revokedAt) return { result: null, after: { hint: row.hint } };
      await tx
        .update(apiTokens)
        .set({ revokedAt: ctx.clock(), revokedBy: ctx.actor?.account ?? null })
        .where(and(eq(apiTokens.district, ctx.district), eq(apiTokens.id, id)));
      return { result: null, after: { hint: row.hint } };
    },
  );
}

/** The maker of a token still works for its facility; what somebody took along when leaving opens nothing. */
const makerStays = sql<boolean>`exists (select 1 from ${memberships} m join ${accounts} a on a.id = m.account_id
  where m.account_id = ${apiTokens.madeBy} and m.district = ${apiTokens.district} and m.facility_id = ${apiTokens.facilityId}
    and m.role = 'institution' and m.ended_at is null and a.disabled_at is null)`;

/** The tokens of a facility, those that have ended too; never a secret. */
export function listTokens(ctx: Context, facility: string) {
  return view(ctx, 'tokens.list', async (tx, keys) => {
    if (!keys.some((k) => k.facility === facility)) throw new Refusal('not_found', 'not_found');
    return tx
      .select({
        id: apiTokens.id,
        name: apiTokens.name,
        hint: apiTokens.hint,
        scopes: apiTokens.scopes,
        madeBy: accounts.displayName,
        createdAt: apiTokens.createdAt,
        expiresAt: apiTokens.expiresAt,
        usedAt: apiTokens.usedAt,
        revokedAt: apiTokens.revokedAt,
        makerStays,
      })
      .from(apiTokens)
      .innerJoin(accounts, eq(accounts.id, apiTokens.madeBy))
      .where(and(eq(apiTokens.district, ctx.district), eq(apiTokens.facilityId, facility)))
      .orderBy(asc(apiTokens.id));
  });
}

/**
 * Who a bearer token is: one membership in its facility, good for the actions of its scopes alone. Looked up at every
 * request, so that revoking, the last day and its maker's leaving count at once.
 * @throws Refusal signed_out (401) for one that is unknown or has ended, too_many (429)
 */
export async function actorOfToken({ db, clock, config }: Services, token: string): Promise<Actor> {
  const now = clock();
  const { DISTRICT: district } = config;
  // Not through act(): that a program came is no one's decision, and what it then does has an audit row of its own.
  const row = await transact(db, { settings: { 'yiwei.district': district, 'yiwei.facility': '' } }, async (tx) => {
    const [found] = await tx
      .select({ token: apiTokens, makerStays })
      .from(apiTokens)
      .where(and(eq(apiTokens.district, district), eq(apiTokens.tokenHash, hashToken(token))));
    if (!found) throw new Refusal('signed_out', 'token_unknown');
    const { revokedAt, expiresAt, usedAt, id } = found.token;
    if (revokedAt || !found.makerStays) throw new Refusal('signed_out', 'token_revoked');
    if (expiresAt && expiresAt <= now) throw new Refusal('signed_out', 'token_expired');
    if (!usedAt || now.getTime() - usedAt.getTime() >= TOUCH_MS)
      await tx
        .update(apiTokens)
        .set({ usedAt: now })
        .where(and(eq(apiTokens.district, district), eq(apiTokens.id, id)));
    return found.token;
  });
  await limitsOf(db).spend('token', row.id);
  return {
    account: row.accountId,
    name: row.name,
    strength: 2,
    memberships: [{ district, role: 'institution', street: null, facility: row.facilityId }],
    only: (row.scopes as TokenScope[]).flatMap((scope) => [...tokenScopes[scope]]),
  };
}
