import type { Role } from '../server/kernel/permissions.ts';
import { createAccount } from '../server/platform/accounts.ts';
import { act, type Context } from '../server/platform/context.ts';
import { demoPassword } from '../server/platform/demo.ts';
import { hashPassword } from '../server/platform/passwords.ts';
import { newTotpSecret } from '../server/platform/totp.ts';
import type { Vault } from '../server/platform/vault.ts';

/** One sign-in for each role, two assessors because two must sign, two institutions because a home has no day places. Display names say that they are demonstration accounts. */
export type PlannedAccount = {
  username: string;
  displayName: string;
  role: Exclude<Role, 'system'>;
  street: string | null;
  facility: string | null;
  department: string | null;
  /** The applicant this account may act for. */
  helps: { applicant: string; relation: 'child' } | null;
};

export function makeAccounts(scope: {
  street: string;
  facility: string;
  dayCare: string;
  applicant: string;
}): PlannedAccount[] {
  const account = (role: PlannedAccount['role'], displayName: string, rest: Partial<PlannedAccount> = {}) => ({
    username: role === 'administrator' ? 'demo-admin' : `demo-${role}`,
    displayName,
    role,
    street: null,
    facility: null,
    department: null,
    helps: null,
    ...rest,
  });
  return [
    account('family', '演示·家属', { helps: { applicant: scope.applicant, relation: 'child' } }),
    account('institution', '演示·机构床位管理员', { facility: scope.facility }),
    account('institution', '演示·日间照料中心', { username: 'demo-day-care', facility: scope.dayCare }),
    account('desk', '演示·社区前台', { street: scope.street }),
    account('grid_worker', '演示·网格员', { username: 'demo-grid', street: scope.street }),
    account('officer', '演示·民政经办'),
    account('leader', '演示·分管领导'),
    account('treasurer', '演示·财务'),
    account('partner', '演示·残联', { department: 'disabled_federation' }),
    account('partner', '演示·卫健', { username: 'demo-health', department: 'health' }),
    account('partner', '演示·医保', { username: 'demo-medical-insurance', department: 'medical_insurance' }),
    account('partner', '演示·财政', { username: 'demo-finance', department: 'finance' }),
    account('partner', '演示·社会救助', { username: 'demo-social-assistance', department: 'social_assistance' }),
    account('assessor', '演示·评估员'),
    account('assessor', '演示·评估员二', { username: 'demo-assessor-2' }),
    account('officer', '演示·民政审批', { username: 'demo-approver' }),
    account('inspector', '演示·督查'),
    account('administrator', '演示·系统管理员'),
    account('family', '演示·老人本人', { username: 'demo-elder' }),
  ];
}

/**
 * Opens the demonstration accounts: everyone with this installation's demo password, staff with an authenticator too.
 * They are part of opening the district, and audited as that.
 * @returns account ids by user name
 */
export async function openAccounts(
  ctx: Context,
  vault: Vault,
  planned: PlannedAccount[],
): Promise<ReadonlyMap<string, string>> {
  const { district } = ctx;
  const password = demoPassword(vault);
  const hashes = await Promise.all(planned.map(() => hashPassword(password)));
  const ids = await act(
    ctx,
    'divisions.open',
    async () => ({ district, type: 'accounts', id: null, row: null }),
    async (tx) => {
      const made: [string, string][] = [];
      for (const [i, { username, displayName, role, street, facility, department }] of planned.entries()) {
        const id = await createAccount(tx, vault, {
          username,
          displayName,
          passwordHash: hashes[i]!,
          ...(role === 'family' ? {} : { totpSecret: newTotpSecret() }),
          memberships: [{ district, role, street, facility, department }],
          now: ctx.clock(),
        });
        if (id === null) throw new Error(`the user name ${username} is taken`);
        made.push([username, id]);
      }
      return { result: made, after: { accounts: planned.map((a) => a.username) } };
    },
  );
  return new Map(ids);
}
