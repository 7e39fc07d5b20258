import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, STREET, type World, world } from '../support/district.ts';
import { PASSWORD, people } from '../support/people.ts';
import { type Site, site } from '../support/site.ts';

const HOUR = 3_600_000;
const accounts = '/api/v1/admin/accounts';
const met = { reason: '本人持工作证到场', password: PASSWORD };

let database: TestDatabase;
let w: World;
let s: Site;
let demo: Site;
let home: { facility: string };
let admin: Awaited<ReturnType<typeof administrator>>;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openHome(w);
  s = site(w);
  demo = site(w, { DEMO: '1' });
});
afterAll(() => database.drop());
beforeEach(async () => {
  pass(HOUR);
  admin = await administrator();
});

const { pass, code, officer } = people(() => ({ w, s, demo }));
let count = 0;

async function administrator() {
  const id = await s.account({ username: `admin-${++count}`, password: PASSWORD, roles: [{ role: 'administrator' }] });
  return Object.assign(await s.signedIn(id), { id });
}
const invited = async (more: object = {}) => {
  const username = `new-${++count}`;
  const body = { username, name: '新同事', membership: { role: 'officer' }, password: PASSWORD, ...more };
  return { username, ...(await admin.post(accounts, body)) };
};
const enter = async (username: string, password: string) => {
  const b = s.browser();
  const { status, body } = await b.post('/api/v1/signin/password', { username, password });
  return Object.assign(b, { status, session: body });
};
const listed = async (id: string) =>
  // biome-ignore lint/suspicious/noExplicitAny: an answer as it came
  (await admin.get(accounts)).body.accounts.find((a: any) => a.id === id);
const audited = (action: string, id: string) =>
  database.ownerSql`select * from audit where action = ${action} and subject_id = ${id} order by id`;

describe('an administrator opens a staff account', () => {
  test('its temporary password is told once, opens nothing but the own account, and has to be changed first', async () => {
    const made = await invited();
    expect(made.status).toBe(200);
    expect(made.headers.get('cache-control')).toBe('no-store');
    const { password, until } = made.body.temporary_password;
    expect(password).toMatch(/^([2-9a-hj-km-np-z]{4}-){3}[2-9a-hj-km-np-z]{4}$/);
    expect(Date.parse(until) - w.time.now.getTime()).toBe(72 * HOUR);

    const b = await enter(made.username, password);
    expect(b.session).toMatchObject({ password: 'temporary', totp: 'off', roles: [{ role: 'officer' }] });
    expect((await b.get('/api/v1/queue')).body.code).toBe('password_temporary');
    const again = await b.put('/api/v1/account/password', { current: password, next: password });
    expect([again.status, again.body.code]).toEqual([422, 'password_same']);
    expect((await b.put('/api/v1/account/password', { current: password, next: PASSWORD })).status).toBe(204);
    expect((await b.get('/api/v1/session')).body.password).toBe('own');

    const seed = await b.post('/api/v1/account/totp', { password: PASSWORD });
    const on = await b.post('/api/v1/account/totp/confirm', { code: code(seed.body.secret) });
    expect(on.status).toBe(200);
    expect((await b.get('/api/v1/queue')).status).toBe(200);
    expect((await enter(made.username, password)).status).toBe(401);
  });

  test('after three days the temporary password no longer opens anything', async () => {
    const made = await invited();
    const { password } = made.body.temporary_password;
    pass(72 * HOUR - 1000);
    expect((await enter(made.username, password)).status).toBe(200);
    pass(1000);
    expect((await enter(made.username, password)).status).toBe(401);
  });

  test('a role that belongs somewhere needs a place of this district', async () => {
    const nowhere = '019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5b';
    const pointers = async (membership: object) => {
      const { status, body } = await invited({ membership });
      return [status, body.reasons?.map((r: { code: string; pointer: string }) => `${r.code} ${r.pointer}`)];
    };
    expect(await pointers({ role: 'institution', facility: nowhere })).toEqual([
      422,
      ['facility_unknown /membership/facility'],
    ]);
    expect(await pointers({ role: 'desk', street: '430602999' })).toEqual([
      422,
      ['community_unknown /membership/street'],
    ]);
    expect((await pointers({ role: 'institution' }))[0]).toBe(422);
    expect((await pointers({ role: 'family' }))[0]).toBe(422);
    expect((await invited({ membership: { role: 'institution', facility: home.facility } })).status).toBe(200);
    expect((await invited({ membership: { role: 'desk', street: STREET } })).status).toBe(200);
  });

  test('a user name is one person’s; one of the demonstration is nobody’s', async () => {
    const made = await invited();
    const twice = await invited({ username: made.username.toUpperCase() });
    expect([twice.status, twice.body.code, twice.body.reasons[0].pointer]).toEqual([
      409,
      'username_taken',
      '/username',
    ]);
    for (const username of ['demo-me', 'a b c', '<script>', 'ab'])
      expect((await invited({ username })).body.code, username).toBe('username_invalid');
    expect((await invited({ username: '㴩硚𠮷' })).status).toBe(200);
  });

  test('with single sign-on there is no password to hand over, and none to reset', async () => {
    const made = await invited({ oidc_subject: 'bureau|42' });
    expect(made.body.temporary_password).toBeNull();
    expect(await listed(made.body.account_id)).toMatchObject({ password: 'none', single_sign_on: true });
    expect((await invited({ oidc_subject: 'bureau|42' })).body.code).toBe('oidc_subject_taken');
    const reset = await admin.post(`${accounts}/${made.body.account_id}/password`, met);
    expect([reset.status, reset.body.code]).toEqual([409, 'single_sign_on_only']);
  });

  test('the own password is asked for again, and nothing is made without it', async () => {
    const wrong = await invited({ password: 'not mine at all' });
    expect([wrong.status, wrong.body.code, wrong.body.reasons[0].pointer]).toEqual([
      422,
      'credentials_wrong',
      '/password',
    ]);
    expect(await database.ownerSql`select 1 from accounts where username = ${wrong.username}`).toHaveLength(0);
  });
});

describe('a way back in', () => {
  test('a forgotten password is replaced and every browser is signed out', async () => {
    const who = await officer();
    const old = await who.signIn();
    const reset = await admin.post(`${accounts}/${who.id}/password`, met);
    expect(reset.status).toBe(200);
    expect(await old.strength()).toBe(0);
    expect((await enter(who.username, PASSWORD)).status).toBe(401);
    const b = await enter(who.username, reset.body.password);
    expect(b.session).toMatchObject({ password: 'temporary', totp: 'needed' });
    expect((await b.post('/api/v1/signin/totp', { code: code(who.secret) })).status).toBe(200);
    expect((await b.get('/api/v1/queue')).body.code).toBe('password_temporary');
    const next = 'reed-flute 2027 heron';
    expect((await b.put('/api/v1/account/password', { current: reset.body.password, next })).status).toBe(204);
    expect((await b.get('/api/v1/queue')).status).toBe(200);
  });

  test('a lost authenticator goes with its recovery codes; the next sign-in sets up a new one', async () => {
    const who = await officer();
    const removed = await admin.post(`${accounts}/${who.id}/totp/remove`, met);
    expect(removed.status).toBe(204);
    const b = await enter(who.username, PASSWORD);
    expect(b.session).toMatchObject({ totp: 'off', strength: 1 });
    expect((await b.get('/api/v1/queue')).body.code).toBe('stronger_sign_in');
    expect((await b.post('/api/v1/signin/totp', { code: code(who.secret) })).status).toBe(422);
    const seed = await b.post('/api/v1/account/totp', { password: PASSWORD });
    expect(seed.body.secret).not.toBe(who.secret);
    await b.post('/api/v1/account/totp/confirm', { code: code(seed.body.secret) });
    expect((await b.get('/api/v1/queue')).status).toBe(200);
    const twice = await admin.post(`${accounts}/${(await officer()).id}/totp/remove`, met);
    expect(twice.status).toBe(204);
    const none = await admin.post(`${accounts}/${(await invited()).body.account_id}/totp/remove`, met);
    expect([none.status, none.body.code]).toEqual([409, 'totp_not_on']);
  });

  test('signing someone out everywhere ends each session, and says how many', async () => {
    const who = await officer();
    const browsers = [await who.signIn(), await who.signIn()];
    const { status, body } = await admin.post(`${accounts}/${who.id}/sessions/end`, { reason: '手机遗失' });
    expect([status, body]).toEqual([200, { ended: 2 }]);
    expect(await Promise.all(browsers.map((b) => b.strength()))).toEqual([0, 0]);
  });

  test('one’s own way in is changed under “my account” only', async () => {
    for (const what of ['password', 'totp/remove', 'sessions/end']) {
      const body = what === 'sessions/end' ? { reason: 'x' } : met;
      const answer = await admin.post(`${accounts}/${admin.id}/${what}`, body);
      expect([answer.status, answer.body.code], what).toEqual([409, 'own_account']);
    }
  });

  test('who also serves another district is not reset from here, nor is an account of the demonstration', async () => {
    await database.ownerSql`insert into districts (district, name, city, province) values ('430603', '云溪区', '岳阳市', '湖南省') on conflict do nothing`;
    const role = 'officer' as const;
    const both = await s.account({ roles: [{ role }, { role, district: '430603' }], password: PASSWORD });
    expect(await listed(both)).toMatchObject({ elsewhere: true });
    const shared = await s.account({ username: 'demo-shared', roles: [{ role }], password: PASSWORD });
    for (const [id, why] of [
      [both, 'account_elsewhere'],
      [shared, 'account_demo'],
    ]) {
      const answer = await admin.post(`${accounts}/${id}/password`, met);
      expect([answer.status, answer.body.code]).toEqual([409, why]);
    }
  });

  test('families and staff of another district are as unknown as nobody', async () => {
    const family = await s.account({ roles: [{ role: 'family' }] });
    const away = await s.account({ roles: [{ role: 'officer', district: '430603' }] });
    for (const id of [family, away]) {
      expect(await listed(id)).toBeUndefined();
      expect((await admin.post(`${accounts}/${id}/password`, met)).status).toBe(404);
    }
  });
});

describe('roles come and go', () => {
  const end = (id: string, membership: string, by = admin) =>
    by.post(`${accounts}/${id}/memberships/${membership}/end`, { reason: '调离' });

  test('a role given counts at once; one ended counts no more, signs out who has none left, and can be taken up again', async () => {
    const id = await s.account({ roles: [{ role: 'desk', street: STREET }] });
    const b = await s.signedIn(id);
    expect((await b.get('/api/v1/queue')).status).toBe(403);
    const give = () =>
      admin.post(`${accounts}/${id}/memberships`, { membership: { role: 'officer' }, password: PASSWORD });
    expect((await give()).status).toBe(204);
    expect((await give()).body.code).toBe('membership_held');
    expect((await b.get('/api/v1/queue')).status).toBe(200);

    const [desk, office] = (await listed(id)).memberships;
    expect((await end(id, office.id)).status).toBe(204);
    expect((await b.get('/api/v1/queue')).status).toBe(403);
    expect(await b.strength()).toBe(2);
    expect((await end(id, desk.id)).status).toBe(204);
    expect(await b.strength()).toBe(0);
    expect((await end(id, desk.id)).status).toBe(404);
    expect((await listed(id)).memberships.every((m: { ended_at: string | null }) => m.ended_at)).toBe(true);

    expect((await give()).status).toBe(204);
    expect((await listed(id)).memberships).toHaveLength(2);
  });

  test('the last administrator stays, also when two end each other at one moment', async () => {
    await database.ownerSql`update memberships set ended_at = now() where role = 'administrator' and account_id <> ${admin.id}`;
    const own = (await listed(admin.id)).memberships[0].id;
    const alone = await end(admin.id, own);
    expect([alone.status, alone.body.code]).toEqual([409, 'last_administrator']);

    const other = await administrator();
    const others = (await listed(other.id)).memberships[0].id;
    const both = await Promise.all([end(other.id, others, admin), end(admin.id, own, other)]);
    expect(both.filter((a) => a.status === 204)).toHaveLength(1);
    const left = await database.ownerSql`
      select 1 from memberships where role = 'administrator' and ended_at is null`;
    expect(left).toHaveLength(1);
  });
});

describe('what is kept of it', () => {
  test('every step is in the audit log with its reason, and no secret is anywhere in it', async () => {
    const made = await invited();
    const id = made.body.account_id;
    const reset = await admin.post(`${accounts}/${id}/password`, met, { 'idempotency-key': 'once-and-only-once' });
    await admin.get(accounts);
    expect(await audited('platform.invite', id)).toMatchObject([{ account_id: admin.id, role: 'administrator' }]);
    expect(await audited('platform.reset_password', id)).toMatchObject([{ reason: met.reason }]);
    const looks =
      await database.ownerSql`select 1 from audit where action = 'platform.accounts' and account_id = ${admin.id}`;
    expect(looks.length).toBeGreaterThan(0);
    const everything = JSON.stringify([
      await database.ownerSql`select before, after, reason from audit`,
      await database.ownerSql`select * from idempotency_keys`,
      await database.ownerSql`select username, password_hash from accounts`,
    ]);
    for (const secret of [made.body.temporary_password.password, reset.body.password, PASSWORD])
      expect(everything).not.toContain(secret);
  });

  test('the list tells no hash, seed or phone', async () => {
    const who = await officer();
    const found = await listed(who.id);
    expect(Object.keys(found).sort()).toEqual([
      'elsewhere',
      'id',
      'memberships',
      'name',
      'password',
      'password_until',
      'seen_at',
      'sessions',
      'single_sign_on',
      'totp',
      'username',
    ]);
    expect(found).toMatchObject({ password: 'own', totp: true, elsewhere: false });
  });
});
