import { and, eq } from 'drizzle-orm';
import { applicants } from '../../db/schema/applicants.ts';
import { placements } from '../../db/schema/placements.ts';
import { loadPeople } from '../applicants/actions.ts';
import { findFacility } from '../facilities/actions.ts';
import { loadBeds } from '../facilities/queries.ts';
import type { Sex } from '../facilities/rules.ts';
import { type Reason, Refusal, type Verdict } from '../kernel/errors.ts';
import { type Day, dayOf, fromRange } from '../kernel/period.ts';
import { takesIn } from '../placements/queries.ts';
import { mayTakeIn } from '../placements/rules.ts';
import { type Context, look } from '../platform/context.ts';
import { findClaim } from './actions.ts';
import { mayMove } from './rules.ts';

type Loaded = Awaited<ReturnType<typeof loadBeds>>;
type Place = { bed: Loaded['beds'][number]; room: Loaded['rooms'][number]; claims: Loaded['claims'] };
export type FitBed = Pick<Place, 'bed' | 'room'> & { reasons: Reason[] };

/** Nobody asks why a bed is not offered that somebody has, or that is of another sort altogether. */
const notMeant: readonly string[] = ['bed_taken', 'same_bed', 'no_bed_of_kind'];

/** Every bed that is not taken, with all that stands in the way: fitting ones first, then as one walks through the house. */
function judged(facts: Loaded, judge: (place: Place) => Verdict): FitBed[] {
  const roomOf = new Map(facts.rooms.map((r) => [r.id, r]));
  const claimsIn = Map.groupBy(facts.claims, (c) => c.roomId);
  const by = new Intl.Collator('zh-u-kn-true');
  return facts.beds
    .flatMap((bed): FitBed[] => {
      const room = roomOf.get(bed.roomId);
      if (!room || bed.retiredOn !== null) return [];
      const verdict = judge({ bed, room, claims: claimsIn.get(room.id) ?? [] });
      return [{ bed, room, reasons: verdict.ok ? [] : verdict.reasons }];
    })
    .filter(({ reasons }) => !reasons.some((r) => notMeant.includes(r.code)))
    .sort(
      (a, b) =>
        a.reasons.length - b.reasons.length ||
        by.compare(a.room.building, b.room.building) ||
        by.compare(a.room.roomNo, b.room.roomNo) ||
        by.compare(a.bed.bedNo, b.bed.bedNo),
    );
}

/** For somebody who comes and pays alone: the judgement of the admission itself; weekdays are the form's. */
export function bedsForComer(ctx: Context, id: string, who: { sex: Sex; level: number; dementia: boolean; from: Day }) {
  return look(ctx, 'stays.beds', async (tx) => {
    const subject = await findFacility(tx, ctx.district, id);
    const today = dayOf(ctx.clock());
    const from = who.from < today ? who.from : today;
    const person = { sex: who.sex, diedOn: null, lying: [] };
    const facts = await loadBeds(tx, ctx.district, { facility: id }, from);
    const takesPeople = await takesIn(tx, ctx.district, id);
    const row = judged(facts, ({ bed, room, claims }) => {
      // A day bed is taken by the weekday, which the form asks for once the bed is chosen.
      const day = bed.kind === 'day';
      const inRoom = day ? claims.filter((c) => c.bedId !== bed.id) : claims;
      const asked = { ...who, from, weekdays: day ? [1] : [], takenOver: false };
      return mayTakeIn(person, { bed, room, claims: inRoom, takesPeople }, asked, today);
    });
    return { ...subject, row };
  });
}

/** For a resident who moves: the judgement of the move itself, as of today. */
export function bedsForResident(ctx: Context, id: string) {
  return look(ctx, 'stays.beds', async (tx) => {
    const [found] = await tx
      .select({ stay: placements, sex: applicants.sex })
      .from(placements)
      .innerJoin(
        applicants,
        and(eq(applicants.district, placements.district), eq(applicants.id, placements.applicantId)),
      )
      .where(and(eq(placements.district, ctx.district), eq(placements.id, id)));
    if (!found) throw new Refusal('not_found', 'not_found');
    const { stay, sex } = found;
    const on = dayOf(ctx.clock());
    const [claim, people, facts] = [
      await findClaim(tx, ctx.district, stay.claimId),
      await loadPeople(tx, ctx.district, [stay.applicantId], on),
      await loadBeds(tx, ctx.district, { facility: stay.facilityId }, on),
    ];
    const from = facts.beds.find((b) => b.id === stay.bedId);
    if (!from) throw new Refusal('not_found', 'not_found');
    const mark = people.get(stay.applicantId)?.assessment;
    const level = stay.careLevel ?? mark?.level ?? null;
    const mover = { ...stay, sex, level, dementia: mark?.dementia ?? false, since: fromRange(claim.during).start };
    const asked = { on, reason: 'request' as const, note: null, weekdays: claim.weekdays };
    const row = judged(facts, ({ bed, room, claims }) =>
      mayMove(mover, { from, bed, room, claims: claims.filter((c) => c.id !== claim.id) }, asked, on),
    );
    return { district: ctx.district, type: 'placement', id, facility: stay.facilityId, row };
  });
}
