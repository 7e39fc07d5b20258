import { and, asc, desc, eq, gte, inArray, isNull, sql } from 'drizzle-orm';
import { applicants, helpers } from '../../db/schema/applicants.ts';
import { documents } from '../../db/schema/documents.ts';
import { helperInvitations } from '../../db/schema/families.ts';
import { accounts, audit } from '../../db/schema/registry.ts';
import { findApplicant } from '../applicants/actions.ts';
import { acting, handOf } from '../applicants/queries.ts';
import { actsAsSelf, maskName, maskPhone } from '../applicants/rules.ts';
import { dayOf } from '../kernel/period.ts';
import type { Action } from '../kernel/permissions.ts';
import { doorOf } from '../kernel/reach.ts';
import { type Context, look, type ReadTx, type Tx } from '../platform/context.ts';
import type { Vault } from '../platform/vault.ts';
import { type HelperState, isOpen, stateOf, writingPapers } from './rules.ts';

export async function openInvitationsOf(tx: ReadTx, ctx: Context, applicantId: string) {
  const rows = await tx
    .select()
    .from(helperInvitations)
    .where(
      and(
        eq(helperInvitations.district, ctx.district),
        eq(helperInvitations.applicantId, applicantId),
        isNull(helperInvitations.usedAt),
        isNull(helperInvitations.revokedAt),
      ),
    )
    .orderBy(asc(helperInvitations.madeAt));
  return rows.filter((i) => isOpen(i, ctx.clock()));
}

export async function helperRow(tx: Tx, district: string, applicantId: string, accountId: string, lock = false) {
  const found = tx
    .select()
    .from(helpers)
    .where(and(eq(helpers.district, district), eq(helpers.applicantId, applicantId), eq(helpers.accountId, accountId)));
  return (await (lock ? found.for('update') : found))[0] ?? null;
}

/** The person's own accounts. */
export async function selfAccountsOf(tx: ReadTx, district: string, applicantId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: helpers.accountId })
    .from(helpers)
    .where(
      and(eq(helpers.district, district), eq(helpers.applicantId, applicantId), eq(helpers.relation, 'self'), acting),
    );
  return rows.map((r) => r.id);
}

/** For other slices: somebody acts for the person whom the person has authorised on the screen, without a paper. */
export async function authorisedOnScreen(tx: ReadTx, district: string, applicantId: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: helpers.accountId })
    .from(helpers)
    .where(
      and(
        eq(helpers.district, district),
        eq(helpers.applicantId, applicantId),
        eq(helpers.authorisedBy, 'screen'),
        acting,
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** Who ended a helper last, from the audit log. */
export async function endedBy(tx: ReadTx, district: string, applicantId: string, accountId: string) {
  const [row] = await tx
    .select({ by: audit.accountId })
    .from(audit)
    .where(
      and(
        eq(audit.district, district),
        eq(audit.subjectType, 'applicant'),
        eq(audit.subjectId, applicantId),
        eq(audit.action, 'helpers.end'),
        sql`${audit.after}::jsonb ->> 'account' = ${accountId}`,
      ),
    )
    .orderBy(desc(audit.at), desc(audit.id))
    .limit(1);
  return row?.by ?? null;
}

const DEEDS = 12;
const DEED_DAYS = 180;
/** Reading lists and pages is not told of; opening somebody's paper is. */
const told = (action: string) => action === 'documents.open' || doorOf(action as Action)?.personal !== true;

/** What these accounts did for the person lately, newest first: their own rows of the audit log about anything of theirs. */
async function deedsOf(tx: ReadTx, ctx: Context, applicantId: string, whom: readonly string[]) {
  if (whom.length === 0) return new Map<string, { at: string; action: string }[]>();
  const since = new Date(ctx.clock().getTime() - DEED_DAYS * 86_400_000);
  const rows = await tx
    .select({ account: audit.accountId, at: audit.at, action: audit.action })
    .from(audit)
    .where(
      and(
        eq(audit.district, ctx.district),
        inArray(audit.accountId, [...whom]),
        gte(audit.at, since),
        sql`${audit.subjectId} in (
          select ${applicantId}::uuid
          union all select id from applications where district = ${ctx.district} and applicant_id = ${applicantId}
          union all select id from documents where district = ${ctx.district} and applicant_id = ${applicantId}
          union all select id from document_uploads where district = ${ctx.district} and applicant_id = ${applicantId} and document_id is not null
          union all select id from offers where district = ${ctx.district} and applicant_id = ${applicantId})`,
      ),
    )
    .orderBy(desc(audit.at), desc(audit.id))
    .limit(600);
  const own = Map.groupBy(
    rows.filter((r) => told(r.action)),
    (r) => r.account ?? '',
  );
  return new Map(
    [...own].map(([account, list]) => {
      // The pieces of one upload are one deed.
      const once = list.filter(
        (r, i) => i === 0 || r.action !== list[i - 1]?.action || dayOf(r.at) !== dayOf(list[i - 1]!.at),
      );
      return [account, once.slice(0, DEEDS).map((r) => ({ at: r.at.toISOString(), action: r.action }))];
    }),
  );
}

export type ListedHelper = {
  account_id: string;
  name: string;
  phone_masked: string | null;
  relation: (typeof helpers.$inferSelect)['relation'];
  state: HelperState;
  since: string;
  authorised_by: 'screen' | 'paper' | null;
  authorised_at: string | null;
  wording: string | null;
  document: { id: string; type: (typeof writingPapers)[number] } | null;
  until_on: string | null;
  ended_at: string | null;
  /** the reader's own account */
  own: boolean;
  /** false: what else is known of this helper is not for the reader */
  whole: boolean;
  deeds: { at: string; action: string }[];
};

/**
 * Who may act for a person and what they did lately. The person (or a proven guardian) and staff see everything; a helper
 * sees the others by relation and masked name only.
 */
export function readHelpers(ctx: Context, vault: Vault, applicantId: string) {
  return look(ctx, 'helpers.read', async (tx) => {
    const { version: _, ...subject } = await findApplicant(tx, ctx.district, applicantId);
    const hand = await handOf(tx, ctx, applicantId);
    const manages = hand !== null && actsAsSelf(hand);
    const everything = manages || hand === null;
    const on = dayOf(ctx.clock());
    const rows = await tx
      .select({ helper: helpers, name: accounts.displayName, phone: accounts.phoneSealed, paper: documents.type })
      .from(helpers)
      .innerJoin(accounts, eq(accounts.id, helpers.accountId))
      .leftJoin(documents, and(eq(documents.district, helpers.district), eq(documents.id, helpers.documentId)))
      .where(and(eq(helpers.district, ctx.district), eq(helpers.applicantId, applicantId)))
      .orderBy(sql`${helpers.endedAt} nulls first`, asc(helpers.createdAt), asc(helpers.accountId));
    const own = ctx.actor?.account ?? null;
    const seen = rows.filter((r) => everything || r.helper.accountId === own);
    const deeds = await deedsOf(
      tx,
      ctx,
      applicantId,
      seen.map((r) => r.helper.accountId),
    );
    const list = rows.map(({ helper: h, name, phone, paper }): ListedHelper => {
      const whole = everything || h.accountId === own;
      const _written = writingPapers.find((type) => type === paper);
      return {
        account_id: h.accountId,
        name: whole ? name : maskName(name),
        phone_masked: whole && phone ? maskPhone(vault.open(phone)) : null,
        relation: h.relation,
        state: stateOf(h, on),
        since: h.createdAt.toISOString(),
        authorised_by: h.authorisedBy,
        authorised_at: h.authorisedAt?.toISOString() ?? null,
        wording: h.wordingVersion,
        document:
          whole && h.documentId
            ? { id: h.documentId, type: writingPapers.find((p) => p === paper) ?? 'authorisation' }
            : null,
        until_on: h.untilOn,
        ended_at: h.endedAt?.toISOString() ?? null,
        own: h.accountId === own,
        whole,
        deeds: whole ? (deeds.get(h.accountId) ?? []) : [],
      };
    });
    const open = everything ? await openInvitationsOf(tx, ctx, applicantId) : [];
    return {
      ...subject,
      row: {
        person: {
          id: applicantId,
          name: subject.row.name,
          died_on: subject.row.diedOn,
          phone_masked: subject.row.phoneMasked,
        },
        manages,
        helpers: everything ? list : list.filter((h) => h.state !== 'ended' || h.own),
        invitations: open.map((i) => ({
          id: i.id,
          relation: i.relation,
          until_on: i.untilOn,
          made_at: i.madeAt.toISOString(),
          expires_at: i.expiresAt.toISOString(),
        })),
      },
    };
  });
}

/** What the reader is to each person they act for: whether it is in writing, and until when. */
export function ownHelps(ctx: Context) {
  return look(ctx, 'helpers.own', async (tx) => {
    const account = ctx.actor?.account ?? '';
    const on = dayOf(ctx.clock());
    const rows = await tx
      .select({ helper: helpers, name: applicants.name })
      .from(helpers)
      .innerJoin(applicants, and(eq(applicants.district, helpers.district), eq(applicants.id, helpers.applicantId)))
      .where(and(eq(helpers.district, ctx.district), eq(helpers.accountId, account), acting));
    return {
      district: ctx.district,
      type: 'helpers',
      id: null,
      accounts: [account],
      row: rows.map(({ helper: h }) => ({
        applicant_id: h.applicantId,
        relation: h.relation,
        state: stateOf(h, on),
        until_on: h.untilOn,
      })),
    };
  });
}
