import { describe, expect, test } from 'vitest';
import type { Judged } from '../../server/allocation/rules.ts';
import { burnDays, burnDownOf, type LotFacts } from '../../server/burndown/rules.ts';
import { daysRead, differenceOf, type FigureRow, linesOf, mayRead } from '../../server/figures/rules.ts';
import { addDays } from '../../server/kernel/period.ts';
import { forecastOf, type LedgerLot, ledgerDays } from '../../server/ledger/rules.ts';
import { type CaseOn, lyingOn, quantile, stallsOf } from '../../server/pace/rules.ts';
import { type Asker, changesOf, type Home, judgeQueue, reasonOf, type UnmetReason } from '../../server/unmet/rules.ts';

const on = '2026-11-24';
const row = (extra: Partial<FigureRow>): FigureRow => ({
  facility: 'f1',
  name: '一院',
  kind: 'nursing_home',
  bedKind: 'nursing',
  street: 's1',
  community: 'c1',
  filed: 10,
  closed: 1,
  occupied: 5,
  held: 1,
  free: 3,
  ...extra,
});

describe('the beds of a day', () => {
  test('a street without a bed has its line, a facility counts once, and beds are told per 1,000 seniors', () => {
    const rows = [row({}), row({ bedKind: 'day', filed: 4, closed: 0, occupied: 4, held: 0, free: 0 })];
    const places = [
      { key: 's1', name: '一街道', seniors: 1000 },
      { key: 's2', name: '二街道', seniors: 500 },
    ];
    expect(linesOf(rows, null, 'street', places)).toMatchObject([
      { key: 's1', perThousand: 14, steps: { facilities: 1, filed: 14, usable: 13, occupied: 9 }, differs: null },
      { key: 's2', perThousand: 0, steps: { facilities: 0, filed: 0 } },
    ]);
  });
  test('what differs is told by figure, and nothing where nothing does', () => {
    expect(differenceOf(row({}), row({ occupied: 6, free: 2 }))).toEqual({
      filed: 0,
      closed: 0,
      occupied: 1,
      held: 0,
      free: -1,
    });
    expect(differenceOf(row({}), row({}))).toBeNull();
  });
  test('a history by month reads the last day of each and the day itself, nothing before the first record', () => {
    expect(daysRead('month', '2026-01-01', on, '2026-09-10')).toEqual(['2026-09-30', '2026-10-31', on]);
    expect(daysRead('day', '2026-01-01', on, addDays(on, -2))).toEqual(['2026-11-22', '2026-11-23', on]);
    expect(daysRead('day', '2026-01-01', on, '2027-01-01')).toEqual([on]);
  });
  test.each([
    ['day', '2026-11-01', on, []],
    ['day', '2026-11-01', '2026-11-25', ['insight_future']],
    ['day', '2026-11-25', on, ['insight_order']],
    ['day', '2025-01-01', on, ['insight_days']],
    ['month', '2021-11-01', on, []],
    ['month', '2021-10-01', on, ['insight_months']],
  ] as const)('by %s from %s to %s: %j', (by, from, to, codes) => {
    const verdict = mayRead(by, from, to, on);
    expect(verdict.ok ? [] : verdict.reasons.map((r) => r.code)).toEqual(codes);
  });
});

const judged = (bed: string[], wish: string[] = [], contract: string[] = []) =>
  ({ hindered: { bed: codes(bed), wish: codes(wish), contract: codes(contract) } }) as unknown as Judged;
const codes = (list: string[]) => list.map((code) => ({ code }));

describe('why somebody can be given no bed', () => {
  test.each<[UnmetReason | null, Judged[]]>([
    [null, [judged(['no_free_bed']), judged([])]],
    ['no_bed_of_kind', [judged(['no_bed_of_kind'])]],
    ['no_free_bed', [judged(['no_bed_of_kind']), judged(['no_free_bed'])]],
    ['weekday_taken', [judged(['weekday_taken'])]],
    ['sex_of_room', [judged(['no_free_bed']), judged(['sex_of_room'])]],
    ['level_not_taken', [judged(['level_not_taken', 'sex_of_room', 'equipment_missing']), judged(['level_not_taken'])]],
    ['dementia_unit_needed', [judged(['dementia_unit_needed', 'level_not_taken'])]],
    ['equipment_missing', [judged(['equipment_missing'])]],
    ['reserved_for_guaranteed', [judged(['reserved_for_guaranteed'])]],
    ['no_lot', [judged(['sex_of_room']), judged([], [], ['no_lot'])]],
    ['lot_exhausted', [judged([], [], ['lot_exhausted'])]],
    ['too_far', [judged(['no_free_bed']), judged([], ['too_far'])]],
    ['not_wished', [judged([], ['not_wished'])]],
    ['given_up', [judged([], ['given_up'])]],
  ])('%s', (reason, list) => {
    expect(reasonOf(list)).toBe(reason);
  });

  const bed = (id: string) =>
    ({
      id,
      roomId: 'r',
      kind: 'nursing',
      levelMin: 0,
      levelMax: 4,
      dementia: false,
      equipment: [],
      pool: 'subsidised',
      openedOn: '2020-01-01',
      retiredOn: null,
    }) as const;
  const home = (beds: number, bought = 9): Home => ({
    facility: { id: 'f1', lng: 113, lat: 29 },
    rooms: [{ id: 'r', sex: 'mixed' }],
    beds: Array.from({ length: beds }, (_, i) => bed(`b${i}`)),
    claims: [],
    lots: [{ id: 'l', serviceClass: 'nursing', bought, committed: 0, inUse: 0, during: '[2026-01-01,2027-01-01)' }],
  });
  const asker = (application: string, hindrance: string | null = null): Asker => ({
    application,
    service: 'nursing',
    ownClaims: new Set(),
    seeker: {
      hindrance: hindrance ? { code: hindrance as 'barred' } : null,
      wish: { choices: ['f1'], acceptAny: false, radiusKm: 5, exited: [] },
      need: { sex: 'female', level: 2, dementia: false, kinds: ['nursing'], equipment: [], guaranteed: false },
      home: { lng: 113, lat: 29 },
    },
  });
  test('of three for two beds the last in the queue is told that those ahead come first', () => {
    expect(judgeQueue([asker('1'), asker('2'), asker('3')], [home(2)], on)).toEqual(new Map([['3', 'out_of_order']]));
  });
  test('a place of the contract taken by somebody ahead counts like a bed', () => {
    expect(judgeQueue([asker('1'), asker('2')], [home(2, 1)], on)).toEqual(new Map([['2', 'out_of_order']]));
    expect(judgeQueue([asker('1')], [home(2, 0)], on)).toEqual(new Map([['1', 'lot_exhausted']]));
  });
  test('whoever has an offer or put it off is not in the register; who is barred or not assessed is, and takes no bed', () => {
    const queue = [
      asker('1', 'offer_exists'),
      asker('2', 'deferred'),
      asker('3', 'barred_home'),
      asker('4', 'not_assessed'),
      asker('5'),
    ];
    expect(judgeQueue(queue, [home(1)], on)).toEqual(
      new Map([
        ['3', 'barred'],
        ['4', 'not_assessed'],
      ]),
    );
  });
  test('the same reason goes on, another begins a row, and none ends it', () => {
    const open = ['a', 'b', 'c'].map((application) => ({ id: application, application, reason: 'no_free_bed' }));
    const found = new Map<string, UnmetReason>([
      ['a', 'no_free_bed'],
      ['b', 'no_lot'],
      ['d', 'too_far'],
    ]);
    expect(changesOf(open, found)).toEqual({
      ended: ['b', 'c'],
      begun: [
        { application: 'b', reason: 'no_lot' },
        { application: 'd', reason: 'too_far' },
      ],
    });
  });
});

describe('where a case lies', () => {
  const calendar = { off: new Set<string>(), on: new Set<string>(), published: new Set([2026]) };
  const one = (extra: Partial<CaseOn>): CaseOn => ({
    status: 'in_review',
    since: '2026-11-14',
    street: 's1',
    officer: null,
    assessed: true,
    outstanding: [],
    objections: 0,
    offer: null,
    clocks: [],
    ...extra,
  });
  test.each<[string, Partial<CaseOn>, string[]]>([
    ['submitted: at the street', { status: 'submitted' }, ['street/s1']],
    ['papers asked for: with the family', { status: 'more_info' }, ['family/']],
    ['not assessed: with the assessor', { assessed: false }, ['assessor/']],
    [
      'two departments asked: at both',
      { outstanding: ['health', 'finance'] },
      ['department/health', 'department/finance'],
    ],
    ['all said, nobody has it: with nobody', {}, ['nobody/']],
    ['all said, an officer has it', { officer: '张三' }, ['officer/张三']],
    ['on public notice', { status: 'public_notice' }, ['public/']],
    ['an appeal: with the leader', { status: 'appealed' }, ['leader/']],
    ['eligible: the system publishes', { status: 'eligible' }, ['clock/']],
    ['in the queue', { status: 'queued' }, ['queue/']],
    [
      'offered, nobody answered',
      { status: 'queued', offer: { family: false, facility: false } },
      ['family/', 'facility/'],
    ],
    ['offered, both said yes', { status: 'queued', offer: { family: true, facility: true } }, ['family/']],
  ])('%s', (_title, extra, desks) => {
    expect(lyingOn(one(extra), calendar, on).map((l) => `${l.desk}/${l.of}`)).toEqual(desks);
  });
  test('its deadline is read as of that day: a pause that ended later was still open then', () => {
    const clock = {
      step: 'decision' as const,
      department: null,
      startedOn: '2026-11-02',
      days: 5,
      unit: 'calendar' as const,
    };
    const colour = (pauses: { since: string; until: string | null }[]) =>
      lyingOn(one({ clocks: [{ ...clock, pauses }] }), calendar, '2026-11-10')[0]!.colour;
    expect(colour([])).toBe('red');
    expect(colour([{ since: '2026-11-04', until: '2026-11-20' }])).toBe('paused');
    expect(colour([{ since: '2026-11-04', until: '2026-11-09' }])).toBe('green');
  });
  test('cases at one desk are counted together, the overdue first; nine in ten is the smallest that covers them', () => {
    const at = (days: number, colour: 'red' | 'green', of: string) =>
      ({ status: 'in_review', step: 'decide', desk: 'officer', of, days, colour }) as const;
    const stalls = stallsOf([at(1, 'green', '甲'), at(9, 'green', '甲'), at(4, 'red', '乙')]);
    expect(stalls).toMatchObject([
      { of: '乙', n: 1, red: 1 },
      { of: '甲', n: 2, red: 0, median: 1, p90: 9, longest: 9 },
    ]);
    expect(quantile([], 0.5)).toBeNull();
    expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBe(9);
  });
});

describe('a contract against time', () => {
  const lot: LedgerLot = {
    id: 'l',
    contractId: 'c',
    facilityId: 'f',
    serviceClass: 'nursing',
    unit: 'bed_month',
    start: '2026-01-01',
    end: '2027-01-01',
    bought: 10,
    boughtFrom: [],
    quantity: 120,
    amountFen: 12_000_000,
    prices: [{ start: '2026-01-01', end: null, unitPriceFen: 100_000 }],
  };
  const facts = (places: number, start = '2026-01-01', quantity = 120): LotFacts => {
    const own = { ...lot, quantity };
    const uses = Array.from({ length: places }, () => ({ kind: 'stay' as const, lotId: 'l', start, end: null }));
    const days = ledgerDays(own, uses, [], own.start, '2026-06-30');
    return { lot: own, days, forecast: forecastOf(own, days) };
  };
  test('ten places from the first day on are on course: half the money in half the year', () => {
    const burn = burnDownOf([facts(10)], '2026-06-30');
    expect(burn).toMatchObject({ used_fen: 6_000_000, staying_fen: 12_000_000, outlook: 'on_course' });
    expect(burn.elapsed).toBeCloseTo(181 / 365, 6);
  });
  test('few people stay under; more than the quantity allows run out, and the day is named', () => {
    expect(burnDownOf([facts(3)], '2026-06-30').outlook).toBe('under');
    const burn = burnDownOf([facts(10, '2026-01-01', 90)], '2026-06-30');
    expect(burn).toMatchObject({ outlook: 'runs_out', runs_out_on: '2026-10-01' });
  });
  test('over time: used up to the day, from it on those who stay, an even use beside both', () => {
    const days = burnDays([facts(10)], '2026-06-30');
    expect(days.find((d) => d.on === '2026-06-30')).toMatchObject({ used: 6_000_000, staying: 6_000_000 });
    expect(days.at(-1)).toMatchObject({ on: '2026-12-31', even: 12_000_000, used: null, staying: 12_000_000 });
    expect(days[0]).toMatchObject({ on: '2026-01-01', staying: null, accepted: 0 });
  });
});
