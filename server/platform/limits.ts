import { getTableName } from 'drizzle-orm';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Db } from '../../db/client.ts';
import { loginLimits } from '../../db/schema/registry.ts';
import { Refusal } from '../kernel/errors.ts';

const MINUTE = 60;
const HOUR = 3600;

/** Attempts in a window, seconds. A right password or code wipes or gives back what it spent; a wrong one does not. */
const allowances = {
  /** wrong passwords for one account from one address */
  password_here: { points: 5, duration: 15 * MINUTE },
  /** wrong passwords for one account from anywhere: stops a guess spread over many addresses */
  password_account: { points: 100, duration: HOUR },
  /** wrong passwords from one address; an office behind one address shares it */
  password_address: { points: 30, duration: HOUR },
  /** wrong authenticator or recovery codes of one account */
  second_factor: { points: 5, duration: 15 * MINUTE },
  /** text messages to one phone */
  code_phone: { points: 5, duration: HOUR },
  /** text messages asked for, and wrong codes tried, from one address */
  code_address: { points: 30, duration: HOUR },
  code_try_address: { points: 30, duration: HOUR },
  /** wrong codes of invitations tried by one account */
  helper_code: { points: 10, duration: HOUR },
  /** wrong codes tried by one account where one invitation lies, as long as a code is good */
  helper_code_place: { points: 5, duration: 7 * 24 * HOUR },
  /** single sign-on attempts from one address: each costs the bureau's server a request */
  oidc_address: { points: 60, duration: HOUR },
  /** objections to public notices from one address: a community room behind one address shares it */
  objection_address: { points: 20, duration: HOUR },
  /** figures confirmed by link from one address: several facilities may share it, nobody confirms every minute */
  confirm_address: { points: 60, duration: HOUR },
  /** requests of one program with its token: a home's system that asks once a second is broken */
  token: { points: 60, duration: MINUTE },
} as const;

export type Allowance = keyof typeof allowances;
export type Limits = {
  /** Takes one attempt. Throws Refusal too_many (429) with the seconds until the next. */
  spend(allowance: Allowance, key: string): Promise<void>;
  /** Gives one attempt back. */
  refund(allowance: Allowance, key: string): Promise<void>;
  /** Wipes the count. */
  forgive(allowance: Allowance, key: string): Promise<void>;
};

const made = new WeakMap<Db, Limits>();

/**
 * Login limits kept in PostgreSQL, so that all processes count together and a restart forgets nothing. Attempts are
 * taken before the secret is looked at: tries at one moment cannot all pass. Keys must not be personal: digests,
 * ids and network addresses only.
 */
export function limitsOf(db: Db): Limits {
  const known = made.get(db);
  if (known) return known;
  const storeClient = {
    query: async (q: { text: string; values: (string | number | null)[] }) => {
      const rows = await db.$client.unsafe(q.text, q.values, { prepare: true });
      return { rows: [...rows], rowCount: rows.count };
    },
  };
  const limiters = Object.fromEntries(
    Object.entries(allowances).map(([keyPrefix, allowance], i) => [
      keyPrefix,
      new RateLimiterPostgres({
        ...allowance,
        keyPrefix,
        storeClient,
        storeType: 'client',
        tableName: getTableName(loginLimits),
        tableCreated: true,
        // One sweep clears the table for all of them.
        clearExpiredByTimeout: i === 0,
      }),
    ]),
  ) as Record<Allowance, RateLimiterPostgres>;
  const limits: Limits = {
    async spend(allowance, key) {
      await limiters[allowance].consume(key).catch((error: unknown) => {
        if (!(error instanceof RateLimiterRes)) throw error;
        const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
        throw new Refusal('too_many', 'too_many_requests', { seconds });
      });
    },
    async refund(allowance, key) {
      await limiters[allowance].reward(key);
    },
    async forgive(allowance, key) {
      await limiters[allowance].delete(key);
    },
  };
  made.set(db, limits);
  return limits;
}
