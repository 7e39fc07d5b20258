import { type SQL, sql } from 'drizzle-orm';
import { findApplicant } from '../applicants/actions.ts';
import { acting, handOf } from '../applicants/queries.ts';
import { actsAsSelf, ERASED, mayDo } from '../applicants/rules.ts';
import { consentsOf } from '../consents/queries.ts';
import { addMonths, type Day, dayOf, startOfDay } from '../kernel/period.ts';
import { permissions } from '../kernel/permissions.ts';
import { type Context, limitOf, look, type ReadTx } from '../platform/context.ts';
import type { Vault } from '../platform/vault.ts';
import type { Contents } from '../supervision/mechanism/chain.ts';
import { type Part, parts, type Via } from './mechanism/parts.ts';
import { type ConsentFacts, type Consequence, consequencesOf, type ErasureFacts, erasable } from './rules.ts';

type Person = { district: string; id: string };

/** Which rows of a table, called `t`, are the person's. */
function ownRows(via: Via, { district, id }: Person): SQL {
  const through: Record<Via, SQL> = {
    self: sql`t.id = ${id}`,
    applicant: sql`t.applicant_id = ${id}`,
    application: sql`t.application_id in (select a.id from applications a where a.district = ${district} and a.applicant_id = ${id})`,
    placement: sql`t.placement_id in (select p.id from placements p where p.district = ${district} and p.applicant_id = ${id})`,
    reply: sql`t.reply_id in (select r.id from replies r join applications a on a.district = r.district and a.id = r.application_id
      where r.district = ${district} and a.applicant_id = ${id})`,
  };
  return sql`t.district = ${district} and ${through[via]}`;
}

/** How many records of each part there are. */
async function countsOf(tx: ReadTx, person: Person): Promise<Record<string, number>> {
  const each = parts.map(
    (p) =>
      sql`select ${p.key}::text as part, count(*)::int as n from ${sql.identifier(p.table)} t where ${ownRows(p.via, person)}`,
  );
  const rows = await tx.execute<{ part: string; n: number }>(sql.join(each, sql` union all `));
  return Object.fromEntries(rows.map((r) => [r.part, r.n]));
}

/** Homes by name instead of by number; everything else as it is kept. */
const columnOf = (column: string): SQL =>
  column === 'facility'
    ? sql`(select f.name from facilities f where f.district = t.district and f.id = t.facility_id) as facility`
    : column === 'choices' || column === 'was_choices'
      ? sql`(select coalesce(array_agg(f.name order by array_position(t.${sql.identifier(column)}, f.id)), '{}')
          from facilities f where f.district = t.district and f.id = any(t.${sql.identifier(column)})) as ${sql.identifier(column)}`
      : sql`t.${sql.identifier(column)}`;

/** Everything kept about a person, part by part, oldest first. */
export async function gather(tx: ReadTx, person: Person): Promise<Record<string, Record<string, unknown>[]>> {
  const rowsOf = (p: Part) => sql`
    coalesce((select json_agg(x) from (select ${sql.join(p.columns.map(columnOf), sql`, `)} from ${sql.identifier(p.table)} t
      where ${ownRows(p.via, person)} order by ${sql.identifier(p.columns[0] as string)}) x), '[]'::json)`;
  const named = parts.map((p) => sql`${p.key}::text, ${rowsOf(p)}`);
  const [row] = await tx.execute<{ all: Record<string, Record<string, unknown>[]> }>(
    sql`select json_build_object(${sql.join(named, sql`, `)}) as all`,
  );
  return row?.all ?? {};
}

/** What stands in the way of deleting, by the facts of the day. */
export async function erasureFacts(tx: ReadTx, { district, id }: Person, on: Day): Promise<ErasureFacts> {
  const [f] = await tx.execute<{ facts: ErasureFacts }>(sql`select json_build_object(
    'applications', (select coalesce(json_agg(json_build_object('status', status, 'accepted', accepted_at is not null,
        'endedOn', (ended_at at time zone 'Asia/Shanghai')::date)), '[]') from applications
       where district = ${district} and applicant_id = ${id}),
    'stays', (select coalesce(json_agg(discharged_on), '[]') from placements where district = ${district} and applicant_id = ${id}),
    'money', (select coalesce(json_agg(d), '[]') from (
        select (month_on + interval '1 month' - interval '1 day')::date as d from settlement_lines where district = ${district} and applicant_id = ${id}
        union all select least(coalesce(upper(during) - 1, ${on}::date), ${on}::date) from entitlements where district = ${district} and applicant_id = ${id}
        union all select entered_on from prepaid_entries where district = ${district} and applicant_id = ${id}) m),
    'assessedOn', (select coalesce(json_agg(assessed_on), '[]') from assessments where district = ${district} and applicant_id = ${id}),
    'categories', (select coalesce(json_agg(upper(during) - 1), '[]') from categories where district = ${district} and applicant_id = ${id}),
    'openRequests', (select count(*) from requests where district = ${district} and applicant_id = ${id} and closed_at is null),
    'loggedOn', (select (max(at) at time zone 'Asia/Shanghai')::date from audit
       where district = ${district} and subject_type = 'applicant' and subject_id = ${id})) as facts`);
  return f!.facts;
}

/** What hangs on a person's consents today. */
export async function consentFacts(tx: ReadTx, { district, id }: Person, on: Day): Promise<ConsentFacts> {
  const name = sql`(select f.name from facilities f where f.district = t.district and f.id = t.facility_id)`;
  const [f] = await tx.execute<{ facts: ConsentFacts }>(sql`select json_build_object(
    'applications', (select coalesce(json_agg(json_build_object('id', id, 'receipt', receipt_no, 'status', status) order by submitted_at, id), '[]')
       from applications where district = ${district} and applicant_id = ${id}),
    'offers', (select coalesce(json_agg(json_build_object('id', t.id, 'facilityId', t.facility_id, 'facility', ${name}) order by t.id), '[]')
       from offers t where district = ${district} and applicant_id = ${id} and ended_at is null),
    'staysAt', (select coalesce(json_agg(json_build_object('facilityId', t.facility_id, 'facility', ${name}) order by t.id), '[]')
       from claims t where district = ${district} and applicant_id = ${id} and kind = 'stay' and released_at is null
        and (upper(during) is null or upper(during) > ${on}::date)),
    'bankPapers', (select count(*) from documents where district = ${district} and applicant_id = ${id} and type = 'bank_card'
        and sha256 is not null and file_removed_at is null)) as facts`);
  return f!.facts;
}

export type LiveConsent = { id: string; may: boolean; consequences: Consequence[] };

/** The whole page of a person's privacy: what is held, what was agreed to and what taking it back would do, what could go. */
export function readPrivacy(ctx: Context, id: string) {
  const on = dayOf(ctx.clock());
  return look(ctx, 'privacy.read', async (tx) => {
    const subject = await findApplicant(tx, ctx.district, id);
    const person = { district: ctx.district, id };
    const counts = await countsOf(tx, person);
    const consents = await consentsOf(tx, ctx.district, id);
    const facts = await consentFacts(tx, person, on);
    const hand = await handOf(tx, ctx, id);
    const live = consents.flatMap(({ row }): LiveConsent[] =>
      row.withdrawnAt
        ? []
        : [
            {
              id: row.id,
              may: hand === null || mayDo(hand, row.purpose).ok,
              consequences: consequencesOf(row.purpose, row.facilityId, facts),
            },
          ],
    );
    const decided = await tx.execute<{ id: string; receipt_no: string }>(sql`
      select a.id, a.receipt_no from applications a where a.district = ${ctx.district} and a.applicant_id = ${id}
         and (a.queued_at is not null or exists (select 1 from proposals p where p.district = a.district and p.application_id = a.id))
       order by a.submitted_at desc`);
    return {
      ...subject,
      row: {
        applicant: subject.row,
        counts,
        live,
        decided: [...decided],
        hand,
        mayErase: hand === null || mayDo(hand, 'erase').ok,
        erasable: erasable(await erasureFacts(tx, person, on), on),
      },
    };
  });
}

const personal = Object.entries(permissions).flatMap(([action, door]) => ('personal' in door ? [action] : []));
/** Records of a person, as the log may name them. */
const records: readonly [table: string, via: Via][] = [
  ['applications', 'applicant'],
  ['documents', 'applicant'],
  ['document_uploads', 'applicant'],
  ['offers', 'applicant'],
  ['placements', 'applicant'],
  ['assessment_orders', 'applicant'],
  ['assessments', 'applicant'],
  ['entitlements', 'applicant'],
  ['categories', 'applicant'],
  ['settlement_lines', 'applicant'],
  ['proposals', 'applicant'],
  ['prepaid_entries', 'applicant'],
  ['requests', 'applicant'],
  ['consents', 'applicant'],
  ['ratings', 'applicant'],
  ['opinions', 'application'],
  ['public_notices', 'application'],
  ['replies', 'application'],
];
/** A row says what was looked for and, where something came of it, the number of that: so each number under each name. */
const names = [
  ...['applicant', 'application', 'document', 'upload', 'offer', 'placement', 'assessment', 'entitlement', 'category'],
  ...[
    'settlement_line',
    'proposal',
    'prepaid_entry',
    'request',
    'consent',
    'rating',
    'opinion',
    'public_notice',
    'reply',
  ],
];

/** The numbers by which the log may know a person. */
const mine = (person: Person): SQL => {
  const own = records.map(
    ([table, via]) => sql`select t.id from ${sql.identifier(table)} t where ${ownRows(via, person)}`,
  );
  return sql`mine (id) as (select ${person.id}::uuid union all ${sql.join(own, sql` union all `)})`;
};

/** Rows of the log about a person that give a reason in words. Why somebody looked at full numbers is theirs to answer for. */
export const reasonsLogged = (tx: ReadTx, person: Person) =>
  tx.execute<Contents & { id: string }>(sql`
    with ${mine(person)}
    select a.id, a.before, a.after, a.reason, a.request_id
      from mine m cross join unnest(${sql.param(names)}::text[]) as n (type)
      join audit a on a.subject_type = n.type and a.subject_id = m.id
     where a.district = ${person.district} and a.reason !~ '^[a-z][a-z_]*$' and a.reason <> ${ERASED}
       and a.action not in ('applicants.unmask', 'requests.unmask')`);

/** Role and office as on a door plate: staff are not named to families. */
const office = sql`left join lateral (
    select d.name as street, m.department, f.name as facility from memberships m
      left join divisions d on d.district = m.district and d.code = m.street_code
      left join facilities f on f.district = m.district and f.id = m.facility_id
     where m.account_id = a.account_id and m.district = a.district and m.role = a.role
     order by m.ended_at nulls first limit 1) o on true`;

type Office = { street: string | null; department: string | null; facility: string | null };
export type Reading = Office & {
  at: string;
  id: string;
  action: string;
  role: string;
  subject_type: string;
  relation: string | null;
  self: boolean;
  reason: string | null;
};
/** A month, with or without what the family did itself, and from where on. */
type Asked = { month: string; family: boolean; after?: { at: string; id: string } };
/** Lists that may have named the person: which, by which office, how often in the month. */
export type ListReading = Office & { action: string; role: string; subject_type: string; n: number };
const PAGE = 50;

/**
 * Who read or changed anything of a person in a month, newest first, and which lists were read that reach the person's
 * street, homes or departments: a list is written down as a list, so whether a name was looked at in it nobody knows.
 */
export function readReadings(ctx: Context, id: string, asked: Asked) {
  return look(ctx, 'privacy.readings', async (tx) => {
    const subject = await findApplicant(tx, ctx.district, id);
    const { district } = ctx;
    const from = startOfDay(`${asked.month}-01`).toISOString();
    const to = startOfDay(addMonths(`${asked.month}-01`, 1)).toISOString();
    const within = sql`a.district = ${district} and a.at >= ${from} and a.at < ${to}`;
    const rows = await tx.execute<Reading & Record<string, unknown>>(sql`
      with ${mine({ district, id })}
      select a.at, a.id, a.action, a.role, a.subject_type, o.street, o.department, o.facility, h.relation,
             a.account_id = ${ctx.actor?.account ?? null}::uuid as self,
             case when a.action = 'applicants.unmask' then a.reason end as reason
        from mine m cross join unnest(${sql.param(names)}::text[]) as n (type)
        join audit a on a.subject_type = n.type and a.subject_id = m.id
        ${office}
        left join helpers h on h.district = a.district and h.applicant_id = ${id} and h.account_id = a.account_id and a.role = 'family'
       where ${within} ${asked.family ? sql`` : sql`and a.role <> 'family'`} ${asked.after ? sql`and (a.at, a.id) < (${asked.after.at}::timestamptz, ${asked.after.id}::uuid)` : sql``}
       order by a.at desc, a.id desc limit ${PAGE + 1}`);
    const lists = await tx.execute<ListReading & Record<string, unknown>>(sql`
      select a.action, a.role, a.subject_type, o.street, o.department, o.facility, count(*)::int as n
        from audit a ${office}
        left join lateral (select m.street_code, m.facility_id, m.department from memberships m
           where m.account_id = a.account_id and m.district = a.district and m.role = a.role order by m.ended_at nulls first limit 1) k on true
       where ${within} and a.action = any(${sql.param(personal)}::text[]) and a.subject_id is null and a.role not in ('family', 'system', 'public')
         and a.action not in ('notifications.read', 'platform.accounts')
         and (k.street_code is null or k.street_code = ${subject.row.streetCode})
         and (k.facility_id is null or k.facility_id in (
           select facility_id from offers where district = ${district} and applicant_id = ${id}
           union select facility_id from placements where district = ${district} and applicant_id = ${id}))
         and (k.department is null or k.department in (select n.department from opinions n join applications p
           on p.district = n.district and p.id = n.application_id where n.district = ${district} and p.applicant_id = ${id}))
       group by 1, 2, 3, 4, 5, 6 order by n desc, a.action limit 60`);
    const page = rows.slice(0, PAGE).map((r) => ({ ...r, at: new Date(r.at).toISOString() }));
    const end = page.at(-1);
    return {
      ...subject,
      row: {
        since: dayOf(subject.row.createdAt),
        readings: page,
        lists: [...lists],
        next: rows.length > PAGE && end ? { at: end.at, id: end.id } : null,
      },
    };
  });
}

export type ErasureRow = {
  id: string;
  asked_at: string;
  done_at: string | null;
  street: string | null;
  whole: boolean;
  removed: Record<string, number>;
  kept: { kind: string; rule: string; until: string | null }[];
};

/** What was asked to be deleted, newest first: counts and rules, nobody's name. */
export function listErasures(ctx: Context, limit: number): Promise<ErasureRow[]> {
  return look(ctx, 'privacy.erasures', async (tx, keys) => {
    const { street } = limitOf('privacy.erasures', keys, ctx.actor?.account ?? null);
    const rows = await tx.execute<ErasureRow & Record<string, unknown>>(sql`
      select e.id, e.asked_at, e.done_at, d.name as street, e.removed ? 'identity' as whole, e.removed, e.kept
        from erasures e join applicants p on p.district = e.district and p.id = e.applicant_id
        left join divisions d on d.district = p.district and d.code = p.street_code
       where e.district = ${ctx.district} order by e.asked_at desc, e.id desc limit ${limit}`);
    const iso = (at: string | null) => at && new Date(at).toISOString();
    const row = rows.map((r) => ({ ...r, asked_at: iso(r.asked_at) as string, done_at: iso(r.done_at) }));
    return { district: ctx.district, type: 'erasures', id: null, street, row };
  });
}

/** What belongs to the own account, whoever it acts for. */
export function readAccount(ctx: Context) {
  const account = ctx.actor?.account ?? null;
  return look(ctx, 'privacy.account', async (tx) => {
    const [row] = await tx.execute<{
      name: string;
      phone: boolean;
      email: boolean;
      since: string;
      sessions: number;
      messages: number;
      requests: number;
      watches: number;
      people: number;
    }>(sql`
      select y.display_name as name, y.phone_hash is not null as phone, y.email_sealed is not null as email, y.created_at as since,
        (select count(*)::int from sessions s where s.account_id = y.id and s.ended_at is null) as sessions,
        (select count(*)::int from messages m where m.district = ${ctx.district} and m.account_id = y.id) as messages,
        (select count(*)::int from requests r where r.district = ${ctx.district} and r.account_id = y.id) as requests,
        (select count(*)::int from watches w where w.district = ${ctx.district} and w.account_id = y.id and w.ended_at is null) as watches,
        (select count(*)::int from helpers where helpers.account_id = y.id and ${acting}) as people
        from accounts y where y.id = ${account}`);
    return {
      district: ctx.district,
      type: 'account',
      id: account,
      accounts: account ? [account] : [],
      row: { ...row!, since: new Date(row!.since).toISOString() },
    };
  });
}

export type Copy = {
  format: 'yiwei-person/1';
  made_at: string;
  id_no: string | null;
  phone: string | null;
  data: Record<string, Record<string, unknown>[]>;
};

/** A copy of everything kept about a person. `full`: with the numbers, for
 * the person alone who has just proved again who they are. */
export function copyPerson(ctx: Context, vault: Vault, id: string, full: boolean): Promise<Copy> {
  return look(
    ctx,
    'privacy.export',
    async (tx) => {
      const subject = await findApplicant(tx, ctx.district, id);
      const { idNoSealed, phoneSealed } = subject.row;
      const hand = await handOf(tx, ctx, id);
      const own = full && hand !== null && actsAsSelf(hand);
      const data = await gather(tx, { district: ctx.district, id });
      return {
        ...subject,
        row: {
          format: 'yiwei-person/1' as const,
          made_at: ctx.clock().toISOString(),
          id_no: own ? vault.open(idNoSealed) : null,
          phone: own && phoneSealed ? vault.open(phoneSealed) : null,
          data,
        },
      };
    },
    { oneMoment: true },
  );
}
