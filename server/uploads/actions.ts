import { createHash } from 'node:crypto';
import { and, count, eq, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { documents, documentUploads } from '../../db/schema/documents.ts';
import { findApplicant } from '../applicants/actions.ts';
import { holdApplicant } from '../applicants/queries.ts';
import { documentRulesOn, documentsOf, fileKey, paperOf } from '../documents/actions.ts';
import { type DocumentType, keepUntil, mayTake } from '../documents/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { act, type Context, type Later, look, type ReadTx, type Subject, type Tx, view } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import type { Bytes } from '../platform/sealing.ts';
import type { Storage } from '../platform/storage.ts';
import { idlePeople, removed, removedFiles, sameFile } from './queries.ts';
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
          .set({
            fileRemovedAt: null,
            fileGoneAt: null,
            title: u.title,
            expiresOn: u.expiresOn,
            version: bare.version + 1,
          })
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

/** Images that are kept no longer leave the store once this has been committed, and at the latest with the next sweep. */
const noLonger = (ctx: Context) => ({
  fileRemovedAt: ctx.clock(),
  fileGoneAt: null,
  version: sql`${documents.version} + 1`,
});

/**
 * For other slices: images of a person that need not be kept. That there was a paper stays known. Their files go after
 * the commit: what is undone has lost nothing.
 */
export async function removeImages(
  tx: Tx,
  ctx: Context,
  applicantId: string,
  which?: SQL,
): Promise<{ n: number; later: Later[] }> {
  const rows = await tx
    .update(documents)
    .set({ ...noLonger(ctx), title: null, refusedReason: null })
    .where(
      and(
        eq(documents.district, ctx.district),
        eq(documents.applicantId, applicantId),
        isNull(documents.fileRemovedAt),
        which,
      ),
    )
    .returning({ sha256: documents.sha256 });
  const n = rows.filter((r) => r.sha256).length;
  return { n, later: n > 0 ? [{ job: 'sweep-uploads', data: {}, at: ctx.clock() }] : [] };
}

/**
 * Puts the store in order: the pieces of uploads that are done, cancelled or out of time; the file of one whose document
 * never came to be; images kept longer than the rule asks, of people with no application under way; and the files of
 * images whose removal has been committed, here or elsewhere. The record of the paper stays. What is deleted was given up
 * by an earlier commit: a crash leaves it to the next run.
 */
export async function sweepUploads(ctx: Context, storage: Storage): Promise<{ uploads: number; images: number }> {
  const swept = await act(
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
      const images = await removeOldImages(tx, ctx);
      return { result: { uploads: over.length, images }, after: { uploads: over.length, images } };
    },
  );
  while ((await deleteRemoved(ctx, storage)) === AT_ONCE);
  return swept;
}

/** Files of images whose removal is committed. In the order of their digests: two sweeps wait for each other, once. */
async function deleteRemoved(ctx: Context, storage: Storage): Promise<number> {
  const due = await view(ctx, 'uploads.sweep', (tx) => removedFiles(tx, ctx.district, AT_ONCE));
  if (due.length === 0) return 0;
  return act(
    ctx,
    'uploads.sweep',
    async () => ({ district: ctx.district, type: 'district', id: null, row: null }),
    async (tx) => {
      for (const sha256 of due) {
        await deleteFile(tx, storage, ctx.district, sha256);
        await tx
          .update(documents)
          .set({ fileGoneAt: ctx.clock() })
          .where(and(removed(ctx.district), eq(documents.sha256, sha256)));
      }
      return { result: due.length, after: { files: due.length } };
    },
  );
}

/** Deletes a file no paper shows any more. */
async function deleteFile(tx: Tx, storage: Storage, district: string, sha256: string): Promise<void> {
  await lockFile(tx, district, sha256);
  const [shown] = await tx
    .select({ id: documents.id })
    .from(documents)
    .where(and(eq(documents.district, district), eq(documents.sha256, sha256), isNull(documents.fileRemovedAt)))
    .limit(1);
  if (!shown) await storage.delete(fileKey(district, sha256));
}

async function removeOldImages(tx: Tx, ctx: Context): Promise<number> {
  const rule = await documentRulesOn(tx, ctx.district, today(ctx));
  if (!rule) return 0;
  const idle = await idlePeople(tx, ctx, rule.keep_months, AT_ONCE);
  let images = 0;
  for (const applicantId of idle) {
    const rows = await documentsOf(tx, ctx.district, applicantId);
    const papers = rows.map(paperOf);
    for (const [i, row] of rows.entries()) {
      const until = keepUntil(papers[i]!, papers, today(ctx), rule.keep_months);
      if (!row.sha256 || row.fileRemovedAt || until === null || until > today(ctx)) continue;
      await tx
        .update(documents)
        .set(noLonger(ctx))
        .where(and(eq(documents.district, ctx.district), eq(documents.id, row.id)));
      images += 1;
    }
  }
  return images;
}
