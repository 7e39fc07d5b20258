import { type SQL, sql } from 'drizzle-orm';
import { maskName } from '../applicants/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { addDays, type Day, startOfDay } from '../kernel/period.ts';
import type { Action, Role } from '../kernel/permissions.ts';
import { type Context, look, type ReadTx, view } from '../platform/context.ts';
import { type Contents, ORIGIN, type Outline } from './mechanism/chain.ts';

export type Link = { seq: number; digest: string };
/** `erased`: the digest of the contents, of a row whose reason was deleted with a person's data. */
export type Stored = Outline & Contents & { erased: string | null };
export type Linked = Link & { audit_id: string; row: Stored | null };
type Raw = { seq: number; digest: Buffer; audit_id: string; id: string | null; at: Date } & Omit<Stored, 'at' | 'id'>;

const iso = (at: Date | string) => new Date(at).toISOString();

/** Where the chain ends; seq 0 before the first link. */
export async function endOf(tx: ReadTx, district: string): Promise<Link> {
  const [row] = await tx.execute<{ seq: number; digest: Buffer }>(
    sql`select seq, digest from audit_links where district = ${district} order by seq desc limit 1`,
  );
  return row ? { seq: row.seq, digest: row.digest.toString('hex') } : { seq: 0, digest: ORIGIN };
}

/** The link at `seq`, or the one nobody wrote before the first. */
export async function linkAt(tx: ReadTx, district: string, seq: number): Promise<Link | null> {
  if (seq === 0) return { seq: 0, digest: ORIGIN };
  const [row] = await tx.execute<{ digest: Buffer }>(
    sql`select digest from audit_links where district = ${district} and seq = ${seq}`,
  );
  return row ? { seq, digest: row.digest.toString('hex') } : null;
}

const stored = sql.raw(
  `a.id, a.at, a.account_id, a.role, a.action, a.subject_type, a.subject_id, a.before, a.after, a.reason, a.request_id,
    (select e.contents from audit_erasures e where e.district = a.district and e.audit_id = a.id) as erased`,
);
const unlinked = sql.raw(
  'not exists (select 1 from audit_links l where l.district = a.district and l.audit_id = a.id)',
);
const tell = <R extends { at: Date | string }>({ at, ...rest }: R) => ({ ...rest, at: iso(at) });

/** How far behind the newest sealed id a row may have been written and still be found every minute. */
const RECENT_MS = 3_600_000;
/** A uuid v7 begins with its milliseconds: the least id of that moment. */
export const leastId = (ms: number) => {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
};
const momentOf = (id: string) => Number.parseInt(id.replace('-', '').slice(0, 12), 16);

/**
 * Committed rows that no link covers, in the order of their ids, from a window behind the newest that is sealed. An id is
 * taken before its row is committed, so a row may appear behind others that are sealed; the daily seal looks at all.
 */
export async function recentUnsealed(tx: ReadTx, district: string, limit: number): Promise<Stored[]> {
  const from = await recentFrom(tx, district);
  const rows = await tx.execute<Raw>(
    sql`select ${stored} from audit a where a.district = ${district} and a.id >= ${from}::uuid and ${unlinked}
         order by a.id limit ${limit}`,
  );
  return rows.map((row) => tell(row) as Stored);
}

async function recentFrom(tx: ReadTx, district: string): Promise<string> {
  const [newest] = await tx.execute<{ id: string }>(
    sql`select audit_id as id from audit_links where district = ${district} order by audit_id desc limit 1`,
  );
  return leastId(newest ? momentOf(newest.id) - RECENT_MS : 0);
}

/** The next stretch of the whole log: the rows of it that no link covers, and where it ended; null at its end. */
export async function stretch(
  tx: ReadTx,
  district: string,
  after: string,
  size: number,
): Promise<{ end: string | null; rows: Stored[] }> {
  const [last] = await tx.execute<{ id: string | null; n: number }>(
    sql`select max(id::text) as id, count(*)::int as n from (
          select id from audit where district = ${district} and id > ${after}::uuid order by id limit ${size}) p`,
  );
  if (!last?.id) return { end: null, rows: [] };
  const rows = await tx.execute<Raw>(
    sql`select ${stored} from audit a where a.district = ${district} and a.id > ${after}::uuid and a.id <= ${last.id}::uuid
           and ${unlinked} order by a.id`,
  );
  return { end: last.id, rows: rows.map((row) => tell(row) as Stored) };
}

/** Links after `seq` with the rows they cover; a row is null when somebody took it out of the table. */
export async function linksAfter(tx: ReadTx, district: string, seq: number, limit: number): Promise<Linked[]> {
  const rows = await tx.execute<Raw>(
    sql`select l.seq, l.digest, l.audit_id, ${stored} from audit_links l
          left join audit a on a.district = l.district and a.id = l.audit_id
         where l.district = ${district} and l.seq > ${seq} order by l.seq limit ${limit}`,
  );
  return rows.map(({ seq: n, digest, audit_id, ...row }) => ({
    seq: n,
    digest: digest.toString('hex'),
    audit_id,
    row: row.id === null ? null : (tell(row) as Stored),
  }));
}

/** The stretch of the chain that holds every sealed row of these civil days; null when there is none. */
export async function seqsOf(tx: ReadTx, district: string, from: Day | null, to: Day | null) {
  const [row] = await tx.execute<{ first: number | null; last: number | null }>(
    from === null && to === null
      ? sql`select min(seq) as first, max(seq) as last from audit_links where district = ${district}`
      : sql`select min(l.seq) as first, max(l.seq) as last from audit a
              join audit_links l on l.district = a.district and l.audit_id = a.id
             where a.district = ${district} ${during(from, to)}`,
  );
  return row?.first && row.last ? { first: Number(row.first), last: Number(row.last) } : null;
}

const during = (from: Day | null | undefined, to: Day | null | undefined): SQL => sql`
  ${from ? sql`and a.at >= ${startOfDay(from).toISOString()}` : sql``}
  ${to ? sql`and a.at < ${startOfDay(addDays(to, 1)).toISOString()}` : sql``}`;

export type Search = {
  account?: string;
  role?: Role | 'public';
  /** the part of an action before its dot */
  about?: string;
  action?: Action;
  subject_type?: string;
  subject?: string;
  from?: Day;
  to?: Day;
  /** the last row of the page before */
  after?: { at: string; id: string };
};
const PAGE = 50;

/** Rows of the log, newest first, without their contents. Reading them is itself written to the log. */
export function searchAudit(ctx: Context, s: Search) {
  return look(ctx, 'supervision.search', async (tx) => {
    const rows = await tx.execute<
      Outline & { name: string | null; seq: number | null; told: boolean } & Record<string, unknown>
    >(sql`
      select a.id, a.at, a.account_id, a.role, a.action, a.subject_type, a.subject_id, y.display_name as name, l.seq,
             num_nonnulls(a.before, a.after, a.reason) > 0 as told
        from audit a
        left join accounts y on y.id = a.account_id
        left join audit_links l on l.district = a.district and l.audit_id = a.id
       where a.district = ${ctx.district} ${during(s.from, s.to)}
         ${s.account ? sql`and a.account_id = ${s.account}` : sql``}
         ${s.role ? sql`and a.role = ${s.role}` : sql``}
         ${s.about ? sql`and split_part(a.action, '.', 1) = ${s.about}` : sql``}
         ${s.action ? sql`and a.action = ${s.action}` : sql``}
         ${s.subject_type ? sql`and a.subject_type = ${s.subject_type}` : sql``}
         ${s.subject ? sql`and a.subject_id = ${s.subject}` : sql``}
         ${s.after ? sql`and (a.at, a.id) < (${s.after.at}::timestamptz, ${s.after.id}::uuid)` : sql``}
       order by a.at desc, a.id desc limit ${PAGE + 1}`);
    const page = rows.slice(0, PAGE).map((row) => ({
      ...tell(row as never as { at: Date }),
      // A family is a private person: whoever reads the log reads that it was one, and opens the case to see who. So is
      // whoever came through an open door with no role here.
      name: row.name && (row.role === 'family' || row.role === 'public') ? maskName(row.name) : row.name,
    })) as (Outline & { name: string | null; seq: number | null; told: boolean })[];
    const last = rows.length > PAGE ? page.at(-1) : undefined;
    return {
      district: ctx.district,
      type: 'audit_log',
      id: null,
      row: { rows: page, next: last ? { at: last.at, id: last.id } : null },
    };
  });
}

/** One row with what was said before and after, and why. */
export function openAudit(ctx: Context, id: string) {
  return look(ctx, 'supervision.open', async (tx) => {
    const [row] = await tx.execute<Raw>(
      sql`select ${stored} from audit a where a.district = ${ctx.district} and a.id = ${id}`,
    );
    if (!row) throw new Refusal('not_found', 'not_found');
    return { district: ctx.district, type: 'audit_row', id, row: tell(row) as Stored };
  });
}

/** Staff to choose from; families are found from a row of theirs. */
export function listActors(ctx: Context) {
  return view(ctx, 'supervision.state', (tx) =>
    tx.execute<{ id: string; name: string; roles: string[] }>(sql`
      select y.id, y.display_name as name, array_agg(distinct m.role order by m.role) as roles
        from accounts y join memberships m on m.account_id = y.id
       where m.district = ${ctx.district} and m.role <> 'family'
       group by y.id, y.display_name order by y.display_name collate "zh-x-icu", y.id limit 2000`),
  );
}

export type AnchorRow = { on: Day; seq: number; digest: string; made_at: string };

/** Anchors, newest day first; public. */
export const listAnchors = (ctx: Context, before: Day | null, limit: number): Promise<AnchorRow[]> =>
  view(ctx, 'supervision.anchors', (tx) => anchorsBefore(tx, ctx.district, before, limit));

export async function readAnchorOf(ctx: Context, on: Day): Promise<AnchorRow> {
  const [anchor] = await listAnchors(ctx, addDays(on, 1), 1);
  if (anchor?.on !== on) throw new Refusal('not_found', 'not_found');
  return anchor;
}

export async function anchorsBefore(
  tx: ReadTx,
  district: string,
  before: Day | null,
  limit: number,
): Promise<AnchorRow[]> {
  const rows = await tx.execute<{ on: Day; seq: number; digest: string; made_at: Date }>(sql`
    select "on"::text as on, seq, digest, made_at from audit_anchors
     where district = ${district} ${before ? sql`and "on" < ${before}` : sql``} order by "on" desc limit ${limit}`);
  return rows.map((row) => ({ ...row, made_at: iso(row.made_at) }));
}

/** Rows of the log that no link covers; every link has its row, so the difference of the two counts is their number. */
export const countOutside = async (tx: ReadTx, district: string): Promise<number> => {
  const [row] = await tx.execute<{ n: number }>(sql`
    select ((select count(*) from audit where district = ${district})
          - (select count(*) from audit_links where district = ${district}))::int as n`);
  return row?.n ?? 0;
};

/** How the chain stands: sealed up to where, what waits, the last anchor, the last check and what it found. */
export function readState(ctx: Context) {
  return view(ctx, 'supervision.state', async (tx) => {
    const { district } = ctx;
    const end = await endOf(tx, district);
    const [sealed] = await tx.execute<{ at: Date }>(
      sql`select sealed_at as at from audit_links where district = ${district} and seq = ${end.seq}`,
    );
    const from = await recentFrom(tx, district);
    const [waiting] = await tx.execute<{ n: number }>(
      sql`select count(*)::int as n from audit a where a.district = ${district} and a.id >= ${from}::uuid and ${unlinked}`,
    );
    const [anchor] = await anchorsBefore(tx, district, null, 1);
    const [check] = await tx.execute<{ at: Date; name: string | null; after: string }>(sql`
      select a.at, y.display_name as name, a.after from audit a left join accounts y on y.id = a.account_id
       where a.district = ${district} and a.action = 'supervision.check' order by a.at desc limit 1`);
    return {
      seq: end.seq,
      digest: end.digest,
      sealed_at: sealed ? iso(sealed.at) : null,
      waiting: waiting?.n ?? 0,
      anchor: anchor ?? null,
      check: check ? { at: iso(check.at), by: check.name, found: JSON.parse(check.after) as unknown } : null,
    };
  });
}
