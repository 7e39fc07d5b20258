import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { serve } from '@hono/node-server';
import type { Page } from 'playwright-core';
import { openDb, type Sql } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { migrate } from '../../db/migrate.ts';
import { createApp } from '../../server/app.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { readBoard } from '../../server/board/queries.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { readConfig } from '../../server/platform/config.ts';
import { newId } from '../../server/platform/ids.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { storageOf } from '../../server/platform/storage.ts';
import { startChromium } from '../support/chromium.ts';
import { DISTRICT, openHome, openTestDistrict, person, vault, type World, world } from '../support/district.ts';
import { type Bench, compare } from './compare.ts';

const ROOMS = 160;
const BEDS = ROOMS * 3;
const RESIDENTS = 400;
const SLOWED = 4;

/** The bed board of a home of 480 beds: what is sent, what it costs the server, and what it is like on an old machine. */
export async function boardBench({ print }: Bench): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'yiwei-bench-board-'));
  const cluster = await startCluster({ dataDir: home, log: () => {} });
  const owner = openDb(cluster.ownerUrl, { max: 1, timeouts: { statement: 0 } });
  const app = openDb(cluster.appUrl, { max: 8 });
  try {
    await migrate(cluster.ownerUrl);
    const w = world({ db: app.db, sql: app.sql, ownerSql: owner.sql, ownerUrl: '', appUrl: '', drop: async () => {} });
    w.time.now = new Date();
    await openTestDistrict(w);
    const facility = await fill(w, owner.sql);
    const nurse = await w.someone('institution', { facility });
    const token = await session(w, owner.sql, nurse.account as string);
    const text = JSON.stringify(await readBoard(w.as(nurse), facility, undefined));
    print('board of 480 beds: bytes', `${kb(text.length)} raw, ${kb(gzipSync(text).length)} gzipped`);
    const seen = await compare(
      { 'one statement': () => byHand(app.sql, facility), board: () => readBoard(w.as(nurse), facility, undefined) },
      { clients: 2 },
    );
    const least = seen['one statement']!;
    for (const [name, { p50, p99 }] of Object.entries(seen))
      print(
        `board of 480 beds: ${name}`,
        `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${(p50 / least.p50).toFixed(1)} × one statement`,
      );
    await inChromium(w, home, token, print);
  } finally {
    await Promise.all([owner.close(), app.close()]);
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

const kb = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;

/** The same rows by hand: every bed with its room and who takes it today. */
const byHand = (sql: Sql, facility: string) =>
  sql.begin(async (tx) => {
    await tx`select set_config('yiwei.district', ${DISTRICT}, true)`;
    return tx`
      select b.*, r.building, r.floor, r.room_no, r.sex, c.kind as taken_by, c.reason, c.during, a.name, p.id as stay, p.trial_until, p.leaving_on,
        (select s.level from assessments s where s.district = c.district and s.applicant_id = c.applicant_id and s.valid @> current_date limit 1) as level
        from beds b join rooms r on r.district = b.district and r.id = b.room_id
        left join claims c on c.district = b.district and c.bed_id = b.id and c.released_at is null and c.during @> current_date
        left join placements p on p.district = c.district and p.claim_id = c.id
        left join applicants a on a.district = c.district and a.id = c.applicant_id
       where b.district = ${DISTRICT} and b.facility_id = ${facility}`;
  });

/** 400 residents, some away or on trial, and some beds closed. */
async function fill(w: World, sql: Sql): Promise<string> {
  const { facility, beds } = await openHome(w, { rooms: ROOMS, bedsPerRoom: 3, sex: 'mixed' });
  await sql`update rooms set floor = 1 + (right(room_no, 3)::int / 27), building = case when right(room_no, 1) < '5' then '一号楼' else '二号楼' end
    where facility_id = ${facility}`;
  const people = Array.from({ length: RESIDENTS }, () => person());
  await importApplicants(w.system, vault, people);
  const today = dayOf(w.time.now);
  await sql`update assessments set valid = daterange(${addDays(today, -30)}::date, ${addDays(today, 300)}::date)`;
  const rows = people.map((p, i) => ({ bed: beds[i]!, who: p.applicant.id as string }));
  await sql`
    insert into claims (district, id, bed_id, room_id, facility_id, applicant_id, sex, residential, kind, during)
    select ${DISTRICT}, x.bed, x.bed, x.room, ${facility}, x.who, 'female', true, 'stay', daterange(${addDays(today, -20)}::date, null)
      from unnest(${rows.map((r) => r.bed.id)}::uuid[], ${rows.map((r) => r.bed.roomId)}::uuid[], ${rows.map((r) => r.who)}::uuid[]) as x(bed, room, who)`;
  await sql`
    insert into placements (district, id, applicant_id, facility_id, bed_id, claim_id, funding, admitted_on, trial_until)
    select district, id, applicant_id, facility_id, bed_id, id, 'private', lower(during),
      case when row_number() over () % 10 = 0 then lower(during) + 30 end from claims where facility_id = ${facility}`;
  await sql`
    insert into absences (district, id, facility_id, placement_id, claim_id, kind, during, keep_until)
    select district, bed_id, facility_id, id, claim_id, 'home', daterange(current_date - 2, null), current_date + 3 from placements
     where facility_id = ${facility} limit 20`;
  await sql`
    insert into claims (district, id, bed_id, room_id, facility_id, residential, kind, reason, during)
    select district, id, id, room_id, facility_id, false, 'closure', 'cleaning', daterange(current_date, current_date + 1) from beds
     where facility_id = ${facility} and id = any(${beds.slice(RESIDENTS, RESIDENTS + 20).map((b) => b.id)}::uuid[])`;
  await sql`analyze`;
  return facility;
}

/** A session as sign-in would leave it. */
async function session(w: World, sql: Sql, account: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const [now, end] = [w.time.now, new Date(w.time.now.getTime() + 3.6e6)];
  await sql`insert into sessions (token_hash, id, account_id, strength, agent, created_at, seen_at, idle_until, absolute_until)
    values (${createHash('sha256').update(token).digest()}, ${newId()}, ${account}, 2, 'bench', ${now}, ${now}, ${end}, ${end})`;
  return token;
}

/** How long until a bed can be chosen, and how evenly the board scrolls, on this machine and on one four times slower. */
async function inChromium(w: World, home: string, token: string, print: Bench['print']) {
  const config = {
    ...readConfig({ DATA_KEY: '07'.repeat(32), LOG_LEVEL: 'silent', DEMO: '0', DATA_DIR: home }),
    demo: true,
  };
  const dist = join(import.meta.dirname, '../../web/dist');
  const services = {
    db: w.database.db,
    clock: () => new Date(),
    events: w.events,
    vault,
    storage: storageOf(config, vault),
    config,
    log: createLog('silent'),
  };
  const { app, closeStreams } = createApp(services, createMetrics(), dist);
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise<void>((done) => server.once('listening', done));
  const origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await startChromium();
  try {
    for (const [name, width, slowed] of [
      ['desk', 1440, 1],
      ['desk', 1440, SLOWED],
      ['phone', 390, SLOWED],
    ] as const) {
      const context = await browser.newContext({ viewport: { width, height: 844 }, serviceWorkers: 'block' });
      await context.addCookies([
        { name: '__Host-session', value: token, url: `https://${origin}/`, secure: true, httpOnly: true },
      ]);
      const page = await context.newPage();
      const devtools = await context.newCDPSession(page);
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowed });
      const start = performance.now();
      await page.goto(`http://${origin}/institution/beds`);
      await page.locator('.bedtile').first().click();
      await page.locator('.bedtile[aria-pressed="true"]').first().waitFor();
      const ready = performance.now() - start;
      const own = await scroll(page);
      await page.setContent('<!doctype html><div style="height: 30000px"></div>');
      const empty = await scroll(page);
      print(
        `board of ${BEDS} beds: ${name}, processor ÷ ${slowed}`,
        `a bed chosen after ${(ready / 1000).toFixed(2)} s; frames over 33 ms: ${share(own)}, of an empty page ${share(empty)}`,
      );
      await context.close();
    }
  } finally {
    await browser.close();
    closeStreams();
    await new Promise<void>((done) => server.close(() => done()));
  }
}

const share = (frames: number[]) => `${((frames.filter((ms) => ms > 33).length / frames.length) * 100).toFixed(0)} %`;

/** Milliseconds between 120 frames while the page is scrolled by a tile a frame. */
const scroll = (page: Page) =>
  page.evaluate(async () => {
    const list = document.querySelector('.staff-list');
    const box = list && list.scrollHeight > list.clientHeight + 10 ? list : document.scrollingElement!;
    const times: number[] = [];
    let last = await new Promise<number>(requestAnimationFrame);
    for (let i = 0; i < 120; i += 1) {
      box.scrollTop += 90;
      const now = await new Promise<number>(requestAnimationFrame);
      times.push(now - last);
      last = now;
    }
    return times;
  });
