import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProduct, type Product, settled } from '../support/browser.ts';

let product: Product;
beforeAll(async () => {
  product = await openProduct();
}, 240_000);
afterAll(() => product?.close());

/** With PICTURES=1 the pictures among test/screenshots are taken anew, small enough to be kept with the sources. */
async function keep(page: Page, name: string): Promise<void> {
  if (!process.env.PICTURES) return;
  const file = join(import.meta.dirname, `../screenshots/${name}-${page.viewportSize()?.width}.png`);
  await sharp(await page.screenshot())
    .png({ palette: true, colours: 96, effort: 10 })
    .toFile(file);
}

/** `covered` names what lies over the middle of what has the focus; '' when nothing does. */
type Stop = { text: string; shown: boolean; covered: string };

/** Runs in the page: where the focus is, whether it can be seen, and whether something lies over it (WCAG 2.4.7, 2.4.11). */
function stop(): Stop {
  const one = document.activeElement as HTMLElement;
  const { left, top, width, height } = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const [x, y] = [left + width / 2, top + height / 2];
  const over = document.elementFromPoint(x, y);
  const inside = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
  // a tick box is drawn by its label
  const drawn = one.matches('[type=checkbox], [type=radio]') ? one.closest('label') : null;
  return {
    text: `${one.tagName} ${(one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 30)}`,
    shown: Number.parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none' || drawn !== null,
    covered: !inside
      ? 'out of sight'
      : !over || one.contains(over) || over.contains(one) || drawn?.contains(over)
        ? ''
        : `${over.tagName}.${over.getAttribute('class')}`,
  };
}

/** Goes by Tab to what is meant, and is seen at every stop on the way. */
async function tabTo(page: Page, what: string): Promise<void> {
  const target = page.locator(what).first();
  await target.waitFor({ state: 'attached' });
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(stop);
    // past the last of the page the window itself has the focus, then the first again
    if (at.text.startsWith('BODY')) continue;
    expect(at, `on the way to ${what}`).toEqual({ text: at.text, shown: true, covered: '' });
    if (await target.evaluate((one) => one === document.activeElement)) return;
  }
  throw new Error(`no Tab leads to ${what}`);
}

test.each([360, 768, 1440])('a family finds a place and answers an offer by keyboard alone (%i px)', async (width) => {
  const { page, troubles } = await product.visit({ width });
  await page.goto('/');
  await settled(page, '.place-card');
  await keep(page, 'home');

  await tabTo(page, '.near-ask input');
  await page.keyboard.type('岳阳楼');
  await page.locator('[role=option]').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await settled(page, '.place-card');
  await tabTo(page, '.place-card a[href^="/facilities/"]');
  await page.keyboard.press('Enter');
  await settled(page, '.facility-vacancy');
  await keep(page, 'facility');

  await tabTo(page, 'main a[href^="/apply"]');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/signin*');
  await settled(page, '.demo-one');
  await tabTo(page, 'button:has-text("演示·家属"), button[aria-label*="演示·家属"]');
  await page.keyboard.press('Enter');
  // back to where one was, with the place that was chosen
  await page.waitForURL('**/apply?*facility=*');
  await settled(page, '.steps');
  await tabTo(page, 'main input[type=radio]');
  await page.keyboard.press('Space');
  await tabTo(page, 'main button.btn-primary');
  await page.keyboard.press('Enter');
  await page.waitForURL(/step=2/);
  await keep(page, 'apply');

  await page.goto('/me');
  await settled(page, '.offer');
  await keep(page, 'me');
  await tabTo(page, '.offer a[href^="/me/offers/"]');
  await page.keyboard.press('Enter');
  await settled(page, '.offer-answers');
  await keep(page, 'offer');
  await tabTo(page, '.offer-answers .btn-primary');
  await page.keyboard.press('Enter');
  await page.locator('dialog[open]').waitFor();
  // a second look, and back without having answered
  await page.keyboard.press('Escape');
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
  if (width === 1440) {
    await page.keyboard.press('Enter');
    await tabTo(page, 'dialog[open] .btn-primary');
    await page.keyboard.press('Enter');
    await page.locator('.offer-answers').waitFor({ state: 'detached' });
  }
  expect(troubles).toEqual([]);
}, 150_000);
