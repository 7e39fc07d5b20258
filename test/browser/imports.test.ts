import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { complaints, complaintsByNight, enterAs, openProduct, type Product, type Visitor } from '../support/browser.ts';
import { xlsx } from '../support/sheets.ts';

vi.setConfig({ testTimeout: 120_000 });
let product: Product;
let nurse: Visitor;

beforeAll(async () => {
  product = await openProduct();
  nurse = await product.visit();
}, 240_000);
afterAll(() => product?.close());

const HEAD = [
  '楼栋',
  '楼层',
  '房号',
  '房间性别',
  '床号',
  '床位类型',
  '最低等级',
  '最高等级',
  '失智',
  '用途',
  '床位费（元/月）',
];
const bed = (no: string, kind: string, fee: string | number) => [
  '试一号楼',
  9,
  '901',
  '女室',
  no,
  kind,
  0,
  4,
  '否',
  '自费',
  fee,
];
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

test('a nurse brings a workbook, sees each error by its cell, says by keyboard what a word means, and imports it', async () => {
  const { page } = nurse;
  await enterAs(nurse, '演示·机构床位管理员', '/institution/import');
  const choose = async (...rows: ReturnType<typeof bed>[]) =>
    page
      .locator('input[type=file]')
      .setInputFiles({ name: '九楼.xlsx', mimeType: XLSX, buffer: await xlsx([HEAD, ...rows]) });
  await choose(bed('1', '双人间', 1500), bed('2', '护理型', '面议'));
  await page.locator('tr', { hasText: '第 2 行「床位类型」(F2)' }).filter({ hasText: '不认识“双人间”' }).waitFor();
  await page.locator('tr', { hasText: '第 3 行「床位费（元/月）」(K3)' }).filter({ hasText: '不是金额' }).waitFor();
  expect(await complaints(page)).toEqual([]);
  await choose(bed('1', '双人间', 1500), bed('2', '护理型', 1600));
  const word = page.getByLabel(/双人间/);
  await word.focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => word.inputValue()).toBe('residential');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const take = page.getByRole('button', { name: '全部导入（2 处变化）' });
  await take.waitFor();
  await take.focus();
  await page.keyboard.press('Enter');
  await page.locator('tr', { hasText: '九楼.xlsx' }).filter({ hasText: '新增 2' }).waitFor();
  expect(await complaintsByNight(page)).toEqual([]);
});

test('on a phone the same file is nothing new, for the word is remembered; a pasted list is read too, and all of it is taken out', async () => {
  const phone = await product.visit({ width: 390, height: 844, state: await nurse.context.storageState() });
  const { page } = phone;
  await page.goto('/institution/import');
  await page.locator('input[type=file]').setInputFiles({
    name: '九楼.xlsx',
    mimeType: XLSX,
    buffer: await xlsx([HEAD, bed('1', '双人间', 1500), bed('2', '护理型', 1600)]),
  });
  await page.getByText('没有要导入的变化').waitFor({ state: 'attached' });
  await page.locator('.drop').evaluate((drop, text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    drop.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, '楼栋\t房间号\t床号\t床位费\n试一号楼\t901\t1\t1550');
  await page.getByText('床位费：¥1,500.00 → ¥1,550.00').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await complaints(page)).toEqual([]);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '全部导出' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/-全部-\d{4}-\d\d-\d\d\.xlsx$/);
  expect([...nurse.troubles, ...phone.troubles]).toEqual([]);
});
