import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Prefs } from '../../web/ui/prefs.ts';
import { dist } from './browser.ts';
import { measured } from './looks.ts';

/** What sticks out of the page to the right, when it can be scrolled there. */
export const sideways = (page: Page) =>
  page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return '';
    const scrolls = (one: Element | null): boolean =>
      !!one && one !== document.body && (getComputedStyle(one).overflowX !== 'visible' || scrolls(one.parentElement));
    const out = [...document.querySelectorAll('body *')].filter(
      (one) => one.getBoundingClientRect().right > innerWidth + 0.5 && !scrolls(one.parentElement),
    );
    return out.map((one) => `${one.tagName}.${one.getAttribute('class')} ${one.textContent?.slice(0, 20)}`).join(' | ');
  });

/** Words that are there and cannot be read: cut by a box that neither grows nor scrolls, or beyond the edge of their button. */
export const cut = (page: Page) =>
  page.evaluate(() => {
    const hides = (how: string) => how === 'hidden' || how === 'clip';
    const tight = '.btn, button, .badge, .chip, .nav-link, .tab, summary, legend, .field-label';
    const out = [...document.querySelectorAll<HTMLElement>('body *')].filter((one) => {
      const css = getComputedStyle(one);
      const boxed = [hides(css.overflowX) || one.matches(tight), hides(css.overflowY)];
      if (!boxed.includes(true) || css.display === 'inline' || !one.textContent?.trim()) return false;
      if (!one.checkVisibility({ visibilityProperty: true }) || one.clientWidth <= 1 || one.clientHeight <= 1)
        return false;
      // shortened on purpose, and whole where it is opened; the map and its markers are a picture
      if (
        css.textOverflow === 'ellipsis' ||
        css.webkitLineClamp !== 'none' ||
        one.closest('.map, .bell, .visually-hidden')
      )
        return false;
      const over = [one.scrollWidth > one.clientWidth + 1, one.scrollHeight > one.clientHeight + 1];
      return (boxed[0] && over[0]) || (boxed[1] && over[1]);
    });
    return out.map((one) => `${one.tagName}.${one.className} ${one.textContent?.trim().slice(0, 20)}`).join(' | ');
  });

/** What moves, or would, for more than 0.01 s. */
export const moving = (page: Page) =>
  page.evaluate(() => {
    const longest = (times: string) => Math.max(...times.split(',').map((one) => Number.parseFloat(one)));
    const found = [...document.querySelectorAll('*')].filter((one) =>
      [null, '::before', '::after'].some((part) => {
        const { animationDuration, transitionDuration } = getComputedStyle(one, part);
        return longest(animationDuration) > 0.01 || longest(transitionDuration) > 0.01;
      }),
    );
    const running = document.getAnimations().filter((one) => Number(one.effect?.getComputedTiming().duration) > 10);
    return [...found.map((one) => `${one.tagName}.${one.getAttribute('class')}`), ...running.map((one) => one.id)].join(
      ' | ',
    );
  });

/** Sets a choice of the reader as another tab of theirs would: the page takes it over where it stands. */
export async function choose(page: Page, prefs: Partial<Prefs>) {
  await page.evaluate((value) => {
    localStorage.setItem('yiwei.prefs', value);
    dispatchEvent(new StorageEvent('storage', { key: 'yiwei.prefs' }));
  }, JSON.stringify(prefs));
  await expect
    .poll(() => page.evaluate(() => document.documentElement.hasAttribute('data-elder')), { timeout: 10_000 })
    .toBe(prefs.elder ?? false);
}

const fits = (page: Page, where: string) =>
  // a plot takes its new width a frame later
  expect.poll(() => sideways(page), { message: `scrolls sideways ${where}`, timeout: 5_000 }).toBe('');

/**
 * What elder mode promises (domain.md, section 5): nothing under 18 px, lines 1.3 apart, 60 px to press, 7:1 in high
 * contrast, the main text to 30 px, and no scrolling sideways on the narrowest phone or at twice the size (WCAG 1.4.10,
 * 1.4.4). The page is in elder mode already.
 */
export async function suitsElders(page: Page) {
  const { small, tight, narrow } = await measured(page, { large: false });
  expect([...small, ...tight, ...narrow].join(' | ')).toBe('');
  expect(await page.locator('a[href^="tel:"]:visible').count(), 'no telephone number').toBeGreaterThan(0);
  for (const theme of ['light', 'dark'] as const) {
    await choose(page, { elder: true, contrast: true, theme });
    const looks = await measured(page, { least: 7 });
    expect([...looks.faint, ...looks.narrow].join(' | '), `high contrast, ${theme}`).toBe('');
  }
  await page.setViewportSize({ width: 320, height: 700 });
  await choose(page, { elder: true });
  await fits(page, 'at 320 px');
  await choose(page, { elder: true, text: 'largest' });
  await fits(page, 'at 320 px in the largest text');
  expect(await cut(page), 'cut at 320 px in the largest text').toBe('');
  const size = await page.evaluate(() => Number.parseFloat(getComputedStyle(document.body).fontSize));
  expect(size).toBeGreaterThanOrEqual(30);
}

/** A reader who sets the browser's letters to twice their size loses nothing, at a desk and on a phone (WCAG 1.4.4). */
export async function grows(page: Page) {
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await fits(page, `at ${width} px in letters of twice the size`);
    expect(await cut(page), `cut at ${width} px in letters of twice the size`).toBe('');
  }
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
}

/** On paper: nothing to press, and nothing beyond the edge of A4 between its margins. */
export async function printsWell(page: Page) {
  await page.setViewportSize({ width: 673, height: 1000 });
  await page.emulateMedia({ media: 'print' });
  const pressed = page.locator(
    'button:visible:not(:has(img), .tbl-sort, .tab), .btn:visible, input:visible, select:visible, .public-head:visible, .public-foot:visible, nav:visible',
  );
  const left = await pressed.evaluateAll((all) =>
    all.map((one) => `${one.tagName}.${one.className} ${(one.textContent ?? '').slice(0, 20)}`),
  );
  expect(left.join(' | '), 'on paper').toBe('');
  expect(await sideways(page), 'beyond the paper').toBe('');
  expect(await cut(page), 'cut on paper').toBe('');
  await page.emulateMedia({ media: 'screen' });
}

/** KB of script and style a page has loaded, as they are sent. */
export async function weight(page: Page): Promise<number> {
  const names = await page.evaluate(() =>
    performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname),
  );
  const files = [...new Set(names)].filter((name) => /^\/assets\/.*\.(js|css)$/.test(name));
  return files.reduce((sum, name) => sum + readFileSync(join(dist, `${name}.gz`)).length, 0) / 1024;
}
