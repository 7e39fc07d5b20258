import type { ImportedPerson } from '../server/applicants/actions.ts';
import type { CategoryKind } from '../server/applicants/rules.ts';
import type { Submission } from '../server/applications/actions.ts';
import { greatCircleKm } from '../server/kernel/geo.ts';
import { addDays, ageOn, type Day, dayOf, startOfDay } from '../server/kernel/period.ts';
import { addWorkingDays } from '../server/kernel/workdays.ts';
import { trackOf } from '../server/queue/rules.ts';
import { assessments, levelOn } from './assessments.ts';
import { calendar } from './calendar.ts';
import { jointSince, noticeTracks } from './case-rules.ts';
import { documents } from './documents.ts';
import type { PlannedFacility } from './facilities.ts';
import type { People, Sex } from './people.ts';
import { queueRules } from './queue.ts';
import type { Random } from './random.ts';

/** One application and what became of it before any offer. `approvedAt` null: still to be reviewed. */
export type PlannedApplication = Omit<Submission, 'applicant_id'> & {
  id: string;
  person: ImportedPerson;
  submittedAt: Date;
  /** when it joined the queue */
  approvedAt: Date | null;
  handling: Handling;
  ended: { event: 'reject' | 'withdraw'; at: Date; reason: string } | null;
};
type Service = Submission['service'];
/** How far the desk, the departments and the officer have come with it. */
export type Handling = {
  acceptedAt: Date | null;
  /** asked to complete the papers */
  askedAt: Date | null;
  opinions: 'none' | 'some' | 'all';
  opinionsAt: Date;
  decidedAt: Date | null;
  /** published, and passed when `approvedAt` is set */
  notice: boolean;
};
/** How far a case that is not decided yet has come. */
export type Stage = 'submitted' | 'more_info' | 'some_opinions' | 'all_opinions';

/** What is asked for; anything left out is drawn. */
export type Wish = {
  sex?: Sex;
  name?: string;
  level: number;
  dementia?: boolean;
  ages?: [number, number];
  categories?: CategoryKind[];
  service: Service;
  submittedOn: Day;
  /** Working days until the review; null: not reviewed yet. */
  reviewedAfter?: number | null;
  choices?: string[];
  acceptAny?: boolean;
  radiusKm?: number;
  needs?: string[];
  stage?: Stage;
  lapsedAssessment?: boolean;
  note?: string;
};

const HOUR = 3_600_000;
const suits: Record<Service, (f: PlannedFacility) => boolean> = {
  residential: (f) => f.beds.some((b) => b.kind === 'residential'),
  nursing: (f) => f.beds.some((b) => b.kind === 'nursing'),
  day: (f) => f.beds.some((b) => b.kind === 'day'),
  home: (f) => f.beds.some((b) => b.kind === 'home'),
};
const PULL = { nursing_home: 9, medical_point: 4, day_care: 4, community_point: 2 };

/** The next day on which the desk is open. */
const acceptedOn = (submittedOn: Day): Day => addWorkingDays(calendar, submittedOn, 1).day;

/** Of what came in lately some has been taken up: the rest waits for the desk. */
function undecided(r: Random, submittedAt: Date, today: Day): Stage {
  if (acceptedOn(dayOf(submittedAt)) >= today) return 'submitted';
  return r.weighted({ submitted: 30, more_info: 12, some_opinions: 38, all_opinions: 20 });
}

export function createWaiting(r: Random, people: People, facilities: PlannedFacility[], today: Day) {
  const applications: PlannedApplication[] = [];

  /** Up to two named places: the large and the near ones are asked for most. */
  function wishedFor(service: Service, lng: number, lat: number): string[] {
    const open = facilities.filter(suits[service]);
    const weights = Object.fromEntries(
      open.map((f) => {
        const km = greatCircleKm(lng, lat, f.facility.lng, f.facility.lat);
        return [f.facility.id, PULL[f.facility.kind] / (0.7 + km)];
      }),
    );
    const first = r.weighted(weights);
    const second = r.chance(0.55) ? r.weighted(weights) : first;
    return [...new Set([first, second])];
  }

  /** From the joint approval on: accepted, asked around, decided, published; before it one desk did it all. */
  function handle(w: Wish, person: ImportedPerson, submittedAt: Date, decidedAt: Date | null): Handling {
    // Accepted the next morning the desk is open, answered that afternoon.
    const next = acceptedOn(dayOf(submittedAt));
    const hours = (n: number) => new Date(startOfDay(next).getTime() + n * HOUR + (submittedAt.getTime() % HOUR) / 3);
    const joint = dayOf(submittedAt) >= jointSince(today);
    const stage = w.stage ?? (joint ? undecided(r, submittedAt, today) : 'submitted');
    if (!decidedAt)
      return {
        acceptedAt: stage.endsWith('opinions') ? hours(9) : null,
        askedAt: stage === 'more_info' ? hours(10) : null,
        opinions: stage === 'all_opinions' ? 'all' : stage === 'some_opinions' ? 'some' : 'none',
        opinionsAt: hours(15),
        decidedAt: null,
        notice: false,
      };
    const notice =
      dayOf(decidedAt) >= jointSince(today) &&
      noticeTracks.includes(
        trackOf(
          {
            categories: person.categories.map((c) => c.kind),
            level: levelOn(person, dayOf(decidedAt))?.level ?? w.level,
            dementia: w.dementia ?? false,
            age: ageOn(person.applicant.bornOn, dayOf(decidedAt)),
          },
          queueRules.rules.tracks,
        ),
      );
    return { acceptedAt: hours(9), askedAt: null, opinions: 'all', opinionsAt: hours(15), decidedAt, notice };
  }

  /** A notice is up for seven days after its own; the first run of the clock on the ninth takes it down. */
  function queuedAt({ decidedAt, notice }: Handling): Date | null {
    if (!decidedAt || !notice) return decidedAt;
    const passed = new Date(startOfDay(addDays(dayOf(decidedAt), 8)).getTime() + 5 * 60_000);
    return dayOf(passed) < today ? passed : null;
  }

  function apply(w: Wish, again?: ImportedPerson): PlannedApplication {
    const dementia = w.dementia ?? false;
    const sex = w.sex ?? (r.chance(0.54) ? 'female' : 'male');
    const first = addDays(w.submittedOn, -r.int(1, 40));
    const person =
      again ?? people.add({ ...w, sex, dementia, since: first, ...(w.categories ? { categories: w.categories } : {}) });
    if (!again) {
      const course = { first, until: today, level: w.level, levelMin: w.level, dementia };
      person.assessments = assessments(r, { ...course, lapsed: w.lapsedAssessment ?? false });
      const whole = acceptedOn(w.submittedOn) >= jointSince(today) && w.stage !== 'more_info';
      person.documents = documents(r, person, w.submittedOn, today, whole);
    }
    // Who asks again brings the papers again.
    if (again && acceptedOn(w.submittedOn) >= jointSince(today))
      person.documents = documents(r, person, w.submittedOn, today, true);
    const submittedAt = new Date(startOfDay(w.submittedOn).getTime() + r.int(8 * 60, 20 * 60) * 60_000);
    const reviewedAfter = w.reviewedAfter === undefined ? r.int(2, 5) : w.reviewedAfter;
    const reviewedOn = reviewedAfter === null ? null : addWorkingDays(calendar, w.submittedOn, reviewedAfter).day;
    const decidedAt = reviewedOn ? new Date(startOfDay(reviewedOn).getTime() + r.int(9 * 60, 17 * 60) * 60_000) : null;
    const handling = handle(w, person, submittedAt, decidedAt);
    const { lng, lat } = person.applicant;
    const choices = w.choices ?? wishedFor(w.service, lng ?? 0, lat ?? 0);
    const application: PlannedApplication = {
      id: r.id(submittedAt),
      person,
      service: w.service,
      choices,
      accept_any: w.acceptAny ?? r.chance(0.4),
      radius_km: w.radiusKm ?? r.pick([2, 3, 5, 8]),
      weekdays:
        w.service === 'day'
          ? r.pick([
              [1, 2, 3, 4, 5],
              [1, 3, 5],
              [2, 4],
            ])
          : [1, 2, 3, 4, 5, 6, 7],
      needs: w.needs ?? (w.service === 'nursing' && r.chance(0.12) ? ['oxygen'] : []),
      note: w.note ?? null,
      submittedAt,
      approvedAt: queuedAt(handling),
      handling,
      ended: null,
    };
    applications.push(application);
    return application;
  }

  /** Ends an application before any offer: found ineligible, or withdrawn by the family. */
  function end(a: PlannedApplication, event: 'reject' | 'withdraw', reason: string) {
    const since = Math.max((a.approvedAt ?? a.submittedAt).getTime(), a.handling.opinionsAt.getTime());
    a.ended = { event, at: new Date(since + r.int(1, 6) * 24 * HOUR), reason };
    if (event === 'reject') {
      a.approvedAt = null;
      a.handling = { ...a.handling, decidedAt: null, notice: false };
    }
  }

  return { applications, apply, end };
}
export type WaitingList = ReturnType<typeof createWaiting>;
