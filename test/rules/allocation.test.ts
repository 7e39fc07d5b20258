import { describe, expect, test } from 'vitest';
import {
  countsAsExit,
  lapseExit,
  mayAnswer,
  noteGiven,
  type OfferMoments,
  offerState,
  wants,
} from '../../server/allocation/rules.ts';
import { checkWishes, type Event, events, mayQueue, move, statuses } from '../../server/applications/rules.ts';
import { coveringLot, lotLeft, lotOn } from '../../server/contracts/rules.ts';
import { mayAdmit, mayDischarge } from '../../server/placements/rules.ts';

describe('an offer by its moments and the clock', () => {
  const offer = (extra: Partial<OfferMoments> = {}): OfferMoments => ({
    respondBy: '2026-11-27',
    checkInBy: null,
    familyAnswer: null,
    facilityAnswer: null,
    endReason: null,
    ...extra,
  });
  const both = { familyAnswer: 'accepted', facilityAnswer: 'accepted', checkInBy: '2026-12-04' } as const;
  test.each([
    ['waits on its last day', offer(), '2026-11-27', 'waiting'],
    ['has lapsed the day after', offer(), '2026-11-28', 'lapsed'],
    ['is not safe with one yes', offer({ familyAnswer: 'accepted' }), '2026-11-28', 'lapsed'],
    ['is accepted by both', offer(both), '2026-11-28', 'accepted'],
    ['lapses after the check-in day', offer(both), '2026-12-05', 'lapsed'],
    ['stays ended', offer({ endReason: 'withdrawn' }), '2026-11-25', 'withdrawn'],
  ] as const)('%s', (_t, o, today, state) => expect(offerState(o, today)).toBe(state));
  test.each([
    ['in time', offer(), '2026-11-27', null],
    ['too late', offer(), '2026-11-28', 'offer_lapsed'],
    ['twice', offer({ familyAnswer: 'accepted' }), '2026-11-25', 'offer_answered'],
    ['ended', offer({ endReason: 'withdrawn' }), '2026-11-25', 'offer_ended'],
  ] as const)('the family answers %s', (_t, o, today, code) => {
    const v = mayAnswer(o, 'family', today);
    expect(v.ok ? null : v.reasons[0]?.code).toBe(code);
  });
  test.each([
    ['nobody answered', offer(), 'no_reply'],
    ['the facility was silent', offer({ familyAnswer: 'accepted' }), null],
    ['accepted and did not come', offer(both), 'no_show'],
  ] as const)('a lapse counts: %s', (_t, o, exit) => expect(lapseExit(o)).toBe(exit));
  test('a bed that does not meet the need is not a refusal', () => {
    expect(countsAsExit('does_not_meet_need')).toBe(false);
    expect(countsAsExit('hospital')).toBe(false);
    expect(countsAsExit('changed_mind')).toBe(true);
  });
  test.each([
    ['an accepted offer', offer(both), '2026-11-24', null],
    ['before both accept', offer(), '2026-11-24', 'not_accepted'],
    ['a day in the future', offer(both), '2026-11-26', 'admission_future'],
    ['before the offer was made', offer(both), '2026-11-01', 'dates_reversed'],
  ] as const)('admission: %s', (_t, o, on, code) => {
    const v = mayAdmit(o, '2026-11-20', on, '2026-11-25');
    expect(v.ok ? null : v.reasons[0]?.code).toBe(code);
  });
});

test.each([
  ['today', '2026-11-24', null, null],
  ['before admission', '2026-01-01', null, 'discharge_before_admission'],
  ['tomorrow', '2026-11-25', null, 'date_in_future'],
  ['twice', '2026-11-24', '2026-11-20', 'already_discharged'],
] as const)('discharge %s', (_t, on, before, code) => {
  const v = mayDischarge(
    { admittedOn: '2026-02-01', since: '2026-02-01', dischargedOn: before, until: null },
    on,
    '2026-11-24',
  );
  expect(v.ok ? null : v.reasons[0]?.code).toBe(code);
});

describe('wishes', () => {
  const wish = { choices: ['f1'], acceptAny: true, radiusKm: 5, exited: ['f9'] };
  test.each([
    ['named, however far', 'f1', 30, true],
    ['any, within the radius', 'f2', 4.9, true],
    ['any, beyond the radius', 'f2', 5.1, false],
    ['already given up', 'f9', 1, false],
  ])('%s', (_t, f, km, ok) => expect(wants(wish, f, km).ok).toBe(ok));
  test('what was given up is said to be given up, even when named', () => {
    const v = wants({ ...wish, choices: ['f9'] }, 'f9', 1);
    expect(v.ok ? null : v.reasons.map((r) => r.code)).toEqual(['given_up']);
  });
  test('only the named ones without accept-any', () =>
    expect(wants({ ...wish, acceptAny: false }, 'f2', 1).ok).toBe(false));
  test.each([
    [{ choices: ['a', 'b', 'c'], acceptAny: true }, ['too_many_choices']],
    [{ choices: [], acceptAny: false }, ['no_choice']],
    [{ choices: ['a', 'a', 'b'], acceptAny: false }, []],
  ])('%j', (w, codes) => expect(checkWishes(w, 2).map((r) => r.code)).toEqual(codes));
});

describe('moves of an application', () => {
  const allowed: [string, Event, string][] = [
    ['draft', 'submit', 'submitted'],
    ['submitted', 'accept', 'in_review'],
    ['submitted', 'ask_more', 'more_info'],
    ['more_info', 'supply', 'in_review'],
    ['in_review', 'ask_more', 'more_info'],
    ['in_review', 'find_eligible', 'eligible'],
    ['in_review', 'find_ineligible', 'ineligible'],
    ['eligible', 'publish', 'public_notice'],
    ['eligible', 'enqueue', 'queued'],
    ['public_notice', 'enqueue', 'queued'],
    ['public_notice', 'uphold_objection', 'in_review'],
    ['queued', 'place', 'placed'],
    ['placed', 'requeue', 'queued'],
    ['closed', 'resume', 'placed'],
    ['placed', 'close', 'closed'],
    ['ineligible', 'appeal', 'appealed'],
    ['closed', 'appeal', 'appealed'],
    ['appealed', 'allow_appeal', 'in_review'],
    ['appealed', 'dismiss_appeal', 'ineligible'],
    ...(
      ['draft', 'submitted', 'more_info', 'in_review', 'eligible', 'public_notice', 'queued', 'appealed'] as const
    ).flatMap((s): [string, Event, string][] => [
      [s, 'withdraw', 'withdrawn'],
      [s, 'close', 'closed'],
    ]),
  ];
  const every = statuses.flatMap((s) =>
    events.map((e) => [s, e, allowed.find(([a, b]) => a === s && b === e)?.[2] ?? null] as const),
  );
  test.each(every)('%s + %s → %s', (status, event, next) => {
    const v = move(status, event);
    expect(v.ok ? v.status : null).toBe(next);
  });
});

test.each([
  ['eligible', {}, null],
  ['dead', { diedOn: '2026-01-01' }, 'person_dead'],
  ['too young', { age: 59 }, 'too_young'],
  ['not resident long enough', { localHukou: false, monthsResident: 5 }, 'not_resident'],
  ['resident six months', { localHukou: false, monthsResident: 6 }, null],
  ['infectious', { infectiousDisease: true }, 'infectious'],
  ['endangers others', { endangersOthers: true }, 'endangers'],
  ['not assessed', { assessed: false }, 'not_assessed'],
  ['barred', { bar: { code: 'barred' as const, values: { until: '2027-01-01', count: 3 } } }, 'barred'],
])('queueing: %s', (_t, extra, code) => {
  const v = mayQueue(
    {
      age: 70,
      diedOn: null,
      localHukou: true,
      monthsResident: null,
      infectiousDisease: null,
      endangersOthers: null,
      assessed: true,
      bar: null,
      ...extra,
    },
    { minAge: 60, minResidenceMonths: 6 },
  );
  expect(v.ok ? null : v.reasons[0]?.code).toBe(code);
});

describe('contracts and money', () => {
  const lot = {
    id: 'l',
    serviceClass: 'nursing',
    bought: 10,
    committed: 2,
    inUse: 7,
    during: '[2026-01-01,2027-01-01)',
  };
  test('what is left of a lot', () => expect(lotLeft(lot)).toBe(1));
  test.each([
    ['in force', 'nursing', '2026-11-24', lot, null],
    ['another service', 'day', '2026-11-24', lot, 'no_lot'],
    ['after its end', 'nursing', '2027-01-01', lot, 'no_lot'],
    ['used up', 'nursing', '2026-11-24', { ...lot, committed: 3 }, 'lot_exhausted'],
  ] as const)('a lot %s', (_t, service, on, l, code) => {
    const v = coveringLot([l], service, on);
    expect(v.ok ? null : v.reasons[0]?.code).toBe(code);
  });
});

test('a stay carried over counts on the old lot until the day before, and on the new one from then on', () => {
  const changes = [
    { fromLotId: 'b', toLotId: 'c', changedOn: '2027-01-01' },
    { fromLotId: 'a', toLotId: 'b', changedOn: '2026-01-01' },
  ];
  expect(['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01'].map((day) => lotOn('c', changes, day))).toEqual([
    'a',
    'b',
    'b',
    'c',
  ]);
});

test.each([
  ['a coded reason needs no words', 'bed_not_ready', null, true],
  ['another reason with words', 'other', '电梯停运检修', true],
  ['another reason without', 'other', null, false],
  ['another reason with blanks', 'other', '  ', false],
] as const)('who declines says why: %s', (_t, reason, note, ok) => expect(noteGiven(reason, note).ok).toBe(ok));
