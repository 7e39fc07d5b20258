import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { coverageRules, travelFiles } from '../../db/schema/coverage.ts';
import { divisionShapes } from '../../db/schema/divisions.ts';
import { facilities } from '../../db/schema/facilities.ts';
import { accounts } from '../../db/schema/registry.ts';
import { divisionsOn } from '../divisions/queries.ts';
import { Refusal } from '../kernel/errors.ts';
import { addDays, type Day, dayOf, fromRange, startOfDay, whenIs } from '../kernel/period.ts';
import { type Context, type ReadTx, view } from '../platform/context.ts';
import { readDelimited } from '../platform/delimited.ts';
import { sha256Of } from '../platform/digest.ts';
import { cover, type Place, type TravelFile } from './mechanism/cover.ts';
import { type Known, type ReadFile, readAreas, readTimes } from './mechanism/files.ts';
import { placesOf, sumOver } from './mechanism/sums.ts';
import { asRule, services, servicesOf } from './rules.ts';

const rows = <T>(file: { rows: unknown[] }) => file.rows as T[];
type StoredFile = typeof travelFiles.$inferSelect;
const travelOf = (f: StoredFile): TravelFile =>
  f.kind === 'areas' ? { kind: 'areas', rows: rows(f) } : { kind: 'times', rows: rows(f) };

/** The last file of each kind that was there at the end of the day, the newer first. */
async function filesOn(tx: ReadTx, district: string, on: Day): Promise<StoredFile[]> {
  const last = (kind: StoredFile['kind']) =>
    tx
      .select()
      .from(travelFiles)
      .where(
        and(
          eq(travelFiles.district, district),
          eq(travelFiles.kind, kind),
          lt(travelFiles.addedAt, startOfDay(addDays(on, 1))),
        ),
      )
      .orderBy(desc(travelFiles.addedAt), desc(travelFiles.id))
      .limit(1);
  const found = (await Promise.all([last('areas'), last('times')])).flat();
  return found.sort((a, b) => b.addedAt.getTime() - a.addedAt.getTime() || (a.id < b.id ? 1 : -1));
}

const standing = (district: string, on: Day) =>
  and(
    eq(facilities.district, district),
    sql`(${facilities.filedOn} is null or ${facilities.filedOn} <= ${on}) and (${facilities.closedOn} is null or ${facilities.closedOn} > ${on})`,
  );

/** The facilities that stand on a day; one whose day of filing is 未填报 always did. */
export async function loadOpen(tx: ReadTx, district: string, on: Day): Promise<Set<string>> {
  const found = await tx.select({ id: facilities.id }).from(facilities).where(standing(district, on));
  return new Set(found.map((f) => f.id));
}

/** Everything the circle of a day is worked out from. */
export async function loadGround(tx: ReadTx, district: string, on: Day) {
  const [divs, [rule], files, homes] = await Promise.all([
    divisionsOn(tx, district, on),
    tx
      .select()
      .from(coverageRules)
      .where(and(eq(coverageRules.district, district), sql`${coverageRules.effective} @> ${on}::date`)),
    filesOn(tx, district, on),
    tx.select().from(facilities).where(standing(district, on)).orderBy(facilities.id),
  ]);
  if (!rule) throw new Refusal('not_found', 'coverage_no_rules', { on });
  const places = homes.map(
    (f): Place => ({
      id: f.id,
      lng: f.lng,
      lat: f.lat,
      accuracyM: f.accuracyM,
      services: servicesOf(f.kind, f.services),
    }),
  );
  return { on, rule, files, homes, places, ...placesOf(divs) };
}
export type Ground = Awaited<ReturnType<typeof loadGround>>;

/** The circle over these places, of communities and grids. */
export const circle = (g: Ground, places: readonly Place[] = g.places, of: readonly string[] = services) =>
  cover([...g.communities, ...g.grids], places, of, asRule(g.rule), g.files.map(travelOf));

/** `GET /coverage`: which services are near, for every community and grid, as of a day. */
export function readCoverage(ctx: Context, day?: Day) {
  const on = day ?? dayOf(ctx.clock());
  return view(ctx, 'coverage.read', async (tx) => {
    const [ground, shapes] = await Promise.all([
      loadGround(tx, ctx.district, on),
      tx
        .select({ code: divisionShapes.code, geometry: divisionShapes.geometry })
        .from(divisionShapes)
        .where(and(eq(divisionShapes.district, ctx.district), sql`${divisionShapes.effective} @> ${on}::date`)),
    ]);
    const found = circle(ground);
    const inCommunity = Map.groupBy(ground.grids, (g) => g.community);
    return {
      ground,
      shapes,
      found,
      total: sumOver(ground.grids, found, services.length),
      communities: ground.communities.map((c) => {
        const grids = inCommunity.get(c.code) ?? [];
        return { ...c, grids, sums: sumOver(grids, found, services.length), found: found.get(c.code)! };
      }),
    };
  });
}

/** Rules and files: what the circle is worked out from. */
export function readData(ctx: Context) {
  const { district } = ctx;
  const on = dayOf(ctx.clock());
  return view(ctx, 'coverage.read', async (tx) => {
    const [ruleRows, files] = await Promise.all([
      tx
        .select()
        .from(coverageRules)
        .where(eq(coverageRules.district, district))
        .orderBy(sql`lower(${coverageRules.effective}) desc`),
      tx
        .select({
          id: travelFiles.id,
          kind: travelFiles.kind,
          source: travelFiles.source,
          count: sql<number>`jsonb_array_length(${travelFiles.rows})`,
          sha256: travelFiles.sha256,
          addedAt: travelFiles.addedAt,
          by: accounts.displayName,
        })
        .from(travelFiles)
        .leftJoin(accounts, eq(accounts.id, travelFiles.addedBy))
        .where(eq(travelFiles.district, district))
        .orderBy(desc(travelFiles.addedAt), desc(travelFiles.id)),
    ]);
    const rules = ruleRows.map((r) => ({ ...r, when: whenIs(fromRange(r.effective), on) }));
    return { rules, files };
  });
}

export type FileGiven = { kind: 'areas' | 'times'; bytes: Buffer };

/** What a file would bring, and every fault of it; nothing is written. */
export const previewTravel = (ctx: Context, file: FileGiven) =>
  view(ctx, 'coverage.import', (tx) => readTravel(tx, ctx, file));

/** Reads a file of ways on foot against the facilities and divisions of today. */
export async function readTravel(tx: ReadTx, ctx: Context, { kind, bytes }: FileGiven) {
  const on = dayOf(ctx.clock());
  const [divs, homes] = await Promise.all([
    divisionsOn(tx, ctx.district, on),
    tx
      .select({ id: facilities.id, name: facilities.name })
      .from(facilities)
      .where(and(eq(facilities.district, ctx.district), sql`${facilities.closedOn} is null`)),
  ]);
  const names = Map.groupBy(homes, (f) => f.name);
  const known: Known = {
    facility: new Map([
      ...[...names].flatMap(([name, list]) => (list.length === 1 ? [[name, list[0]!.id] as const] : [])),
      ...homes.map((f) => [f.id, f.id] as const),
    ]),
    divisions: new Set(divs.filter((d) => d.code.length > 9).map((d) => d.code)),
  };
  const sha256 = sha256Of(bytes);
  const read: ReadFile<unknown> =
    kind === 'times' ? readTimes((await readDelimited(bytes)).rows, known) : readAreas(jsonOf(bytes), known);
  const [last] = (await filesOn(tx, ctx.district, on)).filter((f) => f.kind === kind);
  return { ...read, sha256, same: last?.sha256 === sha256 };
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
