import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { undo } from '../../server/corrections/actions.ts';
import { Refusal } from '../../server/kernel/errors.ts';
import { addDays } from '../../server/kernel/period.ts';
import { discharge } from '../../server/placements/actions.ts';
import { comeBack, leave, move } from '../../server/stays/actions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openTestDistrict, type World, world } from '../support/district.ts';
import { comer, openMarketHome, recounted } from '../support/stays.ts';

const ON = '2026-11-24';
let database: TestDatabase;
let w: World;
beforeAll(async () => {
  database = await freshDatabase({ max: 16 });
  w = world(database);
  await openTestDistrict(w);
});
afterAll(() => database.drop());

type Home = Awaited<ReturnType<typeof openMarketHome>>;
/** Nobody lies in two beds, no bed has two people, every absence is inside a stay that lasts, every lot is within bounds. */
async function sound(home: Home) {
  await recounted(w, home.facility);
  const [wrong] = await database.ownerSql`
    select (select count(*)::int from placements p left join claims c on c.id = p.claim_id and c.released_at is null and upper_inf(c.during)
             where p.facility_id = ${home.facility} and p.discharged_on is null and c.id is null) as unclaimed,
           (select count(*)::int from claims c left join placements p on p.claim_id = c.id and p.discharged_on is null
             where c.facility_id = ${home.facility} and c.kind = 'stay' and c.released_at is null and upper_inf(c.during) and p.id is null) as unplaced,
           (select count(*)::int from placements p join claims c on c.id = p.claim_id where p.facility_id = ${home.facility} and p.bed_id <> c.bed_id) as elsewhere,
           (select count(*)::int from absences a join placements p on p.id = a.placement_id
             where a.facility_id = ${home.facility} and a.voided_at is null and upper_inf(a.during) and (p.discharged_on is not null or p.claim_id <> a.claim_id)) as adrift`;
  expect(wrong).toEqual({ unclaimed: 0, unplaced: 0, elsewhere: 0, adrift: 0 });
}

test('two nurses take two people into one bed: one lies there, the other hears that it is taken', async () => {
  const home = await openMarketHome(w, { rooms: 6, bedsPerRoom: 1 });
  for (const { id } of home.beds) {
    const outcomes = await Promise.allSettled([home.take(comer(id, ON)), home.take(comer(id, ON))]);
    const lost = outcomes.filter((o) => o.status === 'rejected').map((o) => (o.reason as Refusal).code);
    expect(lost).toHaveLength(1);
    expect(['bed_taken', 'bed_just_taken']).toContain(lost[0]);
  }
  await sound(home);
});

test('one is discharged while another nurse moves the person: exactly one of the two holds', async () => {
  const home = await openMarketHome(w, { rooms: 6, bedsPerRoom: 2 });
  for (let i = 0; i < 6; i += 1) {
    const { placement_id: id } = await home.take(comer(home.beds[2 * i]!.id, ON));
    const at = await home.now(id);
    const outcomes = await Promise.allSettled([
      discharge(at, id, { discharged_on: ON, kind: 'home' }),
      move(at, id, { bed_id: home.beds[2 * i + 1]!.id, on: ON, reason: 'request', note: null }),
    ]);
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find((o) => o.status === 'rejected')!.reason).toMatchObject({ kind: 'stale' });
  }
  await sound(home);
});

test('two residents change places at once: nobody is lost, and nobody waits for ever', async () => {
  const home = await openMarketHome(w, { rooms: 2, bedsPerRoom: 2 });
  const [a, b] = [await home.take(comer(home.beds[0]!.id, ON)), await home.take(comer(home.beds[2]!.id, ON))];
  const go = async (id: string, bed: number) =>
    move(await home.now(id), id, { bed_id: home.beds[bed]!.id, on: ON, reason: 'room_mate', note: null });
  const outcomes = await Promise.allSettled([go(a.placement_id, 3), go(b.placement_id, 1)]);
  expect(outcomes.map((o) => o.status)).toEqual(['fulfilled', 'fulfilled']);
  await sound(home);
});

const daysAgo = (n: number) => addDays(ON, -n);
type Step = {
  what: 'admit' | 'leave' | 'return' | 'move' | 'discharge' | 'undo';
  who: number;
  bed: number;
  ago: number;
};
test('whatever is entered in whatever order, every bed and person is accounted for and the counts equal a recount', async () => {
  const steps = fc.array(
    fc.record<Step>({
      what: fc.constantFrom('admit', 'leave', 'return', 'move', 'move', 'discharge', 'undo'),
      who: fc.nat(3),
      bed: fc.nat(5),
      ago: fc.nat(3),
    }),
    { minLength: 10, maxLength: 16 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const home = await openMarketHome(w, { rooms: 3, bedsPerRoom: 2 });
      const stays: string[] = [];
      for (const first of [0, 3]) stays.push((await home.take(comer(home.beds[first]!.id, daysAgo(6)))).placement_id);
      for (const { what, who, bed, ago } of list) {
        const id = stays[who % stays.length]!;
        const on = daysAgo(ago);
        const bed_id = home.beds[bed]!.id;
        const doing = async () => {
          if (what === 'admit') return stays.push((await home.take(comer(bed_id, on))).placement_id);
          const at = await home.now(id);
          if (what === 'leave') return leave(at, id, { kind: 'home', from: on, keep_until: ON, note: null });
          if (what === 'return') return comeBack(at, id, { on });
          if (what === 'move') return move(at, id, { bed_id, on, reason: 'request', note: null });
          if (what === 'discharge') return discharge(at, id, { discharged_on: on, kind: 'home' });
          const [last] = await database.ownerSql`
            select batch_id from bed_events e where placement_id = ${id} and kind <> 'undone'
              and not exists (select 1 from bed_events u where u.undoes = e.id) order by id desc limit 1`;
          return last && undo(at, id, { batch_id: last.batch_id as string });
        };
        // What may not be is refused, with a reason; it leaves nothing behind.
        await doing().catch((error: unknown) => {
          if (!(error instanceof Refusal)) throw error;
        });
        await sound(home);
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 120_000);
