import type { declineReasons, refuseReasons } from '../server/allocation/rules.ts';
import { countsAsExit } from '../server/allocation/rules.ts';
import type { Lot } from '../server/contracts/rules.ts';
import { weekdaysRange } from '../server/facilities/rules.ts';
import { addDays, addMonths, type Day, dayOf, startOfDay, toRange } from '../server/kernel/period.ts';
import { addWorkingDays } from '../server/kernel/workdays.ts';
import { calendar } from './calendar.ts';
import { queueRules } from './queue.ts';
import type { Random } from './random.ts';
import type { PlannedApplication } from './waiting.ts';
import type { Case, Spot, World, WorldClaim } from './world.ts';

export type Answer = 'family_accepts' | 'facility_accepts';
/** What happens, in order; `seed/main.ts` does each with the product's own action at that moment's clock. */
export type PlannedEvent = { at: Date } & (
  | { do: 'submit' | 'accept' | 'ask_more' | 'decide' | 'pass_notice'; application: string }
  | { do: 'opinions'; application: string; all: boolean }
  | { do: 'reject' | 'withdraw_application'; application: string; reason: string }
  | { do: 'offer'; offer: string; application: string; bed: string; facility: string }
  | { do: Answer; offer: string }
  | { do: 'family_declines'; offer: string; reason: (typeof declineReasons)[number] }
  | { do: 'facility_refuses'; offer: string; reason: (typeof refuseReasons)[number] }
  | { do: 'withdraw_offer'; offer: string; reason: string }
  | { do: 'lapse' }
  | { do: 'admit'; offer: string; on: Day }
);
export type Fate =
  | 'waiting'
  | 'waiting_for_family'
  | 'waiting_for_facility'
  | 'accepted'
  | 'admitted'
  | 'declined'
  | 'unsuitable'
  | 'refused'
  | 'withdrawn'
  | 'no_reply'
  | 'no_show';
export type PlannedOffer = {
  id: string;
  application: string;
  facility: string;
  bed: string;
  madeOn: Day;
  respondBy: Day;
  fate: Fate;
};
type Live = PlannedOffer & { case: Case; spot: Spot; lot: Lot | null; hold: WorldClaim };

const HOUR = 3_600_000;
const at = (day: Day, hour: number) => new Date(startOfDay(day).getTime() + Math.round(hour * HOUR));
const { rules } = queueRules;

/** Plays the case work forward in time over the world: applications in, offers out, answers, lapses, admissions. */
export function createCasework(r: Random, world: World) {
  const events: PlannedEvent[] = [];
  const offers: PlannedOffer[] = [];
  const agenda: { at: Date; no: number; run: () => void }[] = [];
  const perDay = new Map<Day, number>();
  let steps = 0;
  const after = (when: Date, run: () => void) => {
    steps += 1;
    agenda.push({ at: when, no: steps, run });
  };

  function file(application: PlannedApplication) {
    const c: Case = { application, receiptNo: '', state: 'submitted', exited: [], exits: [], live: false };
    after(application.submittedAt, () => {
      const day = dayOf(application.submittedAt);
      perDay.set(day, (perDay.get(day) ?? 0) + 1);
      c.receiptNo = `YW${day.replaceAll('-', '')}${String(perDay.get(day)).padStart(4, '0')}`;
      world.cases.push(c);
      events.push({ do: 'submit', at: application.submittedAt, application: application.id });
    });
    const { approvedAt, ended, handling: h } = application;
    const step = (when: Date | null, event: Extract<PlannedEvent, { application: string }>['do']) => {
      if (when) after(when, () => events.push({ do: event, at: when, application: application.id } as PlannedEvent));
    };
    step(h.acceptedAt, 'accept');
    step(h.askedAt, 'ask_more');
    if (h.acceptedAt && h.opinions !== 'none')
      after(h.opinionsAt, () =>
        events.push({ do: 'opinions', at: h.opinionsAt, application: application.id, all: h.opinions === 'all' }),
      );
    step(h.decidedAt, 'decide');
    if (approvedAt)
      after(approvedAt, () => {
        c.state = 'queued';
        if (h.notice) events.push({ do: 'pass_notice', at: approvedAt, application: application.id });
      });
    if (ended)
      after(ended.at, () => {
        c.state = 'ended';
        const how = ended.event === 'reject' ? 'reject' : 'withdraw_application';
        events.push({ do: how, at: ended.at, application: application.id, reason: ended.reason });
      });
  }

  /**
   * From a moment on makes one offer for each fate, a minute apart. Each is decided by the queue as it stands in its own
   * minute: who is approved meanwhile may come first.
   */
  function makeOffers(when: Date, fates: Fate[], only?: (c: Case) => boolean) {
    const [fate, ...left] = fates;
    if (!fate) return;
    after(when, () => {
      const queue = world.queueAt(when);
      for (const q of queue) {
        if (q.case.live || (only && !only(q.case)) || barred(q.case, dayOf(when))) continue;
        const found = world
          .matches(q, when)
          .find((m) => !world.someoneAhead(queue, q, m.spot, m.bed, dayOf(when)) && mayEndSo(fate, m.spot));
        if (!found) continue;
        offer(q.case, found, when, fate);
        return makeOffers(new Date(when.getTime() + 61_000), left, only);
      }
    });
  }

  /** A stale facility must stay stale: an admission would count as a confirmation. */
  const mayEndSo = (fate: Fate, spot: Spot) =>
    fate !== 'admitted' || (spot.facility.confirmedHoursAgo !== null && spot.facility.confirmedHoursAgo < 24);

  const barred = (c: Case, on: Day) => {
    const latest = c.exits[c.exits.length - 1];
    if (!latest) return false;
    const count = c.exits.filter((d) => d > addMonths(latest, -rules.bar.window_months)).length;
    return count >= rules.bar.exits && on < addMonths(latest, rules.bar.months);
  };

  function offer(c: Case, m: { spot: Spot; bed: Spot['beds'][number]; lot: Lot | null }, when: Date, fate: Fate) {
    const madeOn = dayOf(when);
    const respondBy = addWorkingDays(calendar, madeOn, rules.response_working_days).day;
    const { person, service, weekdays } = c.application;
    const hold: WorldClaim = {
      id: '',
      bedId: m.bed.id,
      roomId: m.bed.roomId,
      kind: 'hold',
      sex: person.applicant.sex,
      during: toRange({ start: madeOn, end: addDays(respondBy, 1) }),
      weekdays: weekdaysRange(service === 'day' ? weekdays : undefined),
    };
    m.spot.claims.push(hold);
    if (m.lot) m.lot.committed += 1;
    c.live = true;
    const facility = m.spot.facility.facility.id;
    const made = { id: r.id(when), application: c.application.id, facility, bed: m.bed.id, madeOn, respondBy, fate };
    offers.push(made);
    events.push({ do: 'offer', at: when, offer: made.id, application: made.application, bed: made.bed, facility });
    follow({ ...made, case: c, spot: m.spot, lot: m.lot, hold }, when);
  }

  function follow(o: Live, made: Date) {
    const next = (days: number, hour: number) => at(addWorkingDays(calendar, o.madeOn, days).day, hour + r.next());
    const say = (when: Date, event: Answer) => after(when, () => events.push({ do: event, at: when, offer: o.id }));
    const soon = new Date(made.getTime() + r.int(20, 90) * 60_000);
    const later = new Date(soon.getTime() + r.int(15, 80) * 60_000);
    switch (o.fate) {
      case 'waiting':
        return;
      case 'waiting_for_family':
        return say(soon, 'facility_accepts');
      case 'waiting_for_facility':
        return say(soon, 'family_accepts');
      case 'accepted':
      case 'admitted':
      case 'no_show': {
        say(soon, 'family_accepts');
        say(later, 'facility_accepts');
        const checkInBy = addWorkingDays(calendar, o.madeOn, rules.check_in_working_days).day;
        after(later, () => {
          o.hold.during = toRange({ start: o.madeOn, end: addDays(checkInBy, 1) });
        });
        if (o.fate === 'admitted') admit(o, next(2, 10));
        if (o.fate === 'no_show') lapse(o, checkInBy);
        return;
      }
      case 'declined':
      case 'unsuitable': {
        const reason =
          o.fate === 'declined' ? r.pick(['changed_mind', 'too_far', 'too_expensive'] as const) : 'does_not_meet_need';
        const when = next(1, 15);
        return after(when, () => {
          events.push({ do: 'family_declines', at: when, offer: o.id, reason });
          release(o, countsAsExit(reason) ? dayOf(when) : null);
        });
      }
      case 'refused': {
        const when = next(1, 11);
        return after(when, () => {
          events.push({
            do: 'facility_refuses',
            at: when,
            offer: o.id,
            reason: r.pick(['bed_not_ready', 'cannot_meet_need'] as const),
          });
          release(o, null);
        });
      }
      case 'withdrawn': {
        const when = next(1, 14);
        return after(when, () => {
          events.push({ do: 'withdraw_offer', at: when, offer: o.id, reason: '床位信息有误，重新分配' });
          release(o, null);
        });
      }
      case 'no_reply':
        return lapse(o, o.respondBy);
    }
  }

  function lapse(o: Live, lastDay: Day) {
    const when = at(addDays(lastDay, 1), 0.1);
    after(when, () => {
      events.push({ do: 'lapse', at: when });
      release(o, dayOf(when));
    });
  }

  /** The offer is over: the bed and the lot's place are free again, and an exit may close the application. */
  function release(o: Live, exit: Day | null) {
    o.spot.claims.splice(o.spot.claims.indexOf(o.hold), 1);
    if (o.lot) o.lot.committed -= 1;
    o.case.live = false;
    if (!exit) return;
    o.case.exits.push(exit);
    o.case.exited.push(o.facility);
    const { choices, accept_any } = o.case.application;
    if (barred(o.case, exit) || (!accept_any && choices.every((f) => f === o.facility))) o.case.state = 'ended';
  }

  function admit(o: Live, when: Date) {
    after(when, () => {
      const on = dayOf(when);
      events.push({ do: 'admit', at: when, offer: o.id, on });
      o.hold.kind = 'stay';
      o.hold.during = toRange({ start: on, end: null });
      if (o.lot) {
        o.lot.committed -= 1;
        o.lot.inUse += 1;
      }
      o.case.live = false;
      o.case.state = 'ended';
    });
  }

  return {
    offers,
    file,
    makeOffers,
    /** Runs everything in the order of its moments and returns the events. */
    run(): PlannedEvent[] {
      while (agenda.length > 0) {
        let first = 0;
        for (let i = 1; i < agenda.length; i += 1) {
          const [a, b] = [agenda[i]!, agenda[first]!];
          if (a.at < b.at || (a.at.getTime() === b.at.getTime() && a.no < b.no)) first = i;
        }
        const [step] = agenda.splice(first, 1);
        step!.run();
      }
      return events.sort((a, b) => a.at.getTime() - b.at.getTime());
    },
  };
}
