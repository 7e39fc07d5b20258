import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Action, tokenScopes } from '../../server/kernel/permissions.ts';
import { appOf, operationsOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: Awaited<ReturnType<typeof openHome>>;
let other: Awaited<ReturnType<typeof openHome>>;
let nurse: string;
let stranger: string;
const DAY = 86_400_000;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openHome(w);
  other = await openHome(w, { name: '另一家' });
  product = appOf(w);
  nurse = await product.cookieOf(await w.someone('institution', { facility: home.facility }));
  stranger = await product.cookieOf(await w.someone('institution', { facility: other.facility }));
});
afterAll(() => database.drop());

const make = async (more: object = {}, cookie = nurse, facility = home.facility) => {
  const answer = await product.ask('POST', `/api/v1/facilities/${facility}/tokens`, {
    cookie,
    body: { name: '颐养管家', scopes: ['beds'], ...more },
  });
  return { ...answer, token: answer.body.token as string, id: answer.body.id as string };
};
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const sync = (token: string, facility = home.facility, headers: Record<string, string> = {}) =>
  product.ask('PUT', `/api/v1/facilities/${facility}/beds`, {
    headers: { ...bearer(token), ...headers },
    body: { mode: 'partial', beds: [] },
  });
const listed = async (id: string) => {
  const { body } = await product.ask('GET', `/api/v1/facilities/${home.facility}/tokens`, { cookie: nurse });
  return (body.tokens as { id: string; state: string; used_at: string | null }[]).find((t) => t.id === id);
};

test('a token is shown once, kept as its SHA-256 and recognised by its first part', async () => {
  const made = await make();
  expect(made.status).toBe(201);
  expect(made.headers.get('cache-control')).toBe('no-store');
  expect(made.token).toMatch(/^yw_[0-9a-f]{8}_[\w-]{43}$/);
  const [row] = await database.ownerSql`select * from api_tokens where id = ${made.id}`;
  expect(Buffer.from(row!.token_hash)).toEqual(createHash('sha256').update(made.token).digest());
  const everything = await database.ownerSql`select to_jsonb(t)::text as t from api_tokens t union all
    select to_jsonb(a)::text from audit a union all select to_jsonb(k)::text from idempotency_keys k`;
  expect(everything.filter((r) => r.t.includes(made.token.slice(12)))).toEqual([]);
  expect(await listed(made.id)).toMatchObject({ state: 'live', hint: made.token.slice(0, 11), used_at: null });
  expect((await sync(made.token)).status).toBe(200);
  expect(await listed(made.id)).toMatchObject({ used_at: w.time.now.toISOString() });
});

test('what a program did is in the audit log under the name of its token', async () => {
  const made = await make({ name: '床位同步' });
  await sync(made.token);
  const [row] = await database.ownerSql`select a.display_name from audit x join accounts a on a.id = x.account_id
    where x.action = 'rosters.sync_beds' order by x.id desc limit 1`;
  expect(row!.display_name).toBe(`床位同步（${made.token.slice(0, 11)}）`);
});

test('a token opens no door but those of its scopes, on any route, and nothing of another home', async () => {
  const made = await make();
  const mine = tokenScopes.beds as readonly Action[];
  const operations = operationsOf((await product.ask('GET', '/openapi.json')).body);
  expect(operations.length).toBeGreaterThan(100);
  let asked = 0;
  for (const o of operations) {
    if (mine.includes(o.permission as Action) || !o.path.startsWith('/api/')) continue;
    // its requests are counted; the limit has a test of its own
    if (asked++ % 50 === 0) await database.ownerSql`delete from login_limits`;
    const answer = await product.ask(o.method, o.path.replaceAll(/\{\w+\}/g, home.facility), {
      headers: bearer(made.token),
      ...(o.method === 'GET' ? {} : { body: {} }),
    });
    // What another system answers counts by its signature alone.
    const refused = o.path.includes('/hooks/')
      ? { status: 401, code: 'hook_unsigned' }
      : { status: 403, code: 'token_scope' };
    expect({ status: answer.status, code: answer.body.code }, `${o.method} ${o.path}`).toEqual(refused);
  }
  const elsewhere = await product.ask('PUT', `/api/v1/facilities/${other.facility}/beds`, {
    headers: bearer(made.token),
    body: { mode: 'full', beds: [] },
  });
  expect([elsewhere.status, elsewhere.body.code]).toEqual([403, 'out_of_reach']);
});

test('a cookie counts for nothing beside a token, and a wrong token is not made good by one', async () => {
  const made = await make();
  const both = await product.ask('GET', '/api/v1/session', { cookie: nurse, headers: bearer(made.token) });
  expect([both.status, both.body.code]).toEqual([403, 'token_scope']);
  const wrong = await product.ask('GET', '/api/v1/session', { cookie: nurse, headers: bearer(`${made.token}x`) });
  expect([wrong.status, wrong.body.code]).toEqual([401, 'token_unknown']);
});

test('programs need not say where they come from; a page of another site with a token is turned away', async () => {
  const made = await make();
  expect((await sync(made.token)).status).toBe(200);
  expect((await sync(made.token, home.facility, { origin: 'https://evil.example' })).body.code).toBe('cross_site');
});

test('revoking ends a token at once, for good, and only the own home’s', async () => {
  const made = await make();
  const revoke = (cookie: string) => product.ask('POST', `/api/v1/tokens/${made.id}/revoke`, { cookie });
  expect((await revoke(stranger)).status).toBe(404);
  expect((await sync(made.token)).status).toBe(200);
  expect((await revoke(nurse)).status).toBe(204);
  expect((await revoke(nurse)).status).toBe(204);
  const after = await sync(made.token);
  expect([after.status, after.body.code]).toEqual([401, 'token_revoked']);
  expect((await listed(made.id))?.state).toBe('revoked');
});

test('a token with a last day opens until the end of it', async () => {
  expect((await make({ expires_on: '2026-11-23' })).body.code).toBe('token_expiry');
  const made = await make({ expires_on: '2026-11-24' });
  expect((await sync(made.token)).status).toBe(200);
  const before = w.time.now;
  w.time.now = new Date(before.getTime() + DAY);
  const after = await sync(made.token);
  w.time.now = before;
  expect([after.status, after.body.code]).toEqual([401, 'token_expired']);
});

test('a token ends with the work of whoever made it', async () => {
  const leaving = await w.someone('institution', { facility: home.facility });
  const made = await make({}, await product.cookieOf(leaving));
  expect((await sync(made.token)).status).toBe(200);
  await database.ownerSql`update memberships set ended_at = now() where account_id = ${leaving.account}`;
  expect((await sync(made.token)).status).toBe(401);
  expect((await listed(made.id))?.state).toBe('maker_left');
});

test('a home sees and makes tokens for itself only', async () => {
  expect((await make({}, stranger)).status).toBe(403);
  const answer = await product.ask('GET', `/api/v1/facilities/${home.facility}/tokens`, { cookie: stranger });
  expect(answer.status).toBe(404);
});

test('a program that asks too often is told when to come back', async () => {
  const made = await make();
  let last = await sync(made.token);
  for (let i = 0; i < 200 && last.status === 200; i += 1) last = await sync(made.token);
  expect([last.status, last.body.code]).toEqual([429, 'too_many_requests']);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  const another = await make();
  expect((await sync(another.token)).status).toBe(200);
});

test('a home cannot pile up tokens that nobody revokes', async () => {
  const many = await product.cookieOf(await w.someone('institution', { facility: other.facility }));
  for (let i = 0; i < 20; i += 1) expect((await make({}, many, other.facility)).status).toBe(201);
  expect((await make({}, many, other.facility)).body.code).toBe('token_too_many');
});
