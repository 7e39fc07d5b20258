import { afterAll, beforeAll, expect, test } from 'vitest';
import { enterAs, openProduct, type Product, settled } from '../support/browser.ts';

let product: Product;
beforeAll(async () => {
  product = await openProduct();
}, 240_000);
afterAll(() => product?.close());

test('what a family has looked at can be read without a network, says of when it is, and holds nothing personal', async () => {
  const { page, context, troubles } = await product.visit({ width: 360, serviceWorkers: true });
  await page.goto('/?kind=nursing_home');
  await settled(page, '.place-card');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => kept(page), { timeout: 15_000 }).toContain('/api/v1/facilities/nearby');
  const name = (await page.locator('.place-card h2, .place-card h3').first().innerText()).trim();
  await page.locator('.place-card a[href^="/facilities/"]').first().click();
  await settled(page, '.facility-vacancy');
  const facility = page.url();

  // Somebody signs in on this device: nothing of theirs is among what is kept.
  await enterAs({ page, context, troubles }, '演示·家属', '/me');
  await settled(page, '.offer');
  expect((await kept(page)).filter((path) => !open.test(path))).toEqual([]);

  expect(troubles).toEqual([]);
  await context.setOffline(true);
  await page.goto('/?kind=nursing_home');
  await settled(page, '.place-card');
  await page.getByText(/离线 · 这是 .+ 的结果/).waitFor();
  expect(await page.locator('.place-card').first().innerText()).toContain(name);
  await page.goto(facility);
  await settled(page, '.facility-vacancy');
  await page.getByText(/离线 · 这是 .+ 的结果/).waitFor();

  // A page never opened here: what is the matter, the last search, and the number to call.
  await page.goto('/contracts');
  await page.getByRole('heading', { name: '没有网络，这一页打不开' }).waitFor();
  await page.locator('main a[href^="tel:"]').waitFor();
  await page.getByRole('link', { name: /的搜索结果/ }).click();
  await settled(page, '.place-card');

  await context.setOffline(false);
  await page.getByRole('button', { name: '看最新的' }).click();
  await settled(page, '.place-card');
  await expect.poll(() => page.locator('.offline-banner').count()).toBe(0);
  // what is not there without a network is told by the browser too; nothing else is amiss
  expect(
    troubles.filter((one) => !/ERR_(INTERNET_DISCONNECTED|FAILED)|Unable to preload|dynamically imported/.test(one)),
  ).toEqual([]);
}, 150_000);

const open =
  /^\/(assets\/.*|icon.*|manifest\.webmanifest|)$|^\/api\/v1\/(facilities\/(nearby|clusters)|facilities\/[0-9a-f-]{36}(\/ratings)?|photos\/.*|config|divisions|landmarks|rates|outlines)$/;

const kept = (page: import('playwright-core').Page) =>
  page.evaluate(async () => {
    const paths: string[] = [];
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname);
    return paths;
  });
