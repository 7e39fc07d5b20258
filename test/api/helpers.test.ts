import { afterAll, beforeAll, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import { WORDING } from '../../server/helpers/rules.ts';
import type { Actor } from '../../server/platform/context.ts';
import { type Casework, openCasework } from '../support/casework.ts';
import { agreedTo, DISTRICT, person, vault } from '../support/district.ts';

let c: Casework;
const people: Record<string, Actor> = {};
let cookies: Record<string, string> = {};
beforeAll(async () => {
  c = await openCasework();
  for (const name of ['elder', 'child', 'niece', 'stranger']) people[name] = await c.w.someone('family');
  await signIn();
});
afterAll(() => c.database.drop());
async function signIn() {
  cookies = {};
  for (const [name, actor] of Object.entries(people)) cookies[name] = await c.product.cookieOf(actor);
}

const send = (who: string, path: string, body: object = {}) =>
  c.product.ask('POST', `/api/v1${path}`, { cookie: cookies[who] ?? c.cookieOf(who), body });
const read = (who: string, path: string) =>
  c.product.ask('GET', `/api/v1${path}`, { cookie: cookies[who] ?? c.cookieOf(who) });

/** A registered person with an account of their own. */
async function elderly(phone: string | null = null): Promise<{ id: string; name: string }> {
  const p = person();
  p.applicant.phone = phone;
  p.helpers = [{ accountId: people.elder!.account!, relation: 'self' }];
  p.documents = ['id_card', 'authorisation', 'guardianship'].map((type) => ({
    type: type as 'id_card',
    issuedOn: '2024-01-01',
    source: 'data_share' as const,
  }));
  await importApplicants(c.w.system, vault, [p]);
  return { id: p.applicant.id, name: p.applicant.name };
}
const asked = (of: { name: string }, more: object = {}) => ({
  relation: 'child',
  until_on: null,
  wording: WORDING,
  agreed_name: of.name,
  ...more,
});
async function invite(of: { id: string; name: string }, more: object = {}): Promise<string> {
  const answer = await send('elder', `/applicants/${of.id}/helpers/invitations`, asked(of, more));
  expect(answer.status, answer.text).toBe(201);
  return answer.body.code as string;
}
const reaches = async (who: string, id: string) => (await read(who, `/applicants/${id}`)).status;
type Listed = { account_id: string; state: string; name: string; deeds: { action: string }[]; whole: boolean };
const listed = async (who: string, id: string) =>
  (await read(who, `/applicants/${id}/helpers`)).body as {
    manages: boolean;
    helpers: Listed[];
    invitations: unknown[];
  };

test('a person invites a child in writing; the child enters the code, acts, is seen to have acted, and is ended at once', async () => {
  const of = await elderly();
  const code = await invite(of);
  const kept = await c.database.ownerSql`select code_digest, wording_version from helper_invitations`;
  expect(JSON.stringify(kept)).not.toContain(code);
  expect(kept.at(-1)).toMatchObject({ wording_version: WORDING });

  const seen = await send('child', '/helpers/invitations/open', {
    code: ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`,
  });
  expect(seen.body).toMatchObject({ name: `${[...of.name][0]}*`, relation: 'child', until_on: null, wording: WORDING });
  expect(await reaches('child', of.id)).toBe(403);
  expect((await send('child', '/helpers/invitations/accept', { code })).body).toEqual({ applicant_id: of.id });
  expect(await reaches('child', of.id)).toBe(200);
  expect((await send('niece', '/helpers/invitations/accept', { code })).body.code).toBe('helper_code_wrong');
  const told = await c.database.ownerSql`
    select kind from messages where account_id = ${people.elder!.account!} and applicant_id = ${of.id}`;
  expect(told).toEqual([{ kind: 'helper_added' }]);

  // What the person has agreed to on the screen is asked of nobody on paper.
  const wish = {
    service: 'nursing',
    choices: [],
    accept_any: true,
    radius_km: 20,
    weekdays: [],
    needs: [],
    note: null,
    consents: agreedTo('apply'),
  };
  const applied = await send('child', '/applications', { applicant_id: of.id, ...wish });
  expect(applied.status, applied.text).toBe(201);
  const papers = await read('child', `/applications/${applied.body.application_id}/papers`);
  expect(papers.body.needed).toEqual(['id_card']);
  const deeds = (await listed('elder', of.id)).helpers.find((h) => h.account_id === people.child!.account)!.deeds;
  expect(deeds.map((d) => d.action)).toContain('applications.submit');

  // A helper sees the others masked, invites nobody and ends nobody.
  const own = await listed('child', of.id);
  expect(own.manages).toBe(false);
  expect(own.helpers.find((h) => !h.whole)).toMatchObject({ deeds: [], name: expect.stringContaining('*') });
  expect((await send('child', `/applicants/${of.id}/helpers/invitations`, asked(of))).body.code).toBe('helper_may_not');
  const elderAccount = people.elder!.account!;
  expect((await send('child', `/applicants/${of.id}/helpers/${elderAccount}/end`)).status).toBe(403);

  const child = people.child!.account!;
  expect((await send('elder', `/applicants/${of.id}/helpers/${child}/end`)).body).toEqual({ ended: true });
  expect(await reaches('child', of.id)).toBe(403);
  expect((await read('child', `/applications/${applied.body.application_id}`)).status).toBe(403);
  expect((await read('child', '/applications')).body.applications).toEqual([]);
  expect((await send('elder', `/applicants/${of.id}/helpers/${child}/end`)).body.code).toBe('helper_ended');
  // The person changes their mind; the helper who leaves of their own accord does not come back without a code.
  expect((await send('elder', `/applicants/${of.id}/helpers/${child}/restore`)).status).toBe(200);
  expect(await reaches('child', of.id)).toBe(200);
  expect((await send('child', `/applicants/${of.id}/helpers/${child}/end`)).status).toBe(200);
  expect((await send('elder', `/applicants/${of.id}/helpers/${child}/restore`)).body.code).toBe('helper_invite_again');
});

test('who guesses is stopped after five and shuts nobody out; a code opens nothing once it is used, taken back, guessed at a thousand times or a week old', async () => {
  const of = await elderly();
  const code = await invite(of);
  const wrong = code.slice(0, 7) + (code.endsWith('2') ? '3' : '2');
  for (let i = 0; i < 5; i += 1)
    expect((await send('stranger', '/helpers/invitations/open', { code: wrong })).body.code).toBe('helper_code_wrong');
  expect((await send('stranger', '/helpers/invitations/open', { code })).status).toBe(429);
  expect((await send('niece', '/helpers/invitations/open', { code })).status).toBe(200);
  const tried = await c.database.ownerSql`select wrong from helper_invitations where applicant_id = ${of.id}`;
  expect(tried).toEqual([{ wrong: 5 }]);
  await c.database.ownerSql`update helper_invitations set wrong = 1000 where applicant_id = ${of.id}`;
  expect((await send('niece', '/helpers/invitations/accept', { code })).body.code).toBe('helper_code_wrong');

  const again = await invite(of);
  const { invitations } = (await listed('elder', of.id)) as unknown as { invitations: { id: string }[] };
  expect(invitations.length).toBe(1);
  await send('elder', `/helpers/invitations/${invitations[0]!.id}/revoke`);
  expect((await send('niece', '/helpers/invitations/accept', { code: again })).status).toBe(422);

  const late = await invite(of);
  const before = c.w.time.now;
  await c.passDays(7);
  await signIn();
  expect((await send('niece', '/helpers/invitations/accept', { code: late })).status).toBe(422);
  c.w.time.now = before;
  await c.passDays(0);
  await signIn();
  for (const code of ['', 'ABCD', '0OIL1111']) {
    const answer = await send('niece', '/helpers/invitations/accept', { code });
    expect(answer.status, code).toBe(422);
  }
});

test('what an invitation asks: the words of today, the name written, a last day to come, and somebody else', async () => {
  const of = await elderly();
  const path = `/applicants/${of.id}/helpers/invitations`;
  for (const [more, code] of [
    [{ wording: '2020-01' }, 'helper_wording_changed'],
    [{ agreed_name: '别人' }, 'helper_name_differs'],
    [{ until_on: '2026-11-23' }, 'helper_until_past'],
    [{ until_on: '2040-01-01' }, 'helper_until_far'],
  ] as const)
    expect((await send('elder', path, asked(of, more))).body.code).toBe(code);
  const code = await invite(of);
  expect((await send('elder', '/helpers/invitations/accept', { code })).body.code).toBe('helper_own_code');
  for (let i = 0; i < 4; i += 1) await invite(of);
  expect((await send('elder', path, asked(of))).body.code).toBe('helper_invitations_open');
  // Of two elders: one account acts for both, and stays with one when the other ends it.
  const other = await elderly();
  const second = await invite(other);
  for (const one of [code, second])
    expect((await send('niece', '/helpers/invitations/accept', { code: one })).status).toBe(200);
  await send('elder', `/applicants/${of.id}/helpers/${people.niece!.account}/end`);
  expect([await reaches('niece', of.id), await reaches('niece', other.id)]).toEqual([403, 200]);
});

test('past its last day an authorisation reaches nobody, in no list and by no message', async () => {
  const of = await elderly();
  const code = await invite(of, { until_on: '2026-11-30' });
  await send('niece', '/helpers/invitations/accept', { code });
  expect(await reaches('niece', of.id)).toBe(200);
  const before = c.w.time.now;
  await c.passDays(7);
  await signIn();
  expect(await reaches('niece', of.id)).toBe(403);
  const { applicants } = (await read('niece', '/applicants')).body as { applicants: { id: string }[] };
  expect(applicants.map((a) => a.id)).not.toContain(of.id);
  const states = (await listed('elder', of.id)).helpers.map((h) => h.state);
  expect(states.sort()).toEqual(['acts', 'expired']);
  c.w.time.now = before;
  await c.passDays(0);
  await signIn();
});

test('the counter links a helper on a paper it has seen, and not without; who is linked signs in by the code to that phone', async () => {
  const of = await elderly();
  const rows = await c.database.ownerSql<{ id: string; type: string }[]>`
    select id, type from documents where applicant_id = ${of.id}`;
  const paper = (type: string) => rows.find((d) => d.type === type)!.id;
  const link = (who: string, more: object) =>
    send(who, `/applicants/${of.id}/helpers`, { phone: '13700001234', relation: 'child', until_on: null, ...more });
  expect((await link('desk', { document_id: paper('id_card') })).body.code).toBe('helper_paper_other');
  expect((await link('desk', { document_id: paper('authorisation') })).body.code).toBe('helper_paper_unseen');
  expect((await link('desk', { document_id: crypto.randomUUID() })).body.code).toBe('helper_paper_needed');
  await c.database.ownerSql`update documents set verified_at = now() where applicant_id = ${of.id}`;
  expect((await link('elder', { document_id: paper('authorisation') })).status).toBe(403);
  expect((await link('desk', { document_id: paper('authorisation'), relation: 'guardian' })).body.code).toBe(
    'helper_paper_other',
  );
  const done = await link('desk', { document_id: paper('authorisation'), name: '㴩𬭎' });
  expect(done.status, done.text).toBe(200);

  const sent = await c.product.ask('POST', '/api/v1/signin/phone/code', { body: { phone: '13700001234' } });
  const entered = await c.product.ask('POST', '/api/v1/signin/phone', {
    body: { phone: '13700001234', code: sent.body.demo_code },
  });
  expect(entered.body).toMatchObject({ name: '㴩𬭎', account_id: done.body.account_id });
  const shown = await listed('desk', of.id);
  expect(shown.helpers.find((h) => h.account_id === done.body.account_id)).toMatchObject({
    state: 'acts',
    phone_masked: '137****1234',
    authorised_by: 'paper',
    document: { type: 'authorisation' },
  });
  // A guardian with the paper acts as the person would.
  const guardian = await link('desk', {
    document_id: paper('guardianship'),
    relation: 'guardian',
    phone: '13700004321',
  });
  people.guardian = { ...people.niece!, account: guardian.body.account_id as string };
  cookies.guardian = await c.product.cookieOf(people.guardian);
  expect((await send('guardian', `/applicants/${of.id}/helpers/invitations`, asked(of))).status).toBe(201);
  expect(
    (await send('desk', `/applicants/${of.id}/helpers/${guardian.body.account_id}/end`, { reason: '监护证明已撤销' }))
      .status,
  ).toBe(200);
  expect(await reaches('guardian', of.id)).toBe(403);
});

test('who registered a parent has nothing in writing until the parent agrees by a code to their own phone', async () => {
  const of = await elderly('13900007777');
  await c.database.ownerSql`
    insert into helpers (district, applicant_id, account_id, relation) values (${DISTRICT}, ${of.id}, ${people.child!.account}, 'child')`;
  const state = async () => (await listed('child', of.id)).helpers.find((h) => h.whole)!.state;
  expect(await state()).toBe('unwritten');
  const ask = { wording: WORDING, agreed_name: of.name, until_on: null };
  const path = `/applicants/${of.id}/helpers/confirmation`;
  expect((await send('elder', `${path}/code`, ask)).body.code).toBe('helper_written_already');
  for (const [until_on, refused] of [
    ['2026-11-01', 'helper_until_past'],
    ['2099-01-01', 'helper_until_far'],
  ])
    expect((await send('child', `${path}/code`, { ...ask, until_on })).body.code).toBe(refused);
  const sent = await send('child', `${path}/code`, ask);
  expect(sent.status, sent.text).toBe(200);
  const code = sent.body.demo_code as string;
  // It is no code to sign in with.
  const signedIn = await c.product.ask('POST', '/api/v1/signin/phone', { body: { phone: '13900007777', code } });
  expect(signedIn.body.code).toBe('code_wrong');
  const other = code === '000000' ? '111111' : '000000';
  expect((await send('child', path, { ...ask, code: other })).body.code).toBe('code_wrong');
  expect((await send('child', path, { ...ask, code })).body).toEqual({ confirmed: true });
  expect(await state()).toBe('acts');

  // A number that is the helper's own speaks for nobody.
  const alone = await elderly('13700001234');
  await c.database.ownerSql`
    insert into helpers (district, applicant_id, account_id, relation)
    select ${DISTRICT}, ${alone.id}, account_id, 'child' from helpers h join accounts a on a.id = h.account_id
     where a.display_name = '㴩𬭎' limit 1`;
  await c.database.ownerSql`
    insert into helpers (district, applicant_id, account_id, relation) values (${DISTRICT}, ${alone.id}, ${people.child!.account}, 'child')`;
  expect(
    (await send('child', `/applicants/${alone.id}/helpers/confirmation/code`, { ...ask, agreed_name: alone.name })).body
      .code,
  ).toBe('helper_phone_own');
});

test('two who enter one code at the same moment: one of them acts', async () => {
  const of = await elderly();
  const code = await invite(of);
  const answers = await Promise.all(
    ['child', 'niece', 'stranger'].map((who) => send(who, '/helpers/invitations/accept', { code })),
  );
  expect(answers.map((a) => a.status).sort()).toEqual([200, 422, 422]);
  const rows = await c.database.ownerSql`select 1 from helpers where applicant_id = ${of.id}`;
  expect(rows.length).toBe(2);
});

test('a code dies with the one who made it: of a person who has died, or a guardian who was ended', async () => {
  const of = await elderly();
  const code = await invite(of);
  await c.database.ownerSql`update applicants set died_on = '2026-11-20' where id = ${of.id}`;
  expect((await send('niece', '/helpers/invitations/accept', { code })).body.code).toBe('person_dead');
});

test('nobody is linked to a person whose data is deleted', async () => {
  const of = await elderly();
  await c.database.ownerSql`update helpers set ended_at = now() where applicant_id = ${of.id}`;
  await c.database.ownerSql`update applicants set name = '已删除' where id = ${of.id}`;
  const [paper] = await c.database
    .ownerSql`select id from documents where applicant_id = ${of.id} and type = 'id_card'`;
  const link = { relation: 'self', document_id: paper!.id as string, until_on: null, phone: '13912345678', name: null };
  expect((await send('desk', `/applicants/${of.id}/helpers`, link)).body.code).toBe('person_erased');
});
