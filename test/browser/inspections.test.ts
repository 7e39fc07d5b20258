import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
const pictures = join(import.meta.dirname, '../output/screenshots');
const photo = join(tmpdir(), `yiwei-photo-${process.pid}.jpg`);
let product: Product;
let inspector: Visitor;
let finding = '';

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  writeFileSync(
    photo,
    await sharp({ create: { width: 640, height: 480, channels: 3, background: '#b9c4ad' } })
      .jpeg()
      .toBuffer(),
  );
  product = await openProduct();
  inspector = await product.visit();
}, 240_000);
afterAll(() => product?.close());

const picture = ({ page }: Visitor, name: string, fullPage = false) =>
  page.screenshot({ path: join(pictures, `${name}.png`), fullPage });
const wide = ({ page }: Visitor) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('an inspector runs the checks and gives a finding to the home', async () => {
  const { page, troubles } = inspector;
  await enterAs(inspector, '演示·督查', '/officer/findings');
  await settled(page, '.tbl-open');
  await page.getByRole('button', { name: '现在稽查' }).click();
  await page.getByText(/^稽查完成/).waitFor();
  await picture(inspector, 'findings');
  expect(await complaints(page)).toEqual([]);
  await page.locator('tbody tr', { hasText: '记录档案' }).locator('.tbl-open').click();
  await page.waitForURL(/findings\/[0-9a-f-]{36}/);
  finding = page.url().split('/').at(-1) ?? '';
  await page.getByRole('button', { name: '交办…' }).click();
  await settled(page, 'dialog .choice, dialog fieldset');
  await picture(inspector, 'finding-assign');
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByText('整改中').first().waitFor();
  expect(troubles).toEqual([]);
});

test('the home says what it did, with a photo', async () => {
  const nurse = await product.visit({ width: 390, height: 844 });
  const { page, troubles } = nurse;
  await enterAs(nurse, '演示·机构床位管理员', '/institution/findings');
  await settled(page, '.tbl-open');
  await picture(nurse, 'findings-own-390');
  expect([await wide(nurse), await complaints(page)]).toEqual([0, []]);
  await page.locator('tbody tr', { hasText: '记录档案' }).locator('.tbl-open').click();
  await page.getByRole('button', { name: '回复整改…' }).click();
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByText('请写明').waitFor();
  await page.getByLabel('做了什么').fill('已补齐十一月第二周的夜间巡视记录。');
  await page.getByLabel('现场照片').setInputFiles(photo);
  await page.getByAltText('第 1 张照片的预览').waitFor();
  await picture(nurse, 'finding-rectify-390');
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByText('等待督查到现场复核').waitFor();
  await picture(nurse, 'finding-own-390', true);
  expect(troubles).toEqual([]);
});

test('two inspectors check it on site, and it is closed', async () => {
  const { page, troubles } = inspector;
  await page.goto(`/officer/findings/${finding}`);
  await page.getByRole('button', { name: '登记复核…' }).click();
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByText('现场核查须两人，请填第二人').waitFor();
  await page.getByLabel('核查人二').fill('李核查');
  await page.getByLabel('现场照片').setInputFiles(photo);
  await page.getByAltText('第 1 张照片的预览').waitFor();
  await picture(inspector, 'finding-check');
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByRole('button', { name: '销号…' }).click();
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByText('已销号').first().waitFor();
  await settled(page, '.finding-photos img');
  await picture(inspector, 'finding', true);
  expect(await complaints(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  await picture(inspector, 'finding-print', true);
  await page.emulateMedia({ media: 'screen' });
  expect(troubles).toEqual([]);
});

test('a run is replayed, and two people count on a phone what a sample drew', async () => {
  const { page, troubles } = inspector;
  await page.goto('/officer/checks?code=overdue_clock');
  await page.getByRole('button', { name: /^重演/ }).first().click();
  await page.getByText(/重演，结果相同/).waitFor();
  await picture(inspector, 'checks');
  expect(await complaints(page)).toEqual([]);
  const phone = await product.visit({ width: 390, height: 844, state: await inspector.context.storageState() });
  await phone.page.goto('/officer/spot-checks');
  await settled(phone.page, '.spot-places');
  await picture(phone, 'spot-checks-390', true);
  expect([await wide(phone), await complaints(phone.page)]).toEqual([0, []]);
  await phone.page
    .getByRole('button', { name: /^登记清点.+/ })
    .last()
    .click();
  await phone.page.getByLabel('清点到的空床').fill('0');
  await phone.page.getByLabel('在院的老人').fill('999');
  await phone.page.getByLabel('核查人二').fill('李核查');
  await phone.page.getByLabel('现场照片').setInputFiles(photo);
  await phone.page.getByAltText('第 1 张照片的预览').waitFor();
  await picture(phone, 'spot-count-390');
  expect(await complaints(phone.page, 'dialog')).toEqual([]);
  await phone.page.getByRole('button', { name: '登记', exact: true }).click();
  await phone.page.getByText('已登记，与登记不符，已成为核查问题').waitFor();
  await page.goto('/officer/spot-checks');
  await settled(page, '.spot-places');
  await picture(inspector, 'spot-checks', true);
  expect([...troubles, ...phone.troubles]).toEqual([]);
});
