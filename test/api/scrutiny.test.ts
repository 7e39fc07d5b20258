import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, openHome, openTestDistrict, person, vault, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let officer: Actor;
let inspector: Actor;
const cookie: Record<string, string> = {};
const MONTH = '2026-10-01';
const line = newId();
const homes: { facility: string; lot: string; contract: string }[] = [];
const people = Array.from({ length: 17 }, () => person());
type Any = ReturnType<typeof JSON.parse>;

const ask = async (who: string, method: string, path: string, body?: object) => {
  const answer = await product.ask(method, `/api/v1${path}`, {
    ...(who ? { cookie: cookie[who] as string } : {}),
    ...(body ? { body } : {}),
  });
  return { status: answer.status, body: answer.body as Any };
};

/** A month settled as its own slice leaves it: lines, and approval if there is one. */
async function settle(home: (typeof homes)[number], persons: string[], approved: boolean, month = MONTH) {
  const sql = database.ownerSql;
  const id = newId();
  const sum = persons.length * 40_000;
  await sql`insert into settlements (district, id, contract_id, month_on, digest, drafted_at, amount_fen, government_fen,
      family_fen, approved_at, approved_by)
    values (${DISTRICT}, ${id}, ${home.contract}, ${month}, 'd', ${w.time.now}, ${persons.length * 100_000}, ${sum},
      ${persons.length * 60_000}, ${approved ? w.time.now : null}, ${approved ? officer.account : null})`;
  const ids = persons.map(() => newId());
  for (const [i, who] of persons.entries())
    await sql`insert into settlement_lines (district, id, settlement_id, facility_id, lot_id, applicant_id, kind, month_on,
        days, units_num, units_den, amount_fen, government_fen, family_fen, schemes, basis, digest)
      values (${DISTRICT}, ${ids[i] as string}, ${id}, ${home.facility}, ${home.lot}, ${who}, 'regular', ${month}, 31, 31, 31,
        100000, 40000, 60000, '{"consumption_coupon": 40000}', '{}', 'd')`;
  return { id, ids };
}

let frozen: { id: string; ids: string[] };
beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  officer = await w.someone('officer');
  inspector = await w.someone('inspector');
  cookie.officer = await product.cookieOf(officer);
  cookie.inspector = await product.cookieOf(inspector);
  cookie.treasurer = await product.cookieOf(await w.someone('treasurer'));
  await importApplicants(w.system, vault, people);
  const sql = database.ownerSql;
  await sql`insert into budget_lines (district, id, year, code, name, amount_fen, budget_doc, allocation_doc)
    values (${DISTRICT}, ${line}, 2026, '2081006', '养老服务', 100000000, '岳财预〔2026〕1号', null)`;
  for (const name of ['大院', '中院', '小院']) {
    const home = await openHome(w, { name, rooms: 6 });
    const [lot] = await sql`select contract_id from lots where id = ${home.lot}`;
    homes.push({ ...home, contract: lot?.contract_id as string });
    await sql`insert into contract_budgets values (${DISTRICT}, ${lot?.contract_id as string}, ${line}, 10000000)`;
  }
  const ids = people.map((p) => p.applicant.id as string);
  frozen = await settle(homes[0]!, ids.slice(0, 10), true);
  await settle(homes[1]!, ids.slice(10, 15), true);
});
afterAll(() => database.drop());

describe('the use of funds', () => {
  test('anybody reads it by scheme, contract and facility; no name, no level, no person', async () => {
    const { status, body } = await ask('', 'GET', '/disclosures/use');
    expect(status).toBe(200);
    expect(body).toMatchObject({ months: [MONTH], month_on: MONTH, total: { people: 15, amount_fen: 600_000 } });
    expect(body.schemes).toEqual([{ scheme: 'consumption_coupon', people: 15, amount_fen: 600_000 }]);
    expect(body.contracts.map((c: Any) => [c.facilities[0].name, c.people]).sort()).toEqual([
      ['中院', 5],
      ['大院', 10],
    ]);
    const text = JSON.stringify(body);
    for (const p of people)
      expect(text.includes(p.applicant.name) || text.includes(p.applicant.id as string)).toBe(false);
  });

  test('two people of a third contract are hidden, and so is what they would follow from', async () => {
    const two = people.slice(15).map((p) => p.applicant.id as string);
    const third = await settle(homes[2]!, two, false);
    // While one contract of the month waits nothing of it is public: the two would be what the sum grows by.
    const before = (await ask('', 'GET', '/disclosures/use')).body;
    expect({ months: before.months, total: before.total.people }).toEqual({ months: [], total: 0 });
    expect((await ask('', 'GET', `/disclosures/use?month=${MONTH}`)).body).toMatchObject({
      total: { people: null, amount_fen: null },
      contracts: [],
    });
    await database.ownerSql`update settlements set approved_at = ${w.time.now}, approved_by = ${officer.account} where id = ${third.id}`;
    const { body } = await ask('', 'GET', `/disclosures/use?month=${MONTH}`);
    expect(body.total).toEqual({ people: 17, amount_fen: 680_000 });
    const shown = new Map(body.contracts.map((c: Any) => [c.facilities[0].name, c]));
    expect(shown.get('大院')).toMatchObject({ people: 10 });
    expect(shown.get('中院')).toMatchObject({ people: null, amount_fen: null, facilities: [{ people: null }] });
    expect(shown.get('小院')).toMatchObject({ people: null, amount_fen: null });
    const csv = await product.app.request('/api/v1/disclosures/use.csv');
    const text = await csv.text();
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(
      text
        .split('\r\n')
        .filter((l) => l.includes(',facility,'))
        .sort()
        .map((l) => l.split(',').slice(4).join()),
    ).toEqual(expect.arrayContaining(['大院,10,4000.00', '中院,,', '小院,,']));
  });

  test('whoever paid all of it themselves is not among those public money was used for', async () => {
    const [free] =
      await database.ownerSql`update settlement_lines set government_fen = 0, family_fen = amount_fen, schemes = '{}'
      where id = ${frozen.ids[0] as string} returning id`;
    expect((await ask('', 'GET', '/disclosures/use')).body.total).toEqual({ people: 16, amount_fen: 640_000 });
    await database.ownerSql`update settlement_lines set government_fen = 40000, family_fen = 60000,
      schemes = '{"consumption_coupon": 40000}' where id = ${free?.id as string}`;
  });

  test('a month that nobody settled is empty, and one that is none is refused', async () => {
    expect((await ask('', 'GET', '/disclosures/use?month=2026-09-01')).body.total).toEqual({
      people: 0,
      amount_fen: 0,
    });
    expect((await ask('', 'GET', '/disclosures/use?month=2026-09-02')).status).toBe(422);
  });
});

const notice = { line_id: line, month_on: MONTH, place: '颐位公示栏', from_on: '2026-11-24', to_on: '2026-11-30' };

describe('publishing it', () => {
  test('the officer sees the masked list before, and who of its facilities stays unnamed', async () => {
    const { body } = await ask('officer', 'GET', `/disclosures/draft?line_id=${line}&month_on=${MONTH}`);
    expect(body).toMatchObject({ total_fen: 680_000, waiting: [] });
    expect(body.rows).toHaveLength(17);
    expect(new Set(body.rows.map((r: Any) => r.name_masked))).toEqual(new Set(['刘*']));
    expect(new Set(body.rows.map((r: Any) => r.facility))).toEqual(new Set(['大院', '']));
  });

  test('is refused for six days, or with a phone number, with both reasons at once', async () => {
    const bad = { ...notice, to_on: '2026-11-29', place: '公示栏 13807301234' };
    const { status, body } = await ask('officer', 'POST', '/disclosures', bad);
    expect(status).toBe(422);
    expect(body.reasons.map((r: Any) => r.code)).toEqual(['disclosure_short', 'disclosure_number']);
  });

  test('puts it up for its days and not one longer; the same list is not put up twice', async () => {
    expect((await ask('inspector', 'POST', '/disclosures', notice)).status).toBe(403);
    const { status, body } = await ask('officer', 'POST', '/disclosures', notice);
    expect({ status, people: body.people, total: body.total_fen }).toEqual({ status: 201, people: 17, total: 680_000 });
    const up = (await ask('', 'GET', '/disclosures')).body.notices[0];
    expect(up.list.rows).toHaveLength(17);
    const canon = up.list.rows.map((r: Any) => [r.name_masked, r.community, r.facility, r.scheme, r.amount_fen]);
    expect(createHash('sha256').update(JSON.stringify(canon)).digest('hex')).toBe(up.sha256);
    const again = await ask('officer', 'POST', '/disclosures', notice);
    expect({ status: again.status, code: again.body.code }).toEqual({ status: 422, code: 'disclosure_known' });
    const before = w.time.now;
    w.time.now = new Date('2026-12-01T02:00:00Z');
    const over = (await ask('', 'GET', '/disclosures')).body.notices[0];
    w.time.now = before;
    expect(over).toMatchObject({ sha256: up.sha256, list: null });
    expect(JSON.stringify(over)).not.toContain('刘*');
  });

  test('of two lines that bear a contract each lists its share, and together they are the amount to the fen', async () => {
    const sql = database.ownerSql;
    const other = newId();
    await sql`insert into budget_lines (district, id, year, code, name, amount_fen) values (${DISTRICT}, ${other}, 2026, '2296002', '福彩', 100000000)`;
    await sql`insert into contract_budgets values (${DISTRICT}, ${homes[0]!.contract}, ${other}, 4285714)`;
    const lists = await Promise.all(
      [line, other].map(
        async (l) => (await ask('officer', 'GET', `/disclosures/draft?line_id=${l}&month_on=${MONTH}`)).body,
      ),
    );
    expect(lists.map((l) => l.rows.length)).toEqual([17, 10]);
    expect(lists[0].total_fen + lists[1].total_fen).toBe(680_000);
    expect(new Set(lists[1].rows.map((r: Any) => r.amount_fen))).toEqual(new Set([lists[1].rows[0].amount_fen]));
    expect(Math.abs(lists[1].rows[0].amount_fen - 40_000 * (4_285_714 / 14_285_714))).toBeLessThanOrEqual(1);
    await sql`delete from contract_budgets where line_id = ${other}`;
    await sql`delete from budget_lines where id = ${other}`;
  });

  test('a notice that is up can be neither changed nor taken away by the product', async () => {
    const tries = [
      () => database.db.execute(`update disclosures set total_fen = 0`),
      () => database.db.execute(`delete from disclosures`),
      () => database.db.execute(`update sample_checks set found = 'true'`),
      () => database.db.execute(`delete from samples`),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ cause: { code: '42501' } });
  });
});

describe('the three questions', () => {
  const cell = async () => {
    const { body } = await ask('inspector', 'GET', '/scrutiny?year=2026');
    return body.lines[0].months.find((m: Any) => m.month_on === MONTH);
  };

  test('of a line’s month with its notice and no payment yet: public, nothing else moved', async () => {
    expect(await cell()).toMatchObject({
      ledger: { state: 'none' },
      disclosure: { state: 'passes' },
      payment: { state: 'none' },
    });
  });

  test('a payment overdue and an entry without a voucher turn the cell red, and the flags open their rows', async () => {
    const sql = database.ownerSql;
    await sql`insert into payments (district, id, settlement_id, budget_line_id, payee_name, account_name, account_no,
        amount_fen, approved_by, approved_at, due_on)
      values (${DISTRICT}, ${newId()}, ${frozen.id}, ${line}, '颐位中心', '颐位中心', '6222', 400000, ${officer.account},
        ${w.time.now}, '2026-11-20')`;
    await sql`insert into fund_entries (district, id, line_id, entered_on, kind, amount_fen, voucher_no, made_at)
      values (${DISTRICT}, ${newId()}, ${line}, '2026-10-09', 'allocation', 5000000, null, ${w.time.now})`;
    expect(await cell()).toMatchObject({
      ledger: { state: 'fails', flags: 2 },
      disclosure: { state: 'passes' },
      payment: { state: 'fails', flags: 1 },
    });
    const { body } = await ask('treasurer', 'GET', `/scrutiny/lines/${line}?month=${MONTH}`);
    expect(body.ledger.flags.map((f: Any) => f.code)).toEqual(['no_allocation_doc', 'missing_voucher']);
    expect(body.ledger.flags[1].rows[0]).toMatchObject({ about: 'entry', on: '2026-10-09', amount_fen: 5_000_000 });
    expect(body.payment.flags[0]).toMatchObject({ code: 'overdue', rows: [{ name: '颐位中心', on: '2026-11-20' }] });
    const [log] = await sql`select count(*)::int as n from audit where action = 'scrutiny.flags'`;
    expect(log?.n).toBe(1);
  });

  test('are not for families or homes, and a line that is none is not found', async () => {
    const home = await product.cookieOf(await w.someone('institution', { facility: homes[0]!.facility }));
    cookie.home = home;
    for (const path of ['/scrutiny', '/scrutiny/checks', '/scrutiny/samples'])
      expect((await ask('home', 'GET', path)).status).toBe(403);
    expect((await ask('officer', 'GET', `/scrutiny/lines/${newId()}?month=${MONTH}`)).status).toBe(404);
  });
});

describe('the cross checks', () => {
  const rows = async () => {
    const { body } = await ask('officer', 'GET', `/scrutiny/checks?month=${MONTH}`);
    return new Map<string, Any[]>(body.checks.map((c: Any) => [c.code, c.rows]));
  };

  test('people settled who never lay there are found, and nothing else', async () => {
    const found = await rows();
    expect(found.get('days_beyond_presence')).toHaveLength(17);
    expect(found.get('days_beyond_presence')?.[0].values).toMatchObject({ days: 31, present: 0 });
    for (const [code, list] of found) if (code !== 'days_beyond_presence') expect([code, list]).toEqual([code, []]);
  });

  test('a stay with days away is held against the days settled', async () => {
    const sql = database.ownerSql;
    const who = people[0]!.applicant;
    const [bed] = await sql`select id, room_id from beds where facility_id = ${homes[0]!.facility} limit 1`;
    const claim = newId();
    const placement = newId();
    await sql`insert into claims (district, id, bed_id, room_id, facility_id, applicant_id, sex, residential, kind, during)
      values (${DISTRICT}, ${claim}, ${bed?.id}, ${bed?.room_id}, ${homes[0]!.facility}, ${who.id as string}, 'female', true,
        'stay', '[2026-09-10,)')`;
    await sql`insert into placements (district, id, applicant_id, facility_id, bed_id, claim_id, lot_id, funding, admitted_on)
      values (${DISTRICT}, ${placement}, ${who.id as string}, ${homes[0]!.facility}, ${bed?.id}, ${claim}, ${homes[0]!.lot},
        'subsidised', '2026-09-10')`;
    const mine = async () => (await rows()).get('days_beyond_presence')?.filter((r) => r.id === who.id);
    expect(await mine()).toEqual([]);
    await sql`insert into absences (district, id, facility_id, placement_id, claim_id, kind, during, keep_until)
      values (${DISTRICT}, ${newId()}, ${homes[0]!.facility}, ${placement}, ${claim}, 'hospital', '[2026-10-03,2026-10-06)', '2026-10-30')`;
    expect(await mine()).toMatchObject([{ values: { days: 31, present: 28 } }]);
  });

  test('somebody who died, somebody with two exclusive schemes and somebody unassessed are each named once', async () => {
    const sql = database.ownerSql;
    const [dead, twice, unseen] = [people[1]!, people[2]!, people[3]!].map((p) => p.applicant.id as string);
    await sql`update applicants set died_on = '2026-10-21' where id = ${dead as string}`;
    for (const scheme of ['consumption_coupon', 'tekun_support'])
      await sql`insert into entitlements (district, id, applicant_id, scheme, stack_group, during, doc_no, granted_at)
        values (${DISTRICT}, ${newId()}, ${twice as string}, ${scheme}, ${scheme}, '[2026-01-01,)', 't', ${w.time.now})`;
    await sql`update assessments set valid = '[2026-11-01,2027-11-01)' where applicant_id = ${unseen as string}`;
    const found = await rows();
    expect(found.get('deceased')).toMatchObject([{ id: dead, values: { days: 11 } }]);
    expect(found.get('exclusive_schemes')).toMatchObject([{ id: twice }]);
    expect(found.get('unassessed')).toMatchObject([{ id: unseen, amount_fen: 40_000 }]);
    const paid = (await ask('officer', 'GET', `/scrutiny/lines/${line}?month=${MONTH}`)).body.payment.flags;
    expect(paid.find((f: Any) => f.code === 'paid_after_death')?.rows).toMatchObject([{ id: dead }]);
  });
});

describe('the sample', () => {
  test('is drawn by the inspector, not by who settles, and once', async () => {
    expect((await ask('officer', 'POST', '/scrutiny/samples', { month_on: MONTH })).status).toBe(403);
    const tries = await Promise.all(
      Array.from({ length: 4 }, () =>
        ask('inspector', 'POST', '/scrutiny/samples', { month_on: MONTH, basis_points: 2000 }),
      ),
    );
    expect(tries.map((t) => t.status).sort()).toEqual([201, 409, 409, 409]);
    expect(tries.find((t) => t.status === 409)?.body.code).toBe('sample_drawn');
    const [row] = await database.ownerSql`select * from samples`;
    const all = await database.ownerSql`select id from settlement_lines order by id`;
    const numbered = all.map(({ id }) => ({ id, n: createHash('sha256').update(`${row?.seed}:${id}`).digest('hex') }));
    const first = numbered.sort((a, b) => (a.n < b.n ? -1 : 1)).slice(0, 4);
    expect(row?.line_ids).toEqual(first.map((f) => f.id));
    const { body } = await ask('inspector', 'GET', '/scrutiny/samples');
    expect(body.sample).toMatchObject({ population: 17, same: true, seed: row?.seed });
    // Whoever looks after it has the list, its digest and the seed, and draws the same.
    const list = await product.app.request(`/api/v1/scrutiny/samples/${row?.id}/population`, {
      headers: { cookie: cookie.treasurer as string },
    });
    const text = await list.text();
    expect(createHash('sha256').update(text).digest('hex')).toBe(body.sample.population_digest);
    const number = (id: string) => createHash('sha256').update(`${body.sample.seed}:${id}`).digest('hex');
    const again = text.split('\n').sort((a, b) => (number(a) < number(b) ? -1 : 1));
    expect(again.slice(0, 4)).toEqual(row?.line_ids);
    expect(body.sample.lines).toHaveLength(4);
  });

  test('is refused where nothing is settled, and while a contract’s month is open, with its number', async () => {
    const draw = () => ask('inspector', 'POST', '/scrutiny/samples', { month_on: '2026-09-01' });
    expect((await draw()).body.code).toBe('sample_nothing');
    await settle(homes[1]!, [people[10]!.applicant.id as string], false, '2026-09-01');
    const { status, body } = await draw();
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'sample_month_open' });
    expect(body.detail_zh).toContain(`T-${homes[1]!.contract}`);
  });

  test('what two people found is kept; one person, or a line that was not drawn, is refused', async () => {
    const { body } = await ask('inspector', 'GET', '/scrutiny/samples');
    const [first] = body.sample.lines;
    const path = `/scrutiny/samples/${body.sample.id}/checks`;
    const check = { line_id: first.line_id, checked_on: '2026-11-24', people: ['赵一', '钱二'], found: 'true' };
    const other = frozen.ids.find((id) => !body.sample.lines.some((l: Any) => l.line_id === id)) as string;
    const bad = await ask('inspector', 'POST', path, { ...check, people: ['赵一', '赵一'], line_id: other });
    expect(bad.body.reasons.map((r: Any) => r.code)).toEqual(['check_not_sampled', 'check_people']);
    expect((await ask('inspector', 'POST', path, check)).status).toBe(201);
    const worse = { ...check, found: 'absent', note: '床位空着，护理员称老人已回家' };
    expect((await ask('inspector', 'POST', path, worse)).status).toBe(201);
    const after = (await ask('officer', 'GET', '/scrutiny/samples')).body.sample.lines;
    expect(after.find((l: Any) => l.line_id === first.line_id).check).toMatchObject({
      found: 'absent',
      note: worse.note,
    });
  });

  test('a line changed behind the product’s back shows: drawn again it is another list', async () => {
    const sql = database.ownerSql;
    await sql`update settlement_lines set replaced_at = ${w.time.now} where id = ${frozen.ids[0] as string}`;
    expect((await ask('inspector', 'GET', '/scrutiny/samples')).body.sample.same).toBe(false);
    await sql`update settlement_lines set replaced_at = null where id = ${frozen.ids[0] as string}`;
  });
});
