import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { holdbackOf } from '../../server/approval/queries.ts';
import { startOfDay } from '../../server/kernel/period.ts';
import { view } from '../../server/platform/context.ts';
import { type Any, openOffice } from '../support/contracts.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, NOW, type World, world } from '../support/district.ts';

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

describe('a contract in force', () => {
  const begun = async () => {
    const id = await o.draft({
      lots: [o.lot({ start: '2026-11-01', end: '2027-11-01' })],
      start: '2026-11-01',
      end: '2027-11-01',
      budgets: [
        { line_id: o.line, amount_fen: 2_000_000 },
        { line_id: o.next, amount_fen: 10_000_000 },
      ],
    });
    await o.sign(id);
    await o.announce(id);
    return id;
  };
  const amend = (id: string, t: Any, more: object = {}) =>
    o.step(id, 'amendments', {
      terms: t,
      signed_on: '2026-11-24',
      effective_on: '2026-11-24',
      reason: '补充协议',
      doc_no: '补-1',
      ...more,
    });

  test('takes more places by an amendment: places, money, budget and what families see follow in one step', async () => {
    const id = await begun();
    const [left, borne] = [await o.lotLeft(o.home), await o.committed(o.next)];
    const t = await o.reworded(id, (x) => {
      x.lots[0].bought = 12;
      x.lots[0].quantity = 140;
      x.budgets[1].amount_fen += 2_000_000;
    });
    expect(await amend(id, t)).toMatchObject({ status: 201, body: { no: 2 } });
    expect(await o.lotLeft(o.home)).toBe(left + 2);
    expect(await o.committed(o.next)).toBe(borne + 2_000_000);
    const now = await o.read(id);
    expect(now).toMatchObject({ amount_fen: 14_000_000, bought: 12 });
    expect(now.versions.map((v: Any) => [v.no, v.terms.lots[0].bought])).toEqual([
      [1, 10],
      [2, 12],
    ]);
    expect((await o.open(`/contracts/announcements/${id}`)).amendments).toMatchObject([{ no: 2, reason: '补充协议' }]);
    await o.step(id, 'end', { ended_on: '2026-11-24', reason: '收尾' });
  });

  test('keeps back what it says on the last day of a month, when amendments change that or drop it', async () => {
    const id = await begun();
    const officer = await w.someone('officer');
    const kept = (month: string) =>
      view(w.as(officer), 'procurement.read', (tx) => holdbackOf(tx, DISTRICT, id, month));
    const say = async (percent: number | null, on: string) => {
      const terms = await o.reworded(id, (x) => {
        x.holdback_percent = percent;
      });
      return amend(id, terms, { signed_on: on, effective_on: on });
    };
    expect(await kept('2026-11-01')).toBe(0);
    expect(await say(15, '2026-11-05')).toMatchObject({ status: 201 });
    expect((await say(25, '2026-11-24')).body.reasons).toMatchObject([{ code: 'contract_holdback' }]);
    expect(await Promise.all(['2026-10-01', '2026-11-01'].map(kept))).toEqual([0, 15]);
    expect(await say(null, '2026-11-24')).toMatchObject({ status: 201 });
    expect(await kept('2026-11-01')).toBe(0);
    expect((await o.read(id)).terms.holdback_percent ?? null).toBeNull();
    await o.step(id, 'end', { ended_on: '2026-11-24', reason: '收尾' });
  });

  test('takes a price from a day ahead: the old one ends the day before, the amount is cut at that day', async () => {
    const id = await begun();
    const t = await o.reworded(id, (x) => {
      x.lots[0].unit_price_fen = 110_000;
      // 61 of 365 days: 20 of 120 units at the old price
      x.budgets[1].amount_fen += 1_000_000;
    });
    expect(await amend(id, t, { effective_on: '2027-01-01' })).toMatchObject({ status: 201 });
    const { lots } = await o.read(id);
    expect(lots[0]).toMatchObject({
      amount_fen: 20 * 100_000 + 100 * 110_000,
      prices: [
        { from: '2026-11-01', unit_price_fen: 100_000 },
        { from: '2027-01-01', unit_price_fen: 110_000 },
      ],
    });
    const rows =
      await database.ownerSql`select effective::text, doc_no from lot_prices where lot_id = ${lots[0].id} order by effective`;
    expect(rows.map((r) => [r.effective, r.doc_no])).toEqual([
      ['[2026-11-01,2027-01-01)', expect.any(String)],
      ['[2027-01-01,)', '补-1'],
    ]);
    expect((await amend(id, await o.reworded(id, () => {}))).body.reasons.map((r: Any) => r.code)).toEqual([
      'amend_nothing',
    ]);
    const again = await o.reworded(id, (x) => {
      x.lots[0].unit_price_fen = 105_000;
    });
    expect((await amend(id, again)).body.reasons.map((r: Any) => r.code)).toContain('amend_price_order');
    await o.step(id, 'end', { ended_on: '2026-11-24', reason: '收尾' });
  });

  test('gives up no place that is used and no money that is accepted', async () => {
    const id = await begun();
    await database.ownerSql`update lots set committed = 2, in_use = 5, accepted_fen = 3000000 where contract_id = ${id}`;
    const t = await o.reworded(id, (x) => {
      x.lots[0].bought = 6;
      x.lots[0].quantity = 20;
      x.budgets[1].amount_fen = 0;
    });
    const refused = await amend(id, t);
    expect(refused.status).toBe(409);
    expect(refused.body.reasons.map((r: Any) => r.code)).toEqual(
      expect.arrayContaining(['amend_bought_below', 'amend_below_accepted', 'contract_budget_year']),
    );
    const ended = await o.step(id, 'end', { ended_on: '2026-11-24', reason: '机构歇业' });
    // 23 of 30 days of ten places are less than what is accepted: that is kept.
    expect(ended).toMatchObject({ status: 200, body: { released_fen: 9_000_000 } });
  });

  test('ends early once: places are gone, years to come are given back, who lies there is counted and named to the bureau', async () => {
    const id = await begun();
    const [left, borne] = [await o.lotLeft(o.home), [await o.committed(o.line), await o.committed(o.next)]];
    const ended = await o.step(id, 'end', { ended_on: '2026-12-01', reason: '机构歇业' });
    expect(ended).toMatchObject({ status: 200, body: { released_fen: 11_000_000, stays: 0, offers: 0 } });
    // kept: November whole
    expect([await o.committed(o.line), await o.committed(o.next)]).toEqual([
      borne[0]! - 1_000_000,
      borne[1]! - 10_000_000,
    ]);
    expect(await o.read(id)).toMatchObject({ state: 'active', ended_on: '2026-12-01', amount_fen: 1_000_000 });
    expect(await o.lotLeft(o.home)).toBe(left);
    const again = await o.step(id, 'end', { ended_on: '2026-12-01', reason: '再次' });
    expect(again.body.reasons.map((r: Any) => r.code)).toEqual(['contract_ending']);
    expect(await o.send('officer', 'GET', `/contracts/${id}/stays`)).toMatchObject({
      status: 200,
      body: { stays: [] },
    });
    const [audit] =
      await database.ownerSql`select 1 from audit where action = 'amendments.stays' and subject_id = ${id}`;
    expect(audit).toBeDefined();
    w.time.now = startOfDay('2026-12-01');
    expect((await o.later(id)).state).toBe('terminated');
  });

  test('one that was taken over without its text is read, ended, and not amended', async () => {
    const { contracts } = (await o.send('leader', 'GET', '/contracts')).body;
    const old = contracts.find((c: Any) => c.contract_no === 'OLD');
    expect(old).toMatchObject({ state: 'ended', amount_fen: null });
    expect((await o.open(`/contracts/announcements/${old.id}`)).elements).toBeNull();
    expect(await amend(old.id, { ...o.terms() })).toMatchObject({ status: 409, body: { code: 'contract_no_text' } });
  });
});
