import { and, eq, isNull, sql } from 'drizzle-orm';
import { divisions, divisionVersions } from '../../db/schema/divisions.ts';
import { calendarDays, districts } from '../../db/schema/registry.ts';
import { Refusal } from '../kernel/errors.ts';
import { pointProblem } from '../kernel/geo.ts';
import type { Calendar } from '../kernel/workdays.ts';
import { act, type Context, type ReadTx, type Tx, view } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import type { DivisionRow } from './queries.ts';

type NewDistrict = typeof districts.$inferInsert;

/**
 * Opens a district with its divisions and the national calendar; repeating it changes nothing. One still to be filled
 * (`openedAt` null) is opened by declareOpen at the end.
 */
export function openDistrict(
  ctx: Context,
  input: {
    district: NewDistrict;
    divisions: Omit<typeof divisions.$inferInsert, 'district'>[];
    calendar: (typeof calendarDays.$inferInsert)[];
  },
): Promise<{ divisions: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'divisions.open',
    async () => ({ district, type: 'district', id: null, row: null }),
    async (tx) => {
      await tx
        .insert(districts)
        .values({ openedAt: ctx.clock(), ...input.district })
        .onConflictDoNothing();
      for (let i = 0; i < input.divisions.length; i += 500) {
        const opened = await tx
          .insert(divisions)
          .values(input.divisions.slice(i, i + 500).map((d) => ({ ...d, district })))
          .onConflictDoNothing()
          .returning();
        await holdForAllDays(tx, opened, ctx.clock());
      }
      await tx.insert(calendarDays).values(input.calendar).onConflictDoNothing();
      return { result: { divisions: input.divisions.length }, after: { divisions: input.divisions.length } };
    },
  );
}

/** What is on record of a division when its district opens holds for all days before and after, until it is changed. */
async function holdForAllDays(tx: Tx, opened: DivisionRow[], madeAt: Date): Promise<void> {
  if (opened.length === 0) return;
  await tx.insert(divisionVersions).values(opened.map((d) => ({ ...factsOf(d), id: newId(), during: '(,)', madeAt })));
}

const factsOf = ({ level, pinyin, initials, endedOn, version, ...facts }: DivisionRow) => facts;

/** What was to be filled in is there: from now on people are served. */
export function declareOpen(ctx: Context): Promise<null> {
  const { district } = ctx;
  return act(
    ctx,
    'divisions.open',
    async () => ({ district, type: 'district', id: null, row: null }),
    async (tx) => {
      const at = ctx.clock();
      await tx.update(districts).set({ openedAt: at }).where(eq(districts.district, district));
      return { result: null, after: { opened_at: at } };
    },
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

export async function findDivision(tx: ReadTx, district: string, code: string): Promise<DivisionRow> {
  const [row] = await tx
    .select()
    .from(divisions)
    .where(and(eq(divisions.district, district), eq(divisions.code, code)));
  if (!row)
    throw new Refusal('invalid', [{ code: 'community_unknown', values: { community: code }, pointer: '/community' }]);
  return row;
}

/** The working-day calendar as the rules want it. */
export async function loadCalendar(tx: ReadTx): Promise<Calendar> {
  const rows = await tx.select().from(calendarDays);
  const years = new Set(rows.filter((r) => r.published).map((r) => Number(r.day.slice(0, 4))));
  return {
    off: new Set(rows.filter((r) => !r.working).map((r) => r.day)),
    on: new Set(rows.filter((r) => r.working).map((r) => r.day)),
    published: years,
  };
}

/** The point asked for, or the centre of the street or community. Refuses what cannot be a place in China. */
export async function pointOf(
  ctx: Context,
  q: { lng?: number; lat?: number; community?: string },
): Promise<{ lng: number; lat: number }> {
  if (q.lng !== undefined && q.lat !== undefined) {
    const wrong = pointProblem(q.lng, q.lat);
    if (wrong)
      throw new Refusal('invalid', [{ code: wrong, values: { lng: q.lng, lat: q.lat }, pointer: '/query/lng' }]);
    return { lng: q.lng, lat: q.lat };
  }
  if (!q.community) throw new Refusal('invalid', [{ code: 'point_needed', pointer: '/query/lng' }]);
  const [row] = await view(ctx, 'divisions.read', (tx) =>
    tx
      .select({ lng: divisions.lng, lat: divisions.lat })
      .from(divisions)
      .where(and(eq(divisions.district, ctx.district), eq(divisions.code, q.community ?? ''))),
  );
  if (!row || row.lng === null || row.lat === null)
    throw new Refusal('invalid', [
      { code: 'community_unknown', values: { community: q.community }, pointer: '/query/community' },
    ]);
  return { lng: row.lng, lat: row.lat };
}
