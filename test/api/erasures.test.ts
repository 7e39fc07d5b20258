import { createHash } from 'node:crypto';
import type { TransactionSql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDigit } from '../../server/applicants/rules.ts';
import { wordingOn } from '../../server/consents/rules.ts';
import { newId } from '../../server/platform/ids.ts';
import { erasePerson, withdrawConsent } from '../../server/privacy/actions.ts';
import { checkChain, sealAll } from '../../server/supervision/actions.ts';
import { contentsDigest } from '../../server/supervision/mechanism/chain.ts';
import { createVerifier } from '../../server/supervision/mechanism/verify.ts';
import { sweepUploads } from '../../server/uploads/actions.ts';
import { type Casework, wish } from '../support/casework.ts';
import { agreedTo, COMMUNITY, DISTRICT, STREET, vault } from '../support/district.ts';
import { openPrivacy, type PrivacyDistrict } from '../support/privacy.ts';
import { testStorage } from '../support/storage.ts';

let c: Casework;
let registered: PrivacyDistrict['registered'];
let submit: PrivacyDistrict['submit'];
let privacyOf: PrivacyDistrict['privacyOf'];
let consentsOf: PrivacyDistrict['consentsOf'];
let foundIn: PrivacyDistrict['foundIn'];
let paperOf: PrivacyDistrict['paperOf'];
beforeAll(async () => {
  ({ c, registered, submit, privacyOf, consentsOf, foundIn, paperOf } = await openPrivacy());
});
afterAll(() => c.database.drop());

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

const dayOf = (now: Date) => now.toISOString().slice(0, 10);

test('the counter deletes for somebody, and takes back what was given on paper, only on what they signed for it lately', async () => {
  const { id } = await registered('self', '紫苏');
  await submit('family', id, agreedTo('apply', 'publicity', 'messages'));
  const old = await paperOf(id, { type: 'consent', issued: '2025-01-01' });
  const other = await paperOf(id, { type: 'medical_report', issued: dayOf(c.w.time.now) });
  const signed = await paperOf(id, { type: 'consent', issued: dayOf(c.w.time.now) });
  const texts = (await consentsOf(id)).consents.find((x) => x.purpose === 'messages')!;
  const { expect: seen } = (await privacyOf(id)).live.find((l) => l.id === texts.id)!;
  const elsewhere = await c.someone();
  const theirs = await paperOf(elsewhere, { type: 'consent', issued: dayOf(c.w.time.now) });
  await c.post('desk', `/applicants/${id}/consents`, {
    wording: wordingOn(dayOf(c.w.time.now))!.version,
    list: [{ purpose: 'bank_account', facility_id: null }],
    channel: 'paper',
    relation: 'self',
    document_id: old,
  });
  const written = (await consentsOf(id)).consents.find((x) => x.purpose === 'bank_account')!;
  expect(written.channel).toBe('paper');
  const hangs = (await privacyOf(id)).live.find((l) => l.id === written.id)!.expect;
  for (const document_id of [undefined, null, old, other, theirs]) {
    const back = await c.post('desk', `/consents/${written.id}/withdraw`, { expect: hangs, document_id });
    expect([back.status, back.body.code]).toEqual([422, 'signed_paper_needed']);
    const gone = await c.post('desk', `/applicants/${id}/privacy/erase`, { words: 'DELETE', document_id });
    expect([gone.status, gone.body.code]).toEqual([422, 'signed_paper_needed']);
  }
  const back = await c.post('desk', `/consents/${written.id}/withdraw`, { expect: hangs, document_id: signed });
  expect(back.status, back.text).toBe(200);
  // a paper that is named is one that says so, also where none is needed
  const named = await c.post('desk', `/consents/${texts.id}/withdraw`, { expect: seen, document_id: theirs });
  expect([named.status, named.body.code]).toEqual([422, 'signed_paper_needed']);
  // as easily as it was given: what was given online is taken back by word, and whoever acts for the person is told
  const byWord = await c.post('desk', `/consents/${texts.id}/withdraw`, { expect: seen, document_id: null });
  expect(byWord.status, byWord.text).toBe(200);
  const told = await c.database
    .ownerSql`select 1 from messages where applicant_id = ${id} and kind = 'consent_taken_back'`;
  expect(told).toHaveLength(2);
  const done = await c.post('desk', `/applicants/${id}/privacy/erase`, { words: 'DELETE', document_id: signed });
  expect(done.body).toMatchObject({ whole: false });
  const [log] = await c.database
    .ownerSql`select after from audit where action = 'privacy.erase' and subject_id = ${id}`;
  expect(JSON.parse(log!.after)).toMatchObject({ paper: signed });
});

test('a file goes after the commit: what is undone has lost nothing, and what a crash leaves the next sweep takes', async () => {
  const { id } = await registered('self', '海金沙');
  const storage = testStorage();
  const sha = createHash('sha256').update(id).digest('hex');
  const key = `${DISTRICT}/files/${sha.slice(0, 2)}/${sha}`;
  await storage.put(
    key,
    (async function* () {
      yield new TextEncoder().encode('scan');
    })(),
  );
  await paperOf(id, { type: 'bank_card', issued: '2026-01-01', sha });
  await c.post('family', `/applicants/${id}/consents`, agreedTo('bank_account'));
  const [consent] = (await privacyOf(id)).live;
  const undone = () => Promise.reject(new Error('the power is gone'));
  const family = c.w.as(c.actors.family, { enqueue: undone });
  const answer = { expect: consent!.expect, document_id: null };
  await expect(withdrawConsent(family, consent!.id, answer)).rejects.toThrow('power');
  await expect(erasePerson(family, vault, id, { words: 'DELETE', document_id: null })).rejects.toThrow('power');
  expect(await storage.get(key)).not.toBeNull();

  const asked: string[] = [];
  const enqueue = async (_: unknown, later: { job: string }) => void asked.push(later.job);
  await withdrawConsent(c.w.as(c.actors.family, { enqueue }), consent!.id, answer);
  expect(asked).toContain('sweep-uploads');
  const gone = async () =>
    (await c.database.ownerSql`select file_gone_at is not null as gone from documents where applicant_id = ${id}`)[0];
  expect([await gone(), (await storage.get(key)) !== null]).toEqual([{ gone: false }, true]);
  await sweepUploads(c.w.system, storage);
  expect([await gone(), await storage.get(key)]).toEqual([{ gone: true }, null]);
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

/** A request about somebody, closed and rated, with words at every step. */
async function closedRequest(person: string, words: string) {
  const sql = c.database.ownerSql;
  const [rule, id] = [newId(), newId()];
  await sql`insert into request_rules (district, id, effective, terms, kinds, example)
    values (${DISTRICT}, ${rule}, '[2026-01-01,)', '{}', '[]', true) on conflict do nothing`;
  await sql`insert into requests (district, id, request_no, raised_as, applicant_id, kind, text, answer, street_code, community_code, level, status, rule_id, raised_at, closed_at)
    values (${DISTRICT}, ${id}, ${id}, 'resident', ${person}, 'care', ${words}, ${words}, ${STREET}, ${COMMUNITY}, 'street', 'closed', ${rule}, now(), now())`;
  for (const kind of ['noted', 'closed'])
    await sql`insert into request_events (district, id, request_id, at, kind, note) values (${DISTRICT}, ${newId()}, ${id}, now(), ${kind}, ${words})`;
  await sql`insert into request_ratings (district, request_id, stars, note, at) values (${DISTRICT}, ${id}, 5, ${words}, now())`;
  return id;
}

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
async function exported() {
  const verifier = createVerifier(sha);
  const { text } = await c.get('inspector', '/audit/export?contents=1');
  for (const line of text.trimEnd().split('\n')) verifier.line(line);
  return { text, verdict: verifier.end() };
}
async function chainBroken() {
  let broken: unknown = 'not checked';
  for await (const step of checkChain(c.w.as(c.actors.inspector), testStorage()))
    if (step.found) broken = step.found.broken;
  return broken;
}

test('what was said of somebody in words goes with them, also where nothing is ever changed; the log stays whole and says so', async () => {
  const words = '邻居说㐂大爷耳背';
  const { id } = await registered('self', '商陆');
  const made = await submit('family', id, agreedTo('apply', 'publicity'));
  const application = made.body.application_id as string;
  await c.step('family', application, 'withdraw', { reason: words });
  await c.get('desk', `/applicants/${id}`);
  await c.post('officer', `/applicants/${id}/unmask`, { reason: '核对身份' });
  await closedRequest(id, words);
  const other = await registered('self', '䓖');
  const theirs = await submit('family', other.id, agreedTo('apply', 'publicity'));
  await c.step('family', theirs.body.application_id as string, 'withdraw', { reason: '想再等等看' });

  await sealAll(c.w.system);
  const before = await foundIn([words]);
  expect(before.map((f) => f.split(':')[0]).sort()).toEqual(
    ['application_events', 'applications', 'audit', 'request_events', 'request_ratings', 'requests'].sort(),
  );
  const done = await c.post('family', `/applicants/${id}/privacy/erase`, { words: 'DELETE' });
  expect(done.body).toMatchObject({ whole: true, removed: { words: 4, reasons: 1, requests: 1 } });
  expect(await foundIn([words])).toEqual([]);
  // Of others nothing went, and why full numbers were shown is still there to be answered for.
  expect((await foundIn(['想再等等看'])).length).toBeGreaterThan(2);
  const unmasked = c.database
    .ownerSql`select reason from audit where action = 'applicants.unmask' and subject_id = ${id}`;
  expect(await unmasked).toEqual([{ reason: '核对身份' }]);

  expect(await chainBroken()).toBeNull();
  await sealAll(c.w.system);
  expect(await chainBroken()).toBeNull();
  const { text, verdict } = await exported();
  expect(verdict).toMatchObject({ ok: true, erased: 1 });
  expect(text).toContain('"erased":true');
  expect(text).not.toContain(words);
  const [erased] = await c.database
    .ownerSql`select e.audit_id, a.reason from audit_erasures e join audit a on a.id = e.audit_id where e.erasure_id = ${done.body.erasure_id as string}`;
  expect(erased).toMatchObject({ reason: '已删除' });
  const opened = await c.get('inspector', `/audit/rows/${erased!.audit_id as string}`);
  expect(opened.body).toMatchObject({ reason: '已删除', after: '{"status":"withdrawn"}' });
  // Nothing but the mark may stand where the reason was.
  const put = (reason: string) =>
    c.database.ownerSql`update audit set reason = ${reason} where id = ${erased!.audit_id as string}`;
  await put('依规办理');
  expect(await chainBroken()).toMatchObject({ what: 'changed', id: erased!.audit_id });
  await put('已删除');
  expect(await chainBroken()).toBeNull();
});

test('the one way to take words out does nothing without a deletion on record, and nothing to anybody else', async () => {
  const { id } = await registered('self', '防己');
  const other = await registered('self', '泽泻');
  const theirs = await submit('family', other.id, agreedTo('apply', 'publicity'));
  await c.step('family', theirs.body.application_id as string, 'withdraw', { reason: '家里另有安排' });
  await c.post('officer', `/applicants/${id}/unmask`, { reason: '核对身份' });
  const { erasure_id } = (await c.post('family', `/applicants/${id}/privacy/erase`, { words: 'DELETE' })).body;
  const [row] = await c.database.ownerSql`select id from audit where reason = '家里另有安排'`;
  const as = <R>(work: (tx: TransactionSql) => Promise<R>) =>
    c.database.sql.begin(async (tx) => {
      await tx`select set_config('yiwei.district', ${DISTRICT}, true)`;
      return work(tx as unknown as TransactionSql);
    });
  await expect(as((tx) => tx`select erase_words(${DISTRICT}, ${newId()})`)).rejects.toThrow('no such deletion');
  await expect(as((tx) => tx`update audit set reason = null where id = ${row!.id}`)).rejects.toMatchObject({
    code: '42501',
  });
  await expect(
    as((tx) => tx`insert into audit_erasures values (${DISTRICT}, ${row!.id}, ${erasure_id as string}, 'x')`),
  ).rejects.toMatchObject({ code: '42501' });
  const tried = await as(
    (tx) => tx`select erase_reasons(${DISTRICT}, ${erasure_id as string}, array[${row!.id}]::uuid[], array['x']) as n`,
  );
  expect(tried).toMatchObject([{ n: 0 }]);
  expect((await foundIn(['家里另有安排'])).length).toBeGreaterThan(2);
  // Why full numbers were looked at stays, also with the right digest.
  const [shown] = await c.database.ownerSql`select id, before, after, reason, request_id from audit
    where action = 'applicants.unmask' and subject_id = ${id}`;
  const digest = contentsDigest(sha, shown as unknown as Parameters<typeof contentsDigest>[1]);
  const hidden = await as(
    (tx) =>
      tx`select erase_reasons(${DISTRICT}, ${erasure_id as string}, array[${shown!.id}]::uuid[], array[${digest}]) as n`,
  );
  expect(hidden).toMatchObject([{ n: 0 }]);
  // Nor does it help to write down a deletion that was none.
  const claimed = (work: (tx: TransactionSql, erasure: string) => Promise<unknown>) =>
    as(async (tx) => {
      const erasure = newId();
      await tx`insert into erasures (district, id, applicant_id, asked_by, asked_at, removed, kept)
        values (${DISTRICT}, ${erasure}, ${other.id}, ${c.actors.officer.account as string}, now(), '{"identity":1}', '[]')`;
      return work(tx, erasure);
    });
  await expect(claimed((tx, e) => tx`select erase_words(${DISTRICT}, ${e})`)).rejects.toThrow('not deleted');
  await expect(
    claimed((tx, e) => tx`select erase_reasons(${DISTRICT}, ${e}, array[${row!.id}]::uuid[], array['x'])`),
  ).rejects.toThrow('not deleted');
  // Who hides a reason of the person's own row behind a false digest breaks the chain.
  await sealAll(c.w.system);
  const [own] = await c.database
    .ownerSql`select id, reason, request_id from audit where subject_id = ${id} and action = 'privacy.erase'`;
  const put = (reason: string | null, request: string) =>
    c.database.ownerSql`update audit set reason = ${reason}, request_id = ${request} where id = ${own!.id}`;
  await put('已删除', '已删除');
  await c.database
    .ownerSql`insert into audit_erasures values (${DISTRICT}, ${own!.id}, ${erasure_id as string}, ${sha('x')})`;
  expect(await chainBroken()).toMatchObject({ what: 'changed', id: own!.id });
  await c.database.ownerSql`delete from audit_erasures where audit_id = ${own!.id}`;
  await put(own!.reason as string | null, own!.request_id as string);
  expect(await chainBroken()).toBeNull();
});

test('a department’s list that has run out names nobody who is deleted; an alert that ran out cannot be begun again', async () => {
  const name = '威灵仙';
  const actor = await c.w.someone('family');
  const cookie = await c.product.cookieOf(actor);
  const id_no = `99999919390708888${checkDigit('99999919390708888')}`;
  const asking = (method: string, path: string, body?: object) =>
    c.product.ask(method, `/api/v1${path}`, { cookie, ...(body ? { body } : {}) });
  const made = await asking('POST', '/applicants', { name, id_no, community: COMMUNITY, relation: 'self' });
  const id = made.body.applicant_id as string;
  const sql = c.database.ownerSql;
  const [list, watch] = [newId(), newId()];
  const day = dayOf(c.w.time.now);
  await sql`insert into watches (district, id, account_id, lng, lat, place, query, created_at, until_on)
    values (${DISTRICT}, ${watch}, ${actor.account}, 113.0912, 29.3712, '甲巷9号', '{}', now(), ${day}::date - 1)`;
  await sql`insert into category_imports (district, id, source, file_name, sha256, rows, counts, made_at)
    values (${DISTRICT}, ${list}, 'disabled_federation', 'list.xlsx', ${sha('list')}, 1, '{}', now())`;
  await sql`insert into category_list_entries (district, id, import_id, id_digest, id_no_masked, name_sealed, born_on, kind, during, source, doc_no, adopted_at, applicant_id)
    values (${DISTRICT}, ${newId()}, ${list}, ${Buffer.from(name)}, '999999********888X', ${Buffer.from(name)}, '1939-07-08', 'severe_disability', '[2020-01-01,2021-01-01)', 'x', 'x', now(), ${id})`;
  const done = await asking('POST', `/applicants/${id}/privacy/erase`, { words: 'DELETE' });
  expect(done.body, done.text).toMatchObject({ whole: true, removed: { watches: 1 } });
  expect(await foundIn([Buffer.from(name), '999999********888X', '1939-07-08', '甲巷9号'])).toEqual([]);
  expect((await asking('POST', `/watches/${watch}/renew`)).body.code).toBe('watch_ended');
});
