import { signal } from '@preact/signals';
import type { InferResponseType } from 'hono/client';
import { call, client } from '../api.ts';
import { type Session, session } from './session.ts';
import { codes, type Role } from './words.ts';

/** What GET /api/v1/session and every way in answer. */
export type SessionView = InferResponseType<typeof client.api.v1.session.$get, 200>;

/** The account as the server knows it; also known half-way, while the authenticator code is still to be given. */
export const account = signal<SessionView | null>(null);

/** Staff come before family when someone is both: the pages of the office are asked for at work. */
const first: Role[] = [
  'officer',
  'leader',
  'treasurer',
  'institution',
  'desk',
  'grid_worker',
  'inspector',
  'partner',
  'assessor',
  'administrator',
  'family',
];

/** Takes over an answer about who is signed in. Someone who still owes the authenticator code is not in yet. */
export function signedIn(view: SessionView | null): Session | null {
  account.value = view;
  const held = view?.roles.filter((one) => codes('role').includes(one.role)) ?? [];
  const role = first.find((name) => held.some((one) => one.role === name));
  if (!view?.account_id || !role || (view.totp === 'needed' && role !== 'family')) {
    session.value = null;
    return null;
  }
  const own = held.find((one) => one.role === role);
  session.value = {
    name: view.name ?? '',
    role,
    district: view.district,
    facility: own?.facility ? { id: own.facility, name: own.facility_name ?? '' } : null,
  };
  return session.value;
}

/** Asks who is signed in on this device; without an answer nobody is, until a page asks again. */
export async function loadSession(): Promise<void> {
  const answer = await call((o) => client.api.v1.session.$get({}, o));
  signedIn(answer.ok ? answer.data : null);
}

/** Where a role's working day begins. */
export const homeOf = (role: Role): string =>
  role === 'family'
    ? '/me'
    : role === 'officer' || role === 'leader' || role === 'inspector'
      ? '/officer/cases'
      : role === 'institution'
        ? '/institution/beds'
        : role === 'assessor'
          ? '/assessments'
          : role === 'treasurer'
            ? '/finance/payments'
            : role === 'grid_worker'
              ? '/officer/requests'
              : role === 'desk'
                ? '/desk'
                : role === 'partner'
                  ? '/department/opinions'
                  : role === 'administrator'
                    ? '/admin/accounts'
                    : '/account';
