// Decides what a list of residents changes of a home (GB 38600: nobody unassessed; one person, one bed): who comes, moves
// and goes, by the ID number, and every line that cannot be.
import { readIdNo } from '../../applicants/rules.ts';
import { type Bed, type Claim, residential, type Sex, weekdaysIn } from '../../facilities/rules.ts';
import type { ReasonValues } from '../../kernel/errors.ts';
import type { ReasonCode } from '../../kernel/messages.ts';
import { checkName } from '../../kernel/names.ts';
import { addDays, type Day, fromRange, isDay } from '../../kernel/period.ts';
import { BACK_DAYS } from '../../placements/rules.ts';
import type { MoveReason as AnyReason } from '../../stays/rules.ts';
import {
  buildingOf,
  type FieldChange,
  type Mode,
  type RoomFact,
  type RosterDiff,
  type RosterRow,
  roomKey,
  takenValues,
  withoutRefused,
} from './lines.ts';

/** One resident of a list, known by the ID card. A field left out (undefined) stays as it is; null is 未填报. */
export type ResidentLine = {
  line: number;
  /** the number the home's own system has for the person */
  external_id?: string | null;
  name: string;
  id_no: string;
  phone?: string | null;
  building?: string;
  room_no: string;
  bed_no: string;
  admitted_on: Day;
  discharged_on?: Day | null;
  discharge_kind?: 'home' | 'hospital' | 'other_facility' | 'death' | 'breach' | null;
  /** day care: 1 Monday … 7 Sunday */
  weekdays?: number[];
  /** what the home itself found, 0–4: nobody is taken in unassessed */
  level?: number | null;
  /** when the home assessed the safety risks (GB 38600) */
  risk_assessed_on?: Day | null;
  /** why somebody lies in another bed than is known; moved as of the day of the list */
  move_reason?: MoveReason;
};

/** `other` needs a note, which a list has no place for */
type MoveReason = Exclude<AnyReason, 'other'>;
type Place = Pick<Bed, 'id' | 'roomId' | 'kind' | 'levelMin' | 'levelMax' | 'pool' | 'retiredOn'> & { bedNo: string };
/** A stay of this home; those that have ended only of people the list names. */
export type StayFact = {
  placementId: string;
  claimId: string;
  /** of the ID number */
  digest: string;
  name: string;
  externalId: string | null;
  bedId: string;
  admittedOn: Day;
  /** in the present bed */
  since: Day;
  dischargedOn: Day | null;
  careLevel: number | null;
  weekdays: string;
};
export type ResidentFacts = {
  /** the day from which this home's beds are known here */
  registeredOn: Day;
  rooms: readonly RoomFact[];
  beds: readonly Place[];
  /** those that still matter today or later */
  claims: readonly (Claim & { id: string; roomId: string })[];
  stays: readonly StayFact[];
};
export type ResidentPlan = {
  leaving: { line: number; placementId: string; on: Day; kind: NonNullable<ResidentLine['discharge_kind']> }[];
  moving: { line: number; placementId: string; bedId: string; reason: MoveReason }[];
  coming: { line: number; bedId: string }[];
  levels: { line: number; placementId: string; bedId: string; from: number | null; to: number }[];
  /** placement, or the line of somebody new → what the home's system calls the person */
  names: { line: number; placementId: string | null; externalId: string }[];
};

const EVERY_DAY = '{[1,8)}';

type Living = {
  line: number;
  digest: string;
  bed: Place;
  room: RoomFact;
  sex: Sex;
  days: number[];
  stay: StayFact | null;
  /** from when in this bed, where it is another than now */
  from: Day;
};

/**
 * What the list changes of who lives in the home. `full`: whoever lives here must be in the list, living or with the day
 * and the way of leaving; nobody is let go by being left out.
 * @param digestOf blind index of an ID number, so that none is compared in the clear
 */
export function diffResidents(
  facts: ResidentFacts,
  lines: readonly ResidentLine[],
  mode: Mode,
  today: Day,
  digestOf: (idNo: string) => string,
): { diff: RosterDiff; plan: ResidentPlan } {
  const diff: RosterDiff = { added: [], changed: [], unchanged: [], removed: [], refused: [] };
  const plan: ResidentPlan = { leaving: [], moving: [], coming: [], levels: [], names: [] };
  const refuse = (line: number, column: string, code: ReasonCode, values?: ReasonValues) =>
    diff.refused.push({ line, column, code, ...(values ? { values } : {}) });

  const roomOf = new Map(facts.rooms.map((r) => [r.id, r]));
  const keyOf = (r: RoomFact, bedNo: string) => `${roomKey(r.building, r.roomNo)}\u0000${bedNo}`;
  const bedAt = new Map(facts.beds.map((b) => [keyOf(roomOf.get(b.roomId) as RoomFact, b.bedNo), b]));
  const bedOf = new Map(facts.beds.map((b) => [b.id, b]));
  const staying = new Map(facts.stays.filter((s) => s.dischargedOn === null).map((s) => [s.digest, s]));
  const ended = Map.groupBy(
    facts.stays.filter((s) => s.dischargedOn !== null),
    (s) => s.digest,
  );
  const ownerOf = new Map(facts.stays.flatMap((s) => (s.externalId ? [[s.externalId, s.digest] as const] : [])));
  const seen = new Map<string, number>();
  const seenIds = new Map<string, number>();
  const named = new Set<string>();
  const living: Living[] = [];
  /** claims that end with the list → the day */
  const gone = new Map<string, Day>();

  for (const l of lines) {
    const idNo = l.id_no.toUpperCase();
    const person = readIdNo(idNo, today);
    if (!person.ok) for (const r of person.reasons) refuse(l.line, 'id_no', r.code, r.values);
    const unnamed = checkName(l.name);
    if (unnamed) refuse(l.line, 'name', unnamed.code);
    checkDays(l, today, refuse);
    if (!person.ok) continue;
    const digest = digestOf(idNo);
    const stay = staying.get(digest) ?? null;
    if (stay) named.add(stay.placementId);
    if (seen.has(digest)) refuse(l.line, 'id_no', 'roster_twice', { other: seen.get(digest) as number });
    else seen.set(digest, l.line);
    if (l.external_id) {
      const other = seenIds.get(l.external_id);
      if (other !== undefined) refuse(l.line, 'external_id', 'roster_twice', { other });
      else seenIds.set(l.external_id, l.line);
      // A name of an earlier stay of the same person goes over to this one, unless this one has a name already.
      const renamed = stay?.externalId && stay.externalId !== l.external_id && ownerOf.has(l.external_id);
      if ((ownerOf.get(l.external_id) ?? digest) !== digest || renamed)
        refuse(l.line, 'external_id', 'roster_id_of_other', { external_id: l.external_id });
    }
    const building = buildingOf(l, facts.rooms, stay ? roomOf.get(bedOf.get(stay.bedId)?.roomId ?? '') : undefined);
    if (building === null) {
      refuse(l.line, 'building', 'roster_building', { room: l.room_no });
      continue;
    }
    const bed = bedAt.get(`${roomKey(building, l.room_no)}\u0000${l.bed_no}`);
    const row: RosterRow = {
      line: l.line,
      id: stay?.placementId ?? null,
      external_id: l.external_id || (stay?.externalId ?? null),
      building,
      room_no: l.room_no,
      bed_no: l.bed_no,
    };

    if (l.discharged_on) {
      const past = ended.get(digest)?.find((s) => s.admittedOn === l.admitted_on);
      if (!stay && past && past.dischargedOn === l.discharged_on) diff.unchanged.push({ ...row, id: past.placementId });
      else if (!stay && past) refuse(l.line, 'discharged_on', 'roster_left_on', { on: past.dischargedOn as Day });
      else if (!stay) refuse(l.line, 'discharged_on', 'roster_left_before');
      else if (!l.discharge_kind) refuse(l.line, 'discharge_kind', 'roster_discharge_kind');
      else {
        if (l.discharged_on < stay.admittedOn)
          refuse(l.line, 'discharged_on', 'discharge_before_admission', { admitted: stay.admittedOn });
        else if (l.discharged_on < stay.since) refuse(l.line, 'discharged_on', 'before_stay', { since: stay.since });
        diff.removed.push(row);
        plan.leaving.push({ line: l.line, placementId: stay.placementId, on: l.discharged_on, kind: l.discharge_kind });
        gone.set(stay.claimId, l.discharged_on);
      }
      continue;
    }

    if (!bed || bed.retiredOn !== null) {
      refuse(l.line, 'bed_no', 'roster_no_bed', { room: l.room_no, bed: l.bed_no });
      continue;
    }
    const days = l.weekdays?.length
      ? [...new Set(l.weekdays)].sort()
      : stay
        ? weekdaysIn(stay.weekdays)
        : weekdaysIn(EVERY_DAY);
    if (l.weekdays?.some((d) => !Number.isInteger(d) || d < 1 || d > 7)) refuse(l.line, 'weekdays', 'roster_weekdays');
    if (residential(bed.kind) && l.weekdays?.length && l.weekdays.length < 7)
      refuse(l.line, 'weekdays', 'weekdays_whole');
    if (l.level != null && ![0, 1, 2, 3, 4].includes(l.level)) refuse(l.line, 'level', 'roster_level');
    if (l.level != null && (l.level < bed.levelMin || l.level > bed.levelMax))
      refuse(l.line, 'level', 'level_not_taken', { min: bed.levelMin, max: bed.levelMax, level: l.level });
    const room = roomOf.get(bed.roomId) as RoomFact;
    living.push({ line: l.line, digest, bed, room, sex: person.sex, days, stay, from: stay ? today : l.admitted_on });
    if (l.external_id && l.external_id !== stay?.externalId)
      plan.names.push({ line: l.line, placementId: stay?.placementId ?? null, externalId: l.external_id });

    if (!stay) {
      if (l.level == null) refuse(l.line, 'level', 'roster_level_needed');
      if (bed.kind === 'day' && !l.weekdays?.length) refuse(l.line, 'weekdays', 'weekdays_needed');
      // Who was there before the home was registered here is taken over with it; everybody else is a new admission.
      const before = l.admitted_on < facts.registeredOn && l.admitted_on < addDays(today, -BACK_DAYS);
      if (!before) {
        if (!l.risk_assessed_on) refuse(l.line, 'risk_assessed_on', 'roster_risk_needed');
        if (bed.pool !== 'market') refuse(l.line, 'bed_no', 'roster_for_contract');
      }
      diff.added.push(row);
      plan.coming.push({ line: l.line, bedId: bed.id });
      continue;
    }
    if (l.admitted_on !== stay.admittedOn)
      refuse(l.line, 'admitted_on', 'roster_admitted_on', { known: stay.admittedOn });
    if (l.name.trim() !== stay.name) refuse(l.line, 'name', 'roster_name');
    if (l.weekdays?.length && days.join() !== weekdaysIn(stay.weekdays).join())
      refuse(l.line, 'weekdays', 'roster_weekdays_known', { known: weekdaysIn(stay.weekdays).map(String) });
    const changes = changesOf(l, row, stay, bedOf.get(stay.bedId), roomOf);
    if (bed.id !== stay.bedId) {
      if (!l.move_reason) refuse(l.line, 'move_reason', 'roster_move', { room: row.room_no, bed: row.bed_no });
      else plan.moving.push({ line: l.line, placementId: stay.placementId, bedId: bed.id, reason: l.move_reason });
    }
    if (l.level != null && l.level !== stay.careLevel)
      plan.levels.push({
        line: l.line,
        placementId: stay.placementId,
        bedId: bed.id,
        from: stay.careLevel,
        to: l.level,
      });
    if (changes.length) diff.changed.push({ ...row, changes });
    else diff.unchanged.push(row);
  }

  judgeBeds(facts, living, gone, refuse);
  if (mode === 'full')
    for (const stay of staying.values())
      if (!named.has(stay.placementId)) {
        const bed = bedOf.get(stay.bedId);
        refuse(0, 'id_no', 'roster_resident_missing', {
          room: roomOf.get(bed?.roomId ?? '')?.roomNo ?? '',
          bed: bed?.bedNo ?? '',
          from: stay.admittedOn,
        });
      }
  return { diff: withoutRefused(diff), plan };
}

type Say = (line: number, column: string, code: ReasonCode, values?: ReasonValues) => void;

function checkDays(l: ResidentLine, today: Day, refuse: Say) {
  for (const column of ['admitted_on', 'discharged_on', 'risk_assessed_on'] as const) {
    const day = l[column];
    if (day && !isDay(day)) refuse(l.line, column, 'roster_day');
    else if (day && day > today) refuse(l.line, column, 'date_in_future', { date: day });
  }
  if (l.discharged_on && l.discharged_on < l.admitted_on)
    refuse(l.line, 'discharged_on', 'dates_reversed', { start: l.admitted_on, end: l.discharged_on });
}

function changesOf(
  l: ResidentLine,
  row: RosterRow,
  stay: StayFact,
  was: Place | undefined,
  roomOf: ReadonlyMap<string, RoomFact>,
): FieldChange[] {
  const room = was && roomOf.get(was.roomId);
  return [
    { field: 'external_id', from: stay.externalId, to: row.external_id },
    { field: 'building', from: room?.building ?? null, to: row.building },
    { field: 'room_no', from: room?.roomNo ?? null, to: row.room_no },
    { field: 'bed_no', from: was?.bedNo ?? null, to: row.bed_no },
    { field: 'level', from: stay.careLevel, to: l.level ?? stay.careLevel },
  ].filter((c) => c.from !== c.to);
}

/** One bed one person on a day, and nobody with the other sex in a room, once everybody is where the list says. */
function judgeBeds(facts: ResidentFacts, living: readonly Living[], gone: ReadonlyMap<string, Day>, refuse: Say) {
  // Whoever moves leaves a bed to be cleaned: it is nobody else's in the same list.
  const mine = new Set(living.flatMap((p) => (p.stay?.bedId === p.bed.id ? p.stay.claimId : [])));
  const others = facts.claims.filter((c) => !gone.has(c.id) && !mine.has(c.id));
  const leftOn = Map.groupBy(
    facts.claims.filter((c) => gone.has(c.id)),
    (c) => c.bedId,
  );
  const meets = (a: readonly number[], b: readonly number[]) => a.some((d) => b.includes(d));
  const othersOn = Map.groupBy(others, (c) => c.bedId);
  const othersIn = Map.groupBy(others, (c) => c.roomId);
  for (const [bedId, list] of Map.groupBy(living, (p) => p.bed.id))
    list.forEach((p, i) => {
      const before = list.slice(0, i).find((q) => meets(p.days, q.days));
      if (before) refuse(p.line, 'bed_no', 'roster_bed_twice', { other: before.line });
      if (p.stay?.bedId === bedId) return;
      const against = (othersOn.get(bedId) ?? []).filter((c) => meets(p.days, weekdaysIn(c.weekdays)));
      const held = takenValues(against);
      const still = (leftOn.get(bedId) ?? [])
        .filter((c) => meets(p.days, weekdaysIn(c.weekdays)))
        .map((c) => gone.get(c.id) as Day)
        .filter((left) => left > p.from)
        .sort()
        .at(-1);
      if (still) refuse(p.line, 'admitted_on', 'roster_left_later', { on: still });
      if (held) refuse(p.line, 'bed_no', 'roster_bed_held', held);
      else if (against.length)
        refuse(p.line, 'bed_no', 'roster_bed_closed', { from: fromRange(against[0]!.during).start });
    });
  for (const [roomId, list] of Map.groupBy(living, (p) => p.room.id))
    for (const p of list) {
      if (p.room.sex === 'mixed' || p.stay?.bedId === p.bed.id) continue;
      const lying =
        p.room.sex === 'single_sex'
          ? [
              ...list.filter((q) => q !== p).map((q) => q.sex),
              ...(othersIn.get(roomId) ?? []).flatMap((c) => c.sex ?? []),
            ]
          : [p.room.sex];
      if (lying.some((sex) => sex !== p.sex)) refuse(p.line, 'room_no', 'roster_sex_of_room', { room: p.room.roomNo });
    }
}
