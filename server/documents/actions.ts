import { and, desc, eq, sql } from 'drizzle-orm';
import { type DocumentRules, documentRules, documents, documentUses } from '../../db/schema/documents.ts';
import { findApplicant } from '../applicants/actions.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { act, type Context, type ReadTx, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { type DocumentType, type Gap, holding, mayTake, missing, type Paper } from './rules.ts';

export type DocumentRow = typeof documents.$inferSelect;

const today = (ctx: Context) => dayOf(ctx.clock());
/** Where the image of a paper lies: the same bytes lie there once, however many papers they are of. */
export const fileKey = (district: string, sha256: string) => `${district}/files/${sha256.slice(0, 2)}/${sha256}`;

/** A row as the rules see it. */
export const paperOf = (d: DocumentRow): Paper & { refusedOn: Day | null } => ({
  id: d.id,
  type: d.type,
  issuedOn: d.issuedOn,
  expiresOn: d.expiresOn,
  verified: d.verifiedAt !== null,
  refused: d.refusedAt !== null,
  refusedOn: d.refusedAt && dayOf(d.refusedAt),
});

/** Every paper of a person, newest issue first. */
export function documentsOf(tx: ReadTx, district: string, applicantId: string): Promise<DocumentRow[]> {
  return tx
    .select()
    .from(documents)
    .where(and(eq(documents.district, district), eq(documents.applicantId, applicantId)))
    .orderBy(documents.type, desc(documents.issuedOn), desc(documents.id));
}

/**
 * For other slices, inside their own action: takes the person's valid papers of these types again and says which are
 * still to be brought. Asking twice writes one use.
 */
export async function reuseDocuments(
  tx: Tx,
  ctx: Context,
  ask: {
    applicantId: string;
    applicationId: string;
    purpose: string;
    types: readonly DocumentType[];
    on: Day;
    verified?: boolean;
  },
): Promise<Gap[]> {
  const papers = (await documentsOf(tx, ctx.district, ask.applicantId)).map(paperOf);
  const wish = { verified: ask.verified };
  const used = [...new Set(ask.types)].map((type) => holding(type, papers, ask.on, wish)).filter((p) => p !== null);
  if (used.length)
    await tx
      .insert(documentUses)
      .values(
        used.map((p) => ({
          district: ctx.district,
          id: newId(),
          documentId: p.id,
          applicationId: ask.applicationId,
          purpose: ask.purpose,
          usedAt: ctx.clock(),
          usedBy: ctx.actor?.account ?? null,
        })),
      )
      .onConflictDoNothing();
  return missing(ask.types, papers, ask.on, wish);
}

/** The rule in force on a day; null where none has been set. */
export async function documentRulesOn(tx: ReadTx, district: string, on: Day): Promise<DocumentRules | null> {
  const [row] = await tx
    .select({ rules: documentRules.rules })
    .from(documentRules)
    .where(and(eq(documentRules.district, district), sql`${documentRules.effective} @> ${on}::date`));
  return row?.rules ?? null;
}

/** Sets how long papers and uploads are kept, from a day on. */
export function setDocumentRules(
  ctx: Context,
  row: { version: string; effective: string; rules: DocumentRules; docNo: string },
): Promise<{ version: string }> {
  return act(
    ctx,
    'documents.set_rules',
    async () => ({ district: ctx.district, type: 'document_rules', id: null, row: null }),
    async (tx) => {
      await tx.insert(documentRules).values({ ...row, district: ctx.district });
      return { result: { version: row.version }, after: row };
    },
  );
}

async function findDocument(tx: Tx, district: string, id: string): Promise<Subject<DocumentRow>> {
  const [row] = await tx
    .select()
    .from(documents)
    .where(and(eq(documents.district, district), eq(documents.id, id)))
    .for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  const { street, accounts } = await findApplicant(tx, district, row.applicantId);
  return { district, type: 'document', id, street, accounts, row, version: row.version };
}

/** For the log, which knows people by number: what somebody called a paper may name them. */
const factsOf = (d: Pick<DocumentRow, 'type' | 'issuedOn' | 'expiresOn'>) => ({
  type: d.type,
  issued_on: d.issuedOn,
  expires_on: d.expiresOn,
});

/** Confirms type and dates against the paper itself, correcting them where need be. One that has run out is refused. */
export function verifyDocument(
  ctx: Context,
  id: string,
  input: { type: DocumentType; title: string | null; issued_on: Day; expires_on: Day | null },
): Promise<{ version: number }> {
  return act(
    ctx,
    'documents.verify',
    (tx) => findDocument(tx, ctx.district, id),
    async (tx, { row: d }) => {
      if (d.refusedAt) throw new Refusal('conflict', 'document_refused', { reason: d.refusedReason ?? '' });
      const facts = { type: input.type, title: input.title, issuedOn: input.issued_on, expiresOn: input.expires_on };
      required(mayTake(facts, today(ctx)), 'invalid');
      const version = d.version + 1;
      const verified = { verifiedAt: ctx.clock(), verifiedBy: ctx.actor?.account ?? null };
      await tx
        .update(documents)
        .set({ ...facts, ...verified, version })
        .where(and(eq(documents.district, ctx.district), eq(documents.id, id)));
      return { result: { version }, before: factsOf(d), after: factsOf(facts), changed: ['documents'] };
    },
  );
}

/** Does not take a paper, with a reason the family reads; the next one takes its place. */
export function refuseDocument(ctx: Context, id: string, reason: string): Promise<{ version: number }> {
  return act(
    ctx,
    'documents.refuse',
    (tx) => findDocument(tx, ctx.district, id),
    async (tx, { row: d }) => {
      if (d.refusedAt) throw new Refusal('conflict', 'document_refused', { reason: d.refusedReason ?? '' });
      const version = d.version + 1;
      const refused = { refusedAt: ctx.clock(), refusedBy: ctx.actor?.account ?? null, refusedReason: reason };
      await tx
        .update(documents)
        .set({ ...refused, version })
        .where(and(eq(documents.district, ctx.district), eq(documents.id, id)));
      return { result: { version }, before: factsOf(d), after: { refused: true }, reason, changed: ['documents'] };
    },
  );
}
