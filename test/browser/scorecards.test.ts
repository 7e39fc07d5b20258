import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addMonths, dayOf } from '../../server/kernel/period.ts';
import { quarterOf } from '../../server/scorecards/rules.ts';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
const pictures = join(import.meta.dirname, '../output/screenshots');
const QUARTER = quarterOf(addMonths(dayOf(new Date()), -3));
let product: Product;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  product = await openProduct();
}, 240_000);
afterAll(() => product.close());
const picture = ({ page }: Visitor, name: string) =>
  page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });

test('a leader looks into a grade down to its records, and releases what was held back', async () => {
  const visitor = await product.visit();
  const { page, troubles } = visitor;
  await enterAs(visitor, '演示·分管领导', '/officer/scorecards');
  await page.goto(`/officer/scorecards?quarter=${QUARTER}`);
  await settled(page, '.scorecards tbody tr');
  await page.getByText(/公布。/).waitFor();
  await picture(visitor, 'scorecards');
  await page.getByRole('button', { name: '数据时效' }).click();
  await page.locator('.scorecards .tbl-open').first().click();
  await settled(page, '.scorecard tbody tr');
  await page.locator('.scorecard tbody tr', { hasText: '数据时效' }).locator('.tbl-open').click();
  await settled(page, '.case-body tbody tr');
  const said = await page.locator('.case-body').innerText();
  const [, of, num] = /(\d+) 条记录中 (\d+) 条计入/.exec(said) ?? [];
  expect(await page.locator('.case-body tbody tr').count()).toBe(Number(of));
  expect(await page.locator('.case-body tbody tr', { hasText: '当天确认过' }).count()).toBe(Number(num));
  await picture(visitor, 'scorecard-rows');
  expect(await complaints(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  await picture(visitor, 'scorecard-print');
  await page.emulateMedia({ media: 'screen' });

  await page.goto(`/officer/scorecards?subject=holdback&quarter=${QUARTER}`);
  await settled(page, '.scorecards tbody tr');
  await picture(visitor, 'holdback');
  expect(await complaints(page)).toEqual([]);
  const decide = page.locator('.scorecard-decide');
  for (let i = 0; i < (await decide.count()); i += 1) {
    await decide.nth(i).getByLabel('拨付比例（%）').fill('100');
    await decide.nth(i).getByLabel('理由').fill('评价期记录不足，按满额拨付');
  }
  await page.getByRole('button', { name: '按考核拨付' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '确定拨付', exact: true }).click();
  await page.getByRole('heading', { name: '已经决定' }).waitFor();
  await picture(visitor, 'holdback-done');
  expect(troubles).toEqual([]);
});

test('a home sees its own card on a phone, and anybody the grades', async () => {
  const home = await product.visit({ width: 390, height: 844 });
  await enterAs(home, '演示·机构床位管理员', '/institution/scorecard');
  await home.page.goto(`/institution/scorecard?quarter=${QUARTER}`);
  await settled(home.page, '.scorecard tbody tr');
  await picture(home, 'own-scorecard-390');
  expect(await complaints(home.page)).toEqual([]);
  expect(home.troubles).toEqual([]);

  const anyone = await product.visit({ width: 390, height: 844 });
  await anyone.page.goto('/grades');
  await settled(anyone.page, '.grades tbody tr');
  const [wide, room] = await anyone.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
  expect(wide).toBeLessThanOrEqual(room);
  await picture(anyone, 'grades-390');
  expect(await complaints(anyone.page)).toEqual([]);
  await anyone.page.locator('.grades tbody a').first().click();
  await anyone.page.getByRole('heading', { name: '民政考核等级' }).waitFor();
  await anyone.page.getByText('不是机构星级，也不是家属评价').waitFor();
  expect(anyone.troubles).toEqual([]);
});
