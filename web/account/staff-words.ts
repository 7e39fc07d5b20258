import type { InferResponseType } from 'hono/client';
import type { client } from '../api.ts';
import { age } from '../ui/format.ts';
import { t } from '../ui/i18n.ts';
import { codes, type Role, word } from '../ui/words.ts';

export type Staff = InferResponseType<typeof client.api.v1.admin.accounts.$get, 200>['accounts'][number];
export type StaffRole = Staff['memberships'][number];
export type Temporary = { password: string; until: string };

/** Roles an administrator hands out, in the order of the house. */
export const staffRoles = codes('role').filter((role) => role !== 'family') as Exclude<Role, 'family'>[];

export const liveRoles = (of: Staff): StaffRole[] => of.memberships.filter((one) => !one.ended_at);

/** 「机构 · 延寿敬老院」: a role with the place it belongs to. */
export function roleText(one: StaffRole): string {
  const place = one.facility_name ?? one.street_name ?? one.street;
  return place ? t('{role} · {place}', { role: word('role', one.role), place }) : word('role', one.role);
}

/** How the account signs in, in words; what still has to be done first. */
export function signInText(of: Staff): string {
  if (of.password === 'temporary') {
    const over = of.password_until && Date.parse(of.password_until) <= Date.now();
    return over ? t('临时密码已过期') : t('临时密码，待修改');
  }
  if (of.password === 'none') return of.single_sign_on ? t('统一身份认证') : t('没有密码');
  return of.totp ? t('密码 + 动态口令') : t('密码，动态口令待设置');
}

export const seenText = (of: Staff): string => (of.seen_at ? age(of.seen_at) : t('从未登录'));
