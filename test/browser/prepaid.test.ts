import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
let product: Product;
let nurse: Visitor;
let officer: Visitor;
/** A refusal is an answer the browser itself reports as an error. */
const unexpected = (who: Visitor) => who.troubles.filter((t) => !/status of 409/.test(t));

beforeAll(async () => {
  product = await openProduct();
  nurse = await product.visit({ width: 390, height: 844 });
  officer = await product.visit({ width: 1280, height: 900 });
}, 240_000);
afterAll(() => product?.close());

test('a nurse on a phone enters a receipt, is told why one too high is not taken, and reverses a mistake', async () => {
  const { page } = nurse;
  await enterAs(nurse, '演示·机构床位管理员', '/institution/beds');
  await page.goto('/institution/prepaid');
  await settled(page, '.tbl-open');
  expect(await complaints(page)).toEqual([]);
  await page.locator('.tbl-open').first().click();
  await settled(page, '.staff-case table');
  expect(await complaints(page, '.staff-case')).toEqual([]);

  await page.getByRole('button', { name: '登记收取' }).click();
  const dialog = page.locator('dialog');
  await dialog.getByLabel('预收押金').check();
  await dialog.getByText('押金和会员费存入存管账户').waitFor();
  await dialog.getByRole('button', { name: '登记收取' }).click();
  await dialog.getByText('请填写票据号').waitFor();
  await dialog.getByLabel('金额（元）').fill('1000000');
  await dialog.getByLabel('票据号').fill('Y-1');
  await dialog.getByRole('button', { name: '登记收取' }).click();
  await dialog
    .getByText(/押金最多为月床位费/)
    .first()
    .waitFor();
  expect(await complaints(page, 'dialog')).toEqual([]);
  await dialog.getByLabel('金额（元）').fill('12.34');
  await dialog.getByRole('button', { name: '登记收取' }).click();
  await page.getByText('已记入台账').waitFor();

  await page.getByRole('button', { name: '冲正 Y-1' }).click();
  await dialog.getByLabel('冲正原因').fill('金额写错');
  await dialog.getByRole('button', { name: '冲正', exact: true }).click();
  await page.getByText('已冲正，两笔都留在台账里').waitFor();
  await page.getByText('金额写错').waitFor();
  expect(await page.getByRole('button', { name: '冲正 Y-1' }).count()).toBe(0);
  expect(await page.locator('.prepaid-gone').count()).toBe(4);
  expect(unexpected(nurse)).toEqual([]);
});

test('on paper the ledger has its totals and every row, and nothing to press', async () => {
  const { page } = nurse;
  await page.goto('/institution/prepaid');
  await settled(page, '.tbl-open');
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByText('可预收总额').first().isVisible()).toBe(true);
  expect(await page.getByRole('button', { name: '打印' }).isVisible()).toBe(false);
  await page.emulateMedia({ media: 'screen' });
});

test('an officer answers a filing, and sees what each home holds and whose money was not given back', async () => {
  const { page } = officer;
  await enterAs(officer, '演示·民政经办', '/officer/cases');
  await page.goto('/officer/prepaid');
  await settled(page, '.tbl-open');
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('tab', { name: /待答复备案/ }).click();
  await page.locator('.tbl-open').first().click();
  await page.getByText('请核对资产评估').waitFor();
  expect(await complaints(page, '.staff-case')).toEqual([]);
  await page.getByRole('button', { name: '退回备案' }).click();
  await page.locator('dialog').getByRole('button', { name: '退回备案' }).click();
  await page.getByText('请写明退回理由').waitFor();
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '接受备案' }).click();
  await page.getByText('已接受备案').waitFor();
  await page.getByText('没有待答复的备案').waitFor();

  await page.getByRole('tab', { name: '各机构持有' }).click();
  await page.locator('tr', { hasText: '已离开没有退清' }).locator('.tbl-open').click();
  await page.getByRole('link', { name: '看没有退清的人' }).click();
  await page.waitForURL(/show=left/);
  await settled(page, '.prepaid-meter');
  expect(await page.locator('tbody tr').count()).toBe(1);
  expect(await page.locator('tbody tr').innerText()).toContain('离开');
  expect(officer.troubles).toEqual([]);
});

test('a closing that is announced shows what still has to be settled, and cannot be closed before', async () => {
  const { page } = officer;
  await page.goto('/officer/prepaid');
  await settled(page, '.tbl-open');
  await page
    .locator('tbody tr', { hasText: /\d{4}年\d+月\d+日/ })
    .first()
    .locator('.tbl-open')
    .click();
  await page.getByRole('link', { name: '看停业' }).click();
  await page.getByText('房屋租期届满').waitFor();
  await page.getByRole('button', { name: '办结停业' }).press('Enter');
  expect(await page.getByText('已停业，床位随即退出查询').count()).toBe(0);
  await page.getByText('停业日到了、人都安置好、余额都退清之后才能办结').first().waitFor();
  expect(await complaints(page)).toEqual([]);
  expect(officer.troubles).toEqual([]);
});
