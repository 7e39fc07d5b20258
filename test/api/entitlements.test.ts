import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeOffer } from '../../server/allocation/actions.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { loadFacts } from '../../server/entitlements/queries.ts';
import type { Quote, Rate } from '../../server/entitlements/rules.ts';
import { costOf, noAnswers, toldOf } from '../../server/guide/rules.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { view } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, openHome, openTestDistrict, person, queueUp, vault, world } from '../support/district.ts';

let database: TestDatabase;
let product: ReturnType<typeof appOf>;
let w: ReturnType<typeof world>;
const cookies: Record<string, string> = {};
const ids: Record<string, string> = {};

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  const home = await openHome(w);
  const officer = await w.someone('officer');
  for (const role of ['administrator', 'leader', 'treasurer'] as const)
    cookies[role] = await product.cookieOf(await w.someone(role));
  cookies.officer = await product.cookieOf(officer);
  cookies.nurse = await product.cookieOf(await w.someone('institution', { facility: home.facility }));
  const poor = person({ bornOn: '1940-03-01' }, 20);
  poor.categories = [{ kind: 'dibao', during: '[2025-01-01,)', source: '民政', docNo: '低保1号' }];
  const [asking, other] = [person({ bornOn: '1950-03-01' }), person({ bornOn: '1950-03-01' })];
  const gone = person({ bornOn: '1940-03-01', diedOn: '2026-11-10' });
  await importApplicants(w.system, vault, [poor, other, gone]);
  ids.poor = poor.applicant.id as string;
  ids.other = other.applicant.id as string;
  ids.gone = gone.applicant.id as string;
  const [queued] = await queueUp(w, officer, [asking], [home.facility]);
  ids.asking = asking.applicant.id as string;
  ids.offer = (
    await makeOffer(w.as(officer), { application_id: queued as string, facility_id: home.facility })
  ).offer_id;
});
afterAll(() => database.drop());

const as = (role: string, method: string, path: string, body?: unknown) =>
  product.ask(method, `/api/v1${path}`, {
    ...(role ? { cookie: cookies[role] as string } : {}),
    ...(body ? { body } : {}),
  });
const codes = (answer: { body: Record<string, unknown> }) =>
  (answer.body.reasons as { code: string }[] | undefined)?.map((r) => r.code);

describe('rates', () => {
  const rate = (rest: object = {}) => ({
    scheme: 'concentrated_care',
    level: 4,
    cap_fen: 240_000,
    start: '2026-01-01',
    doc_no: '岳民发〔2026〕1号',
    example: false,
    ...rest,
  });
  const add = (...rates: object[]) => as('administrator', 'POST', '/rates', { rates });

  test('the administrator adds them, and anybody reads them with their document', async () => {
    const monthly = { level: -1, cap_fen: null, amount_fen: 10_000 };
    const added = await add(
      rate(),
      rate({ scheme: 'service_allowance', ...monthly }),
      rate({ scheme: 'tekun_support', level: -1, cap_fen: null, basis_points: 10_000 }),
    );
    expect(added).toMatchObject({ status: 201, body: { rates: 3 } });
    const { body } = await as('', 'GET', '/rates');
    expect(body.rates).toContainEqual(
      expect.objectContaining({ scheme: 'service_allowance', state: 'in_force', doc_no: '岳民发〔2026〕1号' }),
    );
  });
  test.each([
    ['no day from which it holds', { start: null }, 'rate_without_date'],
    ['no document', { doc_no: ' ' }, 'rate_without_doc'],
    ['an end before its beginning', { last_day: '2025-12-31' }, 'rate_ends_first'],
    ['no standard', { cap_fen: null }, 'rate_standard'],
    ['a share where a standard belongs', { basis_points: 4000 }, 'rate_standard'],
    [
      'a level of an allowance that has none',
      { scheme: 'advanced_age_allowance', level: 3, cap_fen: null, amount_fen: 1 },
      'rate_level',
    ],
    [
      'more than the whole',
      { scheme: 'consumption_coupon_home', level: 3, cap_fen: null, basis_points: 10_001 },
      'rate_share',
    ],
    ['no amount', { scheme: 'nursing_allowance', level: 3, cap_fen: null }, 'rate_monthly'],
    ['days that another row has', { start: '2026-06-01' }, 'rate_overlaps'],
  ])('%s is refused and nothing of the list is kept', async (_t, wrong, code) => {
    const good = rate({ scheme: 'nursing_allowance', level: 2, cap_fen: null, amount_fen: 5_000 });
    const answer = await add(good, rate({ ...(code === 'rate_overlaps' ? {} : { level: 1 }), ...wrong }));
    expect(answer.status).toBe(422);
    expect(codes(answer)).toEqual([code]);
    expect(answer.body.reasons).toMatchObject([{ values: { row: 2 } }]);
    const [{ n }] =
      (await database.ownerSql`select count(*)::int as n from rates where scheme = 'nursing_allowance'`) as never as [
        { n: number },
      ];
    expect(n).toBe(0);
  });
  test('two rows of one list that overlap name each other', async () => {
    const answer = await add(rate({ level: 3 }), rate({ level: 3, start: '2026-05-01', doc_no: '2号' }));
    expect(answer.body.reasons).toMatchObject([{ values: { row: 2, doc: '岳民发〔2026〕1号', start: '2026-01-01' } }]);
  });
  test('a row gets its last day once, and the next follows it', async () => {
    const row = ((await as('', 'GET', '/rates')).body.rates as { id: string; scheme: string }[]).find(
      (r) => r.scheme === 'service_allowance',
    );
    const end = (last_day: string) =>
      as('administrator', 'POST', `/rates/${row?.id}/end`, { last_day, reason: '调标' });
    expect(codes(await end('2025-12-31'))).toEqual(['rate_ends_before']);
    expect((await end('2026-11-30')).status).toBe(200);
    expect(codes(await end('2026-12-31'))).toEqual(['rate_ended']);
    const next = rate({
      scheme: 'service_allowance',
      level: -1,
      cap_fen: null,
      amount_fen: 12_000,
      start: '2026-12-01',
    });
    expect((await add(next)).status).toBe(201);
  });
});

describe('POST /quotes', () => {
  const ask = (rest: object) =>
    as('', 'POST', '/quotes', { service: 'nursing', price_fen: 250_000, person: { age: 76, level: 3 }, ...rest });

  test('tells without signing in who pays what, with the rule and the document of each line', async () => {
    const answer = await ask({});
    expect(answer).toMatchObject({
      status: 200,
      body: {
        month: '2026-11',
        days: 30,
        days_in_month: 30,
        fee_fen: 250_000,
        government_fen: 80_000,
        family_fen: 170_000,
      },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body.lines).toMatchObject([
      { scheme: 'tekun_support', applies: 'no', reasons: [{ code: 'ent_category', message_zh: '只给：特困人员。' }] },
      { scheme: 'concentrated_care', applies: 'no' },
      {
        scheme: 'consumption_coupon',
        applies: 'yes',
        amount_fen: 80_000,
        how: { message_zh: '费用 2500.00 元的 40%，每月最多 800.00 元' },
        doc_no: '民办函〔2025〕49号',
      },
      { scheme: 'service_allowance', applies: 'no' },
      {
        scheme: 'nursing_allowance',
        reasons: expect.arrayContaining([expect.objectContaining({ code: 'ent_no_rate' })]),
      },
      { scheme: 'advanced_age_allowance', applies: 'no' },
    ]);
  });
  test('集中照护: charge 2600, standard 2400, 低保 650, 残补 200: 1550', async () => {
    const offsets = { dibao_fen: 65_000, disability_fen: 20_000, other_fen: 0 };
    const poor = {
      age: 76,
      level: 4,
      categories: ['dibao'],
      long_term_care_insurance: false,
      offsets,
      granted: ['concentrated_care'],
    };
    expect((await ask({ price_fen: 260_000, person: poor })).body).toMatchObject({
      government_fen: 155_000,
      family_fen: 105_000,
    });
  });
  test('part of a month, and facts that change in it', async () => {
    const person = [
      { age: 76, level: 1 },
      { age: 76, level: 3, since: '2026-11-16' },
    ];
    expect((await ask({ first: '2026-11-11', price_fen: 90_000, person })).body).toMatchObject({
      days: 20,
      fee_fen: 60_000,
      government_fen: 18_000,
    });
  });
  test('a price nobody knows leaves the sums unknown', async () =>
    expect((await ask({ price_fen: null })).body).toMatchObject({ fee_fen: null, family_fen: null }));
  test.each([
    ['a negative price', { price_fen: -1 }, 'bad_field'],
    ['days of another month', { first: '2026-12-01' }, 'ent_day_outside'],
    ['days backwards', { first: '2026-11-20', last: '2026-11-10' }, 'ent_day_outside'],
    ['a name', { person: { age: 76, name: '某某' } }, 'unknown_field'],
    ['a month that is none', { month: '2026-13' }, 'bad_field'],
  ])('%s is refused', async (_t, wrong, code) => {
    const answer = await ask(wrong);
    expect(answer.status).toBe(422);
    expect(codes(answer)?.[0]).toBe(code);
  });
});

describe('grants', () => {
  const offsets = { dibao_fen: 65_000, disability_fen: 0, other_fen: 0 };
  const care = {
    scheme: 'concentrated_care',
    start: '2026-11-01',
    offsets,
    long_term_care_insurance: false,
    doc_no: '批1号',
  };
  const coupon = { scheme: 'consumption_coupon', start: '2026-11-01', doc_no: '券1号' };
  const grant = (who: string, body: object, role = 'officer') =>
    as(role, 'POST', `/applicants/${ids[who]}/entitlements`, body);

  test.each([
    ['who is not on the list of 低保', 'other', care, 'ent_category'],
    ['nobody has said what is received otherwise', 'poor', { ...care, offsets: null }, 'ent_unknown'],
    ['the insurance pays already', 'poor', { ...care, long_term_care_insurance: true }, 'ent_insured'],
    ['it begins too long ago', 'poor', { ...coupon, start: '2024-11-01' }, 'ent_start'],
    ['it ends before it begins', 'poor', { ...coupon, last_day: '2026-10-31' }, 'ent_ends_first'],
    ['the person had died', 'gone', { ...coupon, start: '2026-11-10' }, 'ent_no_facts'],
  ])('is refused when %s', async (_t, who, body, code) => {
    const answer = await grant(who, body);
    expect(answer.status).toBe(422);
    expect(codes(answer)).toContain(code);
  });
  test('is made by the officer alone', async () => {
    for (const role of ['leader', 'nurse', 'administrator', 'treasurer'])
      expect((await grant('poor', care, role)).status).toBe(403);
  });
  test('two that exclude each other are never held at once, and the refusal names the other', async () => {
    const first = await grant('poor', care);
    expect(first.status).toBe(201);
    ids.care = first.body.entitlement_id as string;
    const second = await grant('poor', coupon);
    expect(second.body.reasons).toMatchObject([
      { code: 'ent_overlaps', values: { scheme: 'concentrated_care', start: '2026-11-01' } },
    ]);
  });
  test('of two officers at one moment one grants it', async () => {
    const both = await Promise.all([grant('other', coupon), grant('other', { ...coupon, start: '2026-11-15' })]);
    expect(both.map((b) => b.status).sort()).toEqual([201, 422]);
    await database.ownerSql`delete from entitlements where applicant_id = ${ids.other as string}`;
  });
  test('an end on a day leaves the days until then; the next may follow', async () => {
    const end = (last_day: string) =>
      as('officer', 'POST', `/entitlements/${ids.care}/end`, { last_day, reason: '转消费补贴' });
    expect(codes(await end('2026-10-30'))).toEqual(['ent_end_day']);
    expect((await end('2026-11-20')).status).toBe(200);
    expect(codes(await end('2026-11-10'))).toEqual(['ent_ended']);
    expect((await grant('poor', { ...coupon, start: '2026-11-21' })).status).toBe(201);
    const { body } = await as('leader', 'GET', `/applicants/${ids.poor}/entitlements`);
    expect(body.entitlements).toMatchObject([
      { scheme: 'consumption_coupon', start: '2026-11-21', last_day: null, state: 'in_force' },
      { scheme: 'concentrated_care', last_day: '2026-11-20', state: 'past', end_reason: '转消费补贴', offsets },
    ]);
    expect((await as('nurse', 'GET', `/applicants/${ids.poor}/entitlements`)).status).toBe(403);
  });
  test('a grant made by mistake is taken back whole', async () => {
    const made = await grant('other', coupon);
    const path = `/entitlements/${made.body.entitlement_id}/end`;
    expect((await as('officer', 'POST', path, { last_day: '2026-10-31', reason: '录错' })).status).toBe(200);
    const { body } = await as('officer', 'GET', `/applicants/${ids.other}/entitlements`);
    expect(body.entitlements).toMatchObject([{ state: 'withdrawn', start: null }]);
  });
  test('what is known of people is read by day', async () => {
    const facts = await view(w.system, 'entitlements.rates', (tx) =>
      loadFacts(tx, DISTRICT, [ids.poor as string, ids.gone as string, newId()], {
        start: '2026-11-01',
        end: '2026-12-01',
      }),
    );
    expect([...facts.keys()].sort()).toEqual([ids.poor, ids.gone].sort());
    expect(facts.get(ids.gone as string)?.at(-1)?.end).toBe('2026-11-10');
    expect(facts.get(ids.poor as string)?.map((s) => [s.start, s.end, s.facts.granted, s.facts.offsets])).toEqual([
      ['2026-11-01', '2026-11-21', ['concentrated_care'], offsets],
      ['2026-11-21', '2026-12-01', ['consumption_coupon'], null],
    ]);
  });
});

test('the offer letter says who would pay what at the price of the contract, and what is granted already', async () => {
  const answer = await as('officer', 'GET', `/offers/${ids.offer}/quote`);
  expect(answer.body).toMatchObject({
    month: '2026-11',
    granted: [],
    quote: { fee_fen: 100_000, government_fen: 40_000, family_fen: 60_000 },
  });
  expect((await as('nurse', 'GET', `/offers/${ids.offer}/quote`)).status).toBe(403);
  const [read] = await database.ownerSql`select subject_id from audit where action = 'allocation.quote'`;
  expect(read?.subject_id).toBe(ids.offer);
});

describe('what the guided start and the comparison say of money', () => {
  test('is what the calculator says to the same question, line by line', async () => {
    const share = (scheme: string, level: number, basis_points: number) => ({
      scheme,
      level,
      basis_points,
      cap_fen: 80_000,
      start: '2026-01-01',
      doc_no: '民办函〔2025〕49号',
      example: true,
    });
    const added = await as('administrator', 'POST', '/rates', {
      rates: [2, 3, 4].flatMap((n) => [
        share('consumption_coupon_institution', n, 4000),
        share('consumption_coupon_home', n, 5000),
      ]),
    });
    expect([201, 422]).toContain(added.status);
    const { body } = await as('', 'GET', '/rates');
    const rates = (body.rates as Record<string, never>[]).map(
      (r): Rate => ({
        scheme: r.scheme!,
        level: r.level!,
        amountFen: r.amount_fen!,
        basisPoints: r.basis_points!,
        capFen: r.cap_fen!,
        stackGroup: r.stack_group!,
        effective: r.effective!,
        docNo: r.doc_no!,
        example: r.example!,
      }),
    );
    const today = dayOf(w.system.clock());
    let subsidised = 0;
    for (const [kind, service] of [
      ['nursing_home', 'nursing'],
      ['medical_point', 'nursing'],
      ['day_care', 'day'],
      ['community_point', 'home'],
    ] as const)
      for (const [age, level, situation, price_fen] of [
        [70, 2, null, 260_000],
        [90, 4, 'dibao', 123_457],
        [50, 3, 'none', 180_000],
        [null, null, 'tekun', 90_000],
        [80, 3, 'dibao_margin', null],
      ] as const) {
        const told = toldOf(
          { ...noAnswers, age, situation },
          level === null ? null : { level, from: level, to: level },
        );
        const { quote, least_fen, most_fen } = costOf(kind, price_fen, told, rates, today);
        const person = { age, level, categories: told.categories };
        const asked = await as('', 'POST', '/quotes', { service, price_fen, person });
        expect(asked.status).toBe(200);
        const said = asked.body as unknown as Quote;
        const plain = (q: Quote) => [
          q.fee_fen,
          q.government_fen,
          q.family_fen,
          q.cash_fen,
          ...q.lines.map((l) => [l.scheme, l.applies, l.amount_fen, l.how?.code, l.reasons.map((r) => r.code)]),
        ];
        expect(plain(quote), `${kind} ${age} ${level}`).toEqual(plain(said));
        expect([least_fen, most_fen]).toEqual([said.family_fen, said.family_fen]);
        subsidised += quote.government_fen ? 1 : 0;
      }
    expect(subsidised).toBeGreaterThan(4);
  });
});
