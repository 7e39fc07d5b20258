import { afterAll, beforeAll, expect, test } from 'vitest';
import { parts } from '../../server/privacy/rules.ts';
import { endNotices, publishNotices } from '../../server/publicity/actions.ts';
import { type Casework, wish } from '../support/casework.ts';
import { agreedTo, openHome } from '../support/district.ts';
import { openPrivacy, type PrivacyDistrict } from '../support/privacy.ts';

let c: Casework;
let home: string;
let registered: PrivacyDistrict['registered'];
let submit: PrivacyDistrict['submit'];
let privacyOf: PrivacyDistrict['privacyOf'];
let consentsOf: PrivacyDistrict['consentsOf'];
beforeAll(async () => {
  ({ c, registered, submit, privacyOf, consentsOf } = await openPrivacy());
  home = (await openHome(c.w)).facility;
});
afterAll(() => c.database.drop());

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
  // The bureau and the counter find it among their cases, and whose turn it is: the family's.
  const awaiting = async (who: string) => {
    const { cases } = (await c.get(who, '/cases?awaits=consent')).body as { cases: { id: string; next: object }[] };
    const { awaiting_consent } = (await c.get(who, '/cases/counts')).body as { awaiting_consent: number };
    expect(awaiting_consent).toBe(cases.length);
    return cases.find((one) => one.id === application)?.next;
  };
  for (const who of ['officer', 'desk']) expect(await awaiting(who)).toEqual({ step: 'agree_notice', waits: 'family' });
  expect((await c.get('family', `/cases/${application}`)).body.next).toEqual({ step: 'agree_notice', waits: 'family' });
  // No box for texts was ticked: none goes out about this person.
  expect(
    await c.database
      .ownerSql`select 1 from deliveries d join messages m on m.id = d.message_id where m.application_id = ${application} and d.channel = 'sms'`,
  ).toHaveLength(0);
  expect(
    (await c.post('desk', `/applicants/${id}/consents`, { ...agreedTo('publicity'), channel: 'paper' })).status,
  ).toBe(201);
  expect(await awaiting('officer')).toBeUndefined();
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

test('every column of a person’s records in which words are written is one that deleting everything empties', async () => {
  const [source] = await c.database.ownerSql`select pg_get_functiondef('erase_words'::regproc) as text`;
  const wordy =
    /^(text|note|notes|grounds|answer|place|finding|informant|proof|handed_to|name_masked|emergency_note|cancel_reason|strike_reason|reply)$/;
  const elsewhere = ['requests.text', 'requests.answer', 'ratings.text', 'ratings.reply'];
  const forgotten = parts.flatMap((p) =>
    p.columns
      .filter(
        (column) =>
          wordy.test(column) &&
          !elsewhere.includes(`${p.table}.${column}`) &&
          !source!.text.includes(`('${p.table}', '${column}',`),
      )
      .map((column) => `${p.table}.${column}`),
  );
  expect(forgotten).toEqual([]);
});
