import { expect } from 'vitest';
import { importContracts } from '../../server/contracts/actions.ts';
import type { Terms } from '../../server/contracts/rules.ts';
import { addBudgetLines } from '../../server/funds/actions.ts';
import { newId } from '../../server/platform/ids.ts';
import { readContract } from '../../server/procurement/queries.ts';
import type { Facts } from '../../server/procurement/rules.ts';
import { appOf } from './app.ts';
import { openHome, openTestDistrict, type World } from './district.ts';

export const LINE = '00000000-0000-7000-8000-000000000001';
export const HOME = '00000000-0000-7000-8000-00000000000a';
const LOT = '00000000-0000-7000-8000-0000000000b1';

/** A year of ten nursing places at 1,000 yuan: 120,000 yuan on one line. */
export const terms = (more: Partial<Terms> = {}): Terms => ({
  title: '敬老院托养服务',
  start: '2027-01-01',
  end: '2028-01-01',
  elements: {
    content: '护理型床位托养',
    term: '2027-01-01 至 2027-12-31',
    quantity: '10 床，120 床·月',
    quality: 'GB 38600-2019',
    price: '每床·月 1000 元',
    settlement: '按月结算',
    rights: '双方权利义务',
    breach: '违约责任',
  },
  long_term: null,
  budgets: [{ line_id: LINE, amount_fen: 12_000_000 }],
  lots: [lot()],
  ...more,
});
export const lot = (more: Partial<Terms['lots'][number]> = {}): Terms['lots'][number] => ({
  id: LOT,
  facility_id: HOME,
  service_class: 'nursing',
  catalogue_code: 'B0301',
  unit: 'bed_month',
  bought: 10,
  quantity: 120,
  unit_price_fen: 100_000,
  start: '2027-01-01',
  end: '2028-01-01',
  ...more,
});
export const facts = (more: Partial<Facts> = {}): Facts => ({
  on: '2026-12-10',
  provider: { name: '测试养老服务社', kind: 'social_organisation' },
  catalogue: [{ code: 'B0301', effective: '[2025-01-01,)' }],
  facilities: new Map([[HOME, { name: '测试敬老院', closedOn: null }]]),
  lines: new Map([
    [
      LINE,
      {
        id: LINE,
        year: 2027,
        code: '2081004',
        name: '养老服务',
        amountFen: 20_000_000,
        committedFen: 8_000_000,
        ownFen: 0,
      },
    ],
  ]),
  ...more,
});

export type Any = Record<string, ReturnType<typeof JSON.parse>>;
/** A district with two homes, providers, a catalogue and a budget line for each of two years, and those who work there. */
export async function openOffice(w: World) {
  await openTestDistrict(w);
  const home = (await openHome(w, { kind: 'residential' })).facility;
  const other = (await openHome(w, { name: '另一家', kind: 'residential' })).facility;
  const [provider, state, line, next] = [newId(), newId(), newId(), newId()];
  const budget = { code: '2081006', name: '养老服务', budgetDoc: null, allocationDoc: null };
  await addBudgetLines(w.system, [
    { ...budget, id: line, year: 2026, amountFen: 100_000_000 },
    { ...budget, id: next, year: 2027, amountFen: 300_000_000 },
  ]);
  await importContracts(w.system, {
    providers: [
      { id: provider, name: '测试养老服务社', kind: 'social_organisation' },
      { id: state, name: '区社会福利院', kind: 'public_institution_1' },
    ],
    catalogue: [
      { id: newId(), code: 'B0301', name: '机构养老服务', effective: '[2025-01-01,)', docNo: '示例', example: true },
    ],
    contracts: [
      {
        id: newId(),
        contractNo: 'OLD',
        title: '接管的合同',
        provider: '旧服务社',
        signedOn: '2025-01-01',
        announcedOn: '2025-01-02',
        during: '[2025-01-01,2026-01-01)',
      },
    ],
    lots: [],
  });
  const product = appOf(w);
  const officer = await w.someone('officer');
  const cookie: Record<string, string> = {
    officer: await product.cookieOf(officer),
    colleague: await product.cookieOf(await w.someone('officer')),
    leader: await product.cookieOf(await w.someone('leader')),
    administrator: await product.cookieOf(await w.someone('administrator')),
    nurse: await product.cookieOf(await w.someone('institution', { facility: home })),
  };
  const send = async (who: string, method: string, path: string, body?: unknown, version?: number) => {
    const answer = await product.ask(method, `/api/v1${path}`, {
      cookie: cookie[who] as string,
      ...(body === undefined ? {} : { body }),
      headers: version === undefined ? {} : { 'if-match': `"${version}"` },
    });
    return { status: answer.status, body: answer.body as Any };
  };
  const open = async (path: string) => (await product.ask('GET', `/api/v1${path}`)).body as Any;
  const lotHere = (more: Partial<Terms['lots'][number]> = {}) => ({
    ...lot({ facility_id: home, service_class: 'residential', start: '2026-12-01', end: '2027-12-01', ...more }),
    id: null,
  });
  /** A year from December, ten places at 1,000 yuan: a month on this year's line, eleven on the next. */
  const termsHere = (more: object = {}) => ({
    ...terms({ start: '2026-12-01', end: '2027-12-01' }),
    budgets: [
      { line_id: line, amount_fen: 1_000_000 },
      { line_id: next, amount_fen: 11_000_000 },
    ],
    lots: [lotHere()],
    ...more,
  });
  let count = 0;
  const draft = async (more: object = {}, head: object = {}) => {
    count += 1;
    const body = { contract_no: `测-${count}`, provider_id: provider, terms: termsHere(more), ...head };
    const made = await send('officer', 'POST', '/contracts', body);
    expect(made.status).toBe(201);
    return made.body.contract_id as string;
  };
  const read = async (id: string) => (await send('officer', 'GET', `/contracts/${id}`)).body;
  /** A step on the version that is current. */
  const step = async (id: string, verb: string, body: object) =>
    send('officer', 'POST', `/contracts/${id}/${verb}`, body, (await read(id)).version);
  /** On another day, when no session of this morning is good any more. */
  const later = (id: string) => readContract(w.as(officer), id);
  const sign = (id: string, on = '2026-11-24') => step(id, 'sign', { signed_on: on });
  const announce = (id: string, on = '2026-11-24') =>
    step(id, 'announce', { announced_on: on, announced_place: '区政府门户网站' });
  const committed = async (id: string) =>
    Number((await w.database.ownerSql`select committed_fen from budget_lines where id = ${id}`)[0]!.committed_fen);
  const lotLeft = async (facility: string) =>
    (await w.database.ownerSql`select lot_left from vacancies where facility_id = ${facility}`)[0]!.lot_left as number;
  /** Puts the terms of a contract into the form in which an amendment hands them back. */
  const reworded = async (id: string, change: (t: Any) => void) => {
    const { terms: t } = await read(id);
    change(t);
    return t;
  };
  return {
    ...{ home, other, provider, state, line, next, product, officer },
    ...{
      send,
      open,
      draft,
      read,
      later,
      step,
      sign,
      announce,
      committed,
      lotLeft,
      reworded,
      number: () => `测-${count}`,
    },
    lot: lotHere,
    terms: termsHere,
  };
}
