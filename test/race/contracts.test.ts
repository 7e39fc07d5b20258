import { afterAll, beforeAll, expect, test } from 'vitest';
import { amendContract, endContract } from '../../server/amendments/actions.ts';
import { moveLot } from '../../server/contracts/actions.ts';
import type { Actor } from '../../server/platform/context.ts';
import { act } from '../../server/platform/context.ts';
import { readContract } from '../../server/procurement/queries.ts';
import { openOffice } from '../support/contracts.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let o: Awaited<ReturnType<typeof openOffice>>;
let officer: Actor;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  o = await openOffice(w);
  officer = await w.someone('officer');
});
afterAll(() => database.drop());

const begun = async () => {
  const period = { start: '2026-11-01', end: '2027-11-01' };
  const id = await o.draft({
    ...period,
    lots: [o.lot(period)],
    budgets: [
      { line_id: o.line, amount_fen: 2_000_000 },
      { line_id: o.next, amount_fen: 10_000_000 },
    ],
  });
  await o.sign(id);
  await o.announce(id);
  return id;
};
/** An offer takes a place in the transaction that makes it. */
const take = (lotId: string) =>
  act(
    w.system,
    'contracts.import',
    async () => ({ district: DISTRICT, type: 'lot', id: lotId, row: null }),
    async (tx) => {
      await moveLot(tx, DISTRICT, lotId, { committed: 1 });
      return { result: null };
    },
  );

test('places are cut while offers take them: never more are given than there are, and whoever is second is told why', async () => {
  for (let round = 0; round < 4; round += 1) {
    const id = await begun();
    const { terms, version, lots } = await readContract(w.as(officer), id);
    const lot = lots[0]!.id;
    const fewer = {
      ...terms!,
      lots: terms!.lots.map((l) => ({ ...l, bought: 3, quantity: 36 })),
      budgets: [
        { line_id: o.line, amount_fen: 1_600_000 },
        { line_id: o.next, amount_fen: 2_000_000 },
      ],
    };
    const asked = { terms: fewer, signedOn: '2026-11-24', effectiveOn: '2026-11-24', reason: '减少名额', docNo: null };
    const all = await Promise.allSettled([
      ...Array.from({ length: 3 }, () => take(lot)),
      amendContract(w.as(officer, { ifMatch: version }), id, asked),
      ...Array.from({ length: 3 }, () => take(lot)),
    ]);
    const [row] =
      await database.ownerSql`select committed, bought, amount_fen::int as amount from lots where id = ${lot}`;
    const taken = all.filter((a, i) => i !== 3 && a.status === 'fulfilled').length;
    expect(row!.committed).toBe(taken);
    expect(taken).toBeLessThanOrEqual(row!.bought as number);
    for (const lost of all.flatMap((a) => (a.status === 'rejected' ? [a.reason.code] : [])))
      expect(['amend_bought_below', 'lot_exhausted', 'busy']).toContain(lost);
    expect(row!.amount).toBe(all[3]!.status === 'fulfilled' ? 3_600_000 : 12_000_000);
    await database.ownerSql`update lots set committed = 0 where id = ${lot}`;
    const now = await readContract(w.as(officer), id);
    await endContract(w.as(officer, { ifMatch: now.version }), id, { on: '2026-11-24', reason: '收尾' });
  }
});

test('two officers end one contract at one moment: the budget is given back once', async () => {
  const id = await begun();
  const before = await o.committed(o.next);
  const { version } = await readContract(w.as(officer), id);
  const both = await Promise.allSettled(
    [1, 2].map(() => endContract(w.as(officer, { ifMatch: version }), id, { on: '2026-11-24', reason: '机构歇业' })),
  );
  expect(both.map((b) => b.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await o.committed(o.next)).toBe(before - 10_000_000);
  const [drift] = await database.ownerSql`
    select count(*)::int as n from budget_lines l
     where committed_fen <> (select coalesce(sum(amount_fen), 0) from contract_budgets b where b.line_id = l.id)`;
  expect(drift!.n).toBe(0);
});
