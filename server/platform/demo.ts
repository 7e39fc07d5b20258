import { and, asc, isNotNull, isNull, like } from 'drizzle-orm';
import { accounts } from '../../db/schema/registry.ts';
import type { Role } from '../kernel/permissions.ts';
import { type Context, view } from './context.ts';
import { membershipsOf } from './session.ts';
import { codeOfStep, stepAt } from './totp.ts';
import type { Vault } from './vault.ts';

export const DEMO_PREFIX = 'demo-';
export const isDemo = (username: string) => username.startsWith(DEMO_PREFIX);

/** The one password of this installation's demo accounts: from its key, so that no two installations share it. */
export const demoPassword = (vault: Vault) =>
  `yiwei-${Buffer.from(vault.digest('demo password')).toString('hex').slice(0, 10)}`;

export type DemoSignIn = {
  username: string;
  name: string;
  role: Role | null;
  password: string;
  /** The next code that has not been used; null when two sign-ins in half a minute used them up, or none is needed. */
  totp_code: string | null;
  totp: boolean;
};

/** The demo accounts (user names in `demo-`) with what it takes to sign in. Only ever answered in demo mode. */
export async function demoSignIns(ctx: Context, vault: Vault): Promise<DemoSignIn[]> {
  const step = stepAt(ctx.clock());
  return view({ ...ctx, actor: null }, 'platform.sign_in', async (tx) => {
    const rows = await tx
      .select()
      .from(accounts)
      .where(
        and(like(accounts.username, `${DEMO_PREFIX}%`), isNotNull(accounts.passwordHash), isNull(accounts.disabledAt)),
      )
      .orderBy(asc(accounts.username));
    const list: DemoSignIn[] = [];
    for (const row of rows) {
      const [membership] = (await membershipsOf(tx, row.id)).filter((m) => m.district === ctx.district);
      const sealed = row.totpLastStep === null ? null : row.totpSealed;
      const next = Math.max(step, (row.totpLastStep ?? 0) + 1);
      list.push({
        username: row.username ?? '',
        name: row.displayName,
        role: membership?.role ?? null,
        password: demoPassword(vault),
        totp: sealed !== null,
        totp_code: sealed && next <= step + 1 ? codeOfStep(vault.open(sealed), next) : null,
      });
    }
    return list;
  });
}
