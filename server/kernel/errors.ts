import type { ReasonCode } from './messages.ts';

/** What kind of "no" this is; platform/http maps each kind to one HTTP status. */
export type RefusalKind =
  | 'invalid' // 422: the input cannot be understood or breaks a rule of form
  | 'malformed' // 400: not even the shape of a request
  | 'signed_out' // 401
  | 'forbidden' // 403
  | 'not_found' // 404
  | 'conflict' // 409: the facts have changed or already say otherwise
  | 'stale' // 412: edited by someone else since it was read
  | 'version_required' // 428
  | 'too_large' // 413
  | 'wrong_type' // 415
  | 'too_many' // 429
  | 'unavailable'; // 503

export type ReasonValues = Record<string, string | number | boolean | null | string[]>;

/**
 * One finding: a code from the message table, the values that explain it, and the field it is about (RFC 6901). A rule
 * that pages ask too says which codes it can give (`C`), so that they bring the sentences of those and no others.
 */
export type Reason<C extends ReasonCode = ReasonCode> = { code: C; values?: ReasonValues; pointer?: string };

/** What a rule answers: everything that stands in the way at once, never only the first thing. */
export type Verdict<T extends object = object, C extends ReasonCode = ReasonCode> =
  | ({ ok: true } & T)
  | { ok: false; reasons: Reason<C>[] };

/** The one error type of the product. Thrown by actions, never by rules. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly code: ReasonCode;
  readonly reasons: Reason[];

  /** @param reasons all reasons, first one gives the code of the problem; at least one is required */
  constructor(kind: RefusalKind, reasons: [Reason, ...Reason[]] | ReasonCode, values?: ReasonValues) {
    const list: [Reason, ...Reason[]] = typeof reasons === 'string' ? [{ code: reasons, values }] : reasons;
    super(`${kind}: ${list.map((r) => r.code).join(', ')}`);
    this.name = 'Refusal';
    this.kind = kind;
    this.code = list[0].code;
    this.reasons = list;
  }
}

/** Turns a rule's verdict into a thrown refusal of the given kind; returns the verdict when it is positive. */
export function required<T extends object>(verdict: Verdict<T>, kind: RefusalKind = 'conflict'): { ok: true } & T {
  if (verdict.ok) return verdict;
  const [first, ...rest] = verdict.reasons;
  if (!first) throw new Error('a refusing verdict must give a reason');
  throw new Refusal(kind, [first, ...rest]);
}

/** Collects findings: `ok` when none, otherwise all of them. */
export function verdict<T extends object, C extends ReasonCode = ReasonCode>(
  reasons: (Reason<C> | null | undefined | false)[],
  value: T,
): Verdict<T, C> {
  const found = reasons.filter((r): r is Reason<C> => !!r);
  return found.length ? { ok: false, reasons: found } : { ok: true, ...value };
}
