import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newId } from '../../server/platform/ids.ts';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
const pictures = join(import.meta.dirname, '../output/screenshots');
/** A month long before those that the demonstration itself has settled; its contracts were last year's. */
const YEAR = new Date().getFullYear() - 1;
const MONTH = `${YEAR}-03-01`;
const line = newId();
let product: Product;
let officer: Visitor;

/** Whoever lay in a bed of those contracts, as settled for that month: approved, due and not paid. */
async function settleMonth() {
  const sql = product.database.ownerSql;
  await sql.begin(async (tx) => {
    await tx`insert into budget_lines (district, id, year, code, name, amount_fen, budget_doc, allocation_doc, demonstration)
      values ('430602', ${line}, ${YEAR}, 'T-2081006', '养老服务购买（测试）', 9000000000, '岳财预1号', null, true)`;
    await tx`insert into contract_budgets select distinct c.district, c.id, ${line}::uuid, 100000000 from contracts c
      join lots l on l.district = c.district and l.contract_id = c.id where c.during @> ${MONTH}::date`;
    await tx`create temp table settled on commit drop as
      select p.applicant_id, p.facility_id, p.lot_id, l.contract_id from placements p
      join lots l on l.district = p.district and l.id = p.lot_id and l.during @> ${MONTH}::date
      where not exists (select from placements q where q.applicant_id = p.applicant_id and q.lot_id = p.lot_id and q.id < p.id)`;
    await tx`insert into settlements (district, id, contract_id, month_on, digest, drafted_at, amount_fen, government_fen,
        family_fen, approved_at, approved_by)
      select '430602', gen_random_uuid(), contract_id, ${MONTH}, 'd', now(), count(*) * 200000, count(*) * 80000,
        count(*) * 120000, now(), (select id from accounts limit 1) from settled group by contract_id`;
    await tx`insert into settlement_lines (district, id, settlement_id, facility_id, lot_id, applicant_id, kind, month_on,
        days, units_num, units_den, amount_fen, government_fen, family_fen, schemes, basis, digest)
      select '430602', gen_random_uuid(), s.id, x.facility_id, x.lot_id, x.applicant_id, 'regular', ${MONTH}, 31, 31, 31, 200000,
        80000, 120000, '{"consumption_coupon": 80000}', '{}', 'd'
      from settled x join settlements s on s.contract_id = x.contract_id and s.month_on = ${MONTH}`;
    await tx`insert into payments (district, id, settlement_id, budget_line_id, payee_name, account_name, account_no,
        amount_fen, approved_at, due_on)
      select '430602', gen_random_uuid(), s.id, ${line}, c.provider, c.provider, '6222', s.government_fen, now(), ${`${YEAR}-04-30`}
      from settlements s join contracts c on c.id = s.contract_id where s.month_on = ${MONTH}`;
    await tx`insert into fund_entries (district, id, line_id, entered_on, kind, amount_fen, voucher_no, made_at)
      values ('430602', gen_random_uuid(), ${line}, ${`${YEAR}-03-09`}, 'allocation', 5000000000, null, now())`;
  });
}

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  product = await openProduct();
  await settleMonth();
  officer = await product.visit();
}, 240_000);
afterAll(() => product?.close());

const picture = ({ page }: Visitor, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

test('an officer sees which question failed and why, and publishes the month from there', async () => {
  const { page, troubles } = officer;
  await enterAs(officer, '演示·民政经办', '/officer/scrutiny');
  await page.goto(`/officer/scrutiny?year=${YEAR}&fund=${line}`);
  await settled(page, '.tbl-open');
  const row = page.locator('tbody tr', { hasText: `${YEAR}年3月` });
  expect(await row.innerText()).toMatch(/2 处问题[\s\S]*前公示[\s\S]*处问题/);
  await row.locator('.tbl-open').click();
  await settled(page, '.question');
  await page.getByRole('heading', { name: /没有拨款文件/ }).waitFor();
  await page.getByRole('heading', { name: /逾期没有拨付/ }).waitFor();
  await picture(officer, 'scrutiny-line');
  expect(await complaints(page)).toEqual([]);

  await page.getByRole('button', { name: '公示…' }).click();
  await settled(page, 'dialog tbody tr');
  const rows = await page.locator('dialog tbody tr').count();
  expect(rows).toBeGreaterThan(20);
  await picture(officer, 'scrutiny-publish');
  expect(await complaints(page, 'dialog')).toEqual([]);
  const last = await page.getByLabel('公示截止').inputValue();
  await page.getByLabel('公示截止').fill(await page.getByLabel('公示开始').inputValue());
  await page.getByRole('button', { name: /^公示 \d+ 条$/ }).click();
  await page.getByText('公示只有 1 天，至少要 7 天').first().waitFor();
  await page.getByLabel('公示截止').fill(last);
  await page.getByRole('button', { name: /^公示 \d+ 条$/ }).click();
  await page.getByText(`已公示 ${rows} 条`).waitFor();
  await page.locator('.question', { hasText: '二查公示' }).getByText('已公示').waitFor();
  expect(troubles.filter((one) => !one.includes('422'))).toEqual([]);
});

test('anybody reads the month on a phone, with its masked list while it stands, and takes it away as CSV', async () => {
  const visitor = await product.visit({ width: 390, height: 844 });
  const { page, troubles } = visitor;
  await page.goto(`/funds?month=${MONTH}`);
  await settled(page, '.funds-contract');
  const list = page.getByText(/^名单：\d+ 条/).first();
  await list.click();
  await page
    .locator('.funds td', { hasText: '其他' })
    .or(page.locator('.funds th', { hasText: '*' }))
    .first()
    .waitFor();
  await page.locator('.funds-contract summary').first().click();
  const names = await page.locator('.funds .card details[open] th[scope=row]').allInnerTexts();
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !/^\S\*/.test(name))).toEqual([]);
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
  expect(wide).toBeLessThanOrEqual(room);
  await picture(visitor, 'funds-open-390');
  expect(await complaints(page)).toEqual([]);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
  expect(file.suggestedFilename()).toBe(`use-of-funds-${MONTH}.csv`);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.funds-contract td').last().isVisible()).toBe(true);
  await page.emulateMedia({ media: 'screen' });
  expect(troubles).toEqual([]);
});

test('an inspector draws whom to visit, once, and records what two people found', async () => {
  const visitor = await product.visit();
  const { page, troubles } = visitor;
  await enterAs(visitor, '演示·督查', '/officer/scrutiny');
  await page.goto(`/officer/scrutiny?tab=checks&month=${MONTH}`);
  await settled(page, '.flag, .silent');
  await picture(visitor, 'scrutiny-checks');
  expect(await complaints(page)).toEqual([]);
  await page.goto(`/officer/scrutiny?tab=sample&month=${MONTH}`);
  await page.getByRole('button', { name: '抽样…' }).click();
  await page.getByRole('button', { name: /^抽 \d+ 条$/ }).click();
  await page.getByText('用同一种子重抽，结果相同').waitFor();
  await page.locator('.tbl-open').first().click();
  await page.getByRole('button', { name: '登记核查' }).click();
  await page.getByText('现场核查须两人，请填第二人').waitFor();
  await page.getByLabel('核查人二').fill('李核查');
  await page.getByLabel('人不在').check();
  await page.getByLabel('发现了什么').fill('床位空着，护理员称老人上周已回家');
  expect(await complaints(page, 'dialog')).toEqual([]);
  await picture(visitor, 'scrutiny-check');
  await page.getByRole('button', { name: '登记核查' }).click();
  await page.locator('tbody tr', { hasText: '人不在' }).waitFor();
  await picture(visitor, 'scrutiny-sample');
  expect(await complaints(page)).toEqual([]);
  expect(troubles).toEqual([]);
});

test('the same pages in English, on a phone', async () => {
  const visitor = await product.visit({
    width: 390,
    height: 844,
    lang: 'en',
    state: await officer.context.storageState(),
  });
  const { page, troubles } = visitor;
  for (const [name, path, shows] of [
    ['funds-en-390', `/funds?month=${MONTH}`, '.funds-contract'],
    ['scrutiny-en-390', `/officer/scrutiny?year=${YEAR}&fund=${line}`, '.tbl-open'],
    ['scrutiny-line-en-390', `/officer/scrutiny?year=${YEAR}&line=${line}&month=${MONTH}`, '.question'],
    ['scrutiny-sample-en-390', `/officer/scrutiny?tab=sample&month=${MONTH}`, 'code'],
  ] as const) {
    await page.goto(path);
    await settled(page, shows);
    await picture(visitor, name);
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
    expect([name, wide <= room]).toEqual([name, true]);
    expect(await complaints(page)).toEqual([]);
  }
  expect(troubles).toEqual([]);
});
