import { and, eq, sql } from 'drizzle-orm';
import { divisions, divisionVersions } from '../../db/schema/divisions.ts';
import { calendarDays, districts } from '../../db/schema/registry.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { pointProblem } from '../kernel/geo.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import type { Calendar } from '../kernel/workdays.ts';
import { act, type Context, type ReadTx, type Subject, type Tx, view } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { spell } from '../platform/pinyin.ts';
import { changedFrom, type Facts, type Span, type Turn, truthOn } from './mechanism/timeline.ts';
import { type DivisionRow, namesBeside, recordsOf } from './queries.ts';
import { type Grounds, judgeChange, levelOf, type OnRecord, parentOf } from './rules.ts';

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

export async function findDivision(tx: ReadTx, district: string, code: string): Promise<DivisionRow> {
  const [row] = await tx
    .select()
    .from(divisions)
    .where(and(eq(divisions.district, district), eq(divisions.code, code)));
  if (row?.endedOn) {
    const [of] = await recordsOf(tx, district, [code]);
    const successor = of?.versions.at(-1)?.successor ?? '';
    throw new Refusal('invalid', [
      { code: 'community_ended', values: { community: row.name, successor }, pointer: '/community' },
    ]);
  }
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

export type Grounding = { docNo: string | null; note: string | null };
const today = (ctx: Context): Day => dayOf(ctx.clock());
const rangeOf = ({ start, end }: Pick<Span, 'start' | 'end'>) => `[${start ?? ''},${end ?? ''})`;
const textOr = (text: string | null) => text?.trim() || null;
export const groundingOf = (input: Grounds): Grounding => ({ docNo: textOr(input.doc_no), note: textOr(input.note) });

/** Writes what a change makes of one code's record. What is replaced stays, with the days it was recorded for. */
export async function keep(tx: Tx, ctx: Context, code: string, turn: Turn, grounds: Grounding): Promise<void> {
  const { district } = ctx;
  for (const id of turn.replaced)
    await tx.execute(sql`update division_versions set was = during, during = 'empty'
      where district = ${district} and id = ${id}`);
  for (const { id, end, successor } of turn.cut)
    await tx.execute(sql`update division_versions set during = daterange(lower(during), ${end}::date), successor_code = ${successor}
      where district = ${district} and id = ${id}`);
  if (turn.added.length === 0) return;
  await tx.insert(divisionVersions).values(
    turn.added.map((span) => ({
      ...span.facts,
      ...grounds,
      district,
      id: newId(),
      code,
      parentCode: parentOf(code),
      during: rangeOf(span),
      successorCode: span.successor,
      madeBy: ctx.actor?.account ?? null,
      madeAt: ctx.clock(),
    })),
  );
}

/** Writes into `divisions` what their records say of today. Gives the number that were not so yet. */
export async function project(tx: Tx, ctx: Context, codes: readonly string[]): Promise<number> {
  const { district } = ctx;
  const on = today(ctx);
  let written = 0;
  for (const { code, versions } of await recordsOf(tx, district, codes)) {
    const truth = truthOn(versions, on);
    if (!truth) continue;
    const row = { ...truth.facts, endedOn: truth.endedOn, ...spell(truth.facts.name) };
    const fresh = { ...row, district, code, parentCode: parentOf(code), level: levelOf(code) };
    await tx
      .insert(divisions)
      .values(fresh)
      .onConflictDoUpdate({
        target: [divisions.district, divisions.code],
        set: { ...row, version: sql`${divisions.version} + 1` },
      });
    written += 1;
  }
  return written;
}

/** A division as a subject, locked: of two who change it one waits, and then finds another version. */
export async function lockDivision(tx: Tx, district: string, code: string): Promise<Subject<DivisionRow>> {
  const [row] = await tx
    .select()
    .from(divisions)
    .where(and(eq(divisions.district, district), eq(divisions.code, code)))
    .for('update');
  if (!row) throw new Refusal('not_found', 'division_unknown', { code });
  return { district, type: 'division', id: null, row, version: row.version };
}

/** Several at once change the tree one after another: new codes are given and names compared under this lock. */
export async function lockTree(tx: Tx, district: string): Promise<Subject<null>> {
  await tx.execute(sql`select 1 from districts where district = ${district} for no key update`);
  return { district, type: 'district', id: null, row: null };
}

export type Change = Grounds & { from: Day; patch: Partial<Facts> };

/**
 * Changes what is on record of a division from a day on; `divisions` follows at once, or on the day by rollDivisions.
 * A day in the past corrects the record; what it replaces stays visible in the history.
 */
export function changeDivision(ctx: Context, code: string, change: Change): Promise<{ version: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'divisions.change',
    (tx) => lockDivision(tx, district, code),
    async (tx, { row }) => {
      const [of] = await recordsOf(tx, district, [code]);
      const beside = await namesBeside(tx, district, code, change.from);
      const { patch } = required(judgeChange(of as OnRecord, change, beside), 'invalid');
      const turn = changedFrom((of as OnRecord).versions, change.from, patch);
      await keep(tx, ctx, code, turn as Turn, groundingOf(change));
      await project(tx, ctx, [code]);
      const before = Object.fromEntries(Object.keys(patch).map((key) => [key, row[key as keyof Facts]]));
      return {
        result: { version: row.version + 1 },
        before,
        after: { code, from: change.from, ...patch, ...groundingOf(change) },
      };
    },
  );
}
