import type { ImportedPerson } from '../server/applicants/actions.ts';
import { addDays, addMonths, type Day } from '../server/kernel/period.ts';
import { assessments } from './assessments.ts';
import type { PlannedFacility } from './facilities.ts';
import { createLedger, type Ledger, type Place } from './ledger.ts';
import type { People, Sex } from './people.ts';
import type { Random } from './random.ts';
import { arrival, howItEnded, pastStay, weekdaysFor } from './rhythm.ts';
import type { NewBed } from './rooms.ts';

/** Share of places taken today, before a facility's own popularity. */
const TAKEN: Record<NewBed['kind'], number> = { residential: 0.76, nursing: 0.77, day: 0.71, home: 0.36 };
const LEVELS = { 0: 20, 1: 29, 2: 24, 3: 17, 4: 10 } as const;
const CLOSED = 0.03;

export type Residents = { ledger: Ledger; couples: [ImportedPerson, ImportedPerson][] };

/** Past and present stays over two years, bed by bed: who came when, who left how, what is closed today. */
export function makeStays(r: Random, people: People, facilities: PlannedFacility[], today: Day): Residents {
  const ledger = createLedger(r);
  const couples: Residents['couples'] = [];
  const returning: { person: ImportedPerson; came: Day; bed: NewBed; level: number }[] = [];

  const courses = new Map<string, { first: Day; until: Day; level: number; levelMin: number; dementia: boolean }>();

  function newcomer(at: Place, sex: Sex, since: Day, until: Day) {
    const { bed } = at;
    const dementia = bed.dementia && r.chance(bed.kind === 'nursing' ? 0.85 : 0.15);
    const low = Math.max(bed.levelMin, dementia ? 1 : 0);
    const weights = Object.fromEntries(
      Object.entries(LEVELS).filter(([level]) => Number(level) >= low && Number(level) <= bed.levelMax),
    );
    const level = Number(r.weighted(weights));
    const before = addDays(since, -r.int(3, 20));
    const person = people.add({
      sex,
      level,
      dementia,
      since: before,
      categories:
        bed.pool === 'reserve' ? ['tekun'] : r.chance(0.12) ? [r.pick(['dibao', 'dibao_margin'] as const)] : [],
    });
    courses.set(person.applicant.id, { first: before, until, level, levelMin: bed.levelMin, dementia });
    return { person, level };
  }

  const fundingOf = (bed: NewBed) =>
    bed.pool === 'reserve' ? 'reserve' : bed.pool === 'subsidised' && r.chance(0.8) ? 'subsidised' : 'private';

  function present(at: Place, sex: Sex, came: Day, days?: number[]) {
    const { person, level } = newcomer(at, sex, came, today);
    ledger.stay(at, person, came, null, fundingOf(at.bed), days);
    if (at.bed.pool !== 'reserve' && !days && r.chance(0.05)) returning.push({ person, came, bed: at.bed, level });
    return person;
  }

  function past(at: Place, sex: () => Sex, before: Day, days?: number[]) {
    let until = before;
    for (let n = 0; n < 2 && r.chance(at.bed.kind === 'home' ? 0.1 : 0.16); n += 1) {
      const period = pastStay(r, at.bed.openedOn, until, today);
      if (!period || !ledger.isFree(at.bed.id, { start: period.from, end: period.to }, days ?? [1, 2, 3, 4, 5, 6, 7]))
        return;
      const { person, level } = newcomer(at, sex(), period.from, period.to);
      const kind = howItEnded(r, at.bed.kind, level);
      ledger.stay(at, person, period.from, { on: period.to, kind }, fundingOf(at.bed), days);
      until = period.from;
    }
  }

  for (const facility of facilities) {
    // One in eight is full, whatever it is: people ask for it and wait.
    const full = facility.facility.kind !== 'nursing_home' && r.chance(0.125);
    const popularity = 0.89 + 0.17 * r.next();
    const beds = Map.groupBy(facility.beds, (b) => b.roomId);
    for (const room of facility.rooms) {
      const inRoom = (beds.get(room.id) ?? []).map((bed): Place => ({ facility, room, bed }));
      const either = () => (r.chance(0.53) ? 'female' : 'male');
      const own = room.sex === 'male' || room.sex === 'female' ? room.sex : either();
      const shared = room.sex === 'mixed';
      const couple = shared && inRoom.length === 2 && inRoom[0]!.bed.kind === 'residential';
      if (couple && r.chance(0.7)) {
        const came = arrival(r, 'residential', inRoom[0]!.bed.openedOn, today);
        const pair = [present(inRoom[0]!, 'male', came), present(inRoom[1]!, 'female', came)] as const;
        marry(...pair);
        couples.push([...pair]);
        continue;
      }
      // An undesignated room now and then stands empty: it takes either sex then.
      const empty = !full && room.sex === 'single_sex' && r.chance(0.25);
      for (const at of inRoom) {
        const { bed } = at;
        const sex = shared ? either : () => own;
        const days = bed.kind === 'day' ? weekdaysFor(r) : undefined;
        if (!empty && r.chance(full ? 1 : TAKEN[bed.kind] * popularity)) {
          const came = arrival(r, bed.kind, bed.openedOn, today);
          present(at, sex(), came, days);
          if (days?.join() === '1,3,5' && r.chance(0.6)) present(at, sex(), addDays(came, -r.int(0, 4)), [2, 4]);
          past(at, sex, came, days);
        } else {
          const closed = bed.kind !== 'home' && r.chance(CLOSED / (1 - TAKEN[bed.kind]));
          const since = closed ? closeSome(at) : addDays(today, -r.int(0, 60));
          past(at, sex, since, days);
        }
      }
    }
  }

  function closeSome(at: Place): Day {
    const reason = r.weighted({ cleaning: 30, repair: 45, out_of_service: 25 } as const);
    const start = addDays(today, reason === 'cleaning' ? -1 : -r.int(2, reason === 'repair' ? 25 : 200));
    const end = reason === 'cleaning' ? addDays(today, 2) : reason === 'repair' ? addDays(today, r.int(3, 20)) : null;
    ledger.close(at, reason, { start, end });
    return start;
  }

  earlierStays(r, ledger, facilities, returning, courses, addMonths(today, -24));
  for (const person of people.list) {
    const course = courses.get(person.applicant.id);
    if (course) person.assessments = assessments(r, { ...course, lapsed: r.chance(0.06) });
  }
  return { ledger, couples };
}

export function marry(a: ImportedPerson, b: ImportedPerson) {
  a.applicant.spouseId = b.applicant.id;
  b.applicant.spouseId = a.applicant.id;
  b.applicant.communityCode = a.applicant.communityCode;
  b.applicant.streetCode = a.applicant.streetCode;
  b.applicant.gridCode = a.applicant.gridCode;
  b.applicant.lng = a.applicant.lng;
  b.applicant.lat = a.applicant.lat;
  a.applicant.livingAlone = false;
  b.applicant.livingAlone = false;
}

/** Some residents were somewhere before: moved from another facility, went home and came back, or to hospital. */
function earlierStays(
  r: Random,
  ledger: Ledger,
  facilities: PlannedFacility[],
  returning: { person: ImportedPerson; came: Day; level: number }[],
  courses: Map<string, { first: Day; levelMin: number; dementia: boolean }>,
  horizon: Day,
) {
  const places = facilities.flatMap((facility) => {
    const roomOf = new Map(facility.rooms.map((x) => [x.id, x]));
    return facility.beds.map((bed): Place => ({ facility, room: roomOf.get(bed.roomId)!, bed }));
  });
  for (const { person, came, level } of returning) {
    const course = courses.get(person.applicant.id)!;
    const kind = r.weighted({ other_facility: 50, home: 30, hospital: 20 } as const);
    const to = kind === 'other_facility' ? came : addDays(came, -r.int(8, 60));
    const from = addDays(to, -r.int(20, 300));
    if (to <= horizon) continue;
    for (let i = 0; i < 60; i += 1) {
      const at = r.pick(places);
      const fits =
        at.bed.kind !== 'home' &&
        at.bed.kind !== 'day' &&
        at.bed.pool === 'market' &&
        (at.bed.dementia || !course.dementia) &&
        at.room.sex === person.applicant.sex &&
        level >= at.bed.levelMin &&
        level <= at.bed.levelMax &&
        from >= at.bed.openedOn;
      if (!fits || !ledger.isFree(at.bed.id, { start: from, end: to }, [1, 2, 3, 4, 5, 6, 7])) continue;
      ledger.stay(at, person, from, { on: to, kind }, 'private');
      course.first = addDays(from, -r.int(3, 12));
      course.levelMin = Math.max(course.levelMin, at.bed.levelMin);
      break;
    }
  }
}
