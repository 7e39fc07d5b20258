// Decides what a link of the audit chain covers, and what may be wrong with one (网络安全法: logs protected against change;
// GB/T 22239-2019 8.1.4.3). Whoever checks an export needs this folder and SHA-256, nothing else.

/** SHA-256 of a text in UTF-8, as 64 hexadecimal characters: given by whoever runs the rule. */
export type Sha = (text: string) => string;

export const FORMAT = 'yiwei-audit/1';
/** What the first row of a district is linked to. */
export const ORIGIN = '0'.repeat(64);

/** What of a row nobody but the inspector reads. */
export type Contents = {
  before: string | null;
  after: string | null;
  reason: string | null;
  request_id: string;
};
/** What of a row may be given to anybody: who (by id), when, what, to what. */
export type Outline = {
  id: string;
  /** ISO instant in UTC, to the millisecond */
  at: string;
  account_id: string | null;
  role: string;
  action: string;
  subject_type: string;
  subject_id: string | null;
};
export type Row = Outline & { contents: string };

/**
 * The contents by their digest. The number of the request is in it and never given out without the contents: without
 * it nobody can try out the few things that a reason or a level can be.
 */
export const contentsDigest = (sha: Sha, c: Contents): string =>
  sha(JSON.stringify([c.before, c.after, c.reason, c.request_id]));

/** What stands for the reason, and the number of the request, once they were deleted: said here, since this folder stands alone. */
export const DELETED = '已删除';
export const marked = (c: Pick<Contents, 'reason' | 'request_id'>): boolean =>
  c.reason === DELETED && c.request_id === DELETED;

/**
 * Of a row whose reason was deleted with a person's data, the digest that was kept of it stands for the contents. It can
 * no longer be made from them, so nothing but the mark may stand where the reason was.
 */
export const contentsOf = (sha: Sha, c: Contents & { erased: string | null }): string =>
  c.erased !== null && marked(c) ? c.erased : contentsDigest(sha, c);

/** The digest of link `seq`: of the one before it and of what the row says, in this order and no other. */
export const linkDigest = (sha: Sha, previous: string, district: string, seq: number, r: Row): string =>
  sha(
    `${previous}\n${JSON.stringify([
      FORMAT,
      district,
      seq,
      r.id,
      r.at,
      r.account_id,
      r.role,
      r.action,
      r.subject_type,
      r.subject_id,
      r.contents,
    ])}`,
  );

/** What can be wrong with a row of an export or of the database. */
export const faultCodes = {
  unreadable: 'audit_unreadable',
  header: 'audit_header',
  missing: 'audit_missing',
  order: 'audit_order',
  repeated: 'audit_repeated',
  contents: 'audit_contents',
  changed: 'audit_changed',
  anchor: 'audit_anchor',
} as const;
export type Fault = keyof typeof faultCodes;
export type Broken = {
  what: Fault;
  /** in the file, from 1 (the header); null where no line is to blame */
  line: number | null;
  seq: number | null;
  id: string | null;
  /** of an anchor: the last row that an earlier anchor vouches for */
  sound_to?: number;
};
/**
 * A digest known from elsewhere, and where in the chain it belongs when that is known too. `within`: one of many, of
 * which an export needs to have only those of its own rows; any other must be in it.
 */
export type Anchor = { seq: number | null; digest: string; within?: true };

/** The state of a walk along the chain: a row at a time, whatever its length. */
export type Walk = { district: string; seq: number; digest: string };

/** The next row of the chain as it is told: null when it follows. */
export function follow(sha: Sha, walk: Walk, row: Row, told: string): Fault | null {
  const digest = linkDigest(sha, walk.digest, walk.district, walk.seq + 1, row);
  if (digest !== told) return 'changed';
  walk.seq += 1;
  walk.digest = digest;
  return null;
}

/** `'1200:ab…'` or a digest alone; null for anything else. */
export function readAnchor(text: string): Anchor | null {
  const parts = /^(?:(\d{1,15}):)?([0-9a-f]{64})$/i.exec(text.trim());
  return parts ? { seq: parts[1] ? Number(parts[1]) : null, digest: parts[2]!.toLowerCase() } : null;
}

export type Header = {
  format: typeof FORMAT;
  district: string;
  first_seq: number;
  last_seq: number;
  /** the digest of the link before the first row */
  previous: string;
  contents: boolean;
  made_at: string;
};
