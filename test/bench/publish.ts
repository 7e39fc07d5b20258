import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDb, type Sql } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { migrate } from '../../db/migrate.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { submitApplication } from '../../server/applications/actions.ts';
import { claimBed, endClaim } from '../../server/facilities/actions.ts';
import { Refusal } from '../../server/kernel/errors.ts';
import { act } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { decideProposals, openRound, publishRound, runRound } from '../../server/rounds/actions.ts';
import { readRound } from '../../server/rounds/queries.ts';
import {
  approve,
  DISTRICT,
  openHome,
  openTestDistrict,
  person,
  vault,
  type World,
  world,
} from '../support/district.ts';
import type { Bench } from './compare.ts';

const ON = '2026-11-24';
/** 3,872 beds in 61 homes. */
const BEDS_A_HOME = 3872 / 61;
const POOL = 16;
/** As many as publishing itself has at work. */
const PEER_CLIENTS = 4;
const PEER_OFFERS = 500;
/** One bed in so many is kept by a competing writer; every other one is let go again at once. */
const KEPT_ONE_IN = 16;
/** Milliseconds a competing writer thinks, at most, between two tries: even 64 officers do not click without a pause. */
const PAUSE = 2000;

const size = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const seconds = (since: number) => (performance.now() - since) / 1000;

async function shared<T>(clients: number, list: readonly T[], job: (x: T, i: number) => Promise<unknown>) {
  let next = 0;
  const client = async () => {
    while (next < list.length) {
      const i = next++;
      await job(list[i]!, i);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}

type Target = Parameters<typeof claimBed>[3]['bed'];

/** Homes with `count` beds under contract between them, and as many people queued who may go to any of them. */
async function fill(w: World, count: number, random: () => number): Promise<{ beds: Target[] }> {
  await openTestDistrict(w);
  const beds: Target[] = [];
  const homes: string[] = [];
  const many = Math.max(1, Math.round(count / BEDS_A_HOME));
  for (let i = 0; i < many; i += 1) {
    const rooms = Math.ceil((count / 2) * ((i + 1) / many)) - Math.ceil((count / 2) * (i / many));
    const place = { lng: 113.05 + 0.1 * random(), lat: 29.33 + 0.1 * random() };
    const home = await openHome(w, {
      name: `第${i + 1}家`,
      rooms,
      bedsPerRoom: 2,
      sex: 'mixed',
      bought: rooms * 2,
      ...place,
    });
    homes.push(home.facility);
    beds.push(...home.beds.map((b) => ({ ...b, facilityId: home.facility })));
  }
  const decider = await w.someone('officer');
  const officer = w.as(decider);
  const people = Array.from({ length: count }, () => person({}, 20 + Math.floor(60 * random())));
  await importApplicants(w.system, vault, people);
  const any = () => homes[Math.floor(random() * homes.length)]!;
  await shared(POOL, people, async ({ applicant }) => {
    const { application_id } = await submitApplication(officer, {
      applicant_id: applicant.id,
      service: 'nursing',
      choices: [...new Set([any(), any()])],
      accept_any: true,
      radius_km: 20,
      weekdays: [],
      needs: [],
      note: null,
    });
    await approve(w, decider, application_id);
  });
  return { beds };
}

/** Officers who book beds of the same homes, through the door every booking takes, until told to stop. */
function compete(w: World, writers: number, beds: readonly Target[], strangers: string[], random: () => number) {
  const seen = { tries: 0, kept: 0, let_go: 0, busy: 0 };
  const stopped = new AbortController();
  const onBed = (bed: Target, work: Parameters<typeof act<null, string>>[3]) =>
    act(w.system, 'stays.import', async () => ({ district: DISTRICT, type: 'bed', id: bed.id, row: null }), work);
  const once = async (guest: string) => {
    const bed = beds[Math.floor(random() * beds.length)]!;
    const keeps = strangers.pop();
    const taking = { id: keeps ?? guest, sex: 'female' as const };
    seen.tries += 1;
    try {
      const during = { start: ON, end: null };
      const claim = await onBed(bed, async (tx) => ({
        result: await claimBed(tx, DISTRICT, ON, { bed, kind: 'stay', person: taking, during }),
      }));
      seen[keeps ? 'kept' : 'let_go'] += 1;
      if (keeps) return;
      await onBed(bed, async (tx) => {
        await endClaim(tx, DISTRICT, ON, claim, { releasedAt: w.time.now });
        return { result: claim };
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.kind === 'unavailable') seen.busy += 1;
      if (keeps) strangers.push(keeps);
    }
  };
  const writer = async (guest: string) => {
    while (!stopped.signal.aborted) {
      await once(guest);
      await sleep(random() * PAUSE, null, { signal: stopped.signal }).catch(() => {});
    }
  };
  const guests = strangers.splice(0, writers);
  const all = Promise.all(guests.map(writer));
  return async () => {
    stopped.abort();
    await all;
    return seen;
  };
}

/**
 * A round's offers published while others book the same beds: PUBLISH_OFFERS (3,872) beds in homes of about 63, as many people,
 * PUBLISH_WRITERS (64) competing writers, one transaction an offer. Beside it, under the same competition and by as many
 * clients, the least an offer could cost: one insert and one update by key. No background queue runs, so the job that
 * looks at each offer again is not written.
 */
export async function publishBench({ print, random }: Pick<Bench, 'print' | 'random'>): Promise<void> {
  const count = size('PUBLISH_OFFERS', 3872);
  const writers = size('PUBLISH_WRITERS', 64);
  const dataDir = mkdtempSync(join(tmpdir(), 'yiwei-bench-'));
  const cluster = await startCluster({ dataDir });
  await migrate(cluster.ownerUrl);
  const open = (url: string, max: number) => openDb(url, { max, timeouts: { statement: 0 } });
  const [app, owner, theirs] = [
    open(cluster.appUrl, POOL),
    open(cluster.ownerUrl, POOL),
    open(cluster.appUrl, Math.max(1, writers)),
  ];
  try {
    const base = { ownerSql: owner.sql, appUrl: cluster.appUrl, ownerUrl: cluster.ownerUrl, drop: async () => {} };
    const w = world({ ...base, sql: app.sql, db: app.db });
    const others = world({ ...base, sql: theirs.sql, db: theirs.db });
    const began = performance.now();
    const { beds } = await fill(w, count, random);
    const strangers = Array.from({ length: 2 * writers + (writers && Math.floor(count / KEPT_ONE_IN)) }, () =>
      person(),
    );
    await importApplicants(w.system, vault, strangers);
    await owner.sql`analyze`;
    print('publish: beds, people, seconds to set up', `${beds.length}, ${count}, ${seconds(began).toFixed(0)}`);

    const officer = await w.someone('officer');
    const as = (ifMatch?: number) => w.as(officer, { ifMatch });
    const parameters = { horizon_days: 0, radius_km: null, reserve: 'kept' as const };
    const { id } = await openRound(as(), vault, { name: '一轮', services: ['nursing'], ...parameters });
    const ran = performance.now();
    const { verdict } = await runRound(as(1), vault, id);
    const { proposals } = await readRound(as(), id);
    print('publish: run, seconds', `${seconds(ran).toFixed(1)}, ${proposals.length} proposals, clean ${verdict.clean}`);
    const named = proposals.map((p) => p.id);
    await decideProposals(as(2), id, { proposals: named, decision: 'approved', reason: null });

    const ids = strangers.map((p) => p.applicant.id);
    const quiet = compete(others, writers, beds, ids.splice(0, writers), random);
    const least = await peer(owner.sql, proposals.slice(0, PEER_OFFERS));
    await quiet();

    const stop = compete(others, writers, beds, ids, random);
    const since = performance.now();
    const done = await publishRound(as(3), id);
    const mine = seconds(since);
    const seen = await stop();
    const rate = proposals.length / mine;
    print(
      `publish: ${proposals.length} offers, one transaction each`,
      `${mine.toFixed(1)} s, ${rate.toFixed(0)}/s, ${done.offers} made, ${done.problems.length} problems, ${done.later} left`,
    );
    const why = Object.entries(Object.groupBy(done.problems, (p) => p.reasons[0]?.code ?? ''));
    for (const [code, list] of why) print(`publish: problem ${code}`, String(list?.length));
    print('publish: insert + update by key, same clients', `${least.toFixed(0)}/s, ratio ${(rate / least).toFixed(3)}`);
    print(
      `publish: ${writers} competing writers`,
      `${seen.tries} tries, ${seen.kept} beds kept, ${seen.let_go} booked and let go, ${seen.busy} busy`,
    );
    print('publish: double bookings', `${await doubles(owner.sql)}, vacancies off by ${await drift(owner.sql)}`);
  } finally {
    await Promise.all([app.close(), owner.close(), theirs.close()]);
    await cluster.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Proposals a second by one insert and one counted update each, in one transaction each. */
async function peer(sql: Sql, list: readonly { bed_id: string; applicant_id: string; facility_id: string }[]) {
  await sql`create table peer_offer (district char(6), id uuid, bed uuid, applicant uuid, during daterange, primary key (district, id))`;
  await sql`create table peer_counter (district char(6), facility uuid, free int, primary key (district, facility))`;
  await sql`insert into peer_counter select district, facility_id, 1000000 from vacancies`;
  const since = performance.now();
  await shared(PEER_CLIENTS, list, (p) =>
    sql.begin(async (tx) => {
      await tx`insert into peer_offer values (${DISTRICT}, ${newId()}, ${p.bed_id}, ${p.applicant_id}, '[2026-11-24,)')`;
      await tx`update peer_counter set free = free - 1 where district = ${DISTRICT} and facility = ${p.facility_id}`;
    }),
  );
  return list.length / seconds(since);
}

/** Materialized: read through the constraint's own index, a double booking it had missed would be missed again. */
async function doubles(sql: Sql): Promise<number> {
  const [row] = await sql`
    with c as materialized (select * from claims where released_at is null)
    select count(*)::int as n from c a join c b on a.bed_id = b.bed_id and a.id < b.id and a.during && b.during and a.weekdays && b.weekdays`;
  return row?.n as number;
}

async function drift(sql: Sql): Promise<number> {
  const [row] = await sql`
    with c as materialized (select * from claims where released_at is null)
    select count(*)::int as n from vacancies v, lateral (
      select count(*) filter (where kind = 'stay') as stays, count(*) filter (where kind = 'hold') as holds
      from c where c.facility_id = v.facility_id) r
    where v.occupied <> r.stays or v.held <> r.holds`;
  return row?.n as number;
}
