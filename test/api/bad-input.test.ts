import { z } from '@hono/zod-openapi';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkDigit } from '../../server/applicants/rules.ts';
import { type Answer, appOf, type Operation, operationsOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { COMMUNITY, openHome, openTestDistrict, person, queueUp, STREET, world } from '../support/district.ts';

let database: TestDatabase;
let product: ReturnType<typeof appOf>;
let operations: Operation[];
let cookies: string[];
let ids: string[];
/** The declared shape of an answer, read back from the OpenAPI document. */
let _declared: (o: Operation, status: number) => z.ZodType | null;
beforeAll(async () => {
  database = await freshDatabase();
  const w = world(database);
  await openTestDistrict(w);
  const home = await openHome(w);
  product = appOf(w);
  const officer = await w.someone('officer');
  const actors = [
    officer,
    await w.someone('institution', { facility: home.facility }),
    await w.someone('desk', { street: STREET }),
    await w.someone('family'),
    await w.someone('administrator'),
  ];
  cookies = await Promise.all(actors.map((a) => product.cookieOf(a)));
  const one = person();
  ids = [...(await queueUp(w, officer, [one])), one.applicant.id, home.facility, home.beds[0]!.id];
  const document = (await product.ask('GET', '/openapi.json')).body;
  const text = JSON.stringify((document.components as { schemas: object }).schemas).replaceAll(
    '#/components/schemas/',
    '#/$defs/',
  );
  const shapes = new Map<string, z.ZodType>();
  _declared = (o, status) => {
    const content = (o.spec.responses as Record<string, { content?: Record<string, { schema: object }> }>)[status]
      ?.content;
    const schema = content?.['application/json']?.schema ?? content?.['application/problem+json']?.schema;
    if (!schema) return null;
    const key = JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/');
    if (!shapes.has(key)) shapes.set(key, z.fromJSONSchema({ ...JSON.parse(key), $defs: JSON.parse(text) }));
    return shapes.get(key) as z.ZodType;
  };
  operations = operationsOf(document).filter((o) => !o.path.endsWith('/events'));
});
afterAll(() => database.drop());

const problem = (a: Answer) => ({
  status: a.status,
  code: a.body.code,
  pointer: (a.body.reasons as { pointer?: string }[] | undefined)?.[0]?.pointer,
});
const family = () => cookies[3] as string;
const officer = () => cookies[0] as string;

describe('each mistake gets a clear answer in both languages', () => {
  const nearby = (query: string) => product.ask('GET', `/api/v1/facilities/nearby?${query}`);
  test.each([
    ['coordinates swapped', 'lng=29.38&lat=113.09', 422, 'coordinates_swapped', '/query/lng'],
    ['outside China', 'lng=2.35&lat=48.85', 422, 'outside_china', '/query/lng'],
    ['no place at all', '', 422, 'point_needed', '/query/lng'],
    ['a radius of a million', 'lng=113&lat=29&radius_km=1000000', 422, 'bad_field', '/query/radius_km'],
    ['a negative page', 'lng=113&lat=29&limit=-1', 422, 'bad_field', '/query/limit'],
    ['an unknown kind', 'lng=113&lat=29&kinds=castle', 422, 'bad_field', '/query/kinds/0'],
    ['a level of nine', 'lng=113&lat=29&level=9', 422, 'bad_field', '/query/level'],
    ['a date that does not exist', 'lng=113&lat=29&from=2026-02-30', 422, 'bad_field', '/query/from'],
    ['a cursor of somebody else', 'lng=113&lat=29&cursor=x', 422, 'cursor_invalid', '/query/cursor'],
    ['a community that does not exist', 'community=999999999999', 422, 'community_unknown', '/query/community'],
    ['not a number', 'lng=abc&lat=29', 422, 'bad_field', '/query/lng'],
  ])('%s', async (_t, query, status, code, pointer) => {
    const answer = await nearby(query);
    expect(problem(answer)).toEqual({ status, code, pointer });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body.detail_zh).toMatch(/[\u4e00-\u9fff]/);
    expect(answer.body.detail_zh).not.toMatch(/invalid|expected|too (big|small)|not a/i);
    expect(answer.body.detail_en).not.toMatch(/[\u4e00-\u9fff]/);
  });

  const register = (body: object) =>
    product.ask('POST', '/api/v1/applicants', {
      cookie: family(),
      body: { name: '张㴩', id_no: good, community: COMMUNITY, relation: 'child', ...body },
    });
  const first = '99999919450506002';
  const good = first + checkDigit(first);
  test.each([
    ['a wrong check digit', { id_no: `${first}${(Number(good[17]) + 1) % 10 || 5}` }, 'id_no_check_digit', '/id_no'],
    ['markup in a name', { name: '<script>alert(1)</script>' }, 'name_invalid', '/name'],
    ['an unknown field', { hobby: 'x' }, 'unknown_field', '/'],
    ['a community that does not exist', { community: '430602999999' }, 'community_unknown', '/community'],
  ])('registering with %s', async (_t, body, code, pointer) =>
    expect(problem(await register(body))).toEqual({ status: 422, code, pointer }));

  test.each([
    ['neither a bed nor a facility', () => ({})],
    ['a bed and a facility at once', () => ({ bed_id: ids[3], facility_id: ids[2] })],
  ])('an offer of %s', async (_t, which) => {
    const body = { application_id: ids[0], ...which() };
    const answer = await product.ask('POST', '/api/v1/offers', { cookie: officer(), body });
    expect(problem(answer)).toEqual({ status: 422, code: 'bed_or_facility', pointer: '/bed_id' });
    expect(answer.body.detail_en).toContain('exactly one');
  });
  test('an offer at a facility that does not exist', async () => {
    const body = { application_id: ids[0], facility_id: ids[0] };
    const answer = await product.ask('POST', '/api/v1/offers', { cookie: officer(), body });
    expect(problem(answer)).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('rare characters and quotes are kept as written, and never reach SQL as SQL', async () => {
    const name = "𬭎·O'Brien; drop table applicants --";
    expect((await register({ name })).status).toBe(201);
    const list = await product.ask('GET', '/api/v1/applicants', { cookie: family() });
    expect((list.body.applicants as { name: string; id_no_masked: string }[])[0]).toMatchObject({
      name,
      id_no_masked: `999999********${good.slice(14)}`,
    });
    expect(problem(await register({}))).toMatchObject({ status: 409, code: 'id_no_known' });
  });

  test.each([
    [
      'ten megabytes',
      {
        raw: `{"x":"${'a'.repeat(10 * 1024 * 1024)}"}`,
        headers: { 'content-type': 'application/json', 'content-length': '10485768' },
      },
      413,
      'body_too_large',
    ],
    ['a wrong content type', { raw: 'a=b', headers: { 'content-type': 'text/plain' } }, 415, 'wrong_content_type'],
    ['broken JSON', { raw: '{', headers: { 'content-type': 'application/json' } }, 400, 'bad_json'],
  ])('%s', async (_t, options, status, code) => {
    expect(problem(await product.ask('POST', '/api/v1/match', { cookie: officer(), ...options }))).toMatchObject({
      status,
      code,
    });
  });

  test('an address that does not exist', async () =>
    expect(problem(await product.ask('GET', '/api/v1/nothing'))).toMatchObject({ status: 404, code: 'no_such_page' }));
  test('a path that is not text', async () =>
    expect((await product.ask('GET', '/api/v1/facilities/%00')).status).toBe(404));
});

test('whatever is sent, no answer is a 5xx, every status is declared, every body is of the declared kind', async () => {
  const seen = new Map<number, number>();
  const nasty = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      "' or 1=1 --",
      '<img src=x onerror=alert(1)>',
      '\u0000',
      '𬭎',
      '-1',
      '1e308',
      'NaN',
      '[]',
      '{}',
      'null',
      '../../etc/passwd',
      '9'.repeat(400),
    ),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.string(), { maxLength: 3 }),
  );
  const values = fc.oneof(
    nasty,
    fc.constantFrom(...ids),
    fc.constantFrom(
      '2026-11-24',
      '2026-02-30',
      'nursing',
      'residential',
      'repair',
      'other',
      '430602001001',
      '113.09',
      '29.38',
    ),
  );
  const anyCase = fc.record({
    at: fc.nat(),
    who: fc.nat(),
    fill: fc.array(values, { minLength: 12, maxLength: 12 }),
    keep: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    id: fc.constantFrom(...ids, 'x', '019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5b'),
    match: fc.option(fc.integer({ min: 0, max: 3 })),
  });
  await fc.assert(
    fc.asyncProperty(anyCase, async ({ at, who, fill, keep, id, match }) => {
      const o = operations[at % operations.length] as Operation;
      type Schema = { properties?: Record<string, unknown> };
      const request = (o.spec.requestBody as { content?: Record<string, { schema: Schema }> } | undefined)?.content?.[
        'application/json'
      ]?.schema;
      const parameters = ((o.spec.parameters ?? []) as { in: string; name: string }[]).filter((p) => p.in === 'query');
      const pick = (names: string[]) =>
        Object.fromEntries(names.map((n, i) => [n, fill[i % 12]] as const).filter((_, i) => keep[i % 12]));
      const query = new URLSearchParams(
        Object.entries(pick(parameters.map((p) => p.name))).map(([k, v]) => [k, String(v)]),
      );
      const path = `${o.path.replaceAll(/\{\w+\}/g, encodeURIComponent(id))}?${query}`;
      const body =
        o.method === 'GET' || o.method === 'DELETE'
          ? {}
          : { body: request ? pick(Object.keys(request.properties ?? { x: 1 })) : {} };
      const answer = await product.ask(o.method, path, {
        cookie: cookies[who % cookies.length] as string,
        ...body,
        headers: match === null ? {} : { 'if-match': `"${match}"` },
      });
      seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
      const label = `${o.method} ${path.slice(0, 300)} → ${answer.status} ${answer.text.slice(0, 200)}`;
      if (answer.status === 503) expect(answer.body.code, label).toMatch(/^(busy|sms_)/);
      else expect(answer.status, label).toBeLessThan(500);
      expect(Object.keys(o.spec.responses as object), label).toContain(String(answer.status));
      if (answer.status >= 400)
        expect(answer.body, label).toMatchObject({
          status: answer.status,
          code: expect.any(String),
          reasons: expect.any(Array),
          detail_zh: expect.any(String),
          detail_en: expect.any(String),
        });
    }),
    { numRuns: 1500 },
  );
  // A fuzz that never gets in proves nothing.
  expect(seen.get(200) ?? 0).toBeGreaterThan(50);
  expect([...seen.keys()]).toEqual(expect.arrayContaining([200, 403, 404, 422]));
}, 120_000);
