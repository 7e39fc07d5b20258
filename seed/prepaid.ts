import { announceClosing } from '../server/closings/actions.ts';
import { addDays, addMonths, type Day, daysBetween, startOfDay } from '../server/kernel/period.ts';
import type { Actor, Context } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import {
  answerFiling,
  filePrepaid,
  receivePrepaid,
  refundPrepaid,
  reversePrepaid,
  setPrepaidRules,
  usePrepaid,
} from '../server/prepaid/actions.ts';
import type { Kind } from '../server/prepaid/rules.ts';
import type { Plan } from './plan.ts';

const HOUR = 3_600_000;
/** So long ago the homes below filed. */
const FILED = 210;
type Stay = Plan['stays'][number];
type Place = Plan['facilities'][number];
type Said = { person: string; kind: Kind; fen: number; on: Day };

/**
 * Some homes have filed and hold fees ahead, through the product's own actions: the demonstration's own home in order, a
 * private one near its limit with a deposit of somebody gone, one whose filing waits, one that has announced its closing.
 */
export async function playPrepaid(ctx: Context, plan: Plan, accounts: ReadonlyMap<string, string>): Promise<void> {
  const { today } = plan;
  const days = (ago: number) => addDays(today, -ago);
  const demo = plan.accounts.find((a) => a.role === 'institution');
  const as = (
    role: Actor['memberships'][number]['role'],
    facility: string | null,
    username: string | null,
    on: Day,
  ) => ({
    ...ctx,
    actor: {
      account: (username && accounts.get(username)) ?? null,
      name: role,
      strength: 2,
      memberships: [{ district: ctx.district, role, street: null, facility }],
    },
    clock: () => new Date(startOfDay(on).getTime() + 10 * HOUR),
    requestId: newId(),
  });
  const officer = (on: Day) => as('officer', null, 'demo-officer', on);
  const house = ({ facility }: Place) => {
    const username = facility.id === demo?.facility ? demo.username : null;
    return (on: Day) => as('institution', facility.id, username, on);
  };
  await setPrepaidRules(ctx, {
    from: days(900),
    service_months: 12,
    deposit_times: 12,
    membership_cap_fen: null,
    reserve_basis_points: 1000,
    notice_days: 30,
    docNo: '民发〔2024〕19号（示例）',
    example: true,
  });

  const staysAt = (f: Place): Stay[] => {
    const beds = new Set(f.beds.map((b) => b.id));
    return plan.stays.filter((s) => beds.has(s.bedId) && s.admittedOn < days(FILED + 10));
  };
  const lives = (s: Stay) => !s.dischargedOn;
  const file = async (f: Place, kinds: Kind[], limit: number, ago: number, answered: boolean) => {
    const { filing_id } = await filePrepaid(house(f)(days(ago)), f.facility.id, {
      kinds,
      net_fixed_assets_fen: limit + 80_000_000,
      pledged_fen: 80_000_000,
      account_name: f.facility.name,
      custody_bank: '示例银行岳阳支行',
      custody_account_no: '0000 0000 0000 0000（示例）',
      risk_reserve_fen: Math.ceil(limit / 5),
    });
    if (answered) await answerFiling(officer(days(ago - 4)), filing_id, 'accepted', null);
  };
  let vouchers = 0;
  const entry = (s: Said) => {
    vouchers += 1;
    const voucherNo = `演示${s.on.slice(2, 7).replace('-', '')}-${String(vouchers).padStart(4, '0')}`;
    return { applicantId: s.person, kind: s.kind, amountFen: s.fen, enteredOn: s.on, voucherNo, note: null };
  };
  const take = (f: Place, s: Said, months: number | null = null) =>
    receivePrepaid(house(f)(s.on), f.facility.id, {
      ...entry(s),
      months,
      account: s.kind === 'service_fee' ? 'own' : 'custody',
    });
  const use = (f: Place, s: Said) => usePrepaid(house(f)(s.on), f.facility.id, entry(s));
  const priceOf = (f: Place, s: Stay) => {
    const bed = f.beds.find((b) => b.id === s.bedId)?.feeFen ?? null;
    const { careFeeMinFen: care, mealFeeFen: meal } = f.facility;
    return { bed, month: bed === null || care == null || meal == null ? null : bed + care + meal };
  };
  /** A deposit of one month's bed, three months paid ahead some time ago, and each month since used. */
  const resident = async (f: Place, s: Stay, ago: number) => {
    const { bed, month } = priceOf(f, s);
    if (bed) await take(f, { person: s.applicantId, kind: 'deposit', fen: bed, on: days(ago + 3) });
    if (!month) return;
    const paid = days(ago);
    await take(f, { person: s.applicantId, kind: 'service_fee', fen: 3 * month, on: paid }, 3);
    for (let m = 1; m <= 3 && addMonths(paid, m) <= today; m += 1)
      await use(f, { person: s.applicantId, kind: 'service_fee', fen: month, on: addMonths(paid, m) });
  };

  const bySize = plan.facilities
    .map((f) => ({ f, stays: staysAt(f) }))
    .sort((a, b) => b.stays.filter(lives).length - a.stays.filter(lives).length);
  const own = bySize.find(({ f }) => f.facility.id === demo?.facility);
  if (own) {
    const people = own.stays.filter(lives).slice(0, 14);
    await file(own.f, ['service_fee', 'deposit'], 30_000_000, FILED, true);
    for (const [i, s] of people.entries()) await resident(own.f, s, 12 + 6 * i);
    const [first] = people;
    const wrong = first && priceOf(own.f, first).bed;
    if (first && wrong) {
      const on = days(9);
      const { entry_id } = await take(own.f, { person: first.applicantId, kind: 'service_fee', fen: wrong, on }, 1);
      await reversePrepaid(house(own.f)(days(8)), entry_id, '收据开错了人');
    }
    // Two who have left got their deposit back.
    for (const s of own.stays.filter((x) => x.dischargedOn && x.dischargedOn > days(FILED - 20)).slice(-2)) {
      const { bed } = priceOf(own.f, s);
      if (!bed || !s.dischargedOn) continue;
      const said = { person: s.applicantId, kind: 'deposit' as const, fen: bed };
      await take(own.f, { ...said, on: days(FILED - 10) });
      await refundPrepaid(house(own.f)(s.dischargedOn), own.f.facility.id, entry({ ...said, on: s.dischargedOn }));
    }
  }

  const others = bySize.filter(({ f }) => f !== own?.f && priced(f));
  const open = others.filter(({ f }) => f.facility.nature === 'private');
  const [near] = open;
  if (near) {
    const [f, people] = [near.f, near.stays.filter(lives).slice(0, 5)];
    const gone = near.stays.find((s) => s.dischargedOn && daysBetween(s.dischargedOn, today) < FILED - 30);
    const all = [...people, ...(gone ? [gone] : [])];
    const deposits = all.map((s) => 4 * (priceOf(f, s).bed ?? 0));
    const total = deposits.reduce((n, fen) => n + fen, 0);
    await file(f, ['deposit', 'service_fee'], Math.ceil(total / 0.88), FILED, true);
    for (const [i, s] of all.entries())
      if (deposits[i])
        await take(f, { person: s.applicantId, kind: 'deposit', fen: deposits[i] ?? 0, on: days(FILED - 10 - i) });
  }
  const waits = others.find(({ f }) => f.facility.nature === 'public_private');
  if (waits) await file(waits.f, ['service_fee', 'deposit'], 12_000_000, 3, false);
  const ends = open.slice(1).findLast(({ stays }) => stays.some(lives));
  if (ends) {
    await file(ends.f, ['deposit'], 6_000_000, FILED, true);
    for (const s of ends.stays.filter(lives).slice(0, 3)) {
      const { bed } = priceOf(ends.f, s);
      if (bed) await take(ends.f, { person: s.applicantId, kind: 'deposit', fen: bed, on: days(FILED - 15) });
    }
    await announceClosing(house(ends.f)(days(8)), ends.f.facility.id, {
      closes_on: addDays(today, 26),
      plan: '房屋租期届满。老人由街道协助转到邻近机构，押金在停业前 10 天退清。（演示）',
    });
  }
}

const priced = ({ beds }: Place) => beds.some((b) => b.feeFen !== null);
