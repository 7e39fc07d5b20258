// Decides which row of an export is the first that is not as it was sealed. The export is NDJSON: a header, then a row a
// line; read as a stream, so that its length does not matter.
import {
  type Anchor,
  type Broken,
  contentsDigest,
  type Fault,
  FORMAT,
  follow,
  type Header,
  marked,
  ORIGIN,
  type Row,
  type Sha,
  type Walk,
} from './chain.ts';

type Told = Row & { seq: number; digest: string; before?: unknown; after?: unknown; reason?: unknown; erased?: true };
export type Verdict =
  | {
      ok: true;
      rows: number;
      first: Point | null;
      last: Point | null;
      header: Header;
      digest: string;
      vouched: number;
      /** rows whose reason was deleted with a person's data: the rest of their contents is covered by nothing any more */
      erased: number;
    }
  | { ok: false; broken: Broken; rows: number };
export type Point = { seq: number; id: string; at: string };

const hex = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const text = (value: unknown): value is string => typeof value === 'string';
const textOrNull = (value: unknown) => value === null || text(value);
const whole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
const OUTLINE = ['account_id', 'action', 'at', 'contents', 'digest', 'id', 'role', 'seq', 'subject_id', 'subject_type'];
const CONTENTS = ['after', 'before', 'reason', 'request_id'];

function parse(line: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(line) as unknown;
    return value && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function headerOf(line: string): Header | null {
  const h = parse(line);
  if (!h || JSON.stringify(h) !== line) return null;
  if (h.format !== FORMAT || !text(h.district) || !hex(h.previous) || typeof h.contents !== 'boolean') return null;
  if (!whole(h.first_seq) || !Number.isSafeInteger(h.last_seq) || (h.last_seq as number) < h.first_seq - 1) return null;
  if (h.first_seq === 1 && h.previous !== ORIGIN) return null;
  return h as unknown as Header;
}

/**
 * A field more than the format has would be read by people and covered by nothing, and so would the first of two fields
 * of one name, or one thing written in two ways: such a line is not a row.
 */
function rowOf(line: string, full: boolean): Told | null {
  const r = parse(line);
  if (!r || JSON.stringify(r) !== line) return null;
  const fields = Object.keys(r).sort();
  // A reason deleted with a person's data says so; what it was is covered by the digest that was kept.
  const erased = full && r.erased === true;
  const wanted = full ? [...OUTLINE, ...CONTENTS, ...(erased ? ['erased'] : [])].sort() : OUTLINE;
  if (fields.length !== wanted.length || fields.some((field, i) => field !== wanted[i])) return null;
  const sound =
    whole(r.seq) &&
    [r.id, r.at, r.role, r.action, r.subject_type].every(text) &&
    [r.account_id, r.subject_id].every(textOrNull) &&
    hex(r.contents) &&
    hex(r.digest) &&
    (!full || (text(r.request_id) && [r.before, r.after, r.reason].every(textOrNull)));
  return sound ? (r as unknown as Told) : null;
}

/**
 * Takes an export line by line. `line()` answers false once a row is broken: nothing after it says anything more.
 *
 * @param anchors digests published elsewhere; each must be on its row, or on some row when it names none
 */
export function createVerifier(sha: Sha, anchors: readonly Anchor[] = []) {
  let at = 0;
  let header: Header | null = null;
  let walk: Walk | null = null;
  let first: Point | null = null;
  let last: Point | null = null;
  let broken: Broken | null = null;
  /** a row that came too early: the next one says whether two changed places or one is gone */
  let early: { line: number; seq: number; id: string } | null = null;
  let vouched = 0;
  let erased = 0;
  const bySeq = new Map(anchors.flatMap((a) => (a.seq === null ? [] : [[a.seq, a] as const])));
  const anywhere = new Set(anchors.filter((a) => a.seq === null).map((a) => a.digest));

  const stop = (what: Fault, line: number | null, seq: number | null, id: string | null, sound?: number) => {
    broken = { what, line, seq, id, ...(sound === undefined ? {} : { sound_to: sound }) };
    return false;
  };
  const settleEarly = (): boolean => {
    if (!early || !walk) return true;
    return stop('missing', early.line, walk.seq + 1, null);
  };
  /** Is the link the walk has come to what the anchors say of it? */
  function anchored(w: Walk, line: number | null, id: string | null): boolean {
    if (anywhere.delete(w.digest)) vouched = w.seq;
    const known = bySeq.get(w.seq);
    if (known === undefined) return true;
    if (known.digest !== w.digest) return stop('anchor', line, w.seq, id, vouched);
    bySeq.delete(w.seq);
    vouched = w.seq;
    return true;
  }

  function row(line: string): boolean {
    const { district, seq, digest } = walk!;
    const told = rowOf(line, header!.contents);
    if (!told) return early ? settleEarly() : stop('unreadable', at, seq + 1, null);
    if (early) return told.seq === seq + 1 ? stop('order', early.line, early.seq, early.id) : settleEarly();
    if (told.seq > seq + 1) {
      early = { line: at, seq: told.seq, id: told.id };
      return true;
    }
    if (told.seq < seq + 1) return stop('repeated', at, told.seq, told.id);
    const gone = told.erased === true && marked(told as never);
    if (header!.contents && !gone && contentsDigest(sha, told as never) !== told.contents)
      return stop('contents', at, told.seq, told.id);
    const step: Walk = { district, seq, digest };
    const fault = follow(sha, step, told, told.digest);
    if (fault) return stop(fault, at, told.seq, told.id);
    walk = step;
    last = { seq: told.seq, id: told.id, at: told.at };
    first ??= last;
    if (gone) erased += 1;
    if (told.seq > header!.last_seq) return stop('header', at, told.seq, told.id);
    return anchored(step, at, told.id);
  }

  return {
    line(line: string): boolean {
      if (broken) return false;
      at += 1;
      if (at > 1) return line === '' || row(line);
      header = headerOf(line);
      if (!header) return stop('header', 1, null, null);
      walk = { district: header.district, seq: header.first_seq - 1, digest: header.previous };
      return anchored(walk, 1, null);
    },
    end(): Verdict {
      const rows = walk && header ? walk.seq - header.first_seq + 1 : 0;
      if (!broken && !header) stop('header', 1, null, null);
      if (!broken) settleEarly();
      if (!broken && walk!.seq < header!.last_seq) stop('missing', at + 1, walk!.seq + 1, null);
      const wanted = [...bySeq.values()].filter((a) => !a.within);
      if (!broken && wanted.some((a) => a.seq! > walk!.seq)) stop('missing', at + 1, walk!.seq + 1, null, vouched);
      if (!broken && (anywhere.size > 0 || wanted.length > 0)) stop('anchor', null, null, null, vouched);
      if (broken) return { ok: false, broken, rows };
      return { ok: true, rows, first, last, header: header!, digest: walk!.digest, vouched, erased };
    },
  };
}
