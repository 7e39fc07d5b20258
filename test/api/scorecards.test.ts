import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approveSettlement } from '../../server/approval/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { cardText } from '../../server/scorecards/rules.ts';
import { draftSettlement } from '../../server/settlement/actions.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, openHome, openTestDistrict, STREET, type World, world } from '../support/district.ts';
import { asCard, ofDesks, ofHomes, shape } from '../support/scorecards.ts';
import { confirmAll, lieUnder, openContract, versionOf } from '../support/settlement.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
const actors: Record<string, Actor> = {};
const cookies: Record<string, string> = {};
type Home = Awaited<ReturnType<typeof openHome>>;
/** a good home, a bad one, and one nothing is known of */
let good: Home;
let bad: Home;
let quiet: Home;
const Q = '2026-Q3';
const DAYS = 92;

const ask = (who: string | null, method: string, path: string, body?: object) =>
  product.ask(method, `/api/v1${path}`, { ...(who ? { cookie: cookies[who]! } : {}), ...(body ? { body } : {}) });
async function confirm(home: Home, days: readonly string[]) {
  for (const day of days)
    await database.ownerSql`insert into confirmations (district, id, facility_id, at, kind)
      values (${DISTRICT}, ${newId()}, ${home.facility}, ${`${day}T09:00:00+08:00`}, 'no_change')`;
}
const spot = (home: Home, day: string, counted: number) =>
  database.ownerSql`insert into spot_checks (district, id, facility_id, visited_at, people, record_free, record_present, counted_free, counted_present, made_at)
    values (${DISTRICT}, ${newId()}, ${home.facility}, ${`${day}T10:00:00+08:00`}, '{甲,乙}', 2, 2, ${counted}, 2, now())`;
async function request(home: Home, asked: { due: string; done: string | null; stars?: number }) {
  const id = newId();
  const sql = database.ownerSql;
  const [rule] = await sql`select id from request_rules where district = ${DISTRICT}`;
  const ruleId = (rule?.id as string | undefined) ?? newId();
  if (!rule)
    await sql`insert into request_rules (district, id, effective, terms, kinds, example)
      values (${DISTRICT}, ${ruleId}, '[2026-01-01,)', '{}', '[]', true)`;
  await sql`insert into requests (district, id, request_no, raised_as, facility_id, kind, text, street_code, community_code, level, status, rule_id, raised_at, closed_at)
    values (${DISTRICT}, ${id}, ${id}, 'resident', ${home.facility}, 'care', '饭菜凉', ${STREET}, ${`${STREET}001`}, 'street',
      ${asked.done ? 'closed' : 'open'}, ${ruleId}, '2026-07-01T00:00:00+08:00', ${asked.done})`;
  const event = (kind: string, at: string, due: string | null) =>
    sql`insert into request_events (district, id, request_id, at, kind, due_at) values (${DISTRICT}, ${newId()}, ${id}, ${at}, ${kind}, ${due})`;
  await event('raised', '2026-07-01T00:00:00+08:00', asked.due);
  if (asked.done) await event('solved', asked.done, null);
  if (asked.done) await event('closed', asked.done, null);
  if (asked.stars)
    await sql`insert into request_ratings (district, request_id, stars, at) values (${DISTRICT}, ${id}, ${asked.stars}, ${asked.done})`;
}
const days = (from: string, n: number) =>
  Array.from({ length: n }, (_, i) => new Date(Date.parse(from) + i * 86_400_000).toISOString().slice(0, 10));

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  good = await openHome(w, { rooms: 2, bedsPerRoom: 2, bought: 0 });
  bad = await openHome(w, { rooms: 2, bedsPerRoom: 2, bought: 0 });
  quiet = await openHome(w, { rooms: 2, bedsPerRoom: 2, bought: 0 });
  product = appOf(w);
  for (const [name, role, scope] of [
    ['officer', 'officer', {}],
    ['leader', 'leader', {}],
    ['treasurer', 'treasurer', {}],
    ['inspector', 'inspector', {}],
    ['admin', 'administrator', {}],
    ['nurse', 'institution', { facility: good.facility }],
    ['quietNurse', 'institution', { facility: quiet.facility }],
  ] as const) {
    actors[name] = await w.someone(role, scope);
    cookies[name] = await product.cookieOf(actors[name]);
  }
  await confirm(good, [...days('2026-07-01', DAYS), '2026-07-01', '2026-10-01']);
  await confirm(bad, days('2026-07-01', 23));
  await spot(good, '2026-07-10', 2);
  await spot(good, '2026-10-01', 9);
  await spot(bad, '2026-08-01', 3);
  await request(good, { due: '2026-07-20T00:00:00+08:00', done: '2026-07-19T10:00:00+08:00', stars: 5 });
  await request(bad, { due: '2026-07-20T00:00:00+08:00', done: '2026-07-21T10:00:00+08:00', stars: 2 });
  await request(bad, { due: '2026-09-20T00:00:00+08:00', done: null });
});
afterAll(() => database.drop());

type Card = {
  id: string;
  figures: Record<string, { num: number | null; of: number | null; points: number | null }>;
  score_tenths: number | null;
  grade: string | null;
  digest: string | null;
};
const cards = async (who = 'officer', quarter = Q) => {
  const answer = await ask(who, 'GET', `/scorecards?quarter=${quarter}`);
  return new Map((answer.body.cards as Card[]).map((c) => [c.id, c]));
};
const codes = (answer: { body: Record<string, unknown> }) =>
  (answer.body.reasons as { code: string }[]).map((r) => r.code);

describe('weights', () => {
  test('are entered by the administrator, each following the one before, and nobody changes one', async () => {
    const set = (body: object) => ask('admin', 'POST', '/score-weights', body);
    expect((await set({ subject: 'facility', weights: ofHomes, from: '2026-01-01', ...shape })).status).toBe(201);
    expect((await set({ subject: 'desk', weights: ofDesks, from: '2026-01-01', ...shape })).status).toBe(201);
    const wrong = await set({
      subject: 'facility',
      weights: { ...ofHomes, vacancy: 30 },
      from: '2026-11-24',
      ...shape,
    });
    expect(codes(wrong)).toEqual(['score_weights_sum', 'rule_past']);
    expect((await set({ subject: 'facility', weights: ofHomes, from: '2027-01-01', ...shape })).status).toBe(201);
    const { body } = await ask('officer', 'GET', '/score-weights');
    expect(
      (body.weights as { subject: string; start: string; end: string | null }[]).filter(
        (x) => x.subject === 'facility',
      ),
    ).toMatchObject([
      { start: '2027-01-01', end: null },
      { start: '2026-01-01', end: '2027-01-01' },
    ]);
    await expect(database.db.execute(`update score_weights set least_weight = 1`)).rejects.toThrow();
  });

  test('are tried out before: whose grade would be another', async () => {
    const weights = { freshness: 96, vacancy: 0, referrals: 1, on_time: 1, requests: 1, satisfaction: 1 };
    const { doc_no: _, ...rest } = shape;
    const tried = await ask('admin', 'POST', '/score-weights/preview', {
      subject: 'facility',
      weights,
      ...rest,
      quarter: Q,
    });
    expect(tried.body).toMatchObject({ quarter: Q, of: 3 });
    expect(tried.body.changes).toMatchObject([{ id: quiet.facility, before: { grade: null }, after: { grade: 'd' } }]);
    const strict = {
      ...rest,
      grades: rest.grades.map((g) =>
        g.grade === 'a' ? { ...g, from: 100 } : g.grade === 'c' ? { ...g, from: 10 } : g,
      ),
    };
    const harder = await ask('admin', 'POST', '/score-weights/preview', {
      subject: 'facility',
      weights,
      ...strict,
      quarter: Q,
    });
    expect((harder.body.changes as { id: string }[]).find((c) => c.id === bad.facility)).toMatchObject({
      before: { grade: 'd' },
      after: { grade: 'c' },
    });
  });
});

describe('figures', () => {
  test('are counted from what is on record of the quarter, and missing where there is nothing', async () => {
    const all = await cards();
    const figures = (home: Home) => all.get(home.facility)!.figures;
    expect(figures(good)).toMatchObject({
      freshness: { num: DAYS, of: DAYS, points: 1000 },
      vacancy: { num: 1, of: 1 },
      referrals: { num: null, of: null, points: null },
      on_time: { num: null, of: null },
      requests: { num: 1, of: 1 },
      satisfaction: { num: 1, of: 1 },
    });
    expect(figures(bad)).toMatchObject({
      freshness: { num: 23, of: DAYS, points: 250 },
      vacancy: { num: 0, of: 1 },
      requests: { num: 0, of: 2 },
      satisfaction: { num: 0, of: 1 },
    });
    expect(figures(quiet)).toMatchObject({ freshness: { num: 0, of: DAYS }, vacancy: { of: null } });
    expect(all.get(good.facility)).toMatchObject({ score_tenths: 1000, grade: 'a' });
    // (30 × 250 + 20 × 0 + 10 × 0) / 60 = 125; one person’s rating earns no points
    expect(all.get(bad.facility)).toMatchObject({ score_tenths: 125, grade: 'd' });
    expect(all.get(quiet.facility)).toMatchObject({ score_tenths: null, grade: null });
  });

  test.each([
    'freshness',
    'vacancy',
    'referrals',
    'on_time',
    'requests',
    'satisfaction',
  ])('of %s are the sum of the rows that are opened', async (measure) => {
    const all = await cards();
    for (const home of [good, bad, quiet]) {
      const { body } = await ask('inspector', 'GET', `/scorecards/${home.facility}/${Q}/${measure}/rows`);
      const rows = body.rows as { counts: boolean; on: string }[];
      expect(rows.every((r) => r.on >= '2026-07-01' && r.on < '2026-10-01')).toBe(true);
      const sum = { num: rows.filter((r) => r.counts).length, of: rows.length };
      expect(body.now).toEqual(sum);
      expect(all.get(home.facility)!.figures[measure]).toMatchObject(
        rows.length ? sum : { num: null, of: null, points: null },
      );
    }
  });

  test('of desks are of their street', async () => {
    const { body } = await ask('officer', 'GET', `/scorecards?subject=desk&quarter=${Q}`);
    expect((body.cards as Card[]).find((c) => c.id === STREET)?.figures).toMatchObject({
      requests: { num: 1, of: 3 },
      satisfaction: { num: 1, of: 2 },
      acceptance: { num: null },
    });
    const rows = await ask('officer', 'GET', `/scorecards/${STREET}/${Q}/requests/rows`);
    expect(rows.body.now).toEqual({ num: 1, of: 3 });
    expect((await ask('officer', 'GET', `/scorecards/${STREET}/${Q}/vacancy/rows`)).status).toBe(404);
  });

  test('are seen by an institution of itself only', async () => {
    expect([...(await cards('nurse')).keys()]).toEqual([good.facility]);
    // who has confirmed nothing is told what the bureau is told: days since the district began, not none
    expect((await cards('quietNurse')).get(quiet.facility)).toEqual((await cards()).get(quiet.facility));
    expect((await ask('nurse', 'GET', `/scorecards/${good.facility}/${Q}`)).status).toBe(200);
    expect((await ask('nurse', 'GET', `/scorecards/${bad.facility}/${Q}`)).status).toBe(403);
    expect((await ask('nurse', 'GET', `/scorecards/${bad.facility}/${Q}/vacancy/rows`)).status).toBe(403);
    expect((await ask('nurse', 'GET', '/scorecards?subject=desk')).status).toBe(403);
  });
});

describe('a quarter', () => {
  test('is not public, and nothing of it is released, before it is fixed and published', async () => {
    expect((await ask(null, 'GET', '/grades')).body).toMatchObject({ quarter: null, grades: [] });
    expect(codes(await ask('leader', 'POST', '/scorecards/publish', { subject: 'facility', quarter: Q }))).toEqual([
      'score_not_fixed',
    ]);
    expect(codes(await ask('leader', 'POST', `/holdbacks/${Q}/release`, {}))).toEqual(['score_not_published']);
    expect(codes(await ask('leader', 'POST', '/scorecards/fix', { subject: 'facility', quarter: '2026-Q4' }))).toEqual([
      'score_quarter_open',
    ]);
  });

  test('is fixed once with a digest of each card, and stays as it was whatever is entered later', async () => {
    const asked = { subject: 'facility', quarter: Q };
    expect((await ask('leader', 'POST', '/scorecards/fix', asked)).body).toEqual({ fixed: 3, graded: 2 });
    expect(codes(await ask('leader', 'POST', '/scorecards/fix', asked))).toEqual(['score_fixed']);
    const before = await cards();
    for (const row of await database.ownerSql`select * from scorecards`)
      expect(
        createHash('sha256')
          .update(cardText(asCard(row, Q)))
          .digest('hex'),
      ).toBe(row.digest);
    await spot(good, '2026-09-01', 7);
    const after = await cards();
    expect(after).toEqual(before);
    expect(after.get(good.facility)).toMatchObject({ grade: 'a', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const { body } = await ask('nurse', 'GET', `/scorecards/${good.facility}/${Q}/vacancy/rows`);
    expect(body).toMatchObject({ now: { num: 1, of: 2 }, fixed: { num: 1, of: 1 } });
    await expect(database.db.execute(`update scorecards set grade = 'a'`)).rejects.toThrow();
    await expect(database.db.execute(`delete from scorecards`)).rejects.toThrow();
  });

  test('is public once published, without what a few people said', async () => {
    const asked = { subject: 'facility', quarter: Q };
    expect((await ask(null, 'GET', '/grades')).body.grades).toEqual([]);
    expect((await ask('leader', 'POST', '/scorecards/publish', asked)).body).toEqual({ published: 3 });
    expect(codes(await ask('leader', 'POST', '/scorecards/publish', asked))).toEqual(['score_published']);
    const { body } = await ask(null, 'GET', '/grades');
    const grades = body.grades as { facility_id: string; grade: string; figures: Record<string, unknown> }[];
    expect(grades.find((g) => g.facility_id === good.facility)).toMatchObject({
      grade: 'a',
      figures: { satisfaction: null },
    });
    expect(grades.find((g) => g.facility_id === quiet.facility)).toMatchObject({ grade: null });
    const page = await ask(null, 'GET', `/facilities/${good.facility}`);
    expect(page.body.grade).toMatchObject({ quarter: Q, grade: 'a' });
  });
});

describe('what is held back', () => {
  let contract: Awaited<ReturnType<typeof openContract>>;
  const payments = () =>
    database.ownerSql`select p.*, s.month_on::text as month from payments p join settlements s on s.id = p.settlement_id
      where s.contract_id = ${contract.contract} order by s.month_on, p.kind`;
  const lotsPaid = async () => {
    const rows =
      await database.ownerSql`select sum(accepted_fen)::bigint as accepted, sum(paid_fen)::bigint as paid from lots where contract_id = ${contract.contract}`;
    return { accepted: Number(rows[0]!.accepted), paid: Number(rows[0]!.paid) };
  };
  const settle = async (month: string, on: string) => {
    w.time.now = new Date(`${on}T02:00:00Z`);
    const { settlement_id } = await draftSettlement(w.system, { contract_id: contract.contract, month });
    await confirmAll(w, settlement_id!);
    const done = await approveSettlement(
      w.as(actors.officer!, { ifMatch: await versionOf(w, settlement_id!) }),
      settlement_id!,
      { note: null },
    );
    return { id: settlement_id!, ...done };
  };
  const payAll = async () => {
    const open = (await ask('officer', 'GET', '/payments?state=open')).body.payments as { id: string }[];
    const made = await ask('treasurer', 'POST', '/payment-batches', { payment_ids: open.map((p) => p.id) });
    expect(made.body).toMatchObject({ count: open.length });
    const read = await ask('treasurer', 'GET', `/payment-batches/${made.body.batch_id}`);
    const rows = (read.body.rows as { end_to_end_id: string; amount_fen: number }[]).map((r) =>
      [r.end_to_end_id, '成功', (r.amount_fen / 100).toFixed(2), w.time.now.toISOString().slice(0, 10), ''].join(','),
    );
    const content = Buffer.from(['付款编号,结果,金额,日期,原因', ...rows].join('\r\n')).toString('base64');
    const taken = await ask('treasurer', 'POST', `/payment-batches/${made.body.batch_id}/answers`, {
      file_name: '回单.csv',
      content_base64: content,
    });
    expect(taken.status).toBe(200);
    return open.length;
  };

  test('is kept of every payment as the contract says, and carried over nothing', async () => {
    const before = w.time.now;
    contract = await openContract(w, [good, quiet], {});
    await database.ownerSql`update contracts set holdback_percent = 15 where id = ${contract.contract}`;
    await lieUnder(w, good, contract.lots[0]!, { from: '2026-07-01', bed: 0 });
    await lieUnder(w, quiet, contract.lots[1]!, { from: '2026-07-11', bed: 1 });
    await ask('treasurer', 'PUT', '/payments/payer', {
      account_name: '民政局',
      account_no: '6222000000000009',
      bank_name: '示例银行',
      bank_code: '105557000001',
    });
    await database.ownerSql`insert into fund_entries (district, id, line_id, kind, amount_fen, entered_on, voucher_no, voucher, made_at)
      values (${DISTRICT}, ${newId()}, ${contract.lines[0]!}, 'allocation', 100000000, '2026-01-05', '1', '拨款单', now())`;
    for (const [month, on] of [
      ['2026-07', '2026-08-02'],
      ['2026-08', '2026-09-02'],
      ['2026-10', '2026-11-02'],
    ] as const) {
      const { id, payments: made } = await settle(month, on);
      const [row] = await database.ownerSql`select government_fen from settlements where id = ${id}`;
      const due = row!.government_fen as number;
      const held = Math.floor((due * 15 + 50) / 100);
      expect(made).toEqual([{ payment_id: expect.any(String), amount_fen: due - held, held_fen: held }]);
    }
    w.time.now = before;
    const paid = await payments();
    expect(paid).toHaveLength(3);
    const shown = await ask('officer', 'GET', `/settlements/${paid[0]!.settlement_id}`);
    expect(shown.body.payments).toMatchObject([{ kind: 'regular', held_fen: paid[0]!.held_fen, released_fen: null }]);
  });

  test('is not paid while a home has no grade, until the leader decides and says why; then once', async () => {
    const listed = await ask('treasurer', 'GET', `/holdbacks/${Q}`);
    expect(listed.body.held).toMatchObject([{ released_fen: null }, { released_fen: null }]);
    expect(codes(await ask('leader', 'POST', `/holdbacks/${Q}/release`, {}))).toEqual(['release_nothing']);
    const decide = (decisions: object[], who = 'leader') => ask(who, 'POST', `/holdbacks/${Q}/release`, { decisions });
    const decision = { facility_id: quiet.facility, percent: 50, reason: '新开业，评价期数据不足' };
    expect((await decide([decision], 'officer')).status).toBe(403);
    expect(codes(await decide([{ ...decision, facility_id: good.facility }]))).toContain('release_not_to_decide');
    await payAll();
    const sums = await lotsPaid();
    const all = await payments();
    const held = all.filter((p) => p.month < '2026-10-01').reduce((n, p) => n + (p.held_fen as number), 0);
    expect(sums.accepted - sums.paid).toBeGreaterThanOrEqual(all.reduce((n, p) => n + (p.held_fen as number), 0));

    const done = await decide([decision]);
    expect(done.body).toMatchObject({ payments: 2, held_fen: held });
    const { released_fen, forfeited_fen } = done.body as { released_fen: number; forfeited_fen: number };
    expect(released_fen + forfeited_fen).toBe(held);
    expect(codes(await decide([decision]))).toEqual(['release_nothing']);
    const releases = (await payments()).filter((p) => p.kind === 'release');
    expect(releases.map((p) => p.month)).toEqual(['2026-07-01', '2026-08-01']);
    expect(releases.reduce((n, p) => n + (p.amount_fen as number), 0)).toBe(released_fen);
    expect(releases[0]).toMatchObject({ due_on: '2026-12-24', held_fen: 0 });
    const parts = await database.ownerSql`select * from holdback_releases order by id`;
    for (const p of parts) expect([100, 50]).toContain(p.percent);
    expect(parts.reduce((n, p) => n + (p.held_fen as number), 0)).toBe(held);
  });

  test('reaches the bank like any other payment, and what was accepted is paid but for what is forfeited or still held', async () => {
    expect(await payAll()).toBe(2);
    const all = await payments();
    const sum = (pick: (p: (typeof all)[number]) => number) => all.reduce((n, p) => n + pick(p), 0);
    const stillHeld = sum((p) => (p.month >= '2026-10-01' ? (p.held_fen as number) : 0));
    const [parts] = await database.ownerSql`select sum(held_fen - released_fen)::bigint as lost from holdback_releases`;
    const { accepted, paid } = await lotsPaid();
    // Each lot's share of what is paid is rounded down: at most a fen a lot and month.
    const short = accepted - paid - stillHeld - Number(parts!.lost);
    expect(short).toBeGreaterThanOrEqual(0);
    expect(short).toBeLessThanOrEqual(6);
    expect(sum((p) => p.amount_fen as number)).toBe(accepted - stillHeld - Number(parts!.lost));
    const shown = await ask('officer', 'GET', `/settlements/${all[0]!.settlement_id}`);
    const regular = (shown.body.payments as { kind: string; held_fen: number; released_fen: number }[]).find(
      (p) => p.kind === 'regular',
    )!;
    expect(regular.released_fen).toBeLessThan(regular.held_fen);
    const late = await ask('officer', 'GET', '/payments');
    expect(
      (late.body.totals as { state: string; count: number }[]).filter((t) => t.state !== 'paid' && t.count > 0),
    ).toEqual([]);
  });
});
