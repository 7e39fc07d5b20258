import { afterAll, beforeAll, expect, test } from 'vitest';
import { announceClosing, closeFacility } from '../../server/closings/actions.ts';
import {
  assignFinding,
  checkFinding,
  closeFinding,
  raiseByHand,
  rectifyFinding,
} from '../../server/findings/actions.ts';
import { addDays } from '../../server/kernel/period.ts';
import type { Actor } from '../../server/platform/context.ts';
import { planLeaving } from '../../server/stays/actions.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openTestDistrict, type World, world } from '../support/district.ts';
import { comer, openMarketHome } from '../support/stays.ts';
import { testStorage } from '../support/storage.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: Awaited<ReturnType<typeof openMarketHome>>;
let inspector: Actor;
const names: string[] = [];
const days = (n: number) => {
  w.time.now = new Date(w.time.now.getTime() + n * 86_400_000);
};
const page = async (query = '', id = home.facility) => {
  const answer = await product.ask('GET', `/api/v1/facilities/${id}${query}`);
  for (const name of [...names, '张三', '周护士']) expect(answer.text).not.toContain(name);
  return answer.body;
};

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openMarketHome(w, { rooms: 3 });
  product = appOf(w);
  inspector = await w.someone('inspector');
});
afterAll(() => database.drop());

test('the page of a home says what is free for this elder, and by ten days what will be, without whose it was', async () => {
  for (const bed of home.beds.slice(0, 5)) {
    const asked = comer(bed.id, '2026-11-10');
    names.push(asked.name);
    const { placement_id: id } = await home.take(asked);
    if (bed === home.beds[0]) await planLeaving(await home.now(id), id, { leaving_on: '2026-12-05' });
  }
  expect(await page('?level=2&sex=female')).toMatchObject({
    vacancy: { free: 1 },
    for_person: { beds: 1, kinds: [{ kind: 'nursing', beds: 1 }], reasons: [] },
    expected: [{ kind: 'nursing', from: '2026-12-01', to: '2026-12-11', span: 'ten_days', beds: 1 }],
    closing: null,
    inspections: { since: '2025-11-24', visits: 0, findings: [] },
  });
  expect(await page('?level=2&sex=male')).toMatchObject({
    for_person: { beds: 0, kinds: [], reasons: [{ code: 'sex_of_room' }] },
  });
  expect(await page('?sex=female&weekdays=1,3')).toMatchObject({ for_person: { beds: 0 } });
  expect(await page()).toMatchObject({ for_person: null });
  expect((await product.ask('GET', `/api/v1/facilities/${home.facility}?level=9`)).status).toBe(422);
  expect((await product.ask('GET', '/api/v1/facilities/019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5b')).status).toBe(404);
});

test('of the free beds only those of the kind asked for count: a place at home is none to live in', async () => {
  // An answer is kept for two seconds: each asks from a step farther on.
  let steps = 0;
  const free = async (kinds: string) => {
    steps += 1;
    const query = `lng=113.1000${steps}&lat=29.37&level=2&sex=female${kinds && `&bed_kinds=${kinds}`}`;
    const { facilities } = (await product.ask('GET', `/api/v1/facilities/nearby?${query}`)).body;
    const list = facilities as { id: string; free_for_person: number }[];
    return list.find((f) => f.id === home.facility)?.free_for_person ?? 0;
  };
  const spare = home.beds[5]!.id;
  expect([await free(''), await free('residential,nursing'), await free('home')]).toEqual([1, 1, 0]);
  await database.ownerSql`update beds set kind = 'home' where id = ${spare}`;
  expect([await free('residential,nursing'), await free('home')]).toEqual([0, 1]);
  await database.ownerSql`update beds set kind = 'nursing' where id = ${spare}`;
  expect((await product.ask('GET', '/api/v1/facilities/nearby?lng=113.1&lat=29.37&bed_kinds=sofa')).status).toBe(422);
});

test('whoever asks of every day to come learns no more of a dated stay than is said: on the page and in the list', async () => {
  const claim = async (end: string, bed: number) =>
    database.ownerSql`update claims set during = daterange('2026-11-10', ${end}::date) where bed_id = ${home.beds[bed]!.id}`;
  const person = 'level=2&sex=female';
  const near = async (day: string) => {
    const answer = await product.ask('GET', `/api/v1/facilities/nearby?lng=113.1&lat=29.37&from=${day}&${person}`);
    const list = answer.body.facilities as { id: string; free_for_person: number }[];
    return list.find((f) => f.id === home.facility)?.free_for_person ?? 0;
  };
  const firstWithTwo = async () => {
    for (let day = '2026-11-25'; day < '2027-01-05'; day = addDays(day, 1)) {
      const free = [((await page(`?${person}&from=${day}`)).for_person as { beds: number }).beds, await near(day)];
      expect(free[0]).toBe(free[1]);
      if (free[0] === 2) return day;
    }
    return null;
  };
  await claim('2026-12-17', 4);
  const said = (await page()).expected as { from: string; to: string }[];
  expect(said.at(-1)).toMatchObject({ from: '2026-12-11', to: '2026-12-21' });
  expect(await firstWithTwo()).toBe('2026-12-21');
  // With one fewer living there nothing is said, and so nothing is reckoned with.
  await database.ownerSql`update claims set during = daterange('2026-11-10', '2026-11-20') where bed_id = ${home.beds[3]!.id}`;
  expect((await page()).expected).toEqual([]);
  // The two beds free today, and not the third.
  expect(await near('2027-03-01')).toBe(2);
  await database.ownerSql`update claims set during = daterange('2026-11-10', null) where bed_id in ${database.ownerSql(home.beds.slice(3, 5).map((b) => b.id))}`;
});

test('a finding is public when its time has gone by, not while it is looked at again, and when two people saw it put right', async () => {
  const input = { facility_id: home.facility, source: 'visit' as const, term: '3d' as const };
  const { id } = await raiseByHand(w.as(inspector), { ...input, code: 'safety', note: '张三的床前堆物，占用通道。' });
  const shown = async () => (await page()).inspections;
  expect(await shown()).toMatchObject({ visits: 1, findings: [] });
  await assignFinding(w.as(inspector, { ifMatch: 1 }), id, { assigned_to: null, term: null, note: null });
  expect(await shown()).toMatchObject({ findings: [] });
  days(4);
  const late = { code: 'safety', found: '2026-11', state: 'overdue', due: '2026-11-27' };
  expect(await shown()).toMatchObject({ findings: [late] });
  const storage = testStorage();
  await rectifyFinding(w.as(home.nurse, { ifMatch: 2 }), storage, id, { note: '周护士已清理', photos: [] });
  expect(await shown()).toMatchObject({ findings: [] });
  const sharp = (await import('sharp')).default;
  const photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();
  days(1);
  const visit = { visited_at: w.time.now.toISOString(), people: ['甲', '乙'], lng: null, lat: null, note: null };
  await checkFinding(w.as(inspector, { ifMatch: 3 }), storage, id, { ...visit, photos: [new Uint8Array(photo)] });
  expect(await shown()).toMatchObject({ visits: 2, findings: [] });
  await closeFinding(w.as(inspector, { ifMatch: 4 }), id, '属实');
  const right = { code: 'safety', found: '2026-11', state: 'put_right', on: '2026-11-29' };
  expect(await shown()).toMatchObject({ findings: [right] });
});

test('a home that has announced its closing promises no bed any more, and one that has closed says since when', async () => {
  const empty = await openMarketHome(w);
  const officer = await w.someone('officer');
  const closes = { closes_on: '2027-01-05', plan: '全部老人转往邻近机构' };
  const { closing_id: id } = await announceClosing(w.as(empty.nurse), empty.facility, closes);
  expect(await page('?level=2&sex=female', empty.facility)).toMatchObject({
    closing: { announced_on: '2026-11-29', closes_on: '2027-01-05' },
    for_person: null,
    expected: [],
  });
  days(37);
  await closeFacility(w.as(officer), id);
  expect(await page('', empty.facility)).toMatchObject({
    facility: { closed_on: '2027-01-05' },
    closing: null,
    vacancy: { free: 0 },
  });
});
