import { type SQL, sql } from 'drizzle-orm';
import { childrenOn, namesBeside, recordsOf, usedUnder } from '../divisions/queries.ts';
import { levelOf, parentOf } from '../divisions/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import type { Day } from '../kernel/period.ts';
import { type Context, type ReadTx, view } from '../platform/context.ts';
import { type Merge, type Plan, planMerge } from './rules.ts';

export const whats = [
  'applicants',
  'grid_applicants',
  'facilities',
  'requests',
  'grid_requests',
  'cases',
  'findings',
  'sites',
  'listed',
  'vacancies',
] as const;
/** How many of each kind lie, or have gone, elsewhere. */
export type Moved = Partial<Record<Place['what'], number>>;
type Place = {
  what: (typeof whats)[number];
  table: SQL;
  set: SQL;
  where: SQL;
};

export type Pair = { code: string; successor: string };
export const pairsSql = (pairs: readonly Pair[]): SQL =>
  sql`jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as p(code text, successor text)`;

const street = sql`left(p.successor, 9)`;
const moves = sql`left(p.code, 9) <> left(p.successor, 9)`;
/** The applications of those who live in what ends; read before the people themselves are moved. */
const theirs = sql`(select y.id from applications y join applicants a on a.district = y.district and a.id = y.applicant_id
  where y.district = x.district and a.community_code = p.code)`;

/**
 * Where codes stand for the present, in the order in which they are moved: what is found by where a person or a home lies
 * goes before these. Records of what was done with an old code stay as they are.
 */
export const places: Place[] = [
  {
    what: 'cases',
    table: sql`clocks`,
    set: sql`street_code = ${street}`,
    where: sql`x.stopped_at is null and ${moves} and x.application_id in ${theirs}`,
  },
  {
    what: 'cases',
    table: sql`opinions`,
    set: sql`street_code = ${street}`,
    where: sql`x.given_at is null and x.street_code is not null and ${moves} and x.application_id in ${theirs}`,
  },
  {
    what: 'findings',
    table: sql`findings`,
    set: sql`street_code = ${street}`,
    where: sql`x.status not in ('closed', 'dismissed') and x.street_code is not null and ${moves} and x.facility_id in
      (select f.id from facilities f where f.district = x.district and f.community_code = p.code)`,
  },
  {
    what: 'vacancies',
    table: sql`vacancies`,
    set: sql`street_code = ${street}`,
    where: sql`${moves} and x.facility_id in
      (select f.id from facilities f where f.district = x.district and f.community_code = p.code)`,
  },
  {
    what: 'facilities',
    table: sql`facilities`,
    set: sql`community_code = p.successor, street_code = ${street}, version = x.version + 1`,
    where: sql`x.community_code = p.code`,
  },
  {
    what: 'grid_applicants',
    table: sql`applicants`,
    set: sql`grid_code = p.successor`,
    where: sql`x.grid_code = p.code`,
  },
  {
    what: 'applicants',
    table: sql`applicants`,
    set: sql`community_code = p.successor, street_code = ${street}, version = x.version + 1`,
    where: sql`x.community_code = p.code`,
  },
  {
    what: 'grid_requests',
    table: sql`requests`,
    set: sql`grid_code = p.successor, version = x.version + 1`,
    where: sql`x.closed_at is null and x.grid_code = p.code`,
  },
  {
    what: 'requests',
    table: sql`requests`,
    set: sql`community_code = p.successor, street_code = ${street}, version = x.version + 1`,
    where: sql`x.closed_at is null and x.community_code = p.code`,
  },
  {
    what: 'sites',
    table: sql`candidate_sites`,
    set: sql`community_code = p.successor`,
    where: sql`x.ended_at is null and x.community_code = p.code`,
  },
  {
    what: 'listed',
    table: sql`category_list_entries`,
    set: sql`community_code = p.successor, street_code = ${street}`,
    where: sql`x.adopted_at is null and x.community_code = p.code`,
  },
];

/** What a merger would come to, by what is on record at this moment. @throws Refusal with everything against it */
export async function planOf(tx: ReadTx, district: string, merge: Merge): Promise<{ ok: true } & Plan> {
  const { from, into } = merge;
  const codes = [...new Set(merge.codes)];
  const parts = await recordsOf(tx, district, codes);
  const unknown = parts.find((p) => p.versions.length === 0);
  if (unknown) throw new Refusal('not_found', 'division_unknown', { code: unknown.code });
  const communities = codes.filter((code) => levelOf(code) === 'community');
  const children = await Promise.all(communities.map((code) => childrenOn(tx, district, code, from)));
  const grids = await recordsOf(
    tx,
    district,
    children.flat().map((g) => g.code),
  );
  const under = parentOf(into) ?? '';
  const used = new Set([...(await usedUnder(tx, district, under)), ...(await usedUnder(tx, district, into))]);
  const beside = await namesBeside(tx, district, into, from, codes);
  return required(planMerge(merge, parts, grids, used, beside), 'invalid');
}

/** What lies where something would end, of each kind. */
async function countOf(tx: ReadTx, district: string, pairs: readonly Pair[]): Promise<Moved> {
  const counts: Moved = {};
  for (const place of places) {
    const [row] = await tx.execute<{ n: number }>(sql`
      select count(*)::int as n from ${place.table} x, ${pairsSql(pairs)} where x.district = ${district} and ${place.where}`);
    if (row && row.n > 0) counts[place.what] = (counts[place.what] ?? 0) + row.n;
  }
  return counts;
}

/** What a merger would do, without doing it: what ends and goes on where, the seniors, and who moves along. */
export function previewMerge(ctx: Context, merge: Merge) {
  const { district } = ctx;
  return view(ctx, 'mergers.preview', async (tx) => {
    const plan = await planOf(tx, district, merge);
    return {
      into: merge.into,
      seniors: plan.seniors,
      ended: plan.ended,
      begun: plan.begun.map(({ code, facts }) => ({ code, name: facts.name, seniors: facts.seniors })),
      moved: await countOf(tx, district, plan.ended),
    };
  });
}

/** Codes of which `divisions` does not say what their records say of a day. */
export async function dueOn(tx: ReadTx, district: string, day: Day): Promise<string[]> {
  const rows = await tx.execute<{ code: string }>(sql`
    select v.code from division_versions v
      left join divisions d on d.district = v.district and d.code = v.code
     where v.district = ${district} and v.during @> ${day}::date
       and (d.ended_on, d.kind, d.name, d.short_name, d.district_run, d.run_by, d.lng, d.lat, d.accuracy_m, d.seniors)
           is distinct from (null::date, v.kind, v.name, v.short_name, v.district_run, v.run_by, v.lng, v.lat, v.accuracy_m, v.seniors)
     union
    select d.code from divisions d where d.district = ${district} and d.ended_on is null
       and not exists (select from division_versions v where v.district = d.district and v.code = d.code and v.during @> ${day}::date)
     order by 1`);
  return rows.map((r) => r.code);
}

/** Everything that has ended, with that in which it goes on today: of a row of mergers the last. */
export async function successorsOf(tx: ReadTx, district: string): Promise<Pair[]> {
  const rows = await tx.execute<Pair & Record<string, unknown>>(sql`
    select v.code, v.successor_code as successor from division_versions v
      join divisions d on d.district = v.district and d.code = v.code and d.ended_on is not null
     where v.district = ${district} and v.successor_code is not null and not isempty(v.during)`);
  const next = new Map(rows.map((r) => [r.code, r.successor]));
  const last = (code: string): string => {
    const onward = next.get(code);
    return onward === undefined ? code : last(onward);
  };
  return rows.map(({ code }) => ({ code, successor: last(code) }));
}

/** Whether a home or a person was put where something has ended, by a change that was on its way when it did. */
export async function someStrayed(tx: ReadTx, district: string): Promise<boolean> {
  const gone = sql`(select v.code from division_versions v join divisions d on d.district = v.district and d.code = v.code
    where v.district = ${district} and v.successor_code is not null and d.ended_on is not null and not isempty(v.during))`;
  const [row] = await tx.execute<{ some: boolean }>(sql`
    select exists (select from facilities where district = ${district} and community_code in ${gone})
        or exists (select from applicants where district = ${district} and community_code in ${gone}) as some`);
  return row?.some ?? false;
}
