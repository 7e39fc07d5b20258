import { type SQL, sql } from 'drizzle-orm';
import { Refusal } from '../kernel/errors.ts';
import { addMonths, dayOf } from '../kernel/period.ts';
import { type Context, limitOf, look, type ReadTx, view } from '../platform/context.ts';
import { colourOf, type Hands, nextStep, publicCodes, publicFinding, type Status, type Term, toHome } from './rules.ts';

export const storageKey = (district: string, sha256: string) => `${district}/findings/${sha256}`;

/** When its time began to run, of the finding `f`. */
export const assignedAt = sql`(select min(e.at) from finding_events e
  where e.district = f.district and e.finding_id = f.id and e.kind = 'assigned')`;

type Subject = { district: string; subjectType: string; subjectId: string | null };
/** The case a finding is about: itself, or that of the offer. */
const caseOf = ({ district, subjectType, subjectId }: Subject) =>
  subjectType === 'offer'
    ? sql`(select o.application_id from offers o where o.district = ${district} and o.id = ${subjectId})`
    : sql`${subjectType === 'application' ? subjectId : null}::uuid`;

export async function applicantOf(tx: ReadTx, district: string, f: Subject): Promise<string | null> {
  if (f.subjectType === 'applicant') return f.subjectId;
  const [row] = await tx.execute<{ id: string }>(sql`
    select applicant_id as id from applications where district = ${district} and id = ${caseOf(f)}`);
  return row?.id ?? null;
}

/** Who has had a hand in a finding and in the case behind it. */
export async function handsOf(
  tx: ReadTx,
  district: string,
  f: Subject & { id: string },
): Promise<Hands & { rectifiedAt: Date | null }> {
  const mended = await tx.execute<{ by: string | null; at: string }>(sql`
    select account_id as by, at from finding_events
     where district = ${district} and finding_id = ${f.id} and kind = 'rectified' order by at, id`);
  const [hands] = await tx.execute<{ accepted_by: string | null; decided_by: string | null }>(sql`
    select accepted_by, decided_by from applications where district = ${district} and id = ${caseOf(f)}`);
  const last = mended.at(-1);
  return {
    rectifiedBy: mended.map((m) => m.by),
    rectifiedAt: last ? new Date(last.at) : null,
    acceptedBy: hands?.accepted_by ?? null,
    decidedBy: hands?.decided_by ?? null,
  };
}

/** Whom of the bureau a finding can be given to. */
export const staffOf = (tx: ReadTx, district: string) =>
  tx.execute<{ id: string; name: string; role: string }>(sql`
    select a.id, a.display_name as name, min(m.role) as role from memberships m
      join accounts a on a.id = m.account_id and a.disabled_at is null
     where m.district = ${district} and m.role in ('officer', 'treasurer') and m.ended_at is null
     group by a.id, a.display_name order by 2`);
export const listStaff = (ctx: Context) => view(ctx, 'findings.staff', (tx) => staffOf(tx, ctx.district));

export type Filter = {
  status?: Status;
  open?: boolean;
  code?: string;
  facility?: string;
  overdue?: boolean;
  mine?: boolean;
  limit: number;
};
type Row = {
  id: string;
  finding_no: string;
  code: string;
  source: 'check' | 'sample' | 'visit' | 'report';
  status: Status;
  term: Term;
  facility_id: string | null;
  facility: string | null;
  street: string | null;
  note: string | null;
  assignee: string | null;
  assigned_to: string | null;
  assigned_at: string | null;
  due_at: string | null;
  found_at: string;
  closed_at: string | null;
  version: number;
};

const columns = sql`f.id, f.finding_no, f.code, f.source, f.status, f.term, f.facility_id, p.name as facility,
  d.name as street, f.note, f.assigned_to, a.display_name as assignee, ${assignedAt} as assigned_at, f.due_at, f.found_at,
  f.closed_at, f.version`;
const joined = sql`findings f
  left join facilities p on p.district = f.district and p.id = f.facility_id
  left join divisions d on d.district = f.district and d.code = f.street_code
  left join accounts a on a.id = f.assigned_to`;
const moment = (at: string | null) => at && new Date(at).toISOString();

function shown(row: Row, now: Date) {
  const { assigned_at, due_at, ...rest } = row;
  const times = { assignedAt: assigned_at ? new Date(assigned_at) : null, dueAt: due_at ? new Date(due_at) : null };
  return {
    ...rest,
    found_at: moment(row.found_at) as string,
    closed_at: moment(row.closed_at),
    due_at: moment(due_at),
    colour: colourOf({ status: row.status, ...times }, now),
    next: nextStep[row.status],
  };
}

/** What of the findings this membership reaches. */
function reach(ctx: Context, keys: Parameters<typeof limitOf>[1]): { where: SQL; facility?: string; account?: string } {
  const limit = limitOf('findings.list', keys, ctx.actor?.account ?? null);
  if (limit.facility)
    return {
      where: sql`f.facility_id = ${limit.facility} and f.due_at is not null and f.assigned_to is null`,
      facility: limit.facility,
    };
  if (limit.account !== undefined)
    return { where: sql`f.assigned_to = ${limit.account || null}::uuid`, account: limit.account };
  return { where: sql`true` };
}
const overdue = (now: Date) => sql`f.status = 'assigned' and f.due_at <= ${now.toISOString()}::timestamptz`;

/** The work list: what burns first, then what is due first, then what nobody has taken up. */
export function listFindings(ctx: Context, filter: Filter) {
  const now = ctx.clock();
  return look(ctx, 'findings.list', async (tx, keys) => {
    const { district } = ctx;
    const mine = reach(ctx, keys);
    const ofFacility = filter.facility ? sql`f.facility_id = ${filter.facility}::uuid` : sql`true`;
    const where = [
      sql`f.district = ${district}`,
      mine.where,
      filter.status ? sql`f.status = ${filter.status}` : sql`true`,
      filter.open ? sql`f.closed_at is null` : sql`true`,
      filter.code ? sql`f.code = ${filter.code}` : sql`true`,
      ofFacility,
      filter.overdue ? overdue(now) : sql`true`,
      filter.mine ? sql`f.assigned_to = ${ctx.actor?.account ?? null}::uuid` : sql`true`,
    ];
    const rows = await tx.execute<Row>(sql`
      select ${columns} from ${joined} where ${sql.join(where, sql` and `)}
       order by f.closed_at desc nulls first, f.status = 'assigned' desc, f.due_at nulls last, f.found_at, f.finding_no
       limit ${filter.limit}`);
    const [counts] = await tx.execute<Record<Status | 'overdue', number>>(sql`
      select count(*) filter (where status = 'found')::int as found,
        count(*) filter (where status = 'assigned')::int as assigned,
        count(*) filter (where status = 'rectified')::int as rectified,
        count(*) filter (where status = 'checked')::int as checked,
        count(*) filter (where status = 'closed')::int as closed,
        count(*) filter (where status = 'dismissed')::int as dismissed,
        count(*) filter (where ${overdue(now)})::int as overdue
        from findings f where f.district = ${district} and ${mine.where} and ${ofFacility}`);
    return {
      district,
      type: 'findings',
      id: null,
      facility: mine.facility,
      accounts: mine.account ? [mine.account] : [],
      row: { findings: rows.map((r) => shown(r, now)), counts: counts as Record<Status | 'overdue', number> },
    };
  });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
type Named = { id: string; kind: 'facility' | 'applicant' | 'application' | 'account'; name: string };

/** What the ids among the facts are called, as far as the reader's part of the district goes. */
async function namesOf(tx: ReadTx, district: string, values: readonly unknown[]): Promise<Named[]> {
  const ids = [...new Set(values.flat().filter((v) => typeof v === 'string' && UUID.test(v)))];
  if (ids.length === 0) return [];
  const list = sql`${sql.param(ids)}::uuid[]`;
  return [
    ...(await tx.execute<Named>(sql`
    select id, 'facility' as kind, name from facilities where district = ${district} and id = any(${list})
    union all select id, 'applicant', name from applicants where district = ${district} and id = any(${list})
    union all select p.id, 'application', p.receipt_no from applications p where p.district = ${district} and p.id = any(${list})
    union all select id, 'account', display_name from accounts where id = any(${list})`)),
  ];
}

/** One finding whole: the facts with their names, every step, the photos, the run behind it. */
export function readFinding(ctx: Context, id: string) {
  const now = ctx.clock();
  return look(ctx, 'findings.read', async (tx) => {
    const { district } = ctx;
    const [row] = await tx.execute<
      Row & {
        facts: Record<string, unknown>;
        subject_type: string;
        subject_id: string | null;
        run_id: string | null;
        street_code: string | null;
      }
    >(sql`
      select ${columns}, f.facts, f.subject_type, f.subject_id, f.run_id, f.street_code from ${joined}
       where f.district = ${district} and f.id = ${id}`);
    if (!row) throw new Refusal('not_found', 'not_found');
    const events = await tx.execute<{
      id: string;
      at: string;
      by: string | null;
      kind: string;
      note: string | null;
      due_at: string | null;
      visited_at: string | null;
      people: string[] | null;
      lng: number | null;
      lat: number | null;
      photos: string[];
    }>(sql`
      select e.id, e.at, a.display_name as by, e.kind, e.note, e.due_at, e.visited_at, e.people, e.lng, e.lat,
        array(select i.id from inspection_photos i where i.district = e.district and i.event_id = e.id order by i.id) as photos
        from finding_events e left join accounts a on a.id = e.account_id
       where e.district = ${district} and e.finding_id = ${id} order by e.at, e.id`);
    const [spot] = await tx.execute<{ id: string; photos: string[] }>(sql`
      select k.id, array(select i.id from inspection_photos i where i.district = k.district and i.spot_check_id = k.id
        order by i.id) as photos from spot_checks k where k.district = ${district} and k.finding_id = ${id}`);
    const { facts, subject_type, subject_id, run_id, street_code, ...rest } = row;
    const names = await namesOf(tx, district, [...Object.values(facts), subject_id]);
    return {
      district,
      type: 'finding',
      id,
      street: street_code,
      facility: toHome({ dueAt: row.due_at, assignedTo: row.assigned_to }) ? row.facility_id : null,
      accounts: row.assigned_to ? [row.assigned_to] : [],
      row: {
        ...shown(rest, now),
        facts,
        subject: { type: subject_type, id: subject_id },
        run_id,
        names,
        spot_photos: spot?.photos ?? [],
        events: events.map((e) => ({
          ...e,
          at: moment(e.at) as string,
          due_at: moment(e.due_at),
          visited_at: moment(e.visited_at),
        })),
      },
    };
  });
}

/** The store's key of a photo, for whoever reaches the finding or the facility it is of. */
export function findPhoto(ctx: Context, id: string): Promise<string> {
  return look(ctx, 'findings.photo', async (tx) => {
    const [row] = await tx.execute<{
      key: string;
      facility: string | null;
      finding: string | null;
      assigned: string | null;
      due_at: string | null;
    }>(sql`
      select i.storage_key as key, i.facility_id as facility, f.id as finding, f.assigned_to as assigned, f.due_at
        from inspection_photos i
        left join finding_events e on e.district = i.district and e.id = i.event_id
        left join spot_checks k on k.district = i.district and k.id = i.spot_check_id
        left join findings f on f.district = i.district and f.id = coalesce(e.finding_id, k.finding_id)
       where i.district = ${ctx.district} and i.id = ${id}`);
    if (!row) throw new Refusal('not_found', 'not_found');
    const accounts = row.assigned ? [row.assigned] : [];
    const shown = row.finding !== null && toHome({ dueAt: row.due_at, assignedTo: row.assigned });
    const facility = shown ? row.facility : null;
    return { district: ctx.district, type: 'inspection_photo', id, facility, accounts, row: row.key };
  });
}

/**
 * The checks of a home as everybody may read them: how often somebody was there in the last twelve months, and what was
 * found, the newest first.
 */
export async function publicInspections(tx: ReadTx, district: string, facility: string, now: Date) {
  const since = addMonths(dayOf(now), -12);
  const [visits, rows] = await Promise.all([
    tx.execute<{ n: number }>(sql`
      select count(distinct day)::int as n from (
        select (k.visited_at at time zone 'Asia/Shanghai')::date as day from spot_checks k
         where k.district = ${district} and k.facility_id = ${facility}
        union all
        select (e.visited_at at time zone 'Asia/Shanghai')::date from finding_events e
          join findings f on f.district = e.district and f.id = e.finding_id
         where e.district = ${district} and f.facility_id = ${facility} and e.visited_at is not null
        union all
        select (f.found_at at time zone 'Asia/Shanghai')::date from findings f
         where f.district = ${district} and f.facility_id = ${facility} and f.source = 'visit') seen
       where day > ${since}::date`),
    tx.execute<{
      code: string;
      source: string;
      status: Status;
      subject_type: string;
      assigned_to: string | null;
      found_at: string;
      due_at: string | null;
      closed_at: string | null;
    }>(sql`
      select code, source, status, subject_type, assigned_to, found_at, due_at, closed_at from findings
       where district = ${district} and facility_id = ${facility} and code = any(${sql.param([...publicCodes])}::text[])
         and status in ('closed', 'assigned')
       order by found_at desc, id desc`),
  ]);
  const at = (text: string | null) => (text === null ? null : new Date(text));
  return {
    since,
    visits: visits[0]?.n ?? 0,
    findings: rows.flatMap((f) => {
      const shown = publicFinding(
        {
          ...f,
          subjectType: f.subject_type,
          assignedTo: f.assigned_to,
          foundAt: new Date(f.found_at),
          dueAt: at(f.due_at),
          closedAt: at(f.closed_at),
        },
        now,
      );
      return shown ? [shown] : [];
    }),
  };
}
