import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptOffer, makeOffer, receiveOffer } from '../../server/allocation/actions.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { actOnBeds, undoBatch } from '../../server/board/actions.ts';
import { readBedEvents, readBoard } from '../../server/board/queries.ts';
import { claimBed, recountFacility, rollDay } from '../../server/facilities/actions.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { type Actor, act } from '../../server/platform/context.ts';
import { leave } from '../../server/stays/actions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  DISTRICT,
  NOW,
  openHome,
  openTestDistrict,
  person,
  queueUp,
  vault,
  type World,
  world,
} from '../support/district.ts';

type Home = Awaited<ReturnType<typeof openHome>>;
let database: TestDatabase;
let w: World;
let nurse: Actor;
let inspector: Actor;
let home: Home;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  home = await openHome(w, { rooms: 4, bedsPerRoom: 2, sex: 'mixed' });
  nurse = await w.someone('institution', { facility: home.facility });
  inspector = await w.someone('inspector');
  await database.ownerSql`update accounts set display_name = '张护士' where id = ${nurse.account}`;
});
afterAll(() => database.drop());

const today = () => dayOf(w.time.now);
const bed = (i: number, of = home) => of.beds[i]!.id;
const lie = (at: Home, i: number, who: string, end: string | null = null, start = today()) =>
  act(
    w.system,
    'stays.import',
    async () => ({ district: DISTRICT, type: 'bed', id: bed(i, at), row: null }),
    async (tx) => ({
      result: await claimBed(tx, DISTRICT, today(), {
        bed: { ...at.beds[i]!, facilityId: at.facility },
        kind: 'stay',
        person: { id: who, sex: 'female' },
        during: { start, end },
      }),
    }),
  );
const board = async (on?: string, of = home, who = nurse) => {
  const found = await readBoard(w.as(who), of.facility, on);
  const beds = new Map(found.floors.flatMap((f) => f.rooms.flatMap((r) => r.beds.map((b) => [b.id, b] as const))));
  return { ...found, at: (i: number) => beds.get(bed(i, of))! };
};
const close = (ids: string[], reason: 'cleaning' | 'repair' | 'out_of_service' = 'repair', extra: object = {}) =>
  actOnBeds(w.as(nurse), home.facility, { action: 'close', bed_ids: ids, reason, ...extra });
const open = (ids: string[]) => actOnBeds(w.as(nurse), home.facility, { action: 'reopen', bed_ids: ids });

/** The board, the projection and a recount from the facts say the same. */
async function agree(of = home) {
  const { counts, floors } = await board(undefined, of, inspector);
  const row = async () =>
    (
      await database.ownerSql`select filed, closed, occupied, held, free, kept, cleaning, free_for, has_vacancy
        from vacancies where facility_id = ${of.facility}`
    )[0]!;
  const before = await row();
  await database.db.transaction(async (tx) => {
    await tx.execute(`set local yiwei.district = '430602'`);
    await recountFacility(tx as never, DISTRICT, of.facility, today());
  });
  expect(await row()).toEqual(before);
  expect(before).toMatchObject({
    filed: counts.filed,
    free: counts.free,
    held: counts.locked + counts.reserved,
    occupied: counts.occupied + counts.away,
    kept: counts.away,
    cleaning: counts.cleaning,
    closed: counts.cleaning + counts.out_of_service,
  });
  expect(floors.flatMap((f) => f.rooms.flatMap((r) => r.beds))).toHaveLength(counts.filed);
}

describe('the board of a home', () => {
  test('several beds are closed in one go, counted at once, and taken back in one go', async () => {
    const { batch_id, beds } = await close([bed(0), bed(1), bed(2)], 'repair', { until: '2026-11-30', note: '换床垫' });
    expect(beds).toBe(3);
    const shown = await board();
    expect(shown.counts).toMatchObject({ filed: 8, free: 5, out_of_service: 3 });
    expect(shown.at(0)).toMatchObject({ state: 'out_of_service', reason: 'repair', until: '2026-11-30', version: 2 });
    await agree();
    await undoBatch(w.as(nurse), home.facility, batch_id);
    expect((await board()).counts).toMatchObject({ free: 8 });
    await agree();
    await expect(undoBatch(w.as(nurse), home.facility, batch_id)).rejects.toMatchObject({ code: 'undone_already' });
    const { events } = await readBedEvents(w.as(nurse), home.facility, { bed: bed(0) });
    expect(events.map((e) => [e.kind, e.by, e.beds, e.undone, e.note])).toEqual([
      ['undone', '张护士', 3, false, null],
      ['closed', '张护士', 3, true, '换床垫'],
    ]);
  });

  test('all or nothing: each bed that cannot says why, and which colleague was there first', async () => {
    const guest = person();
    await importApplicants(w.system, vault, [guest]);
    await lie(home, 4, guest.applicant.id as string);
    await close([bed(5)], 'cleaning');
    const refused = await close([bed(3), bed(4), bed(5)]).catch((e) => e);
    expect(refused).toMatchObject({ kind: 'conflict' });
    expect(refused.reasons).toMatchObject([
      { code: 'bed_lived_in', values: { bed: '103-1' } },
      { code: 'bed_closed_already', values: { bed: '103-2', what: 'cleaning' } },
      {
        code: 'bed_done_by',
        values: { bed: '103-2', who: '张护士', at: expect.stringMatching(/^\d\d:\d\d$/), what: 'did_cleaning' },
      },
    ]);
    expect((await board()).at(3).state).toBe('free');
    await agree();
  });

  test('a version that is not the bed’s any more refuses, whatever became of the bed', async () => {
    await expect(close([bed(0)], 'repair', { versions: { [bed(0)]: 1 } })).rejects.toMatchObject({
      code: 'bed_changed',
    });
    const { version } = (await board()).at(0);
    const { batch_id } = await close([bed(0)], 'repair', { versions: { [bed(0)]: version } });
    await undoBatch(w.as(nurse), home.facility, batch_id);
  });

  test('beds of another home are nobody’s to close, and another home is not this nurse’s', async () => {
    const other = await openHome(w, { name: '另一家' });
    await expect(close([bed(0, other)])).rejects.toMatchObject({ code: 'beds_elsewhere', kind: 'invalid' });
    await expect(
      actOnBeds(w.as(nurse), other.facility, { action: 'close', bed_ids: [bed(0, other)], reason: 'repair' }),
    ).rejects.toMatchObject({ kind: 'forbidden' });
    expect((await board(undefined, other, inspector)).counts.filed).toBe(4);
    await expect(
      actOnBeds(w.as(inspector), other.facility, { action: 'reopen', bed_ids: [bed(0, other)] }),
    ).rejects.toMatchObject({ kind: 'forbidden' });
  });

  test('a closure until yesterday is no closure', async () => {
    await expect(close([bed(0)], 'repair', { until: today() })).rejects.toMatchObject({ code: 'dates_reversed' });
  });

  test('taking back a reopening closes the bed again for what was left; once it is promised it cannot be', async () => {
    const { batch_id } = await open([bed(5)]);
    await undoBatch(w.as(nurse), home.facility, batch_id);
    expect((await board()).at(5).state).toBe('cleaning');
    const again = await open([bed(5)]);
    await close([bed(5)], 'repair');
    await expect(undoBatch(w.as(nurse), home.facility, again.batch_id)).rejects.toMatchObject({
      reasons: [{ code: 'undo_later' }, { code: 'bed_done_by', values: { what: 'did_repair' } }],
    });
    await open([bed(5)]);
    await agree();
  });

  test('a repeated request with the same key is done once', async () => {
    const once = w.as(nurse, { idempotency: { key: 'k'.repeat(16), hash: 'h' } });
    const asked = { action: 'close', bed_ids: [bed(6)], reason: 'repair' } as const;
    const first = await actOnBeds(once, home.facility, asked);
    expect(await actOnBeds(once, home.facility, asked)).toEqual(first);
    await undoBatch(w.as(nurse), home.facility, first.batch_id);
  });
});

test('the slider: past days as they were, later ones by what is known, and what is expected frees nothing', async () => {
  const at = await openHome(w, { name: '时间', rooms: 4, bedsPerRoom: 1, sex: 'mixed' });
  const [here, trial] = [person(), person()];
  const officer = await w.someone('officer');
  const [application] = await queueUp(w, officer, [here], [at.facility]);
  const family = await w.someone('family', { strength: 1 });
  await database.ownerSql`insert into helpers (district, applicant_id, account_id, relation)
    values (${DISTRICT}, ${here.applicant.id as string}, ${family.account}, 'child')`;
  const own = await w.someone('institution', { facility: at.facility });
  const { offer_id } = await makeOffer(w.as(officer), { application_id: application as string, bed_id: bed(0, at) });
  await importApplicants(w.system, vault, [trial]);
  const claim = await lie(at, 1, trial.applicant.id as string);
  await database.ownerSql`insert into placements (district, id, applicant_id, facility_id, bed_id, claim_id, funding, admitted_on, trial_until)
    values (${DISTRICT}, ${claim}, ${trial.applicant.id as string}, ${at.facility}, ${bed(1, at)}, ${claim}, 'private', ${today()}, ${addDays(today(), 30)})`;
  await database.ownerSql`insert into absences (district, id, facility_id, placement_id, claim_id, kind, during, keep_until)
    values (${DISTRICT}, ${offer_id}, ${at.facility}, ${claim}, ${claim}, 'hospital', '[2026-11-25,)', '2026-11-26')`;
  const until = addDays(today(), 3);
  await actOnBeds(w.as(own), at.facility, { action: 'close', bed_ids: [bed(2, at)], reason: 'repair', until });
  const first = today();
  const now = await board(undefined, at, own);
  expect([0, 1, 2, 3].map((i) => now.at(i).state)).toEqual(['locked', 'occupied', 'out_of_service', 'free']);
  expect(now.at(0)).toMatchObject({ name: here.applicant.name, level: 2, offer: offer_id });
  expect(now.expected.map((e) => [e.bed, e.kind, e.firm])).toEqual([
    [bed(2, at), 'closure_ends', true],
    [bed(0, at), 'hold_lapses', true],
    [bed(1, at), 'trial_ends', false],
  ]);
  const later = await board(addDays(first, 30), at, own);
  expect(later.counts).toMatchObject({ filed: 4, free: 3, away: 1 });
  expect(later.at(1)).toMatchObject({ state: 'away', overdue: true, keep_until: '2026-11-26', since: '2026-11-25' });

  await database.ownerSql`update absences set voided_at = now() where id = ${offer_id}`;
  await leave(w.as(own, { ifMatch: 1 }), claim, { kind: 'hospital', from: first, keep_until: until, note: null });
  expect((await board(undefined, at, own)).at(1)).toMatchObject({ state: 'away', keep_until: until });
  const [tap] = (await readBedEvents(w.as(own), at.facility, { bed: bed(1, at) })).events;
  expect(tap).toMatchObject({ kind: 'away', person: trial.applicant.name, last: true });
  await expect(undoBatch(w.as(officer), at.facility, tap!.batch_id)).rejects.toMatchObject({ kind: 'forbidden' });
  await undoBatch(w.as(own), at.facility, tap!.batch_id);
  expect((await board(undefined, at, own)).at(1).state).toBe('occupied');
  await database.ownerSql`update absences set voided_at = null where id = ${offer_id}`;

  await receiveOffer(w.as(own, { ifMatch: 1 }), offer_id);
  await acceptOffer(w.as(family, { ifMatch: 2 }), offer_id);
  w.time.now = new Date(w.time.now.getTime() + 2 * 86_400_000);
  await rollDay(w.system);
  await actOnBeds(w.as(own), at.facility, { action: 'reopen', bed_ids: [bed(2, at)] });
  const after = await board(undefined, at, own);
  expect([0, 1, 2].map((i) => after.at(i).state)).toEqual(['reserved', 'away', 'free']);
  await agree(at);
  const past = await board(first, at, own);
  expect([1, 2, 3].map((i) => past.at(i).state)).toEqual(['occupied', 'out_of_service', 'free']);
  expect(past.expected).toEqual([]);
  w.time.now = NOW;
});

test('whatever nurses close, reopen and take back, in whatever order: every number stays true', async () => {
  const at = await openHome(w, { name: '随机', rooms: 3, bedsPerRoom: 2 });
  const own = w.as(await w.someone('institution', { facility: at.facility }));
  const guest = person();
  await importApplicants(w.system, vault, [guest]);
  await lie(at, 0, guest.applicant.id as string);
  await lie(at, 3, (await importOne()).applicant.id as string, addDays(today(), 9), addDays(today(), 5));
  const batches: string[] = [];
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        act: fc.constant('close' as const),
        beds: fc.uniqueArray(fc.nat(5), { minLength: 1 }),
        days: fc.option(fc.integer({ min: 1, max: 8 })),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ act: fc.constant('reopen' as const), beds: fc.uniqueArray(fc.nat(5), { minLength: 1 }) }),
    },
    { weight: 3, arbitrary: fc.record({ act: fc.constant('undo' as const), back: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('day' as const) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
      for (const s of steps) {
        const before = JSON.stringify((await board(undefined, at, own.actor!)).floors);
        const asked = 'beds' in s ? s.beds.map((i) => bed(i, at)) : [];
        const doing =
          s.act === 'close'
            ? actOnBeds(own, at.facility, {
                action: 'close',
                bed_ids: asked,
                reason: 'cleaning',
                until: s.days == null ? null : addDays(today(), s.days),
              })
            : s.act === 'reopen'
              ? actOnBeds(own, at.facility, { action: 'reopen', bed_ids: asked })
              : s.act === 'undo'
                ? batches.length
                  ? undoBatch(own, at.facility, batches.at(-1 - (s.back % batches.length))!)
                  : null
                : null;
        if (s.act === 'day') {
          w.time.now = new Date(w.time.now.getTime() + 86_400_000);
          await rollDay(w.system);
        }
        const done = await doing?.catch((e) => {
          expect(e).toMatchObject({ kind: 'conflict' });
          return null;
        });
        if (done && 'batch_id' in done) batches.push(done.batch_id as string);
        if (doing && !done) expect(JSON.stringify((await board(undefined, at, own.actor!)).floors)).toBe(before);
        if (done || s.act === 'day') await agree(at);
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
  w.time.now = NOW;
});

async function importOne() {
  const one = person();
  await importApplicants(w.system, vault, [one]);
  return one;
}
