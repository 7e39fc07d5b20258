import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dist, enterAs, openProduct, type Product, settled } from '../support/browser.ts';

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

test('when the product is renewed behind an open page, the page says so, and is the new one when it is opened again', async () => {
  const { page, context, troubles } = await product.visit({ width: 360, serviceWorkers: true });
  await page.goto('/privacy');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await settled(page, '.privacy h2');
  expect(await page.locator('.offline-renewed').count()).toBe(0);

  const newer = mkdtempSync(join(tmpdir(), 'yiwei-newer-'));
  cpSync(dist, newer, { recursive: true });
  for (const packed of globSync('sw.js.*', { cwd: newer })) rmSync(join(newer, packed));
  writeFileSync(join(newer, 'sw.js'), `${readFileSync(join(newer, 'sw.js'), 'utf8')}\n// newer`);
  const index = join(newer, 'index.html');
  writeFileSync(index, readFileSync(index, 'utf8').replace('<body', '<body data-newer'));
  product.renew(newer);

  // Whoever opens another page has the browser ask for a newer one; those already open are told.
  const other = await context.newPage();
  await other.goto('/privacy');
  await page.getByText('系统有新版本，方便时重新打开即可').waitFor({ timeout: 20_000 });
  expect(await page.locator('body[data-newer]').count()).toBe(0);
  await page.getByRole('button', { name: '重新打开' }).click();
  await page.locator('body[data-newer]').waitFor();
  await settled(page, '.privacy h2');
  expect(await page.locator('.offline-renewed').count()).toBe(0);
  expect(troubles).toEqual([]);
  rmSync(newer, { recursive: true });
}, 90_000);

const open =
  /^\/(assets\/.*|icon.*|manifest\.webmanifest|)$|^\/api\/v1\/(facilities\/(nearby|clusters)|facilities\/[0-9a-f-]{36}(\/ratings)?|photos\/.*|config|divisions|landmarks|rates|outlines)$/;

const kept = (page: import('playwright-core').Page) =>
  page.evaluate(async () => {
    const paths: string[] = [];
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname);
    return paths;
  });
