// Decides what 12345 or 110 is told of a matter and when an answer of theirs is taken (国办发〔2020〕53号; 个人信息保护法 art. 23: a phone number only with consent).
import type { Reason } from '../kernel/errors.ts';
import { hideNumbers, type Receiver, type Status } from '../requests/rules.ts';

/** What goes out: our number, what and where; never a name, and the phone only where the resident agreed. */
export type Sheet = {
  number: string;
  receiver: Receiver;
  kind: string;
  text: string;
  street: string;
  community: string;
  grid: string | null;
  facility: string | null;
  raisedAt: Date;
  note: string;
  phone: string | null;
};

/** The bytes that are signed and sent, always the same for the same sheet. */
export const bodyOf = (s: Sheet): string =>
  JSON.stringify({
    number: s.number,
    receiver: s.receiver,
    kind: s.kind,
    text: hideNumbers(s.text),
    note: hideNumbers(s.note),
    place: { street: s.street, community: s.community, grid: s.grid },
    facility: s.facility,
    raised_at: s.raisedAt.toISOString(),
    phone: s.phone,
  });

export type Sent = { answeredAt: Date | null; answer: string | null; externalNo: string | null };
export type Answer = { answer: string; externalNo: string | null };

/** An answer that comes: the first is taken, the same once more is nothing new, another one is refused. */
export function takes(sent: Sent, given: Answer, number: string): 'take' | 'same' | Reason {
  if (sent.answeredAt === null) return 'take';
  const same = sent.answer === given.answer && (given.externalNo === null || given.externalNo === sent.externalNo);
  return same ? 'same' : { code: 'escalation_answered', values: { number } };
}

/**
 * Which handing over an answer belongs to: the one under the receiver's own number, else the one still open, else the last.
 * The words of the last answer once more, while the next is not even sent, are that answer told twice.
 * @param given the receiver's, the one still open first, then the latest first
 */
export function answers<S extends Sent & { sentAt: Date | null }>(all: readonly S[], given: Answer): S | undefined {
  const [open, last] = all;
  const numbered = all.find((e) => given.externalNo !== null && e.externalNo === given.externalNo);
  if (numbered || !open || !last) return numbered ?? open;
  const again = given.externalNo === null && last.answer === given.answer;
  return again && open.answeredAt === null && open.sentAt === null ? last : open;
}

/** How far a handing over has come. `by_hand`: no address is set, so people do it. `withdrawn`: before it was sent. */
export const states = ['waiting', 'sent', 'by_hand', 'dead', 'answered', 'withdrawn'] as const;
export type State = (typeof states)[number];
export function stateOf(
  e: {
    answeredAt: Date | null;
    sentAt: Date | null;
    deadAt: Date | null;
    nextAt: Date | null;
  },
  of: { status: Status },
): State {
  if (e.answeredAt) return 'answered';
  if (e.sentAt) return 'sent';
  if (of.status === 'closed') return 'withdrawn';
  if (e.deadAt) return 'dead';
  return e.nextAt ? 'waiting' : 'by_hand';
}
