import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaints, enterAs, openProduct, type Product, settled } from '../support/browser.ts';

let product: Product;
beforeAll(async () => {
  product = await openProduct();
}, 300_000);
afterAll(() => product?.close());

test('the treasurer pays again what came back, hands the bank its file and takes over the answer; the ledger follows', async () => {
  const visitor = await product.visit({ width: 1280 });
  const { page, troubles } = visitor;
  await enterAs(visitor, '演示·财务', '/finance/payments');
  await settled(page, 'tbody tr');
  const returned = page.locator('tbody tr', { hasText: '被退回' });
  expect(await returned.count()).toBe(1);
  const amount = await returned.locator('strong').first().innerText();
  await returned.getByRole('checkbox').check();
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '生成批次（1 笔）' }).click();
  await page.getByRole('dialog').getByText('从哪些科目付').waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: '生成批次' }).click();
  await page.waitForURL(/finance\/batches/);
  await page.getByRole('cell', { name: '已交银行' }).waitFor();
  expect(await complaints(page)).toEqual([]);
  const take = async (name: string) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
    return readFileSync(await file.path(), 'utf8');
  };
  expect(await take('pain.001')).toContain(`<CtrlSum>${amount.replace(/[¥,]/g, '')}</CtrlSum>`);
  const lines = (await take('CSV')).split('\r\n');
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const filled = `${lines[0]}\r\n${lines[1]?.replace(/,,,$/, '')},成功,${today},`;
  await page.getByRole('button', { name: '导入银行回单' }).click();
  const choose = (text: string) =>
    page
      .getByLabel('银行回单文件')
      .setInputFiles({ name: '回单.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await choose(filled.replace(/(P\d{8}-\d\d)-0001/, '$1-0009'));
  await page.getByRole('dialog').getByText('不在任何批次里').waitFor();
  expect(await complaints(page)).toEqual([]);
  await choose(filled);
  await page.getByText('1 笔已付，0 笔被退回；').waitFor();
  await page.getByRole('button', { name: '确认导入' }).click();
  await page.getByText('全部已付').waitFor();
  await page.goto('/officer/funds');
  await settled(page, '.tbl-open');
  await page.locator('.tbl-open').first().click();
  await page.locator('tbody tr', { hasText: '0001' }).last().waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.rail').isVisible()).toBe(false);
  expect(await page.getByText('打印时间').isVisible()).toBe(true);
  // the file with a row of no batch was refused, as it had to be
  expect(troubles.filter((t) => !t.includes('409 (Conflict)'))).toEqual([]);
  await visitor.context.close();
}, 180_000);
