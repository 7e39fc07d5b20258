import { and, eq, isNull, sql } from 'drizzle-orm';
import { divisions, divisionVersions } from '../../db/schema/divisions.ts';
import { Refusal } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { type Context, type ReadTx, view } from '../platform/context.ts';
import { spell } from '../platform/pinyin.ts';
import type { Version } from './mechanism/timeline.ts';
import { type Level, levelOf, type OnRecord, parentOf } from './rules.ts';

export type DivisionRow = typeof divisions.$inferSelect;

/**
 * The divisions as they were, or will be, on a day: the rows `divisions` had that day, in the order of their codes.
 * Those that ended before or begin later are not among them.
 */
export async function divisionsOn(tx: ReadTx, district: string, day: Day): Promise<DivisionRow[]> {
  const rows = await tx
    .select({ was: divisionVersions, now: divisions })
    .from(divisionVersions)
    .leftJoin(
      divisions,
      and(eq(divisions.district, divisionVersions.district), eq(divisions.code, divisionVersions.code)),
    )
    .where(and(eq(divisionVersions.district, district), sql`${divisionVersions.during} @> ${day}::date`))
    .orderBy(divisionVersions.code);
  return rows.map(({ was, now }) => {
    const { id, during, was: _, successorCode, docNo, note, madeBy, madeAt, ...facts } = was;
    const spelt = now?.name === was.name ? { pinyin: now.pinyin, initials: now.initials } : spell(was.name);
    return { ...facts, ...spelt, level: levelOf(was.code), endedOn: null, version: now?.version ?? 1 };
  });
}

type RecordRow = Record<string, unknown> & {
  id: string;
  code: string;
  start: Day | null;
  end: Day | null;
  kind: string;
  name: string;
  short_name: string;
  district_run: boolean;
  run_by: string;
  lng: number | null;
  lat: number | null;
  accuracy_m: number | null;
  seniors: number | null;
  successor_code: string | null;
};
const factsOf = (r: RecordRow): Version['facts'] => ({
  kind: r.kind,
  name: r.name,
  shortName: r.short_name,
  districtRun: r.district_run,
  runBy: r.run_by,
  lng: r.lng,
  lat: r.lat,
  accuracyM: r.accuracy_m,
  seniors: r.seniors,
});
const COLUMNS = sql`v.id, v.code, lower(v.during)::text as start, upper(v.during)::text as end, v.kind, v.name, v.short_name,
  v.district_run, v.run_by, v.lng, v.lat, v.accuracy_m, v.seniors, v.successor_code`;

/** What is on record of these codes, replaced versions left out. In the order asked for. */
export async function recordsOf(tx: ReadTx, district: string, codes: readonly string[]): Promise<OnRecord[]> {
  const rows = await tx.execute<RecordRow>(sql`
    select ${COLUMNS} from division_versions v where v.district = ${district} and not isempty(v.during)
       and v.code = any(${sql.param([...codes])}::text[]) order by v.during`);
  const byCode = Map.groupBy(rows, (r) => r.code);
  return codes.map((code) => ({
    code,
    versions: (byCode.get(code) ?? []).map((r) => ({
      id: r.id,
      start: r.start,
      end: r.end,
      facts: factsOf(r),
      successor: r.successor_code,
    })),
  }));
}

/** Every code ever given under a parent, to come as well. */
export async function usedUnder(tx: ReadTx, district: string, parent: string): Promise<Set<string>> {
  const rows = await tx.execute<{ code: string }>(sql`
    select distinct code from division_versions where district = ${district} and code like ${`${parent}%`}
       and length(code) = ${parent.length + 3}`);
  return new Set(rows.map((r) => r.code));
}

/** The divisions directly under a parent on a day (null: the streets), as code and name. */
export async function childrenOn(
  tx: ReadTx,
  district: string,
  parent: string | null,
  day: Day,
): Promise<{ code: string; name: string }[]> {
  return tx.execute<{ code: string; name: string }>(sql`
    select code, name from division_versions where district = ${district} and during @> ${day}::date
       and parent_code is not distinct from ${parent} order by code`);
}

/** Names of the others under the same parent on a day. */
export async function namesBeside(
  tx: ReadTx,
  district: string,
  code: string,
  day: Day,
  except: readonly string[] = [code],
): Promise<Set<string>> {
  const list = await childrenOn(tx, district, parentOf(code), day);
  return new Set(list.filter((d) => !except.includes(d.code)).map((d) => d.name));
}

export type Listed = Omit<DivisionRow, 'pinyin' | 'initials' | 'endedOn' | 'seniors'> & {
  level: Level;
  seniors: number | null;
  communities: number;
  grids: number;
};

/**
 * The tree on a day: streets and communities, or the grids of one community. Counts and seniors of the larger ones are
 * summed from the grids of that same day; null where no grid of it has been counted.
 */
export function readRegister(ctx: Context, asked: { on: Day | null; under: string | null }) {
  return view(ctx, 'divisions.history', async (tx) => {
    const on = asked.on ?? dayOf(ctx.clock());
    const all = await divisionsOn(tx, ctx.district, on);
    const sums = new Map<string, { seniors: number | null; grids: number; communities: number }>();
    for (const d of all) {
      for (let up = parentOf(d.code); up; up = parentOf(up)) {
        const sum = sums.get(up) ?? { seniors: null, grids: 0, communities: 0 };
        if (d.level === 'community') sum.communities += 1;
        if (d.level === 'grid') {
          sum.grids += 1;
          if (d.seniors !== null) sum.seniors = (sum.seniors ?? 0) + d.seniors;
        }
        sums.set(up, sum);
      }
    }
    const grids = all.filter((d) => d.level === 'grid');
    return {
      on,
      communities: all.filter((d) => d.level === 'community' && d.districtRun).length,
      grids: grids.length,
      seniors: grids.some((g) => g.seniors !== null) ? grids.reduce((n, g) => n + (g.seniors ?? 0), 0) : null,
      divisions: all
        .filter((d) => (asked.under ? parentOf(d.code) === asked.under : d.level !== 'grid'))
        .map((d): Listed => ({ ...d, ...(sums.get(d.code) ?? { seniors: d.seniors, grids: 0, communities: 0 }) })),
    };
  });
}

export type Entry = RecordRow & {
  was_start: Day | null;
  was_end: Day | null;
  replaced: boolean;
  doc_no: string | null;
  note: string | null;
  made_by: string | null;
  made_at: string;
};
/** What ended without any grounds of its own has those of what took its place that day. */
const ENTRY = sql`${COLUMNS}, lower(v.was)::text as was_start, upper(v.was)::text as was_end, isempty(v.during) as replaced,
  coalesce(v.doc_no, e.doc_no) as doc_no, coalesce(v.note, e.note) as note,
  case when e.made_at is null then a.display_name else (select b.display_name from accounts b where b.id = e.made_by) end as made_by,
  coalesce(e.made_at, v.made_at) as made_at`;
const JOINED = sql`left join accounts a on a.id = v.made_by
  left join lateral (select s.doc_no, s.note, s.made_by, s.made_at from division_versions s
    where s.district = v.district and v.successor_code is not null and coalesce(v.doc_no, v.note) is null and not isempty(s.during) and lower(s.during) = upper(v.during)
      and left(s.code, length(v.successor_code)) = v.successor_code and (s.doc_no is not null or s.note is not null)
    order by length(s.code), s.made_at limit 1) e on true`;

/** Everything on record of one code: what holds when, what was replaced, what came into it and what it is today. */
export function readHistory(ctx: Context, code: string) {
  const { district } = ctx;
  return view(ctx, 'divisions.history', async (tx) => {
    const [entries, [now], from, [counted]] = await Promise.all([
      tx.execute<Entry>(sql`
        select ${ENTRY} from division_versions v ${JOINED}
         where v.district = ${district} and v.code = ${code} order by coalesce(lower(v.during), lower(v.was)) nulls first, v.made_at`),
      tx
        .select()
        .from(divisions)
        .where(and(eq(divisions.district, district), eq(divisions.code, code))),
      tx.execute<{ code: string; name: string; day: Day }>(sql`
        select v.code, v.name, upper(v.during)::text as day from division_versions v
         where v.district = ${district} and v.successor_code = ${code} and not isempty(v.during) order by 3, 1`),
      tx.execute<{ seniors: number | null; grids: number }>(sql`
        select sum(seniors)::int as seniors, count(*)::int as grids from divisions
         where district = ${district} and level = 'grid' and ended_on is null and code like ${`${code}%`}`),
    ]);
    if (entries.length === 0) throw new Refusal('not_found', 'division_unknown', { code });
    const above = parentOf(code);
    const [parent] = above ? await recordsOf(tx, district, [above]) : [];
    return {
      code,
      level: levelOf(code),
      version: now?.version ?? 0,
      ended_on: now?.endedOn ?? null,
      parent: above ? { code: above, name: parent?.versions.at(-1)?.facts.name ?? above } : null,
      seniors: counted?.seniors ?? null,
      grids: counted?.grids ?? 0,
      entries,
      from,
    };
  });
}

/** What was changed last, newest first: each record made after its district opened. */
export function readChanges(ctx: Context): Promise<Entry[]> {
  return view(ctx, 'divisions.history', (tx) =>
    tx.execute<Entry>(sql`
      select ${ENTRY} from division_versions v ${JOINED}
       where v.district = ${ctx.district} and not isempty(v.during) and (v.doc_no is not null or v.note is not null or v.successor_code is not null)
       order by case when v.successor_code is null then lower(v.during) else upper(v.during) end desc nulls last,
         v.made_at desc, v.code limit 60`),
  );
}

/** Streets and communities with the seniors counted on their grids. */
export function listDivisions(ctx: Context): Promise<(Omit<DivisionRow, 'seniors'> & { seniors: number })[]> {
  return view(ctx, 'divisions.read', async (tx) => {
    const rows = await tx
      .select({
        row: divisions,
        seniors: sql<number>`(select coalesce(sum(g.seniors), 0)::int from divisions g where g.district = divisions.district and g.level = 'grid' and g.ended_on is null and g.code like divisions.code || '%')`,
      })
      .from(divisions)
      .where(and(eq(divisions.district, ctx.district), isNull(divisions.endedOn), sql`${divisions.level} <> 'grid'`))
      .orderBy(divisions.code);
    return rows.map(({ row, seniors }) => ({ ...row, seniors }));
  });
}
