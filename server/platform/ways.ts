import { randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import { and, desc, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm';
import { accounts, phoneCodes } from '../../db/schema/registry.ts';
import { Refusal } from '../kernel/errors.ts';
import { createAccount, grant, passwordKey, phoneDigest, plainUsername } from './accounts.ts';
import { act, type Context, type Tx, view } from './context.ts';
import { isDemo } from './demo.ts';
import { newId } from './ids.ts';
import { limitsOf } from './limits.ts';
import { verifyPassword } from './passwords.ts';
import { type Opened, startSession, type Visitor } from './session.ts';
import { smsOf } from './sms.ts';

const CODE_MINUTES = 10;
const CODE_TRIES = 5;

/** Nobody is signed in while signing in: the audit row says who came in by its subject, not by its actor. */
const asVisitor = (visitor: Visitor): Context => ({ ...visitor.ctx, actor: null });

/**
 * Opens a session for a known account (single sign-on and tools; the other ways in open theirs together with their own
 * check) and ends the one this browser had.
 * @throws Refusal not_found when there is no such account or it is disabled
 */
export async function openSession(visitor: Visitor, accountId: string, strength: 1 | 2, way: string): Promise<Opened> {
  const ctx = asVisitor(visitor);
  return act(
    ctx,
    'platform.sign_in',
    async (tx) => {
      const [row] = await tx.select().from(accounts).where(eq(accounts.id, accountId)).for('update');
      if (!row || row.disabledAt) throw new Refusal('not_found', 'not_found');
      return { district: ctx.district, type: 'account', id: row.id, row };
    },
    async (tx) => {
      const opened = await start(tx, visitor, accountId, strength);
      return { result: opened, after: { way, strength, session: opened.id } };
    },
  );
}

const start = (tx: Tx, visitor: Visitor, accountId: string, strength: 1 | 2) =>
  startSession(tx, {
    accountId,
    strength,
    agent: visitor.agent,
    now: visitor.ctx.clock(),
    replaces: visitor.sessionId,
  });

/**
 * Signs in with user name and password, to strength 1. An unknown name, a wrong password and a disabled account cost
 * the same time, leave the same kind of audit row and get the same answer.
 * @throws Refusal credentials_wrong; too_many; unavailable (busy)
 */
export async function signInByPassword(visitor: Visitor, username: string, password: string): Promise<Opened> {
  const { vault, config, address } = visitor;
  const ctx = asVisitor(visitor);
  const name = plainUsername(username);
  const key = passwordKey(vault, name);
  const limits = limitsOf(ctx.db);
  await limits.spend('password_address', address);
  await limits.spend('password_account', key);
  await limits.spend('password_here', `${key} ${address}`);
  const [known] = await view(ctx, 'platform.sign_in', (tx) =>
    tx
      .select({ id: accounts.id, passwordHash: accounts.passwordHash, until: accounts.passwordUntil })
      .from(accounts)
      .where(and(eq(accounts.username, name), isNull(accounts.disabledAt))),
  );
  // Everybody can read the demo password; a database once used for a demo must not stay open by it.
  const shut = (isDemo(name) && !config.demo) || (known?.until && known.until <= ctx.clock());
  const hash = shut ? null : (known?.passwordHash ?? null);
  const right = await verifyPassword(hash, password);
  const opened = await act(
    ctx,
    'platform.sign_in',
    async (tx) => {
      const id = known?.id ?? randomUUID();
      const [row] = await tx.select().from(accounts).where(eq(accounts.id, id)).for('update');
      return { district: ctx.district, type: 'account', id: row?.id ?? null, row: row ?? null };
    },
    async (tx, { row }) => {
      if (!right || !row || row.disabledAt || row.passwordHash !== hash)
        return { result: null, after: { way: 'password', outcome: 'refused' } };
      const session = await start(tx, visitor, row.id, 1);
      return { result: session, after: { way: 'password', strength: 1, session: session.id } };
    },
  );
  if (!opened) throw new Refusal('signed_out', 'credentials_wrong');
  await limits.forgive('password_here', `${key} ${address}`);
  await limits.refund('password_account', key);
  await limits.refund('password_address', address);
  return opened;
}

const codeDigest = (visitor: Visitor, phone: string, code: string) => visitor.vault.digest(`code ${phone} ${code}`);
/** A code made for one purpose is worth nothing for another. `phone` is signing in. */
const codePlace = (visitor: Visitor, purpose: string, phone: string) => visitor.vault.digest(`${purpose} ${phone}`);

/**
 * Before a code is made: is there a gateway, and has this phone or address had too many.
 * @throws Refusal unavailable (sms_off); too_many
 */
export async function mayMakeCode({ vault, config, address, ctx }: Visitor, phone: string): Promise<void> {
  if (!smsOf(config) && !config.demo) throw new Refusal('unavailable', 'sms_off');
  const limits = limitsOf(ctx.db);
  await limits.spend('code_address', address);
  await limits.spend('code_phone', Buffer.from(phoneDigest(vault, phone)).toString('hex'));
}

/** Makes a six-digit code, good for 10 minutes and five tries; an earlier one for the same purpose no longer counts. */
export async function makeCode(tx: Tx, visitor: Visitor, purpose: string, phone: string): Promise<string> {
  const now = visitor.ctx.clock();
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const phoneHash = codePlace(visitor, purpose, phone);
  await tx.delete(phoneCodes).where(eq(phoneCodes.phoneHash, phoneHash));
  // Codes nobody used; whoever holds one of them right now keeps it.
  const expired = tx.select({ id: phoneCodes.id }).from(phoneCodes).where(lt(phoneCodes.expiresAt, now));
  await tx.delete(phoneCodes).where(inArray(phoneCodes.id, expired.for('update', { skipLocked: true })));
  const expiresAt = new Date(now.getTime() + CODE_MINUTES * 60_000);
  await tx.insert(phoneCodes).values({ id: newId(), phoneHash, codeHash: codeDigest(visitor, phone, code), expiresAt });
  return code;
}

/**
 * Sends a code after its transaction. @param text the message around the code and its minutes
 * @returns the code itself only for a demo without an SMS gateway, where the page shows it
 */
export async function sendCode(
  { config }: Visitor,
  phone: string,
  code: string,
  text: (code: string, minutes: number) => string,
): Promise<{ demo_code?: string }> {
  const sms = smsOf(config);
  if (!sms) return { demo_code: code };
  await sms.send(phone, text(code, CODE_MINUTES));
  return {};
}

/**
 * Uses a code up. A wrong one counts, so the caller's transaction must commit before it refuses.
 * @returns false: wrong, expired, used, or voided by five wrong tries
 */
export async function useCode(
  tx: Tx,
  visitor: Visitor,
  purpose: string,
  phone: string,
  code: string,
): Promise<boolean> {
  const now = visitor.ctx.clock();
  const phoneHash = codePlace(visitor, purpose, phone);
  const [row] = await tx
    .select()
    .from(phoneCodes)
    .where(and(eq(phoneCodes.phoneHash, phoneHash), gt(phoneCodes.expiresAt, now), isNull(phoneCodes.usedAt)))
    .orderBy(desc(phoneCodes.expiresAt), desc(phoneCodes.id))
    .limit(1)
    .for('update');
  if (!row || row.wrong >= CODE_TRIES) return false;
  if (!timingSafeEqual(row.codeHash, codeDigest(visitor, phone, code))) {
    await tx
      .update(phoneCodes)
      .set({ wrong: sql`${phoneCodes.wrong} + 1` })
      .where(eq(phoneCodes.id, row.id));
    return false;
  }
  await tx.update(phoneCodes).set({ usedAt: now }).where(eq(phoneCodes.phoneHash, phoneHash));
  return true;
}

/**
 * Sends the code to sign in with. Whether the number has an account is neither looked at nor told.
 * @returns the code itself only for a demo without an SMS gateway, where the page shows it
 * @throws Refusal unavailable (sms_off, sms_failed); too_many
 */
export async function sendPhoneCode(visitor: Visitor, phone: string): Promise<{ demo_code?: string }> {
  const ctx = asVisitor(visitor);
  await mayMakeCode(visitor, phone);
  const code = await act(
    ctx,
    'platform.sign_in',
    async () => ({ district: ctx.district, type: 'phone_code', id: null, row: null }),
    async (tx) => ({
      result: await makeCode(tx, visitor, 'phone', phone),
      after: { way: 'phone', outcome: 'code_made' },
    }),
  );
  return sendCode(
    visitor,
    phone,
    code,
    (text, minutes) => `【颐位】登录验证码 ${text}，${minutes} 分钟内有效。请勿告诉他人。`,
  );
}

/**
 * Signs a family in with the code sent to the phone; the first time this makes the account.
 * @param name how the person wants to be addressed; without one the account is called by the last four digits
 * @throws Refusal invalid (code_wrong): wrong, expired, used, voided by five wrong tries, or the account is disabled
 */
export async function signInByPhone(
  visitor: Visitor,
  input: { phone: string; code: string; name?: string },
): Promise<Opened> {
  const { vault, address } = visitor;
  const { phone, code, name } = input;
  const ctx = asVisitor(visitor);
  const limits = limitsOf(ctx.db);
  await limits.spend('code_try_address', address);
  const phoneHash = phoneDigest(vault, phone);
  const now = ctx.clock();
  const opened = await act(
    ctx,
    'platform.sign_in',
    async () => ({ district: ctx.district, type: 'account', id: null, row: null }),
    async (tx) => {
      const refused = { result: null, after: { way: 'phone', outcome: 'refused' } };
      if (!(await useCode(tx, visitor, 'phone', phone, code))) return refused;
      const family = { district: ctx.district, role: 'family', street: null, facility: null } as const;
      const displayName = name ?? `尾号 ${phone.slice(-4)}`;
      await createAccount(tx, vault, { displayName, phone, memberships: [family], now });
      const [account] = await tx.select().from(accounts).where(eq(accounts.phoneHash, phoneHash)).for('update');
      if (!account || account.disabledAt) return { ...refused, id: account?.id };
      await grant(tx, account.id, family);
      const session = await start(tx, visitor, account.id, 1);
      return { result: session, id: account.id, after: { way: 'phone', strength: 1, session: session.id } };
    },
  );
  if (!opened) throw new Refusal('invalid', [{ code: 'code_wrong', pointer: '/code' }]);
  await limits.refund('code_try_address', address);
  return opened;
}
