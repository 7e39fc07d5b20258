import type { Role } from '../server/kernel/permissions.ts';

/** One sign-in for each role. Display names say that they are demonstration accounts. */
export type PlannedAccount = {
  username: string;
  displayName: string;
  role: Exclude<Role, 'system'>;
  street: string | null;
  facility: string | null;
  /** The applicant this account may act for. */
  helps: { applicant: string; relation: 'child' } | null;
};

export function makeAccounts(scope: { street: string; facility: string; applicant: string }): PlannedAccount[] {
  const account = (role: PlannedAccount['role'], displayName: string, rest: Partial<PlannedAccount> = {}) => ({
    username: role === 'administrator' ? 'demo-admin' : `demo-${role}`,
    displayName,
    role,
    street: null,
    facility: null,
    helps: null,
    ...rest,
  });
  return [
    account('family', '演示·家属', { helps: { applicant: scope.applicant, relation: 'child' } }),
    account('institution', '演示·机构床位管理员', { facility: scope.facility }),
    account('desk', '演示·社区前台', { street: scope.street }),
    account('officer', '演示·民政经办'),
    account('partner', '演示·联审部门'),
    account('inspector', '演示·督查'),
    account('administrator', '演示·系统管理员'),
  ];
}
