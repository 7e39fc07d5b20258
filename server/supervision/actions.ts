import { sql } from 'drizzle-orm';
import { auditAnchors, auditLinks } from '../../db/schema/supervision.ts';
import { Refusal } from '../kernel/errors.ts';
import { addDays, type Day, dayOf } from '../kernel/period.ts';
import { act, type Context, clockActor, type ReadTx, type Tx, view } from '../platform/context.ts';
import { sha256Of } from '../platform/digest.ts';
import type { Storage } from '../platform/storage.ts';
import { contentsOf, type Fault, FORMAT, follow, type Header, linkDigest } from './mechanism/chain.ts';
import {
  anchorsBefore,
  countOutside,
  endOf,
  type Linked,
  leastId,
  linkAt,
  linksAfter,
  recentUnsealed,
  type Stored,
  seqsOf,
  stretch,
} from './queries.ts';
import { anchorDue, worthSealing } from './rules.ts';

const chain = (district: string) => ({ district, type: 'audit_chain', id: null, row: null });
const asClock = (ctx: Context): Context => ({
  ...ctx,
  actor: clockActor(ctx.district),
  idempotency: undefined,
  ifMatch: undefined,
});

const BATCH = 5_000;

/** Links these rows to the end of the chain, in their order. The primary key decides between two that do it at once. */
async function link(tx: Tx, ctx: Context, rows: readonly Stored[]) {
  const { district } = ctx;
  const end = await endOf(tx, district);
  let { seq, digest } = end;
  const digests = rows.map((row) => {
    seq += 1;
    digest = linkDigest(sha256Of, digest, district, seq, { ...row, contents: contentsOf(sha256Of, row) });
    return digest;
  });
  await tx.execute(sql`
    insert into ${auditLinks} (district, seq, audit_id, digest, sealed_at)
    select ${district}, ${end.seq} + i, id, decode(digest, 'hex'), ${ctx.clock().toISOString()}::timestamptz
      from unnest(${sql.param(rows.map((row) => row.id))}::uuid[], ${sql.param(digests)}::text[]) with ordinality as t(id, digest, i)`);
  return { first: end.seq + 1, last: seq, digest };
}

/**
 * Seals what `find` gives, a batch to a transaction, until nothing is worth it. Each seal writes one row of the log, which
 * the next one covers. Another sealer at the same moment has done it: then there is nothing to do twice.
 */
async function sealBatches(ctx: Context, find: (tx: ReadTx) => Promise<Stored[]>): Promise<number> {
  const clock = asClock(ctx);
  let sealed = 0;
  for (let clashes = 0; clashes < 5; ) {
    const due = await view(clock, 'supervision.seal', async (tx) => worthSealing(await find(tx)));
    if (!due) break;
    try {
      sealed += await act(
        clock,
        'supervision.seal',
        async () => chain(ctx.district),
        async (tx) => {
          const rows = await find(tx);
          if (rows.length === 0) return { result: 0 };
          const { first, last } = await link(tx, ctx, rows);
          return { result: rows.length, after: { first, last } };
        },
      );
    } catch (error) {
      if (!(error instanceof Refusal && error.reasons[0]?.code === 'audit_sealed_already')) throw error;
      clashes += 1;
    }
  }
  return sealed;
}

/** Every minute: what was committed since. */
export const sealRecent = (ctx: Context): Promise<number> =>
  sealBatches(ctx, (tx) => recentUnsealed(tx, ctx.district, BATCH));

/** Once a day: every row of the whole log that no link covers, however late it was committed. */
export async function sealAll(ctx: Context): Promise<number> {
  let sealed = 0;
  for (let after = leastId(0); ; ) {
    const from = after;
    const read = (tx: ReadTx) => stretch(tx, ctx.district, from, BATCH);
    const { end, rows } = await view(asClock(ctx), 'supervision.seal', read);
    if (!end) break;
    if (worthSealing(rows)) sealed += await sealBatches(ctx, async (tx) => (await read(tx)).rows);
    after = end;
  }
  return sealed + (await sealRecent(ctx));
}

export const anchorKey = (district: string, on: Day) => `${district}/anchors/${on}`;
/** The file of an anchor, as it lies in the store and is downloaded: text, so that it can be printed or written down. */
export const anchorFile = (district: string, a: { on: Day; seq: number; digest: string; made_at: string }) =>
  `${JSON.stringify({ format: `${FORMAT}/anchor`, district, on: a.on, seq: a.seq, digest: a.digest, made_at: a.made_at }, null, 2)}\n`;

async function put(storage: Storage, key: string, text: string): Promise<void> {
  await storage.put(
    key,
    (async function* () {
      yield new TextEncoder().encode(text);
    })(),
  );
}

/**
 * Every minute: seals what is new; and once yesterday is over and has no anchor, seals everything, fixes the end of the
 * chain as that day's anchor and puts it into the store. A day on which the product did not run is covered by the next.
 */
export async function keepChain(ctx: Context, storage: Storage): Promise<{ sealed: number; anchored: Day | null }> {
  const sealed = await sealRecent(ctx);
  const yesterday = addDays(dayOf(ctx.clock()), -1);
  const clock = asClock(ctx);
  const [last] = await view(clock, 'supervision.anchor', (tx) => anchorsBefore(tx, ctx.district, null, 1));
  if (!anchorDue(yesterday, last?.on ?? null)) return { sealed, anchored: null };
  const late = await sealAll(ctx);
  const made = await act(
    clock,
    'supervision.anchor',
    async () => chain(ctx.district),
    async (tx) => {
      const { seq, digest } = await endOf(tx, ctx.district);
      if (seq === 0) return { result: null };
      const madeAt = ctx.clock();
      await tx.insert(auditAnchors).values({ district: ctx.district, on: yesterday, seq, digest, madeAt });
      const anchor = { on: yesterday, seq, digest, made_at: madeAt.toISOString() };
      return { result: anchor, after: anchor };
    },
  );
  if (!made) return { sealed, anchored: null };
  await put(storage, anchorKey(ctx.district, yesterday), anchorFile(ctx.district, made));
  return { sealed: sealed + late, anchored: yesterday };
}

export type ExportAsked = { from: Day | null; to: Day | null; contents: boolean };
const PAGE = 2_000;

/**
 * An export as lines of NDJSON, read in pages: sealed first, so that it ends where the log ends, and noted in the log
 * with how far it reaches. The days asked for come as one unbroken stretch of the chain; it may hold rows of other days.
 *
 * @throws Refusal when the contents are asked for by somebody who is no inspector, or nothing lies within the days
 */
export async function takeAudit(
  ctx: Context,
  asked: ExportAsked,
): Promise<{ header: Header; lines: AsyncGenerator<string> }> {
  await sealRecent(ctx);
  const { from, to, contents } = asked;
  if (from && to && from > to) throw new Refusal('invalid', 'audit_days_order', { from, to });
  const header = await act(
    ctx,
    'supervision.export',
    async () => ({ ...chain(ctx.district), type: 'audit_export' }),
    async (tx): Promise<{ result: Header; after: object }> => {
      if (contents && !ctx.actor?.memberships.some((m) => m.district === ctx.district && m.role === 'inspector'))
        throw new Refusal('forbidden', 'audit_contents_inspector');
      const seqs = await seqsOf(tx, ctx.district, from, to);
      const before = seqs && (await linkAt(tx, ctx.district, seqs.first - 1));
      if (!seqs || !before) throw new Refusal('not_found', 'audit_nothing_there');
      const made: Header = {
        format: FORMAT,
        district: ctx.district,
        first_seq: seqs.first,
        last_seq: seqs.last,
        previous: before.digest,
        contents,
        made_at: ctx.clock().toISOString(),
      };
      return { result: made, after: { first: seqs.first, last: seqs.last, contents } };
    },
  );
  return { header, lines: linesOf(ctx, header) };
}

async function* linesOf(ctx: Context, header: Header): AsyncGenerator<string> {
  yield `${JSON.stringify(header)}\n`;
  for (let seq = header.first_seq - 1; seq < header.last_seq; ) {
    const limit = Math.min(PAGE, header.last_seq - seq);
    const page = await view(ctx, 'supervision.export', (tx) => linksAfter(tx, ctx.district, seq, limit));
    yield page.map((one) => lineOf(one, header.contents)).join('');
    seq = page.at(-1)?.seq ?? header.last_seq;
  }
}

/** A row taken out of the table leaves no line: the export then lacks it, which is what verification says. */
function lineOf({ seq, digest, row }: Linked, contents: boolean): string {
  if (!row) return '';
  const { id, at, account_id, role, action, subject_type, subject_id, before, after, reason, request_id } = row;
  const outline = {
    seq,
    id,
    at,
    account_id,
    role,
    action,
    subject_type,
    subject_id,
    contents: contentsOf(sha256Of, row),
  };
  const told = { before, after, reason, request_id, ...(row.erased === null ? {} : { erased: true }) };
  return `${JSON.stringify({ ...outline, ...(contents ? told : {}), digest })}\n`;
}

export type Found = {
  rows: number;
  last_seq: number;
  digest: string;
  /** rows of the log that no link covers when the check ended */
  outside: number;
  anchors: number;
  broken: { what: Fault; seq: number; id: string | null } | null;
};
/** `done` of `of` links looked at; the last step has what was found. */
export type Progress = { done: number; of: number; found: Found | null };
const CHECK_PAGE = 5_000;

/**
 * Walks the whole chain over the database, telling how far it is: every link from its row as it stands now, and every
 * anchor against its link and its file in the store. What is found is written to the log.
 */
export async function* checkChain(ctx: Context, storage: Storage): AsyncGenerator<Progress> {
  const { district } = ctx;
  const read = <R>(work: (tx: ReadTx) => Promise<R>) => view(ctx, 'supervision.check', work);
  const end = await read((tx) => endOf(tx, district));
  const anchors = await read((tx) => anchorsBefore(tx, district, null, 100_000));
  const expected = new Map(anchors.map((a) => [a.seq, a]));
  const walk = { district, seq: 0, digest: (await read((tx) => linkAt(tx, district, 0)))!.digest };
  let broken: Found['broken'] = null;
  yield { done: 0, of: end.seq, found: null };
  while (walk.seq < end.seq && !broken) {
    const page = await read((tx) => linksAfter(tx, district, walk.seq, CHECK_PAGE));
    if (page.length === 0) broken = { what: 'missing', seq: walk.seq + 1, id: null };
    for (const one of page) {
      const fault = one.seq !== walk.seq + 1 || !one.row ? 'missing' : next(walk, one);
      if (fault) {
        broken = { what: fault, seq: walk.seq + 1, id: one.audit_id };
        break;
      }
      const anchor = expected.get(walk.seq);
      if (anchor && anchor.digest !== walk.digest) broken = { what: 'anchor', seq: walk.seq, id: one.audit_id };
      if (broken) break;
    }
    yield { done: walk.seq, of: end.seq, found: null };
  }
  // Links taken off the end leave a chain that is whole; the anchors know how long it was.
  if (!broken && anchors.some((a) => a.seq > walk.seq)) broken = { what: 'missing', seq: walk.seq + 1, id: null };
  for (const anchor of broken ? [] : anchors) {
    const kept = await fileOf(storage, anchorKey(district, anchor.on));
    // A file that is not there says nothing about the log: a store is moved more often than a log is forged.
    if (kept === null || kept === anchorFile(district, anchor)) continue;
    broken = { what: 'anchor', seq: anchor.seq, id: null };
    break;
  }
  const found: Found = {
    rows: walk.seq,
    last_seq: end.seq,
    digest: walk.digest,
    outside: await read((tx) => countOutside(tx, district)),
    anchors: anchors.length,
    broken,
  };
  await act(
    ctx,
    'supervision.check',
    async () => chain(district),
    async () => ({ result: null, after: found }),
  );
  yield { done: walk.seq, of: end.seq, found };
}

const next = (walk: { district: string; seq: number; digest: string }, { row, digest }: Linked) =>
  follow(sha256Of, walk, { ...row!, contents: contentsOf(sha256Of, row!) }, digest);

const fileOf = async (storage: Storage, key: string): Promise<string | null> => {
  const bytes = await storage.get(key);
  if (!bytes) return null;
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
};
