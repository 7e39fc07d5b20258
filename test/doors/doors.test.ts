import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Action, permissions, type Role } from '../../server/kernel/permissions.ts';
import { doorOf } from '../../server/kernel/reach.ts';
import { appOf, type Operation, operationsOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, STREET, world } from '../support/district.ts';

let database: TestDatabase;
let product: ReturnType<typeof appOf>;
let operations: Operation[];
const cookies = new Map<Role, string>();
const weak = new Map<Role, string>();
const roles: Role[] = [
  'family',
  'institution',
  'desk',
  'grid_worker',
  'officer',
  'leader',
  'treasurer',
  'partner',
  'assessor',
  'inspector',
  'administrator',
];

beforeAll(async () => {
  database = await freshDatabase();
  const w = world(database);
  await openTestDistrict(w);
  const home = await openHome(w);
  product = appOf(w);
  for (const role of roles) {
    const scope = {
      ...(role === 'desk' || role === 'grid_worker' ? { street: STREET } : {}),
      ...(role === 'partner' ? { department: 'health' } : {}),
      ...(role === 'institution' ? { facility: home.facility } : {}),
    };
    cookies.set(role, await product.cookieOf(await w.someone(role, scope)));
    weak.set(role, await product.cookieOf(await w.someone(role, { ...scope, strength: 1 })));
  }
  operations = operationsOf((await product.ask('GET', '/openapi.json')).body);
});
afterAll(() => database.drop());

const concrete = (o: Operation) => o.path.replaceAll(/\{\w+\}/g, '019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5b');
const guarded = () => operations.filter((o) => doorOf(o.permission as Action).may !== 'public');

test('every route names a permission of the table', () => {
  expect(operations.length).toBeGreaterThan(25);
  expect(operations.filter((o) => !(o.permission in permissions)).map((o) => `${o.method} ${o.path}`)).toEqual([]);
});

test('what is public is a list somebody has read', () => {
  const open = operations
    .filter((o) => doorOf(o.permission as Action).may === 'public')
    .map((o) => `${o.method} ${o.path}`);
  expect(open.filter((o) => !o.includes('/signin') && !o.includes('/session')).sort()).toEqual([
    'GET /api/v1/allocation/overrides',
    'GET /api/v1/assessments/standard',
    'GET /api/v1/audit/anchors',
    'GET /api/v1/audit/anchors/{on}',
    'GET /api/v1/capacity',
    'GET /api/v1/capacity/history',
    'GET /api/v1/catalogue',
    'GET /api/v1/config',
    'GET /api/v1/confirm',
    'GET /api/v1/contracts/announcements',
    'GET /api/v1/contracts/announcements/{id}',
    'GET /api/v1/disclosures',
    'GET /api/v1/disclosures/use',
    'GET /api/v1/disclosures/use.csv',
    'GET /api/v1/divisions',
    'GET /api/v1/events',
    'GET /api/v1/facilities/clusters',
    'GET /api/v1/facilities/names',
    'GET /api/v1/facilities/nearby',
    'GET /api/v1/facilities/{id}',
    'GET /api/v1/facilities/{id}/ratings',
    'GET /api/v1/grades',
    'GET /api/v1/landmarks',
    'GET /api/v1/menu',
    'GET /api/v1/notices',
    'GET /api/v1/open-data',
    'GET /api/v1/open-data/capacity.csv',
    'GET /api/v1/open-data/facilities.csv',
    'GET /api/v1/open-data/facilities.geojson',
    'GET /api/v1/open-data/hsds',
    'GET /api/v1/open-data/hsds/locations',
    'GET /api/v1/open-data/hsds/organizations',
    'GET /api/v1/open-data/hsds/organizations/{id}',
    'GET /api/v1/open-data/hsds/service_at_locations',
    'GET /api/v1/open-data/hsds/service_capacities',
    'GET /api/v1/open-data/hsds/services',
    'GET /api/v1/open-data/hsds/services/{id}',
    'GET /api/v1/open-data/notices.atom',
    'GET /api/v1/open-data/vacancies.atom',
    'GET /api/v1/outlines',
    'GET /api/v1/photos/{name}',
    'GET /api/v1/rates',
    'GET /api/v1/request-grids',
    'GET /api/v1/request-kinds',
    'GET /api/v1/rounds/public',
    'POST /api/v1/assessments/score',
    'POST /api/v1/confirm',
    'POST /api/v1/hooks/{name}',
    'POST /api/v1/notices/{id}/objections',
    'POST /api/v1/quotes',
  ]);
});

test('every other route answers 401 to someone signed out, before it reads the input', async () => {
  for (const o of guarded()) {
    const answer = await product.ask(o.method, concrete(o), o.method === 'GET' ? {} : { body: {} });
    expect(answer.status, `${o.method} ${o.path}`).toBe(401);
    expect(answer.body.code).toBe('signed_out');
  }
});

describe.each(roles)('%s', (role) => {
  test('is turned away with 403 wherever the table gives no key', async () => {
    for (const o of guarded()) {
      const { may } = doorOf(o.permission as Action);
      if (may === 'public' || may === 'signed_in' || may[role] !== undefined) continue;
      const answer = await product.ask(o.method, concrete(o), {
        cookie: cookies.get(role) as string,
        ...(o.method === 'GET' ? {} : { body: {} }),
      });
      expect(answer.status, `${o.method} ${o.path}`).toBe(403);
    }
  });
  test('is let in, or told what is missing, where the table gives one', async () => {
    for (const o of guarded()) {
      const { may } = doorOf(o.permission as Action);
      if (may === 'public' || may === 'signed_in' || may[role] === undefined) continue;
      const answer = await product.ask(o.method, concrete(o), {
        cookie: cookies.get(role) as string,
        ...(o.method === 'GET' ? {} : { body: {} }),
      });
      expect([200, 404, 415, 422, 428], `${o.method} ${o.path} said ${answer.status}`).toContain(answer.status);
    }
  });
  test('needs the second factor, unless a family', async () => {
    if (role === 'family') return expect(doorOf('allocation.accept').may).toHaveProperty('family');
    for (const o of guarded()) {
      const { may } = doorOf(o.permission as Action);
      if (may === 'public' || may === 'signed_in' || may[role] === undefined) continue;
      const answer = await product.ask(o.method, concrete(o), {
        cookie: weak.get(role) as string,
        ...(o.method === 'GET' ? {} : { body: {} }),
      });
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 403, code: 'stronger_sign_in' });
    }
  });
});

test('no write is taken from another site', async () => {
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
    const answer = await product.ask('POST', '/api/v1/match', {
      cookie: cookies.get('officer') as string,
      body: {},
      headers: headers as unknown as Record<string, string>,
    });
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 403, code: 'cross_site' });
  }
});
