import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeOffer, withdrawOffer } from '../../server/allocation/actions.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { actOnBeds } from '../../server/board/actions.ts';
import { claimBed, endClaim, rollDay } from '../../server/facilities/actions.ts';
import { dayOf } from '../../server/kernel/period.ts';
import { type Actor, act } from '../../server/platform/context.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  DISTRICT,
  openHome,
  openTestDistrict,
  person,
  queueUp,
  vault,
  type World,
  world,
} from '../support/district.ts';

type Point = { from: string; days: number } & Record<string, number | string>;
let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: Awaited<ReturnType<typeof openHome>>;
let other: Awaited<ReturnType<typeof openHome>>;
let officer: Actor;
const kept = new Map<string, object>();

const history = async (by: string, cookie?: string) =>
  (await product.ask('GET', `/api/v1/capacity/history?by=${by}`, cookie ? { cookie } : {})).body as {
    from: string;
    to: string;
    points: Point[];
  };
const figures = ({ filed, closed, occupied, held, free }: Point | Record<string, unknown>) => ({
  filed,
  closed,
  occupied,
  held,
  free,
});

/** What the vacancy said when the day ended: the projection, kept by hand as nothing else keeps it. */
async function endDay() {
  const [now] = await database.ownerSql`
    select sum(filed)::int as filed, sum(closed)::int as closed, sum(occupied)::int as occupied, sum(held)::int as held, sum(free)::int as free from vacancies`;
  kept.set(dayOf(w.time.now), { ...now });
  w.time.now = new Date(w.time.now.getTime() + 86_400_000);
  await rollDay(w.system);
}
const stay = (bed: (typeof home.beds)[number], who: string) =>
  act(
    w.system,
    'stays.import',
    async () => ({ district: DISTRICT, type: 'bed', id: bed.id, row: null }),
    async (tx) => {
      const on = dayOf(w.time.now);
      const claim = {
        bed: { ...bed, facilityId: home.facility },
        kind: 'stay',
        during: { start: on, end: null },
      } as const;
      return { result: await claimBed(tx, DISTRICT, on, { ...claim, person: { id: who, sex: 'female' } }) };
    },
  );
const leave = (claim: string) =>
  act(
    w.system,
    'stays.import',
    async () => ({ district: DISTRICT, type: 'claim', id: claim, row: null }),
    async (tx) => {
      await endClaim(tx, DISTRICT, dayOf(w.time.now), claim, { end: dayOf(w.time.now), at: w.time.now });
      return { result: null };
    },
  );

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openHome(w, { rooms: 3, bedsPerRoom: 2 });
  other = await openHome(w, { name: '另一处', rooms: 1 });
  product = appOf(w);
  officer = await w.someone('officer');
});
afterAll(() => database.drop());

test('a district in which nobody has written yet has one point: its beds, as they are now', async () => {
  const { from, to, points } = await history('day');
  expect({ from, to }).toEqual({ from: '2026-11-24', to: '2026-11-24' });
  expect(points).toEqual([{ from, days: 1, filed: 8, closed: 0, occupied: 0, held: 0, free: 8 }]);
});

test('day by day the history says what the vacancy said when the day ended: stays, holds let go, beds closed and back', async () => {
  const nurse = w.as(await w.someone('institution', { facility: home.facility }));
  const guests = [person(), person()];
  await importApplicants(w.system, vault, guests);
  const first = await stay(home.beds[0]!, guests[0]!.applicant.id);
  await endDay();
  await actOnBeds(nurse, home.facility, { action: 'close', bed_ids: [home.beds[1]!.id], reason: 'repair' });
  const [id] = await queueUp(w, officer, [person()], [home.facility]);
  const { offer_id } = await makeOffer(w.as(officer), { application_id: id as string, bed_id: home.beds[2]!.id });
  await endDay();
  await endDay();
  await withdrawOffer(w.as(officer, { ifMatch: 1 }), offer_id, '更正');
  await leave(first);
  await endDay();
  await actOnBeds(nurse, home.facility, { action: 'reopen', bed_ids: [home.beds[1]!.id] });
  await stay(home.beds[0]!, guests[1]!.applicant.id);
  const brief = await stay(home.beds[4]!, guests[0]!.applicant.id);
  await leave(brief);
  await endDay();

  const { from, points } = await history('day');
  expect(from).toBe('2026-11-24');
  expect(points).toHaveLength(kept.size + 1);
  expect(new Set([...kept.values()].map((v) => JSON.stringify(v))).size).toBe(3);
  for (const point of points.slice(0, -1)) expect(figures(point), point.from).toEqual(kept.get(point.from));
});

test('the last point is what the headline says now', async () => {
  const { total } = (await product.ask('GET', '/api/v1/capacity')).body as { total: Record<string, number> };
  const last = (await history('day')).points.at(-1) as Point;
  expect(last).toMatchObject({ filed: total.filed, occupied: total.occupied, held: total.held, free: total.free });
});

test('a month is the mean of its days on record, and its parts sum to the filed beds', async () => {
  const { points: days } = await history('day');
  const { points } = await history('month');
  expect(points).toHaveLength(1);
  const mean = (name: string) =>
    Math.round((10 * days.reduce((n, d) => n + (d[name] as number), 0)) / days.length) / 10;
  expect(points[0]).toMatchObject({ from: '2026-11-24', days: days.length, filed: 8, occupied: mean('occupied') });
  const { filed, closed, occupied, held, free } = points[0] as Record<string, number>;
  expect(closed! + occupied! + held! + free!).toBeCloseTo(filed!, 9);
});

test('it is the whole district for everybody, a nurse of one home included; and no more than asked for', async () => {
  const cookie = await product.cookieOf(await w.someone('institution', { facility: other.facility }));
  const open = await history('month');
  // another parameter, so that the nurse asks the database and not the kept answer
  const mine = (await product.ask('GET', '/api/v1/capacity/history?by=month&me=1', { cookie })).body;
  expect(mine).toEqual(open);
  expect((await product.ask('GET', '/api/v1/capacity/history?by=year')).status).toBe(422);
  expect(JSON.stringify(open)).not.toContain(home.facility);
});

test('another home is as open to a nurse as to anybody: its beds are not hidden from her', async () => {
  const cookie = await product.cookieOf(await w.someone('institution', { facility: other.facility }));
  const path = `/api/v1/facilities/${home.facility}`;
  const [public_, hers] = [await product.ask('GET', path), await product.ask('GET', path, { cookie })];
  expect((hers.body.beds as { filed: number }[])[0]?.filed).toBe(6);
  expect(hers.body).toEqual(public_.body);
});
