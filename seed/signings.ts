import { amendContract } from '../server/amendments/actions.ts';
import type { Terms } from '../server/contracts/rules.ts';
import { addDays, type Day, startOfDay } from '../server/kernel/period.ts';
import { isWorkingDay } from '../server/kernel/workdays.ts';
import type { Context } from '../server/platform/context.ts';
import { newId } from '../server/platform/ids.ts';
import { type Draft, draftContract, signContract } from '../server/procurement/actions.ts';
import { calendar } from './calendar.ts';
import { elementsOf } from './contracts.ts';
import type { Plan } from './plan.ts';

/** The terms of a contract of this year for the next, on that year's lines. */
function renewed(plan: Plan, terms: Terms, year: number): Draft['terms'] {
  const nextLine = (id: string) => {
    const line = plan.signing.lines.find((l) => l.id === id);
    return plan.signing.lines.find((l) => l.code === line?.code && l.year === year)?.id ?? id;
  };
  const title = terms.title.replace(String(year - 1), String(year));
  const places = terms.lots.reduce((n, l) => n + l.bought, 0);
  return {
    ...terms,
    title,
    start: `${year}-01-01`,
    end: `${year + 1}-01-01`,
    elements: elementsOf({ title }, year, places),
    budgets: terms.budgets.map((b) => ({ ...b, line_id: nextLine(b.line_id) })),
    lots: terms.lots.map((l) => ({ ...l, id: null, start: `${year}-01-01`, end: `${year + 1}-01-01` })),
  };
}

/**
 * What is under way with contracts, through the product's own actions: a dearer price in the day centres since July; of
 * next year's, one signed and to be announced today, and one whose text lacks something.
 */
export async function playSignings(ctx: Context, plan: Plan, accounts: ReadonlyMap<string, string>): Promise<void> {
  const year = Number(plan.today.slice(0, 4));
  const at = (day: Day, ifMatch?: number): Context => ({
    ...ctx,
    clock: () => new Date(startOfDay(day).getTime() + 10 * 3_600_000),
    requestId: newId(),
    ...(ifMatch ? { ifMatch } : {}),
    actor: {
      account: accounts.get('demo-officer') ?? null,
      name: 'demo-officer',
      strength: 2,
      memberships: [{ district: ctx.district, role: 'officer', street: null, facility: null }],
    },
  });
  const contractOf = (no: string) => {
    const found = plan.signing.contracts.find((c) => c.contractNo === `YLMZ-示例-${year}-${no}`);
    if (!found?.terms) throw new Error(`no contract ${no}`);
    return { ...found, terms: found.terms };
  };

  const dayCare = contractOf('04');
  const july = `${year}-07-01`;
  if (july < plan.today) {
    // 181 or 182 days before July: so many units at the old price, as the contract's amount is reckoned.
    const dearer = dayCare.terms.lots.map((l) => ({ ...l, unit_price_fen: l.unit_price_fen + 3_000 }));
    const days = year % 4 === 0 ? 366 : 365;
    const more = dayCare.terms.lots.reduce((n, l) => {
      const before = Math.floor((2 * l.quantity * (days - 184) + days) / (2 * days));
      return n + (l.quantity - before) * 3_000;
    }, 0);
    const [first, ...rest] = dayCare.terms.budgets;
    if (!first) throw new Error('a contract without a budget');
    const terms = {
      ...dayCare.terms,
      lots: dearer,
      budgets: [{ ...first, amount_fen: first.amount_fen + more }, ...rest],
    };
    await amendContract(at(`${year}-06-20`, 1), dayCare.id, {
      terms,
      signedOn: `${year}-06-18`,
      effectiveOn: july,
      reason: '人工和食材成本上涨，双方协商调整单价（示例）',
      docNo: `YLMZ-示例-${year}-04-补1`,
    });
  }

  const homes = contractOf('01');
  const draft = (of: typeof homes, no: string): Draft => ({
    contract_no: `YLMZ-示例-${year + 1}-${no}`,
    provider_id: of.providerId ?? null,
    terms: renewed(plan, of.terms, year + 1),
  });
  let signedOn = plan.today;
  for (let n = 2; n > 0; ) {
    signedOn = addDays(signedOn, -1);
    if (isWorkingDay(calendar, signedOn)) n -= 1;
  }
  const { contract_id } = await draftContract(at(addDays(signedOn, -3)), draft(homes, '01'));
  await signContract(at(signedOn, 1), contract_id, signedOn);

  const points = draft(contractOf('02'), '02');
  await draftContract(at(addDays(plan.today, -1)), {
    ...points,
    terms: { ...points.terms, elements: { ...points.terms.elements, quality: '', breach: '' } },
  });
}
