import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaints, complaintsByNight, enterAs, openProduct, type Product, settled } from '../support/browser.ts';
import { png } from '../support/files.ts';

let product: Product;
let elder: { applicant: string; application: string };
beforeAll(async () => {
  product = await openProduct();
  const [row] = await product.database.ownerSql<{ applicant: string; application: string }[]>`
    select h.applicant_id as applicant, p.id as application from helpers h join accounts a on a.id = h.account_id
      join applications p on p.applicant_id = h.applicant_id where a.username = 'demo-family' limit 1`;
  elder = row!;
}, 180_000);
afterAll(() => product?.close());

test('a family photographs a paper on a phone, the network breaks and the page is closed; the officer verifies it, and the family sees who looked', async () => {
  const family = await product.visit({ width: 390 });
  const { page } = family;
  await enterAs(family, '演示·家属', '/me');
  await page.locator(`a[href="/me/documents/${elder.applicant}"]`).first().click();
  await settled(page, '.papers');
  expect(await complaints(page)).toEqual([]);
  expect(await complaintsByNight(page)).toEqual([]);

  await page.getByRole('button', { name: '上传材料' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('是什么材料').selectOption('bank_card');
  const choose = (name: string, buffer: Buffer) =>
    dialog.getByLabel('选择文件').setInputFiles({ name, mimeType: 'image/jpeg', buffer });
  await choose('photo.jpg', Buffer.from('this is no photo'));
  await dialog.getByText('只收 PDF、JPG、PNG 文件').waitFor();
  await dialog.getByRole('button', { name: '上传' }).click();
  await expect.poll(() => dialog.getByText('请选日期').first().isVisible()).toBe(true);
  expect(await complaints(page, 'dialog')).toEqual([]);
  await choose('IMG_0001.JPG', png('a bank card', 700_000));
  await dialog.getByText('已选：IMG_0001.JPG').waitFor();
  await dialog.getByLabel('签发日期').fill('2021-03-04');
  await dialog.getByLabel('长期有效').check();

  // The second piece does not get through, however often it is tried.
  const second = /\/uploads\/[^/]+\?offset=262144$/;
  await page.route(second, (route) => route.abort());
  await dialog.getByRole('button', { name: '上传' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('网络断了，已传 37%').waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.reload();
  await page.getByText('网络断了，已传 37%').waitFor();
  await page.unroute(second);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  const card = page.locator('.paper', { hasText: '银行卡' });
  await card.getByText('待核验').waitFor();
  await expect.poll(() => page.locator('.sending').count()).toBe(0);
  expect(family.troubles.filter((one) => !one.includes('ERR_FAILED'))).toEqual([]);

  const officer = await product.visit();
  await enterAs(officer, '演示·民政经办', '/officer/queue');
  await officer.page.goto(`/officer/applicants/${elder.application}`);
  await officer.page.getByText('材料', { exact: true }).click();
  const paper = officer.page.locator('.paper', { hasText: '银行卡' });
  await paper.getByRole('button', { name: '核验…' }).click();
  const check = officer.page.getByRole('dialog');
  await check.locator('img.scan').waitFor();
  expect(await complaints(officer.page, 'dialog')).toEqual([]);
  await check.getByRole('button', { name: '与原件相符' }).click();
  await check.waitFor({ state: 'detached' });
  await paper.getByText('有效', { exact: true }).waitFor();
  expect(await complaints(officer.page, '.papers')).toEqual([]);
  expect(officer.troubles).toEqual([]);

  // The open page of the family hears of it.
  await card.getByText('有效', { exact: true }).waitFor();
  await page.getByText('谁看过').click();
  await page.locator('.readings li', { hasText: '银行卡（发放补贴）：民政核验' }).waitFor();
  await page.locator('.readings li', { hasText: '银行卡（发放补贴）：民政查看' }).waitFor();
  expect(await page.locator('.readings').innerText()).not.toContain('演示·民政经办');
  expect(await complaints(page)).toEqual([]);
});
