import type { InferResponseType } from 'hono/client';
import { sayAbout, sayAction, sayRole, saySubject } from '../../server/kernel/audit-words.ts';
import type { client } from '../api.ts';
import { lang, t } from '../ui/i18n.ts';
import { codes, type Role, word } from '../ui/words.ts';

export type Rows = InferResponseType<typeof client.api.v1.audit.rows.$get, 200>;
export type Row = Rows['rows'][number];
export type State = InferResponseType<typeof client.api.v1.audit.state.$get, 200>;
export type Found = NonNullable<State['check']>['found'];
export const roles: Role[] = ['inspector', 'leader', 'administrator'];

export const actionWord = (action: string) => sayAction(lang.value, action);
export const aboutWord = (about: string) => sayAbout(lang.value, about);
export const roleWord = (role: string) =>
  sayRole(lang.value, role) ?? (codes('role').includes(role) ? word('role', role) : role);

/** Who acted: the name where there is one, and in which role. */
export const whoWord = (row: Pick<Row, 'name' | 'role'>) =>
  row.name ? t('{name}（{role}）', { name: row.name, role: roleWord(row.role) }) : roleWord(row.role);

/** What was acted upon, with the last part of its number: enough to tell two apart. */
export function subjectWord(row: Pick<Row, 'subject_type' | 'subject_id'>): string {
  const about = saySubject(lang.value, row.subject_type) ?? row.subject_type.replaceAll('_', ' ');
  return row.subject_id ? `${about} …${row.subject_id.slice(-6)}` : about;
}
