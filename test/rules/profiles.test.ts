import { describe, expect, test } from 'vitest';
import {
  approvalReason,
  blanks,
  type Change,
  groups,
  holdsFrom,
  licenceState,
  MAX_BYTES,
  mayAsk,
  mayDecide,
  mayShow,
  mayTakePicture,
  mayWithdraw,
  needsApproval,
  pictureKind,
  rises,
  type State,
  stateOf,
  tellingDue,
  type Values,
} from '../../server/profiles/rules.ts';

const TODAY = '2026-11-24';
const fees: Values['fees'] = {
  care_fee_min_fen: 60_000,
  care_fee_max_fen: 200_000,
  meal_fee_fen: 60_000,
  meal_fee_max_fen: null,
  deposit_fen: null,
  deposit_max_fen: null,
  other_fees: [{ name: '取暖费', min_fen: 20_000, max_fen: null, unit: '月' }],
};
const codes = (verdict: { ok: boolean; reasons?: { code: string }[] }) => verdict.reasons?.map((r) => r.code) ?? [];

describe('a price', () => {
  test.each([
    ['that rises is seen by the bureau first', { care_fee_min_fen: 70_000 }, ['care_fee_min_fen']],
    ['whose highest rises', { care_fee_max_fen: 210_000 }, ['care_fee_min_fen']],
    ['that becomes a range upwards', { meal_fee_max_fen: 70_000 }, ['meal_fee_fen']],
    ['that is taken back could come back higher', { meal_fee_fen: null }, ['meal_fee_fen']],
    ['that falls applies at once', { care_fee_min_fen: 50_000, care_fee_max_fen: 150_000 }, []],
    ['that loses its highest falls', { care_fee_max_fen: null }, []],
    ['stated for the first time is no rise', { deposit_fen: 300_000, deposit_max_fen: 500_000 }, []],
    [
      'of another kind that was not there',
      { other_fees: [...(fees.other_fees ?? []), { name: '空调费', min_fen: 100, max_fen: null, unit: '天' }] },
      ['other_fees'],
    ],
    [
      'of another kind that rises',
      { other_fees: [{ name: '取暖费', min_fen: 20_001, max_fen: null, unit: '月' }] },
      ['other_fees'],
    ],
    ['of another kind that is asked no more', { other_fees: [] }, []],
    ['of another kind that is hidden', { other_fees: null }, ['other_fees']],
    ['that stays', {}, []],
  ] as [string, Partial<Values['fees']>, string[]][])('%s', (_t, change, up) => {
    const after = { ...fees, ...change };
    expect(rises(fees, after)).toEqual(up);
    const [was, is]: Change[] = [
      { group: 'fees', values: fees },
      { group: 'fees', values: after },
    ];
    expect(needsApproval(was!, is!)).toBe(up.length > 0);
  });
  test('other fees named for the first time are no rise', () => {
    expect(rises({ ...fees, other_fees: null }, fees)).toEqual([]);
  });
});

test('what the bureau approves is one list, each with its reason; the rest is in force at once', () => {
  const approved = groups.filter((group) => approvalReason(group, 'zh') !== null);
  expect(approved).toEqual(['name', 'place', 'nature', 'stars', 'designation', 'filing', 'fees', 'licence']);
  for (const group of groups.filter((g) => g !== 'fees')) {
    const any = { group, values: {} } as unknown as Change;
    expect(needsApproval(any, any)).toBe(approved.includes(group));
  }
});

const place = { address: '德胜南路 1 号', community_code: '430602001001', lng: 113.1, lat: 29.38, accuracy_m: 50 };
const near = { lng: 113.093, lat: 29.384 };
const noStaff = {
  carers: null,
  certified_carers: null,
  nurses: null,
  doctors: null,
  social_workers: null,
  other_staff: null,
};
const none = { number: null, issued_on: null, expires_on: null };
const ask = (group: Change['group'], before: object, after: object, more: Partial<Parameters<typeof mayAsk>[2]> = {}) =>
  mayAsk({ group, values: before } as Change, { group, values: after } as Change, {
    today: TODAY,
    holdsFrom: TODAY,
    open: false,
    community: null,
    ...more,
  });

test.each([
  ['a name of one character', ask('name', { name: '甲院' }, { name: '甲' }), ['profile_name']],
  ['another name', ask('name', { name: '甲院' }, { name: '乙院' }), []],
  ['a community elsewhere', ask('place', place, { ...place, address: '别处' }), ['profile_community']],
  [
    'swapped coordinates',
    ask('place', place, { ...place, lng: 29.38, lat: 113.1 }, { community: near }),
    ['profile_far'],
  ],
  ['a place near its community', ask('place', place, { ...place, lng: 113.12 }, { community: near }), []],
  [
    'a grade nobody awarded',
    ask('stars', { stars: null }, { stars: 4, stars_source: ' ', stars_year: null }),
    ['profile_stars_source', 'profile_stars_year'],
  ],
  [
    'a grade of next year',
    ask('stars', { stars: null }, { stars: 4, stars_source: '省民政厅', stars_year: 2027 }),
    ['profile_year'],
  ],
  ['a grade', ask('stars', { stars: null }, { stars: 4, stars_source: '省民政厅', stars_year: 2025 }), []],
  ['a filing in the future', ask('filing', { filed_on: null }, { filed_on: '2026-11-25' }), ['date_in_future']],
  ['a filing', ask('filing', { filed_on: null }, { filed_on: '2020-11-25' }), []],
  ['a highest below the lowest', ask('fees', fees, { ...fees, care_fee_max_fen: 100 }), ['profile_range']],
  ['a highest without a lowest', ask('fees', fees, { ...fees, deposit_max_fen: 100 }), ['profile_range']],
  [
    'another fee the wrong way round',
    ask('fees', fees, { ...fees, other_fees: [{ name: '空调费', min_fen: 2, max_fen: 1, unit: '天' }] }),
    ['profile_range'],
  ],
  ['fees from a day ahead', ask('fees', fees, { ...fees, meal_fee_fen: 1 }, { holdsFrom: '2027-01-01' }), []],
  [
    'fees from yesterday',
    ask('fees', fees, { ...fees, meal_fee_fen: 1 }, { holdsFrom: '2026-11-23' }),
    ['profile_holds_from'],
  ],
  [
    'a name from a day ahead',
    ask('name', { name: '甲院' }, { name: '乙院' }, { holdsFrom: '2027-01-01' }),
    ['profile_not_ahead'],
  ],
  [
    'a phone that is none',
    ask('contact', {}, { phone: '12', opening_hours: null, visiting_hours: null, directions: null }),
    ['profile_phone'],
  ],
  [
    'a phone',
    ask('contact', {}, { phone: '0730-8881234', opening_hours: null, visiting_hours: null, directions: null }),
    [],
  ],
  [
    'more certified carers than carers',
    ask('staff', noStaff, { ...noStaff, carers: 3, certified_carers: 4 }),
    ['profile_certified'],
  ],
  ['carers', ask('staff', noStaff, { ...noStaff, carers: 4, certified_carers: 4 }), []],
  ['a licence without its number', ask('licence', none, { ...none, expires_on: '2027-01-01' }), ['licence_number']],
  [
    'a licence that ends before it begins',
    ask('licence', none, { number: 'A1', issued_on: '2026-01-02', expires_on: '2026-01-01' }),
    ['dates_reversed'],
  ],
  ['a licence', ask('licence', none, { number: 'A1', issued_on: '2026-01-02', expires_on: null }), []],
  ['what the profile says already', ask('fees', fees, { ...fees }), ['profile_unchanged']],
  ['what is under way', ask('name', { name: '甲院' }, { name: '乙院' }, { open: true }), ['profile_open']],
] as const)('whoever asks for %s hears all that is wrong', (_t, verdict, expected) =>
  expect(codes(verdict)).toEqual(expected));

test('a rise holds from its day, but never from before it was approved', () => {
  expect(holdsFrom('2026-12-01', TODAY)).toBe('2026-12-01');
  expect(holdsFrom('2026-11-01', TODAY)).toBe(TODAY);
});

test.each([
  [null, false, 'waiting', true, true],
  ['approved', false, 'ahead', false, true],
  ['approved', true, 'in_force', false, false],
  ['not_needed', true, 'in_force', false, false],
  ['refused', false, 'refused', false, false],
  ['withdrawn', false, 'withdrawn', false, false],
] as const)('a change answered %s is settled once', (answer, applied, state, decides, takesBack) => {
  expect(stateOf({ answer, applied })).toBe(state);
  expect(mayDecide(state as State, null).ok).toBe(decides);
  expect(mayWithdraw(state as State).ok).toBe(takesBack);
});
test('a refusal says why', () => {
  expect(codes(mayDecide('waiting', { reason: ' ' }))).toEqual(['reason_needed']);
  expect(mayDecide('waiting', { reason: '证书编号与原件不符' }).ok).toBe(true);
});

test('what is not filled in reads 未填报; an empty list is an answer, and a range needs no second end', () => {
  const all = {
    name: { name: '甲院' },
    place,
    nature: { nature: null },
    stars: { stars: null, stars_source: null, stars_year: null },
    designation: { medical_insurance: true, long_term_care_insurance: false, consumption_coupon: null },
    filing: { filed_on: '2020-01-01' },
    fees: { ...fees, other_fees: [] },
    contact: { phone: null, opening_hours: '全天', visiting_hours: '8–17 时', directions: null },
    introduction: { introduction: null },
    services: { services: [], dementia_unit: false },
    staff: { ...noStaff, carers: 0 },
  };
  expect(blanks(all as Parameters<typeof blanks>[0])).toEqual([
    'nature',
    'stars',
    'stars_source',
    'stars_year',
    'consumption_coupon',
    'deposit_fen',
    'phone',
    'directions',
    'introduction',
    'certified_carers',
    'nurses',
    'doctors',
    'social_workers',
    'other_staff',
  ]);
});

test.each([
  [null, 'no_end', [], null],
  ['2027-06-01', 'valid', [], null],
  ['2027-01-24', 'valid', [], null],
  ['2027-01-23', 'soon', [], 60],
  ['2027-01-23', 'soon', [60], null],
  ['2026-12-10', 'soon', [], 30],
  ['2026-12-10', 'soon', [60], 30],
  ['2026-12-10', 'soon', [60, 30], null],
  ['2026-11-24', 'soon', [60, 30], 0],
  ['2026-11-23', 'expired', [30], 0],
  ['2026-01-01', 'expired', [60, 30, 0], null],
] as const)('a licence until %s is %s; told %j, next %j', (expires, state, told, due) => {
  expect(licenceState(expires, TODAY)).toBe(state);
  expect(tellingDue(expires, told, TODAY)).toBe(due);
});

const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const jpeg = bytes('\xff\xd8\xff\xe0....');
test.each([
  [jpeg, 'jpeg'],
  [bytes('\x89PNG\r\n\x1a\n....'), 'png'],
  [bytes('RIFF....WEBPVP8 '), 'webp'],
  [bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), null],
  [bytes('GIF89a....'), null],
  [bytes(''), null],
])('a picture is known by its first bytes (%#)', (file, kind) => expect(pictureKind(file)).toBe(kind));
test.each([
  ['an ordinary one', jpeg, { width: 4000, height: 3000 }, []],
  ['one that unfolds to a billion dots', jpeg, { width: 40_000, height: 30_000 }, ['picture_pixels']],
  ['one whose head is broken', jpeg, null, ['picture_damaged']],
  ['a spreadsheet', bytes('PK\x03\x04'), null, ['picture_kind']],
  ['one of 21 MB', new Uint8Array(MAX_BYTES + 1), null, ['picture_too_large', 'picture_kind']],
] as const)('a picture is judged before it is unfolded: %s', (_t, file, size, expected) =>
  expect(codes(mayTakePicture(file, size))).toEqual(expected));

const photo = (id: string, caption = '餐厅') => ({ id, caption });
test.each([
  ['twelve', Array.from({ length: 12 }, (_, i) => photo(String(i))), []],
  ['thirteen', Array.from({ length: 13 }, (_, i) => photo(String(i))), ['photos_full']],
  ['one of another home', [photo('x')], ['photo_unknown']],
  ['one twice', [photo('1'), photo('1')], ['photo_unknown']],
  ['one without words', [photo('1', ' ')], ['photo_caption']],
])('a list of photos: %s', (_t, list, expected) => {
  const own = new Set(Array.from({ length: 13 }, (_, i) => String(i)));
  expect(codes(mayShow(list, own))).toEqual(expected);
});
