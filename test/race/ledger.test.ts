import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withdrawOffer } from '../../server/allocation/actions.ts';
import { correctStay, undo } from '../../server/corrections/actions.ts';
import { Refusal } from '../../server/kernel/errors.ts';
import { carryOver } from '../../server/ledger/actions.ts';
import { readLot } from '../../server/ledger/queries.ts';
import { discharge } from '../../server/placements/actions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { openTestDistrict, type World, world } from '../support/district.ts';
import { agrees, openLedgerHome } from '../support/ledger.ts';

let database: TestDatabase;
let w: World;
beforeAll(async () => {
  database = await freshDatabase({ max: 16 });
  w = world(database);
  await openTestDistrict(w);
});
afterAll(() => database.drop());

const START = Date.parse('2026-11-24T02:00:00Z');
const on = (n: number) => new Date(START + n * 86_400_000).toISOString().slice(0, 10);
const refused = (error: unknown) => {
  if (!(error instanceof Refusal)) throw error;
  return error.code;
};

/** Every day of a lot, counted by a statement of its own that knows nothing of the ledger's rules. */
async function recounted(lot: string, facility: string): Promise<void> {
  const { days, lot: of } = await readLot(w.as(await w.someone('officer')), lot, undefined);
  const rows = await database.ownerSql`
    select d::date::text as on,
           (select count(*)::int from placements p where p.facility_id = ${facility} and p.discharge_kind is distinct from 'error'
              and p.admitted_on <= d::date and (p.discharged_on is null or p.discharged_on > d::date)
              and coalesce((select c.from_lot_id from lot_changes c where c.placement_id = p.id and c.changed_on > d::date
                             order by c.changed_on limit 1), p.lot_id) = ${lot}) as stays,
           (select count(*)::int from offers o left join placements p on p.offer_id = o.id
             where o.facility_id = ${facility} and (o.made_at + interval '8 hours')::date <= d::date
               and (o.ended_at is null or coalesce(p.admitted_on, (o.ended_at + interval '8 hours')::date) > d::date)
               and coalesce((select c.from_lot_id from offer_lot_changes c where c.offer_id = o.id and c.changed_on > d::date
                              order by c.changed_on limit 1), o.lot_id) = ${lot}) as offers
      from generate_series(${on(0)}::date, ${days.at(-1)!.on}::date, interval '1 day') d`;
  const shown = new Map(days.map((d) => [d.on, d]));
  for (const r of rows) {
    const d = shown.get(r.on as string);
    if (!d) continue;
    expect([r.on, d.committed + d.offers_after, d.in_use + d.stays_after]).toEqual([r.on, r.offers, r.stays]);
    if (d.on >= of.end) expect([d.bought, d.committed, d.in_use]).toEqual([0, 0, 0]);
  }
}

type Step = {
  what: 'offer' | 'admit' | 'withdraw' | 'discharge' | 'correct' | 'undo' | 'carry';
  who: number;
  ago: number;
};

test('the ledger equals a recount after whatever was offered, taken, left, corrected, ended and carried over at once', async () => {
  const step = fc.record<Step>({
    what: fc.constantFrom('offer', 'admit', 'admit', 'withdraw', 'discharge', 'correct', 'undo', 'carry', 'carry'),
    who: fc.nat(4),
    ago: fc.nat(2),
  });
  // Five steps at once, a day later five others.
  const days = fc.array(fc.array(step, { minLength: 5, maxLength: 8 }), { minLength: 6, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(days, fc.integer({ min: 1, max: 3 }), async (list, ends) => {
      w.time.now = new Date(START);
      // Nobody of an earlier sequence is before these in the queue.
      await database.ownerSql`update applications set status = 'withdrawn' where status not in ('placed', 'withdrawn')`;
      const home = await openLedgerHome(w, { rooms: 5, bedsPerRoom: 1, bought: 4 });
      const queued = await home.waiting(5);
      const next = await home.buy(`[${on(1)},2027-11-01)`, 3);
      const lots = [home.lot, next];
      const pick = async (table: 'offers' | 'placements', i: number, open: boolean) => {
        const rows = await database.ownerSql`
          select id from ${database.ownerSql(table)} where facility_id = ${home.facility}
             and (${!open} or ${table === 'offers' ? database.ownerSql`ended_at is null` : database.ownerSql`discharged_on is null`}) order by id`;
        return rows.length ? (rows[i % rows.length]!.id as string) : null;
      };
      /** Whose turn it is; two who ask at once offer to the same person. */
      const turn = async () => {
        const rows = await database.ownerSql`
          select a.id from applications a where a.id in ${database.ownerSql(queued)} and a.status = 'queued'
             and not exists (select 1 from offers o where o.application_id = a.id and o.ended_at is null) order by a.queued_at limit 1`;
        return rows[0]?.id as string | undefined;
      };
      for (const bed of home.beds.slice(0, 2)) {
        const id = await home.offer((await turn())!, bed.id);
        await home.accept(id);
        await home.moveIn(id, on(0));
      }
      for (const [n, steps] of list.entries()) {
        w.time.now = new Date(START + n * 86_400_000);
        // The contract is terminated while everybody goes on.
        const ending = n === ends ? home.end(home.lot, on(n)) : null;
        const back = (ago: number) => on(Math.max(0, n - ago));
        const doing = async ({ what, who, ago }: Step): Promise<unknown> => {
          if (what === 'offer') {
            const next = await turn();
            return next && home.offer(next);
          }
          if (what === 'carry') {
            const [from, to] = who > 0 ? lots : [...lots].reverse();
            return carryOver(w.as(home.officer), from!, {
              to_lot: to!,
              changed_on: ago === 2 ? back(ago) : on(Math.max(n - ago, Math.min(n, ends))),
              only: null,
            });
          }
          const stay = ['discharge', 'correct', 'undo'].includes(what);
          const id = await pick(stay ? 'placements' : 'offers', who, what !== 'undo');
          if (!id) return null;
          if (what === 'withdraw') return withdrawOffer(await home.at(home.officer, 'offers', id), id, 'test');
          if (what === 'admit') {
            await home.accept(id);
            return home.moveIn(id, back(ago));
          }
          const as = await home.at(home.nurse, 'placements', id);
          if (what === 'discharge') return discharge(as, id, { discharged_on: back(ago), kind: 'home' });
          if (what === 'correct')
            return correctStay(as, id, { admitted_on: back(ago), discharged_on: null, note: '补记' });
          const [last] = await database.ownerSql`
            select batch_id from bed_events e where placement_id = ${id} and kind <> 'undone'
              and not exists (select 1 from bed_events u where u.undoes = e.id) order by id desc limit 1`;
          return last && undo(as, id, { batch_id: last.batch_id as string });
        };
        await Promise.all(steps.map((s) => doing(s).catch(refused)));
        await ending;
        await agrees(w, home.facility);
      }
      for (const lot of lots) await recounted(lot, home.facility);
    }),
    // What failed is said at once; to make it smaller would take minutes.
    { numRuns: 8, endOnFailure: true },
  );
}, 120_000);
