import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../../seed/random.ts';
import { makeOffer, withdrawOffer } from '../../server/allocation/actions.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { actOnBeds } from '../../server/board/actions.ts';
import { claimBed, endClaim, rollDay } from '../../server/facilities/actions.ts';
import { keepFigures } from '../../server/figures/actions.ts';
import { addDays, type Day, dayOf } from '../../server/kernel/period.ts';
import { dailyFigures } from '../../server/mirror/rules.ts';
import { type Actor, act } from '../../server/platform/context.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  COMMUNITY,
  DISTRICT,
  openHome,
  openTestDistrict,
  person,
  queueUp,
  STREET,
  vault,
  type World,
  world,
} from '../support/district.ts';

const DAYS = 24;
const random = createRandom(7);
let database: TestDatabase;
let w: World;
let app: ReturnType<typeof appOf>;
let leader: Actor;
let officer: Actor;
let nurse: Actor;
let home: Awaited<ReturnType<typeof openHome>>;
let dayHome: Awaited<ReturnType<typeof openHome>>;
/** What was answered the morning after, by day. */
const answered = new Map<Day, Answer>();
const queues = new Map<Day, unknown>();
// biome-ignore lint/suspicious/noExplicitAny: bodies are matched, not typed, here
type Answer = any;

const get = async (path: string, who = leader): Promise<Answer> => {
  const answer = await app.ask('GET', `/api/v1/insight/${path}`, { cookie: await app.cookieOf(who) });
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};
const lie = (bed: { id: string; roomId: string }, facility: string, who: string, start: Day, weekdays?: number[]) =>
  act(
    w.system,
    'stays.import',
    async () => ({ district: DISTRICT, type: 'bed', id: bed.id, row: null }),
    async (tx) => {
      const claim = {
        bed: { ...bed, kind: weekdays ? ('day' as const) : ('nursing' as const), facilityId: facility },
        kind: 'stay' as const,
        during: { start, end: null },
        ...(weekdays ? { weekdays } : {}),
      };
      const today = dayOf(w.time.now);
      return { result: await claimBed(tx, DISTRICT, today, { ...claim, person: { id: who, sex: 'female' } }) };
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

/** Some days of a district in which anything may happen, each kept when it is over and asked about the next morning. */
async function live() {
  const guests = Array.from({ length: 60 }, () => person());
  await importApplicants(w.system, vault, guests);
  const fresh = guests.map((g) => g.applicant.id);
  const free = [...home.beds];
  const staying: { claim: string; bed: (typeof free)[number] }[] = [];
  const closed: typeof free = [];
  const offers: { id: string; bed: (typeof free)[number] }[] = [];
  const waiting: string[] = [];
  const take = <T>(list: T[]) => list.splice(random.int(0, list.length - 1), 1)[0] as T;
  const something = async () => {
    const what = random.weighted({ stay: 4, leave: 2, close: 1, reopen: 1, offer: 1, withdraw: 1 });
    if (what === 'stay' && free.length > 1) {
      const bed = take(free);
      staying.push({ bed, claim: await lie(bed, home.facility, fresh.pop() as string, dayOf(w.time.now)) });
    } else if (what === 'leave' && staying.length) {
      const { claim, bed } = take(staying);
      await leave(claim);
      free.push(bed);
    } else if (what === 'close' && free.length > 1) {
      const bed = take(free);
      await actOnBeds(w.as(nurse), home.facility, { action: 'close', bed_ids: [bed.id], reason: 'repair' });
      closed.push(bed);
    } else if (what === 'reopen' && closed.length) {
      const bed = take(closed);
      await actOnBeds(w.as(nurse), home.facility, { action: 'reopen', bed_ids: [bed.id] });
      free.push(bed);
    } else if (what === 'offer' && free.length > 1 && offers.length === 0) {
      waiting.push(...(await queueUp(w, officer, [person()], [home.facility])));
      const bed = take(free);
      const offer = await makeOffer(w.as(officer), { application_id: waiting[0] as string, bed_id: bed.id });
      offers.push({ id: offer.offer_id, bed });
    } else if (what === 'withdraw' && offers.length) {
      const { id, bed } = take(offers);
      await withdrawOffer(w.as(officer, { ifMatch: 1 }), id, '更正');
      free.push(bed);
    }
  };
  await lie(dayHome.beds[0]!, dayHome.facility, fresh.pop() as string, dayOf(w.time.now), [1, 3]);
  for (let day = 0; day < DAYS; day += 1) {
    for (let n = random.int(0, 4); n > 0; n -= 1) await something();
    const on = dayOf(w.time.now);
    w.time.now = new Date(w.time.now.getTime() + 86_400_000);
    await rollDay(w.system);
    await keepFigures(w.system);
    answered.set(on, await get(`funnel?on=${on}`));
    queues.set(on, (await get(`queue?on=${on}`)).kept);
  }
}

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openHome(w, { rooms: 4, bedsPerRoom: 3, sex: 'female' });
  dayHome = await openHome(w, { name: '日间照料', rooms: 1, kind: 'day', sex: 'mixed' });
  app = appOf(w);
  [leader, officer, nurse] = [
    await w.someone('leader'),
    await w.someone('officer'),
    await w.someone('institution', { facility: home.facility }),
  ];
  await live();
}, 60_000);
afterAll(() => database.drop());

test('whatever happened since, a past day is answered as it was kept that night, and nothing is said to differ', async () => {
  expect(answered.size).toBe(DAYS);
  expect(new Set([...answered.values()].map((a) => JSON.stringify(a.total))).size).toBeGreaterThan(8);
  for (const [on, was] of answered) {
    const now = await get(`funnel?on=${on}`);
    expect(now, on).toMatchObject({ source: 'kept', total: was.total, differs: null });
    expect(now.lines).toEqual(was.lines);
    const { kept, counted } = await get(`queue?on=${on}`);
    expect(kept).toEqual(queues.get(on));
    expect(counted).toEqual(kept);
  }
});

test('what is kept is what the rule of days counts from beds and claims', async () => {
  const beds =
    await database.ownerSql`select id, opened_on::text as "openedOn", retired_on::text as "retiredOn" from beds`;
  const claims = await database.ownerSql`
    select bed_id as "bedId", kind, lower(during)::text as start, upper(during)::text as end, weekdays::text,
           (released_at at time zone 'Asia/Shanghai')::date::text as "releasedOn" from claims where not isempty(during)`;
  const days = [...answered.keys()];
  const spans = claims
    .filter((c) => c.kind !== 'stay' || c.releasedOn === null)
    .map((c) => ({ ...c, weekdays: c.weekdays === '{[1,8)}' ? [1, 2, 3, 4, 5, 6, 7] : [1, 3] }));
  const rule = dailyFigures(beds as never, spans as never, days[0] as Day, days.at(-1) as Day);
  days.forEach((day, i) => {
    expect(answered.get(day).total, day).toMatchObject(rule[i]!);
  });
});

test('the history of the days is made of the nights kept, and today of the facts of now', async () => {
  const { points } = await get(`trend?by=day&from=${[...answered.keys()][0]}`);
  expect(points).toHaveLength(DAYS + 1);
  for (const { on, kept, occupied, free } of points.slice(0, -1))
    expect({ kept, occupied, free }, on).toMatchObject({
      kept: true,
      occupied: answered.get(on).total.occupied,
      free: answered.get(on).total.free,
    });
  expect(points.at(-1)).toMatchObject({ kept: false, on: dayOf(w.time.now) });
  const months = (await get('trend?by=month')).points as { on: Day }[];
  expect(months.map((p) => p.on)).toEqual(['2026-11-30', dayOf(w.time.now)]);
});

test('of a part the same figures are told: a kind of bed, a street, a home', async () => {
  const on = [...answered.keys()].at(-1) as Day;
  const { total, lines } = answered.get(on);
  const sum = async (query: string) => (await get(`funnel?on=${on}&${query}`)).total.filed as number;
  expect(await sum('bed_kind=day')).toBe(2);
  expect((await sum('bed_kind=nursing')) + (await sum('bed_kind=day'))).toBe(total.filed);
  expect(lines[0]).toMatchObject({ key: STREET, name: '岳阳楼街道', seniors: 163, filed: total.filed });
  expect(lines[0].per_thousand).toBeCloseTo((1000 * total.filed) / 163, 1);
  const homes = (await get(`funnel?on=${on}&by=facility&community=${COMMUNITY}`)).lines as { key: string }[];
  expect(homes.map((l) => l.key).sort()).toEqual([home.facility, dayHome.facility].sort());
  expect((await get(`trend?bed_kind=day`)).points.at(-1)).toMatchObject({ filed: 2, waiting: 0 });
});

test('a stay entered late leaves what was kept as it is, and the difference is shown', async () => {
  const day = addDays(dayOf(w.time.now), -3);
  const guest = person();
  await importApplicants(w.system, vault, [guest]);
  await lie(dayHome.beds[1]!, dayHome.facility, guest.applicant.id, day, [1, 2, 3, 4, 5, 6, 7]);
  const now = await get(`funnel?on=${day}`);
  expect(now.total).toEqual(answered.get(day).total);
  expect(now.differs).toEqual({ filed: 0, closed: 0, occupied: 1, held: 0, free: -1 });
  expect(now.lines[0].differs).toEqual(now.differs);
  expect((await get(`funnel?on=${addDays(day, -1)}`)).differs).toBeNull();
});

test('a day of which no night was kept is counted from the facts of now, and says so', async () => {
  const on = [...answered.keys()][3] as Day;
  const was = answered.get(on);
  await database.ownerSql`delete from day_figures where "on" = ${on}`;
  await database.ownerSql`delete from day_queues where "on" = ${on}`;
  expect(await get(`funnel?on=${on}`)).toMatchObject({
    source: 'counted',
    kept_at: null,
    differs: null,
    total: was.total,
  });
  expect(await get(`queue?on=${on}`)).toMatchObject({ kept: null, counted: queues.get(on) });
});

test('seniors are those counted for that day, where the register of divisions says what was then', async () => {
  const on = [...answered.keys()].at(-1) as Day;
  await database.ownerSql`update division_versions set during = daterange(${on}::date, null)`;
  await database.ownerSql`
    insert into division_versions (district, id, code, during, parent_code, kind, name, short_name, district_run, run_by, seniors, made_at)
    select district, gen_random_uuid(), code, daterange(${addDays(on, -5)}::date, ${on}::date), parent_code, kind, '旧' || name, short_name,
           district_run, run_by, 100, ${w.time.now} from divisions`;
  expect((await get(`funnel?on=${addDays(on, -1)}`)).lines[0]).toMatchObject({ name: '旧岳阳楼街道', seniors: 100 });
  expect((await get(`funnel?on=${on}`)).lines[0]).toMatchObject({ name: '岳阳楼街道', seniors: 163 });
});

test('a home that a merger has since put into another community is found on a past day where it lay then', async () => {
  const on = addDays(dayOf(w.time.now), -1);
  const there = `funnel?on=${on}&by=community&community=${COMMUNITY}`;
  const overTime = `trend?by=day&on=${on}&from=${on}&community=${COMMUNITY}`;
  const [was, line] = [await get(there), (await get(overTime)).points];
  expect(was.total.filed).toBeGreaterThan(0);
  await database.ownerSql`update facilities set community_code = ${`${STREET}099`}`;
  expect(await get(there)).toEqual(was);
  expect((await get(overTime)).points).toEqual(line);
  await database.ownerSql`update facilities set community_code = ${COMMUNITY}`;
});

test('a night is kept once: run again, nothing is added and nothing changed', async () => {
  const before = await database.ownerSql`select * from day_figures order by "on", facility_id, bed_kind`;
  expect(await keepFigures(w.system)).toEqual({ kept: 0 });
  expect(await database.ownerSql`select * from day_figures order by "on", facility_id, bed_kind`).toEqual(before);
});

test.each([
  ['funnel?on=2099-01-01', 'insight_future'],
  ['trend?by=day&from=2025-01-01', 'insight_days'],
  ['trend?by=month&from=2020-01-01', 'insight_months'],
  ['trend?from=2026-12-31&on=2026-12-01', 'insight_order'],
])('%s is refused: %s', async (path, code) => {
  const answer = await app.ask('GET', `/api/v1/insight/${path}`, { cookie: await app.cookieOf(leader) });
  expect(answer.status).toBe(422);
  expect(answer.text).toContain(code);
});
