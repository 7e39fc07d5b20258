import { createHash } from 'node:crypto';
import { and, count, eq, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import { documents, documentUploads } from '../../db/schema/documents.ts';
import { findApplicant } from '../applicants/actions.ts';
import { holdApplicant } from '../applicants/queries.ts';
import { type DocumentRow, documentRulesOn, documentsOf, fileKey, paperOf } from '../documents/actions.ts';
import { type DocumentType, keepUntil, many, mayTake } from '../documents/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addMonths, type Day, dayOf } from '../kernel/period.ts';
import { act, type Context, look, type ReadTx, type Subject, type Tx } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import type { Bytes } from '../platform/sealing.ts';
import type { Storage } from '../platform/storage.ts';
import { contentTypes, MAX_BYTES, readBeginning, readFile } from './rules.ts';

type UploadRow = typeof documentUploads.$inferSelect;

const today = (ctx: Context) => dayOf(ctx.clock());
const UPLOADS_OPEN = 12;
/** Where no rule says otherwise: a weekend without a network. */
const UPLOAD_HOURS = 72;

const pieceKey = (u: UploadRow, offset: number) => `${u.district}/uploads/${u.id}/${offset}`;
/** Also the piece that was being written when the connection broke. */
const piecesOf = (u: UploadRow) => [...new Set([...u.offsets, u.received])].map((offset) => pieceKey(u, offset));

export type NewUpload = {
  type: DocumentType;
  title: string | null;
  issued_on: Day;
  expires_on: Day | null;
  size: number;
  sha256: string;
};
type Started = { upload_id: string; received: number } | { document_id: string; known: true };

/** Announces a file. One that is in the person's library already is not sent again. */
export function startUpload(ctx: Context, applicantId: string, input: NewUpload): Promise<Started> {
  return act<unknown, Started>(
    ctx,
    'uploads.send',
    (tx) => holdApplicant(tx, ctx.district, applicantId),
    async (tx, subject) => {
      if (input.size > MAX_BYTES) throw new Refusal('too_large', 'file_too_large', { limit: MAX_BYTES / 1024 / 1024 });
      if (input.size === 0) throw new Refusal('invalid', [{ code: 'file_empty', pointer: '/size' }]);
      const claimed = { type: input.type, title: input.title, issuedOn: input.issued_on, expiresOn: input.expires_on };
      required(mayTake(claimed, today(ctx)), 'invalid');
      const known = await sameFile(tx, ctx.district, applicantId, input);
      if (known) return { result: { document_id: known.id, known: true }, after: { document: known.id, known: true } };
      const [open] = await tx
        .select({ n: count() })
        .from(documentUploads)
        .where(
          and(
            eq(documentUploads.district, ctx.district),
            eq(documentUploads.applicantId, applicantId),
            isNull(documentUploads.endedAt),
            sql`${documentUploads.expiresAt} > ${ctx.clock().toISOString()}`,
          ),
        );
      if (open && open.n >= UPLOADS_OPEN) throw new Refusal('too_many', 'uploads_open', { count: open.n });
      const hours = (await documentRulesOn(tx, ctx.district, today(ctx)))?.upload_hours ?? UPLOAD_HOURS;
      const id = newId();
      await tx.insert(documentUploads).values({
        ...claimed,
        district: ctx.district,
        id,
        applicantId,
        title: input.type === 'other' ? input.title : null,
        size: input.size,
        sha256: input.sha256,
        source: subject.accounts?.includes(ctx.actor?.account ?? '') ? 'family' : 'desk',
        startedBy: ctx.actor?.account ?? null,
        expiresAt: new Date(ctx.clock().getTime() + hours * 3_600_000),
      });
      return { result: { upload_id: id, received: 0 }, after: { upload: id, type: input.type, size: input.size } };
    },
  );
}

/** The person's paper with these very bytes. One that was not taken is refused with the same reason. */
async function sameFile(
  tx: ReadTx,
  district: string,
  applicantId: string,
  file: { type: DocumentType; sha256: string },
  image: 'kept' | 'removed' = 'kept',
): Promise<DocumentRow | null> {
  const [row] = await tx
    .select()
    .from(documents)
    .where(
      and(
        eq(documents.district, district),
        eq(documents.applicantId, applicantId),
        eq(documents.type, file.type),
        eq(documents.sha256, file.sha256),
        image === 'kept' ? isNull(documents.fileRemovedAt) : isNotNull(documents.fileRemovedAt),
      ),
    );
  if (row?.refusedAt) throw new Refusal('conflict', 'document_refused', { reason: row.refusedReason ?? '' });
  return row ?? null;
}

async function findUpload(tx: ReadTx, district: string, id: string, lock: boolean): Promise<Subject<UploadRow>> {
  const query = tx
    .select()
    .from(documentUploads)
    .where(and(eq(documentUploads.district, district), eq(documentUploads.id, id)));
  const [row] = await (lock ? query.for('update') : query);
  if (!row) throw new Refusal('not_found', 'not_found');
  const { street, accounts } = await findApplicant(tx, district, row.applicantId);
  return { district, type: 'upload', id, street, accounts, row };
}

const open = (ctx: Context, u: UploadRow) => {
  if (u.endedAt !== null || u.expiresAt <= ctx.clock()) throw new Refusal('conflict', 'upload_ended');
};

/** How far an upload has come: after a lost connection the phone goes on from `received`. */
export function readUpload(ctx: Context, id: string): Promise<UploadRow> {
  return look(ctx, 'uploads.send', (tx) => findUpload(tx, ctx.district, id, false));
}

/**
 * Takes the next piece. A piece that is here already is answered as if it had just come: its answer was lost on the way.
 * The first piece tells what kind of file it is, so a wrong one is refused before the rest is sent.
 */
export function takePiece(
  ctx: Context,
  storage: Storage,
  id: string,
  offset: number,
  bytes: Uint8Array,
): Promise<{ received: number }> {
  return act(
    { ...ctx, idempotency: undefined },
    'uploads.send',
    (tx) => findUpload(tx, ctx.district, id, true),
    async (tx, { row: u }) => {
      if (u.documentId) return { result: { received: u.size } };
      open(ctx, u);
      const end = offset + bytes.length;
      if (end > u.size) throw new Refusal('too_large', 'upload_too_much');
      if (end <= u.received) return { result: { received: u.received } };
      if (offset !== u.received) throw new Refusal('conflict', 'upload_offset', { received: u.received });
      if (offset === 0) required(readBeginning(bytes, u.type), 'wrong_type');
      await storage.put(pieceKey(u, offset), one(bytes));
      await tx
        .update(documentUploads)
        .set({ received: end, offsets: [...u.offsets, offset] })
        .where(and(eq(documentUploads.district, ctx.district), eq(documentUploads.id, id)));
      return { result: { received: end }, after: { received: end } };
    },
  );
}

async function* one(bytes: Uint8Array): Bytes {
  yield bytes;
}

/** All pieces as one file; null when one is gone. Fetched together: the transaction waits for them. */
async function whole(storage: Storage, u: UploadRow): Promise<Buffer | null> {
  const pieces = await Promise.all(
    u.offsets.map(async (offset) => {
      const source = await storage.get(pieceKey(u, offset));
      if (!source) return null;
      const read: Uint8Array[] = [];
      for await (const bytes of source) read.push(bytes);
      return Buffer.concat(read);
    }),
  );
  const there = pieces.filter((p) => p !== null);
  return there.length === pieces.length ? Buffer.concat(there) : null;
}

/** Whoever stores or sweeps a file holds this, so that no file is swept between its storing and the commit of its row. */
const lockFile = (tx: Tx, district: string, sha256: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${district}/${sha256}`}, 0))`);

/** Makes the document when every piece is here: digest, kind and wholeness are checked on the bytes themselves. */
export async function finishUpload(
  ctx: Context,
  storage: Storage,
  id: string,
): Promise<{ document_id: string; known: boolean }> {
  let pieces: string[] = [];
  const done = await act(
    ctx,
    'uploads.send',
    (tx) => findUpload(tx, ctx.district, id, true),
    async (tx, { row: u }) => {
      if (u.documentId) return { result: { document_id: u.documentId, known: true } };
      open(ctx, u);
      if (u.received < u.size)
        throw new Refusal('conflict', 'upload_incomplete', { received: u.received, size: u.size });
      const bytes = await whole(storage, u);
      if (!bytes || createHash('sha256').update(bytes).digest('hex') !== u.sha256)
        throw new Refusal('invalid', 'upload_damaged');
      const { kind } = required(readFile(bytes, u.type), 'wrong_type');
      await lockFile(tx, ctx.district, u.sha256);
      const known = await sameFile(tx, ctx.district, u.applicantId, u);
      // The same file once more, whose image had to go: the paper has its image again.
      const bare = known ? null : await sameFile(tx, ctx.district, u.applicantId, u, 'removed');
      const documentId = known?.id ?? bare?.id ?? newId();
      if (!known) await storage.put(fileKey(ctx.district, u.sha256), one(bytes));
      if (bare)
        await tx
          .update(documents)
          .set({ fileRemovedAt: null, title: u.title, expiresOn: u.expiresOn, version: bare.version + 1 })
          .where(and(eq(documents.district, ctx.district), eq(documents.id, bare.id)));
      else if (!known)
        await tx.insert(documents).values({
          district: ctx.district,
          id: documentId,
          applicantId: u.applicantId,
          type: u.type,
          title: u.title,
          issuedOn: u.issuedOn,
          expiresOn: u.expiresOn,
          sha256: u.sha256,
          size: u.size,
          contentType: contentTypes[kind],
          source: u.source,
          uploadedBy: ctx.actor?.account ?? null,
          createdAt: ctx.clock(),
        });
      await tx
        .update(documentUploads)
        .set({ documentId, endedAt: ctx.clock() })
        .where(and(eq(documentUploads.district, ctx.district), eq(documentUploads.id, id)));
      pieces = piecesOf(u);
      return {
        result: { document_id: documentId, known: known !== null },
        after: { document: documentId, type: u.type, sha256: u.sha256, size: u.size },
        changed: ['documents'],
      };
    },
  );
  // The document stands; pieces that cannot be deleted now are swept.
  await Promise.all(pieces.map((key) => storage.delete(key))).catch(() => {});
  return done;
}

/** Gives an upload up; its pieces go at once, or with the next sweep. */
export async function cancelUpload(ctx: Context, storage: Storage, id: string): Promise<{ cancelled: true }> {
  let pieces: string[] = [];
  const done = await act(
    ctx,
    'uploads.send',
    (tx) => findUpload(tx, ctx.district, id, true),
    async (tx, { row: u }) => {
      if (u.documentId) throw new Refusal('conflict', 'upload_ended');
      await tx
        .update(documentUploads)
        .set({ endedAt: u.endedAt ?? ctx.clock() })
        .where(and(eq(documentUploads.district, ctx.district), eq(documentUploads.id, id)));
      pieces = piecesOf(u);
      return { result: { cancelled: true as const }, after: { cancelled: true } };
    },
  );
  await Promise.all(pieces.map((key) => storage.delete(key))).catch(() => {});
  return done;
}

/** A bounded number a time: the store is asked one by one, and the next run goes on. */
const AT_ONCE = 200;

/**
 * Puts the store in order: the pieces of uploads that are done, cancelled or out of time; the file of one whose document
 * never came to be; and images kept longer than the rule asks, of people with no application under way. The record of
 * the paper stays. The files are deleted before the commit: a crash in between leaves them to the next run.
 */
export function sweepUploads(ctx: Context, storage: Storage): Promise<{ uploads: number; images: number }> {
  return act(
    ctx,
    'uploads.sweep',
    async () => ({ district: ctx.district, type: 'district', id: null, row: null }),
    async (tx) => {
      const over = await tx
        .select()
        .from(documentUploads)
        .where(
          and(
            eq(documentUploads.district, ctx.district),
            isNull(documentUploads.sweptAt),
            or(sql`${documentUploads.endedAt} is not null`, lte(documentUploads.expiresAt, ctx.clock())),
          ),
        )
        .limit(AT_ONCE)
        .for('update', { skipLocked: true });
      for (const u of over) {
        for (const key of piecesOf(u)) await storage.delete(key);
        if (!u.documentId) await deleteFile(tx, storage, u.district, u.sha256);
        await tx
          .update(documentUploads)
          .set({ sweptAt: ctx.clock(), endedAt: u.endedAt ?? ctx.clock() })
          .where(and(eq(documentUploads.district, ctx.district), eq(documentUploads.id, u.id)));
      }
      const images = await removeOldImages(tx, ctx, storage);
      return { result: { uploads: over.length, images }, after: { uploads: over.length, images } };
    },
  );
}

/** Deletes a file no paper shows any more. */
export async function deleteFile(tx: Tx, storage: Storage, district: string, sha256: string): Promise<void> {
  await lockFile(tx, district, sha256);
  const [shown] = await tx
    .select({ id: documents.id })
    .from(documents)
    .where(and(eq(documents.district, district), eq(documents.sha256, sha256), isNull(documents.fileRemovedAt)))
    .limit(1);
  if (!shown) await storage.delete(fileKey(district, sha256));
}

async function removeOldImages(tx: Tx, ctx: Context, storage: Storage): Promise<number> {
  const rule = await documentRulesOn(tx, ctx.district, today(ctx));
  if (!rule) return 0;
  // Only people with a paper whose time may be over: those whose papers all hold must not stand before them for good.
  const before = addMonths(today(ctx), -rule.keep_months);
  const idle = await tx.execute<{ applicant_id: string }>(sql`
    select distinct d.applicant_id from documents d
     where d.district = ${ctx.district} and d.sha256 is not null and d.file_removed_at is null
       and d.created_at < ${ctx.clock().toISOString()}::timestamptz - make_interval(months => ${rule.keep_months})
       and (d.refused_at < ${before}::date + 1 or d.expires_on <= ${before}::date or (d.type not in ${[...many]} and exists (
         select 1 from documents n where n.district = d.district and n.applicant_id = d.applicant_id and n.type = d.type
            and n.id <> d.id and n.refused_at is null and n.issued_on between d.issued_on and ${before}::date
            and (n.verified_at is not null or d.verified_at is null))))
       and not exists (select 1 from applications a
         where a.district = d.district and a.applicant_id = d.applicant_id and a.ended_at is null)
     limit ${AT_ONCE}`);
  let removed = 0;
  for (const { applicant_id } of idle) {
    const rows = await documentsOf(tx, ctx.district, applicant_id);
    const papers = rows.map(paperOf);
    for (const [i, row] of rows.entries()) {
      const until = keepUntil(papers[i]!, papers, today(ctx), rule.keep_months);
      if (!row.sha256 || row.fileRemovedAt || until === null || until > today(ctx)) continue;
      await tx
        .update(documents)
        .set({ fileRemovedAt: ctx.clock(), version: row.version + 1 })
        .where(and(eq(documents.district, ctx.district), eq(documents.id, row.id)));
      await deleteFile(tx, storage, ctx.district, row.sha256);
      removed += 1;
    }
  }
  return removed;
}
