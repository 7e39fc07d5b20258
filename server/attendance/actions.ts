import { and, eq, sql } from 'drizzle-orm';
import { attendanceMarks, careVisits } from '../../db/schema/attendance.ts';
import { beds } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { findFacility } from '../facilities/actions.ts';
import { type Reason, Refusal, required } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { act, type Context, type Subject, type Tx } from '../platform/context.ts';
import type { Topic } from '../platform/events.ts';
import { among, newId } from '../platform/ids.ts';
import { dayPeople, personDue } from './queries.ts';
import { type CareService, latestMarks, type Mark, markKey, mayMark, mayVisit, type Visit } from './rules.ts';

const topic = (facility: string): Topic[] => [`care:${facility}`];

export type NewMark = { placement_id: string; mark: Mark; note: string | null };

/**
 * Writes who came, for one person or for many at once: all of them or none. With `onlyUnmarked` whoever has a mark
 * already keeps it: 「全部到」 on one phone must not undo what was tapped on another.
 */
export function markAttendance(
  ctx: Context,
  facility: string,
  input: { on: Day; marks: NewMark[]; only_unmarked: boolean },
): Promise<{ marked: number }> {
  const { district } = ctx;
  return act(
    ctx,
    'attendance.mark',
    (tx) => findFacility(tx, district, facility),
    async (tx) => {
      const now = ctx.clock();
      const ids = [...new Set(input.marks.map((m) => m.placement_id))].sort();
      // Held in one order, so that of two phones at one door the second sees what the first has written.
      const locked = await tx
        .select({ id: placements.id, kind: beds.kind })
        .from(placements)
        .innerJoin(beds, and(eq(beds.district, placements.district), eq(beds.id, placements.bedId)))
        .where(and(eq(placements.district, district), eq(placements.facilityId, facility), among(placements.id, ids)))
        .orderBy(placements.id)
        .for('no key update', { of: placements });
      if (locked.length < ids.length) throw new Refusal('not_found', 'not_found');
      const [people, earlier] = await Promise.all([
        dayPeople(tx, district, facility, input.on, input.on),
        tx
          .select()
          .from(attendanceMarks)
          .where(
            and(
              eq(attendanceMarks.district, district),
              eq(attendanceMarks.facilityId, facility),
              eq(attendanceMarks.on, input.on),
            ),
          ),
      ]);
      const personOf = new Map(people.map((p) => [p.id, p]));
      const kindOf = new Map(locked.map((p) => [p.id, p.kind]));
      const latest = latestMarks(earlier);
      const before = (id: string) => latest.get(markKey(id, input.on))?.mark ?? null;
      const wanted = input.marks.filter((m) => !input.only_unmarked || before(m.placement_id) === null);
      const reasons = input.marks.flatMap((m, i): Reason[] => {
        if (!wanted.includes(m)) return [];
        const person = personOf.get(m.placement_id);
        const stay = person ?? { admittedOn: '9999-12-31', dischargedOn: null };
        const kind = kindOf.get(m.placement_id) ?? 'home';
        const due = !!person && personDue(person, input.on);
        const said = mayMark({ kind, stay, due, before: before(m.placement_id) }, m.mark, input.on, dayOf(now));
        return said.ok ? [] : said.reasons.map((r) => ({ ...r, pointer: `/marks/${i}` }));
      });
      const [first, ...rest] = reasons;
      if (first) throw new Refusal('conflict', [first, ...rest]);
      const rows = wanted.map((m) => ({
        district,
        id: newId(),
        facilityId: facility,
        placementId: m.placement_id,
        on: input.on,
        mark: m.mark,
        note: m.note,
        at: now,
        by: ctx.actor?.account ?? null,
      }));
      if (rows.length) await tx.insert(attendanceMarks).values(rows);
      const after = { on: input.on, marks: wanted.map((m) => ({ placement: m.placement_id, mark: m.mark })) };
      return { result: { marked: rows.length }, after, changed: rows.length ? topic(facility) : [] };
    },
  );
}

type Placed = { id: string; facilityId: string; kind: 'residential' | 'nursing' | 'day' | 'home'; stay: Stay };
type Stay = { admittedOn: Day; dischargedOn: Day | null };

/** The stay a visit is for, held: two visits to one person are judged one after the other. */
async function holdStay(tx: Tx, district: string, id: string): Promise<Subject<Placed>> {
  const [row] = await tx
    .select({ placement: placements, kind: beds.kind })
    .from(placements)
    .innerJoin(beds, and(eq(beds.district, placements.district), eq(beds.id, placements.bedId)))
    .where(and(eq(placements.district, district), eq(placements.id, id)))
    .for('no key update', { of: placements });
  if (!row) throw new Refusal('not_found', 'not_found');
  const { facilityId, admittedOn, dischargedOn } = row.placement;
  return {
    district,
    type: 'placement',
    id,
    facility: facilityId,
    row: { id, facilityId, kind: row.kind, stay: { admittedOn, dischargedOn } },
  };
}

export type NewVisit = {
  visited_at: string;
  minutes: number;
  services: CareService[];
  carer: string;
  note: string | null;
};

/** The visits to this person around that time that count, apart from the one that is being corrected. */
async function visitsNear(tx: Tx, district: string, person: Placed, at: Date, apart?: string): Promise<Visit[]> {
  const rows = await tx.execute<Visit>(sql`
    select v.id, v.visited_at as "visitedAt", v.minutes from care_visits v
     where v.district = ${district} and v.facility_id = ${person.facilityId} and v.placement_id = ${person.id}
       and v.visited_at between ${at.toISOString()}::timestamptz - interval '1 day' and ${at.toISOString()}::timestamptz + interval '1 day'
       and v.id is distinct from ${apart ?? null}::uuid
       and not exists (select 1 from care_visits k where k.district = v.district and k.corrects = v.id)`);
  return [...rows].map((v) => ({ ...v, visitedAt: new Date(v.visitedAt) }));
}

async function writeVisit(
  tx: Tx,
  ctx: Context,
  person: Placed,
  visit: NewVisit | null,
  rest: { corrects?: string; note?: string | null },
) {
  const id = newId();
  await tx.insert(careVisits).values({
    district: ctx.district,
    id,
    facilityId: person.facilityId,
    placementId: person.id,
    visitedAt: visit && new Date(visit.visited_at),
    minutes: visit?.minutes ?? null,
    services: visit ? [...new Set(visit.services)] : [],
    carer: visit?.carer ?? null,
    note: visit ? visit.note : (rest.note ?? null),
    corrects: rest.corrects ?? null,
    madeAt: ctx.clock(),
    madeBy: ctx.actor?.account ?? null,
  });
  return id;
}

/** Records a visit at home. */
export function recordVisit(
  ctx: Context,
  facility: string,
  input: NewVisit & { placement_id: string },
): Promise<{ visit_id: string }> {
  return act(
    ctx,
    'attendance.visit',
    (tx) => holdStay(tx, ctx.district, input.placement_id),
    async (tx, { row: person }) => {
      if (person.facilityId !== facility) throw new Refusal('not_found', 'not_found');
      const at = new Date(input.visited_at);
      const near = await visitsNear(tx, ctx.district, person, at);
      required(mayVisit(person, { visitedAt: at, minutes: input.minutes }, near, ctx.clock()));
      const id = await writeVisit(tx, ctx, person, input, {});
      return { result: { visit_id: id }, after: { visit: id, at, minutes: input.minutes }, changed: topic(facility) };
    },
  );
}

export type Correction = { visit: NewVisit } | { visit: null; note: string };

/** Puts another record in the place of one: as it really was, or that the visit did not happen. Both stay. */
export function correctVisit(ctx: Context, visitId: string, input: Correction): Promise<{ visit_id: string }> {
  return act(
    ctx,
    'attendance.correct_visit',
    async (tx) => {
      const [old] = await tx
        .select()
        .from(careVisits)
        .where(and(eq(careVisits.district, ctx.district), eq(careVisits.id, visitId)));
      if (!old) throw new Refusal('not_found', 'not_found');
      const held = await holdStay(tx, ctx.district, old.placementId);
      return { ...held, row: { person: held.row, old } };
    },
    async (tx, { row: { person, old } }) => {
      const [newer] = await tx
        .select({ id: careVisits.id })
        .from(careVisits)
        .where(and(eq(careVisits.district, ctx.district), eq(careVisits.corrects, visitId)));
      if (newer) throw new Refusal('conflict', 'visit_corrected');
      if (old.visitedAt === null) throw new Refusal('conflict', 'visit_cancelled');
      const { visit } = input;
      if (visit) {
        const at = new Date(visit.visited_at);
        const near = await visitsNear(tx, ctx.district, person, at, visitId);
        required(mayVisit(person, { visitedAt: at, minutes: visit.minutes }, near, ctx.clock()));
      }
      const note = 'note' in input ? input.note : null;
      const id = await writeVisit(tx, ctx, person, visit, { corrects: visitId, note });
      return {
        result: { visit_id: id },
        before: { visit: visitId, at: old.visitedAt, minutes: old.minutes },
        after: { visit: id, at: visit?.visited_at ?? null, minutes: visit?.minutes ?? null },
        changed: topic(person.facilityId),
      };
    },
  );
}
