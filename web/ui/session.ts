import { signal } from '@preact/signals';
import type { Role } from './words.ts';

/** Who is signed in on this device: null signed out, undefined not known yet. Set by main.tsx and by the sign-in page. */
export type Session = {
  name: string;
  role: Role;
  district: string;
  /** The institution's own place, for institution accounts. */
  facility?: { id: string; name: string } | null;
};

export const session = signal<Session | null | undefined>(undefined);
