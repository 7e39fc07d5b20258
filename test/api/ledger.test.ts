import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { undo } from '../../server/corrections/actions.ts';
import { rollDay } from '../../server/facilities/actions.ts';
import { discharge } from '../../server/placements/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openTestDistrict, type World, world } from '../support/district.ts';
import { agrees, openLedgerHome } from '../support/ledger.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
const cookies = new Map<string, string>();

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
});
afterAll(() => database.drop());

type Any = Record<string, ReturnType<typeof JSON.parse>>;
const ask = async (who: Actor, method: 'GET' | 'POST', path: string, body?: object) => {
  const id = who.account as string;
  if (!cookies.has(id)) cookies.set(id, await product.cookieOf(who));
  const answer = await product.ask(method, `/api/v1${path}`, { cookie: cookies.get(id) as string, body });
  return { status: answer.status, body: answer.body as Any };
};
const START = Date.parse('2026-11-24T02:00:00Z');
const day = (n: number) => {
  w.time.now = new Date(START + n * 86_400_000);
};
const on = (n: number) => new Date(START + n * 86_400_000).toISOString().slice(0, 10);

describe('one lot through an offer, an admission entered late and a discharge', () => {
  let home: Awaited<ReturnType<typeof openLedgerHome>>;
  let stay: string;
  beforeAll(async () => {
    day(0);
    home = await openLedgerHome(w, { bought: 5 });
    const [first, second] = (await home.waiting(2)) as [string, string];
    const [a, b] = [await home.offer(first, home.beds[0]!.id), await home.offer(second, home.beds[1]!.id)];
    await home.accept(a);
    await agrees(w, home.facility);
    day(2);
    stay = await home.moveIn(a, on(1));
    await agrees(w, home.facility);
    await home.accept(b);
    await home.moveIn(b, on(2));
    day(3);
    await discharge(await home.at(home.nurse, 'placements', stay), stay, { discharged_on: on(3), kind: 'home' });
    await agrees(w, home.facility);
  });

  test.each([
    [-1, { bought: 5, committed: 0, in_use: 0, unused: 5 }],
    [0, { committed: 2, in_use: 0, unused: 3 }],
    [1, { committed: 1, in_use: 1, unused: 3 }],
    [2, { committed: 0, in_use: 2, unused: 3 }],
    [3, { committed: 0, in_use: 1, unused: 4 }],
  ])('day %i is on record as the facts say now', async (n, expected) => {
    const { body } = await ask(home.officer, 'GET', `/ledger?on=${on(n)}`);
    expect(body.on).toBe(on(n));
    expect(body.lots.find((l: Any) => l.id === home.lot).day).toMatchObject(expected);
  });
  test('the lot says each of its days and what the term comes to', async () => {
    const { body } = await ask(home.officer, 'GET', `/ledger/lots/${home.lot}`);
    expect(body.days).toHaveLength(331);
    expect(body.days.at(-1)).toMatchObject({ on: on(3), in_use: 1, bought: 5 });
    expect(body.forecast.used).toBeCloseTo(4 / 30, 9);
    expect(body.forecast.staying.units).toBeCloseTo(4 / 30 + 3 / 30 + 1, 9);
    expect(body.warnings.map((r: Any) => r.code)).toEqual(['ledger_under_used']);
    expect(body.warnings[0].message_en).toMatch(/^Only 2 % was used on average over the last 30 days/);
  });
  test('a day to come is refused, and so is what is no day', async () => {
    const { status, body } = await ask(home.officer, 'GET', `/ledger?on=${on(4)}`);
    expect([status, body.code, body.reasons[0].pointer]).toEqual([422, 'ledger_day_future', '/query/on']);
    expect((await ask(home.officer, 'GET', '/ledger?on=2026-02-30')).status).toBe(422);
  });
  test('an institution sees its own lots only, and no names; the treasurer sees all', async () => {
    const other = await openLedgerHome(w, { name: '另一家' });
    const mine = await ask(home.nurse, 'GET', '/ledger');
    expect(mine.body.lots.map((l: Any) => l.id)).toEqual([home.lot]);
    expect((await ask(home.nurse, 'GET', `/ledger/lots/${other.lot}`)).status).toBe(404);
    expect((await ask(home.nurse, 'GET', `/ledger/lots/${home.lot}/behind`)).status).toBe(403);
    expect((await ask(await w.someone('treasurer'), 'GET', '/ledger')).body.lots.length).toBeGreaterThan(1);
    expect(JSON.stringify(mine.body)).not.toMatch(/刘㴩/);
  });
  test('a discharge taken back counts again on the days it had taken away', async () => {
    const [last] = await database.ownerSql`
      select batch_id from bed_events where placement_id = ${stay} and kind = 'discharged'`;
    await undo(await home.at(home.nurse, 'placements', stay), stay, { batch_id: last!.batch_id as string });
    await agrees(w, home.facility);
    const { body } = await ask(home.nurse, 'GET', '/ledger');
    expect(body.lots[0].day).toMatchObject({ in_use: 2, unused: 3 });
  });
});

describe('a contract that ends before its people leave', () => {
  let home: Awaited<ReturnType<typeof openLedgerHome>>;
  let next: string;
  const stays: string[] = [];
  let offer: string;
  const carry = (body: object, of = home.lot) => ask(home.officer, 'POST', `/ledger/lots/${of}/carry-over`, body);
  beforeAll(async () => {
    day(0);
    home = await openLedgerHome(w, { bought: 6, rooms: 4 });
    const queued = await home.waiting(4);
    for (const [i, application] of queued.entries()) {
      const id = await home.offer(application, home.beds[i]!.id);
      if (i < 3) {
        await home.accept(id);
        stays.push(await home.moveIn(id, on(0)));
      } else offer = id;
    }
    await home.end(home.lot, on(1));
    day(3);
    await discharge(await home.at(home.nurse, 'placements', stays[0]!), stays[0]!, {
      discharged_on: on(2),
      kind: 'home',
    });
  });

  test('shows who still counts on it, until they are carried over', async () => {
    const { body } = await ask(home.officer, 'GET', '/ledger');
    const lot = body.lots.find((l: Any) => l.id === home.lot);
    expect(lot.day).toMatchObject({ bought: 0, in_use: 0, stays_after: 2, offers_after: 1 });
    expect(lot.warnings).toMatchObject([{ code: 'ledger_left_behind', values: { ended: on(1), stays: 2, offers: 1 } }]);
    const behind = await ask(home.officer, 'GET', `/ledger/lots/${home.lot}/behind`);
    expect(behind.body.from).toBe(on(1));
    expect(behind.body.people.map((p: Any) => [p.kind, p.since, p.until])).toEqual([
      ['stay', on(0), on(2)],
      ['stay', on(0), null],
      ['stay', on(0), null],
      ['offer', on(0), null],
    ]);
    const [read] = await database.ownerSql`select subject_id from audit where action = 'ledger.behind'`;
    expect(read!.subject_id).toBe(home.lot);
    await agrees(w, home.facility);
  });
  test('nobody moves in under a lot that is over while no other covers the day', async () => {
    await home.accept(offer);
    await expect(home.moveIn(offer, on(3))).rejects.toMatchObject({ code: 'no_lot' });
  });
  test('too few places, a day ahead and a home that is another are refused by name', async () => {
    next = await home.buy(`[${on(1)},2027-11-25)`, 2);
    const full = await carry({ to_lot: next, changed_on: on(1) });
    expect([full.status, full.body.code]).toEqual([409, 'carry_full']);
    expect(full.body.reasons[0].values).toEqual({ on: on(1), used: 0, bought: 2, moving: 4 });
    const ahead = await carry({ to_lot: next, changed_on: on(5) });
    expect(ahead.body.code).toBe('carry_future');
    const other = await openLedgerHome(w, { name: '别家' });
    const there = await carry({ to_lot: other.lot, changed_on: on(1) });
    expect(there.body.reasons[0]).toMatchObject({ code: 'carry_other_place', values: { facility: '别家' } });
    expect((await carry({ to_lot: next, changed_on: on(1), only: [other.lot] })).body.code).toBe('carry_unknown');
    expect(
      (await ask(home.nurse, 'POST', `/ledger/lots/${home.lot}/carry-over`, { to_lot: next, changed_on: on(1) }))
        .status,
    ).toBe(403);
    await agrees(w, home.facility);
  });
  test('some of them go on, and each day still knows its lot', async () => {
    const some = await carry({ to_lot: next, changed_on: on(1), only: [stays[0], stays[1]] });
    expect(some.body).toEqual({ stays: 1, left_since: 1, offers: 0, uncovered_days: 0 });
    await agrees(w, home.facility);
    const at = async (n: number) => {
      const { body } = await ask(home.officer, 'GET', `/ledger?on=${on(n)}`);
      return Object.fromEntries(body.lots.map((l: Any) => [l.id, [l.day.in_use, l.day.stays_after]]));
    };
    expect(await at(0)).toMatchObject({ [home.lot]: [3, 0] });
    expect(await at(1)).toMatchObject({ [home.lot]: [0, 1], [next]: [2, 0] });
    expect(await at(3)).toMatchObject({ [home.lot]: [0, 1], [next]: [1, 0] });
    const rows =
      await database.ownerSql`select placement_id, changed_on::text from lot_changes where to_lot_id = ${next} order by placement_id`;
    expect(rows.map((r) => [r.placement_id, r.changed_on])).toEqual(
      [stays[0], stays[1]].sort().map((id) => [id, on(1)]),
    );
  });
  test('the offer goes on too, and its person moves in under the following lot', async () => {
    const more = await home.buy(`[${on(2)},2027-11-25)`, 2);
    const rest = await carry({ to_lot: more, changed_on: on(2) });
    expect(rest.body).toEqual({ stays: 1, left_since: 0, offers: 1, uncovered_days: 1 });
    await agrees(w, home.facility);
    const stay = await home.moveIn(offer, on(3));
    const [row] = await database.ownerSql`select lot_id from placements where id = ${stay}`;
    expect(row!.lot_id).toBe(more);
    await agrees(w, home.facility);
    const again = await carry({ to_lot: more, changed_on: on(2) });
    expect([again.status, again.body.code]).toEqual([409, 'carry_nothing']);
    const { body } = await ask(home.officer, 'GET', '/ledger');
    expect(body.lots.map((l: Any) => l.id)).not.toContain(home.lot);
  });
});

test('somebody offered a bed under a lot that ends meanwhile moves in under the one that covers the day', async () => {
  day(0);
  const home = await openLedgerHome(w, { bought: 2, rooms: 1 });
  const [application] = (await home.waiting(1)) as [string];
  const offer = await home.offer(application);
  await home.accept(offer);
  await home.end(home.lot, on(1));
  const next = await home.buy(`[${on(1)},2027-11-25)`, 1);
  day(1);
  const stay = await home.moveIn(offer, on(1));
  const [row] = await database.ownerSql`select lot_id from placements where id = ${stay}`;
  expect(row!.lot_id).toBe(next);
  await agrees(w, home.facility);
});

test('a contract ended before the day has turned leaves what the vacancy row says of its own day', async () => {
  day(0);
  const home = await openLedgerHome(w, { bought: 5 });
  const left = async () =>
    (await database.ownerSql`select lot_left from vacancies where facility_id = ${home.facility}`)[0]!.lot_left;
  // Nobody has counted the new day yet: the row is still about the day before.
  day(1);
  await home.end(home.lot, on(1));
  expect(await left()).toBe(5);
  await agrees(w, home.facility);
  await rollDay(w.system);
  expect(await left()).toBe(0);
  await agrees(w, home.facility);
});
