import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDb } from '../../db/client.ts';
import { approveSettlement } from '../../server/approval/actions.ts';
import { draftSettlement } from '../../server/settlement/actions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, type World, world } from '../support/district.ts';
import { away, confirmAll, lieUnder, openContract, versionOf } from '../support/settlement.ts';

let database: TestDatabase;
let w: World;
const PEOPLE = 12;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  w.time.now = new Date('2026-12-02T02:00:00Z');
});
afterAll(() => database.drop());

const filled = async () => {
  const home = await openHome(w, { rooms: PEOPLE / 2, bedsPerRoom: 2, sex: 'mixed', bought: 0 });
  const made = await openContract(w, [home]);
  const people = [];
  for (let bed = 0; bed < PEOPLE; bed += 1) people.push(await lieUnder(w, home, made.lot, { from: '2025-12-01', bed }));
  return { ...made, people };
};
const whole = async (contract: string, month = '2026-11') =>
  (
    await database.ownerSql`
      select count(*)::int as lines, count(distinct l.applicant_id)::int as people, count(distinct s.id)::int as settlements,
             max(s.government_fen) - sum(l.government_fen)::bigint as off
        from settlements s join settlement_lines l on l.settlement_id = s.id and l.replaced_at is null
       where s.contract_id = ${contract} and s.month_on = ${`${month}-01`}`
  )[0];

test('of eight who draft a month at one moment all have the same draft, while stays change under them', async () => {
  const { contract, people } = await filled();
  const drafts = Array.from({ length: 8 }, () =>
    draftSettlement(w.system, { contract_id: contract, month: '2026-11' }),
  );
  const changes = people.slice(0, 4).map((p) => away(w, p.placement, '[2026-11-20,)'));
  const ids = new Set((await Promise.all(drafts)).map((d) => d.settlement_id));
  await Promise.all(changes);
  expect(ids.size).toBe(1);
  await draftSettlement(w.system, { contract_id: contract, month: '2026-11' });
  expect(await whole(contract)).toEqual({ lines: PEOPLE, people: PEOPLE, settlements: 1, off: 0 });
});

test('of six who approve a month at one moment one does, and it is paid once', async () => {
  const { contract, lot } = await filled();
  const { settlement_id: id } = await draftSettlement(w.system, { contract_id: contract, month: '2026-11' });
  await confirmAll(w, id!);
  const ifMatch = await versionOf(w, id!);
  const approvers = await Promise.all(Array.from({ length: 6 }, (_, i) => w.someone(i % 2 ? 'officer' : 'leader')));
  const tried = await Promise.allSettled(
    approvers.map((a) => approveSettlement(w.as(a, { ifMatch }), id!, { note: null })),
  );
  expect(tried.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  const codes = tried.flatMap((one) => (one.status === 'rejected' ? one.reason.code : []));
  expect(codes).toEqual(Array.from({ length: 5 }, () => 'version_stale'));
  const [row] = await database.ownerSql`
    select (select count(*)::int from payments where settlement_id = ${id}) as payments,
           (select sum(amount_fen)::bigint from payments where settlement_id = ${id}) as paid,
           (select accepted_fen from lots where id = ${lot}) as accepted`;
  expect(row).toEqual({ payments: 1, paid: PEOPLE * 80_000, accepted: PEOPLE * 80_000 });
});

test('a run that is killed half-way leaves nothing or a whole draft', async () => {
  const killer = openDb(database.appUrl, { max: 1, applicationName: 'killer' });
  const name = 'settling';
  const victim = openDb(database.appUrl, { max: 2, applicationName: name });
  const doomed = world({ ...database, db: victim.db, sql: victim.sql });
  doomed.time.now = w.time.now;
  const outcomes: string[] = [];
  try {
    const { contract } = await filled();
    for (let i = 0; i < 11; i += 1) {
      const month = `2026-${String(i + 1).padStart(2, '0')}`;
      const run = draftSettlement(doomed.system, { contract_id: contract, month }).then(
        () => 'done',
        () => 'killed',
      );
      await delay(i * 4);
      await killer.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${name} and usename = current_user`;
      outcomes.push(await run);
      expect([0, PEOPLE]).toContain((await whole(contract, month))!.lines);
      await draftSettlement(w.system, { contract_id: contract, month });
      expect(await whole(contract, month)).toEqual({ lines: PEOPLE, people: PEOPLE, settlements: 1, off: 0 });
    }
    expect(outcomes).toContain('killed');
  } finally {
    await Promise.all([killer.close(), victim.close()]);
  }
});
