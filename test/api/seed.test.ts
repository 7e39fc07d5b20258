import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedOnce } from '../../seed/main.ts';
import { makePlan, type Plan } from '../../seed/plan.ts';
import { lapseOffers } from '../../server/allocation/actions.ts';
import { listOffers, readQueue } from '../../server/allocation/queries.ts';
import { decide } from '../../server/decisions/actions.ts';
import { recountFacility } from '../../server/facilities/actions.ts';
import { readCapacity } from '../../server/insight/actions.ts';
import type { Role } from '../../server/kernel/permissions.ts';
import { readLedger } from '../../server/ledger/queries.ts';
import type { Actor, Tx } from '../../server/platform/context.ts';
import { demoSignIns } from '../../server/platform/demo.ts';
import { emptyBeds } from '../../server/reasons/queries.ts';
import { decideProposals, openRound, publishRound, runRound } from '../../server/rounds/actions.ts';
import { runMarket } from '../../server/rounds/mechanism/outcome.ts';
import { readRound } from '../../server/rounds/queries.ts';
import { planSites } from '../../server/scenarios/queries.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, vault, type World, world } from '../support/district.ts';
import { testStorage } from '../support/storage.ts';

let database: TestDatabase;
let w: World;
let plan: Plan;
const lines: string[] = [];
const seed = (log: (line: string) => void = (line) => lines.push(line)) =>
  seedOnce({ context: w.system, ownerUrl: database.ownerUrl, vault, storage: testStorage(), log });

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  plan = makePlan({ seed: 430_602, today: '2026-11-24' });
  // A start that was cut off, then two processes that start at one moment.
  const cutOff = seed((line) => {
    if (line.includes('people')) throw new Error('the power went');
  });
  await expect(cutOff).rejects.toThrow('the power went');
  await Promise.all([seed(), seed()]);
}, 180_000);
afterAll(() => database.drop());

/** A demonstration account as it acts once signed in. */
async function demo(username: string): Promise<Actor> {
  const [row] = await database.ownerSql<
    { id: string; role: Role; street: string | null; facility: string | null }[]
  >`select a.id, m.role, m.street_code as street, m.facility_id as facility from accounts a
    join memberships m on m.account_id = a.id where a.username = ${username}`;
  const { id, role, street, facility } = row!;
  return { account: id, name: username, strength: 2, memberships: [{ district: DISTRICT, role, street, facility }] };
}

const caseOf = async (key: string) => {
  const planned = plan.applications.find((a) => a.id === plan.awkward.find((c) => c.key === key)?.application)!;
  const [row] = await database.ownerSql<{ id: string; version: number }[]>`
    select id, version from applications
    where applicant_id = ${planned.person.applicant.id} and service = ${planned.service} order by submitted_at desc`;
  return row!;
};

describe('the seeded district', () => {
  test('answers the headline: 61 facilities, 3,872 beds, 106,082 seniors, 36.5 a thousand', async () => {
    const c = await readCapacity(w.as(null));
    expect([c.total.filed, c.seniors, c.per_thousand, c.grids, c.communities]).toEqual([3872, 106_082, 36.5, 652, 107]);
    expect(Object.fromEntries(c.by_kind.map((k) => [k.kind, k.facilities]))).toEqual({
      nursing_home: 3,
      community_point: 32,
      day_care: 14,
      medical_point: 12,
    });
  });

  test('shows vacancy that a recount from beds and claims confirms', async () => {
    const before = await database.ownerSql`select * from vacancies order by facility_id`;
    await database.db.transaction(async (tx) => {
      await tx.execute(`select set_config('yiwei.district', '${DISTRICT}', true)`);
      for (const v of before)
        await recountFacility(tx as unknown as Tx, DISTRICT, v.facility_id as string, '2026-11-24');
    });
    expect(await database.ownerSql`select * from vacancies order by facility_id`).toEqual(before);
    expect(before.some((v) => v.has_vacancy === false)).toBe(true);
  });

  test('is there once, and a second start changes nothing', async () => {
    const count = () => database.ownerSql`select count(*)::int as n from audit`;
    const before = await count();
    const said = lines.length;
    await seed();
    expect([await count(), lines.length]).toEqual([before, said]);
    expect(lines.filter((line) => line.includes('ready'))).toHaveLength(1);
  });

  test('has contracts whose lots come to what budget lines bear, to the fen, and no line bears more than it has', async () => {
    const wrong = await database.ownerSql`
      select c.contract_no from contracts c where signed_on is not null and announced_on is not null
        and (select sum(amount_fen) from lots l where l.contract_id = c.id)
            is distinct from (select sum(amount_fen) from contract_budgets b where b.contract_id = c.id)`;
    expect(wrong).toEqual([]);
    const drift = await database.ownerSql`
      select code, year from budget_lines l
       where committed_fen <> (select coalesce(sum(amount_fen), 0) from contract_budgets b where b.line_id = l.id)`;
    expect(drift).toEqual([]);
    const [open] = await database.ownerSql`
      select count(*) filter (where signed_on is null)::int as drafts,
             count(*) filter (where signed_on is not null and announced_on is null)::int as signed from contracts`;
    expect(open).toEqual({ drafts: 1, signed: 1 });
  });
  test('has lots whose counters are the stays and offers they pay for', async () => {
    const off = await database.ownerSql`
      select l.id from lots l where in_use <> (select count(*) from placements p where p.lot_id = l.id and discharged_on is null)
        or committed <> (select count(*) from offers o where o.lot_id = l.id and ended_at is null)`;
    expect(off).toEqual([]);
  });

  test('has a ledger with no day beyond what was bought, and the money its counters have', async () => {
    for (const on of [undefined, '2025-12-31']) {
      const { lots } = await readLedger(w.as(await demo('demo-officer')), on);
      const off = lots.filter((l) => l.warnings.some((r) => r.code.match(/over_bought|counter_off|left_behind/)));
      expect(off.map((l) => [l.lot.facility, l.lot.serviceClass, l.warnings])).toEqual([]);
      expect(lots.length).toBeGreaterThan(50);
      if (on) continue;
      const kept = new Map(
        (await database.ownerSql`select id, accepted_fen, paid_fen from lots`).map((l) => [l.id as string, l]),
      );
      for (const { lot, day } of lots)
        expect([Number(kept.get(lot.id)!.accepted_fen), Number(kept.get(lot.id)!.paid_fen)]).toEqual([
          day.accepted_fen,
          day.paid_fen,
        ]);
    }
  });

  test('has a queue of about four hundred in all four tracks', async () => {
    const { queue } = await readQueue(w.as(await demo('demo-officer')));
    expect(queue.length).toBeGreaterThan(380);
    expect(new Set(queue.map((q) => q.key.track))).toEqual(new Set(['A', 'B', 'C', 'D']));
  });

  test('has a family with an offer to answer, and an institution that sees it', async () => {
    const mine = await listOffers(w.as(await demo('demo-family')), { live: true, limit: 10 });
    const theirs = await listOffers(w.as(await demo('demo-institution')), { live: true, limit: 100 });
    expect(mine).toHaveLength(1);
    expect(mine[0]).toMatchObject({ state: 'waiting', family_answer: null, facility_answer: 'accepted' });
    expect(theirs.map((o) => o.id)).toContain(mine[0]!.id);
    expect(theirs.some((o) => o.state === 'waiting' && o.facility_answer === null)).toBe(true);
  });

  test('has a sign-in for every role, staff with an authenticator', async () => {
    const list = await demoSignIns(w.system, vault);
    expect([...new Set(list.map((a) => a.role))].sort()).toEqual(
      [
        'administrator',
        'assessor',
        'desk',
        'grid_worker',
        'family',
        'inspector',
        'institution',
        'leader',
        'treasurer',
        'officer',
        'partner',
      ].sort(),
    );
    expect([...new Set(list.filter((a) => !a.totp).map((a) => a.role))]).toEqual(['family']);
  });
});

describe('the awkward cases', () => {
  test.each([
    ['barred', 'barred'],
    ['infectious', 'infectious'],
    ['not_resident', 'not_resident'],
  ])('%s: the officer cannot approve', async (key, reason) => {
    const { id, version } = await caseOf(key);
    const asked = decide(w.as(await demo('demo-officer'), { ifMatch: version }), id, {
      outcome: 'eligible',
      note: null,
    });
    await expect(asked).rejects.toMatchObject({
      reasons: expect.arrayContaining([expect.objectContaining({ code: reason })]),
    });
  });

  test('an offer past its day lapses when the clock looks, and only that one', async () => {
    expect(await lapseOffers(w.system)).toEqual({ lapsed: 1 });
  });
});

test('a round over everybody who waits is clean, can be replayed, and every offer can be made', async () => {
  const officer = await demo('demo-officer');
  const { id } = await openRound(w.as(officer), vault, {
    name: '全区',
    services: ['nursing', 'day', 'home'],
    horizon_days: 14,
    radius_km: null,
    reserve: 'kept',
  });
  const ran = await runRound(w.as(officer, { ifMatch: 1 }), vault, id);
  expect(ran.verdict).toMatchObject({ clean: true, findings: [] });
  expect(ran.summary.placed).toBeGreaterThan(20);
  const [run] = await database.ownerSql`select snapshot, outcome from round_runs where round_id = ${id}`;
  expect(JSON.stringify(runMarket(JSON.parse(run!.snapshot)))).toBe(run!.outcome);
  const { proposals } = await readRound(w.as(officer), id);
  await decideProposals(w.as(officer, { ifMatch: 2 }), id, {
    proposals: proposals.map((p) => p.id),
    decision: 'approved',
    reason: null,
  });
  const done = await publishRound(w.as(officer, { ifMatch: 3 }), id);
  expect(done).toMatchObject({ problems: [] });
  expect(done.offers + done.later).toBe(proposals.length);
  const empty = await emptyBeds(w.as(officer), id);
  expect(empty.empty.length).toBe(ran.summary.beds - ran.summary.used);
});

test('the planner finds three sites for a day-care centre, proves them best, and greedy keeps its promise', async () => {
  const ctx = w.as(await demo('demo-officer'));
  const asked = {
    service: 'day_care',
    k: 3,
    measure: 'likely',
    candidates: true,
    communities: true,
    seconds: 10,
  } as const;
  const found = await planSites(ctx, { ...asked, add: [], close: [] });
  const { greedy, best, proven, gap, atMost, uncovered } = found;
  expect({ proven, gap, picks: best.picks.length }).toEqual({ proven: true, gap: 0, picks: 3 });
  expect(best.reached).toBe(atMost);
  expect(greedy.reached).toBeLessThanOrEqual(best.reached);
  expect(greedy.reached).toBeGreaterThanOrEqual(greedy.share * best.reached);
  expect(greedy.atMost).toBeGreaterThanOrEqual(best.reached);
  expect(best.reached).toBeLessThan(uncovered);
});
