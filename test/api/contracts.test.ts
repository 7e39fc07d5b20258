import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startOfDay } from '../../server/kernel/period.ts';
import { tellUnannounced } from '../../server/procurement/actions.ts';
import { type Any, openOffice } from '../support/contracts.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { NOW, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let o: Awaited<ReturnType<typeof openOffice>>;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  o = await openOffice(w);
});
afterAll(() => database.drop());
beforeEach(() => {
  w.time.now = NOW;
});

describe('from a draft to beds', () => {
  test('a draft may lack anything and says all of it; nothing is borne and no bed given before it is signed and announced', async () => {
    const before = [await o.committed(o.line), await o.committed(o.next), await o.lotLeft(o.home)];
    const id = await o.draft({ elements: { ...o.terms().elements, quality: '' }, lots: [] }, { provider_id: o.state });
    const empty = await o.read(id);
    expect(empty.state).toBe('draft');
    expect(empty.missing.map((m: Any) => m.code)).toEqual([
      'contract_provider_kind',
      'contract_element',
      'contract_no_lots',
      'contract_budget_unused',
    ]);
    expect(empty.missing[1]).toMatchObject({
      pointer: '/terms/elements/quality',
      message_zh: expect.stringContaining('质量'),
    });
    const refused = await o.sign(id);
    expect(refused.status).toBe(409);
    expect(refused.body.reasons.map((r: Any) => r.code)).toEqual(empty.missing.map((m: Any) => m.code));

    const whole = { contract_no: o.number(), provider_id: o.provider, terms: o.terms() };
    expect(await o.send('officer', 'PUT', `/contracts/${id}`, whole, 1)).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
    expect((await o.read(id)).missing).toEqual([]);
    expect([await o.committed(o.line), await o.committed(o.next), await o.lotLeft(o.home)]).toEqual(before);
    expect(await o.open('/contracts/announcements')).not.toMatchObject({ contracts: [{ id }] });

    expect((await o.sign(id)).status).toBe(200);
    expect([await o.committed(o.line), await o.committed(o.next)]).toEqual([
      before[0]! + 1_000_000,
      before[1]! + 11_000_000,
    ]);
    expect(await o.read(id)).toMatchObject({ state: 'signed', announce_by: '2026-11-26', announce_colour: 'green' });
    expect((await o.product.ask('GET', `/api/v1/contracts/announcements/${id}`)).status).toBe(404);

    expect((await o.announce(id)).status).toBe(200);
    expect(await o.lotLeft(o.home)).toBe(before[2]);
    w.time.now = startOfDay('2026-12-01');
    expect(await o.later(id)).toMatchObject({ state: 'active', amount_fen: 12_000_000, bought: 10, announce_by: null });
    const shown = await o.open(`/contracts/announcements/${id}`);
    expect(shown).toMatchObject({
      provider: '测试养老服务社',
      elements: { quality: 'GB 38600-2019' },
      lots: [{ facility: '测试敬老院', quantity: 120 }],
    });
    // Accepted money of a contract with few people would tell what the public page of funds hides.
    for (const one of [shown, await o.open('/contracts/announcements')])
      expect(JSON.stringify(one)).not.toMatch(/account|made_by|drafted|committed|in_use|accepted|paid_fen|provider_id/);
  });

  test('a signed contract that is set to end is not announced any more: its budget is given back', async () => {
    const id = await o.draft();
    expect((await o.sign(id)).status).toBe(200);
    expect(await o.step(id, 'end', { ended_on: '2026-12-20', reason: '对方退出' })).toMatchObject({ status: 200 });
    const late = await o.announce(id);
    expect({ status: late.status, codes: late.body.reasons?.map((r: Any) => r.code) }).toEqual({
      status: 409,
      codes: ['contract_ending'],
    });
  });

  test('a contract that begins today is there for families the moment it is announced', async () => {
    const before = await o.lotLeft(o.other);
    const one = { facility_id: o.other, start: '2026-11-01', end: '2026-12-01', quantity: 3, bought: 3 };
    const id = await o.draft({
      start: '2026-11-01',
      end: '2026-12-01',
      lots: [o.lot(one)],
      budgets: [{ line_id: o.line, amount_fen: 300_000 }],
    });
    await o.sign(id);
    expect(await o.lotLeft(o.other)).toBe(before);
    await o.announce(id);
    expect(await o.lotLeft(o.other)).toBe(before + 3);
    const { lots } = (await o.send('nurse', 'GET', '/contracts/lots')).body;
    expect(lots.map((l: Any) => l.facility_id)).not.toContain(o.other);
  });

  test('a number that is taken, a version that is old, and steps out of order are refused', async () => {
    const id = await o.draft();
    const twice = await o.send('officer', 'POST', '/contracts', {
      contract_no: o.number(),
      provider_id: o.provider,
      terms: o.terms(),
    });
    expect(twice).toMatchObject({ status: 409, body: { code: 'contract_no_taken' } });
    const old = await o.send('officer', 'POST', `/contracts/${id}/sign`, { signed_on: '2026-11-24' }, 9);
    expect(old).toMatchObject({ status: 412, body: { code: 'version_stale' } });
    expect(await o.announce(id)).toMatchObject({ status: 409, body: { code: 'contract_state' } });
    const reversed = { contract_no: 'R-1', provider_id: o.provider, terms: o.terms({ end: '2026-12-01' }) };
    expect(await o.send('officer', 'POST', '/contracts', reversed)).toMatchObject({
      status: 422,
      body: { code: 'dates_reversed' },
    });
    expect((await o.step(id, 'discard', { reason: '重复' })).status).toBe(200);
    expect((await o.read(id)).state).toBe('discarded');
    expect(await o.sign(id)).toMatchObject({ status: 409, body: { code: 'contract_state' } });
  });

  test('a lot with the id of another contract’s is a new lot', async () => {
    const id = await o.draft();
    const stolen = (await o.read(id)).terms.lots[0].id as string;
    const second = await o.draft({ lots: [{ ...o.lot(), id: stolen }] });
    expect((await o.read(second)).terms.lots[0].id).not.toBe(stolen);
  });

  test('of two contracts that ask for the last of a budget line at the same moment, one is signed', async () => {
    const [own] =
      await database.ownerSql`select amount_fen - committed_fen as left from budget_lines where id = ${o.line}`;
    const places = Math.floor(Number(own!.left) / 100_000 / 2) + 1;
    const one = { start: '2026-11-01', end: '2026-12-01', bought: places, quantity: places };
    const only = {
      start: '2026-11-01',
      end: '2026-12-01',
      lots: [o.lot(one)],
      budgets: [{ line_id: o.line, amount_fen: places * 100_000 }],
    };
    const ids = [await o.draft(only), await o.draft(only)];
    const both = await Promise.all(ids.map((id) => o.sign(id)));
    expect(both.map((b) => b.status).sort()).toEqual([200, 409]);
    expect(both.find((b) => b.status === 409)!.body).toMatchObject({ code: 'contract_line_exceeded' });
    const won = ids[both.findIndex((b) => b.status === 200)]!;
    const before = await o.committed(o.line);
    expect(await o.step(won, 'end', { ended_on: '2026-11-24', reason: '双方解除' })).toMatchObject({
      status: 200,
      body: { released_fen: places * 100_000, stays: 0, offers: 0 },
    });
    expect(await o.committed(o.line)).toBe(before - places * 100_000);
  });
});

describe('the clock of the announcement', () => {
  test('tells officers on the second working day and after it, each once', async () => {
    const id = await o.draft();
    await o.sign(id);
    const told = async (day: string) => {
      w.time.now = new Date(startOfDay(day).getTime() + 9 * 3_600_000);
      return (await tellUnannounced(w.system)).told;
    };
    expect(await told('2026-11-25')).toBe(0);
    expect(await told('2026-11-26')).toBe(1);
    expect(await told('2026-11-26')).toBe(0);
    expect(await told('2026-11-27')).toBe(1);
    expect(await told('2026-11-30')).toBe(0);
    const rows =
      await database.ownerSql`select distinct kind, values from messages where kind like 'contract_%' order by kind`;
    expect(rows).toMatchObject([
      { kind: 'contract_due', values: { by: '2026-11-26' } },
      { kind: 'contract_overdue', values: { by: '2026-11-26' } },
    ]);
    expect(await o.later(id)).toMatchObject({ announce_colour: 'red' });
    w.time.now = NOW;
    await o.step(id, 'end', { ended_on: '2026-11-24', reason: '收尾' });
  });
});

describe('providers and the catalogue', () => {
  const body = {
    name: '新服务社',
    kind: 'social_organisation',
    credit_code: '91350100M000100Y43',
    account_name: null,
    account_no: null,
    bank_name: null,
    bank_code: null,
  };
  test('a provider is put on record once under its code, and changed on the version that was seen', async () => {
    const made = await o.send('officer', 'POST', '/providers', body);
    expect(made.status).toBe(201);
    const id = made.body.provider_id as string;
    expect(await o.send('officer', 'POST', '/providers', body)).toMatchObject({
      status: 409,
      body: { code: 'provider_code_taken' },
    });
    const account = { ...body, account_name: '张三', account_no: '6222000000001234', bank_name: '示例银行' };
    expect(await o.send('officer', 'PUT', `/providers/${id}`, account, 1)).toMatchObject({
      status: 422,
      body: { code: 'provider_account_name' },
    });
    expect(
      await o.send('officer', 'PUT', `/providers/${id}`, { ...account, account_name: body.name }, 1),
    ).toMatchObject({
      status: 200,
    });
    expect(await o.send('colleague', 'PUT', `/providers/${id}`, body, 1)).toMatchObject({ status: 412 });
    expect((await o.send('nurse', 'GET', '/providers')).status).toBe(403);
  });
  test('an item enters the catalogue once for a day, ends, and is then not signed for', async () => {
    const item = { code: 'B0999', name: '临时项目', doc_no: '示例〔2026〕9号', start: '2026-01-01', end: null };
    const made = await o.send('administrator', 'POST', '/catalogue', item);
    expect(made.status).toBe(201);
    const again = await o.send('administrator', 'POST', '/catalogue', { ...item, start: '2026-06-01' });
    expect(again).toMatchObject({
      status: 409,
      body: { code: 'catalogue_overlap', reasons: [{ values: { name: '临时项目' } }] },
    });
    const id = await o.draft({ lots: [o.lot({ catalogue_code: 'B0999' })] });
    expect((await o.read(id)).missing).toEqual([]);
    expect(
      (await o.send('administrator', 'POST', `/catalogue/${made.body.item_id}/end`, { end: '2026-11-24' })).status,
    ).toBe(200);
    expect((await o.sign(id)).body.reasons.map((r: Any) => r.code)).toEqual(['contract_lot_catalogue']);
    expect((await o.sign(id, '2026-11-23')).status).toBe(200);
    expect((await o.open('/catalogue')).items.map((i: Any) => i.code)).toContain('B0999');
    expect((await o.send('officer', 'GET', '/contracts/choices')).body.catalogue.map((i: Any) => i.code)).not.toContain(
      'B0999',
    );
  });
});
