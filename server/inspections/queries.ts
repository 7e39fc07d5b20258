import { type SQL, sql } from 'drizzle-orm';
import { addDays, addMonths, type Day } from '../kernel/period.ts';
import { type PayState, stateOf } from '../payments/rules.ts';
import type { ReadTx } from '../platform/context.ts';
import { licencesOf } from '../profiles/queries.ts';
import { loadMonth } from '../scrutiny/queries.ts';
import type { CrossCode, FactsOf, Params, RunCode } from './rules.ts';

/** `shared`: the settled months by how far back, so that the cross checks of one night read them once. */
type Given = { tx: ReadTx; district: string; on: Day; now: Date; params: Params; shared: Shared };
export type Shared = Map<Day, ReturnType<typeof readMonths>>;
type Loaders = { [C in RunCode]: (given: Given) => Promise<FactsOf[C]> };

const day = (at: SQL) => sql`(${at} at time zone 'Asia/Shanghai')::date::text`;
const window = ({ on, params }: Given) => sql`${addDays(on, -(params.window_days ?? 90))}::date`;
const since = ({ on, params }: Pick<Given, 'on' | 'params'>): Day =>
  addMonths(`${on.slice(0, 7)}-01`, -(params.months ?? 2));

/** The settled months to look at, with ids in the place of every name: a run is kept, and keeps nobody's name. */
async function readMonths({ tx, district }: Given, from: Day) {
  const months = await tx.execute<{ month: Day }>(sql`
    select distinct month_on::text as month from settlements
     where district = ${district} and month_on >= ${from}::date order by 1`);
  return Promise.all(
    months.map(async ({ month }) => {
      const facts = await loadMonth(tx, district, month);
      const facilities = new Map(facts.settled.map((s) => [s.facilityName, s.facility]));
      return {
        ...facts,
        settled: sorted(facts.settled.map((s) => ({ ...s, name: s.person, facilityName: s.facility }))),
        granted: sorted(facts.granted.map((g) => ({ ...g, name: g.person }))),
        prices: facts.prices.map((p) => ({ ...p, facilityName: p.facility })),
        died: sorted(facts.died.map((d) => ({ ...d, name: d.person, facility: facilities.get(d.facility) ?? '' }))),
        stays: sorted(facts.stays),
        seen: sorted(facts.seen),
        beds: sorted(facts.beds),
        assessed: sorted(facts.assessed),
      };
    }),
  );
}
/** The same facts are the same bytes, in whatever order the database gave them. */
function sorted<T>(list: readonly T[]): T[] {
  const keyed = list.map((one) => ({ one, key: JSON.stringify(one) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ one }) => one);
}

async function crossMonths(given: Given) {
  const from = since(given);
  const known = given.shared.get(from);
  if (known) return known;
  const months = readMonths(given, from);
  given.shared.set(from, months);
  return months;
}

type Part = keyof Awaited<ReturnType<typeof crossMonths>>[number];
/** What each cross check looks at; the rest is not kept with its run. */
const parts: Record<CrossCode, readonly Part[]> = {
  exclusive_schemes: ['settled', 'granted'],
  days_beyond_presence: ['settled', 'stays', 'seen'],
  bed_days_beyond_beds: ['settled', 'beds'],
  two_places: ['settled'],
  price_rise: ['settled', 'granted', 'prices'],
  deceased: ['died'],
  unassessed: ['settled', 'assessed'],
};
const cross = (code: CrossCode) => async (given: Given) => {
  const none = { settled: [], granted: [], stays: [], seen: [], beds: [], prices: [], died: [], assessed: [] };
  const months = await crossMonths(given);
  return {
    months: months.map((m) => ({ ...none, month: m.month, ...Object.fromEntries(parts[code].map((p) => [p, m[p]])) })),
  };
};

const offersMade = (given: Given, where: SQL) => sql`
  from offers o where o.district = ${given.district} and ${where}
   and o.made_at >= ${window(given)}::timestamp at time zone 'Asia/Shanghai'`;

export const loaders: Loaders = {
  exclusive_schemes: cross('exclusive_schemes'),
  days_beyond_presence: cross('days_beyond_presence'),
  bed_days_beyond_beds: cross('bed_days_beyond_beds'),
  two_places: cross('two_places'),
  price_rise: cross('price_rise'),
  deceased: cross('deceased'),
  unassessed: cross('unassessed'),
  overlapping_stays: async (given) => ({
    as_on: given.on,
    stays: [
      ...(await given.tx.execute<FactsOf['overlapping_stays']['stays'][number] & Record<string, unknown>>(sql`
      with mine as (
        select p.id as placement, p.applicant_id as person, p.facility_id as facility, b.kind as service,
          p.admitted_on as a, coalesce(p.discharged_on, p.until_on) as z, c.weekdays
          from placements p join beds b on b.district = p.district and b.id = p.bed_id
          join claims c on c.district = p.district and c.id = p.claim_id
         where p.district = ${given.district} and p.discharge_kind is distinct from 'error'
           and coalesce(p.discharged_on, p.until_on, 'infinity') >= ${window(given)})
      select m.placement, m.person, m.facility, m.service, m.a::text as "from", m.z::text as "to",
        array(select d from generate_series(1, 7) d where m.weekdays @> d) as weekdays
        from mine m where exists (select from mine n where n.person = m.person and n.placement <> m.placement
          and daterange(n.a, n.z) && daterange(m.a, m.z))
       order by m.person, m.placement`)),
    ],
  }),
  subsidy_after_death: async ({ tx, district, on }) => ({
    as_on: on,
    grants: [
      ...(await tx.execute<FactsOf['subsidy_after_death']['grants'][number] & Record<string, unknown>>(sql`
      select e.id as entitlement, e.applicant_id as person, e.scheme, a.died_on::text, upper(e.during)::text as until
        from entitlements e join applicants a on a.district = e.district and a.id = e.applicant_id
       where e.district = ${district} and a.died_on is not null
         and (upper_inf(e.during) or upper(e.during) > a.died_on + 1) order by 1`)),
    ],
  }),
  subsidy_while_away: async ({ tx, district, on, params }) => ({
    as_on: on,
    away: [
      ...(await tx.execute<FactsOf['subsidy_while_away']['away'][number] & Record<string, unknown>>(sql`
      select x.id as absence, p.applicant_id as person, x.facility_id as facility, x.kind,
        lower(x.during)::text as "from", upper(x.during)::text as "to",
        array(select distinct e.scheme from entitlements e where e.district = x.district and e.applicant_id = p.applicant_id
          and e.during && x.during order by 1) as schemes
        from absences x join placements p on p.district = x.district and p.id = x.placement_id
       where x.district = ${district} and x.voided_at is null
         and coalesce(upper(x.during), ${on}::date) - lower(x.during) >= ${params.days ?? 30}::int
         and coalesce(upper(x.during), ${on}::date) >= ${addDays(on, -60)}::date order by 1`)),
    ],
  }),
  ghost_beds: async ({ tx, district, on }) => ({
    as_on: on,
    places: [
      ...(await tx.execute<FactsOf['ghost_beds']['places'][number] & Record<string, unknown>>(sql`
      with m as (select max(month_on) as month from settlements where district = ${district} and approved_at is not null),
      paid as (
        select l.facility_id, l.applicant_id,
          exists (select from placements p where p.district = l.district and p.applicant_id = l.applicant_id
            and p.facility_id = l.facility_id and p.discharge_kind is distinct from 'error'
            and daterange(p.admitted_on, coalesce(p.discharged_on, p.until_on)) && daterange(m.month, (m.month + interval '1 month')::date)
          ) as lived
          from m join settlements s on s.district = ${district} and s.month_on = m.month and s.approved_at is not null
          join settlement_lines l on l.district = s.district and l.settlement_id = s.id and l.replaced_at is null
            and l.month_on = m.month and l.days > 0
         group by l.district, l.facility_id, l.applicant_id, m.month)
      select v.facility_id as facility, v.occupied as reported, (select month::text from m) as month,
        (select count(distinct c.bed_id)::int from claims c
           join placements p on p.district = c.district and p.claim_id = c.id and p.discharge_kind is distinct from 'error'
          where c.district = v.district and c.facility_id = v.facility_id and c.kind = 'stay' and c.released_at is null
            and c.during @> v.as_on and c.weekdays @> extract(isodow from v.as_on)::int) as stays,
        (select count(*)::int from paid where paid.facility_id = v.facility_id) as paid,
        (select count(*)::int from paid where paid.facility_id = v.facility_id and lived) as lived
        from vacancies v where v.district = ${district} order by 1`)),
    ],
  }),
  stale_vacancy: async ({ tx, district, on, now }) => ({
    now: now.toISOString(),
    places: (
      await tx.execute<{ facility: string; since: string }>(sql`
      select f.id as facility, coalesce(v.confirmed_at, f.created_at) as since
        from facilities f join vacancies v on v.district = f.district and v.facility_id = f.id
       where f.district = ${district} and (f.closed_on is null or f.closed_on > ${on}::date) order by 1`)
    ).map((f) => ({ facility: f.facility, since: new Date(f.since).toISOString() })),
  }),
  licence_expired: async ({ tx, district, on }) => ({
    as_on: on,
    licences: (await licencesOf(tx, district, null))
      .flatMap((l) =>
        l.expiresOn === null ? [] : [{ licence: l.id, facility: l.facilityId, kind: l.kind, expires_on: l.expiresOn }],
      )
      .sort((a, b) => (a.licence < b.licence ? -1 : 1)),
  }),
  over_capacity: async ({ tx, district, on }) => ({
    as_on: on,
    places: [
      ...(await tx.execute<FactsOf['over_capacity']['places'][number] & Record<string, unknown>>(sql`
      select f.id as facility,
        (select count(*)::int from beds b where b.district = f.district and b.facility_id = f.id
           and b.kind in ('residential', 'nursing') and b.opened_on <= ${on}::date
           and (b.retired_on is null or b.retired_on > ${on}::date)) as beds,
        (select count(distinct p.applicant_id)::int from placements p
           join beds b on b.district = p.district and b.id = p.bed_id and b.kind in ('residential', 'nursing')
          where p.district = f.district and p.facility_id = f.id and p.discharge_kind is distinct from 'error'
            and p.admitted_on <= ${on}::date and coalesce(p.discharged_on, p.until_on, 'infinity') > ${on}::date) as people
        from facilities f where f.district = ${district} order by 1`)),
    ],
  }),
  paid_after_closing: async (given) => ({
    lines: [
      ...(await given.tx.execute<FactsOf['paid_after_closing']['lines'][number] & Record<string, unknown>>(sql`
      select l.facility_id as facility, l.applicant_id as person, l.month_on::text as month, f.closed_on::text,
        sum(l.days)::int as days, sum(l.government_fen)::bigint as government_fen
        from facilities f join settlement_lines l on l.district = f.district and l.facility_id = f.id and l.replaced_at is null
       where f.district = ${given.district} and f.closed_on is not null and l.month_on + interval '1 month' > f.closed_on
         and l.month_on >= ${window(given)}
       group by 1, 2, 3, 4 having sum(l.days) > 0 order by 1, 3, 2`)),
    ],
  }),
  price_jump: async (given) => ({
    changes: [
      ...(await given.tx.execute<FactsOf['price_jump']['changes'][number] & Record<string, unknown>>(sql`
      select c.id as change, c.facility_id as facility, k.key as field, (c.before ->> k.key)::bigint as before_fen,
        k.value::bigint as after_fen, c.holds_from_on::text as "on", c.answer = 'approved' as approved
        from profile_changes c cross join lateral jsonb_each_text(c.after) k
       where c.district = ${given.district} and c.field = 'fees' and c.applied_at is not null
         and c.holds_from_on >= ${window(given)} and k.key like '%\_fen'
         and k.value ~ '^\d+$' and c.before ->> k.key ~ '^\d+$' and k.value::bigint > (c.before ->> k.key)::bigint
       order by c.id, k.key`)),
    ],
    coupons: [
      ...(await given.tx.execute<{ facility: string; month: Day }>(sql`
      select distinct p.facility_id as facility, date_trunc('month', lower(e.during))::date::text as month
        from entitlements e join placements p on p.district = e.district and p.applicant_id = e.applicant_id
          and daterange(p.admitted_on, coalesce(p.discharged_on, p.until_on)) @> lower(e.during)
       where e.district = ${given.district} and e.scheme = 'consumption_coupon' and lower(e.during) >= ${window(given)}
       order by 1, 2`)),
    ],
  }),
  out_of_turn: async (given) => ({
    offers: [
      ...(await given.tx.execute<FactsOf['out_of_turn']['offers'][number] & Record<string, unknown>>(sql`
      select o.id as offer, o.application_id as application, o.facility_id as facility, ${day(sql`o.made_at`)} as made_on,
        (o.snapshot ->> 'place')::int as place, coalesce(o.snapshot -> 'ahead', '[]') as ahead, o.override_reason as override
        ${offersMade(given, sql`true`)} order by o.id`)),
    ],
  }),
  override_unexplained: async (given) => ({
    overrides: (
      await given.tx.execute<{
        offer: string;
        application: string;
        facility: string;
        made_on: Day;
        reason: string;
        note: string | null;
      }>(sql`
      select o.id as offer, o.application_id as application, o.facility_id as facility, ${day(sql`o.made_at`)} as made_on,
        o.override_reason as reason, o.override_note as note
        ${offersMade(given, sql`o.snapshot -> 'override' is not null`)} order by o.id`)
    ).map(({ note, ...o }) => {
      // Words may name people: of them only their length is kept.
      const words = [...(note?.trim() ?? '')];
      return { ...o, length: words.length, different: new Set(words).size };
    }),
  }),
  overdue_clock: async ({ tx, district, on }) => ({
    as_on: on,
    clocks: [
      ...(await tx.execute<FactsOf['overdue_clock']['clocks'][number] & Record<string, unknown>>(sql`
      select c.id as clock, c.application_id as application, c.step, c.department, c.due_on::text
        from clocks c join applications a on a.district = c.district and a.id = c.application_id and a.ended_at is null
       where c.district = ${district} and c.stopped_at is null and c.step <> 'correction' and c.due_on < ${on}::date
       order by c.id`)),
    ],
  }),
  same_person: async (given) => ({
    cases: [
      ...(await given.tx.execute<FactsOf['same_person']['cases'][number] & Record<string, unknown>>(sql`
      select a.id as application, a.accepted_by, a.decided_by,
        array(select v.recorded_by from visits v where v.district = a.district and v.application_id = a.id
          and v.kind = 'inspection' and v.recorded_by is not null order by 1) as inspected_by
        from applications a where a.district = ${given.district} and a.decided_by is not null
         and a.decided_at >= ${window(given)} order by a.id`)),
    ],
    payments: [
      ...(await given.tx.execute<FactsOf['same_person']['payments'][number] & Record<string, unknown>>(sql`
      select t.payment_id as payment, ${facilityOfSettlement(sql`p`)} as facility, t.approved_by, t.made_by, t.account_by
        from payment_attempts t join payments p on p.district = t.district and p.id = t.payment_id
       where t.district = ${given.district} and p.approved_at >= ${window(given)} order by t.id`)),
    ],
  }),
  overdue_money: async ({ tx, district, on }) => {
    const payments = await tx.execute<{
      payment: string;
      facility: string | null;
      due_on: Day;
      amount_fen: number;
      tried: boolean;
      answer: 'paid' | 'returned' | null;
    }>(sql`
      select p.id as payment, ${facilityOfSettlement(sql`p`)} as facility, p.due_on::text, p.amount_fen,
        t.id is not null as tried, t.answer
        from payments p left join lateral (select id, answer from payment_attempts t
          where t.district = p.district and t.payment_id = p.id order by id desc limit 1) t on true
       where p.district = ${district} and t.answer is distinct from 'paid' order by p.id`);
    const drafts = await tx.execute<FactsOf['overdue_money']['drafts'][number] & Record<string, unknown>>(sql`
      select p.settlement_id as settlement, p.month, p.drafted_on, ${facilityOfSettlement(sql`p`)} as facility
        from (select district, id as settlement_id, month_on::text as month, ${day(sql`drafted_at`)} as drafted_on
                from settlements where district = ${district} and approved_at is null) p order by 1`);
    return {
      as_on: on,
      payments: payments.map(({ tried, answer, ...p }) => {
        const state: PayState = stateOf(tried ? { answer } : null);
        return { ...p, state };
      }),
      drafts: [...drafts],
    };
  },
  sample_difference: async ({ tx, district, on, params }) => ({
    visits: [
      ...(await tx.execute<FactsOf['sample_difference']['visits'][number] & Record<string, unknown>>(sql`
      select distinct on (k.line_id) k.line_id as line, l.applicant_id as person, l.facility_id as facility,
        s.month_on::text as month, k.checked_on::text, k.found
        from sample_checks k join samples s on s.district = k.district and s.id = k.sample_id
        join settlement_lines l on l.district = k.district and l.id = k.line_id
       where k.district = ${district} and s.month_on >= ${since({ on, params })}::date
       order by k.line_id, k.made_at desc, k.id desc`)),
    ],
  }),
};

/** Where a contract's month was lived: the facility with the most of its lines. */
const facilityOfSettlement = (of: SQL) => sql`(select l.facility_id from settlement_lines l
  where l.district = ${of}.district and l.settlement_id = ${of}.settlement_id and l.replaced_at is null
  group by l.facility_id order by count(*) desc, l.facility_id limit 1)`;
