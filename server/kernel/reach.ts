import { type Action, type Door, permissions, type Reach, type Role } from './permissions.ts';

export type Membership = {
  district: string;
  role: Role;
  street: string | null;
  facility: string | null;
  department?: string | null;
};

/** What a record belongs to, as far as reach is concerned. */
export type Belonging = {
  district: string;
  street?: string | null;
  facility?: string | null;
  department?: string | null;
  accounts?: readonly string[];
};

export function doorOf(action: Action): Door {
  return permissions[action];
}

/** The memberships that open this door at all, before looking at the record. */
export function keysFor(action: Action, memberships: readonly Membership[]): Membership[] {
  const { may } = doorOf(action);
  if (may === 'public' || may === 'signed_in') return [...memberships];
  return memberships.filter((m) => may[m.role] !== undefined);
}

/** True when the membership reaches the record through this door. */
export function reaches(action: Action, membership: Membership, account: string, record: Belonging): boolean {
  const { may } = doorOf(action);
  if (may === 'public' || may === 'signed_in') return true;
  const reach: Reach | undefined = may[membership.role];
  if (reach === undefined) return false;
  if (reach === 'any') return true;
  if (membership.district !== record.district) return false;
  switch (reach) {
    case 'district':
      return true;
    case 'street':
      return membership.street !== null && membership.street === record.street;
    case 'facility':
      return membership.facility !== null && membership.facility === record.facility;
    case 'department':
      return !!membership.department && membership.department === record.department;
    case 'self':
      return record.accounts?.includes(account) ?? false;
  }
}
