import { addDays, type Day, isDay, startOfDay } from '../server/kernel/period.ts';
import { isWorkingDay } from '../server/kernel/workdays.ts';
import { makeAccounts, type PlannedAccount } from './accounts.ts';
import { type CalendarDay, calendar, calendarRows } from './calendar.ts';
import { caseRulesFrom } from './case-rules.ts';
import { type Awkward, facilityCases, makeCases } from './cases.ts';
import { makeContracts } from './contracts.ts';
import { makeCrowd } from './crowd.ts';
import { makeGrants, makeRates } from './entitlements.ts';
import { makeFacilities, type PlannedFacility } from './facilities.ts';
import type { Closure } from './ledger.ts';
import { createCasework, type Fate, type PlannedEvent, type PlannedOffer } from './offers.ts';
import { createPeople } from './people.ts';
import { DISTRICT, type Division, makePlaces } from './places.ts';
import { type queueRules, queueRulesFrom } from './queue.ts';
import { createRandom } from './random.ts';
import { makeStays } from './stays.ts';
import { createWaiting, type PlannedApplication } from './waiting.ts';
import { createWorld } from './world.ts';

type Signing = ReturnType<typeof makeContracts>;
type Residents = ReturnType<typeof makeStays>;

/** The whole district as data, before anything is written. Same seed and same day make the same plan. */
export type Plan = {
  today: Day;
  district: { district: string; name: string; city: string; province: string; hotline: string };
  divisions: Division[];
  calendar: CalendarDay[];
  facilities: PlannedFacility[];
  signing: Signing;
  rates: ReturnType<typeof makeRates>;
  grants: ReturnType<typeof makeGrants>;
  queueRules: (typeof queueRules)[];
  caseRules: ReturnType<typeof caseRulesFrom>;
  people: ReturnType<typeof createPeople>['list'];
  stays: Residents['ledger']['stays'];
  closures: Closure[];
  applications: PlannedApplication[];
  offers: PlannedOffer[];
  /** Applications, offers and answers in the order of their moments, all before today. */
  events: PlannedEvent[];
  accounts: PlannedAccount[];
  awkward: Awkward[];
};

/** The `n`th working day before `today`. */
function workingDayBefore(today: Day, n: number): Day {
  let day = today;
  for (let left = n; left > 0; ) {
    day = addDays(day, -1);
    if (isWorkingDay(calendar, day)) left -= 1;
  }
  return day;
}

/** Offers of the last two months that are over, by working days ago. */
const OVER: [daysAgo: number, fates: Fate[]][] = [
  [40, ['admitted', 'declined', 'admitted', 'no_reply']],
  [34, ['admitted', 'refused', 'no_reply', 'admitted']],
  [28, ['admitted', 'declined', 'admitted', 'no_show']],
  [23, ['admitted', 'admitted', 'unsuitable', 'refused']],
  [18, ['admitted', 'declined', 'admitted', 'withdrawn']],
  [13, ['admitted', 'admitted', 'refused']],
  [9, ['admitted', 'admitted', 'declined']],
];
/** Offers that are live today: made 4 working days ago one is past its day; made 3 ago they lapse tonight. */
const LIVE: [daysAgo: number, fates: Fate[]][] = [
  [4, ['waiting_for_family', 'accepted', 'accepted']],
  [3, ['waiting_for_facility', 'waiting', 'accepted', 'accepted']],
  [
    2,
    ['waiting_for_family', 'accepted', 'waiting', 'waiting_for_facility', 'waiting_for_family', 'waiting', 'accepted'],
  ],
  [
    1,
    [
      'waiting_for_family',
      'waiting_for_facility',
      'waiting',
      'waiting',
      'waiting_for_family',
      'waiting_for_facility',
      'waiting',
      'accepted',
      'waiting_for_facility',
      'waiting',
      'waiting_for_family',
    ],
  ],
];

/**
 * Plans 岳阳楼区: 61 facilities, 3,872 beds, 652 grids with 106,082 seniors, residents of two years, four hundred
 * people waiting and the offers made to them. Pure: no clock, no database.
 */
export function makePlan({ seed, today }: { seed: number; today: Day }): Plan {
  if (!isDay(today)) throw new RangeError(`not a day: ${today}`);
  const r = createRandom(seed);
  const places = makePlaces(r.fork('places'));
  const facilities = makeFacilities(r.fork('facilities'), places, today);
  const people = createPeople(r.fork('people'), places, today);
  const { ledger, couples } = makeStays(r.fork('stays'), people, facilities, today);
  const signing = makeContracts(r.fork('contracts'), facilities, ledger, today);
  const waiting = createWaiting(r.fork('waiting'), people, facilities, today);
  const cases = makeCases({ waiting, people, facilities, ledger, today });
  makeCrowd(r.fork('crowd'), waiting, today);

  const casework = createCasework(r.fork('casework'), createWorld(facilities, ledger, signing));
  for (const application of waiting.applications) casework.file(application);
  const office = (day: Day, hour: number) => new Date(startOfDay(day).getTime() + hour * 3_600_000);
  for (const ago of [205, 130, 62])
    casework.makeOffers(office(workingDayBefore(today, ago), 10), ['declined'], (c) => c.application === cases.barred);
  const free = (c: { application: PlannedApplication }) =>
    !cases.keepWaiting.has(c.application.id) && c.application !== cases.barred;
  for (const [ago, fates] of [...OVER, ...LIVE])
    casework.makeOffers(office(workingDayBefore(today, ago), 14), fates, free);
  const events = casework.run();

  const family = familyOf(casework.offers, waiting.applications, facilities);
  return {
    today,
    district: { district: DISTRICT, name: '岳阳楼区', city: '岳阳市', province: '湖南省', hotline: '12345' },
    divisions: places.divisions,
    calendar: calendarRows,
    facilities,
    signing,
    rates: makeRates(),
    grants: makeGrants(r.fork('grants'), ledger.stays, people.list, today),
    queueRules: queueRulesFrom(today),
    caseRules: caseRulesFrom(today),
    people: people.list,
    stays: ledger.stays,
    closures: ledger.closures,
    applications: waiting.applications,
    offers: casework.offers,
    events,
    accounts: makeAccounts(family),
    awkward: [
      ...cases.awkward,
      ...facilityCases(facilities),
      ...couples.slice(0, 1).map(([a, b]) => ({
        key: 'couple_at_home',
        name: `${a.applicant.name}、${b.applicant.name}`,
        about: '夫妻同住一间夫妻房。',
      })),
      ...offerCases(casework.offers, waiting.applications, today),
    ],
  };
}

/** The demonstration family waits with an offer to answer, at a nursing home whose account is the demonstration one. */
function familyOf(offers: PlannedOffer[], applications: PlannedApplication[], facilities: PlannedFacility[]) {
  const kindOf = new Map(facilities.map((f) => [f.facility.id, f.facility.kind]));
  const open = offers.filter((o) => o.fate === 'waiting_for_family').reverse();
  const chosen = open.find((o) => kindOf.get(o.facility) === 'nursing_home') ?? open[0];
  const person = applications.find((a) => a.id === chosen?.application)?.person.applicant;
  if (!chosen || !person) throw new Error('no offer waits for its family');
  const home = kindOf.get(chosen.facility) === 'nursing_home' ? chosen.facility : facilities[0]!.facility.id;
  // One whose figures have begun to age, so that it has something to confirm.
  const centres = facilities.filter((f) => f.facility.kind === 'day_care');
  const dayCare = (centres.find((f) => (f.confirmedHoursAgo ?? 0) > 24) ?? centres[0]!).facility.id;
  return { street: person.streetCode, facility: home, dayCare, applicant: person.id };
}

function offerCases(offers: PlannedOffer[], applications: PlannedApplication[], today: Day): Awkward[] {
  const nameOf = (o: PlannedOffer) => applications.find((a) => a.id === o.application)!.person.applicant.name;
  const about = (key: string, text: string, is: (o: PlannedOffer) => boolean): Awkward[] =>
    offers
      .filter(is)
      .slice(0, 1)
      .map((o) => ({ key, name: nameOf(o), about: text, application: o.application, facility: o.facility }));
  const unanswered = (o: PlannedOffer) => o.fate.startsWith('waiting');
  return [
    ...about(
      'offer_expired',
      '答复期限已过而无人处理：系统启动后自动失效。',
      (o) => unanswered(o) && o.respondBy < today,
    ),
    ...about('offer_due', '答复期限将到。', (o) => unanswered(o) && o.respondBy >= today),
    ...about('no_show', '双方接受后未按期入住，计一次。', (o) => o.fate === 'no_show'),
  ];
}
