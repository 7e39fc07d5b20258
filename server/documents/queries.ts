import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { applications } from '../../db/schema/applications.ts';
import { divisions } from '../../db/schema/divisions.ts';
import { documents, documentUses } from '../../db/schema/documents.ts';
import { accounts, audit, memberships } from '../../db/schema/registry.ts';
import { findApplicant } from '../applicants/actions.ts';
import { Refusal } from '../kernel/errors.ts';
import { dayOf } from '../kernel/period.ts';
import type { Membership } from '../kernel/reach.ts';
import { type Context, look, type ReadTx } from '../platform/context.ts';
import type { Bytes } from '../platform/sealing.ts';
import type { Storage } from '../platform/storage.ts';
import { type DocumentRow, documentRulesOn, documentsOf, fileKey, paperOf } from './actions.ts';
import { documentTypes, type PaperState, stateOf } from './rules.ts';

/**
 * Somebody who did something with a paper. A family sees role and office, as on a door plate; colleagues see the name.
 * `self` is the reader.
 */
export type Hand = { role: string; office: string | null; name: string | null; self: boolean };

/** Which key an account used: by the role the audit log names, else the one it has here. */
type Who = { account: string | null; role?: string };

/** Names the hands behind accounts, once for a whole list. */
async function handsOf(
  tx: ReadTx,
  ctx: Context,
  keys: Membership[],
  whom: (string | null)[],
): Promise<(w: Who) => Hand | null> {
  const ids = [...new Set(whom.filter((id) => id !== null))];
  const staff = keys.some((m) => m.role !== 'family');
  const rows = ids.length
    ? await tx
        .select({ id: accounts.id, name: accounts.displayName, role: memberships.role, office: divisions.name })
        .from(accounts)
        .leftJoin(memberships, and(eq(memberships.accountId, accounts.id), eq(memberships.district, ctx.district)))
        .leftJoin(
          divisions,
          and(eq(divisions.district, memberships.district), eq(divisions.code, memberships.streetCode)),
        )
        .where(inArray(accounts.id, ids))
        .orderBy(sql`${memberships.endedAt} nulls first`)
    : [];
  return ({ account, role }) => {
    if (account === null) return role ? { role, office: null, name: null, self: false } : null;
    const own = rows.filter((r) => r.id === account);
    const found = own.find((r) => role === undefined || r.role === role) ?? own[0];
    const known = role ?? found?.role ?? 'family';
    return {
      role: known,
      office: found?.role === known ? found.office : null,
      name: staff ? (found?.name ?? null) : null,
      self: account === ctx.actor?.account,
    };
  };
}

export type ListedDocument = {
  row: DocumentRow;
  state: PaperState;
  uploadedBy: Hand | null;
  verifiedBy: Hand | null;
  uses: { receiptNo: string; purpose: string; at: Date }[];
};

/** The library of a person: every paper with what it is worth today, who brought and checked it, and where it was used again. */
export function listDocuments(ctx: Context, applicantId: string): Promise<ListedDocument[]> {
  return look(ctx, 'documents.list', async (tx, keys) => {
    const subject = await findApplicant(tx, ctx.district, applicantId);
    const on = dayOf(ctx.clock());
    const [found, rules] = await Promise.all([
      documentsOf(tx, ctx.district, applicantId),
      documentRulesOn(tx, ctx.district, on),
    ]);
    // in the order papers are asked for
    const rows = found.sort((a, b) => documentTypes.indexOf(a.type) - documentTypes.indexOf(b.type));
    const uses = rows.length
      ? await tx
          .select({
            document: documentUses.documentId,
            receiptNo: applications.receiptNo,
            purpose: documentUses.purpose,
            at: documentUses.usedAt,
          })
          .from(documentUses)
          .innerJoin(
            applications,
            and(eq(applications.district, documentUses.district), eq(applications.id, documentUses.applicationId)),
          )
          .where(
            and(
              eq(documentUses.district, ctx.district),
              inArray(
                documentUses.documentId,
                rows.map((d) => d.id),
              ),
            ),
          )
          .orderBy(desc(documentUses.usedAt))
      : [];
    const hand = await handsOf(
      tx,
      ctx,
      keys,
      rows.flatMap((d) => [d.uploadedBy, d.verifiedBy]),
    );
    const papers = rows.map(paperOf);
    const used = Map.groupBy(uses, (u) => u.document);
    return {
      ...subject,
      row: rows.map((row, i) => ({
        row,
        state: stateOf(papers[i]!, papers, on, rules?.expiring_days ?? null),
        uploadedBy: hand({ account: row.uploadedBy }),
        verifiedBy: row.verifiedAt ? hand({ account: row.verifiedBy }) : null,
        uses: (used.get(row.id) ?? []).map(({ document: _, ...use }) => use),
      })),
    };
  });
}

const READINGS = 200;

export type Reading = { at: Date; document: string; did: 'opened' | 'verified' | 'refused'; by: Hand | null };
const did = { 'documents.open': 'opened', 'documents.verify': 'verified', 'documents.refuse': 'refused' } as const;

/** Who opened or checked which paper of a person, newest first: the person's own right to know (PIPL art. 44). */
export function listReadings(ctx: Context, applicantId: string): Promise<Reading[]> {
  return look(ctx, 'documents.readings', async (tx, keys) => {
    const subject = await findApplicant(tx, ctx.district, applicantId);
    const own = (await documentsOf(tx, ctx.district, applicantId)).map((d) => d.id);
    const rows = own.length
      ? await tx
          .select({
            at: audit.at,
            account: audit.accountId,
            role: audit.role,
            action: audit.action,
            id: audit.subjectId,
          })
          .from(audit)
          .where(
            and(
              eq(audit.district, ctx.district),
              eq(audit.subjectType, 'document'),
              inArray(audit.subjectId, own),
              inArray(audit.action, Object.keys(did)),
            ),
          )
          .orderBy(desc(audit.at), desc(audit.id))
          .limit(READINGS)
      : [];
    const hand = await handsOf(
      tx,
      ctx,
      keys,
      rows.map((r) => r.account),
    );
    return {
      ...subject,
      row: rows.map((r) => ({
        at: r.at,
        document: r.id as string,
        did: did[r.action as keyof typeof did],
        by: hand({ account: r.account, role: r.role }),
      })),
    };
  });
}

/** The image of a paper. The reading is in the audit log, and shown to the person, before the first byte goes out. */
export async function openFile(
  ctx: Context,
  storage: Storage,
  id: string,
): Promise<{ row: DocumentRow; bytes: Bytes }> {
  const row = await look(ctx, 'documents.open', async (tx) => {
    const [found] = await tx
      .select()
      .from(documents)
      .where(and(eq(documents.district, ctx.district), eq(documents.id, id)));
    if (!found) throw new Refusal('not_found', 'not_found');
    const { street, accounts: helpers } = await findApplicant(tx, ctx.district, found.applicantId);
    return { district: ctx.district, type: 'document', id, street, accounts: helpers, row: found };
  });
  const none = !row.sha256 || row.fileRemovedAt !== null;
  const bytes = none ? null : await storage.get(fileKey(ctx.district, row.sha256 as string));
  if (!bytes) throw new Refusal('not_found', 'document_no_file');
  return { row, bytes };
}
