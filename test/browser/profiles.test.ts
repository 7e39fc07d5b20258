import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
let product: Product;
let nurse: Visitor;
let officer: Visitor;

beforeAll(async () => {
  product = await openProduct();
  nurse = await product.visit({ width: 390, height: 844 });
  officer = await product.visit({ width: 1440, height: 900 });
}, 240_000);
afterAll(() => product?.close());

const asked = '湖南省养老机构等级评定委员会';

test('a nurse on a phone fills in the profile and adds a photo; what the bureau approves waits and is not public', async () => {
  const { page } = nurse;
  await enterAs(nurse, '演示·机构床位管理员', '/institution/profile');
  await settled(page, '.profile-part');
  expect(await complaints(page)).toEqual([]);

  await page.getByRole('button', { name: '修改 人员' }).click();
  await page.getByLabel('护理员', { exact: false }).first().fill('三十');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('请检查这一项的写法').waitFor();
  await page.getByLabel('护理员', { exact: false }).first().fill('90');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('已更新，公众页面随即显示').waitFor();

  await page.getByRole('button', { name: '修改 星级' }).click();
  await page.getByLabel('评定机构和依据').fill(asked);
  await page.getByText('需要民政审批').waitFor();
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.getByRole('button', { name: '提交审批' }).click();
  await page.getByText('星级：变更待民政审批').waitFor();

  await page.getByRole('button', { name: '加照片' }).click();
  const file = page.getByLabel('照片文件');
  await file.setInputFiles({ name: '花园.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('PK a list') });
  await page.getByText('这个文件的内容都不是').waitFor();
  const picture = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#7a9' } })
    .png()
    .toBuffer();
  await file.setInputFiles({ name: '花园', mimeType: 'image/png', buffer: picture });
  await page.getByRole('button', { name: '上传' }).click();
  await page.getByText('请写说明').waitFor();
  await page.getByLabel('照片说明').fill('屋后的花园，小路平整');
  await page.getByRole('button', { name: '上传' }).click();
  await page.getByRole('img', { name: '屋后的花园，小路平整' }).waitFor();
  const shown = await page.getByRole('link', { name: '看公众页面' }).getAttribute('href');
  await page.goto(shown as string);
  await settled(page, '.gallery');
  expect(await page.getByText(asked).count()).toBe(0);
  await page.getByRole('button', { name: '屋后的花园，小路平整' }).press('Enter');
  await page.getByRole('heading', { name: /照片 3/ }).waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('heading', { name: /照片 2/ }).waitFor();
  await page.keyboard.press('Escape');
  expect(await complaints(page)).toEqual([]);
  expect(nurse.troubles).toEqual([]);
});

test('an officer approves it with the change before the eyes; families then read it', async () => {
  const { page } = officer;
  await enterAs(officer, '演示·民政经办', '/officer/profiles');
  await settled(page, '.tbl-open');
  const row = page.locator('tr', { hasText: '星级' }).filter({ hasText: '奇家岭' });
  await row.getByRole('button').click();
  await page.locator('.staff-case tr', { hasText: asked }).waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '批准' }).click();
  await page.getByText('已批准，公众页面随即更新').waitFor();
  await page.goto('/officer/profiles?tab=licences');
  await settled(page, 'tbody tr');
  expect(await complaints(page)).toEqual([]);
  await page
    .getByRole('link', { name: /敬老院/ })
    .first()
    .click();
  await settled(page, '.profile-part');
  expect(await page.getByRole('button', { name: /^修改/ }).count()).toBe(0);
  expect(await complaints(page)).toEqual([]);
  await nurse.page.reload();
  await nurse.page.getByText(asked).waitFor();
  expect(officer.troubles).toEqual([]);
});

test('home and bureau see the same overview; the rates of all homes stand beside the offers', async () => {
  const { page } = nurse;
  await page.goto('/institution/mirror');
  await settled(page, '.history-canvas canvas');
  await page.getByText('转介答复').waitFor();
  expect(await complaints(page)).toEqual([]);
  await officer.page.goto('/officer/offers?tab=rates');
  await settled(officer.page, 'tbody tr');
  expect(await complaints(officer.page)).toEqual([]);
  await officer.page.getByRole('link', { name: '奇家岭敬老院' }).click();
  await settled(officer.page, '.history-canvas canvas');
  expect(await complaints(officer.page)).toEqual([]);
  const share = (visitor: Visitor) => visitor.page.locator('dt', { hasText: '无法接收率' }).locator('+ dd').innerText();
  expect(await share(officer)).toBe(await share(nurse));
  expect([...nurse.troubles, ...officer.troubles]).toEqual([]);
});
