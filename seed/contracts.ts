import type { importContracts } from '../server/contracts/actions.ts';
import type { Terms } from '../server/contracts/rules.ts';
import type { NewLine } from '../server/funds/actions.ts';
import { sum } from '../server/kernel/money.ts';
import { addDays, toRange } from '../server/kernel/period.ts';
import type { FacilityKind, PlannedFacility } from './facilities.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import type { NewBed } from './rooms.ts';

type Signing = Required<Parameters<typeof importContracts>[1]> & { lines: NewLine[] };
type Lot = Signing['lots'][number];

/**
 * One contract a year for each kind of facility; the community points are two provider groups. Names are invented.
 * `welfare`: hundredths that the lottery's welfare fund bears, the rest is the budget's; `holdback`: per cent that follows the grade.
 */
type Group = {
  kind: FacilityKind;
  half?: 0 | 1;
  no: string;
  title: string;
  provider: string;
  welfare: number;
  holdback?: number;
};
export const groups: Group[] = [
  {
    kind: 'nursing_home',
    no: '01',
    title: '敬老院社会化托养服务',
    provider: '颐位示范养老服务中心',
    welfare: 0,
    holdback: 15,
  },
  {
    kind: 'community_point',
    half: 0,
    no: '02',
    title: '社区居家养老服务（一标段）',
    provider: '洞庭邻里示范养老服务社',
    welfare: 0,
  },
  {
    kind: 'community_point',
    half: 1,
    no: '03',
    title: '社区居家养老服务（二标段）',
    provider: '巴陵乐龄示范养老服务社',
    welfare: 0,
  },
  { kind: 'day_care', no: '04', title: '街道日间照料服务', provider: '南湖颐乐示范日间照料社', welfare: 100 },
  { kind: 'medical_point', no: '05', title: '养老医疗护理服务', provider: '金鹗医养示范护理中心', welfare: 20 },
];
/** Two lines a year; the codes are of the national classification, the sums are examples. */
const LINES = [
  { code: '2081006', name: '政府购买养老服务（示例）' },
  { code: '2296002', name: '福利彩票公益金用于养老服务（示例）' },
] as const;
export const CATALOGUE = { residential: 'YL01', nursing: 'YL01', day: 'YL02', home: 'YL03' } as const;
/** Example unit prices, fen a place a month. */
const UNIT: Record<NewBed['kind'], number> = { residential: 168_000, nursing: 246_000, day: 72_000, home: 48_000 };

/** How many of these stays there were on the fullest day from `from` on: nobody lay there beyond what was bought. */
function mostAtOnce(stays: readonly Ledger['stays'][number][], from: string): number {
  const moves = stays
    .filter((s) => !s.dischargedOn || s.dischargedOn > from)
    .flatMap((s) => [
      { on: s.admittedOn > from ? s.admittedOn : from, by: 1 },
      ...(s.dischargedOn ? [{ on: s.dischargedOn, by: -1 }] : []),
    ])
    .sort((a, b) => (a.on === b.on ? a.by - b.by : a.on < b.on ? -1 : 1));
  let [now, most] = [0, 0];
  for (const { by } of moves) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

/**
 * This year's contracts and last year's, with a lot for each facility and service class. What was bought covers the
 * subsidised stays that run today and a little more: most lots are used up or nearly so, which is why people wait
 * although beds are free.
 */
export function makeContracts(r: Random, facilities: PlannedFacility[], ledger: Ledger, today: string): Signing {
  const year = Number(today.slice(0, 4));
  const kindOf = new Map(facilities.flatMap((f) => f.beds.map((b) => [b.id, b.kind])));
  const subsidised = ledger.stays.filter((s) => s.funding === 'subsidised');
  // A stay that still runs counts on this year's lot; one that ended counts on the lot of the year it ended in.
  const yearOf = (s: Ledger['stays'][number]) => (s.dischargedOn ? Number(s.dischargedOn.slice(0, 4)) : year);
  const running = Map.groupBy(
    subsidised.filter((s) => !s.dischargedOn),
    (s) => `${s.facilityId} ${kindOf.get(s.bedId)}`,
  );
  const x = r.fork('text');
  const founded = new Date(`${year - 2}-12-01T02:00:00Z`);
  const out: Signing = {
    providers: makeProviders(x, founded),
    catalogue: makeCatalogue(x, founded, year),
    lines: [],
    contracts: [],
    versions: [],
    budgets: [],
    lots: [],
  };
  const lineOf = new Map<string, string>();
  for (const y of [year - 1, year, year + 1])
    for (const { code } of LINES) lineOf.set(`${y} ${code}`, x.id(new Date(`${y - 1}-11-20T02:00:00Z`)));
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
        announcedOn: addDays(signedOn, 1),
        announcedPlace: '岳阳楼区人民政府门户网站（示例）',
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
          const counted = subsidised.filter(
            (t) => `${t.facilityId} ${kindOf.get(t.bedId)}` === `${f.facility.id} ${serviceClass}` && yearOf(t) === y,
          );
          const bought = Math.max(1, mostAtOnce(counted, `${y}-01-01`), y === year ? used + Number(spare) : used);
          const lot: Lot = {
            id: r.id(new Date(`${signedOn}T03:00:00Z`)),
            contractId,
            facilityId: f.facility.id,
            serviceClass,
            catalogueCode: CATALOGUE[serviceClass],
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
      write(out, contractId, { group, year: y, signedOn, lineOf });
    }
  }
  out.lines = makeLines(out, lineOf, year);
  for (const stay of subsidised)
    stay.lotId = lotOf.get(`${stay.facilityId} ${kindOf.get(stay.bedId)} ${yearOf(stay)}`) ?? null;
  return out;
}

/** Example accounts at a bank that does not exist; the last may never be a provider, and nobody has filled in its account. */
function makeProviders(r: Random, at: Date): Signing['providers'] {
  const account = (i: number) => ({
    accountNo: `99990000000000${String(i).padStart(2, '0')}`,
    bankName: '示例银行岳阳楼支行',
    bankCode: '999999999999',
  });
  return [
    ...groups.map((g, i) => ({
      id: r.id(at),
      name: g.provider,
      kind: i === 4 ? ('enterprise' as const) : ('social_organisation' as const),
      accountName: g.provider,
      ...account(i + 1),
      demonstration: true,
    })),
    { id: r.id(at), name: '区示范社会福利院', kind: 'public_institution_1', demonstration: true },
  ];
}

/** Examples: the district's own catalogue is not known here. */
function makeCatalogue(r: Random, at: Date, year: number): Signing['catalogue'] {
  const item = (code: string, name: string, end: string | null = null) => ({
    id: r.id(at),
    code,
    name,
    effective: toRange({ start: `${year - 2}-01-01`, end }),
    docNo: '示例，待财政部门核定',
    example: true,
  });
  return [
    item('YL01', '机构托养服务'),
    item('YL02', '社区日间照料服务'),
    item('YL03', '居家和家庭养老床位服务'),
    item('YL04', '老年食堂运营服务', `${year}-07-01`),
  ];
}

type About = { group: Group; year: number; signedOn: string; lineOf: ReadonlyMap<string, string> };

/** The eight elements as an example contract words them. */
export function elementsOf(group: Pick<Group, 'title'>, year: number, places: number): Terms['elements'] {
  return {
    content: `为经评估并列入轮候的政府补贴对象提供${group.title}。（示例文本）`,
    term: `${year}年1月1日至${year}年12月31日。`,
    quantity: `同时 ${places} 个名额，按月计量，见标的清单。`,
    quality:
      '符合 GB 38600《养老机构服务安全基本规范》和 GB/T 35796《养老机构服务质量基本规范》；每季度抽查一次，每年评价一次。',
    price: '按标的清单的单价；单价含床位、护理和管理费用，不含餐费。',
    settlement: '按月结算：实际天数折算的数量乘以单价，减去老人应自付部分；验收通过后三十日内支付到承接主体账户。',
    rights: '购买方提供名单、验收并支付；承接方建立台账、保护个人信息、不得转包，接受监督检查。',
    breach: '未达到质量要求的限期整改并扣减当月费用；虚报服务的退回款项，解除合同并追究责任。',
  };
}

/** A signed contract's text and what each line bears of it, from the lots it has. */
function write(out: Signing, contractId: string, { group, year, signedOn, lineOf }: About): void {
  const contract = out.contracts.find((c) => c.id === contractId);
  const lots = out.lots.filter((l) => l.contractId === contractId);
  if (!contract) throw new Error('no such contract');
  const amount = sum(lots.map((l) => l.quantity * l.unitPriceFen));
  const welfare = Math.floor((amount * group.welfare) / 100);
  const shares = [amount - welfare, welfare];
  const budgets = LINES.flatMap(({ code }, i) => {
    const amountFen = shares[i] ?? 0;
    return amountFen > 0 ? [{ contractId, lineId: lineOf.get(`${year} ${code}`) ?? '', amountFen }] : [];
  });
  const terms: Terms = {
    title: contract.title,
    start: `${year}-01-01`,
    end: `${year + 1}-01-01`,
    elements: elementsOf(group, year, sum(lots.map((l) => l.bought))),
    long_term: null,
    budgets: budgets.map((b) => ({ line_id: b.lineId, amount_fen: b.amountFen })),
    lots: lots.map((l) => ({
      id: l.id,
      facility_id: l.facilityId,
      service_class: l.serviceClass,
      catalogue_code: l.catalogueCode ?? '',
      unit: l.unit,
      bought: l.bought,
      quantity: l.quantity,
      unit_price_fen: l.unitPriceFen,
      start: `${year}-01-01`,
      end: `${year + 1}-01-01`,
    })),
  };
  if (group.holdback) {
    terms.holdback_percent = group.holdback;
    contract.holdbackPercent = group.holdback;
  }
  contract.terms = terms;
  contract.providerId = out.providers.find((p) => p.name === group.provider)?.id ?? null;
  out.versions.push({ contractId, no: 1, terms, signedOn, effectiveOn: terms.start });
  out.budgets.push(...budgets);
}

/** Each year's lines: what the contracts put on them and a tenth more, in whole ten thousands of yuan; next year's are this year's. */
function makeLines(out: Signing, lineOf: ReadonlyMap<string, string>, year: number): NewLine[] {
  return [year - 1, year, year + 1].flatMap((y) =>
    LINES.map(({ code, name }): NewLine => {
      const like = lineOf.get(`${Math.min(y, year)} ${code}`);
      const borne = sum(out.budgets.filter((b) => b.lineId === like).map((b) => b.amountFen));
      return {
        id: lineOf.get(`${y} ${code}`),
        year: y,
        code,
        name,
        amountFen: Math.ceil((borne * 11) / 10_000_000) * 1_000_000,
        budgetDoc: `示例·预算批复〔${y}〕${code}`,
        allocationDoc: y > year ? null : `示例·资金下达〔${y}〕${code}`,
        demonstration: true,
      };
    }),
  );
}
