import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb, type Sql } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { migrate } from '../../db/migrate.ts';
import { countCases, listCases } from '../../server/cases/queries.ts';
import type { Context } from '../../server/platform/context.ts';
import { DISTRICT, openTestDistrict, world } from '../support/district.ts';
import { type Bench, compare } from './compare.ts';

const OPEN = Number(process.env.BENCH_CASES ?? 50_000);
/** Cases of earlier years, with everything that happened in them, for each open one. */
const PAST = 2;
const BIG = ['applications', 'applicants', 'clocks', 'clock_pauses', 'opinions', 'public_notices', 'assessments'];

/** The work list of a province's worth of open cases: every filter, the first page and one deep inside, and the counts. */
export async function casesBench({ print, random }: Bench): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'yiwei-bench-cases-'));
  const cluster = await startCluster({ dataDir: home, log: () => {} });
  const owner = openDb(cluster.ownerUrl, { max: 1, timeouts: { statement: 0 } });
  const app = openDb(cluster.appUrl, { max: 8, timeouts: { statement: 0 } });
  try {
    await migrate(cluster.ownerUrl);
    const w = world({ db: app.db, sql: app.sql, ownerSql: owner.sql, ownerUrl: '', appUrl: '', drop: async () => {} });
    await openTestDistrict(w);
    const actor = await w.someone('officer');
    await fill(owner.sql, actor.account as string);
    const officer = w.as(actor);
    const ids = await owner.sql<{ id: string; due: string | null }[]>`
      select application_id as id, due_on::text as due from clocks where stopped_at is null and step = 'decision' limit 2000`;
    const deep = () => {
      const one = ids[Math.floor(random() * ids.length)]!;
      return { due: one.due ?? '', id: one.id };
    };
    const street = '430602001';
    const page = { limit: 50 };
    const seen = await compare(
      {
        'fifty cases by key': () =>
          app.sql.begin(async (tx) => {
            await tx`select set_config('yiwei.district', ${DISTRICT}, true)`;
            return tx`select p.*, a.name from applications p join applicants a on a.district = p.district and a.id = p.applicant_id
              where p.district = ${DISTRICT} and p.id = any(${Array.from({ length: 50 }, () => deep().id)}::uuid[])`;
          }),
        'first page': () => listCases(officer, page),
        'a page deep inside': () => listCases(officer, { ...page, after: deep() }),
        'one status': () => listCases(officer, { ...page, status: 'submitted' }),
        'one street': () => listCases(officer, { ...page, street }),
        overdue: () => listCases(officer, { ...page, colour: 'red' }),
        'due soon': () => listCases(officer, { ...page, colour: 'amber' }),
        'my own': () => listCases(officer, { ...page, assigned: 'me' }),
        counts: () => countCases(officer),
      },
      { clients: 2 },
    );
    print('open cases / all cases', `${OPEN.toLocaleString('en')} / ${(OPEN * (PAST + 1)).toLocaleString('en')}`);
    const least = seen['fifty cases by key']!;
    for (const [name, { p50, p99 }] of Object.entries(seen))
      print(
        `work list: ${name}`,
        `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${(p50 / least.p50).toFixed(1)} × fifty by key`,
      );
    print('plans with a sequential scan of a big table', (await scans(owner.sql, officer, deep())) || 'none');
  } finally {
    await Promise.all([owner.close(), app.close()]);
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Names the filters whose plan reads a big table from end to end; the counts read every open clock, by its index. */
async function scans(sql: Sql, officer: Context, after: { due: string; id: string }): Promise<string> {
  const filters = {
    first: {},
    deep: { after },
    status: { status: 'submitted' as const },
    street: { street: '430602001' },
    red: { colour: 'red' as const },
    amber: { colour: 'amber' as const },
    mine: { assigned: 'me' as const },
  };
  const found: string[] = [];
  for (const [name, filter] of Object.entries(filters)) {
    const before = await seqScans(sql);
    for (let i = 0; i < 3; i += 1) await listCases(officer, { ...filter, limit: 50 });
    const after = await seqScans(sql);
    for (const table of BIG) if ((after.get(table) ?? 0) > (before.get(table) ?? 0)) found.push(`${name}: ${table}`);
  }
  return found.join(', ');
}

/** How often each big table has been read from end to end; the counters are written a moment after the transaction. */
async function seqScans(sql: Sql): Promise<Map<string, number>> {
  await new Promise((done) => setTimeout(done, 1500));
  await sql`select pg_stat_clear_snapshot()`;
  const rows = await sql<{ relname: string; seq_scan: number }[]>`
    select relname, seq_scan::int as seq_scan from pg_stat_user_tables where relname = any(${BIG})`;
  return new Map(rows.map((r) => [r.relname, r.seq_scan]));
}

/** People of thirty streets, each with a case; every third is open: a fifth to accept, a few to complete, most in review. */
async function fill(sql: Sql, officer: string): Promise<void> {
  const all = OPEN * (PAST + 1);
  await sql`insert into applicants (district, id, name, sex, born_on, id_no_sealed, id_no_masked, street_code, community_code, hukou_district)
    select ${DISTRICT}, gen_random_uuid(), '刘' || i, case when i % 2 = 0 then 'male' else 'female' end,
      date '1940-01-01' + (i % 9000), '\\x00', '9', '4306020' || lpad((1 + i % 30)::text, 2, '0'), '430602001001', ${DISTRICT}
      from generate_series(1, ${all}::int) i`;
  await sql`insert into applications (district, id, receipt_no, applicant_id, service, status, channel, accept_any, radius_km, submitted_at, ended_at, assigned_to)
    select district, gen_random_uuid(), 'B' || row_number() over (), id, 'nursing',
      case when n % 3 > 0 then 'closed' else (array['submitted','in_review','in_review','public_notice','more_info','in_review'])[1 + (n / 3) % 6] end,
      'desk', true, 10, timestamptz '2026-11-01' - n * interval '1 minute', case when n % 3 > 0 then now() end,
      case when (n / 3) % 500 = 0 then ${officer}::uuid end
      from (select *, row_number() over () as n from applicants) a`;
  await sql`insert into clocks (district, id, application_id, step, street_code, started_on, days, unit, rule_version, amber_on, due_on, stopped_at)
    select p.district, gen_random_uuid(), p.id,
      case p.status when 'submitted' then 'acceptance' when 'more_info' then 'correction' when 'public_notice' then 'notice' else 'decision' end,
      a.street_code, date '2026-11-01', 20, 'working', 'bench', d.due - 4, d.due, p.ended_at
      from applications p join applicants a on a.district = p.district and a.id = p.applicant_id,
        lateral (select case when hashtext(p.id::text) % 10 = 0 then null else date '2026-11-10' + abs(hashtext(p.id::text)) % 40 end as due) d`;
  await sql`insert into opinions (district, id, application_id, turn, department, asked_at, outcome, given_at)
    select district, gen_random_uuid(), id, 1, dep, submitted_at, case when i < 2 then 'agree' end, case when i < 2 then submitted_at end
      from applications, unnest(array['street','health','finance']) with ordinality t(dep, i) where status in ('in_review','closed')`;
  await sql`insert into public_notices (district, id, application_id, published_at, name_masked, community, scheme, withdrawn_at)
    select district, gen_random_uuid(), id, submitted_at, '刘*', '郭亮社区', service, ended_at from applications where status in ('public_notice','closed')`;
  await sql`insert into clock_pauses (district, id, clock_id, reason, since_on)
    select district, gen_random_uuid(), id, 'correction', date '2026-11-10' from clocks where due_on is null`;
  await sql`insert into assessments (district, id, applicant_id, standard_code, total, initial_level, level, dementia, assessed_on, valid)
    select district, gen_random_uuid(), id, 'GB/T 42195-2022', 50, 2, 2, false, '2026-10-01', '[2026-10-01,2027-10-01)' from applicants`;
  await sql`vacuum analyze`;
}
