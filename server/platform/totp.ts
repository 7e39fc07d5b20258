import { randomInt } from 'node:crypto';
import { and, eq, isNull, lt } from 'drizzle-orm';
import { Secret, TOTP } from 'otpauth';
import { accounts, recoveryCodes } from '../../db/schema/registry.ts';
import { Refusal } from '../kernel/errors.ts';
import { type AccountRow, confirmPassword, ownAccount } from './accounts.ts';
import { act, type Tx } from './context.ts';
import { limitsOf } from './limits.ts';
import { endOtherSessions, type Opened, rotateSession, type Visitor } from './session.ts';
import type { Vault } from './vault.ts';

const PERIOD = 30;
const RECOVERY_CODES = 10;
// No 0/o, 1/l/i: the codes are written down by hand.
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';

const totpOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret), period: PERIOD, digits: 6 });

export const stepAt = (at: Date) => Math.floor(at.getTime() / 1000 / PERIOD);
/** The code of a step of the clock (see stepAt). */
export const codeOfStep = (secret: string, step: number) =>
  totpOf(secret).generate({ timestamp: step * PERIOD * 1000 });
/** 160 random bits in base32, as RFC 4226 asks. */
export const newTotpSecret = () => new Secret({ size: 20 }).base32;

/** The step a code belongs to: the present one or a neighbour, for clocks that are off by half a minute. */
function stepOfCode(secret: string, code: string, now: Date): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: now.getTime(), window: 1 });
  return delta === null ? null : stepAt(now) + delta;
}

const wrong = (pointer: string) => new Refusal('invalid', [{ code: 'totp_wrong', pointer }]);

/** Uses up the step of a code. Of tries at one moment one wins: the condition is in the UPDATE. */
async function takeStep(tx: Tx, vault: Vault, account: AccountRow, code: string, now: Date): Promise<boolean> {
  if (!account.totpSealed || account.totpLastStep === null) return false;
  const step = stepOfCode(vault.open(account.totpSealed), code, now);
  if (step === null) return false;
  const taken = await tx
    .update(accounts)
    .set({ totpLastStep: step })
    .where(and(eq(accounts.id, account.id), lt(accounts.totpLastStep, step)))
    .returning({ id: accounts.id });
  return taken.length > 0;
}

const recoveryDigest = (vault: Vault, accountId: string, code: string) =>
  vault.digest(`recovery ${accountId} ${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`);

async function takeRecoveryCode(tx: Tx, vault: Vault, accountId: string, code: string, now: Date): Promise<boolean> {
  const taken = await tx
    .update(recoveryCodes)
    .set({ usedAt: now })
    .where(
      and(
        eq(recoveryCodes.accountId, accountId),
        eq(recoveryCodes.codeHash, recoveryDigest(vault, accountId, code)),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ accountId: recoveryCodes.accountId });
  return taken.length > 0;
}

export type SecondFactor = { code: string } | { recovery_code: string };

/**
 * Raises the own session to two factors, under a new token.
 * @throws Refusal invalid (totp_wrong): wrong, used before, or no authenticator; too_many after five in 15 minutes
 */
export async function elevate(visitor: Visitor, factor: SecondFactor): Promise<Opened> {
  const { ctx, vault } = visitor;
  const account = ctx.actor?.account ?? '';
  const limits = limitsOf(ctx.db);
  await limits.spend('second_factor', account);
  const now = ctx.clock();
  const opened = await act(ctx, 'platform.session', ownAccount(ctx), async (tx, { row }) => {
    const taken =
      'code' in factor
        ? await takeStep(tx, vault, row, factor.code, now)
        : await takeRecoveryCode(tx, vault, row.id, factor.recovery_code, now);
    if (!taken) return { result: null, after: { event: 'second_factor_wrong' } };
    const event = 'code' in factor ? 'second_factor' : 'recovery_code_used';
    return { result: await rotateSession(tx, visitor.sessionId, now), after: { event } };
  });
  if (!opened) throw wrong('code' in factor ? '/code' : '/recovery_code');
  await limits.forgive('second_factor', account);
  return opened;
}

/**
 * Makes a new seed, to be confirmed with a first code before it counts (until then `totp_last_step` is null).
 * @param password the own password again, when the account has one
 * @returns the seed in base32 and as otpauth URI; shown once
 * @throws Refusal conflict (totp_already_on), invalid (credentials_wrong)
 */
export async function beginTotp(visitor: Visitor, password?: string): Promise<{ secret: string; uri: string }> {
  const { ctx, vault } = visitor;
  // The password again: an open page, or a phone code alone, must not be enough to become a member of staff.
  const before = await confirmPassword(visitor, password, '/password');
  return act(ctx, 'platform.session', ownAccount(ctx), async (tx, { row }) => {
    if (row.totpLastStep !== null) throw new Refusal('conflict', 'totp_already_on');
    if (row.passwordHash !== before.passwordHash)
      throw new Refusal('invalid', [{ code: 'credentials_wrong', pointer: '/password' }]);
    const secret = newTotpSecret();
    await tx
      .update(accounts)
      .set({ totpSealed: vault.seal(secret) })
      .where(eq(accounts.id, row.id));
    const label = row.username ?? row.displayName;
    const uri = new TOTP({ issuer: '颐位', label, secret: Secret.fromBase32(secret), period: PERIOD, digits: 6 });
    return { result: { secret, uri: uri.toString() }, after: { event: 'totp_begun' } };
  });
}

/**
 * Turns the authenticator on: its first code raises the session (new token), ends the account's other sessions, which
 * were opened with one factor only, and gives the recovery codes, shown once and kept as digests.
 */
export async function confirmTotp(visitor: Visitor, code: string): Promise<{ opened: Opened; codes: string[] }> {
  const { ctx, vault } = visitor;
  const account = ctx.actor?.account ?? '';
  const limits = limitsOf(ctx.db);
  await limits.spend('second_factor', account);
  const now = ctx.clock();
  const done = await act(ctx, 'platform.session', ownAccount(ctx), async (tx, { row }) => {
    if (row.totpLastStep !== null) throw new Refusal('conflict', 'totp_already_on');
    const step = row.totpSealed ? stepOfCode(vault.open(row.totpSealed), code, now) : null;
    if (step === null) return { result: null, after: { event: 'totp_confirm_wrong' } };
    await tx.update(accounts).set({ totpLastStep: step }).where(eq(accounts.id, row.id));
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    await tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, row.id));
    await tx
      .insert(recoveryCodes)
      .values(codes.map((c) => ({ accountId: row.id, codeHash: recoveryDigest(vault, row.id, c) })));
    const opened = await rotateSession(tx, visitor.sessionId, now);
    const ended = await endOtherSessions(tx, row.id, opened.id, now);
    return { result: { opened, codes }, after: { event: 'totp_on', sessions_ended: ended } };
  });
  if (!done) throw wrong('/code');
  await limits.forgive('second_factor', account);
  return done;
}

// 31^10 ≈ 2^49.5 each; five tries in 15 minutes.
function newRecoveryCode(): string {
  const letters = Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}
