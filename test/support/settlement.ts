import { importApplicants } from '../../server/applicants/actions.ts';
import { answerLines, approveSettlement } from '../../server/approval/actions.ts';
import { importContracts } from '../../server/contracts/actions.ts';
import type { Scheme } from '../../server/entitlements/rules.ts';
import type { Day } from '../../server/kernel/period.ts';
import type { Actor } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { draftSettlement } from '../../server/settlement/actions.ts';
import { importStays } from '../../server/stays/actions.ts';
import { DISTRICT, type openHome, person, vault, type World } from './district.ts';

type Home = Awaited<ReturnType<typeof openHome>>;
type ContractOptions = {
  unitPriceFen?: number;
  bought?: number;
  quantity?: number;
  during?: string;
  service?: 'residential' | 'nursing' | 'day' | 'home';
  unit?: 'bed_month' | 'place_month' | 'hour';
  budgets?: { year: number; amountFen: number }[];
};

/** An announced contract with a lot at each home, on a budget line of its own, with a provider who has an account. */
export async function openContract(w: World, homes: readonly Home[], o: ContractOptions = {}) {
  const contract = newId();
  const provider = newId();
  const during = o.during ?? '[2026-01-01,2027-01-01)';
  const service = o.service ?? 'nursing';
  const lots = homes.map((home) => ({ home, id: newId() }));
  await importContracts(w.system, {
    contracts: [
      {
        id: contract,
        contractNo: `S-${contract}`,
        title: '购买养老服务',
        provider: '测试养老服务中心',
        signedOn: '2025-12-20',
        announcedOn: '2025-12-22',
        during,
      },
    ],
    lots: lots.map(({ home, id }) => ({
      id,
      contractId: contract,
      facilityId: home.facility,
      serviceClass: service,
      unit: o.unit ?? (service === 'day' || service === 'home' ? 'place_month' : 'bed_month'),
      bought: o.bought ?? 50,
      quantity: o.quantity ?? 600,
      unitPriceFen: o.unitPriceFen ?? 200_000,
      during,
    })),
  });
  const sql = w.database.ownerSql;
  await sql`insert into providers (district, id, name, kind, account_name, account_no, bank_name, bank_code)
    values (${DISTRICT}, ${provider}, '测试养老服务中心', 'enterprise', '测试养老服务中心', '6200000000000001', '测试银行', '000000000000')`;
  await sql`update contracts set provider_id = ${provider} where id = ${contract}`;
  const lines: string[] = [];
  for (const { year, amountFen } of o.budgets ?? [{ year: 2026, amountFen: 120_000_000 }]) {
    const line = newId();
    lines.push(line);
    await sql`insert into budget_lines (district, id, year, code, name, amount_fen, committed_fen)
      values (${DISTRICT}, ${line}, ${year}, ${line}, '养老服务', ${amountFen}, ${amountFen})`;
    await sql`insert into contract_budgets (district, contract_id, line_id, amount_fen)
      values (${DISTRICT}, ${contract}, ${line}, ${amountFen})`;
  }
  return { contract, provider, lines, lots: lots.map((l) => l.id), lot: lots[0]?.id as string };
}

type StayOptions = {
  from: Day;
  to?: Day;
  kind?: 'home' | 'death';
  bed?: number;
  weekdays?: string;
  applicant?: string;
  granted?: Scheme[];
};

/** Somebody in a bed of the home under the lot, entitled to what is named (the consumption coupon unless said otherwise). */
export async function lieUnder(w: World, home: Home, lot: string, o: StayOptions) {
  const someone = person();
  const applicant = o.applicant ?? (someone.applicant.id as string);
  if (!o.applicant) {
    await importApplicants(w.system, vault, [{ ...someone, assessments: assessed }]);
    for (const scheme of o.granted ?? ['consumption_coupon']) await grant(w, applicant, scheme, '2026-01-01');
  }
  const bed = home.beds[o.bed ?? 0]!;
  const placement = newId();
  await importStays(
    w.system,
    [
      {
        id: placement,
        applicantId: applicant,
        facilityId: home.facility,
        bedId: bed.id,
        lotId: lot,
        funding: 'subsidised',
        admittedOn: o.from,
        dischargedOn: o.to ?? null,
        dischargeKind: o.to ? (o.kind ?? 'home') : null,
        claim: {
          id: newId(),
          roomId: bed.roomId,
          sex: 'female',
          residential: bed.kind === 'nursing' || bed.kind === 'residential',
          ...(o.weekdays ? { weekdays: o.weekdays } : {}),
        },
      },
    ],
    [],
  );
  return { placement, applicant, name: someone.applicant.name };
}
const assessed = [
  {
    standardCode: 'GB/T 42195-2022',
    total: 50,
    dementia: false,
    assessedOn: '2025-12-01',
    valid: '[2025-12-01,2027-12-01)',
  },
];

export async function grant(w: World, applicant: string, scheme: Scheme, from: Day, to: Day | null = null) {
  const group = scheme === 'service_allowance' || scheme === 'nursing_allowance' ? scheme : 'care_fee';
  await w.database.ownerSql`
    insert into entitlements (district, id, applicant_id, scheme, stack_group, during, doc_no, granted_at)
    values (${DISTRICT}, ${newId()}, ${applicant}, ${scheme}, ${group}, daterange(${from}, ${to}), 'test', now())`;
}

export async function away(w: World, placement: string, during: string) {
  await w.database.ownerSql`
    insert into absences (district, id, facility_id, placement_id, claim_id, kind, during, keep_until)
    select district, ${newId()}, facility_id, id, claim_id, 'hospital', ${during}::daterange, coalesce(upper(${during}::daterange) - 1, '2026-12-31')
      from placements where id = ${placement}`;
}

export const versionOf = async (w: World, id: string) =>
  (await w.database.ownerSql`select version from settlements where id = ${id}`)[0]?.version as number;

/** Drafts a month, has every home of it confirm, and approves it as the actor. */
export async function settle(w: World, approver: Actor, contract: string, month: string) {
  const { settlement_id: id } = await draftSettlement(w.system, { contract_id: contract, month });
  if (id === null) throw new Error('nothing to settle');
  await confirmAll(w, id);
  const done = await approveSettlement(w.as(approver, { ifMatch: await versionOf(w, id) }), id, { note: null });
  return { id, ...done };
}

export async function confirmAll(w: World, id: string) {
  const homes = await w.database.ownerSql`
    select distinct facility_id from settlement_lines where settlement_id = ${id} and replaced_at is null`;
  for (const { facility_id } of homes) {
    const nurse = await w.someone('institution', { facility: facility_id as string });
    await answerLines(w.as(nurse), facility_id as string, id, { answer: 'confirmed', lines: null, reason: null });
  }
}
