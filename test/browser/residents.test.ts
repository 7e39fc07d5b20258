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
import { person } from '../support/district.ts';

vi.setConfig({ testTimeout: 120_000 });
let product: Product;
let nurse: Visitor;

beforeAll(async () => {
  product = await openProduct();
  nurse = await product.visit();
  await enterAs(nurse, '演示·机构床位管理员', '/institution/residents');
}, 240_000);
afterAll(() => product?.close());

const { applicant: who } = person({ name: '晏试住', sex: 'female' });

test('by keyboard alone a nurse takes in somebody who pays alone: the card, the level, a bed that fits, nine risks', async () => {
  const { page } = nurse;
  await settled(page, '.tbl-open');
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '自费入住' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('姓名', { exact: true }).focus();
  await page.keyboard.type(who.name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(who.idNo);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('2');
  await settled(page, 'dialog details, dialog select[required]');
  const beds = page.getByLabel('床位', { exact: true });
  await beds.focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('radio', { name: '无' }).first().focus();
  // The first risk is high and needs something done; the rest are none.
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Tab');
  await page.keyboard.type('软食，坐位进餐');
  await page.getByRole('button', { name: '其余 8 项无风险' }).focus();
  await page.keyboard.press('Enter');
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: '办理入住' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText(`${who.name}已入住`).first().waitFor();
  await page.getByRole('button', { name: who.name }).waitFor();
});

test('the resident goes to hospital with the bed kept, comes back, and the last step is taken back', async () => {
  const { page } = nurse;
  await page.getByRole('button', { name: who.name }).click();
  await page.getByRole('button', { name: '登记请假/住院…' }).click();
  await page.getByRole('dialog').getByLabel('住院').check();
  await page.getByRole('dialog').getByRole('button', { name: '登记离院' }).click();
  await page.getByText('请填写保留到哪天').waitFor();
  await page.getByLabel('床位保留到').fill(day(7));
  await page.getByRole('dialog').getByRole('button', { name: '登记离院' }).click();
  await page.getByRole('button', { name: '登记返回' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '登记返回' }).click();
  await page.getByText(`${who.name}已返回`).first().waitFor();
  await settled(page, '.stay-line');
  await page.locator('.stay-line li', { hasText: '返回' }).getByRole('button', { name: '撤销' }).click();
  await page.getByRole('button', { name: '登记返回' }).waitFor();
  expect(await complaints(page)).toEqual([]);
  expect(await complaintsByNight(page)).toEqual([]);
});

test('on a phone the resident is discharged, found among those who left, and taken back', async () => {
  const phone = await product.visit({ width: 360, state: await nurse.context.storageState() });
  const { page } = phone;
  await page.goto('/institution/residents');
  await settled(page, '.tbl-open');
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await wide()).toBeLessThanOrEqual(360);
  await page.getByRole('button', { name: who.name }).click();
  await settled(page, '.stay-line');
  await page.getByRole('button', { name: '办理退住' }).click();
  await page.getByRole('dialog').getByLabel('回家').check();
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: '办理退住' }).click();
  await page.getByText(`${who.name}已退住`).first().waitFor();
  await page.getByRole('button', { name: '已退住' }).click();
  await page.getByRole('button', { name: who.name }).click();
  await settled(page, '.stay-line');
  expect(await wide()).toBeLessThanOrEqual(360);
  expect(await complaints(page)).toEqual([]);
  await page.locator('.stay-line').getByRole('button', { name: '撤销' }).click();
  await page.getByText('已撤销：退住').first().waitFor();
  expect([...nurse.troubles, ...phone.troubles]).toEqual([]);
});

const day = (later: number) => new Date(Date.now() + 8 * 3_600_000 + later * 86_400_000).toISOString().slice(0, 10);
