import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { beds, rooms } from '../../db/schema/facilities.ts';
import { placements } from '../../db/schema/placements.ts';
import { accounts } from '../../db/schema/registry.ts';
import { bedEvents, riskAssessments } from '../../db/schema/stays.ts';
import { Refusal } from '../kernel/errors.ts';
import { type Day, dayOf } from '../kernel/period.ts';
import { type Context, look } from '../platform/context.ts';
import { mayUndo } from './rules.ts';

export type TimelineItem = {
  batch_id: string | null;
  kind: string;
  day: Day;
  at: string | null;
  by: string | null;
  reason: string | null;
  note: string | null;
  /** of a move, from and to; of an admission, which */
  bed: string | null;
  from_bed: string | null;
  /** kept until, leaving on, corrected from */
  until: Day | null;
  before: Day | null;
  undone: boolean;
  undoable: boolean;
};
type Details = {
  from_bed?: string;
  keep_until?: Day;
  leaving_on?: Day | null;
  until?: Day | null;
  before?: Day | null;
};

/** Everything that happened in a stay, the latest first: what, on which day, by whom and when; and what may be taken back. */
export function readTimeline(ctx: Context, id: string) {
  return look(ctx, 'corrections.timeline', async (tx) => {
    const [stay] = await tx
      .select()
      .from(placements)
      .where(and(eq(placements.district, ctx.district), eq(placements.id, id)));
    if (!stay) throw new Refusal('not_found', 'not_found');
    const [events, risks] = await Promise.all([
      tx
        .select({ event: bedEvents, by: accounts.displayName })
        .from(bedEvents)
        .leftJoin(accounts, eq(accounts.id, bedEvents.by))
        .where(and(eq(bedEvents.district, ctx.district), eq(bedEvents.placementId, id)))
        .orderBy(asc(bedEvents.id)),
      tx
        .select({ sheet: riskAssessments, by: accounts.displayName })
        .from(riskAssessments)
        .leftJoin(accounts, eq(accounts.id, riskAssessments.recordedBy))
        .where(
          and(
            eq(riskAssessments.district, ctx.district),
            eq(riskAssessments.facilityId, stay.facilityId),
            eq(riskAssessments.applicantId, stay.applicantId),
          ),
        ),
    ]);
    const ids = [
      ...new Set([
        stay.bedId,
        ...events.flatMap(({ event: e }) => [e.bedId, (e.details as Details | null)?.from_bed ?? e.bedId]),
      ]),
    ];
    const named = await tx
      .select({ id: beds.id, bedNo: beds.bedNo, roomNo: rooms.roomNo })
      .from(beds)
      .innerJoin(rooms, and(eq(rooms.district, beds.district), eq(rooms.id, beds.roomId)))
      .where(and(eq(beds.district, ctx.district), inArray(beds.id, ids)));
    const nameOf = new Map(named.map((b) => [b.id, `${b.roomNo}-${b.bedNo}`]));
    const undone = new Set(events.flatMap(({ event: e }) => e.undoes ?? []));
    const standing = events.filter(({ event: e }) => !undone.has(e.id) && e.kind !== 'undone');
    const latest = standing.at(-1)?.event.batchId;
    // A list enters many stays in one go; for one of them alone it is not taken back.
    const [shared] = latest
      ? await tx.execute<{ many: boolean }>(sql`select count(distinct placement_id) > 1 as many from bed_events
          where district = ${ctx.district} and batch_id = ${latest}`)
      : [];
    const decided = stay.offerId !== null || stay.emergencyReason !== null;
    const today = dayOf(ctx.clock());
    const nothing = {
      batch_id: null,
      at: null,
      by: null,
      reason: null,
      note: null,
      bed: null,
      from_bed: null,
      until: null,
      before: null,
      undone: false,
      undoable: false,
    };
    // The two halves of a move are one line, and that something was taken back is said at what was.
    const items: TimelineItem[] = events
      .filter(({ event: e }) => e.kind !== 'moved_out' && e.kind !== 'undone')
      .map(({ event: e, by }) => {
        const d = (e.details ?? {}) as Details;
        const facts = { ...e, undone: undone.has(e.id), later: e.batchId !== latest || shared?.many === true, decided };
        return {
          batch_id: e.batchId,
          kind: e.kind,
          day: e.day,
          at: e.at.toISOString(),
          by,
          reason: e.reason,
          note: e.note,
          bed: nameOf.get(e.bedId) ?? null,
          from_bed: d.from_bed ? (nameOf.get(d.from_bed) ?? null) : null,
          until: d.keep_until ?? d.leaving_on ?? d.until ?? null,
          before: d.before ?? null,
          undone: undone.has(e.id),
          undoable: mayUndo(facts, today).ok,
        };
      });
    // Stays that were taken over from before have no events of their own.
    if (!events.some(({ event: e }) => e.kind === 'admitted'))
      items.push({
        ...nothing,
        kind: 'admitted',
        day: stay.admittedOn,
        reason: stay.funding,
        bed: nameOf.get(stay.bedId) ?? null,
      });
    if (
      stay.dischargedOn &&
      stay.dischargeKind !== 'error' &&
      !standing.some(({ event: e }) => e.kind === 'discharged')
    )
      items.push({ ...nothing, kind: 'discharged', day: stay.dischargedOn, reason: stay.dischargeKind });
    if (stay.trialUntil && stay.trialUntil <= (stay.dischargedOn ?? today))
      items.push({ ...nothing, kind: 'trial_over', day: stay.trialUntil });
    const left = stay.dischargedOn ?? today;
    for (const { sheet, by } of risks)
      if (sheet.assessedOn <= left)
        items.push({
          ...nothing,
          kind: 'assessed',
          day: sheet.assessedOn,
          at: sheet.createdAt.toISOString(),
          by: by ?? sheet.assessor,
        });
    const order = (i: TimelineItem) => `${i.day}${i.at ?? ''}`;
    items.sort((a, b) => (order(a) < order(b) ? 1 : order(a) > order(b) ? -1 : 0));
    return { district: ctx.district, type: 'placement', id, facility: stay.facilityId, row: items };
  });
}
