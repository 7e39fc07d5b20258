import { afterAll, beforeAll, expect, test } from 'vitest';
import { actOnBeds } from '../../server/board/actions.ts';
import { Refusal } from '../../server/kernel/errors.ts';
import type { Actor } from '../../server/platform/context.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openHome, openTestDistrict, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let home: Awaited<ReturnType<typeof openHome>>;
const nurses: Actor[] = [];
beforeAll(async () => {
  database = await freshDatabase({ max: 16 });
  w = world(database);
  await openTestDistrict(w);
  home = await openHome(w, { rooms: 10, bedsPerRoom: 2 });
  for (let i = 0; i < 8; i += 1) {
    const nurse = await w.someone('institution', { facility: home.facility });
    await database.ownerSql`update accounts set display_name = ${`护士${i}`} where id = ${nurse.account}`;
    nurses.push(nurse);
  }
});
afterAll(() => database.drop());

test('eight nurses on one bed in the same second: one wins, each of the others hears who it was and what was done', async () => {
  for (let round = 0; round < 4; round += 1) {
    const bed = home.beds[round]!.id;
    const kinds = ['repair', 'cleaning'] as const;
    const tries = await Promise.allSettled(
      nurses.map((n, i) =>
        actOnBeds(w.as(n), home.facility, {
          action: 'close',
          bed_ids: [bed],
          reason: kinds[i % 2]!,
          versions: { [bed]: 1 },
        }),
      ),
    );
    const winner = tries.findIndex((t) => t.status === 'fulfilled');
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
    for (const t of tries) {
      if (t.status === 'fulfilled') continue;
      expect(t.reason).toMatchObject({
        kind: 'conflict',
        reasons: [
          { code: 'bed_closed_already', values: { what: kinds[winner % 2] } },
          { code: 'bed_done_by', values: { who: `护士${winner}`, what: `did_${kinds[winner % 2]}` } },
        ],
      });
    }
    const rows = await database.ownerSql`select 1 from bed_events where bed_id = ${bed}`;
    expect(rows).toHaveLength(1);
  }
});

test('many at once over the same rooms in opposite orders: nobody waits for ever, and the numbers are right', async () => {
  const ids = home.beds.slice(4).map((b) => b.id);
  for (let round = 0; round < 6; round += 1) {
    const action = round % 2 ? ({ action: 'reopen' } as const) : ({ action: 'close', reason: 'cleaning' } as const);
    const tries = await Promise.allSettled(
      nurses.map((n, i) =>
        actOnBeds(w.as(n), home.facility, { ...action, bed_ids: i % 2 ? ids : ids.toReversed().slice(0, -(i + 1)) }),
      ),
    );
    const lost = tries.flatMap((t) => (t.status === 'rejected' ? [t.reason as Refusal] : []));
    expect(lost.filter((e) => !(e instanceof Refusal) || e.kind !== 'conflict')).toEqual([]);
    expect(lost.length).toBe(nurses.length - 1);
    // what the winner left is done by one more
    await actOnBeds(w.as(nurses[0]!), home.facility, {
      ...action,
      bed_ids: await left(round % 2 ? 'closed' : 'free'),
    }).catch((e) => expect(e).toBeInstanceOf(Error));
    const [row] =
      await database.ownerSql`select free, closed, filed from vacancies where facility_id = ${home.facility}`;
    expect(row).toEqual(round % 2 ? { free: 16, closed: 4, filed: 20 } : { free: 0, closed: 20, filed: 20 });
  }
});

/** The beds of the last sixteen that are still in that state. */
async function left(state: 'free' | 'closed'): Promise<string[]> {
  const closed =
    await database.ownerSql`select bed_id from claims where facility_id = ${home.facility} and released_at is null`;
  const taken = new Set(closed.map((c) => c.bed_id as string));
  return home.beds.slice(4).flatMap((b) => (taken.has(b.id) === (state === 'closed') ? [b.id] : []));
}
