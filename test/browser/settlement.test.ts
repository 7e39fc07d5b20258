import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
const pictures = join(import.meta.dirname, '../output/screenshots');
let product: Product;
/** The month of the home that disputes a line, still a draft in the demonstration. */
let draft: string;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  product = await openProduct();
  const [row] = await product.database.ownerSql`
    select distinct a.settlement_id as id from settlement_answers a join settlements s on s.id = a.settlement_id
     where s.approved_at is null and a.answer = 'disputed'`;
  draft = row!.id;
}, 240_000);
afterAll(() => product?.close());

const picture = ({ page }: Visitor, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

test('the home confirms what it agrees with', async () => {
  const home = await product.visit({ width: 390 });
  const { page, troubles } = home;
  await enterAs(home, '演示·机构床位管理员', '/institution/settlements');
  await page.goto(`/institution/settlements/${draft}`);
  await settled(page, '.settlement tbody tr');
  await page.getByText(/行已提出异议，等民政核实/).waitFor();
  await page.getByRole('button', { name: /^确认其余 \d+ 行$/ }).click();
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.getByRole('button', { name: /^确认 \d+ 行$/ }).click();
  await page.getByText(/^已确认 \d+ 行$/).waitFor();
  await page.getByRole('button', { name: /^确认其余/ }).waitFor({ state: 'detached' });
  await picture(home, 'settlement-home-390');
  expect(troubles).toEqual([]);
  await home.context.close();
});

test('the officer looks into the dispute and upholds the line; the statement prints', async () => {
  const officer = await product.visit();
  const { page, troubles } = officer;
  await enterAs(officer, '演示·民政经办', '/officer/settlements');
  await page.goto(`/officer/settlements/${draft}?show=disputed`);
  await settled(page, '.settlement tbody tr');
  await page.locator('.settlement tbody .tbl-open').first().click();
  await page
    .getByText(/^谁出多少/)
    .first()
    .waitFor();
  await picture(officer, 'settlement-dispute');
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '维持', exact: true }).click();
  await page.getByLabel('核实结果').fill('入住登记、护理记录都是同一天，天数没有错');
  await page.locator('dialog').getByRole('button', { name: '维持' }).click();
  await page.getByText('已维持，机构会看到理由').waitFor();
  await page.goto(`/officer/settlements/${draft}`);
  await settled(page, '.settlement tbody tr');
  await page.emulateMedia({ media: 'print' });
  await page.getByText('机构（盖章）：').waitFor();
  expect(await page.getByRole('button', { name: '打印结算单' }).isVisible()).toBe(false);
  await picture(officer, 'settlement-statement-print');
  expect(troubles).toEqual([]);
  await officer.context.close();
});

test('the leader approves, and the month is frozen', async () => {
  const leader = await product.visit();
  const { page, troubles } = leader;
  await enterAs(leader, '演示·分管领导', '/officer/settlements');
  await page.goto(`/officer/settlements/${draft}`);
  await settled(page, '.settlement tbody tr');
  await page.getByRole('button', { name: '审定', exact: true }).click();
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.getByRole('button', { name: '审定并封存' }).click();
  await page.getByRole('button', { name: '审定', exact: true }).waitFor({ state: 'detached' });
  expect(await page.getByRole('button', { name: '重新计算' }).count()).toBe(0);
  await picture(leader, 'settlement-approved');
  expect(troubles).toEqual([]);
  await leader.context.close();
});
