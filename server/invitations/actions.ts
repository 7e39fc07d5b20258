import { randomInt } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { helperInvitations } from '../../db/schema/families.ts';
import { type ApplicantRow, findApplicant } from '../applicants/actions.ts';
import { handOf, holdApplicant } from '../applicants/queries.ts';
import { actsAsSelf, maskName } from '../applicants/rules.ts';
import { writeHelper } from '../helpers/actions.ts';
import { helperRow, openInvitationsOf } from '../helpers/queries.ts';
import { type HelperRelation, isOpen, WORDING } from '../helpers/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { notify } from '../notifications/actions.ts';
import { act, type Context, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { limitsOf } from '../platform/limits.ts';
import type { Vault } from '../platform/vault.ts';
import { codeDigest, invitationsAt, placeDigest } from './queries.ts';
import { codeFrom, codeGoodUntil, mayInvite, mayTakeUp, readCode } from './rules.ts';

const today = (ctx: Context) => dayOf(ctx.clock());
const accountOf = (ctx: Context) => ctx.actor?.account ?? '';

export type Asked = { relation: HelperRelation; until_on: Day | null; wording: string; agreed_name: string };

/**
 * Invites somebody to act for the person: agreed to in writing by typing the name, told as a code by word of mouth. The
 * code is in this answer and nowhere else; kept is its digest.
 */
export function inviteHelper(
  ctx: Context,
  vault: Vault,
  applicantId: string,
  ask: Asked,
): Promise<{ invitation_id: string; code: string; expires_at: string }> {
  return act(
    { ...ctx, idempotency: undefined },
    'invitations.authorise',
    (tx) => holdApplicant(tx, ctx.district, applicantId),
    async (tx, { row: person }) => {
      const hand = await handOf(tx, ctx, applicantId);
      if (!hand) throw new Refusal('forbidden', 'out_of_reach');
      const open = (await openInvitationsOf(tx, ctx, applicantId)).length;
      const { until_on: untilOn, wording, agreed_name: agreedName } = ask;
      const asked = { hand, untilOn, diedOn: person.diedOn, open, wording, agreedName, personName: person.name };
      required(mayInvite(asked, today(ctx)), actsAsSelf(hand) ? 'invalid' : 'forbidden');
      const code = await freshCode(tx, ctx, vault);
      const id = newId();
      const expiresAt = codeGoodUntil(ctx.clock());
      await tx.insert(helperInvitations).values({
        district: ctx.district,
        id,
        applicantId,
        relation: ask.relation,
        codeDigest: codeDigest(vault, code),
        untilOn,
        wordingVersion: WORDING,
        madeBy: accountOf(ctx),
        madeAt: ctx.clock(),
        expiresAt,
      });
      return {
        result: { invitation_id: id, code, expires_at: expiresAt.toISOString() },
        after: { invitation: id, relation: ask.relation, until: untilOn, wording: WORDING },
        changed: ['helpers'],
      };
    },
  );
}

/** A code whose place no open invitation has. */
async function freshCode(tx: Tx, ctx: Context, vault: Vault): Promise<string> {
  for (let tries = 0; tries < 20; tries += 1) {
    const code = codeFrom((below) => randomInt(below));
    const there = await invitationsAt(tx, ctx, placeDigest(vault, code));
    if (!there.some((i) => isOpen(i, ctx.clock()))) return code;
  }
  throw new Refusal('unavailable', 'busy');
}

type Found = typeof helperInvitations.$inferSelect;

/**
 * Tries a code: the wrong ones count against the account, against what it has tried in that place, and against the
 * invitations there, and stay counted.
 */
async function withCode<R>(
  ctx: Context,
  vault: Vault,
  action: 'invitations.open' | 'invitations.accept',
  typed: string,
  work: (tx: Tx, found: Found) => Promise<{ result: R; after: object; later?: Awaited<ReturnType<typeof notify>> }>,
): Promise<R> {
  const limits = limitsOf(ctx.db);
  await limits.spend('helper_code', accountOf(ctx));
  const code = readCode(typed);
  const wrong = new Refusal('invalid', [{ code: 'helper_code_wrong', pointer: '/code' }]);
  if (!code) throw wrong;
  const triedHere = `${Buffer.from(placeDigest(vault, code)).toString('hex')}:${accountOf(ctx)}`;
  await limits.spend('helper_code_place', triedHere);
  const done = await act(
    { ...ctx, idempotency: undefined },
    action,
    async (tx) => {
      const there = await invitationsAt(tx, ctx, placeDigest(vault, code), true);
      const digest = Buffer.from(codeDigest(vault, code));
      const row = there.filter((i) => isOpen(i, ctx.clock()));
      const right = row.find((i) => digest.equals(i.codeDigest)) ?? null;
      const subject = { district: ctx.district, type: 'helper_invitation', id: right?.id ?? null };
      return { ...subject, accounts: [accountOf(ctx)], row: { right, wrong: right ? [] : row } };
    },
    async (tx, { row }) => {
      for (const missed of row.wrong)
        await tx
          .update(helperInvitations)
          .set({ wrong: missed.wrong + 1 })
          .where(and(eq(helperInvitations.district, ctx.district), eq(helperInvitations.id, missed.id)));
      if (!row.right) return { result: null, after: { outcome: 'refused' } };
      const { result, ...done } = await work(tx, row.right);
      return { ...done, result: { given: result }, changed: ['helpers'] };
    },
  );
  if (!done) throw wrong;
  await limits.refund('helper_code', accountOf(ctx));
  await limits.refund('helper_code_place', triedHere);
  return done.given;
}

/** Who invited may still do so, and the one with the code is somebody else. */
async function takeUp(tx: Tx, ctx: Context, found: Found): Promise<ApplicantRow> {
  const { row: person } = await findApplicant(tx, ctx.district, found.applicantId);
  const maker = await helperRow(tx, ctx.district, found.applicantId, found.madeBy);
  const ask = {
    maker: maker && !maker.endedAt && (maker.untilOn === null || maker.untilOn >= today(ctx)) ? maker : null,
    madeByActor: found.madeBy === accountOf(ctx),
    actsAlready: (await handOf(tx, ctx, found.applicantId)) !== null,
    diedOn: person.diedOn,
    untilOn: found.untilOn,
    today: today(ctx),
  };
  required(mayTakeUp(ask));
  return person;
}

/** What stands behind a code, before it is taken up: whom for, masked, as what and until when. */
export function openInvitation(ctx: Context, vault: Vault, code: string) {
  return withCode(ctx, vault, 'invitations.open', code, async (tx, found) => {
    const person = await takeUp(tx, ctx, found);
    return {
      result: {
        name: maskName(person.name),
        relation: found.relation,
        until_on: found.untilOn,
        wording: found.wordingVersion,
        expires_at: found.expiresAt.toISOString(),
      },
      after: { invitation: found.id },
    };
  });
}

/** Takes an invitation up: from now on the account may act for the person; everybody who does is told. */
export function acceptInvitation(ctx: Context, vault: Vault, code: string): Promise<{ applicant_id: string }> {
  return withCode(ctx, vault, 'invitations.accept', code, async (tx, found) => {
    await takeUp(tx, ctx, found);
    const { applicantId, relation, untilOn, wordingVersion } = found;
    const told = await notify(tx, ctx, { applicantId, kind: 'helper_added', values: {} });
    await writeHelper(tx, ctx, applicantId, accountOf(ctx), {
      relation,
      authorisedBy: 'screen',
      wordingVersion,
      untilOn,
    });
    await tx
      .update(helperInvitations)
      .set({ usedAt: ctx.clock(), usedBy: accountOf(ctx) })
      .where(and(eq(helperInvitations.district, ctx.district), eq(helperInvitations.id, found.id)));
    return { result: { applicant_id: applicantId }, after: { applicant: applicantId, relation }, later: told };
  });
}

/** Takes an invitation back before somebody has used it. */
export function revokeInvitation(ctx: Context, id: string): Promise<{ revoked: true }> {
  return act(
    ctx,
    'invitations.revoke',
    async (tx) => {
      const [row] = await tx
        .select()
        .from(helperInvitations)
        .where(and(eq(helperInvitations.district, ctx.district), eq(helperInvitations.id, id)))
        .for('update');
      if (!row) throw new Refusal('not_found', 'not_found');
      const { accounts: reach, street } = await findApplicant(tx, ctx.district, row.applicantId);
      return { district: ctx.district, type: 'helper_invitation', id, street, accounts: reach, row };
    },
    async (tx, { row }) => {
      const hand = await handOf(tx, ctx, row.applicantId);
      if (!hand || !actsAsSelf(hand)) throw new Refusal('forbidden', 'helper_may_not', { deed: 'helpers' });
      if (row.usedAt) throw new Refusal('conflict', 'helper_already');
      await tx
        .update(helperInvitations)
        .set({ revokedAt: row.revokedAt ?? ctx.clock() })
        .where(and(eq(helperInvitations.district, ctx.district), eq(helperInvitations.id, id)));
      return { result: { revoked: true as const }, after: { revoked: true }, changed: ['helpers'] };
    },
  );
}
