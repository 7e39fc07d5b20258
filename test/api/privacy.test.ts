import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDigit } from '../../server/applicants/rules.ts';
import { endNotices, publishNotices } from '../../server/publicity/actions.ts';
import { checkChain, sealAll } from '../../server/supervision/actions.ts';
import { type Casework, openCasework, wish } from '../support/casework.ts';
import { agreedTo, COMMUNITY, DISTRICT, openHome } from '../support/district.ts';
import { testStorage } from '../support/storage.ts';

let c: Casework;
let home: string;
beforeAll(async () => {
  c = await openCasework();
  home = (await openHome(c.w)).facility;
  await c.database
    .ownerSql`update accounts set phone_sealed = ${Buffer.from([0])} where id = ${c.actors.family.account}`;
});
afterAll(() => c.database.drop());

let people = 0;
const card = () => {
  people += 1;
  const first = `99999919420708${String(people * 2).padStart(3, '0')}`;
  return first + checkDigit(first);
};
/** A person the family account has registered itself. */
async function registered(relation: 'self' | 'child', name: string) {
  const id_no = card();
  const made = await c.post('family', '/applicants', {
    name,
    id_no,
    phone: '13900001234',
    community: COMMUNITY,
    relation,
  });
  expect(made.status).toBe(201);
  return { id: made.body.applicant_id as string, id_no };
}
const submit = (who: string, applicant: string, consents: object | null, extra: object = {}) =>
  c.post(who, '/applications', { ...wish, applicant_id: applicant, consents, ...extra });
type Live = { id: string; expect: string; consequences: { does: string; name: string }[] };
const privacyOf = async (id: string) =>
  (await c.get('family', `/applicants/${id}/privacy`)).body as {
    counts: Record<string, number>;
    live: Live[];
    erasable: { whole: boolean; removes: string[]; kept: { kind: string; rule: string }[] };
  };
const consentsOf = async (id: string) =>
  (await c.get('family', `/applicants/${id}/consents`)).body as {
    consents: {
      id: string;
      purpose: string;
      channel: string;
      relation: string;
      facility: string | null;
      withdrawn_at: string | null;
    }[];
    may: string[];
    needed: string[];
  };
const withdraw = async (who: string, person: string, purpose: string) => {
  const { consents } = await consentsOf(person);
  const one = consents.find((x) => x.purpose === purpose && !x.withdrawn_at)!;
  const live = (await privacyOf(person)).live.find((l) => l.id === one.id)!;
  return { live, answer: await c.post(who, `/consents/${one.id}/withdraw`, { expect: live.expect }) };
};

test('from the page nobody applies without agreeing to what that needs, purpose by purpose; the counter has its papers', async () => {
  const { id } = await registered('self', '甘棠');
  expect((await consentsOf(id)).needed).toEqual(['apply', 'publicity']);
  const none = await submit('family', id, null);
  expect(none).toMatchObject({ status: 422, body: { code: 'consent_needed' } });
  expect((none.body.reasons as { pointer: string }[]).map((r) => r.pointer)).toEqual(['/consents', '/consents']);
  expect((await submit('family', id, { ...agreedTo('apply', 'publicity'), wording: '2020-01' })).body.code).toBe(
    'consent_words_old',
  );
  const both = agreedTo('apply', 'publicity');
  const list = [...both.list, { purpose: 'share_with_home', facility_id: home }];
  expect((await submit('family', id, { ...both, list })).status).toBe(201);
  const { consents, needed } = await consentsOf(id);
  expect(needed).toEqual([]);
  expect(consents.map((x) => [x.purpose, x.channel, x.relation, x.facility]).sort()).toEqual([
    ['apply', 'online', 'self', null],
    ['publicity', 'online', 'self', null],
    ['share_with_home', 'online', 'self', '测试敬老院'],
  ]);
  // What is there already is not asked again, and not written twice.
  expect((await c.post('family', `/applicants/${id}/consents`, both)).body).toEqual({ recorded: 0 });
});

test('a child agrees to the application, not to the notice: the case waits before it until the person does, and is told once', async () => {
  const id = await c.someone();
  await c.database.ownerSql`delete from consents where applicant_id = ${id}`;
  expect((await submit('family', id, agreedTo('apply', 'publicity'))).body.code).toBe('helper_may_not');
  const made = await submit('family', id, agreedTo('apply'));
  const application = made.body.application_id as string;
  await c.step('desk', application, 'accept');
  await c.agree(application);
  await c.step('officer', application, 'decide', { outcome: 'eligible' });
  for (let i = 0; i < 2; i += 1) await publishNotices(c.w.system);
  expect((await c.rowOf(application)).status).toBe('eligible');
  const told = await c.database
    .ownerSql`select kind from messages where application_id = ${application} and kind like 'consent%'`;
  expect(told.map((m) => m.kind).sort()).toEqual(['consent_awaited', 'consent_to_take']);
  // No box for texts was ticked: none goes out about this person.
  expect(
    await c.database
      .ownerSql`select 1 from deliveries d join messages m on m.id = d.message_id where m.application_id = ${application} and d.channel = 'sms'`,
  ).toHaveLength(0);
  expect(
    (await c.post('desk', `/applicants/${id}/consents`, { ...agreedTo('publicity'), channel: 'paper' })).status,
  ).toBe(201);
  await publishNotices(c.w.system);
  expect((await c.rowOf(application)).status).toBe('public_notice');
});

test('taking a consent back says what it brings, does that and no more, and not when it has changed meanwhile', async () => {
  const { id } = await registered('self', '苏木');
  const made = await submit('family', id, agreedTo('apply', 'publicity', 'messages'));
  const application = made.body.application_id as string;
  const before = (await privacyOf(id)).live.find((l) => l.consequences[0]?.does === 'application_withdrawn')!;
  const waiting = () =>
    c.database.ownerSql`select 1 from deliveries d join messages m on m.id = d.message_id
      where m.applicant_id = ${id} and d.channel = 'sms' and d.next_at is not null`;
  await c.database.ownerSql`insert into deliveries (district, message_id, channel, next_at)
    select district, id, 'sms', now() from messages where applicant_id = ${id} on conflict do nothing`;
  expect((await waiting()).length).toBeGreaterThan(0);
  const texts = await withdraw('family', id, 'messages');
  expect(texts.answer.body).toMatchObject({ done: [{ does: 'texts_off' }] });
  expect(await waiting()).toEqual([]);
  await c.step('family', application, 'withdraw', { reason: '不需要了' });
  expect((await c.post('family', `/consents/${before.id}/withdraw`, { expect: before.expect })).body.code).toBe(
    'consent_outcome_changed',
  );
  const again = await submit('family', id, null);
  const { live, answer } = await withdraw('family', id, 'apply');
  expect(live.consequences).toMatchObject([{ does: 'application_withdrawn' }]);
  expect(answer.status).toBe(200);
  expect((await c.rowOf(again.body.application_id as string)).status).toBe('withdrawn');
  expect((await c.post('family', `/consents/${live.id}/withdraw`, { expect: live.expect })).body.code).toBe(
    'consent_ended',
  );
  expect((await submit('family', id, null)).body.code).toBe('consent_needed');
});

test('an offer taken tells the home of the person; taking that back gives the offer back', async () => {
  const id = await c.decided(25);
  await c.passDays(8);
  await endNotices(c.w.system);
  expect((await c.rowOf(id)).status).toBe('queued');
  const made = await c.post('officer', '/offers', { application_id: id, facility_id: home });
  expect(made.status).toBe(201);
  const accepted = await c.product.ask('POST', `/api/v1/offers/${made.body.offer_id}/accept`, {
    cookie: c.cookieOf('family'),
    headers: { 'if-match': '"1"' },
  });
  expect(accepted.status).toBe(200);
  const [row] = await c.database.ownerSql`select applicant_id from applications where id = ${id}`;
  const person = row!.applicant_id as string;
  expect((await consentsOf(person)).consents[0]).toMatchObject({ purpose: 'share_with_home', facility: '测试敬老院' });
  const { live, answer } = await withdraw('family', person, 'share_with_home');
  expect(live.consequences).toEqual([{ does: 'offer_given_back', id: made.body.offer_id, name: '测试敬老院' }]);
  expect(answer.status).toBe(200);
  const [offer] = await c.database.ownerSql`select end_reason from offers where id = ${made.body.offer_id as string}`;
  expect(offer).toEqual({ end_reason: 'family_declined' });
  expect((await c.rowOf(id)).status).toBe('queued');
});

test('whoever wants one home only and takes the consent to apply back gives the offer back, and the case has ended', async () => {
  const id = await c.decided(25);
  await c.passDays(8);
  await endNotices(c.w.system);
  await c.database
    .ownerSql`update applications set choices = array[${home}]::uuid[], accept_any = false where id = ${id}`;
  expect((await c.post('officer', '/offers', { application_id: id, facility_id: home })).status).toBe(201);
  const [row] = await c.database.ownerSql`select applicant_id from applications where id = ${id}`;
  const { live, answer } = await withdraw('family', row!.applicant_id as string, 'apply');
  expect(live.consequences.map((l) => l.does)).toEqual(['offer_given_back', 'application_withdrawn']);
  expect(answer.status, answer.text).toBe(200);
  expect((await c.rowOf(id)).status).toBe('closed');
});

test('a family sees who read what: role and office, no name of staff; lists are told as lists', async () => {
  const id = await c.someone();
  const application = (await submit('family', id, wish.consents)).body.application_id as string;
  await c.get('desk', `/applicants/${id}`);
  await c.get('desk', `/applications/${application}`);
  await c.get('desk', '/applications');
  await c.post('officer', `/applicants/${id}/unmask`, { reason: '核对身份' });
  const month = c.w.time.now.toISOString().slice(0, 7);
  const { body, text } = await c.get('family', `/applicants/${id}/privacy/readings?month=${month}&family=true`);
  const rows = body.readings as {
    action: string;
    role: string;
    street: string | null;
    self: boolean;
    reason: string | null;
    relation: string | null;
  }[];
  expect(rows.map((r) => r.action)).toEqual(
    expect.arrayContaining([
      'applicants.read',
      'applications.read',
      'applications.submit',
      'applicants.unmask',
      'consents.agree',
    ]),
  );
  expect(rows.find((r) => r.action === 'applications.read')).toMatchObject({
    role: 'desk',
    street: '岳阳楼街道',
    self: false,
  });
  expect(rows.find((r) => r.action === 'applicants.unmask')).toMatchObject({ role: 'officer', reason: '核对身份' });
  expect(rows.find((r) => r.action === 'applications.submit')).toMatchObject({
    role: 'family',
    self: true,
    relation: 'child',
  });
  expect(
    (body.lists as { action: string; role: string }[]).some(
      (l) => l.action === 'applications.list' && l.role === 'desk',
    ),
  ).toBe(true);
  expect(text).not.toMatch(/account_id|display_name/);
  const others = await c.get('family', `/applicants/${id}/privacy/readings?month=${month}`);
  expect((others.body.readings as { role: string }[]).map((r) => r.role)).not.toContain('family');
  const past = await c.get('family', `/applicants/${id}/privacy/readings?month=2025-01`);
  expect(past.body).toMatchObject({ readings: [], next: null });
});

test('a copy has everything, masked unless the password is given again; it is not for others', async () => {
  const id = await c.someone(['id_card', 'bank_card']);
  await submit('family', id, wish.consents, { note: '怕冷' });
  const { body } = await c.post('family', `/applicants/${id}/privacy/export`, {});
  expect(body).toMatchObject({ format: 'yiwei-person/1', id_no: null, phone: null });
  const data = body.data as Record<string, Record<string, unknown>[]>;
  expect(data.applications).toMatchObject([{ note: '怕冷', status: 'submitted' }]);
  expect(data.documents!.map((d) => d.type).sort()).toEqual(['bank_card', 'id_card']);
  expect(data.application_events).toMatchObject([{ event: 'submit' }]);
  const counts = (await privacyOf(id)).counts;
  expect(Object.fromEntries(Object.entries(data).map(([k, rows]) => [k, rows.length]))).toEqual(counts);
  expect((await c.post('family', `/applicants/${id}/privacy/export`, { password: 'wrong password' })).status).toBe(422);
  const stranger = await c.w.someone('family');
  const cookie = await c.product.cookieOf(stranger);
  for (const [method, path] of [
    ['GET', 'privacy'],
    ['GET', 'privacy/readings?month=2026-11'],
    ['POST', 'privacy/export'],
    ['POST', 'privacy/erase'],
  ] as const) {
    const body = method === 'GET' ? {} : { body: path.endsWith('erase') ? { words: 'DELETE' } : {} };
    expect((await c.product.ask(method, `/api/v1/applicants/${id}/${path}`, { cookie, ...body })).status).toBe(403);
  }
});

/** Every place in the district's tables where one of these texts can be read, audit and all. */
async function foundIn(needles: readonly (string | Buffer)[]): Promise<string[]> {
  const tables = await c.database
    .ownerSql`select table_name as t from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  const found: string[] = [];
  for (const { t } of tables)
    for (const needle of needles) {
      const text = typeof needle === 'string' ? needle : `\\x${needle.toString('hex')}`;
      const rows = await c.database.ownerSql.unsafe(
        `select count(*)::int as n from "${t}" x where strpos(x::text, $1) > 0`,
        [text],
      );
      if (rows[0]!.n > 0) found.push(`${t}: ${text}`);
    }
  return found;
}

test('somebody who was never more than a draft is deleted whole: no table names them, the log stays whole, the number is free', async () => {
  const name = '罕见㐂名';
  const { id, id_no } = await registered('self', name);
  const draft = await c.product.ask('PUT', '/api/v1/applications/drafts', {
    cookie: c.cookieOf('family'),
    body: { ...wish, consents: undefined, applicant_id: id, note: `请找${name}的儿子`, needs: ['oxygen'] },
  });
  expect(draft.status).toBe(200);
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(id_no)]);
  const sha = createHash('sha256').update(png).digest('hex');
  await c.database
    .ownerSql`insert into documents (district, id, applicant_id, type, title, issued_on, sha256, size, content_type, source)
    values (${DISTRICT}, gen_random_uuid(), ${id}, 'other', ${`${name}的证明`}, '2026-01-01', ${sha}, 20, 'image/png', 'family')`;
  await c.database.ownerSql`insert into messages (district, id, account_id, applicant_id, kind, values, made_at)
    values (${DISTRICT}, gen_random_uuid(), ${c.actors.family.account}, ${id}, 'application_submitted', ${{ who: '罕**' } as never}, now())`;
  // A paper whose image went before, the upload it came by, and an alert that is over.
  const gone = '0'.repeat(64);
  await c.database
    .ownerSql`insert into documents (district, id, applicant_id, type, title, refused_reason, refused_at, issued_on, sha256, size, content_type, source, file_removed_at)
    values (${DISTRICT}, gen_random_uuid(), ${id}, 'other', ${`${name}的旧证明`}, ${`不是${name}的`}, now(), '2026-01-01', ${gone}, 20, 'image/png', 'family', now())`;
  await c.database
    .ownerSql`insert into document_uploads (district, id, applicant_id, type, title, issued_on, size, sha256, source, expires_at, ended_at, swept_at)
    values (${DISTRICT}, gen_random_uuid(), ${id}, 'other', ${`${name}的旧证明`}, '2026-01-01', 20, ${gone}, 'family', now(), now(), now())`;
  const digest = Buffer.from(
    (await c.database.ownerSql`select digest from id_numbers where applicant_id = ${id}`)[0]!.digest,
  );
  expect((await foundIn([name, digest])).length).toBeGreaterThan(2);
  expect((await privacyOf(id)).erasable).toMatchObject({ whole: true, kept: [{ rule: 'log' }] });
  expect((await c.post('family', `/applicants/${id}/privacy/erase`, { words: '删除' })).body.code).toBe('erase_words');

  const answers = await Promise.all(
    Array.from({ length: 3 }, () => c.post('family', `/applicants/${id}/privacy/erase`, { words: '确认删除' })),
  );
  expect(answers.map((a) => a.status).sort()).toEqual([200, 403, 403]);
  expect(answers.find((a) => a.status === 200)!.body).toMatchObject({
    whole: true,
    removed: { identity: 1, drafts: 1, images: 1, phone: 1, helpers: 1, messages: 1 },
  });
  expect(await foundIn([name, id_no, '13900001234', '罕**', digest])).toEqual([]);
  expect(await c.database.ownerSql`select name, phone_masked, lng from applicants where id = ${id}`).toMatchObject([
    { name: '已删除', phone_masked: null, lng: null },
  ]);
  expect((await c.get('desk', `/applicants/${id}`)).body.applicant).toMatchObject({ name: '已删除' });
  expect((await submit('desk', id, null)).body.code).toBe('person_erased');
  // The same person may come again, as somebody new.
  const again = await c.post('family', '/applicants', { name, id_no, community: COMMUNITY, relation: 'self' });
  expect(again.status).toBe(201);

  await sealAll(c.w.system);
  let broken: unknown = 'not checked';
  for await (const step of checkChain(c.w.as(c.actors.inspector), testStorage()))
    if (step.found) broken = step.found.broken;
  expect(broken).toBeNull();
  const listed = (await c.get('officer', '/privacy/erasures')).body.erasures as { whole: boolean; street: string }[];
  expect(listed[0]).toMatchObject({ whole: true, street: '岳阳楼街道' });
});

test('while a case runs the rest goes and the case stays, named with its rule; an application handed in at that moment is kept or refused', async () => {
  const { id } = await registered('self', '半夏');
  const sent = await submit('family', id, agreedTo('apply', 'publicity'));
  await c.product.ask('PUT', '/api/v1/applications/drafts', {
    cookie: c.cookieOf('family'),
    body: { ...wish, consents: undefined, applicant_id: id, service: 'day', weekdays: [1], note: '只是想想' },
  });
  const done = await c.post('family', `/applicants/${id}/privacy/erase`, { words: 'DELETE' });
  expect(done.body).toMatchObject({ whole: false, removed: { drafts: 1 } });
  expect((done.body.kept as { kind: string; rule: string; until: null }[])[0]).toEqual({
    kind: 'identity',
    rule: 'open_case',
    until: null,
  });
  expect((await c.rowOf(sent.body.application_id as string)).status).toBe('submitted');
  expect(await foundIn(['只是想想'])).toEqual([]);
  const twice = await c.post('family', `/applicants/${id}/privacy/erase`, { words: 'DELETE' });
  expect(twice.body).toMatchObject({ whole: false, removed: {} });

  const { id: other } = await registered('self', '白术');
  const [erased, submitted] = await Promise.all([
    c.post('family', `/applicants/${other}/privacy/erase`, { words: 'DELETE' }),
    submit('family', other, agreedTo('apply', 'publicity')),
  ]);
  expect(erased.status).toBe(200);
  expect(submitted.status).toBe(erased.body.whole ? 404 : 201);
  const open = await c.database.ownerSql`select 1 from applications where applicant_id = ${other} and ended_at is null`;
  expect(open).toHaveLength(erased.body.whole ? 0 : 1);
});

test('an account that acts for nobody any more closes itself, and its alerts say no longer where it lives', async () => {
  const { id } = await registered('self', '远志');
  const past = await c.w.someone('family');
  await c.database.ownerSql`insert into helpers (district, applicant_id, account_id, relation, until_on)
    values (${DISTRICT}, ${id}, ${past.account}, 'child', '2026-01-01')`;
  for (const ended of [null, '2026-02-01'])
    await c.database
      .ownerSql`insert into watches (district, id, account_id, lng, lat, place, query, created_at, until_on, ended_at)
      values (${DISTRICT}, gen_random_uuid(), ${past.account}, 113.0912, 29.3712, '甲巷9号', '{}', now(), '2027-01-01', ${ended})`;
  const cookie = await c.product.cookieOf(past);
  const account = await c.product.ask('GET', '/api/v1/privacy/account', { cookie });
  expect(account.body).toMatchObject({ people: 0, watches: 1 });
  const closed = await c.product.ask('POST', '/api/v1/privacy/account/close', { cookie, body: { words: 'DELETE' } });
  expect(closed.status, closed.text).toBe(200);
  expect(
    await c.database
      .ownerSql`select lng, lat, place, ended_at is null as live from watches where account_id = ${past.account}`,
  ).toEqual(Array(2).fill({ lng: 113, lat: 29, place: null, live: false }));
});

test('an account that acts for nobody closes itself: signed out, its phone free', async () => {
  expect((await c.post('family', '/privacy/account/close', { words: 'DELETE' })).body.code).toBe('account_acts');
  const alone = await c.w.someone('family');
  const cookie = await c.product.cookieOf(alone);
  const account = await c.product.ask('GET', '/api/v1/privacy/account', { cookie });
  expect(account.body).toMatchObject({ people: 0, sessions: 1 });
  expect(
    (await c.product.ask('POST', '/api/v1/privacy/account/close', { cookie, body: { words: 'DELETE' } })).status,
  ).toBe(200);
  expect((await c.product.ask('GET', '/api/v1/privacy/account', { cookie })).status).toBe(401);
  expect(
    await c.database
      .ownerSql`select phone_hash, username, disabled_at is not null as shut from accounts where id = ${alone.account}`,
  ).toEqual([{ phone_hash: null, username: null, shut: true }]);
});
