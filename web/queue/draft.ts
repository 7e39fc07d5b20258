import { addDays, dayOf } from '../../server/kernel/period.ts';
import { type keyParts, type QueueRules, tracks } from '../../server/queue/rules.ts';
import { now } from '../ui/format.ts';
import type { RuleSet } from '../ui/queue-words.ts';

/** A rule set while it is written. A number that is not one yet is NaN, which the server refuses with the field's name. */
export type Draft = { version: string; doc_no: string; from: string; rules: QueueRules };
/** The set being changed before its first day, with the form of it that was seen; null for a new one. */
export type Editing = { of: RuleSet; fresh: boolean };

const kept = ({ of, fresh }: Editing) => `queue-rules:${fresh ? 'new' : `${of.version}:${of.revision}`}`;

/** What was written and not saved yet stays through a reload. */
export function startOf(editing: Editing): Draft {
  try {
    const stored = sessionStorage.getItem(kept(editing));
    if (stored) return JSON.parse(stored) as Draft;
  } catch {
    // private mode: the draft lives as long as the page
  }
  const { of, fresh } = editing;
  return {
    version: fresh ? '' : of.version,
    doc_no: fresh ? '' : of.doc_no,
    from: fresh ? addDays(dayOf(now.value), 1) : of.from,
    rules: of.rules as QueueRules,
  };
}

export function keep(editing: Editing, draft: Draft | null): void {
  try {
    if (draft) sessionStorage.setItem(kept(editing), JSON.stringify(draft));
    else sessionStorage.removeItem(kept(editing));
  } catch {
    // as above
  }
}

/** The tracks take the letters of their order, and the last one everyone else. */
export const lettered = (list: QueueRules['tracks']): QueueRules['tracks'] =>
  list.map((rule, i) => ({
    ...rule,
    track: tracks[i] ?? rule.track,
    any: i === list.length - 1 ? [] : rule.any.length > 0 ? rule.any : [{}],
  }));

/** The order with one part taken in, left out, or moved up. */
export const toggled = (key: QueueRules['key'], part: (typeof keyParts)[number]): QueueRules['key'] =>
  key.includes(part) ? key.filter((one) => one !== part) : [...key, part];
export const swapped = <T>(list: readonly T[], i: number): T[] =>
  list.map((one, at) => (at === i - 1 ? (list[i] as T) : at === i ? (list[i - 1] as T) : one));
export const replaced = <T>(list: readonly T[], i: number, one: T | null): T[] =>
  list.flatMap((was, at) => (at === i ? (one === null ? [] : [one]) : [was]));
