import { signal } from '@preact/signals';

/** The list somebody came from: where it is, and its cases in order, so that the case leads back and on to the next. */
export const walk = signal<{ back: string; cases: string[] }>({ back: '/officer/cases', cases: [] });
