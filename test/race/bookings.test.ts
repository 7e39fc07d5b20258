import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDb, transact } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { migrate } from '../../db/migrate.ts';
import { acceptOffer, makeOffer, withdrawOffer } from '../../server/allocation/actions.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { claimBed, lockOneBed, recountFacility, stampConfirmation } from '../../server/facilities/actions.ts';
import { Refusal } from '../../server/kernel/errors.ts';
import { act, type Context, type Tx } from '../../server/platform/context.ts';
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

const ON = '2026-11-24';
type Home = Awaited<ReturnType<typeof openHome>>;

/** One booking through the door: a stay on a bed, for a person. */
const book = (ctx: Context, home: Home, bed: Home['beds'][number], who: { id: string; sex: 'female' | 'male' }) =>
  act(
    ctx,
    'stays.import',
    async () => ({ district: DISTRICT, type: 'bed', id: bed.id, row: null }),
    async (tx) => ({
      result: await claimBed(tx, DISTRICT, ON, {
        bed: { ...bed, facilityId: home.facility },
        kind: 'stay',
        person: who,
        during: { start: ON, end: null },
      }),
    }),
  );

async function overlaps(database: TestDatabase): Promise<number> {
  const [row] =
    await database.ownerSql`with c as materialized (select * from claims where released_at is null) select count(*)::int as n from c a join c b on a.bed_id = b.bed_id and a.id < b.id and a.during && b.during and a.weekdays && b.weekdays where a.released_at is null and b.released_at is null`;
  return row?.n as number;
}

describe('64 writers on 40 beds', () => {
  let database: TestDatabase;
  let w: World;
  let home: Home;
  const people = Array.from({ length: 64 }, () => person());
  beforeAll(async () => {
    database = await freshDatabase({ max: 32 });
    w = world(database);
    await openTestDistrict(w);
    home = await openHome(w, { rooms: 20, bedsPerRoom: 2, bought: 40, sex: 'mixed' });
    await importApplicants(w.system, vault, people);
  });
  afterAll(() => database.drop());

  test('every bed goes to exactly one, the others hear why, and the vacancy equals a recount', async () => {
    const outcomes = await Promise.allSettled(
      people.flatMap((p, i) =>
        [0, 13, 29].map((k) => book(w.system, home, home.beds[(i + k) % 40]!, { id: p.applicant.id, sex: 'female' })),
      ),
    );
    const won = outcomes.filter((o) => o.status === 'fulfilled');
    const lost = outcomes.flatMap((o) => (o.status === 'rejected' ? [o.reason as Refusal] : []));
    expect(
      lost.filter((e) => !(e instanceof Refusal) || !['bed_just_taken', 'person_in_bed', 'busy'].includes(e.code)),
    ).toEqual([]);
    expect(won.length).toBeGreaterThan(20);
    expect(await overlaps(database)).toBe(0);
    const [row] =
      await database.ownerSql`select occupied, free, free_for, has_vacancy from vacancies where facility_id = ${home.facility}`;
    expect(row).toMatchObject({ occupied: won.length, free: 40 - won.length, has_vacancy: won.length < 40 });
    await database.db.transaction(async (tx) => {
      await tx.execute(`set local yiwei.district = '430602'`);
      await recountFacility(tx as never, DISTRICT, home.facility, ON);
    });
    const [again] =
      await database.ownerSql`select occupied, free, free_for, has_vacancy from vacancies where facility_id = ${home.facility}`;
    expect(again).toEqual(row);
  });
});

describe('two officers at once', () => {
  let database: TestDatabase;
  let w: World;
  beforeAll(async () => {
    database = await freshDatabase();
    w = world(database);
    await openTestDistrict(w);
  });
  afterAll(() => database.drop());

  test('a man and a woman are booked into one undesignated room in the same second: one of them gets it', async () => {
    const home = await openHome(w, { name: '双人间', rooms: 1, bedsPerRoom: 2, sex: 'single_sex' });
    const [a, b] = [person(), person()];
    await importApplicants(w.system, vault, [a, b]);
    const tries = await Promise.allSettled([
      book(w.system, home, home.beds[0]!, { id: a.applicant.id, sex: 'female' }),
      book(w.system, home, home.beds[1]!, { id: b.applicant.id, sex: 'male' }),
    ]);
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
    expect(tries.find((t) => t.status === 'rejected')?.reason).toMatchObject({ code: 'sex_of_room' });
  });

  test('a count afresh waits for a booking under way, and neither blocks the other for good', async () => {
    const home = await openHome(w, { name: '零点', rooms: 2, bedsPerRoom: 2, sex: 'mixed' });
    const guest = person();
    await importApplicants(w.system, vault, [guest]);
    const scoped = <R>(work: (tx: Tx) => Promise<R>) =>
      transact(database.db, { settings: { 'yiwei.district': DISTRICT } }, (tx) => work(tx as Tx));
    let counted: Promise<{ free: number }> | undefined;
    await scoped(async (tx) => {
      await claimBed(tx, DISTRICT, ON, {
        bed: { ...home.beds[0]!, facilityId: home.facility },
        kind: 'stay',
        person: { id: guest.applicant.id, sex: 'female' },
        during: { start: ON, end: null },
      });
      // an answer: the booking, sent before, has reached the database
      await tx.send`select 1`;
      counted = scoped((other) => recountFacility(other, DISTRICT, home.facility, ON));
      await new Promise((done) => setTimeout(done, 150));
      await stampConfirmation(tx, w.system, home.facility, 'change');
    });
    expect(await counted).toMatchObject({ free: 3 });
    const [row] = await database.ownerSql`select free from vacancies where facility_id = ${home.facility}`;
    expect(row).toEqual({ free: 3 });
  });

  test('one person is offered two beds in the same second: exactly one offer lives', async () => {
    const home = await openHome(w, { rooms: 4 });
    const officer = await w.someone('officer');
    const [first] = await queueUp(w, officer, [person()]);
    const tries = await Promise.allSettled(
      home.beds.map((b) => makeOffer(w.as(officer), { application_id: first as string, bed_id: b.id })),
    );
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
    const [lot] = await database.ownerSql`select committed, in_use from lots where id = ${home.lot}`;
    expect(lot).toEqual({ committed: 1, in_use: 0 });
  });

  test('an acceptance and a withdrawal in the same second: one of them happens', async () => {
    const officer = await w.someone('officer');
    const desk = await w.someone('desk', { street: '430602001' });
    const home = await openHome(w, { name: '对面敬老院' });
    const [id] = await queueUp(w, officer, [person()], [home.facility]);
    const { offer_id } = await makeOffer(w.as(officer), { application_id: id as string, bed_id: home.beds[0]!.id });
    const tries = await Promise.allSettled([
      acceptOffer(w.as(desk, { ifMatch: 1 }), offer_id),
      withdrawOffer(w.as(officer, { ifMatch: 1 }), offer_id, '更正'),
    ]);
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
  });

  test('the last place of a contract is given once', async () => {
    const officer = await w.someone('officer');
    const home = await openHome(w, { name: '最后一位', rooms: 2, bought: 1 });
    const [a, b] = await queueUp(w, officer, [person({}, 25), person({}, 25)], [home.facility]);
    await makeOffer(w.as(officer), { application_id: a as string, bed_id: home.beds[0]!.id });
    await expect(
      makeOffer(w.as(officer), { application_id: b as string, bed_id: home.beds[2]!.id }),
    ).rejects.toMatchObject({ code: 'lot_exhausted' });
  });

  test('the same Idempotency-Key twice in one second writes once and answers alike; another payload is refused', async () => {
    const officer = await w.someone('officer');
    const home = await openHome(w, { name: '同一次点击' });
    const [id] = await queueUp(w, officer, [person({ carerAbsent: true }, 20)], [home.facility]);
    const input = { application_id: id as string, bed_id: home.beds[0]!.id };
    const once = () => w.as(officer, { idempotency: { key: 'click-0001', hash: 'h1' } });
    const [one, two] = await Promise.all([makeOffer(once(), input), makeOffer(once(), input)]);
    expect(one).toEqual(two);
    await expect(
      makeOffer(w.as(officer, { idempotency: { key: 'click-0001', hash: 'h2' } }), input),
    ).rejects.toMatchObject({ kind: 'invalid', code: 'key_reused' });
  });
});

describe('any bed will do', () => {
  const N = 16;
  let database: TestDatabase;
  let w: World;
  beforeAll(async () => {
    database = await freshDatabase({ max: N, timeouts: { lock: 2_000 } });
    w = world(database);
    await openTestDistrict(w);
  });
  afterAll(() => database.drop());

  /** A booking of any bed there, as an offer does it: the room is locked, what stands in it is read again. */
  const bookAny = (home: Home, who: { id: string; sex: 'female' }) =>
    act(
      w.system,
      'stays.import',
      async () => ({ district: DISTRICT, type: 'facility', id: home.facility, row: null }),
      async (tx) => {
        const bed = await lockOneBed(tx, DISTRICT, ON, home.beds, (candidate, facts) =>
          facts.claims.some((c) => c.bedId === candidate.id) ? null : candidate,
        );
        if (!bed) throw new Refusal('conflict', 'no_free_bed');
        const during = { start: ON, end: null };
        const claim = { bed: { ...bed, facilityId: home.facility }, kind: 'stay', person: who, during } as const;
        await claimBed(tx, DISTRICT, ON, claim);
        return { result: bed.id };
      },
    );

  test.each([
    ['a room each', N, 1],
    ['four to a room, so that most rooms are held by somebody', N / 4, 4],
  ])('%s: 16 writers at one home get 16 different beds, none is refused, the 17th hears that none is free', async (name, rooms, bedsPerRoom) => {
    const home = await openHome(w, { name, rooms, bedsPerRoom, sex: 'mixed', bought: N });
    const people = Array.from({ length: N + 1 }, () => person());
    await importApplicants(w.system, vault, people);
    const [late, ...soon] = people.map((p) => ({ id: p.applicant.id, sex: 'female' as const }));
    const got = await Promise.all(soon.map((p) => bookAny(home, p)));
    expect(new Set(got).size).toBe(N);
    await expect(bookAny(home, late!)).rejects.toMatchObject({ code: 'no_free_bed' });
    expect(await overlaps(database)).toBe(0);
  });

  test('a room that somebody holds open does not keep an offer waiting: it takes the next closest fit', async () => {
    const home = await openHome(w, { name: '有人正在改', rooms: 2, bedsPerRoom: 1 });
    const officer = await w.someone('officer');
    const [id] = await queueUp(w, officer, [person({ carerAbsent: true }, 90)], [home.facility]);
    const closest = [...home.beds].sort((a, b) => (a.id < b.id ? -1 : 1));
    const made = await database.ownerSql.begin(async (held) => {
      await held`select 1 from rooms where id = ${closest[0]!.roomId} for update`;
      return makeOffer(w.as(officer), { application_id: id as string, facility_id: home.facility });
    });
    expect(made.bed).toMatchObject({ id: closest[1]!.id, bed_no: '1' });
  });

  test('16 officers at one home with 16 beds, each for another person: 16 beds, in the order of the queue', async () => {
    const home = await openHome(w, { name: '同一处', rooms: N / 2, bedsPerRoom: 2, bought: N });
    const officers = await Promise.all(Array.from({ length: N }, () => w.someone('officer')));
    const queue = await queueUp(
      w,
      officers[0]!,
      Array.from({ length: N }, () => person()),
      [home.facility],
    );
    const refused = new Set<string>();
    /** Who comes before the turn of his person is told so, and tries again. */
    const insist = async (i: number): Promise<string> => {
      for (;;) {
        try {
          const input = { application_id: queue[i] as string, facility_id: home.facility };
          return (await makeOffer(w.as(officers[i]!), input)).bed.id;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          refused.add(error.code);
          if (error.code !== 'out_of_order') throw error;
        }
      }
    };
    const beds = await Promise.all(queue.map((_, i) => insist(i)));
    expect(new Set(beds).size).toBe(N);
    expect([...refused].filter((code) => code !== 'out_of_order')).toEqual([]);
    const [lot] = await database.ownerSql`select committed, in_use from lots where id = ${home.lot}`;
    expect(lot).toEqual({ committed: N, in_use: 0 });
  });
});

test('every acknowledged booking is there after kill -9 of PostgreSQL under load', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'yiwei-kill-'));
  let cluster = await startCluster({ dataDir });
  await migrate(cluster.ownerUrl);
  const connect = () => {
    const app = openDb(cluster.appUrl, { max: 16 });
    const owner = openDb(cluster.ownerUrl, { max: 1 });
    return {
      app,
      owner,
      database: {
        sql: app.sql,
        db: app.db,
        ownerSql: owner.sql,
        appUrl: cluster.appUrl,
        ownerUrl: cluster.ownerUrl,
        drop: async () => {},
      },
    };
  };
  const first = connect();
  const w = world(first.database);
  await openTestDistrict(w);
  const home = await openHome(w, { rooms: 150, bedsPerRoom: 2, bought: 300, sex: 'mixed' });
  const people = Array.from({ length: 300 }, () => person());
  await importApplicants(w.system, vault, people);
  const acknowledged: string[] = [];
  const load = Promise.allSettled(
    people.map((p, i) =>
      book(w.system, home, home.beds[i]!, { id: p.applicant.id, sex: 'female' }).then((id) => {
        acknowledged.push(id);
        if (acknowledged.length === 60) process.kill(cluster.pid, 'SIGKILL');
      }),
    ),
  );
  await load;
  await Promise.allSettled([first.app.close(), first.owner.close(), cluster.stop()]);
  cluster = await startCluster({ dataDir });
  const second = connect();
  const stored = await second.database.ownerSql`select id from claims`;
  const ids = new Set(stored.map((r) => r.id as string));
  expect(acknowledged.length).toBeGreaterThanOrEqual(60);
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  expect(await overlaps(second.database as TestDatabase)).toBe(0);
  await Promise.all([second.app.close(), second.owner.close()]);
  await cluster.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, 90_000);
