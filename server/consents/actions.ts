import { and, eq, isNull, sql } from 'drizzle-orm';
import { consents } from '../../db/schema/families.ts';
import { accounts } from '../../db/schema/registry.ts';
import { findApplicant } from '../applicants/actions.ts';
import { handOf, holdApplicant } from '../applicants/queries.ts';
import type { Hand, Relation } from '../applicants/rules.ts';
import { documentsOf, paperOf } from '../documents/actions.ts';
import { Refusal } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { act, type Context, type ReadTx, type Subject, type Tx } from '../platform/context.ts';
import { among, newId } from '../platform/ids.ts';
import {
  type Asked,
  type Channel,
  checkConsents,
  missingConsents,
  signedLately,
  wordingOf,
  wordingOn,
} from './rules.ts';

export type ConsentRow = typeof consents.$inferSelect;
/** What was agreed to: which words were read, and for the desk who agreed in front of it or on which paper. */
export type Given = {
  wording: string;
  list: Asked[];
  relation?: Relation | null;
  channel?: 'desk' | 'paper';
  document_id?: string | null;
};

/** The consents of a person that hold now. */
export function liveConsents(tx: ReadTx, district: string, applicantId: string): Promise<ConsentRow[]> {
  return tx
    .select()
    .from(consents)
    .where(and(eq(consents.district, district), eq(consents.applicantId, applicantId), isNull(consents.withdrawnAt)));
}

/** Who gave it: somebody who acts for the person, or (null) whoever stood at the counter, as `given` says. */
type By = { applicantId: string; hand: Hand | null; channel: Channel };
const handAtDesk = (given: Given): Hand => ({ relation: given.relation ?? 'self', authorisedBy: 'paper' });

/**
 * Writes down what was agreed to, in the transaction of whatever it belongs to: an application, an offer, a page of its
 * own. What holds already is left as it was given.
 * @throws Refusal invalid with what cannot be agreed to so, or by them
 * @returns how many are new
 */
export async function recordConsents(tx: Tx, ctx: Context, given: Given, by: By): Promise<number> {
  const on = dayOf(ctx.clock());
  const hand = by.hand ?? handAtDesk(given);
  const [first, ...rest] = checkConsents(given, { hand, on });
  if (first) throw new Refusal('invalid', [first, ...rest]);
  await refuseUnknown(tx, ctx, given, by.applicantId);
  const terms = wordingOf(given.wording)?.terms;
  if (!terms || given.list.length === 0) return 0;
  const rows = given.list.map(({ purpose, facility_id }) => ({
    district: ctx.district,
    id: newId(),
    applicantId: by.applicantId,
    purpose,
    facilityId: facility_id,
    fields: [...terms[purpose].fields],
    wordingVersion: given.wording,
    channel: by.channel,
    givenBy: ctx.actor?.account ?? null,
    relation: hand.relation,
    documentId: given.document_id ?? null,
    givenAt: ctx.clock(),
  }));
  const made = await tx.insert(consents).values(rows).onConflictDoNothing().returning({ id: consents.id });
  if (by.channel === 'online' && ctx.actor?.account && given.list.some((g) => g.purpose === 'messages'))
    await tx.update(accounts).set({ smsOn: true }).where(eq(accounts.id, ctx.actor.account));
  return made.length;
}

async function refuseUnknown(tx: ReadTx, ctx: Context, given: Given, applicantId: string) {
  const homes = [...new Set(given.list.flatMap((g) => g.facility_id ?? []))];
  if (homes.length) {
    const found = await tx.execute(sql`
      select 1 from facilities where district = ${ctx.district} and id = any(${sql.param(homes)}::uuid[])`);
    if (found.length < homes.length)
      throw new Refusal('invalid', [{ code: 'consent_which_home', pointer: '/consents' }]);
  }
  if (given.document_id) {
    const papers = await documentsOf(tx, ctx.district, applicantId);
    if (!papers.some((d) => d.id === given.document_id)) throw new Refusal('not_found', 'not_found');
  }
}

/**
 * For an application: writes down what came with it and refuses one that lacks what it needs.
 * @throws Refusal invalid/consent_needed with a pointer, for each purpose missing
 */
export async function takeConsents(
  tx: Tx,
  ctx: Context,
  given: Given | null,
  by: { applicantId: string; channel: Channel },
): Promise<void> {
  const hand = await handOf(tx, ctx, by.applicantId);
  const held = (await liveConsents(tx, ctx.district, by.applicantId)).map((c) => c.purpose);
  const asked = { hand: hand ?? { relation: 'self', authorisedBy: null }, channel: by.channel } as const;
  const [first, ...rest] = missingConsents(held, given?.list ?? [], { ...asked, on: dayOf(ctx.clock()) });
  if (first) throw new Refusal('invalid', [first, ...rest]);
  if (given) await recordConsents(tx, ctx, given, { ...by, hand });
}

/** For an offer taken: the home may have the data of whoever comes to it. Said where it is accepted. */
export async function shareWithHome(tx: Tx, ctx: Context, applicantId: string, facilityId: string): Promise<void> {
  const wording = wordingOn(dayOf(ctx.clock()));
  if (!wording) return;
  const hand = await handOf(tx, ctx, applicantId);
  const list: Asked[] = [{ purpose: 'share_with_home', facility_id: facilityId }];
  const channel = hand ? ('online' as const) : ('desk' as const);
  await recordConsents(tx, ctx, { wording: wording.version, list }, { applicantId, hand, channel });
}

/** Agrees to one or more purposes outside an application; at the counter on behalf of whoever stands there. */
export function giveConsents(ctx: Context, applicantId: string, given: Given): Promise<{ recorded: number }> {
  return act(
    ctx,
    'consents.agree',
    (tx) => holdApplicant(tx, ctx.district, applicantId),
    async (tx) => {
      const hand = await handOf(tx, ctx, applicantId);
      const channel = hand ? ('online' as const) : (given.channel ?? 'desk');
      const recorded = await recordConsents(tx, ctx, given, { applicantId, hand, channel });
      return {
        result: { recorded },
        after: { wording: given.wording, purposes: given.list.map((g) => g.purpose), channel, recorded },
        changed: ['applications'],
      };
    },
  );
}

/** The consent as a subject, locked: two that take it back at once do it one after the other. */
export async function findConsent(tx: Tx, district: string, id: string): Promise<Subject<ConsentRow>> {
  const [row] = await tx
    .select()
    .from(consents)
    .where(and(eq(consents.district, district), eq(consents.id, id)))
    .for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  const { street, accounts: who } = await findApplicant(tx, district, row.applicantId);
  return { district, type: 'consent', id, street, accounts: who, row };
}

/**
 * Whoever acts at the counter for somebody, without being their helper, has what they want in writing.
 * @throws Refusal invalid signed_paper_needed
 */
export async function requireSigned(tx: ReadTx, ctx: Context, applicantId: string, documentId: string | null) {
  const papers = documentId ? await documentsOf(tx, ctx.district, applicantId) : [];
  const paper = papers.find((d) => d.id === documentId);
  if (!paper || !signedLately(paperOf(paper), dayOf(ctx.clock())))
    throw new Refusal('invalid', [{ code: 'signed_paper_needed', pointer: '/document_id' }]);
}

/** Ends consents; what was done while they held stays right. */
export async function endConsents(tx: Tx, ctx: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(consents)
    .set({ withdrawnAt: ctx.clock(), withdrawnBy: ctx.actor?.account ?? null })
    .where(and(eq(consents.district, ctx.district), among(consents.id, ids), isNull(consents.withdrawnAt)));
  // What waits for the morning is a text nobody agrees to any more.
  await tx.execute(sql`
    update deliveries d set next_at = null from messages m, consents c
     where d.district = ${ctx.district} and d.channel = 'sms' and d.next_at is not null
       and m.district = d.district and m.id = d.message_id
       and c.district = m.district and c.applicant_id = m.applicant_id and c.purpose = 'messages'
       and c.id = any(${sql.param([...ids])}::uuid[])`);
}
