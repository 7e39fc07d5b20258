import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import type { Actor } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { anchorKey, checkChain, keepChain, sealAll, sealRecent } from '../../server/supervision/actions.ts';
import type { Anchor } from '../../server/supervision/mechanism/chain.ts';
import { createVerifier } from '../../server/supervision/mechanism/verify.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, openTestDistrict, person, vault, type World, world } from '../support/district.ts';
import { testStorage } from '../support/storage.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
const actors: Record<string, Actor> = {};
const cookie: Record<string, string> = {};
const elder = person();
const storage = testStorage();
type Any = ReturnType<typeof JSON.parse>;
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

const get = async (who: string, path: string) => {
  const answer = await product.ask('GET', `/api/v1${path}`, who ? { cookie: cookie[who] as string } : {});
  return { ...answer, body: answer.body as Any };
};
const verify = (text: string, anchors: Anchor[] = []) => {
  const verifier = createVerifier(sha, anchors);
  for (const line of text.split('\n')) verifier.line(line);
  return verifier.end();
};
const all = async <T>(given: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const one of given) list.push(one);
  return list;
};
const check = async () => {
  const steps = await all(checkChain(w.as(actors.inspector!), storage));
  return steps.at(-1)!.found!;
};
/** Rows as act() leaves them, with ids of the moment given. */
const write = (n: number, at = Date.now(), sql = database.ownerSql) =>
  sql`insert into audit (district, id, at, role, action, subject_type, subject_id, after, request_id)
      select ${DISTRICT}, (lpad(to_hex(${at}::bigint + i), 12, '0') || '7000' || lpad(to_hex(8 << 12), 4, '8') || substr(md5(random()::text), 1, 12))::uuid,
             ${new Date(at)}, 'officer', 'applicants.read', 'applicant', ${elder.applicant.id}, '{"level":3}', ${newId()}
        from generate_series(1, ${n}) i`;
const unlinked = async () =>
  (
    await database.ownerSql`select action from audit a where not exists (select from audit_links l where l.audit_id = a.id)`
  ).map((r) => r.action as string);

beforeAll(async () => {
  database = await freshDatabase({ max: 12 });
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  for (const role of ['inspector', 'leader', 'administrator', 'officer'] as const) {
    actors[role] = await w.someone(role);
    cookie[role] = await product.cookieOf(actors[role]);
  }
  await importApplicants(w.system, vault, [elder]);
});
afterAll(() => database.drop());

describe('sealing', () => {
  test('links every committed row once, in batches, and comes to rest when only its own rows are new', async () => {
    await write(6_000);
    expect(await sealRecent(w.system)).toBeGreaterThan(6_000);
    expect(new Set(await unlinked())).toEqual(new Set(['supervision.seal']));
    const [before] = await database.ownerSql`select count(*) as n from audit`;
    expect(await sealRecent(w.system)).toBe(0);
    expect((await database.ownerSql`select count(*) as n from audit`)[0]).toEqual(before);
    const [gaps] =
      await database.ownerSql`select max(seq) - count(*) as n, count(distinct audit_id) - count(*) as twice from audit_links`;
    expect(gaps).toMatchObject({ n: 0, twice: 0 });
  });

  test('a reading of personal data is in the log, and sealed', async () => {
    expect((await get('officer', `/applicants/${elder.applicant.id}`)).status).toBe(200);
    await sealRecent(w.system);
    const [row] = await database.ownerSql`
      select l.seq from audit a join audit_links l on l.audit_id = a.id
       where a.account_id = ${actors.officer!.account} and a.action = 'applicants.read' and a.subject_id = ${elder.applicant.id}`;
    expect(row?.seq).toBeGreaterThan(0);
  });

  test('two sealers at the same moment: every row once, no gap', async () => {
    for (let round = 0; round < 3; round += 1) {
      await write(50);
      await Promise.all([sealRecent(w.system), sealRecent(w.system), sealRecent(w.system)]);
    }
    const [sums] =
      await database.ownerSql`select max(seq)::int as last, count(*)::int as links, count(distinct audit_id)::int as rows from audit_links`;
    expect(sums!.links).toBe(sums!.last);
    expect(sums!.rows).toBe(sums!.last);
    expect((await check()).broken).toBeNull();
  });

  test('a row committed late, behind others that are sealed, is found: within the hour by the minute, later by the day', async () => {
    const open = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const slow = database.ownerSql.begin(async (tx) => {
      await write(1, Date.now(), tx as never);
      begun.resolve();
      await open.promise;
    });
    await begun.promise;
    await write(3, Date.now() + 2_000);
    await sealRecent(w.system);
    open.resolve();
    await slow;
    expect(await unlinked()).toContain('applicants.read');
    await sealRecent(w.system);
    expect(await unlinked()).not.toContain('applicants.read');
    await write(1, Date.now() - 3 * 86_400_000);
    await sealRecent(w.system);
    expect(await unlinked()).toContain('applicants.read');
    await sealAll(w.system);
    expect(await unlinked()).not.toContain('applicants.read');
  });
});

describe('the database refuses', () => {
  test.each(['audit', 'audit_links', 'audit_anchors'])('to change or delete anything in %s', async (table) => {
    const attempts = [`update ${table} set district = district`, `delete from ${table}`, `truncate ${table}`];
    for (const attempt of attempts)
      await expect(database.sql.unsafe(attempt), attempt).rejects.toMatchObject({ code: '42501' });
  });
});

describe('the anchor of a day', () => {
  test('is made once the day is over, public, and lies in the store byte for byte', async () => {
    const first = await keepChain(w.system, storage);
    const yesterday = addDays(dayOf(w.time.now), -1);
    expect(first.anchored).toBe(yesterday);
    expect((await keepChain(w.system, storage)).anchored).toBeNull();
    const { body } = await get('', '/audit/anchors');
    expect(body.anchors).toHaveLength(1);
    const file = await get('', `/audit/anchors/${yesterday}`);
    expect(file.body).toMatchObject({ on: yesterday, digest: body.anchors[0].digest, district: DISTRICT });
    const kept = await all((await storage.get(anchorKey(DISTRICT, yesterday)))!);
    expect(Buffer.concat(kept).toString()).toBe(file.text);
    expect((await get('', '/audit/anchors/2020-01-01')).status).toBe(404);
  });
});

describe('an export', () => {
  test('is sealed up to its end, verifies with and without contents, and agrees with the anchor', async () => {
    await write(20);
    const { body } = await get('', '/audit/anchors');
    const [anchor] = body.anchors as { seq: number; digest: string }[];
    const full = await get('inspector', '/audit/export?contents=1');
    expect(verify(full.text, [anchor!])).toMatchObject({ ok: true, vouched: anchor!.seq });
    const bare = await get('administrator', '/audit/export');
    expect(verify(bare.text, [anchor!])).toMatchObject({ ok: true });
    expect(bare.text).not.toMatch(/"level"|request_id/);
    expect(full.text.replaceAll('\\', '')).toContain('"level":3');
    const day = await get('inspector', `/audit/export?from=${dayOf(w.time.now)}&to=${dayOf(w.time.now)}`);
    expect(verify(day.text)).toMatchObject({ ok: true });
  });

  test('with contents is for inspectors; days the wrong way round or without a row are said to be', async () => {
    const refused = async (who: string, query: string) =>
      (await get(who, `/audit/export?${query}`)).body.code as string;
    expect(await refused('administrator', 'contents=1')).toBe('audit_contents_inspector');
    expect(await refused('inspector', 'from=2026-11-02&to=2026-11-01')).toBe('audit_days_order');
    expect(await refused('inspector', 'from=2019-01-01&to=2019-01-02')).toBe('audit_nothing_there');
    expect(await refused('leader', '')).toBe('role_forbidden');
  });
});

describe('searching', () => {
  test('by person, action, subject and day, newest first, a page at a time, without contents', async () => {
    const subject = elder.applicant.id;
    const first = await get('leader', `/audit/rows?subject=${subject}&action=applicants.read`);
    expect(first.body.rows).toHaveLength(50);
    const { at, id } = first.body.next;
    const second = await get(
      'leader',
      `/audit/rows?subject=${subject}&action=applicants.read&after_at=${at}&after_id=${id}`,
    );
    expect(second.body.rows[0].id).not.toBe(first.body.rows.at(-1).id);
    expect(JSON.stringify(first.body)).not.toContain('level');
    const mine = await get('inspector', `/audit/rows?account=${actors.officer!.account}&from=${dayOf(w.time.now)}`);
    expect(mine.body.rows).toMatchObject([{ action: 'applicants.read', name: 'officer', subject_id: subject }]);
    expect((await get('inspector', '/audit/rows?to=2019-01-01')).body).toEqual({ rows: [], next: null });
  });

  test('the contents of a row are opened by the inspector alone, and that is in the log too', async () => {
    const { body } = await get('inspector', `/audit/rows?subject=${elder.applicant.id}&role=officer`);
    const row = body.rows.find((r: { told: boolean }) => r.told);
    expect((await get('inspector', `/audit/rows/${row.id}`)).body).toMatchObject({ after: '{"level":3}' });
    expect((await get('leader', `/audit/rows/${row.id}`)).status).toBe(403);
    expect((await get('inspector', `/audit/rows/${newId()}`)).status).toBe(404);
    const opened = await get('inspector', `/audit/rows?action=supervision.open`);
    expect(opened.body.rows[0]).toMatchObject({ subject_id: row.id, role: 'inspector' });
  });
});

describe('checking now', () => {
  test('tells how far it is, finds the chain whole, and says so in the state', async () => {
    const answer = await product.ask('POST', '/api/v1/audit/check', { cookie: cookie.inspector!, body: {} });
    const steps = answer.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Any);
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.at(-1).found).toMatchObject({ broken: null, anchors: 1 });
    const state = await get('leader', '/audit/state');
    expect(state.body).toMatchObject({
      check: { by: 'inspector', found: { broken: null } },
      anchor: { seq: expect.any(Number) },
    });
    expect((await get('inspector', '/audit/actors')).body.actors.map((a: Any) => a.name)).toContain('officer');
  });

  test('names the first row that somebody changed with more rights than the product has', async () => {
    const [row] = await database.ownerSql`select l.seq, l.audit_id from audit_links l where seq = 30`;
    await database.ownerSql`update audit set action = 'applicants.list' where id = ${row!.audit_id}`;
    expect((await check()).broken).toEqual({ what: 'changed', seq: 30, id: row!.audit_id });
    const exported = await get('inspector', '/audit/export');
    expect(verify(exported.text)).toMatchObject({ ok: false, broken: { what: 'changed', seq: 30, line: 31 } });
    await database.ownerSql`update audit set action = 'applicants.read' where id = ${row!.audit_id}`;
    const [anchor] = await database.ownerSql`select seq from audit_anchors`;
    const last = Number(anchor!.seq) - 1;
    await database.ownerSql`create table links_away as select * from audit_links where seq > ${last}`;
    await database.ownerSql`delete from audit_links where seq > ${last}`;
    expect((await check()).broken).toEqual({ what: 'missing', seq: last + 1, id: null });
    await database.ownerSql`insert into audit_links select * from links_away`;
    await database.ownerSql`update audit_anchors set digest = ${'0'.repeat(64)}`;
    expect((await check()).broken).toMatchObject({ what: 'anchor' });
  });
});
