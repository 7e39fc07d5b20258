import { and, eq, sql } from 'drizzle-orm';
import { findingEvents, findings, inspectionPhotos } from '../../db/schema/inspections.ts';
import { loadCalendar } from '../divisions/actions.ts';
import { findFacility } from '../facilities/actions.ts';
import { checkOn, raiseFindings } from '../inspections/actions.ts';
import { dueAt, type FindingCode } from '../inspections/rules.ts';
import { Refusal, required } from '../kernel/errors.ts';
import { addDays, dayOf } from '../kernel/period.ts';
import { notifyOfFacility, notifyStaff } from '../notifications/actions.ts';
import { act, type Context, type Done, type Later, type Subject, type Tx, view } from '../platform/context.ts';
import { sha256Of } from '../platform/digest.ts';
import { newId } from '../platform/ids.ts';
import { pictureSize, redraw } from '../platform/pictures.ts';
import type { Bytes } from '../platform/sealing.ts';
import type { Storage } from '../platform/storage.ts';
import { MAX_PIXELS, mayTakePicture, pictureKind, SIZES } from '../profiles/rules.ts';
import { applicantOf, assignedAt, handsOf, staffOf, storageKey } from './queries.ts';
import {
  colourOf,
  mayAssign,
  mayCheck,
  mayClose,
  mayDismiss,
  mayRectify,
  mayReturn,
  type Status,
  type Step,
  stateAfter,
  type Term,
  toHome,
} from './rules.ts';

export type FindingRow = typeof findings.$inferSelect;
type Event = Partial<typeof findingEvents.$inferInsert> & { kind: (typeof findingEvents.$inferInsert)['kind'] };

/** A finding about to change: whoever else takes a step with it waits. */
async function findFinding(tx: Tx, district: string, id: string): Promise<Subject<FindingRow>> {
  const [row] = await tx
    .select()
    .from(findings)
    .where(and(eq(findings.district, district), eq(findings.id, id)))
    .for('update');
  if (!row) throw new Refusal('not_found', 'not_found');
  return {
    district,
    type: 'finding',
    id,
    street: row.streetCode,
    facility: toHome(row) ? row.facilityId : null,
    accounts: row.assignedTo ? [row.assignedTo] : [],
    row,
    version: row.version,
  };
}

/** Moves the finding by the table, and notes it as an event. */
async function move(tx: Tx, ctx: Context, row: FindingRow, step: Step, event: Event, set: Partial<FindingRow> = {}) {
  const to = stateAfter(step, row.status);
  if (!to) throw new Error(`no step ${step} from ${row.status}`);
  const ended = to === 'closed' || to === 'dismissed';
  await tx
    .update(findings)
    .set({ ...set, status: to, version: row.version + 1, ...(ended ? { closedAt: ctx.clock() } : {}) })
    .where(and(eq(findings.district, ctx.district), eq(findings.id, row.id)));
  const id = newId();
  await tx.insert(findingEvents).values({
    ...event,
    district: ctx.district,
    id,
    findingId: row.id,
    at: ctx.clock(),
    by: ctx.actor?.account ?? null,
  });
  return { to, event: id };
}

type Moved = { status: Status; version: number };
const moved = (row: FindingRow, to: Status): Moved => ({ status: to, version: row.version + 1 });

/** Tells whoever looks after the facility it is about; where it is about nobody's home, of the person whose case it is. */
async function tell(
  tx: Tx,
  ctx: Context,
  row: FindingRow,
  to: { role: 'institution' | 'leader'; facility?: string } | { accounts: readonly string[] },
  kind: 'assigned' | 'due' | 'overdue',
  by: Date,
): Promise<Later[]> {
  // The last day on which it can still be done.
  const values = { what: row.findingNo, by: dayOf(new Date(by.getTime() - 1)) };
  if (row.facilityId) {
    const about = { facilityId: row.facilityId, values, to };
    return (await notifyOfFacility(tx, ctx, { ...about, kind: `finding_${kind}` as const })).later;
  }
  const applicantId = await applicantOf(tx, ctx.district, row);
  if (!applicantId || kind === 'due') return [];
  return notifyStaff(tx, ctx, { to, applicantId, kind: `finding_case_${kind}` as const, values });
}

/** Something a person came upon, without a check. */
export function raiseByHand(
  ctx: Context,
  input: { facility_id: string; code: FindingCode; source: 'visit' | 'report'; term: Term; note: string },
): Promise<{ id: string }> {
  return act(
    ctx,
    'findings.raise',
    async (tx) => ({ ...(await findFacility(tx, ctx.district, input.facility_id)), version: undefined }),
    async (tx) => {
      const { facility_id: facility, code, source, term, note } = input;
      const key = newId();
      const hit = { fact_key: key, subject: { type: 'facility' as const, id: facility }, facility, values: {} };
      const made = await raiseFindings(tx, ctx, { code, source, term, note: note.trim(), hits: [hit] });
      const id = made.get(key) ?? '';
      return { result: { id }, id, after: { code, source, term, facility }, changed: ['findings'] };
    },
  );
}

/** Gives it to the home itself or to somebody of the bureau; the time runs from here, once. */
export function assignFinding(
  ctx: Context,
  id: string,
  input: { assigned_to: string | null; term: Term | null; note: string | null },
): Promise<Moved & { due_at: string }> {
  return act(
    ctx,
    'findings.assign',
    (tx) => findFinding(tx, ctx.district, id),
    async (tx, { row }) => {
      const to = input.assigned_to;
      required(mayAssign({ status: row.status, facility: row.facilityId }, to), 'conflict');
      if (to && !(await staffOf(tx, ctx.district)).some((a) => a.id === to))
        throw new Refusal('invalid', [{ code: 'officer_unknown', pointer: '/assigned_to' }]);
      const term = row.dueAt ? row.term : (input.term ?? row.term);
      const check = await checkOn(tx, ctx.district, row.code, dayOf(row.foundAt));
      const due = row.dueAt ?? dueAt(term, ctx.clock(), await loadCalendar(tx), check?.params.working === 1);
      const event: Event = { kind: 'assigned', note: input.note?.trim() || null, dueAt: due };
      const done = await move(tx, ctx, row, 'assign', event, { assignedTo: to, term, dueAt: due });
      const whom = to ? { accounts: [to] } : { role: 'institution' as const, facility: row.facilityId ?? '' };
      const later = await tell(tx, ctx, row, whom, 'assigned', due);
      return {
        result: { ...moved(row, done.to), due_at: due.toISOString() },
        before: { status: row.status, assigned_to: row.assignedTo },
        after: { status: done.to, assigned_to: to, term, due_at: due },
        changed: ['findings'],
        later,
      };
    },
  );
}

/** A photo drawn anew without place, time or camera, in two sizes; judged before it is unfolded. */
export type Drawn = { sha256: string; pictures: readonly Uint8Array[] };
export async function drawPhotos(files: readonly Uint8Array[]): Promise<Drawn[]> {
  const drawn: Drawn[] = [];
  for (const bytes of files) {
    required(mayTakePicture(bytes, pictureKind(bytes) && (await pictureSize(bytes))), 'wrong_type');
    const pictures = await redraw(bytes, SIZES, MAX_PIXELS);
    const large = pictures?.[0];
    if (!pictures || !large) throw new Refusal('wrong_type', 'picture_damaged');
    const sha256 = sha256Of(large.bytes);
    drawn.push({ sha256, pictures: pictures.map((p) => p.bytes) });
  }
  return drawn;
}

async function* whole(bytes: Uint8Array): Bytes {
  yield bytes;
}

type PhotoOf = { facilityId: string | null; eventId?: string; spotCheckId?: string; takenAt: Date | null };
/** Puts the files into the sealed store and their rows beside the step they prove. Files are named by what is in them. */
export async function keepPhotos(tx: Tx, ctx: Context, storage: Storage, drawn: readonly Drawn[], of: PhotoOf) {
  for (const { sha256, pictures } of drawn) {
    const key = storageKey(ctx.district, sha256);
    for (const [i, edge] of SIZES.entries()) await storage.put(`${key}-${edge}`, whole(pictures[i] as Uint8Array));
    await tx.insert(inspectionPhotos).values({
      ...of,
      district: ctx.district,
      id: newId(),
      storageKey: key,
      sha256,
      type: 'image/jpeg',
      bytes: (pictures[0] as Uint8Array).length,
      addedBy: ctx.actor?.account ?? null,
      addedAt: ctx.clock(),
    });
  }
}

/** The home, or whoever it was given to, says what was done about it. */
export async function rectifyFinding(
  ctx: Context,
  storage: Storage,
  id: string,
  input: { note: string; photos: readonly Uint8Array[] },
): Promise<Moved> {
  const drawn = await drawPhotos(input.photos);
  return act(
    ctx,
    'findings.rectify',
    (tx) => findFinding(tx, ctx.district, id),
    async (tx, { row }) => {
      required(mayRectify(row, input.note));
      const done = await move(tx, ctx, row, 'rectify', { kind: 'rectified', note: input.note.trim() });
      await keepPhotos(tx, ctx, storage, drawn, { facilityId: row.facilityId, eventId: done.event, takenAt: null });
      return {
        result: moved(row, done.to),
        before: { status: row.status },
        after: { status: done.to, photos: drawn.map((d) => d.sha256) },
        changed: ['findings'],
      };
    },
  );
}

export type VisitInput = {
  visited_at: string;
  people: readonly string[];
  lng: number | null;
  lat: number | null;
  note: string | null;
  photos: readonly Uint8Array[];
};

/** Two people have been there and it is as was said. */
export async function checkFinding(ctx: Context, storage: Storage, id: string, input: VisitInput): Promise<Moved> {
  const drawn = await drawPhotos(input.photos);
  return act(
    ctx,
    'findings.check',
    (tx) => findFinding(tx, ctx.district, id),
    async (tx, { row }) => {
      const visitedAt = new Date(input.visited_at);
      const people = input.people.map((p) => p.trim()).filter(Boolean);
      const { lng, lat } = input;
      const hands = await handsOf(tx, ctx.district, row);
      required(
        mayCheck(
          { status: row.status, facility: row.facilityId, rectifiedAt: hands.rectifiedAt },
          { visitedAt, people, lng, lat, photos: drawn.length },
          hands,
          { account: ctx.actor?.account ?? null, now: ctx.clock() },
        ),
      );
      const note = input.note?.trim() || null;
      const done = await move(tx, ctx, row, 'check', { kind: 'checked', note, visitedAt, people, lng, lat });
      const of = { facilityId: row.facilityId, eventId: done.event, takenAt: visitedAt };
      await keepPhotos(tx, ctx, storage, drawn, of);
      return {
        result: moved(row, done.to),
        before: { status: row.status },
        after: { status: done.to, visited_at: visitedAt, photos: drawn.map((d) => d.sha256) },
        changed: ['findings'],
      };
    },
  );
}

/** A step that needs words and nothing else. */
const wordStep = (
  action: 'findings.return' | 'findings.close' | 'findings.dismiss',
  step: Step,
  kind: 'returned' | 'closed' | 'dismissed',
  may: (row: FindingRow, note: string) => ReturnType<typeof mayReturn>,
  besides: (tx: Tx, ctx: Context, row: FindingRow) => Promise<Later[]> = async () => [],
) =>
  function takeStep(ctx: Context, id: string, note: string | null): Promise<Moved> {
    return act(
      ctx,
      action,
      (tx) => findFinding(tx, ctx.district, id),
      async (tx, { row }): Promise<Done<Moved>> => {
        required(may(row, note ?? ''));
        const done = await move(tx, ctx, row, step, { kind, note: note?.trim() || null });
        return {
          result: moved(row, done.to),
          before: { status: row.status },
          after: { status: done.to },
          reason: note?.trim() || undefined,
          changed: ['findings'],
          later: await besides(tx, ctx, row),
        };
      },
    );
  };

/** What was done does not do: it goes back, with the time it had. */
export const returnFinding = wordStep('findings.return', 'return', 'returned', mayReturn, async (tx, ctx, row) => {
  if (!row.dueAt) return [];
  const whom = row.assignedTo
    ? { accounts: [row.assignedTo] }
    : { role: 'institution' as const, facility: row.facilityId ?? '' };
  return tell(tx, ctx, row, whom, 'assigned', row.dueAt);
});
export const closeFinding = wordStep('findings.close', 'close', 'closed', mayClose);
export const dismissFinding = wordStep('findings.dismiss', 'dismiss', 'dismissed', mayDismiss);

const TOLD_WITHIN_DAYS = 30;

/** Tells the home when most of its time has passed, and the leader when all of it has: each once. */
export async function tellFindings(ctx: Context): Promise<{ told: number }> {
  const now = ctx.clock();
  const running = await view(ctx, 'findings.tell', (tx) =>
    tx.execute<{ id: string; assigned_at: string; due_at: string; kinds: string[]; heard: boolean; led: boolean }>(sql`
      with told as materialized (select values ->> 'what' as no, kind from messages
        where district = ${ctx.district} and kind in ('finding_due', 'finding_overdue', 'finding_case_overdue')),
      able as materialized (select m.role, m.facility_id from memberships m
        join accounts a on a.id = m.account_id and a.disabled_at is null
        where m.district = ${ctx.district} and m.role in ('leader', 'institution') and m.ended_at is null)
      select f.id, ${assignedAt} as assigned_at, f.due_at,
        array(select kind from told where told.no = f.finding_no) as kinds,
        f.facility_id is not null and (f.assigned_to is not null
          or exists (select from able where able.facility_id = f.facility_id)) as heard,
        exists (select from able where able.role = 'leader') as led
        from findings f where f.district = ${ctx.district} and f.status = 'assigned'
         and f.due_at > ${addDays(dayOf(now), -TOLD_WITHIN_DAYS)}::timestamp at time zone 'Asia/Shanghai'`),
  );
  let told = 0;
  for (const f of running) {
    const colour = colourOf(
      { status: 'assigned', assignedAt: new Date(f.assigned_at), dueAt: new Date(f.due_at) },
      now,
    );
    // What nobody could hear is not told, and not tried again and again.
    const kind = colour === 'red' && f.led ? 'overdue' : colour === 'amber' && f.heard ? 'due' : null;
    if (!kind || f.kinds.some((k) => k.endsWith(`_${kind}`))) continue;
    told += await act(
      ctx,
      'findings.tell',
      async (tx) => ({ ...(await findFinding(tx, ctx.district, f.id)), version: undefined }),
      async (tx, { row }) => {
        if (row.status !== 'assigned' || !row.dueAt) return { result: 0 };
        const home = { role: 'institution' as const, facility: row.facilityId ?? '' };
        const later =
          kind === 'overdue'
            ? await tell(tx, ctx, row, { role: 'leader' }, kind, row.dueAt)
            : await tell(tx, ctx, row, row.assignedTo ? { accounts: [row.assignedTo] } : home, kind, row.dueAt);
        return { result: later.length > 0 ? 1 : 0, after: { finding: row.findingNo, told: kind }, later };
      },
    );
  }
  return { told };
}
