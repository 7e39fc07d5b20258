import fc from 'fast-check';
import { categoryKinds, type Standing } from '../../server/queue/rules.ts';

/** A Tuesday morning in Yueyang. */
export const NOW = '2026-11-24T02:00:00.000Z';
/** Somebody of whom nothing speaks for an early place. */
export const standing = (extra: Partial<Standing> = {}): Standing => ({
  applicationId: 'a',
  receiptNo: 'YW1',
  queuedAt: '2026-10-01T00:00:00.000Z',
  categories: [],
  level: 0,
  dementia: false,
  age: 70,
  carerAbsent: null,
  carerHardships: null,
  livingAlone: null,
  ...extra,
});
/** Anybody who may wait, and a queue of them. */
export const someone = fc.record<Standing>({
  applicationId: fc.constant('a'),
  receiptNo: fc.integer({ min: 1, max: 9999 }).map((n) => `YW${n}`),
  queuedAt: fc.integer({ min: 0, max: 1500 }).map((d) => new Date(Date.parse(NOW) - d * 43_200_000).toISOString()),
  categories: fc.subarray([...categoryKinds]),
  level: fc.integer({ min: 0, max: 4 }),
  dementia: fc.boolean(),
  age: fc.integer({ min: 60, max: 99 }),
  carerAbsent: fc.constantFrom(true, false, null),
  carerHardships: fc.constantFrom(null, 0, 1, 3, 9),
  livingAlone: fc.constantFrom(true, false, null),
});
export const crowd = fc.uniqueArray(someone, { selector: (s) => s.receiptNo, maxLength: 40 });
