import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Refusal } from '../../server/kernel/errors.ts';
import type { Actor } from '../../server/platform/context.ts';
import { openRound, runRound } from '../../server/rounds/actions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, person, queueUp, vault, type World, world } from '../support/district.ts';

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
