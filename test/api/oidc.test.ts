import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openTestDistrict, type World, world } from '../support/district.ts';
import { type browser, type Site, site } from '../support/site.ts';

const CLIENT = 'yiwei';
const CALLBACK = 'http://localhost:3000/api/v1/signin/oidc/callback';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { privateKey: strangerKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What the issuer will say about the next person; a test bends it. */
const say = { sub: 'someone', claims: {} as Record<string, unknown>, key: privateKey };
const asked: URLSearchParams[] = [];
const codes = new Map<string, { nonce: string | null; challenge: string | null }>();
let issuer = '';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
function idToken(nonce: string | null): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: CLIENT, sub: say.sub, iat: now, exp: now + 60, nonce, ...say.claims };
  const text = `${encode({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${encode(claims)}`;
  return `${text}.${createSign('sha256').update(text).sign(say.key, 'base64url')}`;
}

/** A small OpenID provider on this machine: discovery, keys, and codes that it gives out and takes back. */
function startIssuer(): Promise<Server> {
  const server = createServer(async (q, r) => {
    const answer = (body: object, status = 200) =>
      r.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (q.url === '/.well-known/openid-configuration')
      return answer({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    if (q.url === '/jwks')
      return answer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] });
    if (q.url !== '/token') return answer({}, 404);
    const form = new URLSearchParams(Buffer.concat(await q.toArray()).toString());
    asked.push(form);
    const known = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!known || proof !== known.challenge || form.get('redirect_uri') !== CALLBACK)
      return answer({ error: 'invalid_grant' }, 400);
    return answer({ access_token: 'unused', token_type: 'Bearer', expires_in: 60, id_token: idToken(known.nonce) });
  }).listen(0, '127.0.0.1');
  return new Promise((done) => server.once('listening', () => done(server)));
}

let database: TestDatabase;
let w: World;
let s: Site;
let server: Server;
let officer = '';

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  server = await startIssuer();
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  s = site(w, { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT, OIDC_CLIENT_SECRET: 'between us' });
  officer = await s.account({ oidcSubject: 'officer-7', displayName: '民政 王', roles: [{ role: 'officer' }] });
});
afterAll(async () => {
  server.close();
  await database.drop();
});
beforeEach(() => Object.assign(say, { sub: 'officer-7', claims: {}, key: privateKey }));

type Browser = ReturnType<typeof browser>;
/** To the issuer and back with a code, as the browser would be sent. */
async function leave(b: Browser): Promise<{ code: string; state: string; to: URL }> {
  const answer = await b.get('/api/v1/signin/oidc');
  expect(answer.status).toBe(302);
  const to = new URL(answer.headers.get('location') as string);
  const code = `code-${codes.size}-${Math.random()}`;
  codes.set(code, { nonce: to.searchParams.get('nonce'), challenge: to.searchParams.get('code_challenge') });
  return { code, state: to.searchParams.get('state') as string, to };
}
const back = (b: Browser, code: string, state: string) =>
  b.get(`/api/v1/signin/oidc/callback?${new URLSearchParams({ code, state, iss: issuer })}`);

describe('single sign-on', () => {
  test('a known person comes back signed in, with one factor unless the issuer says two', async () => {
    const b = s.browser();
    const { code, state, to } = await leave(b);
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: CLIENT,
      redirect_uri: CALLBACK,
      scope: 'openid',
      code_challenge_method: 'S256',
    });
    const answer = await back(b, code, state);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/']);
    expect((await b.get('/api/v1/session')).body).toMatchObject({ account_id: officer, name: '民政 王', strength: 1 });
    expect([...b.cookies.keys()]).toEqual(['__Host-session']);
    expect(asked.at(-1)?.get('client_secret')).toBe('between us');

    for (const claims of [{ amr: ['pwd', 'mfa'] }, { acr: 'https://refeds.org/profile/mfa' }]) {
      Object.assign(say, { claims });
      const strong = s.browser();
      const flow = await leave(strong);
      await back(strong, flow.code, flow.state);
      expect(await strong.strength()).toBe(2);
    }
    Object.assign(say, { claims: { amr: ['pwd'], acr: '1' } });
    const weak = s.browser();
    const flow = await leave(weak);
    await back(weak, flow.code, flow.state);
    expect(await weak.strength()).toBe(1);
  });

  test('a person the issuer knows and we do not is refused, and no account is made', async () => {
    say.sub = 'nobody-here';
    const before = (await database.ownerSql`select count(*)::int as n from accounts`)[0]?.n;
    const b = s.browser();
    const { code, state } = await leave(b);
    const answer = await back(b, code, state);
    expect([answer.status, answer.body.code]).toEqual([403, 'oidc_failed']);
    expect(await b.strength()).toBe(0);
    expect((await database.ownerSql`select count(*)::int as n from accounts`)[0]?.n).toBe(before);
  });

  test('a wrong state, another browser, a used answer or a late one is refused before the issuer is asked', async () => {
    const calls = asked.length;
    const wrong = s.browser();
    expect((await back(wrong, (await leave(wrong)).code, 'made-up')).body.code).toBe('oidc_failed');

    const victim = s.browser();
    const { code, state } = await leave(s.browser());
    expect((await back(victim, code, state)).body.code).toBe('oidc_failed');

    const late = s.browser();
    const flow = await leave(late);
    w.time.now = new Date(w.time.now.getTime() + 600_000);
    expect((await back(late, flow.code, flow.state)).body.code).toBe('oidc_failed');
    expect(asked.length).toBe(calls);

    const twice = s.browser();
    const once = await leave(twice);
    expect((await back(twice, once.code, once.state)).status).toBe(302);
    expect((await back(twice, once.code, once.state)).status).toBe(403);
  });

  test('a token with another nonce, for another client, or signed by a stranger is refused', async () => {
    for (const bent of [
      { claims: { nonce: 'replayed' } },
      { claims: { aud: 'another' } },
      { claims: { iss: 'https://elsewhere.example' } },
      { key: strangerKey },
    ]) {
      Object.assign(say, { claims: {}, key: privateKey, ...bent });
      const b = s.browser();
      const { code, state } = await leave(b);
      expect((await back(b, code, state)).status).toBe(403);
      expect(await b.strength()).toBe(0);
    }
  });

  test('off by default; an issuer that cannot be reached is a clear 503', async () => {
    const off = await site(w).browser().get('/api/v1/signin/oidc');
    expect([off.status, off.body.code]).toEqual([404, 'oidc_off']);
    const away = site(w, { OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: CLIENT });
    const answer = await away.browser().get('/api/v1/signin/oidc');
    expect([answer.status, answer.body.code]).toEqual([503, 'oidc_failed']);
  });
});
