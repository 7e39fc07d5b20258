import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { complaints, complaintsByNight, enterAs, openProduct, type Product, settled } from '../support/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
let product: Product;

beforeAll(async () => {
  product = await openProduct();
}, 240_000);
afterAll(() => product?.close());

test.each([
  390, 1440,
])('a home makes a token, sees it once, a program uses it, and the home revokes it (%i px)', async (width) => {
  const home = await product.visit({ width });
  const { page } = home;
  const name = `颐养管家 ${width}`;
  await enterAs(home, '演示·机构床位管理员', '/institution/tokens');
  await settled(page, '.how-to');
  expect(await complaints(page)).toEqual([]);

  // By keyboard alone: the button, the name, the rest as it stands, and Enter.
  await page.getByRole('button', { name: '新建令牌' }).focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog');
  await form.getByLabel('名称').fill(name);
  expect(await complaints(page, 'dialog')).toEqual([]);
  await form.getByRole('button', { name: '生成令牌' }).press('Enter');
  const token = await form.locator('.token-secret').innerText();
  expect(await complaints(page, 'dialog')).toEqual([]);
  expect(await complaintsByNight(page, 'dialog')).toEqual([]);
  await form.getByRole('button', { name: '已保存好' }).press('Enter');
  const row = page.getByRole('listitem').filter({ hasText: name });
  await row.getByText('从未').waitFor();
  expect(await page.locator('body').innerText()).not.toContain(token);

  const example = await page.locator('.command').innerText();
  const address = /https?:\/\/\S+\/beds/.exec(example)![0];
  const ask = () =>
    fetch(address, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"mode":"partial","dry_run":true,"beds":[]}',
    });
  expect((await ask()).status).toBe(200);
  await page.reload();
  await settled(page, '.how-to');
  expect(await row.getByText('从未').count()).toBe(0);

  await row.getByRole('button', { name: `撤销令牌“${name}”` }).press('Enter');
  await page.getByRole('dialog').getByText('最近使用').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: '撤销令牌' }).press('Enter');
  await row.getByText('已撤销').waitFor();
  expect((await ask()).status).toBe(401);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await complaints(page)).toEqual([]);
  expect(home.troubles).toEqual([]);
});
