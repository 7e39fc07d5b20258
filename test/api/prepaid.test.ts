import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nearby } from '../../server/facilities/queries.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { discharge } from '../../server/placements/actions.ts';
import { setPrepaidRules } from '../../server/prepaid/actions.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, type World, world } from '../support/district.ts';
import { comer, openMarketHome } from '../support/stays.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: Awaited<ReturnType<typeof openMarketHome>>;
const cookie: Record<string, string> = {};
let resident: { placement: string; id: string };

const limits = {
  service_months: 12,
  deposit_times: 12,
  membership_cap_fen: null,
  reserve_basis_points: 1000,
  notice_days: 30,
};
type Any = Record<string, ReturnType<typeof JSON.parse>>;
const get = async (who: string, path: string) =>
  product.ask('GET', `/api/v1${path}`, { cookie: cookie[who] as string }) as Promise<{ status: number; body: Any }>;
const send = (who: string, path: string, body: unknown = {}, headers = {}) =>
  product.ask('POST', `/api/v1${path}`, { cookie: cookie[who] as string, body, headers }) as Promise<{
    status: number;
    body: Any;
  }>;
const read = async () => (await get('nurse', `/facilities/${home.facility}/prepaid`)).body;
let voucher = 0;
const money = (kind: string, amount_fen: number, more: object = {}) => {
  voucher += 1;
  return {
    applicant_id: resident.id,
    kind,
    amount_fen,
    entered_on: dayOf(w.time.now),
    voucher_no: `V-${voucher}`,
    note: null,
    ...more,
  };
};
const receive = (kind: string, amount: number, more: object = {}) =>
  send('nurse', `/facilities/${home.facility}/prepaid/receipts`, {
    ...money(kind, amount),
    ...(kind === 'service_fee' ? { months: 1, account: 'own' } : { months: null, account: 'custody' }),
    ...more,
  });
const filing = {
  kinds: ['service_fee', 'deposit'],
  net_fixed_assets_fen: 5_000_000,
  pledged_fen: 1_000_000,
  account_name: '民办养老院',
  custody_bank: '岳阳农商行',
  custody_account_no: '8201 0000 0000 1234',
  risk_reserve_fen: 200_000,
};

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openMarketHome(w, { name: '民办养老院' });
  await database.ownerSql`update facilities set nature = 'private' where id = ${home.facility}`;
  const other = await openHome(w, { name: '另一家' });
  product = appOf(w);
  cookie.nurse = await product.cookieOf(home.nurse);
  cookie.stranger = await product.cookieOf(await w.someone('institution', { facility: other.facility }));
  for (const role of ['officer', 'inspector', 'administrator', 'treasurer'] as const)
    cookie[role] = await product.cookieOf(await w.someone(role));
  const moved = await home.take(comer(home.beds[0]!.id, '2026-11-01'));
  const [row] = await database.ownerSql`select applicant_id from placements where id = ${moved.placement_id}`;
  resident = { placement: moved.placement_id, id: row!.applicant_id as string };
});
afterAll(() => database.drop());

describe('before anything may be taken', () => {
  test('limits have to be in force, and a filing accepted: both are said at once', async () => {
    const answer = await receive('service_fee', 240_000);
    expect(answer.status).toBe(409);
    expect(answer.body.reasons.map((r: Any) => r.code)).toEqual(['prepaid_not_filed', 'prepaid_no_rules']);
  });
  test('rules begin on a day, the next version later than today; the one before ends there', async () => {
    const rules = { ...limits, doc_no: '示例〔2026〕1号', example: true };
    expect((await send('administrator', '/prepaid/rules', { ...rules, from: '2026-01-01' })).status).toBe(201);
    const past = await send('administrator', '/prepaid/rules', { ...rules, from: dayOf(w.time.now) });
    expect(past).toMatchObject({ status: 422, body: { code: 'rule_past' } });
    const tomorrow = addDays(dayOf(w.time.now), 400);
    expect((await send('administrator', '/prepaid/rules', { ...rules, from: tomorrow })).status).toBe(201);
    const rows = await database.ownerSql`select effective::text from prepaid_rules order by effective`;
    expect(rows.map((r) => r.effective)).toEqual([`[2026-01-01,${tomorrow})`, `[${tomorrow},)`]);
    expect((await read()).rules).toEqual({ ...limits, doc_no: '示例〔2026〕1号', example: true });
  });
  test('an earlier version cannot be slid under a later one', async () => {
    await expect(
      setPrepaidRules(w.system, { ...limits, from: addDays(dayOf(w.time.now), 300), docNo: 'x', example: true }),
    ).rejects.toMatchObject({ code: 'rule_overlap' });
  });
  test('a filing in a person’s name is refused; one that is received waits, and there is one at a time', async () => {
    const path = `/facilities/${home.facility}/prepaid/filings`;
    const wrong = await send('nurse', path, { ...filing, account_name: '刘某' });
    expect(wrong).toMatchObject({ status: 409, body: { code: 'prepaid_account_name' } });
    expect((await send('nurse', path, filing)).status).toBe(201);
    expect((await send('nurse', path, filing)).body.code).toBe('prepaid_filing_open');
    expect((await send('stranger', path, filing)).status).toBe(403);
    const { waiting } = (await get('officer', '/prepaid')).body;
    expect(waiting).toMatchObject([{ facility: '民办养老院', limit_fen: 4_000_000, answer: null }]);
  });
  test('the officer sends it back with a reason, accepts the next one, and answers each once', async () => {
    const id = async () => ((await get('officer', '/prepaid')).body.waiting[0] as Any).id as string;
    const first = await id();
    const path = `/prepaid-filings/${first}/answer`;
    expect((await send('officer', path, { answer: 'refused' })).body.code).toBe('reason_needed');
    expect((await send('officer', path, { answer: 'refused', reason: '缺审计报告' })).status).toBe(200);
    expect((await send('officer', path, { answer: 'accepted' })).body.code).toBe('prepaid_filing_answered');
    await send('nurse', `/facilities/${home.facility}/prepaid/filings`, filing);
    expect((await send('officer', `/prepaid-filings/${await id()}/answer`, { answer: 'accepted' })).status).toBe(200);
    const mine = await read();
    expect(mine.filings.map((f: Any) => [f.answer, f.answer_reason])).toEqual([
      ['accepted', null],
      ['refused', '缺审计报告'],
    ]);
    expect(mine.filing.limit_fen).toBe(4_000_000);
    const told = await database.ownerSql`select kind, count(*)::int as n from messages
      where kind like 'prepaid%' group by 1 order by 1`;
    expect([...told]).toEqual([
      { kind: 'prepaid_answered', n: 2 },
      { kind: 'prepaid_filed', n: 2 },
    ]);
  });
});

describe('the ledger', () => {
  test('takes what is within every limit and shows it at once, to the home and to the bureau', async () => {
    expect((await receive('service_fee', 720_000, { months: 3 })).status).toBe(201);
    expect((await receive('deposit', 1_440_000)).status).toBe(201);
    const mine = await read();
    expect(mine.held).toEqual({
      service_fee: 720_000,
      deposit: 1_440_000,
      membership: 0,
      all: 2_160_000,
      custody: 1_440_000,
    });
    expect(mine.people).toMatchObject([
      { applicant_id: resident.id, where: 'here', service_fee_fen: 720_000, deposit_fen: 1_440_000, months_ahead: 3 },
    ]);
    expect(mine.flags).toEqual([]);
    const { homes } = (await get('treasurer', '/prepaid')).body;
    expect(homes).toMatchObject([{ facility: '民办养老院', people: 1, limit_fen: 4_000_000, flags: [] }]);
  });
  test('refuses what breaks a limit, and nothing is written', async () => {
    const before = await database.ownerSql`select count(*)::int as n from prepaid_entries`;
    const over = await receive('service_fee', 2_400_000, { months: 10 });
    expect(over.body.reasons.map((r: Any) => r.code)).toEqual(['prepaid_months_over', 'prepaid_over_limit']);
    expect(over.body.reasons[1].values).toEqual({ limit: '40000.00', held: '21600.00', left: '18400.00' });
    expect((await receive('deposit', 1)).body.code).toBe('prepaid_deposit_over');
    expect((await receive('membership', 1)).body.reasons.map((r: Any) => r.code)).toEqual(['prepaid_kind_not_filed']);
    expect((await receive('service_fee', 1, { account: 'personal' })).body.code).toBe('prepaid_personal_account');
    expect(await database.ownerSql`select count(*)::int as n from prepaid_entries`).toEqual(before);
  });
  test('a person who lives elsewhere pays nothing here, and nobody writes in another home’s ledger', async () => {
    const stray = await receive('service_fee', 1, { applicant_id: '019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5b' });
    expect(stray.body.code).toBe('prepaid_not_here');
    expect((await send('stranger', `/facilities/${home.facility}/prepaid/uses`, money('service_fee', 1))).status).toBe(
      403,
    );
    expect((await get('stranger', `/facilities/${home.facility}/prepaid`)).status).toBe(403);
    expect((await send('officer', `/facilities/${home.facility}/prepaid/uses`, money('service_fee', 1))).status).toBe(
      403,
    );
  });
  test('what is used and given back is never more than is held; a mistake is reversed by a row that names it', async () => {
    const path = `/facilities/${home.facility}/prepaid`;
    const used = await send('nurse', `${path}/uses`, money('service_fee', 240_000));
    expect(used.status).toBe(201);
    const much = await send('nurse', `${path}/refunds`, money('service_fee', 480_001));
    expect(much).toMatchObject({ status: 409, body: { code: 'prepaid_over_balance' } });
    expect(much.body.reasons[0].values.held).toBe('4800.00');
    const reverse = () => send('nurse', `/prepaid-entries/${used.body.entry_id}/reverse`, { reason: '记错了人' });
    expect((await reverse()).status).toBe(201);
    expect((await reverse()).body.code).toBe('prepaid_reversed');
    const { entries } = (await get('nurse', `${path}/${resident.id}`)).body;
    expect(entries.map((e: Any) => [e.cause, e.kind, e.amount_fen, e.after_fen, e.stands])).toEqual([
      ['received', 'service_fee', 720_000, 720_000, true],
      ['received', 'deposit', 1_440_000, 1_440_000, true],
      ['used', 'service_fee', -240_000, 480_000, false],
      ['reversal', 'service_fee', 240_000, 720_000, false],
    ]);
    const audit = await database.ownerSql`select action, reason from audit where action like 'prepaid.re%' order by id`;
    expect(audit.at(-2)).toEqual({ action: 'prepaid.reverse', reason: '记错了人' });
  });
  test('the same request again is the same entry', async () => {
    const body = { ...money('service_fee', 1000), months: 1, account: 'own' };
    const twice = await Promise.all(
      [1, 2].map(() =>
        send('nurse', `/facilities/${home.facility}/prepaid/receipts`, body, { 'idempotency-key': 'receipt-0001' }),
      ),
    );
    expect(twice.map((a) => a.status)).toEqual([201, 201]);
    expect(twice[0]!.body.entry_id).toBe(twice[1]!.body.entry_id);
    expect((await send('nurse', `/facilities/${home.facility}/prepaid/receipts`, body)).body.code).toBe(
      'prepaid_voucher_used',
    );
    await send('nurse', `/prepaid-entries/${twice[0]!.body.entry_id}/reverse`, { reason: '试登' });
  });
  test('cannot be changed or deleted by the application', async () => {
    await expect(database.sql`update prepaid_entries set amount_fen = 1`).rejects.toMatchObject({ code: '42501' });
    await expect(database.sql`delete from prepaid_entries`).rejects.toMatchObject({ code: '42501' });
  });
  test('somebody who has left is flagged until the money is given back', async () => {
    w.time.now = new Date(w.time.now.getTime() + 86_400_000);
    for (const who of ['nurse', 'officer'] as const)
      cookie[who] = await product.cookieOf(who === 'nurse' ? home.nurse : await w.someone('officer'));
    await discharge(await home.now(resident.placement), resident.placement, {
      kind: 'home',
      discharged_on: dayOf(w.time.now),
    });
    const mine = await read();
    expect(mine.flags).toMatchObject([{ code: 'left_with_balance', people: 1, fen: 2_160_000, days: 0 }]);
    expect(mine.people[0]).toMatchObject({ where: 'left', left_on: dayOf(w.time.now) });
  });
});

describe('closing', () => {
  let closing: string;
  let last: Awaited<ReturnType<typeof home.take>>;
  const closings = `/closings`;
  const shown = async (hasBed = false) => {
    const { rows } = await nearby(database.sql, { lng: 113.1, lat: 29.38, now: w.time.now, hasBed });
    return rows.find((r) => r.facility_id === home.facility);
  };
  test('is announced 30 days ahead, told to the bureau, and stops every receipt', async () => {
    const path = `/facilities/${home.facility}${closings}`;
    const soon = { closes_on: addDays(dayOf(w.time.now), 29), plan: '老人由民政转至区敬老院' };
    expect((await send('nurse', path, soon)).body.code).toBe('closing_notice');
    const said = await send('nurse', path, { ...soon, closes_on: addDays(dayOf(w.time.now), 30) });
    expect(said.status).toBe(201);
    closing = said.body.closing_id;
    expect(await shown()).toMatchObject({ free: 0, closes_on: addDays(dayOf(w.time.now), 30) });
    expect(await shown(true)).toBeUndefined();
    expect((await send('officer', path, soon)).body.reasons.map((r: Any) => r.code)).toContain('closing_announced');
    expect((await receive('service_fee', 1)).body.reasons.map((r: Any) => r.code)).toContain('prepaid_closing');
    const [told] = await database.ownerSql`select count(*)::int as n from messages where kind = 'closing_announced'`;
    expect(told!.n).toBeGreaterThan(0);
  });
  test('is cancelled with a reason and announced again', async () => {
    expect((await send('nurse', `/facility-closings/${closing}/cancel`, { reason: '续租' })).status).toBe(200);
    expect((await send('nurse', `/facility-closings/${closing}/cancel`, { reason: '续租' })).body.code).toBe(
      'closing_over',
    );
    expect((await shown())?.free).toBeGreaterThan(0);
    last = await home.take(comer(home.beds[1]!.id, dayOf(w.time.now)));
    const again = { closes_on: addDays(dayOf(w.time.now), 30), plan: '老人由民政转至区敬老院' };
    closing = (await send('nurse', `/facilities/${home.facility}${closings}`, again)).body.closing_id;
  });
  test('waits for its day, for every balance and for everybody who lives there; then the home leaves the search', async () => {
    const close = () => send('officer', `/facility-closings/${closing}/close`);
    // Whoever announced that it closes takes nobody in any more.
    const late = home.take(comer(home.beds[2]!.id, dayOf(w.time.now)));
    await expect(late).rejects.toMatchObject({ code: 'facility_closed' });
    expect((await close()).body.reasons.map((r: Any) => r.code)).toEqual([
      'closing_too_early',
      'closing_balances',
      'closing_residents',
    ]);
    w.time.now = new Date(w.time.now.getTime() + 31 * 86_400_000);
    cookie.nurse = await product.cookieOf(home.nurse);
    cookie.officer = await product.cookieOf(await w.someone('officer'));
    expect((await read()).flags.map((f: Any) => f.code)).toContain('closing_overdue');
    await discharge(await home.now(last.placement_id), last.placement_id, {
      kind: 'home',
      discharged_on: dayOf(w.time.now),
    });
    // A bed that falls free in a home that closes is nobody's.
    expect(await shown()).toMatchObject({ free: 0, occupied: 0 });
    const balances = await close();
    expect(balances.body.reasons).toMatchObject([
      { code: 'closing_balances', values: { people: 1, yuan: '21600.00' } },
    ]);
    const [row] = await database.ownerSql`select closed_on from facilities where id = ${home.facility}`;
    expect(row!.closed_on).toBeNull();
    for (const [kind, fen] of [
      ['service_fee', 720_000],
      ['deposit', 1_440_000],
    ] as const)
      expect((await send('nurse', `/facilities/${home.facility}/prepaid/refunds`, money(kind, fen))).status).toBe(201);
    expect((await get('officer', `/facilities/${home.facility}${closings}`)).body).toMatchObject({
      may_close: true,
      remaining: { owed: { people: 0, fen: 0 }, residents: 0, held: 0 },
    });
    expect((await send('nurse', `/facility-closings/${closing}/close`)).status).toBe(403);
    expect((await close()).body).toEqual({ closed_on: dayOf(w.time.now) });
    expect((await close()).body.code).toBe('closing_over');
    expect(await shown()).toBeUndefined();
  });
});
