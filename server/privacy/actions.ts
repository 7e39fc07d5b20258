import { randomBytes } from 'node:crypto';
import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { applicants, helpers } from '../../db/schema/applicants.ts';
import { applications } from '../../db/schema/applications.ts';
import { categoryListEntries } from '../../db/schema/categories.ts';
import { documents } from '../../db/schema/documents.ts';
import { consents, erasures, helperInvitations } from '../../db/schema/families.ts';
import { messages } from '../../db/schema/notifications.ts';
import { idNumbers } from '../../db/schema/registry.ts';
import { escalations, requests } from '../../db/schema/requests.ts';
import { endOffer } from '../allocation/actions.ts';
import { findOffer } from '../allocation/queries.ts';
import { lapseExit, offerState } from '../allocation/rules.ts';
import { findApplicant } from '../applicants/actions.ts';
import { acting, handOf } from '../applicants/queries.ts';
import { ERASED, mayDo } from '../applicants/rules.ts';
import { type ApplicationRow, endCase, findApplication, moveApplication } from '../applications/actions.ts';
import { ended } from '../applications/rules.ts';
import { endConsents, findConsent, requireSigned } from '../consents/actions.ts';
import { takenBackOnPaper } from '../consents/rules.ts';
import { vacancyTopics } from '../facilities/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import { notify } from '../notifications/actions.ts';
import { ownAccount, wipeAccount } from '../platform/accounts.ts';
import { act, type Context, type Later, type Tx } from '../platform/context.ts';
import { sha256Of } from '../platform/digest.ts';
import type { Topic } from '../platform/events.ts';
import { newId } from '../platform/ids.ts';
import type { Vault } from '../platform/vault.ts';
import { clearRatings } from '../ratings/actions.ts';
import { contentsDigest } from '../supervision/mechanism/chain.ts';
import { removeImages } from '../uploads/actions.ts';
import { endAllWatches, endWatches } from '../watches/actions.ts';
import { consentFacts, erasureFacts, reasonsLogged } from './queries.ts';
import {
  type Consequence,
  consequencesOf,
  ERASE_WORDS,
  type Erasable,
  erasable,
  givenBackCounts,
  mayClose,
  sealOf,
  typedRight,
} from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());

function refuseOtherWords(words: string): void {
  const values = { words: Object.values(ERASE_WORDS).join(' / ') };
  if (!typedRight(words)) throw new Refusal('invalid', [{ code: 'erase_words', values, pointer: '/words' }]);
}

/** The person, locked first: what is done to their data is done one after another. */
async function lockPerson(tx: Tx, district: string, id: string) {
  await tx
    .select({ id: applicants.id })
    .from(applicants)
    .where(and(eq(applicants.district, district), eq(applicants.id, id)))
    .for('update');
  return findApplicant(tx, district, id);
}

/**
 * Takes a consent back, with everything that brings: what was read beforehand is what is done, or nothing is.
 * @param expect the consequences as they were shown (sealOf)
 * @param document_id at the counter, of a consent given on paper: what the person signed
 * @throws Refusal conflict consent_ended, consent_outcome_changed; invalid signed_paper_needed; forbidden helper_may_not
 */
export function withdrawConsent(
  ctx: Context,
  id: string,
  { expect, document_id: paper }: { expect: string; document_id: string | null },
): Promise<{ done: Consequence[] }> {
  return act(
    ctx,
    'consents.withdraw',
    (tx) => findConsent(tx, ctx.district, id),
    async (tx, { row }) => {
      if (row.withdrawnAt) throw new Refusal('conflict', 'consent_ended');
      const hand = await handOf(tx, ctx, row.applicantId);
      if (hand) required(mayDo(hand, row.purpose), 'forbidden');
      // a paper that is named, needed or not, stands in the log: it is one the person signed for this
      else if (paper || takenBackOnPaper(row.channel)) await requireSigned(tx, ctx, row.applicantId, paper);
      const facts = await consentFacts(tx, { district: ctx.district, id: row.applicantId }, today(ctx));
      const list = consequencesOf(row.purpose, row.facilityId, facts);
      if (sealOf(list) !== expect) throw new Refusal('conflict', 'consent_outcome_changed');
      await endConsents(tx, ctx, [row.id]);
      const changed: Topic[] = ['applications', 'documents'];
      const later: Later[] = [];
      for (const one of list) {
        if (one.does === 'offer_given_back' && one.id) later.push(...(await giveBack(tx, ctx, one.id, changed)));
        if (one.does === 'application_withdrawn' && one.id) {
          const { row: application } = await findApplication(tx, ctx.district, one.id);
          // An offer given back closes the case by itself where nothing is left to choose, or where it bars.
          if (ended(application.status)) continue;
          later.push(...(await endCase(tx, ctx, application, 'withdraw', 'consent_withdrawn')).later);
          changed.push('queue');
        }
      }
      if (row.purpose === 'bank_account')
        later.push(...(await removeImages(tx, ctx, row.applicantId, eq(documents.type, 'bank_card'))).later);
      // whoever was not there learns of it at once
      if (!hand)
        later.push(
          ...(await notify(tx, ctx, { applicantId: row.applicantId, kind: 'consent_taken_back', values: {} })),
        );
      return {
        result: { done: list },
        before: { purpose: row.purpose, wording: row.wordingVersion },
        after: { withdrawn: true, done: list.map((c) => c.does), ...(hand ? {} : { paper }) },
        changed,
        later,
      };
    },
  );
}

/** Gives a live offer back although it may have been accepted; it counts like one declined by choice. */
async function giveBack(tx: Tx, ctx: Context, offerId: string, changed: Topic[]): Promise<Later[]> {
  const { row } = await findOffer(tx, ctx.district, offerId);
  if (row.endedAt) return [];
  changed.push('offers', 'queue', ...vacancyTopics(row.facilityId));
  if (offerState(row, today(ctx)) === 'lapsed')
    return endOffer(tx, ctx, row, { reason: 'lapsed', exit: lapseExit(row) });
  const set = {
    familyAnswer: 'declined' as const,
    familyAnsweredAt: ctx.clock(),
    familyReason: 'changed_mind' as const,
  };
  return endOffer(tx, ctx, row, { reason: 'family_declined', exit: givenBackCounts ? 'declined' : null, set });
}

export type Erased = { erasure_id: string } & Pick<Erasable, 'whole' | 'kept'> & { removed: Record<string, number> };

/**
 * Deletes what may be deleted, by making it unreadable: nothing written down is taken out of a table, so that the log and
 * the counts of the district hold. Whoever was never more than a draft is gone whole, and the ID number free again.
 * Doing it twice removes nothing more.
 * @throws Refusal invalid erase_words, signed_paper_needed; forbidden helper_may_not; not_found person_erased
 */
export function erasePerson(
  ctx: Context,
  vault: Vault,
  id: string,
  { words, document_id: paper }: { words: string; document_id: string | null },
): Promise<Erased> {
  return act(
    ctx,
    'privacy.erase',
    (tx) => lockPerson(tx, ctx.district, id),
    async (tx, { row: person }) => {
      if (person.name === ERASED) throw new Refusal('not_found', 'person_erased');
      const hand = await handOf(tx, ctx, id);
      if (hand) required(mayDo(hand, 'erase'), 'forbidden');
      else await requireSigned(tx, ctx, id, paper);
      refuseOtherWords(words);
      const cases = await tx
        .select()
        .from(applications)
        .where(and(eq(applications.district, ctx.district), eq(applications.applicantId, id)))
        .orderBy(applications.id)
        .for('update');
      const verdict = erasable(await erasureFacts(tx, { district: ctx.district, id }, today(ctx)), today(ctx));
      const images = await removeUnused(tx, ctx, id, verdict.whole ? 'all' : paper);
      const removed: Record<string, number> = {
        drafts: await clearDrafts(tx, ctx, cases),
        images: images.n,
        ratings: await clearRatings(tx, ctx, id),
        watches: await endWatches(tx, ctx, verdict.whole ? id : null),
        ...(verdict.removes.includes('phone') && person.phoneSealed ? { phone: 1 } : {}),
      };
      if (verdict.removes.includes('phone'))
        await tx
          .update(applicants)
          .set({ phoneSealed: null, phoneMasked: null, version: sql`${applicants.version} + 1` })
          .where(and(eq(applicants.district, ctx.district), eq(applicants.id, id)));
      if (verdict.whole) Object.assign(removed, await makeUnreadable(tx, ctx, vault, id, person.bornOn));
      const erasure = newId();
      const one = and(eq(erasures.district, ctx.district), eq(erasures.id, erasure));
      await tx.insert(erasures).values({
        district: ctx.district,
        id: erasure,
        applicantId: id,
        askedBy: ctx.actor?.account as string,
        askedAt: ctx.clock(),
        removed,
        kept: verdict.kept,
      });
      Object.assign(removed, await eraseWords(tx, { district: ctx.district, id }, erasure, verdict.whole));
      const found = Object.fromEntries(Object.entries(removed).filter(([, n]) => n > 0));
      await tx.update(erasures).set({ removed: found, doneAt: ctx.clock() }).where(one);
      return {
        result: { erasure_id: erasure, whole: verdict.whole, removed: found, kept: verdict.kept },
        after: { erasure, whole: verdict.whole, removed: found, ...(hand ? {} : { paper }) },
        changed: ['applications', 'documents'],
        later: images.later,
      };
    },
  );
}

const unsaid = { note: null, needs: [], choices: [], stayLength: null };
/** Of applications nobody ever accepted the words go; a draft ends. */
async function clearDrafts(tx: Tx, ctx: Context, cases: readonly ApplicationRow[]): Promise<number> {
  let cleared = 0;
  for (const row of cases.filter((a) => !a.acceptedAt && (a.status === 'draft' || ended(a.status)))) {
    if (row.status === 'draft') await moveApplication(tx, ctx, row, 'withdraw', { reason: 'erased' });
    await tx
      .update(applications)
      .set({ ...unsaid, endReason: 'erased', version: sql`${applications.version} + 1` })
      .where(and(eq(applications.district, ctx.district), eq(applications.id, row.id)));
    if (row.note !== null || row.needs.length || row.choices.length || row.status === 'draft') cleared += 1;
  }
  return cleared;
}

/**
 * What was said of the person where nothing written down may be changed: by the one way the database has for it, on the
 * strength of the deletion on record.
 */
async function eraseWords(tx: Tx, person: { district: string; id: string }, erasure: string, whole: boolean) {
  const [said] = await tx.execute<{ n: number }>(sql`select erase_words(${person.district}, ${erasure}) as n`);
  const rows = whole ? await reasonsLogged(tx, person) : [];
  if (rows.length === 0) return { words: said!.n };
  const [ids, digests] = [rows.map((r) => r.id), rows.map((r) => contentsDigest(sha256Of, r))];
  const [logged] = await tx.execute<{ n: number }>(
    sql`select erase_reasons(${person.district}, ${erasure}, ${sql.param(ids)}::uuid[], ${sql.param(digests)}::text[]) as n`,
  );
  return { words: said!.n, reasons: logged!.n };
}

/** @param which `all`, or those in no case's use but what the person signed for this */
async function removeUnused(tx: Tx, ctx: Context, id: string, which: 'all' | string | null) {
  // What somebody called a paper outlives its pieces and its image.
  await tx.execute(sql`update document_uploads set title = null,
      expires_at = case when swept_at is null then ${ctx.clock().toISOString()}::timestamptz else expires_at end
    where district = ${ctx.district} and applicant_id = ${id}`);
  if (which === 'all')
    await tx.execute(sql`update documents set title = null, refused_reason = null, version = version + 1
      where district = ${ctx.district} and applicant_id = ${id} and file_removed_at is not null
        and (title is not null or refused_reason is not null)`);
  const unused = sql`not exists (select 1 from document_uses u join applications a on a.district = u.district and a.id = u.application_id
    where u.district = ${documents.district} and u.document_id = ${documents.id} and (a.accepted_at is not null or a.ended_at is null))`;
  const but = which === null ? sql`` : sql` and ${documents.id} <> ${which}`;
  return removeImages(tx, ctx, id, which === 'all' ? undefined : sql`${unused}${but}`);
}

/** Nothing readable of the person stays: name, numbers, address, what was said of them; who acted for them no longer does. */
async function makeUnreadable(tx: Tx, ctx: Context, vault: Vault, id: string, bornOn: string) {
  const { district } = ctx;
  const now = ctx.clock();
  await tx
    .update(applicants)
    .set({
      name: ERASED,
      // Of the birthday the year: how old people are who never applied is counted without it.
      bornOn: `${bornOn.slice(0, 4)}-01-01`,
      idNoSealed: vault.seal(''),
      idNoMasked: ERASED,
      gridCode: null,
      lng: null,
      lat: null,
      residentSince: null,
      livingAlone: null,
      carerAbsent: null,
      carerHardships: null,
      infectiousDisease: null,
      endangersOthers: null,
      spouseId: null,
    })
    .where(and(eq(applicants.district, district), eq(applicants.id, id)));
  await tx
    .update(applicants)
    .set({ spouseId: null })
    .where(and(eq(applicants.district, district), eq(applicants.spouseId, id)));
  await tx
    .update(idNumbers)
    .set({ digest: randomBytes(32) })
    .where(and(eq(idNumbers.district, district), eq(idNumbers.applicantId, id)));
  await tx
    .update(helperInvitations)
    .set({ revokedAt: now })
    .where(
      and(
        eq(helperInvitations.district, district),
        eq(helperInvitations.applicantId, id),
        isNull(helperInvitations.usedAt),
        isNull(helperInvitations.revokedAt),
      ),
    );
  const told = await tx
    .update(messages)
    .set({ values: sql`${messages.values} || jsonb_build_object('who', ${ERASED}::text)` })
    .where(and(eq(messages.district, district), eq(messages.applicantId, id)))
    .returning({ id: messages.id });
  const asked = await tx
    .update(requests)
    .set({
      text: ERASED,
      answer: sql`case when ${requests.answer} is null then null else ${ERASED}::text end`,
      nameSealed: null,
      phoneSealed: null,
      lng: null,
      lat: null,
    })
    .where(and(eq(requests.district, district), eq(requests.applicantId, id)))
    .returning({ id: requests.id });
  // A department's list that has run out; one still in force has kept the person.
  await tx
    .update(categoryListEntries)
    .set({
      idDigest: sql`sha256(${randomBytes(32)}::bytea || uuid_send(${categoryListEntries.id}))`,
      idNoMasked: ERASED,
      nameSealed: vault.seal(''),
      bornOn: `${bornOn.slice(0, 4)}-01-01`,
    })
    .where(and(eq(categoryListEntries.district, district), eq(categoryListEntries.applicantId, id)));
  await tx
    .update(escalations)
    .set({ bodySealed: vault.seal(''), lastError: null })
    .where(
      and(
        eq(escalations.district, district),
        inArray(
          escalations.requestId,
          asked.map((r) => r.id),
        ),
      ),
    );
  const live = await tx
    .select({ id: consents.id })
    .from(consents)
    .where(and(eq(consents.district, district), eq(consents.applicantId, id), isNull(consents.withdrawnAt)));
  await endConsents(
    tx,
    ctx,
    live.map((c) => c.id),
  );
  const hands = await tx
    .update(helpers)
    .set({ endedAt: now })
    .where(and(eq(helpers.district, district), eq(helpers.applicantId, id), isNull(helpers.endedAt)))
    .returning({ id: helpers.accountId });
  return { identity: 1, messages: told.length, requests: asked.length, helpers: hands.length };
}

/**
 * Closes the own account: nobody signs in with it any more, its phone and name are free. What it did stays in the log
 * under its number.
 * @throws Refusal conflict account_acts, account_staff; invalid erase_words
 */
export function closeAccount(ctx: Context, words: string): Promise<{ closed: true }> {
  return act(
    { ...ctx, idempotency: undefined },
    'privacy.close_account',
    async (tx) => {
      const subject = await ownAccount(ctx)(tx);
      return { ...subject, accounts: [subject.row.id] };
    },
    async (tx, { row }) => {
      refuseOtherWords(words);
      const actsFor = await tx
        .select({ id: helpers.applicantId })
        .from(helpers)
        .where(and(eq(helpers.accountId, row.id), acting));
      const staff = ctx.actor?.memberships.some((m) => m.role !== 'family') ?? false;
      const not = mayClose({ actsFor: actsFor.length, staff });
      if (not) throw new Refusal('conflict', not, { count: actsFor.length });
      const now = ctx.clock();
      await wipeAccount(tx, row.id, now);
      const open = await endAllWatches(tx, ctx, row.id);
      await tx
        .update(requests)
        .set({ nameSealed: null, phoneSealed: null })
        .where(
          and(
            eq(requests.district, ctx.district),
            eq(requests.accountId, row.id),
            sql`${requests.closedAt} is not null`,
          ),
        );
      return { result: { closed: true as const }, after: { closed: true, watches: open.length } };
    },
  );
}
