import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProduct, type Product } from '../support/browser.ts';

let product: Product;
beforeAll(async () => {
  product = await openProduct();
}, 240_000);
afterAll(() => product?.close());

test('a name typed wrongly finds the square; where no bed is free a day place is one tap away', async () => {
  const { page, troubles } = await product.visit({ width: 360 });
  await page.goto('/');
  await page.locator('.place-card').first().waitFor();
  const line = page.getByRole('combobox', { name: '地址、社区、地标或机构名称' });
  await line.fill('lanhuguangcang');
  await page.getByRole('option', { name: /南湖广场/ }).waitFor();
  await line.press('Enter');
  await page.waitForURL(/lm=/);
  await expect.poll(() => line.inputValue()).toBe('南湖广场');
  expect(await page.locator('.near-said').innerText()).toContain('南湖广场');

  const panel = async (chip: string, choose: () => Promise<void>) => {
    await page.getByRole('button', { name: chip, exact: true }).click();
    await choose();
    await page
      .locator('.panel')
      .getByRole('button', { name: /^看 |^完成/ })
      .click();
  };
  await panel('类型', async () => {
    await page.getByRole('checkbox', { name: /^养老院/ }).check();
    await page.getByRole('checkbox', { name: /^步行 15 分钟内/ }).check();
  });
  await panel('空床', () => page.getByRole('checkbox', { name: /只看有空床的/ }).check());
  await page.getByRole('heading', { name: '没有完全符合的机构' }).waitFor();
  expect(new URL(page.url()).searchParams.get('walk')).toBe('15');

  const tell = page.getByRole('link', { name: '有床时告诉我' });
  expect(await tell.getAttribute('href')).toMatch(/^\/me\/watches\/new\?.*kind=nursing_home/);
  const byDay = page.getByRole('button', { name: /先白天照料，晚上回家/ });
  expect(await byDay.innerText()).toMatch(/周[一二三四五].*有位/);
  await byDay.click();
  await page.waitForURL(/days=/);
  await page.locator('.place-card').first().waitFor();
  expect(await page.locator('.place-card').first().innerText()).toMatch(/日间照料中心|社区居家养老点/);
  expect(troubles).toEqual([]);
}, 60_000);

test('on a slow line saving data is offered, and then no map is fetched before it is asked for', async () => {
  const { page, context, troubles } = await product.visit({ width: 1440 });
  await context.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: { saveData: false, effectiveType: '3g' } });
  });
  await page.goto('/');
  await page.getByRole('button', { name: '省流量' }).click();
  await page.getByText('省流量：地图没有加载').waitFor();
  await page.locator('.place-card').first().waitFor();
  expect(await page.locator('.leaflet-container').count()).toBe(0);
  await page.getByRole('button', { name: '显示地图' }).click();
  await page.locator('.near-map .place, .near-map .cluster').first().waitFor();
  expect(await page.getByText('网络较慢').count()).toBe(0);
  expect(troubles).toEqual([]);
}, 60_000);
