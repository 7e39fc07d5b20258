import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProduct, type Product, settled } from '../support/browser.ts';

let product: Product;
beforeAll(async () => {
  product = await openProduct();
}, 240_000);
afterAll(() => product?.close());

test('where the place of the device may not be known, a sentence says so and the search field is ready', async () => {
  const { page, context, troubles } = await product.visit({ width: 360 });
  await page.goto('/');
  await settled(page, '.place-card');
  await page.getByRole('button', { name: '我附近' }).click();
  await page.getByText(/没有得到定位许可|暂时定不了位/).waitFor();
  expect(
    await page
      .locator('.near-ask input')
      .first()
      .evaluate((one) => one === document.activeElement),
  ).toBe(true);
  expect(troubles).toEqual([]);
  await context.close();
});

test.each([
  [
    'spoilt',
    () => {
      for (const name of ['prefs', 'last-search', 'outbox', 'recent', 'guide', 'draft'])
        for (const store of [localStorage, sessionStorage]) store.setItem(`yiwei.${name}`, '{"theme":');
    },
  ],
  [
    'refused',
    () => {
      for (const name of ['localStorage', 'sessionStorage', 'caches'])
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('denied', 'SecurityError');
          },
        });
    },
  ],
] as const)('where what the browser remembers is %s, everything works without it', async (_, spoil) => {
  const { page, context, troubles } = await product.visit({ width: 360 });
  await context.addInitScript(spoil);
  await page.goto('/');
  await settled(page, '.place-card');
  await page.getByRole('button', { name: '长辈版' }).click();
  await expect.poll(() => page.evaluate(() => document.documentElement.hasAttribute('data-elder'))).toBe(true);
  for (const [path, shows] of [
    ['/start', 'main h1'],
    ['/signin', 'main h1'],
    ['/calculator', '.calculator form'],
  ] as const) {
    await page.goto(path);
    await settled(page, shows);
    expect(await page.getByRole('heading', { name: '页面没有打开' }).count(), path).toBe(0);
  }
  // the visit itself writes the choices of the test into what is refused
  expect(troubles.filter((one) => !/denied/.test(one))).toEqual([]);
  await context.close();
});

test('a part of the page that cannot be fetched: what to do and whom to call, and it opens when it can be', async () => {
  const { page, context } = await product.visit({ width: 360 });
  await page.goto('/');
  await settled(page, '.place-card');
  await context.route('**/assets/facility-page*', (route) => route.abort());
  await page.locator('.place-card a[href^="/facilities/"]').first().click();
  await page.getByRole('heading', { name: '页面没有打开' }).waitFor();
  await page.locator('main a[href^="tel:"]').waitFor();
  await context.unroute('**/assets/facility-page*');
  await page.getByRole('link', { name: '重新打开' }).click();
  await settled(page, '.facility-vacancy');
  await context.close();
});
