import type { importContracts } from '../server/contracts/actions.ts';
import type { setRates } from '../server/entitlements/actions.ts';
import { toRange } from '../server/kernel/period.ts';
import type { FacilityKind, PlannedFacility } from './facilities.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import type { NewBed } from './rooms.ts';

type Signing = Parameters<typeof importContracts>[1];
export type Rate = Parameters<typeof setRates>[1][number];
type Lot = Signing['lots'][number];

/** One contract a year for each kind of facility; the community points are two provider groups. Names are invented. */
const groups: { kind: FacilityKind; half?: 0 | 1; no: string; title: string; provider: string }[] = [
  { kind: 'nursing_home', no: '01', title: '敬老院社会化托养服务', provider: '颐位示范养老服务中心' },
  {
    kind: 'community_point',
    half: 0,
    no: '02',
    title: '社区居家养老服务（一标段）',
    provider: '洞庭邻里示范养老服务社',
  },
  {
    kind: 'community_point',
    half: 1,
    no: '03',
    title: '社区居家养老服务（二标段）',
    provider: '巴陵乐龄示范养老服务社',
  },
  { kind: 'day_care', no: '04', title: '街道日间照料服务', provider: '南湖颐乐示范日间照料社' },
  { kind: 'medical_point', no: '05', title: '养老医疗护理服务', provider: '金鹗医养示范护理中心' },
];
/** Example unit prices, fen a place a month. */
const UNIT: Record<NewBed['kind'], number> = { residential: 168_000, nursing: 246_000, day: 72_000, home: 48_000 };

/**
 * This year's contracts and last year's, with a lot for each facility and service class. What was bought covers the
 * subsidised stays that run today and a little more: most lots are used up or nearly so, which is why people wait
 * although beds are free.
 */
export function makeContracts(r: Random, facilities: PlannedFacility[], ledger: Ledger, today: string): Signing {
  const year = Number(today.slice(0, 4));
  const kindOf = new Map(facilities.flatMap((f) => f.beds.map((b) => [b.id, b.kind])));
  const running = Map.groupBy(
    ledger.stays.filter((s) => s.funding === 'subsidised' && !s.dischargedOn),
    (s) => `${s.facilityId} ${kindOf.get(s.bedId)}`,
  );
  const out: Signing = { contracts: [], lots: [] };
  const lotOf = new Map<string, string>();
  for (const y of [year - 1, year]) {
    const during = toRange({ start: `${y}-01-01`, end: `${y + 1}-01-01` });
    for (const group of groups) {
      const signedOn = `${y - 1}-12-${String(10 + Number(group.no)).padStart(2, '0')}`;
      const contractId = r.id(new Date(`${signedOn}T02:00:00Z`));
      out.contracts.push({
        id: contractId,
        contractNo: `YLMZ-示例-${y}-${group.no}`,
        title: `${y}年${group.title}（示例）`,
        provider: group.provider,
        signedOn,
        during,
        announcedOn: signedOn,
        endedOn: null,
        demonstration: true,
      });
      const mine = facilities
        .filter((f) => f.facility.kind === group.kind)
        .filter((_, i) => group.half === undefined || i % 2 === group.half);
      for (const f of mine) {
        const classes = [...new Set(f.beds.filter((b) => b.pool === 'subsidised').map((b) => b.kind))];
        for (const serviceClass of classes) {
          const used = running.get(`${f.facility.id} ${serviceClass}`)?.length ?? 0;
          const large = group.kind === 'nursing_home' && serviceClass !== 'home';
          const spare = r.weighted(large ? { 5: 1, 9: 1, 13: 1 } : { 0: 48, 1: 25, 2: 14, 4: 9, 8: 4 });
          const bought = Math.max(1, y === year ? used + Number(spare) : used);
          const lot: Lot = {
            id: r.id(new Date(`${signedOn}T03:00:00Z`)),
            contractId,
            facilityId: f.facility.id,
            serviceClass,
            unit: serviceClass === 'day' || serviceClass === 'home' ? 'place_month' : 'bed_month',
            bought,
            quantity: bought * 12,
            unitPriceFen: UNIT[serviceClass] + 2000 * r.int(-5, 5),
            during,
          };
          out.lots.push(lot);
          lotOf.set(`${f.facility.id} ${serviceClass} ${y}`, lot.id);
        }
      }
    }
  }
  // A stay that still runs counts on this year's lot; one that ended counts on the lot of the year it ended in.
  for (const stay of ledger.stays) {
    if (stay.funding !== 'subsidised') continue;
    const y = stay.dischargedOn ? stay.dischargedOn.slice(0, 4) : String(year);
    stay.lotId = lotOf.get(`${stay.facilityId} ${kindOf.get(stay.bedId)} ${y}`) ?? null;
  }
  return out;
}

/**
 * Subsidy rates by effective date. Only the consumption coupon's figures come from a published notice (50 % at home,
 * 40 % in an institution, at most 800 yuan a month, levels 2–4, nationwide from 2026-01-01); the rest are examples.
 */
export function makeRates(r: Random): Rate[] {
  const from = new Date('2025-12-26T02:00:00Z');
  const row = (scheme: string, level: number, stackGroup: string, start: string, rest: Partial<Rate>): Rate => ({
    id: r.id(from),
    scheme,
    level,
    amountFen: null,
    basisPoints: null,
    capFen: null,
    stackGroup,
    effective: toRange({ start, end: null }),
    docNo: '示例，待民政部门核定',
    example: true,
    ...rest,
  });
  const coupon = { capFen: 80_000, docNo: '民办函〔2025〕49号' };
  return [
    ...[2, 3, 4].flatMap((level) => [
      row('consumption_coupon_institution', level, 'care_fee', '2026-01-01', { ...coupon, basisPoints: 4000 }),
      row('consumption_coupon_home', level, 'care_fee', '2026-01-01', { ...coupon, basisPoints: 5000 }),
    ]),
    row('tekun_support', -1, 'care_fee', '2025-01-01', { basisPoints: 10_000 }),
    row('concentrated_care', 4, 'care_fee', '2025-01-01', { capFen: 240_000 }),
    row('service_allowance', -1, 'old_age_service', '2025-01-01', { amountFen: 10_000 }),
    row('nursing_allowance', 2, 'old_age_nursing', '2025-01-01', { amountFen: 10_000 }),
    row('nursing_allowance', 3, 'old_age_nursing', '2025-01-01', { amountFen: 15_000 }),
    row('nursing_allowance', 4, 'old_age_nursing', '2025-01-01', { amountFen: 20_000 }),
    row('advanced_age_allowance', -1, 'advanced_age', '2025-01-01', { amountFen: 5_000 }),
  ];
}
