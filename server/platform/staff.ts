import { randomInt } from 'node:crypto';
import { and, asc, eq, gt, inArray, isNull, max, ne, sql } from 'drizzle-orm';
import { divisions } from '../../db/schema/divisions.ts';
import { facilities } from '../../db/schema/facilities.ts';
import { accounts, memberships, recoveryCodes, sessions } from '../../db/schema/registry.ts';
import { Refusal } from '../kernel/errors.ts';
import type { Action, Role } from '../kernel/permissions.ts';
import type { Membership } from '../kernel/reach.ts';
import { type AccountRow, confirmPassword, createAccount, passwordKey, plainUsername } from './accounts.ts';
import { act, type Context, look, type Subject, type Tx } from './context.ts';
import { isDemo } from './demo.ts';
import { newId } from './ids.ts';
import { limitsOf } from './limits.ts';
import { hashPassword } from './passwords.ts';
import { endOtherSessions, type Visitor } from './session.ts';

/** Roles an administrator hands out; families come by themselves and the clock has no account. */
export const staffRoles = [
  'institution',
  'desk',
  'grid_worker',
  'officer',
  'leader',
  'treasurer',
  'partner',
  'assessor',
  'inspector',
  'administrator',
] as const;
export type StaffMembership = Omit<Membership, 'district'> & { role: (typeof staffRoles)[number] };
export type Temporary = { accountId: string; password: string; until: Date };

/** A password an administrator hands over is good for three days: from Friday's request to Monday's first sign-in. */
const TEMPORARY_MS = 72 * 3_600_000;
// No 0/o, 1/l/i: it is read out or written down. 31^16 ≈ 2^79.
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';
const newPassword = () =>
  Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join(
    '-',
  );

/** Every account that has, or had, a staff role in the own district, by name, with its roles here. */
export async function listStaff(ctx: Context) {
  const { district } = ctx;
  return look(ctx, 'platform.accounts', async (tx) => {
    const rows = await tx
      .select({
        id: accounts.id,
        username: accounts.username,
        name: accounts.displayName,
        passwordHash: accounts.passwordHash,
        passwordUntil: accounts.passwordUntil,
        singleSignOn: sql<boolean>`${accounts.oidcSubject} is not null`,
        totp: sql<boolean>`${accounts.totpLastStep} is not null`,
        membership: memberships.id,
        role: memberships.role,
        street: memberships.streetCode,
        streetName: divisions.name,
        facility: memberships.facilityId,
        facilityName: facilities.name,
        department: memberships.department,
        endedAt: memberships.endedAt,
      })
      .from(memberships)
      .innerJoin(accounts, eq(accounts.id, memberships.accountId))
      .leftJoin(facilities, and(eq(facilities.district, district), eq(facilities.id, memberships.facilityId)))
      .leftJoin(divisions, and(eq(divisions.district, district), eq(divisions.code, memberships.streetCode)))
      .where(and(eq(memberships.district, district), inArray(memberships.role, [...staffRoles])))
      .orderBy(asc(accounts.displayName), asc(accounts.id), asc(memberships.id));
    const now = ctx.clock();
    const seen = await tx
      .select({ account: sessions.accountId, at: max(sessions.seenAt), live: liveCount(now) })
      .from(sessions)
      .where(
        inArray(
          sessions.accountId,
          rows.map((r) => r.id),
        ),
      )
      .groupBy(sessions.accountId);
    const elsewhere = await tx
      .selectDistinct({ account: memberships.accountId })
      .from(memberships)
      .where(
        and(
          ne(memberships.district, district),
          isNull(memberships.endedAt),
          inArray(
            memberships.accountId,
            rows.map((r) => r.id),
          ),
        ),
      );
    const byId = Map.groupBy(rows, (row) => row.id);
    const list = [...byId.values()].map((own) => {
      const [one] = own as [(typeof rows)[number]];
      const use = seen.find((s) => s.account === one.id);
      return {
        ...one,
        seenAt: use?.at ?? null,
        sessions: use?.live ?? 0,
        elsewhere: elsewhere.some((e) => e.account === one.id),
        memberships: own.map(
          ({ membership: id, role, street, streetName, facility, facilityName, department, endedAt }) => ({
            ...{
              id,
              role: role as StaffMembership['role'],
              street,
              streetName,
              facility,
              facilityName,
              department,
              endedAt,
            },
          }),
        ),
      };
    });
    return { district, type: 'accounts', id: null, row: list };
  });
}

const liveCount = (now: Date) => {
  const live = and(isNull(sessions.endedAt), gt(sessions.idleUntil, now), gt(sessions.absoluteUntil, now));
  return sql<number>`(count(*) filter (where ${live}))::int`;
};

type Staff = { account: AccountRow; held: (typeof memberships.$inferSelect)[] };

/** For act(): an account of this district's staff, locked. One that never worked here is as unknown as none. */
const staffAccount =
  (ctx: Context, id: string) =>
  async (tx: Tx): Promise<Subject<Staff>> => {
    const [account] = await tx.select().from(accounts).where(eq(accounts.id, id)).for('update');
    const held = await tx.select().from(memberships).where(eq(memberships.accountId, id)).orderBy(asc(memberships.id));
    const here = held.some((m) => m.district === ctx.district && isStaff(m.role));
    if (!account || !here) throw new Refusal('not_found', 'not_found');
    return { district: ctx.district, type: 'account', id, row: { account, held } };
  };

const isStaff = (role: string) => (staffRoles as readonly string[]).includes(role);
const live = (held: Staff['held']) => held.filter((m) => m.endedAt === null);

/** Whoever sets how an account signs in could sign in as it: only when that gives them nothing beyond their district. */
function mayReset(ctx: Context, { account, held }: Staff) {
  if (account.id === ctx.actor?.account) throw new Refusal('conflict', 'own_account');
  if (isDemo(account.username ?? '')) throw new Refusal('conflict', 'account_demo');
  if (live(held).some((m) => m.district !== ctx.district)) throw new Refusal('conflict', 'account_elsewhere');
}

/** Where a role belongs must be in the own district. Throws Refusal invalid at `/membership`. */
async function placeOf(tx: Tx, ctx: Context, membership: StaffMembership): Promise<void> {
  const { street, facility } = membership;
  if (street !== null) {
    const [found] = await tx
      .select({ code: divisions.code })
      .from(divisions)
      .where(
        and(
          eq(divisions.district, ctx.district),
          eq(divisions.code, street),
          eq(divisions.level, 'street'),
          isNull(divisions.endedOn),
        ),
      );
    if (!found)
      throw new Refusal('invalid', [
        { code: 'community_unknown', values: { community: street }, pointer: '/membership/street' },
      ]);
  }
  if (facility !== null) {
    const [found] = await tx
      .select({ id: facilities.id })
      .from(facilities)
      .where(and(eq(facilities.district, ctx.district), eq(facilities.id, facility)));
    if (!found) throw new Refusal('invalid', [{ code: 'facility_unknown', pointer: '/membership/facility' }]);
  }
}

const plainRole = ({ role, street, facility, department }: StaffMembership) => ({ role, street, facility, department });

/**
 * Opens a staff account with its first role. With a single sign-on identity there is no password to hand over.
 * @param own the administrator's own password again
 * @returns the temporary password, told this once; null with single sign-on
 * @throws Refusal conflict (username_taken, oidc_subject_taken), invalid (facility_unknown, community_unknown)
 */
export async function inviteStaff(
  visitor: Visitor,
  input: { username: string; name: string; oidcSubject?: string; membership: StaffMembership },
  own?: string,
): Promise<{ accountId: string; temporary: Temporary | null }> {
  const { ctx, vault } = visitor;
  await confirmPassword(visitor, own, '/password');
  const username = plainUsername(input.username);
  const password = input.oidcSubject === undefined ? newPassword() : null;
  const passwordHash = password === null ? undefined : await hashPassword(password);
  const now = ctx.clock();
  const until = new Date(now.getTime() + TEMPORARY_MS);
  const accountId = await act(
    ctx,
    'platform.invite',
    async () => ({ district: ctx.district, type: 'account', id: null, row: null }),
    async (tx) => {
      await placeOf(tx, ctx, input.membership);
      const id = await createAccount(tx, vault, {
        displayName: input.name,
        username,
        ...(passwordHash ? { passwordHash, passwordUntil: until } : {}),
        ...(input.oidcSubject === undefined ? {} : { oidcSubject: input.oidcSubject }),
        memberships: [{ district: ctx.district, ...input.membership }],
        now,
      });
      if (!id) {
        const [same] = await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.username, username));
        throw same
          ? new Refusal('conflict', [{ code: 'username_taken', values: { username }, pointer: '/username' }])
          : new Refusal('conflict', [{ code: 'oidc_subject_taken', pointer: '/oidc_subject' }]);
      }
      return { result: id, id, after: { username, name: input.name, ...plainRole(input.membership) } };
    },
  );
  return { accountId, temporary: password === null ? null : { accountId, password, until } };
}

/**
 * Gives a staff account one more role; one it had before is taken up again.
 * @throws Refusal conflict (membership_held), invalid (facility_unknown, community_unknown)
 */
export async function grantRole(visitor: Visitor, id: string, membership: StaffMembership, own?: string) {
  const { ctx } = visitor;
  await confirmPassword(visitor, own, '/password');
  await act(ctx, 'platform.grant', staffAccount(ctx, id), async (tx, { row: { held } }) => {
    await placeOf(tx, ctx, membership);
    const same = held.find(
      (m) =>
        m.district === ctx.district &&
        m.role === membership.role &&
        m.streetCode === membership.street &&
        m.facilityId === membership.facility &&
        m.department === (membership.department ?? null),
    );
    if (same && same.endedAt === null) throw new Refusal('conflict', 'membership_held');
    if (same) await setEnd(tx, ctx, same.id, null);
    else {
      const { role, street, facility, department = null } = membership;
      const fresh = { district: ctx.district, id: newId(), accountId: id, role };
      await tx.insert(memberships).values({ ...fresh, streetCode: street, facilityId: facility, department });
    }
    return { result: null, after: plainRole(membership) };
  });
}

const setEnd = (tx: Tx, ctx: Context, id: string, endedAt: Date | null) =>
  tx
    .update(memberships)
    .set({ endedAt })
    .where(and(eq(memberships.district, ctx.district), eq(memberships.id, id)));

/**
 * Ends a role; it counts from the next request on. Whoever has no staff role left anywhere is signed out everywhere.
 * @throws Refusal conflict (last_administrator), not_found
 */
export async function endRole(ctx: Context, id: string, membershipId: string, reason: string): Promise<void> {
  await act(ctx, 'platform.end_membership', staffAccount(ctx, id), async (tx, { row: { held } }) => {
    const one = live(held).find((m) => m.district === ctx.district && m.id === membershipId && isStaff(m.role));
    if (!one) throw new Refusal('not_found', 'not_found');
    if (one.role === 'administrator') await keepAnAdministrator(tx, ctx, id);
    const now = ctx.clock();
    await setEnd(tx, ctx, one.id, now);
    const others = live(held).some((m) => m.id !== one.id && isStaff(m.role));
    const ended = others ? 0 : await endOtherSessions(tx, id, null, now);
    const before = { role: one.role, street: one.streetCode, facility: one.facilityId };
    return { result: null, before, after: { ended: true, sessions_ended: ended }, reason };
  });
}

/** Locks all administrators' roles, so that of two who end each other's at one moment one comes too late. */
async function keepAnAdministrator(tx: Tx, ctx: Context, leaving: string) {
  const others = await tx
    .select({ account: memberships.accountId })
    .from(memberships)
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .where(
      and(
        eq(memberships.district, ctx.district),
        eq(memberships.role, 'administrator' satisfies Role),
        isNull(memberships.endedAt),
        isNull(accounts.disabledAt),
      ),
    )
    .orderBy(asc(memberships.id))
    .for('update', { of: memberships });
  if (!others.some((m) => m.account !== leaving)) throw new Refusal('conflict', 'last_administrator');
}

/**
 * Replaces a forgotten password by a temporary one, signs the account out everywhere and forgets the wrong tries
 * that may have stopped it.
 * @returns the temporary password, told this once
 * @throws Refusal conflict (own_account, account_elsewhere, account_demo, single_sign_on_only)
 */
export async function resetPassword(visitor: Visitor, id: string, reason: string, own?: string): Promise<Temporary> {
  const { ctx, vault } = visitor;
  await confirmPassword(visitor, own, '/password');
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  const now = ctx.clock();
  const until = new Date(now.getTime() + TEMPORARY_MS);
  const username = await onAccount(ctx, 'platform.reset_password', id, reason, async (tx, { account }) => {
    if (account.passwordHash === null && account.oidcSubject !== null)
      throw new Refusal('conflict', 'single_sign_on_only');
    await tx.update(accounts).set({ passwordHash, passwordUntil: until }).where(eq(accounts.id, id));
    return account.username;
  });
  if (username) await limitsOf(ctx.db).forgive('password_account', passwordKey(vault, username));
  return { accountId: id, password, until };
}

/**
 * Takes a lost authenticator off an account together with its recovery codes; the next sign-in sets up a new one.
 * @throws Refusal conflict (own_account, account_elsewhere, account_demo, totp_not_on)
 */
export async function removeTotp(visitor: Visitor, id: string, reason: string, own?: string): Promise<void> {
  const { ctx } = visitor;
  await confirmPassword(visitor, own, '/password');
  await onAccount(ctx, 'platform.remove_totp', id, reason, async (tx, { account }) => {
    if (account.totpLastStep === null) throw new Refusal('conflict', 'totp_not_on');
    await tx.update(accounts).set({ totpSealed: null, totpLastStep: null }).where(eq(accounts.id, id));
    await tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, id));
    return null;
  });
}

/** Changes how an account signs in, and ends every session that was opened the old way. */
function onAccount<R>(
  ctx: Context,
  action: Action,
  id: string,
  reason: string,
  change: (tx: Tx, staff: Staff) => Promise<R>,
): Promise<R> {
  return act(ctx, action, staffAccount(ctx, id), async (tx, { row }) => {
    mayReset(ctx, row);
    const result = await change(tx, row);
    const ended = await endOtherSessions(tx, id, null, ctx.clock());
    return { result, after: { sessions_ended: ended }, reason };
  });
}

/**
 * Signs an account out everywhere.
 * @returns how many sessions that ended
 * @throws Refusal conflict (own_account)
 */
export async function endAllSessions(ctx: Context, id: string, reason: string): Promise<number> {
  return act(ctx, 'platform.end_sessions', staffAccount(ctx, id), async (tx) => {
    if (id === ctx.actor?.account) throw new Refusal('conflict', 'own_account');
    const ended = await endOtherSessions(tx, id, null, ctx.clock());
    return { result: ended, after: { sessions_ended: ended }, reason };
  });
}
