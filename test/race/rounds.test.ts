import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeOffer } from '../../server/allocation/actions.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { claimBed } from '../../server/facilities/actions.ts';
import type { Refusal } from '../../server/kernel/errors.ts';
import { type Actor, act } from '../../server/platform/context.ts';
import { decideProposals, openRound, publishDue, publishRound, runRound } from '../../server/rounds/actions.ts';
import { readRound } from '../../server/rounds/queries.ts';
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
const BEDS = 32;
let database: TestDatabase;
let w: World;
let officer: Actor;
let home: Awaited<ReturnType<typeof openHome>>;
let round = '';

beforeAll(async () => {
  database = await freshDatabase({ max: 32 });
  w = world(database);
  await openTestDistrict(w);
  officer = await w.someone('officer');
  home = await openHome(w, { rooms: BEDS / 2, bedsPerRoom: 2, bought: BEDS, sex: 'mixed' });
  await queueUp(
    w,
    officer,
    Array.from({ length: BEDS }, () => person()),
    [home.facility],
  );
  w.time.now = new Date(`${ON}T04:00:00Z`);
});
afterAll(() => database.drop());

const open = (service: 'nursing' | 'residential') =>
  openRound(w.as(officer), vault, {
    name: '一轮',
    services: [service],
    horizon_days: 0,
    radius_km: null,
    reserve: 'kept',
  });
const won = <T>(tries: PromiseSettledResult<T>[]) => tries.filter((t) => t.status === 'fulfilled');
const lost = (tries: PromiseSettledResult<unknown>[]) =>
  tries.flatMap((t) => (t.status === 'rejected' ? [(t.reason as Refusal).code] : []));

describe('two at once', () => {
  test('rounds opened over the same beds in one second, by either service: one of them is', async () => {
    const tries = await Promise.allSettled([open('nursing'), open('residential'), open('nursing')]);
    expect(won(tries)).toHaveLength(1);
    expect(lost(tries)).toEqual(['round_open', 'round_open']);
    round = (won(tries)[0] as PromiseFulfilledResult<{ id: string }>).value.id;
  });

  test('runs of one round in one second: one is stored, whole; the other leaves nothing', async () => {
    const tries = await Promise.allSettled([1, 2].map(() => runRound(w.as(officer, { ifMatch: 1 }), vault, round)));
    expect(won(tries)).toHaveLength(1);
    expect(await database.ownerSql`select 1 from round_runs`).toHaveLength(1);
    expect(await database.ownerSql`select 1 from proposals`).toHaveLength(BEDS);
  });
});

describe('publishing while others book the same beds', () => {
  test('no bed goes to two, every approved proposal has its offer or its problem, and the contract agrees', async () => {
    const { proposals } = await readRound(w.as(officer), round);
    await decideProposals(w.as(officer, { ifMatch: 2 }), round, {
      proposals: proposals.map((p) => p.id),
      decision: 'approved',
      reason: null,
    });
    const strangers = Array.from({ length: BEDS }, () => person());
    await importApplicants(w.system, vault, strangers);
    const book = (i: number) =>
      act(
        w.system,
        'stays.import',
        async () => ({ district: DISTRICT, type: 'bed', id: home.beds[i]!.id, row: null }),
        async (tx) => ({
          result: await claimBed(tx, DISTRICT, ON, {
            bed: { ...home.beds[i]!, facilityId: home.facility },
            kind: 'stay',
            person: { id: strangers[i]!.applicant.id, sex: 'female' },
            during: { start: ON, end: null },
          }),
        }),
      );
    const publish = () => publishRound(w.as(officer, { ifMatch: 3 }), round);
    const first = proposals[0]!;
    const [once, twice, clock, ...others] = await Promise.allSettled([
      publish(),
      publish(),
      publishDue(w.system),
      makeOffer(w.as(officer), { application_id: first.application_id, bed_id: first.bed_id }),
      ...home.beds.flatMap((_, i) => (i % 2 === 0 ? [book(i)] : [])),
    ]);
    expect(won([once!, twice!])).toHaveLength(1);
    expect(clock).toMatchObject({ status: 'fulfilled' });
    for (const code of lost([once!, twice!, ...others]))
      expect(['version_stale', 'round_move', 'bed_just_taken', 'offer_exists', 'busy']).toContain(code);
    await publishDue(w.system);

    const [double] = await database.ownerSql`
      select count(*)::int as n from claims a join claims b on a.bed_id = b.bed_id and a.id < b.id and a.during && b.during
      where a.released_at is null and b.released_at is null`;
    expect(double).toEqual({ n: 0 });
    const left = await database.ownerSql`
      select 1 from proposals where decision = 'approved' and (offer_id is null) = (problem is null)`;
    expect(left).toHaveLength(0);
    const [live] = await database.ownerSql`select count(*)::int as n from offers where ended_at is null`;
    const [lot] = await database.ownerSql`select committed, in_use from lots where id = ${home.lot}`;
    expect(lot).toEqual({ committed: live!.n, in_use: 0 });
    const booked = others.slice(1).filter((t) => t.status === 'fulfilled').length;
    const [vacancy] =
      await database.ownerSql`select free, held, occupied from vacancies where facility_id = ${home.facility}`;
    expect(vacancy).toEqual({ free: BEDS - live!.n - booked, held: live!.n, occupied: booked });
    expect(await database.ownerSql`select 1 from round_services where ended_at is null`).toHaveLength(0);
  });
});
