import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { demoPassword } from '../../server/platform/demo.ts';
import { newTotpSecret } from '../../server/platform/totp.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, vault, type World, world } from '../support/district.ts';
import { other, PASSWORD, people } from '../support/people.ts';
import { type Site, site } from '../support/site.ts';

let database: TestDatabase;
let w: World;
let s: Site;
let demo: Site;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  s = site(w);
  demo = site(w, { DEMO: '1' });
});
afterAll(() => database.drop());
beforeEach(() => pass(3_600_000));

const { pass, code, phone, officer } = people(() => ({ w, s, demo }));

describe('guessing is slowed down', () => {
  const guess = (b: ReturnType<Site['browser']>, username: string, password = 'wrong wrong wrong') =>
    b.post('/api/v1/signin/password', { username, password });

  test('five wrong passwords stop one account from one address, not from another', async () => {
    const who = await officer();
    const b = s.browser();
    for (let i = 0; i < 5; i += 1) expect((await guess(b, who.username)).status).toBe(401);
    const stopped = await guess(b, who.username, PASSWORD);
    expect([stopped.status, stopped.body.code]).toEqual([429, 'too_many_requests']);
    const seconds = stopped.body.reasons[0].values.seconds as number;
    expect(seconds).toBeGreaterThan(800);
    expect(seconds).toBeLessThanOrEqual(900);
    expect(stopped.headers.get('retry-after')).toBe(String(seconds));
    expect((await guess(s.browser(), who.username, PASSWORD)).status).toBe(200);
    const [limits] =
      await database.ownerSql`select count(*)::int as n from login_limits where key like ${`%${who.username}%`}`;
    expect(limits?.n).toBe(0);
  });

  test('five wrong tries at one moment do not become six', async () => {
    const who = await officer();
    const b = s.browser();
    const answers = await Promise.all(Array.from({ length: 12 }, () => guess(b, who.username)));
    expect(answers.filter((a) => a.status === 401)).toHaveLength(5);
    expect(answers.filter((a) => a.status === 429)).toHaveLength(7);
  });

  test('thirty wrong passwords stop one address for every account; right ones do not count', async () => {
    const who = await officer();
    const b = s.browser();
    for (let i = 0; i < 4; i += 1) expect((await guess(b, who.username, PASSWORD)).status).toBe(200);
    for (let i = 0; i < 30; i += 1) expect((await guess(b, `unknown-${i}`)).status).toBe(401);
    expect((await guess(b, who.username, PASSWORD)).status).toBe(429);
  });

  test('five wrong authenticator codes stop the account, wherever they come from', async () => {
    const who = await officer();
    for (let i = 0; i < 5; i += 1)
      expect((await (await who.signIn()).post('/api/v1/signin/totp', { code: other(code(who.secret)) })).status).toBe(
        422,
      );
    expect((await (await who.signIn()).post('/api/v1/signin/totp', { code: code(who.secret) })).status).toBe(429);
  });

  test('one phone gets five codes an hour; an address cannot be made up when no proxy is trusted', async () => {
    const number = phone();
    for (let i = 0; i < 5; i += 1)
      expect((await demo.browser().post('/api/v1/signin/phone/code', { phone: number })).status).toBe(200);
    expect((await demo.browser().post('/api/v1/signin/phone/code', { phone: number })).status).toBe(429);
    const direct = site(w, { TRUST_PROXY: '0' });
    const who = await officer();
    for (let i = 0; i < 5; i += 1) await guess(direct.browser(), who.username);
    expect((await guess(direct.browser(), who.username)).status).toBe(429);
  });
});

describe('a demo', () => {
  test('shows a sign-in for every role with a code that works; other installations have no such page', async () => {
    const { facility } = await openHome(w, { name: '湖畔敬老院' });
    await demo.account({
      username: 'demo-nurse',
      displayName: '示范机构',
      password: demoPassword(vault),
      totpSecret: newTotpSecret(),
      roles: [{ role: 'institution', facility }],
    });
    for (const expected of [200, 200, 'used up']) {
      const { body } = await demo.browser().get('/api/v1/signin/demo');
      const [nurse] = body.accounts;
      expect(nurse).toMatchObject({ username: 'demo-nurse', name: '示范机构', role: 'institution', totp: true });
      if (expected === 'used up') {
        expect(nurse.totp_code).toBeNull();
        continue;
      }
      const b = demo.browser();
      await b.post('/api/v1/signin/password', { username: nurse.username, password: nurse.password });
      const raised = await b.post('/api/v1/signin/totp', { code: nurse.totp_code });
      expect([raised.status, raised.body.roles?.[0]?.facility_name]).toEqual([expected, '湖畔敬老院']);
    }
    expect((await s.browser().get('/api/v1/signin/demo')).status).toBe(404);
    const elsewhere = await s
      .browser()
      .post('/api/v1/signin/password', { username: 'demo-nurse', password: demoPassword(vault) });
    expect(elsewhere.body.code).toBe('credentials_wrong');
  });
});
