import { afterAll, beforeAll, expect, test } from 'vitest';
import { discharge } from '../../server/placements/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { giveRating } from '../../server/ratings/actions.ts';
import { move } from '../../server/stays/actions.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, openTestDistrict, type World, world } from '../support/district.ts';
import { comer, openMarketHome } from '../support/stays.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
let home: Awaited<ReturnType<typeof openMarketHome>>;
let nurse: string;
let officer: string;

const five = (n: number) => ({ care: n, respect: n, food: n, room: n, honesty: n });
/** Somebody who lives in the home since that day, and whoever acts for the person. */
async function family(
  bed: number,
  since: string,
): Promise<{ stay: string; claim: string; actor: Actor; cookie: string }> {
  const { placement_id: stay } = await home.take(comer(home.beds[bed]!.id, since));
  const row = await home.row(stay);
  const actor = await w.someone('family', { strength: 1 });
  await database.ownerSql`insert into helpers (district, applicant_id, account_id, relation)
    values (${DISTRICT}, ${row.applicant_id as string}, ${actor.account}, 'child')`;
  return { stay, claim: row.claim_id as string, actor, cookie: await product.cookieOf(actor) };
}
const rate = (claim: string, cookie: string, body: object) =>
  product.ask('POST', `/api/v1/stays/${claim}/rating`, { cookie, body });
const publicly = async () => (await product.ask('GET', `/api/v1/facilities/${home.facility}/ratings`)).body;
const step = (cookie: string, id: string, verb: string, version: number, body?: object) =>
  product.ask('POST', `/api/v1/ratings/${id}/${verb}`, {
    cookie,
    headers: { 'if-match': `"${version}"` },
    ...(body ? { body } : {}),
  });

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openMarketHome(w, { rooms: 4 });
  product = appOf(w);
  nurse = await product.cookieOf(home.nurse);
  officer = await product.cookieOf(await w.someone('officer'));
});
afterAll(() => database.drop());

test('only who acts for somebody that stayed a week may rate, once, also after a move, and without numbers of persons', async () => {
  const fresh = await family(0, '2026-11-20');
  expect((await rate(fresh.claim, fresh.cookie, five(5))).body).toMatchObject({ status: 409, code: 'rating_early' });
  const own = await family(1, '2026-11-10');
  expect((await rate(own.claim, fresh.cookie, five(1))).body).toMatchObject({ status: 403, code: 'out_of_reach' });
  expect((await rate(own.claim, nurse, five(5))).status).toBe(403);
  const told = await rate(own.claim, own.cookie, { ...five(4), text: '有事打 138 0730 1234 找我' });
  expect(told.body).toMatchObject({ status: 422, code: 'rating_phone', reasons: [{ pointer: '/text' }] });
  expect((await rate(own.claim, own.cookie, { ...five(6) })).status).toBe(422);
  const { body } = await rate(own.claim, own.cookie, { ...five(4), text: '护理员耐心。' });
  const again = await rate(own.claim, own.cookie, five(4));
  expect(again.body).toMatchObject({ status: 409, code: 'rating_given' });
  const where = { bed_id: home.beds[2]!.id, on: '2026-11-24', reason: 'request' as const, note: null };
  await move(await home.now(own.stay), own.stay, where);
  const moved = (await home.row(own.stay)).claim_id as string;
  expect(moved).not.toBe(own.claim);
  expect((await rate(moved, own.cookie, five(1))).body).toMatchObject({ code: 'rating_given' });
  // To change it, it is taken back and given anew.
  const seen = (await product.ask('GET', `/api/v1/stays/${moved}/rating`, { cookie: own.cookie })).body;
  expect(seen).toMatchObject({
    rating: { id: body.rating_id, text: '护理员耐心。' },
    reasons: [{ code: 'rating_given' }],
  });
  expect((await step(own.cookie, body.rating_id as string, 'withdraw', 1)).status).toBe(200);
  expect(await publicly()).toMatchObject({ ratings: 0, texts: [] });
  expect((await rate(moved, own.cookie, { ...five(3), text: '饭菜偏咸。' })).status).toBe(201);
});

test('of two ratings of one stay at the same moment, one is kept', async () => {
  const { claim, actor } = await family(3, '2026-11-12');
  const both = await Promise.allSettled([5, 1].map((n) => giveRating(w.as(actor), claim, { ...five(n), text: null })));
  expect(both.filter((b) => b.status === 'fulfilled')).toHaveLength(1);
  expect(both.find((b) => b.status === 'rejected')).toMatchObject({ reason: { code: 'rating_given' } });
  expect(await publicly()).toMatchObject({ ratings: 2, overall: null, by: null });
});

test('from three ratings on everybody reads the mean and masked texts: no name, no day, no number of the rating', async () => {
  const left = await family(4, '2026-10-26');
  await discharge(await home.now(left.stay), left.stay, { discharged_on: '2026-10-30', kind: 'home' });
  const { body } = await rate(left.claim, left.cookie, { ...five(2), text: '房间潮。' });
  const page = await publicly();
  expect(page).toMatchObject({ ratings: 3 });
  expect(page.overall).toBeGreaterThan(1);
  expect(page.texts).toEqual([
    { moved_in: { year: 2026, season: 'autumn' }, text: '房间潮。', hidden: null, reply: null },
    { moved_in: { year: 2026, season: 'autumn' }, text: '饭菜偏咸。', hidden: null, reply: null },
  ]);

  // The home answers once and hides nothing; an officer hides with a reason that everybody reads.
  const id = body.rating_id as string;
  expect((await step(nurse, id, 'hide', 1, { reason: 'abuse' })).status).toBe(403);
  expect((await step(nurse, id, 'reply', 1, { text: '请打 13807301234' })).body.code).toBe('rating_phone');
  expect((await step(nurse, id, 'reply', 9, { text: '已除湿。' })).status).toBe(412);
  expect((await step(nurse, id, 'reply', 1, { text: '已除湿，请再来看。' })).status).toBe(200);
  expect((await step(nurse, id, 'reply', 2, { text: '又一次' })).body.code).toBe('rating_replied');
  expect(((await publicly()).texts as object[])[0]).toMatchObject({ reply: '已除湿，请再来看。' });
  const list = (await product.ask('GET', '/api/v1/ratings', { cookie: nurse })).body.ratings as object[];
  expect(list).toHaveLength(2);
  expect(list[0]).not.toHaveProperty('care');
  expect((await step(officer, id, 'hide', 2, { reason: 'other_place' })).status).toBe(200);
  expect(await publicly()).toMatchObject({
    ratings: 2,
    overall: null,
    texts: [{ hidden: 'other_place', text: null, reply: null }, {}],
  });
  const stored = await database.ownerSql`select text, reply from ratings where id = ${id}`;
  expect(stored[0]).toEqual({ text: '房间潮。', reply: '已除湿，请再来看。' });
  const told = await database.ownerSql`select kind from messages where account_id = ${left.actor.account} order by id`;
  expect(told.map((m) => m.kind)).toEqual(['rating_answered', 'rating_hidden']);
  const other = await w.someone('institution', { facility: (await openMarketHome(w)).facility });
  expect((await step(await product.cookieOf(other), id, 'reply', 3, { text: '不是我们' })).status).toBe(404);
});
