import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  complaints,
  complaintsByNight,
  enterAs,
  openProduct,
  type Product,
  settled,
  type Visitor,
} from '../support/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
let product: Product;
let officer: Visitor;

beforeAll(async () => {
  product = await openProduct();
  officer = await product.visit();
}, 240_000);
afterAll(() => product?.close());

const HEAD = '姓名,身份证号,类别,起始日期,截止日期,文号/来源,社区';
const good = '周试行,99999919400506051X,低保,2026-01-01,,岳楼民〔示例〕9号,';
const choose = (text: string) =>
  officer.page
    .getByLabel('名单文件')
    .setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

test('an officer previews a list, sees each error by row and column, mends it and imports it; the worklist has one more', async () => {
  const { page } = officer;
  await enterAs(officer, '演示·民政经办', '/officer/categories');
  await settled(page, 'tbody tr');
  await page.getByLabel('哪个部门的').selectOption('civil_affairs');
  await choose(`${HEAD}\n${good.replace('X', '1')}\n${good.replace('2026-01-01', '2026-02-30')}\n`);
  await page.getByRole('button', { name: '预览' }).click();
  await page.getByText('有 2 处错误').waitFor();
  await page.locator('tr', { hasText: '第 2 行' }).filter({ hasText: '身份证号' }).waitFor();
  await page.locator('tr', { hasText: '第 3 行' }).filter({ hasText: '不是有效日期' }).waitFor();
  expect(await complaints(page)).toEqual([]);
  await choose(`${HEAD}\n${good}\n`);
  await page.getByRole('button', { name: '预览' }).click();
  await page.getByRole('button', { name: '全部导入' }).click();
  await page.locator('tr', { hasText: '名单.csv' }).waitFor();
  expect(await complaintsByNight(page)).toEqual([]);
});

test('whoever is on the worklist is opened, a visit is noted, and the filter says so', async () => {
  const { page } = officer;
  await page.goto('/officer/entitled?kind=dibao');
  await settled(page, '.tbl-open');
  await page.getByRole('button', { name: '周试行' }).click();
  await page.getByText('只在部门名单上，还没有登记').waitFor();
  expect(page.url()).not.toMatch(/99999919|%E5%91%A8/);
  await page.getByLabel('不需要').check();
  await page.getByRole('button', { name: '记下' }).click();
  await page.getByRole('button', { name: '周试行' }).waitFor({ state: 'detached' });
  await page.goto('/officer/entitled?outcome=not_needed');
  await page.getByRole('button', { name: '周试行' }).waitFor();
  await settled(page, '.tbl-open');
  expect(await complaints(page)).toEqual([]);
  expect(officer.troubles).toEqual([]);
});
