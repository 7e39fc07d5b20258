import { afterAll, beforeAll, expect, test } from 'vitest';
import { declineOffer, makeOffer } from '../../server/allocation/actions.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  approve,
  openHome,
  openTestDistrict,
  person,
  queueUp,
  STREET,
  vault,
  type World,
  world,
} from '../support/district.ts';

type Wishes = {
  version: number;
  now: { choices: { id: string; name: string }[]; accept_any: boolean };
  waits_for: { code: string }[];
  couple: boolean;
  changes: { by: string | null; before: Wishes['now']; after: Wishes['now']; rule_version: string }[];
};
let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
const actors: Record<string, Actor> = {};
const homes: Record<string, string> = {};
let ahead: string;
let mine: string;
let wife: string;
let husband: string;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  Object.assign(actors, {
    officer: await w.someone('officer'),
    leader: await w.someone('leader'),
    desk: await w.someone('desk', { street: STREET }),
    elsewhere: await w.someone('desk', { street: '430602002' }),
    child: await w.someone('family', { strength: 1 }),
    stranger: await w.someone('family', { strength: 1 }),
  });
  for (const name of ['东院', '西院', '南院']) homes[name] = (await openHome(w, { name })).facility;
  const helped = {
    ...person({ name: '周桂英' }),
    helpers: [{ accountId: actors.child!.account!, relation: 'child' as const }],
  };
  const [her, his] = [newId(), newId()];
  const couple = [
    { ...person({ id: her, spouseId: his }), helpers: helped.helpers },
    person({ id: his, sex: 'male', spouseId: her }),
  ];
  [ahead, mine, wife, husband] = (await queueUp(
    w,
    actors.officer!,
    [person({}, 5), helped, ...couple],
    [homes.东院!],
  )) as [string, string, string, string];
});
afterAll(() => database.drop());

const ask = async (who: string, method: string, path: string, body?: unknown, version?: number) =>
  product.ask(method, `/api/v1${path}`, {
    cookie: await product.cookieOf(actors[who]!),
    ...(body === undefined ? {} : { body }),
    headers: version === undefined ? {} : { 'if-match': `"${version}"` },
  });
const read = async (id: string, who = 'officer') =>
  (await ask(who, 'GET', `/applications/${id}/wishes`)).body as unknown as Wishes;
const wish = (choices: string[], accept_any = false) => ({ choices, accept_any, radius_km: 10 });
const change = async (who: string, id: string, to: object, version?: number) =>
  ask(who, 'PUT', `/applications/${id}/wishes`, to, version ?? (await read(id)).version);
const codes = (answer: { body: Record<string, unknown> }) =>
  ((answer.body.reasons ?? []) as { code: string }[]).map((r) => r.code);
const standing = async (id: string) =>
  (await ask('officer', 'GET', `/applications/${id}/why`)).body as { place: number; key: { queued_at: string } };

test('what it would bring is said first: the place stays, the homes and those ahead of one change', async () => {
  const preview = (to: object, who = 'child') => ask(who, 'POST', `/applications/${mine}/wishes/preview`, to);
  expect((await preview(wish([homes.西院!]))).body).toMatchObject({
    place: 2,
    reasons: [],
    now: { homes: 3, ahead: 1 },
    would: { homes: 1, ahead: 1 },
    named: [{ id: homes.西院, name: '西院', beds: true, ahead: 1 }],
  });
  const none = (await preview(wish([]))).body as { reasons: { code: string }[] };
  expect(none.reasons.map((r) => r.code)).toEqual(['no_choice']);
  expect((await preview(wish([homes.西院!]), 'stranger')).status).toBe(403);
});

test('a family chooses other homes in order; place and day stay, and the change can be read back with before and after', async () => {
  const before = await standing(mine);
  const [{ queued_at: day }] = (await database.ownerSql`select queued_at from applications where id = ${mine}`) as [
    { queued_at: Date },
  ];
  const { version } = await read(mine, 'child');
  expect((await change('child', mine, wish([homes.西院!, homes.南院!]), version)).status).toBe(200);
  expect(await standing(mine)).toMatchObject({ place: before.place, key: before.key });
  const [row] =
    await database.ownerSql`select queued_at, choices, accept_any, version from applications where id = ${mine}`;
  expect(row).toMatchObject({
    queued_at: day,
    choices: [homes.西院, homes.南院],
    accept_any: false,
    version: version + 1,
  });
  const { changes, now } = await read(mine, 'leader');
  expect(now.choices.map((c) => c.name)).toEqual(['西院', '南院']);
  expect(changes).toMatchObject([
    {
      by: 'child',
      before: { choices: [{ name: '东院' }], accept_any: true },
      after: { choices: [{ name: '西院' }, { name: '南院' }], accept_any: false },
      rule_version: 'queue-rules v1',
    },
  ]);
  const [logged] =
    await database.ownerSql`select role, before::json #>> '{choices,0}' as was, after::json #>> '{choices,1}' as second
    from audit where action = 'wishes.change' and subject_id = ${mine}`;
  expect(logged).toEqual({ role: 'family', was: homes.东院, second: homes.南院 });
  expect((await change('child', mine, wish([homes.东院!]), version)).status).toBe(412);
});

test.each([
  ['no home and no readiness for another', () => wish([]), 'no_choice'],
  ['three homes', () => wish(Object.values(homes)), 'too_many_choices'],
  ['a home that does not exist', () => wish([newId()]), 'facility_closed'],
  ['what is wished for already', () => wish([homes.西院!, homes.南院!]), 'wishes_same'],
])('%s is refused as at applying', async (_what, to, code) => {
  expect(codes(await change('child', mine, to()))).toContain(code);
});

test('the counter of the street and the officer change it on behalf; another street and another family do not', async () => {
  expect((await change('desk', mine, wish([homes.南院!], true))).status).toBe(200);
  expect((await change('officer', mine, wish([homes.西院!, homes.南院!]))).status).toBe(200);
  expect((await change('elsewhere', mine, wish([homes.南院!]))).status).toBe(403);
  expect((await change('stranger', mine, wish([homes.南院!]))).status).toBe(403);
  expect((await change('leader', mine, wish([homes.南院!]))).status).toBe(403);
  expect((await read(mine)).changes.map((c) => c.by)).toEqual([null, null, 'child']);
});

test('while a round that reckons with the wish has run nothing changes; once it is cancelled it may', async () => {
  const opened = (await ask('officer', 'POST', '/rounds', { name: '一轮', services: ['nursing'] })).body as {
    id: string;
  };
  expect((await read(mine)).waits_for).toEqual([]);
  expect((await ask('officer', 'POST', `/rounds/${opened.id}/run`, {}, 1)).status).toBe(200);
  expect((await read(mine)).waits_for.map((r) => r.code)).toEqual(['wishes_in_round']);
  expect(codes(await change('child', mine, wish([homes.南院!])))).toEqual(['wishes_in_round']);
  expect((await ask('officer', 'POST', `/rounds/${opened.id}/cancel`, { reason: '重来' }, 2)).status).toBe(200);
  expect((await change('child', mine, wish([homes.南院!, homes.西院!]))).status).toBe(200);
});

test('while an offer waits it stays; a home whose offer was given up is not chosen again, and one that counts must remain', async () => {
  const { offer_id } = await makeOffer(w.as(actors.officer!), { application_id: ahead, facility_id: homes.东院! });
  expect(codes(await change('officer', ahead, wish([homes.西院!])))).toEqual(['offer_exists']);
  const [offer] = await database.ownerSql`select version from offers where id = ${offer_id}`;
  await declineOffer(w.as(actors.desk!, { ifMatch: offer!.version as number }), offer_id, {
    reason: 'changed_mind',
    note: null,
  });
  expect(codes(await change('officer', ahead, wish([homes.东院!])))).toEqual(['wishes_none_left']);
  expect((await change('officer', ahead, wish([homes.西院!]))).status).toBe(200);
  expect(codes(await change('officer', ahead, wish([homes.东院!, homes.西院!])))).toEqual(['wishes_given_up']);
});

test('a couple that wants one room changes together, by somebody who may act for both', async () => {
  const join = async (id: string, to: string) =>
    ask('officer', 'POST', `/applications/${id}/join`, { joint_with: to }, (await read(id)).version);
  expect((await join(wife, husband)).status).toBe(200);
  expect((await join(husband, wife)).body).toMatchObject({ both: true });
  expect((await read(wife)).couple).toBe(true);
  expect((await change('child', wife, wish([homes.南院!]))).body).toMatchObject({ code: 'wishes_spouse' });
  expect((await change('desk', wife, wish([homes.南院!, homes.东院!]))).status).toBe(200);
  expect((await read(husband)).now.choices.map((c) => c.name)).toEqual(['南院', '东院']);
  expect((await read(husband)).changes).toHaveLength(1);
  // What one of the two waits for or has given up counts for both: a round takes them as one.
  const { offer_id } = await makeOffer(w.as(actors.leader!), {
    application_id: husband,
    facility_id: homes.南院!,
    override: { reason: 'urgent_risk', note: null },
  });
  expect((await read(wife)).waits_for.map((r) => r.code)).toEqual(['offer_exists']);
  const preview = await ask('desk', 'POST', `/applications/${wife}/wishes/preview`, wish([homes.西院!]));
  expect(codes(preview)).toEqual(['offer_exists']);
  const [offer] = await database.ownerSql`select version from offers where id = ${offer_id}`;
  await declineOffer(w.as(actors.desk!, { ifMatch: offer!.version as number }), offer_id, {
    reason: 'changed_mind',
    note: null,
  });
  expect((await read(husband)).couple).toBe(true);
  expect((await change('desk', wife, wish([homes.西院!]))).status).toBe(200);
  expect(codes(await change('desk', wife, wish([homes.南院!, homes.西院!])))).toEqual(['wishes_given_up']);
});

test('the change is told to those who act for the person, and is part of the person’s own copy', async () => {
  const told =
    await database.ownerSql`select kind from messages where application_id = ${mine} and kind = 'wishes_changed'`;
  expect(told.length).toBeGreaterThan(0);
  const [row] = await database.ownerSql`select applicant_id from applications where id = ${mine}`;
  const copy = await ask('child', 'POST', `/applicants/${row!.applicant_id}/privacy/export`, {});
  expect(copy.text).toContain('西院');
});

test('for how long is told to the bureau and the home, is kept for whole-day places only, and is reckoned with by nobody', async () => {
  const [short, day] = [person(), person()];
  await importApplicants(w.system, vault, [short, day]);
  const apply = async (applicant_id: string, service: string) => {
    const weekdays = service === 'day' ? [1] : [];
    const body = { applicant_id, service, weekdays, accept_any: true, radius_km: 20, stay_length: 'short' };
    return (await ask('officer', 'POST', '/applications', body)).body as { application_id: string };
  };
  const { application_id: id } = await apply(short.applicant.id!, 'nursing');
  const { application_id: other } = await apply(day.applicant.id!, 'day');
  const said = async (which: string) =>
    ((await ask('officer', 'GET', `/applications/${which}`)).body as { application: object }).application;
  expect(await said(id)).toMatchObject({ stay_length: 'short' });
  expect(await said(other)).toMatchObject({ stay_length: null });
  await approve(w, actors.officer!, id);
  const { place, waiting } = (await ask('officer', 'GET', `/applications/${id}/why`)).body as Record<string, number>;
  expect(place).toBe(waiting);
  const nurse = await w.someone('institution', { facility: homes.南院! });
  actors.nurse = nurse;
  const leader = w.as(actors.leader!);
  await makeOffer(leader, {
    application_id: id,
    facility_id: homes.南院!,
    override: { reason: 'urgent_risk', note: null },
  });
  const { offers } = (await ask('nurse', 'GET', '/offers?live=true')).body as { offers: object[] };
  expect(offers).toMatchObject([{ stay_length: 'short' }]);
});
