import { expect } from 'vitest';
import { codeOfStep, newTotpSecret, stepAt } from '../../server/platform/totp.ts';
import type { World } from './district.ts';
import type { Site } from './site.ts';

export const PASSWORD = 'lotus-pond 2026 willow';
/** Any six digits but these. */
export const other = (digits: string) => String((Number(digits) + 1) % 1_000_000).padStart(6, '0');

/** People who sign in by the front door. `of` is asked when they do: a test file opens its sites in beforeAll. */
export function people(of: () => { w: World; s: Site; demo: Site }) {
  let count = 0;
  /** Moves the clock. */
  const pass = (ms: number) => {
    const { time } = of().w;
    time.now = new Date(time.now.getTime() + ms);
  };
  /** The code an authenticator shows now, or `later` steps from now. */
  const code = (secret: string, later = 0) => codeOfStep(secret, stepAt(of().w.time.now) + later);
  const phone = () => `1990000${String(++count).padStart(4, '0')}`;

  /** An officer with an authenticator; `signIn` gives the password only. */
  const officer = async () => {
    const { s } = of();
    const secret = newTotpSecret();
    const username = `officer-${++count}`;
    const id = await s.account({ username, password: PASSWORD, totpSecret: secret, roles: [{ role: 'officer' }] });
    const signIn = async (b = s.browser()) => {
      const answer = await b.post('/api/v1/signin/password', { username, password: PASSWORD });
      expect(answer.status).toBe(200);
      return b;
    };
    return { id, username, secret, signIn };
  };

  /** A family signed in by phone, on the site that shows the code. */
  const family = async (number = phone()) => {
    const b = of().demo.browser();
    const { body } = await b.post('/api/v1/signin/phone/code', { phone: number });
    const answer = await b.post('/api/v1/signin/phone', { phone: number, code: body.demo_code });
    expect(answer.status).toBe(200);
    return Object.assign(b, { account: answer.body.account_id as string });
  };
  return { pass, code, phone, officer, family };
}
