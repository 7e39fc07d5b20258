import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb, type Sql } from '../../db/client.ts';
import { startCluster } from '../../db/cluster.ts';
import { migrate } from '../../db/migrate.ts';
import { importApplicants } from '../../server/applicants/actions.ts';
import { importContracts } from '../../server/contracts/actions.ts';
import { registerFacilities } from '../../server/facilities/actions.ts';
import { addDays } from '../../server/kernel/period.ts';
import { newId } from '../../server/platform/ids.ts';
import { draftMonth } from '../../server/settlement/actions.ts';
import { importStays } from '../../server/stays/actions.ts';
import {
  COMMUNITY,
  DISTRICT,
  openTestDistrict,
  person,
  STREET,
  vault,
  type World,
  world,
} from '../support/district.ts';
import type { Bench } from './compare.ts';

const size = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const STAYS = size('SETTLEMENT_STAYS', 10_000);
const CONTRACTS = size('SETTLEMENT_CONTRACTS', 200);
const MONTH = '2026-11';
const TERM = '[2026-01-01,2027-01-01)';

/** A home and a contract with one lot for every fiftieth of the stays; one stay in eight begins or ends within the month. */
async function fill(w: World, owner: Sql, random: () => number): Promise<void> {
  await openTestDistrict(w);
  const a = Math.ceil(STAYS / CONTRACTS);
  const homes = Array.from({ length: CONTRACTS }, () => {
    const rooms = Array.from({ length: Math.ceil(a / 4) }, () => newId());
    const beds = Array.from({ length: a }, (_, i) => ({ id: newId(), roomId: rooms[Math.floor(i / 4)] as string }));
    return { facility: newId(), contract: newId(), lot: newId(), rooms, beds };
  });
  await registerFacilities(
    w.system,
    homes.map((h, i) => ({
      facility: {
        id: h.facility,
        kind: 'nursing_home' as const,
        name: `第${i + 1}家`,
        pinyin: 'x',
        initials: 'x',
        streetCode: STREET,
        communityCode: COMMUNITY,
        lng: 113.1,
        lat: 29.38,
        accuracyM: 50,
      },
      rooms: h.rooms.map((id, k) => ({ id, building: '一号楼', floor: 1, roomNo: String(k), sex: 'mixed' as const })),
      beds: h.beds.map((b, k) => ({
        ...b,
        bedNo: String(k),
        kind: 'nursing' as const,
        levelMin: 0,
        levelMax: 4,
        dementia: false,
        equipment: [],
        pool: 'subsidised' as const,
        openedOn: '2020-01-01',
      })),
      confirmedAt: null,
    })),
  );
  await importContracts(w.system, {
    contracts: homes.map((h, i) => ({
      id: h.contract,
      contractNo: `B-${String(i).padStart(4, '0')}`,
      title: '购买服务',
      provider: '测试',
      signedOn: '2025-12-20',
      announcedOn: '2025-12-20',
      during: TERM,
    })),
    lots: homes.map((h, i) => ({
      id: h.lot,
      contractId: h.contract,
      facilityId: h.facility,
      serviceClass: 'nursing' as const,
      unit: 'bed_month' as const,
      bought: a,
      quantity: a * 12,
      unitPriceFen: 150_000 + 1_001 * (i % 60),
      during: TERM,
    })),
  });
  const places = homes.flatMap((h) => h.beds.map((bed) => ({ h, bed }))).slice(0, STAYS);
  const people = places.map(() => ({
    ...person({}, 20 + Math.floor(60 * random())),
    assessments: [
      {
        standardCode: 'GB/T 42195-2022',
        total: 50,
        dementia: false,
        assessedOn: '2025-12-01',
        valid: '[2025-12-01,2027-12-01)',
      },
    ],
  }));
  await importApplicants(w.system, vault, people);
  await importStays(
    w.system,
    places.map(({ h, bed }, i) => {
      const part = i % 8 === 0;
      const day = addDays(`${MONTH}-01`, Math.floor(28 * random()));
      return {
        id: newId(),
        applicantId: people[i]!.applicant.id as string,
        facilityId: h.facility,
        bedId: bed.id,
        lotId: h.lot,
        funding: 'subsidised' as const,
        admittedOn: part && i % 16 === 0 ? day : '2026-02-01',
        dischargedOn: part && i % 16 !== 0 ? day : null,
        dischargeKind: part && i % 16 !== 0 ? ('home' as const) : null,
        claim: { id: newId(), roomId: bed.roomId, sex: 'female' as const, residential: true },
      };
    }),
    [],
  );
  await owner`insert into entitlements (district, id, applicant_id, scheme, stack_group, during, doc_no, granted_at)
    select district, gen_random_uuid(), id, 'consumption_coupon', 'care_fee', '[2026-01-01,)', 'bench', now()
      from applicants where district = ${DISTRICT}`;
  await owner`insert into absences (district, id, facility_id, placement_id, claim_id, kind, during, keep_until)
    select district, gen_random_uuid(), facility_id, id, claim_id, 'hospital', daterange('2026-11-05', '2026-11-12'), '2026-11-11'
      from placements where admitted_on < '2026-11-01' and discharged_on is null and get_byte(uuid_send(id), 15) % 10 = 0`;
  await owner`analyze`;
}

/** The limit: the same month as one statement by somebody who knows that there is one lot, price and scheme a person. */
const byHand = (sql: Sql) => sql`
  create table by_hand as
  with days as (
    select p.lot_id, p.applicant_id, count(*)::int as days
      from placements p
      cross join generate_series('2026-11-01'::date, '2026-11-30', '1 day') d(day)
     where p.lot_id is not null and d.day >= p.admitted_on and (p.discharged_on is null or d.day < p.discharged_on)
       and not exists (select 1 from absences x where x.district = p.district and x.placement_id = p.id
                          and x.voided_at is null and x.during @> d.day::date)
     group by p.lot_id, p.applicant_id),
  priced as (
    select d.*, floor((c.unit_price_fen * d.days * 2 + 30) / 60)::bigint as amount_fen
      from days d join lot_prices c on c.lot_id = d.lot_id and c.effective @> '2026-11-01'::date),
  paid as (
    select p.*, coalesce((select least(r.cap_fen, p.amount_fen * r.basis_points / 10000) from rates r
        where r.scheme = 'consumption_coupon_institution' and r.effective @> '2026-11-01'::date
          and r.level = (select a.level from assessments a where a.applicant_id = p.applicant_id and a.valid @> '2026-11-01'::date limit 1)
          and exists (select 1 from entitlements e where e.applicant_id = p.applicant_id and e.during @> '2026-11-01'::date)), 0) as government_fen
      from priced p)
  select lot_id, applicant_id, days, amount_fen, government_fen, amount_fen - government_fen as family_fen from paid`;

/** Seconds of the work, and how far the memory of this process rose while it ran. */
async function watched(work: () => Promise<unknown>): Promise<{ seconds: number; peakMb: number }> {
  let peak = process.memoryUsage().rss;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const since = performance.now();
  await work();
  clearInterval(timer);
  return { seconds: (performance.now() - since) / 1000, peakMb: Math.max(peak, process.memoryUsage().rss) / 2 ** 20 };
}

/**
 * A month of SETTLEMENT_STAYS (10,000) stays under SETTLEMENT_CONTRACTS (200) contracts: drafted, drafted again, and drafted
 * with frozen months before it; beside it one statement that reckons the same sums, which are compared to the fen.
 */
export async function settlementBench({ print, random }: Pick<Bench, 'print' | 'random'>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'yiwei-bench-settlement-'));
  const cluster = await startCluster({ dataDir, log: () => {} });
  const app = openDb(cluster.appUrl, { max: 4, timeouts: { statement: 0 } });
  const owner = openDb(cluster.ownerUrl, { max: 2, timeouts: { statement: 0 } });
  try {
    await migrate(cluster.ownerUrl);
    const w = world({ ownerSql: owner.sql, appUrl: '', ownerUrl: '', drop: async () => {}, sql: app.sql, db: app.db });
    w.time.now = new Date('2026-12-02T02:00:00Z');
    await fill(w, owner.sql, random);
    const { account } = await w.someone('officer');
    const hand: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      await owner.sql`drop table if exists by_hand`;
      hand.push((await watched(() => byHand(owner.sql))).seconds);
    }
    const least = hand.sort((x, y) => x - y)[2] as number;
    const first = await watched(() => draftMonth(w.system, { month: MONTH }));
    const [sums] = await owner.sql`
      select count(*)::int as n, coalesce(sum(l.government_fen), 0)::bigint as government, coalesce(sum(l.family_fen), 0)::bigint as family,
             (select count(*)::int from by_hand) as hand_n,
             (select sum(government_fen)::bigint from by_hand) as hand_government, (select sum(family_fen)::bigint from by_hand) as hand_family
        from settlement_lines l where l.replaced_at is null`;
    const n = sums!.n as number;
    const same = n === sums!.hand_n && sums!.government === sums!.hand_government && sums!.family === sums!.hand_family;
    const again = await watched(() => draftMonth(w.system, { month: MONTH }));
    const figure = (r: { seconds: number; peakMb: number }) =>
      `${r.seconds.toFixed(1)} s, peak ${r.peakMb.toFixed(0)} MB, ${(n / r.seconds).toFixed(0)} lines/s`;
    print(`settlement: ${STAYS} stays, ${CONTRACTS} contracts, drafted`, `${figure(first)}, ${n} lines`);
    print('settlement: drafted again, nothing changed', figure(again));
    print(
      'settlement: one SQL statement',
      `${least.toFixed(2)} s, ${(n / least).toFixed(0)} lines/s, ratio ${(least / first.seconds).toFixed(3)}`,
    );
    print('settlement: sums are those of the statement', same ? 'to the fen' : `NO: ${JSON.stringify(sums)}`);
    await draftMonth(w.system, { month: '2026-10' });
    await owner.sql`update settlements set approved_at = now(), approved_by = ${account} where month_on = '2026-10-01'`;
    await owner.sql`update absences set voided_at = now() where get_byte(uuid_send(id), 14) % 2 = 0`;
    const after = await watched(() => draftMonth(w.system, { month: MONTH }));
    print('settlement: again, a frozen month looked at', figure(after));
  } finally {
    await Promise.all([app.close(), owner.close()]);
    await cluster.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
