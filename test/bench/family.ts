import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { startChromium } from '../support/chromium.ts';
import type { Bench } from './compare.ts';
import { crowd, openPlace } from './family-place.ts';

const DIST = join(import.meta.dirname, '../../web/dist');
/** What the issue promises. Time in ms, shift as Chromium counts it. */
const LIMITS = { kb: 120, list: 2_500, shift: 0.05, paint: 200 };
/** Slow 4G as Lighthouse has it, on a phone a quarter as fast as this machine. */
const SLOW = { cpu: 4, latency: 150, down: 1_600_000 / 8, up: 750_000 / 8 };

type Seen = { usable: number; shift: number; kb: number; files: number };
type Step = { name: string; on: 'phone' | 'desk'; act(page: Page): Promise<void> };

const verdict = (reached: boolean) => (reached ? 'reached' : 'NOT reached');

/**
 * The family's pages on an old phone: headless Chromium with a CPU four times slower and slow 4G, beside the same page
 * unhindered in the same run. BENCH_ORIGIN names a server already there; otherwise one is started in .data/bench-family.
 */
export async function familyBench({ print }: Pick<Bench, 'print'>): Promise<void> {
  const place = await openPlace();
  const browser = await startChromium();
  try {
    await look(browser, place.origin, 'the district', print);
    if (!place.restart) return;
    await crowd(place, 10_000);
    try {
      // What the map gathers is read from the database once.
      await place.restart();
      await look(browser, place.origin, '10,000 facilities', print);
    } finally {
      await crowd(place, 0);
    }
  } finally {
    await browser.close();
    await place.close();
  }
}

const pages: [name: string, path: string, shows: string][] = [
  ['first page', '/', '.place-card'],
  ['first page with the map', '/?map=1', '.near-map .place, .near-map .cluster'],
  ['facility', ':facility', '.facility-vacancy'],
  ['guide', '/start', 'main h1'],
  ['compare', ':compare', 'main h1'],
  ['sign-in', '/signin', 'main h1'],
];

async function look(browser: Browser, origin: string, where: string, print: Bench['print']): Promise<void> {
  const [one, two] = await twoFacilities(origin);
  for (const [name, path, shows] of pages) {
    const address = path.replace(':facility', `/facilities/${one}`).replace(':compare', `/compare?ids=${one},${two}`);
    const slow = await opened(browser, origin + address, shows, true);
    const free = await opened(browser, origin + address, shows, false);
    print(
      `family: ${name}, ${where}`,
      `${slow.kb.toFixed(1)} KB in ${slow.files} files (≤ ${LIMITS.kb}: ${verdict(slow.kb <= LIMITS.kb)}); there after ${Math.round(slow.usable)} ms ` +
        `(≤ ${LIMITS.list}: ${verdict(slow.usable <= LIMITS.list)}), ${(slow.usable / free.usable).toFixed(1)} × unhindered; ` +
        `shift ${slow.shift.toFixed(3)} (< ${LIMITS.shift}: ${verdict(slow.shift < LIMITS.shift)})`,
    );
  }
  for (const kind of ['phone', 'desk'] as const) {
    const slow = await pressed(browser, origin, kind, true);
    const free = await pressed(browser, origin, kind, false);
    for (const [name, ms] of slow) {
      const ratio = (ms / Math.max(8, free.get(name) ?? 0)).toFixed(1);
      print(
        `family: ${name} (${kind}), ${where}`,
        Number.isNaN(ms)
          ? 'NOT there to be pressed'
          : `painted after ${Math.round(ms)} ms (≤ ${LIMITS.paint}: ${verdict(ms <= LIMITS.paint)}), ${ratio} × unhindered`,
      );
    }
  }
}

async function twoFacilities(origin: string): Promise<string[]> {
  const answer = await fetch(`${origin}/api/v1/facilities/nearby?lng=113.11&lat=29.37&limit=2`);
  const body = (await answer.json()) as { facilities?: { id: string }[]; items?: { id: string }[] };
  return (body.facilities ?? body.items ?? []).map((one) => one.id);
}

async function visitor(browser: Browser, kind: 'phone' | 'desk', hindered: boolean): Promise<[BrowserContext, Page]> {
  const phone = kind === 'phone';
  const context = await browser.newContext({
    viewport: phone ? { width: 360, height: 780 } : { width: 1440, height: 900 },
    hasTouch: phone,
    isMobile: phone,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await context.addInitScript(watch);
  if (hindered) await hinder(await context.newCDPSession(page));
  return [context, page];
}

async function hinder(session: CDPSession): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW.cpu });
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: SLOW.latency,
    downloadThroughput: SLOW.down,
    uploadThroughput: SLOW.up,
  });
}

/** Runs in the page before anything of it: how far things move by themselves, and how long a press takes to be seen. */
function watch() {
  const seen = { shift: 0, events: [] as { name: string; duration: number }[] };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
      if (!one.hadRecentInput) seen.shift += one.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) seen.events.push({ name, duration });
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
}

async function opened(browser: Browser, url: string, shows: string, hindered: boolean): Promise<Seen> {
  const [context, page] = await visitor(browser, 'phone', hindered);
  try {
    await page.goto(url, { waitUntil: 'commit' });
    // Usable: it is there, and the page answers the next frame.
    await page.waitForFunction((selector) => document.querySelector(selector)?.checkVisibility(), shows);
    const at = await page.evaluate(
      () => new Promise<number>((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now())))),
    );
    await page.waitForLoadState('networkidle');
    const { shift, names } = await page.evaluate(() => ({
      shift: (window as unknown as { seen: { shift: number } }).seen.shift,
      names: performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname),
    }));
    const files = [...new Set(names)].filter((name) => /^\/assets\/.*\.(js|css)$/.test(name));
    const bytes = files.reduce((sum, name) => sum + readFileSync(join(DIST, `${name}.gz`)).length, 0);
    return { usable: at, shift, kb: bytes / 1024, files: files.length };
  } finally {
    await context.close();
  }
}

const steps: Step[] = [
  { name: 'chip opened', on: 'phone', act: (page) => page.locator('.chip').first().tap() },
  { name: 'filter ticked', on: 'phone', act: (page) => page.locator('.panel label').first().tap() },
  {
    name: 'search typed',
    on: 'phone',
    act: async (page) => {
      await page.keyboard.press('Escape');
      await page.locator('.near-ask input').first().pressSequentially('ylz', { delay: 120 });
    },
  },
  {
    name: 'map opened',
    on: 'phone',
    act: async (page) => {
      await page.keyboard.press('Escape');
      await page.locator('.near-switch').tap();
      await page.locator('.near-map .place, .near-map .cluster').first().waitFor();
    },
  },
  { name: 'card under the pointer', on: 'desk', act: (page) => page.locator('.place-card').nth(1).hover() },
  {
    name: 'marker selected',
    on: 'desk',
    act: (page) => page.locator('.near-map :is(.place, .cluster)').first().press('Enter'),
  },
  { name: 'map zoomed', on: 'desk', act: (page) => page.locator('.leaflet-control-zoom-in').click() },
  {
    name: 'map moved',
    on: 'desk',
    act: async (page) => {
      await page.locator('.near-map .leaflet-container').focus();
      for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft']) await page.keyboard.press(key);
    },
  },
  {
    name: 'card opened',
    on: 'desk',
    act: (page) =>
      page
        .locator('.place-card')
        .nth(2)
        .click({ position: { x: 8, y: 8 } }),
  },
];

/** The longest from a press to the frame that answers it, for each step; NaN where there is nothing to press. */
async function pressed(browser: Browser, origin: string, kind: 'phone' | 'desk', hindered: boolean) {
  const [context, page] = await visitor(browser, kind, hindered);
  const found = new Map<string, number>();
  try {
    await page.goto(`${origin}/`);
    await page.locator('.place-card').first().waitFor();
    if (kind === 'desk') await page.locator('.near-map :is(.place, .cluster)').first().waitFor();
    await page.waitForTimeout(1_500);
    page.setDefaultTimeout(6_000);
    for (const { name, on, act } of steps) {
      if (on !== kind) continue;
      await page.evaluate(() => {
        (window as unknown as { seen: { events: unknown[] } }).seen.events.length = 0;
      });
      const there = await act(page).then(
        () => true,
        () => false,
      );
      await page.waitForTimeout(900);
      const worst = await page.evaluate(() =>
        Math.max(
          0,
          ...(window as unknown as { seen: { events: { duration: number }[] } }).seen.events.map((e) => e.duration),
        ),
      );
      found.set(name, there ? worst : Number.NaN);
    }
    return found;
  } finally {
    await context.close();
  }
}
