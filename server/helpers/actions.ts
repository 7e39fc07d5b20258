import { and, eq, isNull } from 'drizzle-orm';
import { helpers } from '../../db/schema/applicants.ts';
import { documents } from '../../db/schema/documents.ts';
import { helperInvitations } from '../../db/schema/families.ts';
import { accounts } from '../../db/schema/registry.ts';
import { type ApplicantRow, findApplicant } from '../applicants/actions.ts';
import { handOf, holdApplicant } from '../applicants/queries.ts';
import type { Relation } from '../applicants/rules.ts';
import { paperOf } from '../documents/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { notify } from '../notifications/actions.ts';
import { createAccount, grant, phoneDigest } from '../platform/accounts.ts';
import { act, type Context, type Tx } from '../platform/context.ts';
import type { Visitor } from '../platform/session.ts';
import type { Vault } from '../platform/vault.ts';
import { makeCode, mayMakeCode, sendCode, useCode } from '../platform/ways.ts';
import { endedBy, helperRow, selfAccountsOf } from './queries.ts';
import { mayConfirm, mayEnd, mayLink, mayRestore, untilOf, WORDING } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
const accountOf = (ctx: Context) => ctx.actor?.account ?? '';

type Writing = Pick<
  typeof helpers.$inferInsert,
  'relation' | 'authorisedBy' | 'wordingVersion' | 'documentId' | 'untilOn'
>;

/** For invitations and the counter: writes that an account may act for a person from now on, in writing; one that did before begins anew. */
export async function writeHelper(tx: Tx, ctx: Context, applicantId: string, accountId: string, writing: Writing) {
  const row = { wordingVersion: null, documentId: null, ...writing, authorisedAt: ctx.clock(), endedAt: null };
  const before = await helperRow(tx, ctx.district, applicantId, accountId);
  await tx
    .insert(helpers)
    .values({ ...row, district: ctx.district, applicantId, accountId, createdAt: ctx.clock() })
    .onConflictDoUpdate({
      target: [helpers.district, helpers.applicantId, helpers.accountId],
      set: before?.endedAt ? { ...row, createdAt: ctx.clock() } : row,
    });
  return before;
}

/**
 * Ends what somebody may do for a person, at once: their next request is refused. Invitations they made are void with it.
 * @throws Refusal forbidden when a helper ends somebody else
 */
export function endHelper(
  ctx: Context,
  applicantId: string,
  accountId: string,
  reason: string | null,
): Promise<{ ended: true }> {
  return act(
    ctx,
    'helpers.end',
    (tx) => findApplicant(tx, ctx.district, applicantId),
    async (tx) => {
      const row = await helperRow(tx, ctx.district, applicantId, accountId, true);
      if (!row) throw new Refusal('not_found', 'not_found');
      const by = await handOf(tx, ctx, applicantId);
      const own = accountId === accountOf(ctx);
      const ask = { by, own, whom: row.relation, endedAt: row.endedAt };
      required(mayEnd(ask), row.endedAt ? 'conflict' : 'forbidden');
      await tx
        .update(helpers)
        .set({ endedAt: ctx.clock() })
        .where(
          and(
            eq(helpers.district, ctx.district),
            eq(helpers.applicantId, applicantId),
            eq(helpers.accountId, accountId),
          ),
        );
      await tx
        .update(helperInvitations)
        .set({ revokedAt: ctx.clock() })
        .where(
          and(
            eq(helperInvitations.district, ctx.district),
            eq(helperInvitations.applicantId, applicantId),
            eq(helperInvitations.madeBy, accountId),
            isNull(helperInvitations.usedAt),
            isNull(helperInvitations.revokedAt),
          ),
        );
      const to = own ? await selfAccountsOf(tx, ctx.district, applicantId) : [accountId];
      return {
        result: { ended: true as const },
        before: { account: accountId, relation: row.relation },
        after: { account: accountId, ended: true },
        reason: reason ?? undefined,
        changed: ['helpers', 'applications', 'documents'],
        later: await notify(tx, ctx, {
          to,
          applicantId,
          kind: own ? 'helper_left' : 'helper_ended',
          values: {},
        }),
      };
    },
  );
}

/** The person changes their mind: the same authorisation as before, while it still holds. */
export function restoreHelper(ctx: Context, applicantId: string, accountId: string): Promise<{ restored: true }> {
  return act(
    ctx,
    'helpers.restore',
    (tx) => holdApplicant(tx, ctx.district, applicantId),
    async (tx) => {
      const row = await helperRow(tx, ctx.district, applicantId, accountId, true);
      if (!row) throw new Refusal('not_found', 'not_found');
      const by = await handOf(tx, ctx, applicantId);
      const leftThemselves = (await endedBy(tx, ctx.district, applicantId, accountId)) === accountId;
      required(mayRestore({ by, row, leftThemselves, today: today(ctx) }));
      const later = await notify(tx, ctx, { applicantId, kind: 'helper_added', values: {} });
      await tx
        .update(helpers)
        .set({ endedAt: null })
        .where(
          and(
            eq(helpers.district, ctx.district),
            eq(helpers.applicantId, applicantId),
            eq(helpers.accountId, accountId),
          ),
        );
      return {
        result: { restored: true as const },
        after: { account: accountId, relation: row.relation },
        changed: ['helpers', 'applications'],
        later,
      };
    },
  );
}

export type Linked = { relation: Relation; document_id: string; until_on: Day | null } & (
  | { phone: string; name: string | null }
  | { account_id: string }
);

/**
 * The counter lets an account act for somebody registered, on a paper it has seen: a new helper by telephone number (whose
 * account is made where there is none, and opened by the code to that phone), or one who acts already and had nothing in
 * writing.
 */
export function linkHelper(
  ctx: Context,
  vault: Vault,
  applicantId: string,
  ask: Linked,
): Promise<{ account_id: string }> {
  return act(
    ctx,
    'helpers.link',
    (tx) => holdApplicant(tx, ctx.district, applicantId),
    async (tx, { row: person }) => {
      const [document] = await tx
        .select()
        .from(documents)
        .where(
          and(
            eq(documents.district, ctx.district),
            eq(documents.id, ask.document_id),
            eq(documents.applicantId, applicantId),
          ),
        );
      const paper = document ? paperOf(document) : null;
      const account = await accountFor(tx, ctx, vault, applicantId, ask);
      const ownAccount = account === accountOf(ctx);
      const untilOn = ask.until_on;
      const wanted = { relation: ask.relation, paper, untilOn, diedOn: person.diedOn, ownAccount };
      required(mayLink(wanted, today(ctx)), 'invalid');
      const told = await notify(tx, ctx, { applicantId, kind: 'helper_added', values: {} });
      const before = await writeHelper(tx, ctx, applicantId, account, {
        relation: ask.relation,
        authorisedBy: 'paper',
        documentId: ask.document_id,
        untilOn: ask.relation === 'self' || !paper ? null : untilOf(untilOn, paper),
      });
      return {
        result: { account_id: account },
        before: before ? { relation: before.relation, ended: before.endedAt !== null } : undefined,
        after: { account, relation: ask.relation, document: ask.document_id, until: untilOn },
        changed: ['helpers', 'applications'],
        later: told,
      };
    },
  );
}

/** The account to be linked: by its telephone, made where there is none, or one that acts for the person already. */
async function accountFor(tx: Tx, ctx: Context, vault: Vault, applicantId: string, ask: Linked): Promise<string> {
  if ('account_id' in ask) {
    if (!(await helperRow(tx, ctx.district, applicantId, ask.account_id))) throw new Refusal('not_found', 'not_found');
    return ask.account_id;
  }
  const family = { district: ctx.district, role: 'family', street: null, facility: null } as const;
  const displayName = ask.name ?? `尾号 ${ask.phone.slice(-4)}`;
  await createAccount(tx, vault, { displayName, phone: ask.phone, memberships: [family], now: ctx.clock() });
  const [row] = await tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.phoneHash, phoneDigest(vault, ask.phone)));
  if (!row) throw new Refusal('not_found', 'not_found');
  await grant(tx, row.id, family);
  return row.id;
}

/** Whose the telephone on the person's record is: their own, as far as anybody knows, or that of somebody who acts for them. */
async function phoneOf(tx: Tx, ctx: Context, vault: Vault, person: ApplicantRow) {
  if (!person.phoneSealed) return { whose: 'none' as const, phone: '' };
  const phone = vault.open(person.phoneSealed);
  const [same] = await tx
    .select({ id: helpers.accountId })
    .from(helpers)
    .innerJoin(accounts, eq(accounts.id, helpers.accountId))
    .where(
      and(
        eq(helpers.district, ctx.district),
        eq(helpers.applicantId, person.id),
        eq(accounts.phoneHash, phoneDigest(vault, phone)),
      ),
    );
  return { whose: same ? ('helpers' as const) : ('own' as const), phone };
}

export type Confirming = { wording: string; agreed_name: string; until_on: Day | null };
const purposeOf = (ctx: Context, applicantId: string) => `authorise ${applicantId} ${accountOf(ctx)}`;

const asConfirmed = (
  ask: Confirming,
  { person, ...facts }: { person: ApplicantRow } & Pick<Parameters<typeof mayConfirm>[0], 'hand' | 'phone'>,
) => ({
  ...facts,
  ...{ wording: ask.wording, agreedName: ask.agreed_name, untilOn: ask.until_on },
  ...{ personName: person.name, diedOn: person.diedOn },
});

/** Sends a code to the person's own telephone, with which they agree on the helper's screen. */
export async function sendConfirmation(visitor: Visitor, applicantId: string, ask: Confirming) {
  const { ctx, vault } = visitor;
  const made = await act(
    ctx,
    'helpers.send',
    (tx) => holdApplicant(tx, ctx.district, applicantId),
    async (tx, { row: person }) => {
      const { whose, phone } = await phoneOf(tx, ctx, vault, person);
      const hand = await handOf(tx, ctx, applicantId);
      required(mayConfirm(asConfirmed(ask, { person, hand, phone: whose }), today(ctx)), 'invalid');
      await mayMakeCode(visitor, phone);
      return { result: { phone, code: await makeCode(tx, visitor, purposeOf(ctx, applicantId), phone) } };
    },
  );
  return sendCode(
    visitor,
    made.phone,
    made.code,
    (code, minutes) =>
      `【颐位】有人申请代您办理养老服务。同意的话，把验证码 ${code} 告诉对方，${minutes} 分钟内有效；不同意或不知情，请不要告诉任何人。`,
  );
}

/** The person agrees by the code: what was stated only is in writing from now on. */
export async function confirmHelper(
  visitor: Visitor,
  applicantId: string,
  ask: Confirming & { code: string },
): Promise<{ confirmed: true }> {
  const { ctx, vault } = visitor;
  const done = await act(
    ctx,
    'helpers.confirm',
    (tx) => holdApplicant(tx, ctx.district, applicantId),
    async (tx, { row: person }) => {
      const { whose, phone } = await phoneOf(tx, ctx, vault, person);
      const hand = await handOf(tx, ctx, applicantId);
      required(mayConfirm(asConfirmed(ask, { person, hand, phone: whose }), today(ctx)), 'invalid');
      if (!hand || !(await useCode(tx, visitor, purposeOf(ctx, applicantId), phone, ask.code)))
        return { result: null, after: { outcome: 'refused' } };
      await writeHelper(tx, ctx, applicantId, accountOf(ctx), {
        relation: hand.relation,
        authorisedBy: 'screen',
        wordingVersion: WORDING,
        untilOn: ask.until_on,
      });
      return {
        result: { confirmed: true as const },
        after: { relation: hand.relation, wording: WORDING, until: ask.until_on },
        changed: ['helpers', 'applications'],
      };
    },
  );
  if (!done) throw new Refusal('invalid', [{ code: 'code_wrong', pointer: '/code' }]);
  return done;
}
