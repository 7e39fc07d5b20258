import { and, eq, isNull } from 'drizzle-orm';
import { facilities } from '../../db/schema/facilities.ts';
import { accounts, memberships, recoveryCodes } from '../../db/schema/registry.ts';
import { Refusal } from '../kernel/errors.ts';
import type { Membership } from '../kernel/reach.ts';
import { act, type Context, type Subject, type Tx, view } from './context.ts';
import { newId } from './ids.ts';
import { limitsOf } from './limits.ts';
import { hashPassword, passwordIsWeak, verifyPassword } from './passwords.ts';
import { endOtherSessions, endSession, liveSessions, membershipsOf, type Visitor } from './session.ts';
import type { Vault } from './vault.ts';

export type AccountRow = typeof accounts.$inferSelect;

export const plainUsername = (username: string) => username.normalize('NFKC').trim().toLowerCase();
/** By what wrong passwords for one user name are counted. */
export const passwordKey = (vault: Vault, username: string) =>
  Buffer.from(vault.digest(`username ${plainUsername(username)}`)).toString('hex');
/** Blind index of a mobile number, so that an account is found by it without the number being readable. */
export const phoneDigest = (vault: Vault, phone: string) => vault.digest(`phone ${phone}`);

/**
 * Adds an account with its memberships. Secrets come ready (`passwordHash` from hashPassword) or are sealed here.
 * A given `totpSecret` (base32) counts as set up.
 * @returns the account's id; null when the user name, phone or subject is taken
 */
export async function createAccount(
  tx: Tx,
  vault: Vault,
  input: {
    displayName: string;
    username?: string;
    phone?: string;
    passwordHash?: string;
    passwordUntil?: Date;
    totpSecret?: string;
    oidcSubject?: string;
    memberships: readonly Membership[];
    now: Date;
  },
): Promise<string | null> {
  const [made] = await tx
    .insert(accounts)
    .values({
      id: newId(),
      username: input.username === undefined ? null : plainUsername(input.username),
      displayName: input.displayName,
      phoneHash: input.phone ? phoneDigest(vault, input.phone) : null,
      phoneSealed: input.phone ? vault.seal(input.phone) : null,
      passwordHash: input.passwordHash ?? null,
      passwordUntil: input.passwordUntil ?? null,
      totpSealed: input.totpSecret ? vault.seal(input.totpSecret) : null,
      totpLastStep: input.totpSecret ? 0 : null,
      oidcSubject: input.oidcSubject ?? null,
      createdAt: input.now,
    })
    .onConflictDoNothing()
    .returning({ id: accounts.id });
  if (!made) return null;
  for (const membership of input.memberships) await grant(tx, made.id, membership);
  return made.id;
}

/** Gives an account a membership; one it has, or had and lost, stays as it is. */
export async function grant(tx: Tx, accountId: string, membership: Membership): Promise<void> {
  const { district, role, street, facility, department = null } = membership;
  await tx
    .insert(memberships)
    .values({ district, id: newId(), accountId, role, streetCode: street, facilityId: facility, department })
    .onConflictDoNothing();
}

/**
 * Makes an account unusable and unreadable for good: phone, name and secrets gone and free for another, every session and
 * membership ended. Its number stays, by which the log knows it.
 */
export async function wipeAccount(tx: Tx, id: string, now: Date): Promise<void> {
  const nothing = { username: null, phoneHash: null, phoneSealed: null, emailSealed: null, passwordHash: null };
  const nowhere = { totpSealed: null, totpLastStep: null, oidcSubject: null, smsOn: false, emailOn: false };
  await tx
    .update(accounts)
    .set({ ...nothing, ...nowhere, displayName: '已注销', disabledAt: now })
    .where(eq(accounts.id, id));
  await endOtherSessions(tx, id, null, now);
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, id));
  await tx
    .update(memberships)
    .set({ endedAt: now })
    .where(and(eq(memberships.accountId, id), isNull(memberships.endedAt)));
}

/** For act(): the actor's own account, locked. */
export const ownAccount = (ctx: Context) => async (tx: Tx) => accountSubject(tx, ctx, ctx.actor?.account ?? null);

/** For act(): as ownAccount, and with the second factor given where the account has one. */
const ownAccountInFull = (ctx: Context) => async (tx: Tx) => {
  const subject = await ownAccount(ctx)(tx);
  inFull(subject.row, ctx);
  return subject;
};

function inFull(row: Pick<AccountRow, 'totpLastStep'>, ctx: Context) {
  if (row.totpLastStep !== null && (ctx.actor?.strength ?? 0) < 2) throw new Refusal('forbidden', 'totp_needed');
}

async function accountSubject(tx: Tx, ctx: Context, id: string | null): Promise<Subject<AccountRow>> {
  const [row] = id ? await tx.select().from(accounts).where(eq(accounts.id, id)).for('update') : [];
  if (!row) throw new Refusal('not_found', 'not_found');
  return { district: ctx.district, type: 'account', id: row.id, row };
}

/**
 * Asks for the own password again before something that decides who can sign in. An account without a password (phone
 * code, single sign-on) has nothing to ask for.
 * @returns the account as it was when the password was checked
 * @throws Refusal invalid (credentials_wrong) at `pointer`; forbidden (totp_needed); too_many
 */
export async function confirmPassword(
  visitor: Visitor,
  password: string | undefined,
  pointer: string,
): Promise<AccountRow> {
  const { ctx } = visitor;
  const id = ctx.actor?.account ?? '';
  const [row] = await view(ctx, 'platform.session', (tx) => tx.select().from(accounts).where(eq(accounts.id, id)));
  if (!row) throw new Refusal('not_found', 'not_found');
  inFull(row, ctx);
  if (row.passwordHash === null && password === undefined) return row;
  const limits = limitsOf(ctx.db);
  await limits.spend('password_here', id);
  if (!(await verifyPassword(row.passwordHash, password ?? '')))
    throw new Refusal('invalid', [{ code: 'credentials_wrong', pointer }]);
  await limits.forgive('password_here', id);
  return row;
}

/**
 * Changes the own password and ends the account's other sessions.
 * @throws Refusal credentials_wrong, invalid (password_weak, password_same), forbidden (totp_needed)
 */
export async function changePassword(visitor: Visitor, current: string, next: string): Promise<void> {
  const { ctx } = visitor;
  const before = await confirmPassword(visitor, current, '/current');
  if (passwordIsWeak(next, before.username))
    throw new Refusal('invalid', [{ code: 'password_weak', pointer: '/next' }]);
  if (next === current) throw new Refusal('invalid', [{ code: 'password_same', pointer: '/next' }]);
  const passwordHash = await hashPassword(next);
  await act(ctx, 'platform.session', ownAccountInFull(ctx), async (tx, { row }) => {
    if (row.passwordHash !== before.passwordHash)
      throw new Refusal('invalid', [{ code: 'credentials_wrong', pointer: '/current' }]);
    await tx.update(accounts).set({ passwordHash, passwordUntil: null }).where(eq(accounts.id, row.id));
    const ended = await endOtherSessions(tx, row.id, visitor.sessionId, ctx.clock());
    return { result: null, after: { event: 'password_changed', sessions_ended: ended } };
  });
}

/** The own live sessions, last used first. */
export async function ownSessions(ctx: Context) {
  const id = ctx.actor?.account ?? '';
  return view(ctx, 'platform.session', async (tx) => {
    const [row] = await tx.select({ totpLastStep: accounts.totpLastStep }).from(accounts).where(eq(accounts.id, id));
    if (!row) throw new Refusal('not_found', 'not_found');
    inFull(row, ctx);
    return liveSessions(tx, id, ctx.clock());
  });
}

/** Ends one of the own sessions. Somebody else's is as unknown as one that never was. */
export async function endOwnSession(ctx: Context, id: string): Promise<void> {
  await act(ctx, 'platform.session', ownAccountInFull(ctx), async (tx, { row }) => {
    if (!(await endSession(tx, row.id, id, ctx.clock()))) throw new Refusal('not_found', 'not_found');
    return { result: null, after: { event: 'session_ended', session: id } };
  });
}

/** Signs out: ends the session of this very request, with one factor or two. */
export async function signOut(visitor: Visitor): Promise<void> {
  const { ctx, sessionId } = visitor;
  await act(ctx, 'platform.session', ownAccount(ctx), async (tx, { row }) => {
    if (sessionId) await endSession(tx, row.id, sessionId, ctx.clock());
    return { result: null, after: { event: 'signed_out', session: sessionId } };
  });
}

/** Whose password an account has: its own, one an administrator gave, or none (phone code, single sign-on). */
export const passwordKind = (row: Pick<AccountRow, 'passwordHash' | 'passwordUntil'>) =>
  row.passwordUntil ? ('temporary' as const) : row.passwordHash === null ? ('none' as const) : ('own' as const);

export type Totp = 'off' | 'needed' | 'done';
export type SessionView = {
  account_id: string | null;
  name: string | null;
  roles: { role: Membership['role']; street: string | null; facility: string | null; facility_name: string | null }[];
  strength: number;
  totp: Totp;
  password: 'none' | 'own' | 'temporary';
  district: string;
};

/** Who is signed in, for the pages: roles in this district, and whether the authenticator code is still to be given. */
export async function describeSession(
  ctx: Context,
  who: { accountId: string; strength: number } | null,
): Promise<SessionView> {
  const { district } = ctx;
  const nobody: SessionView = {
    account_id: null,
    name: null,
    roles: [],
    strength: 0,
    totp: 'off',
    password: 'none',
    district,
  };
  if (!who) return nobody;
  return view({ ...ctx, actor: null }, 'platform.sign_in', async (tx) => {
    const [account] = await tx
      .select({
        name: accounts.displayName,
        totpLastStep: accounts.totpLastStep,
        passwordHash: accounts.passwordHash,
        passwordUntil: accounts.passwordUntil,
      })
      .from(accounts)
      .where(and(eq(accounts.id, who.accountId), isNull(accounts.disabledAt)));
    if (!account) return nobody;
    const held = (await membershipsOf(tx, who.accountId)).filter((m) => m.district === district);
    const names = new Map<string, string>();
    for (const id of new Set(held.flatMap((m) => (m.facility ? [m.facility] : [])))) {
      const [facility] = await tx
        .select({ name: facilities.name })
        .from(facilities)
        .where(and(eq(facilities.district, district), eq(facilities.id, id)));
      if (facility) names.set(id, facility.name);
    }
    return {
      account_id: who.accountId,
      name: account.name,
      roles: held.map(({ role, street, facility }) => ({
        role,
        street,
        facility,
        facility_name: facility ? (names.get(facility) ?? null) : null,
      })),
      strength: who.strength,
      totp: account.totpLastStep === null ? 'off' : who.strength >= 2 ? 'done' : 'needed',
      password: passwordKind(account),
      district,
    };
  });
}
