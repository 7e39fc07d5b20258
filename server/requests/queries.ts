import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lte, type SQL, sql } from 'drizzle-orm';
import { divisions } from '../../db/schema/divisions.ts';
import { facilities } from '../../db/schema/facilities.ts';
import { accounts } from '../../db/schema/registry.ts';
import { requestEvents, requestRatings, requestRules, requests } from '../../db/schema/requests.ts';
import { maskPhone } from '../applicants/rules.ts';
import { STREET_M } from '../divisions/rules.ts';
import { Refusal } from '../kernel/errors.ts';
import { greatCircleKm } from '../kernel/geo.ts';
import { contains, type Day, dayOf, fromRange } from '../kernel/period.ts';
import type { Role } from '../kernel/permissions.ts';
import type { Membership } from '../kernel/reach.ts';
import { maskedName } from '../notifications/rules.ts';
import { type Context, look, type ReadTx, type Subject, view } from '../platform/context.ts';
import type { Vault } from '../platform/vault.ts';
import { type Colour, hideNumbers, type Kind, type Level, type Status, stepsFor, type Terms } from './rules.ts';

export type RequestRow = typeof requests.$inferSelect;
export type RuleRow = Omit<typeof requestRules.$inferSelect, 'terms' | 'kinds'> & { terms: Terms; kinds: Kind[] };

/** Every version of the rules, the latest first. */
export async function allRules(tx: ReadTx, district: string): Promise<RuleRow[]> {
  const rows = await tx
    .select()
    .from(requestRules)
    .where(eq(requestRules.district, district))
    .orderBy(sql`lower(${requestRules.effective}) desc`);
  return rows as RuleRow[];
}

/** @throws Refusal not_found request_rules_missing */
export async function rulesOn(tx: ReadTx, district: string, on: Day): Promise<RuleRow> {
  const found = (await allRules(tx, district)).find((r) => contains(fromRange(r.effective), on));
  if (!found) throw new Refusal('not_found', 'request_rules_missing');
  return found;
}

/** What may be asked for now, and how long each level has. */
export function readKinds(ctx: Context): Promise<RuleRow> {
  return view(ctx, 'requests.kinds', (tx) => rulesOn(tx, ctx.district, dayOf(ctx.clock())));
}

/** The grids of a community, for whoever knows theirs. */
export function gridsOf(ctx: Context, community: string): Promise<{ code: string; name: string }[]> {
  return view(ctx, 'requests.kinds', (tx) =>
    tx
      .select({ code: divisions.code, name: divisions.name })
      .from(divisions)
      .where(
        and(
          eq(divisions.district, ctx.district),
          eq(divisions.level, 'grid'),
          eq(divisions.parentCode, community),
          isNull(divisions.endedOn),
        ),
      )
      .orderBy(asc(divisions.code)),
  );
}

export type Asked = { community: string | null; grid: string | null; lng: number | null; lat: number | null };
export type Placed = { streetCode: string; communityCode: string; gridCode: string | null };

/**
 * In which grid, community and street: as named, else what lies nearest to the point.
 * @throws Refusal invalid request_place, request_grid_unknown, community_unknown
 */
export async function placeOf(tx: ReadTx, district: string, asked: Asked): Promise<Placed> {
  const rows = await tx
    .select({
      code: divisions.code,
      level: divisions.level,
      parent: divisions.parentCode,
      lng: divisions.lng,
      lat: divisions.lat,
    })
    .from(divisions)
    .where(and(eq(divisions.district, district), isNull(divisions.endedOn)));
  const communities = rows.filter((d) => d.level === 'community');
  const grids = rows.filter((d) => d.level === 'grid');
  const up = (community: (typeof rows)[number], gridCode: string | null): Placed => ({
    streetCode: community.parent ?? community.code.slice(0, 9),
    communityCode: community.code,
    gridCode,
  });
  const communityOf = (code: string | null) => communities.find((d) => d.code === code);
  if (asked.grid !== null) {
    const grid = grids.find((d) => d.code === asked.grid);
    const home = grid && communityOf(grid.parent);
    if (!home)
      throw new Refusal('invalid', [{ code: 'request_grid_unknown', values: { grid: asked.grid }, pointer: '/grid' }]);
    return up(home, asked.grid);
  }
  if (asked.community !== null) {
    const home = communityOf(asked.community);
    if (!home)
      throw new Refusal('invalid', [
        { code: 'community_unknown', values: { community: asked.community }, pointer: '/community' },
      ]);
    return up(home, null);
  }
  const { lng, lat } = asked;
  if (lng === null || lat === null) throw new Refusal('invalid', [{ code: 'request_place', pointer: '/community' }]);
  const nearest = (list: typeof rows) =>
    list
      .flatMap((d) => (d.lng === null || d.lat === null ? [] : [{ d, km: greatCircleKm(lng, lat, d.lng, d.lat) }]))
      .sort((a, b) => a.km - b.km || (a.d.code < b.d.code ? -1 : 1))[0];
  const [grid, community] = [nearest(grids), nearest(communities)];
  const own = grid && communityOf(grid.d.parent);
  if (own && (!community || grid.km <= community.km)) return up(own, grid.d.code);
  if (!community) throw new Refusal('invalid', [{ code: 'request_place', pointer: '/community' }]);
  return up(community.d, null);
}

const numbered = (district: string, where: SQL) => and(eq(requests.district, district), where);
export const byId = (district: string, id: string) => numbered(district, sql`${requests.id} = ${id}`);
export const byNumber = (district: string, no: string) => numbered(district, sql`${requests.requestNo} = ${no}`);

export const subjectOf = (row: RequestRow): Subject<RequestRow> => ({
  district: row.district,
  type: 'request',
  id: row.id,
  street: row.streetCode,
  department: row.department,
  accounts: row.accountId && row.raisedAs === 'resident' ? [row.accountId] : [],
  row,
  version: row.version,
});

/** The roles with which the actor reaches this request, and whether it is their own. */
export function by(ctx: Context, row: RequestRow): { roles: Role[]; own: boolean } {
  const held = (ctx.actor?.memberships ?? []).filter((m) => m.district === ctx.district);
  const reached = (m: Membership) =>
    m.role === 'grid_worker' || m.role === 'desk'
      ? m.street === row.streetCode
      : m.role === 'partner'
        ? !!m.department && m.department === row.department
        : m.role === 'officer';
  return {
    roles: held.filter(reached).map((m) => m.role),
    own: row.raisedAs === 'resident' && row.accountId !== null && row.accountId === ctx.actor?.account,
  };
}

export type Filters = {
  state: 'open' | 'answered' | 'closed' | 'all';
  street?: string;
  community?: string;
  grid?: string;
  level?: Level;
  kind?: string;
  facility?: string;
  colour?: Colour;
  q?: string;
  limit: number;
};

const unfinished = inArray(requests.status, ['open', 'outside']);

function wheres(f: Filters, now: Date): SQL[] {
  const is = <T>(value: T | undefined, make: (value: T) => SQL) => (value === undefined ? [] : [make(value)]);
  const late = lte(requests.dueAt, now);
  const colour: Record<Colour, SQL> = {
    red: and(unfinished, late)!,
    amber: and(unfinished, gt(requests.dueAt, now), lte(requests.amberAt, now))!,
    green: and(unfinished, gt(requests.amberAt, now))!,
  };
  return [
    ...(f.state === 'all' ? [] : [f.state === 'open' ? unfinished : eq(requests.status, f.state)]),
    ...is(f.street, (v) => eq(requests.streetCode, v)),
    ...is(f.community, (v) => eq(requests.communityCode, v)),
    ...is(f.grid, (v) => eq(requests.gridCode, v)),
    ...is(f.level, (v) => eq(requests.level, v)),
    ...is(f.kind, (v) => eq(requests.kind, v)),
    ...is(f.facility, (v) => eq(requests.facilityId, v)),
    ...is(f.colour, (v) => colour[v]),
    ...is(f.q, (v) => eq(requests.requestNo, v.toUpperCase())),
  ];
}

/** What this reader reaches: the own street, what the own department was asked, or all of the district. */
function limited(keys: readonly Membership[]): { where: SQL[]; belongs: Partial<Subject<null>> } {
  if (keys.some((m) => m.role === 'officer' || m.role === 'leader' || m.role === 'inspector'))
    return { where: [], belongs: {} };
  const street = keys.find((m) => m.street)?.street;
  if (street) return { where: [eq(requests.streetCode, street)], belongs: { street } };
  const department = keys.find((m) => m.department)?.department ?? '';
  return { where: [eq(requests.department, department)], belongs: { department } };
}

export type Spot = {
  code: string;
  name: string;
  lng: number | null;
  lat: number | null;
  /** the place is the community's, or known no nearer than to the street */
  vague: boolean;
  n: number;
  late: number;
};

/** The work list, what is late first; how many in all, and how many in each grid or community, with its place. */
export function listRequests(ctx: Context, filters: Filters) {
  return look(ctx, 'requests.list', async (tx, keys) => {
    const now = ctx.clock();
    const { where, belongs } = limited(keys);
    const all = and(eq(requests.district, ctx.district), ...where, ...wheres(filters, now));
    const [rows, spots, rules] = await Promise.all([
      tx
        .select({
          row: requests,
          community: sql<string>`(select name from divisions d where d.district = ${requests.district} and d.code = ${requests.communityCode})`,
          grid: sql<
            string | null
          >`(select name from divisions d where d.district = ${requests.district} and d.code = ${requests.gridCode})`,
          facility: sql<
            string | null
          >`(select name from facilities f where f.district = ${requests.district} and f.id = ${requests.facilityId})`,
        })
        .from(requests)
        .where(all)
        .orderBy(
          sql`case when ${requests.status} in ('open', 'outside') then 0 when ${requests.status} = 'answered' then 1 else 2 end`,
          sql`case when ${requests.status} = 'closed' then null else ${requests.dueAt} end`,
          desc(requests.closedAt),
          requests.id,
        )
        .limit(filters.limit),
      spotsOf(tx, all, now),
      allRules(tx, ctx.district),
    ]);
    return {
      district: ctx.district,
      type: 'requests',
      id: null,
      ...belongs,
      row: {
        now,
        rows: rows.map(({ row, ...names }) => ({ ...row, ...names, kindWord: kindWord(rules, row) })),
        total: spots.reduce((sum, s) => sum + s.n, 0),
        spots,
      },
    };
  });
}

async function spotsOf(tx: ReadTx, where: SQL | undefined, now: Date): Promise<Spot[]> {
  const own = sql`g.lng is not null and g.lat is not null`;
  return [
    ...(await tx.execute<Spot>(sql`
      with counted as (
        select district, community_code, grid_code, count(*)::int as n,
               count(*) filter (where status in ('open', 'outside') and due_at <= ${now.toISOString()})::int as late
          from requests where ${where} group by 1, 2, 3)
      select coalesce(c.grid_code, c.community_code) as code,
             case when g.code is null then d.name when starts_with(g.name, d.name) then g.name else d.short_name || g.name end as name,
             case when ${own} then g.lng else d.lng end as lng, case when ${own} then g.lat else d.lat end as lat,
             (c.grid_code is not null and not (${own}))
               or coalesce(case when ${own} then g.accuracy_m else d.accuracy_m end, ${STREET_M}) >= ${STREET_M} as vague,
             c.n, c.late
        from counted c
        join divisions d on d.district = c.district and d.code = c.community_code
        left join divisions g on g.district = c.district and g.code = c.grid_code
       order by c.late desc, c.n desc, code`)),
  ];
}

/** The word of a kind as it was when the request was taken down. */
export function kindWord(
  rules: readonly RuleRow[],
  row: Pick<RequestRow, 'ruleId' | 'kind'>,
): { zh: string; en: string } {
  const kind = rules.find((r) => r.id === row.ruleId)?.kinds.find((k) => k.code === row.kind);
  return { zh: kind?.zh ?? row.kind, en: kind?.en ?? row.kind };
}

async function detailOf(tx: ReadTx, ctx: Context, vault: Vault, list: readonly RequestRow[]) {
  if (list.length === 0) return [];
  const ids = list.map((r) => r.id);
  const [rules, events, ratings, places, homes] = await Promise.all([
    allRules(tx, ctx.district),
    tx
      .select({ event: requestEvents, who: accounts.displayName })
      .from(requestEvents)
      .leftJoin(accounts, eq(accounts.id, requestEvents.by))
      .where(and(eq(requestEvents.district, ctx.district), inArray(requestEvents.requestId, ids)))
      .orderBy(asc(requestEvents.at), asc(requestEvents.id)),
    tx
      .select()
      .from(requestRatings)
      .where(and(eq(requestRatings.district, ctx.district), inArray(requestRatings.requestId, ids))),
    tx
      .select({ code: divisions.code, name: divisions.name })
      .from(divisions)
      .where(
        and(
          eq(divisions.district, ctx.district),
          inArray(
            divisions.code,
            list.flatMap((r) => [r.streetCode, r.communityCode, ...(r.gridCode ? [r.gridCode] : [])]),
          ),
        ),
      ),
    tx
      .select({ id: facilities.id, name: facilities.name })
      .from(facilities)
      .where(
        and(
          eq(facilities.district, ctx.district),
          inArray(
            facilities.id,
            list.flatMap((r) => (r.facilityId ? [r.facilityId] : [])),
          ),
        ),
      ),
  ]);
  const nameOf = new Map(places.map((p) => [p.code, p.name]));
  return list.map((row) => {
    const me = by(ctx, row);
    const rating = ratings.find((r) => r.requestId === row.id);
    return {
      row,
      kind: kindWord(rules, row),
      // Whoever wrote it reads it as it is; everybody else without the numbers somebody left in it.
      text: me.own ? row.text : hideNumbers(row.text),
      hidden: !me.own && hideNumbers(row.text) !== row.text,
      name: row.nameSealed ? maskedName(vault.open(row.nameSealed)) : null,
      phone: row.phoneSealed ? maskPhone(vault.open(row.phoneSealed)) : null,
      street: nameOf.get(row.streetCode) ?? row.streetCode,
      community: nameOf.get(row.communityCode) ?? row.communityCode,
      grid: row.gridCode ? (nameOf.get(row.gridCode) ?? row.gridCode) : null,
      facility: homes.find((h) => h.id === row.facilityId)?.name ?? null,
      can: stepsFor({ level: row.level, status: row.status as Status }, me, row.gridCode !== null),
      rating: rating ? { stars: rating.stars, note: rating.note, at: rating.at } : null,
      events: events
        .filter(({ event }) => event.requestId === row.id)
        // The resident is told by role: the name is sealed, and shown for a reason only.
        .map(({ event, who }) => {
          const resident = row.raisedAs === 'resident' && event.by !== null && event.by === row.accountId;
          return { ...event, resident, who: me.own || resident ? null : who };
        }),
      own: me.own,
    };
  });
}
export type Detail = Awaited<ReturnType<typeof detailOf>>[number];

/** What I have asked for, the newest first. */
export function ownRequests(ctx: Context, vault: Vault): Promise<Detail[]> {
  const account = ctx.actor?.account ?? '';
  return look(ctx, 'requests.mine', async (tx) => {
    const rows = await tx
      .select()
      .from(requests)
      .where(
        and(eq(requests.district, ctx.district), eq(requests.accountId, account), eq(requests.raisedAs, 'resident')),
      )
      .orderBy(desc(requests.raisedAt), desc(requests.id))
      .limit(50);
    return {
      district: ctx.district,
      type: 'requests',
      id: null,
      accounts: [account],
      row: await detailOf(tx, ctx, vault, rows),
    };
  });
}

/** One request with every step it took. */
export function readRequest(ctx: Context, vault: Vault, id: string): Promise<Detail> {
  return look(ctx, 'requests.read', async (tx) => {
    const [row] = await tx.select().from(requests).where(byId(ctx.district, id));
    if (!row) throw new Refusal('not_found', 'not_found');
    const [detail] = await detailOf(tx, ctx, vault, [row]);
    return { ...subjectOf(row), row: detail as Detail };
  });
}

/** Answered, and the resident's time to say otherwise is over. */
export const lapsed = (district: string, now: Date) =>
  and(
    eq(requests.district, district),
    eq(requests.status, 'answered'),
    isNotNull(requests.dueAt),
    lte(requests.dueAt, now),
  );
