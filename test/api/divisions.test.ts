import { afterAll, beforeAll, expect, test } from 'vitest';
import { divisionsOn } from '../../server/divisions/queries.ts';
import { view } from '../../server/platform/context.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { COMMUNITY, DISTRICT, openTestDistrict, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;

const on = (day: string) => view(w.system, 'divisions.read', (tx) => divisionsOn(tx, DISTRICT, day));

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
});
afterAll(() => database.drop());

test('what is on record when a district opens holds for every day, before it and after', async () => {
  const rows = await view(w.system, 'divisions.read', (tx) => divisionsOn(tx, DISTRICT, '2026-11-24'));
  expect(rows.map((d) => [d.code, d.level, d.seniors])).toEqual([
    ['430602001', 'street', null],
    [COMMUNITY, 'community', null],
    [`${COMMUNITY}001`, 'grid', 163],
    ['430602002', 'street', null],
  ]);
  expect(await on('1999-01-01')).toEqual(rows);
  expect(await on('2099-01-01')).toEqual(rows);
});
