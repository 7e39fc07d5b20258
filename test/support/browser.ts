import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import type axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Db } from '../../db/client.ts';
import { helpers } from '../../db/schema/applicants.ts';
import { seedOnce } from '../../seed/main.ts';
import { createApp } from '../../server/app.ts';
import type { Membership } from '../../server/kernel/reach.ts';
import { createAccount } from '../../server/platform/accounts.ts';
import { readConfig } from '../../server/platform/config.ts';
import { type Actor, act, type Context, clockActor } from '../../server/platform/context.ts';
import { demoPassword } from '../../server/platform/demo.ts';
import { createEvents } from '../../server/platform/events.ts';
import { newId } from '../../server/platform/ids.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { hashPassword } from '../../server/platform/passwords.ts';
import { newTotpSecret } from '../../server/platform/totp.ts';
import { createVault } from '../../server/platform/vault.ts';
import { startChromium } from './chromium.ts';
import { seededDatabase } from './database.ts';
import { oldPhone } from './old-phone.ts';
import { testStorage } from './storage.ts';

const root = join(import.meta.dirname, '../..');
export const dist = join(root, 'web/dist');
const DISTRICT = '430602';

export type Way = {
  width?: number;
  height?: number;
  lang?: 'zh' | 'en';
  elder?: boolean;
  dark?: boolean;
  /** the worker that keeps pages for when there is no network; without it every visit is to the server */
  serviceWorkers?: boolean;
  state?: State;
};
export type State = Awaited<ReturnType<BrowserContext['storageState']>>;
/** Somebody at a screen. `troubles` collects what no visit may have: errors, policy violations, requests elsewhere. */
export type Visitor = { page: Page; context: BrowserContext; troubles: string[] };
export type Product = Awaited<ReturnType<typeof openProduct>>;

/** The product as `npm start` runs it, on a port of its own, over a freshly seeded district; and a browser to visit it. */
export async function openProduct(env: Record<string, string> = {}) {
  if (!existsSync(join(dist, 'index.html')))
    execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--config', 'web/vite.config.ts'], {
      cwd: root,
    });
  const vault = createVault(new Uint8Array(32).fill(7));
  const storage = testStorage(vault);
  const events = createEvents();
  const clock = () => new Date();
  const on =
    (db: Db) =>
    (actor: Actor | null): Context => ({
      db,
      clock,
      events,
      actor,
      district: DISTRICT,
      language: 'zh',
      requestId: newId(),
    });
  const database = await seededDatabase(({ db, ownerUrl }) =>
    seedOnce({ context: on(db)(clockActor(DISTRICT)), ownerUrl, vault, storage, log: () => {} }),
  );
  const { db } = database;
  const as = on(db);
  const config = readConfig({
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATA_KEY: '07'.repeat(32),
    LOG_LEVEL: 'silent',
    DISTRICT,
    DEMO: '1',
    ...env,
  });
  const stopListening = await events.listen(db);
  const services = { db, clock, events, vault, storage, config, log: createLog('silent') };
  let running = createApp(services, createMetrics(), dist);
  const server = serve({ fetch: (request, env) => running.app.fetch(request, env), port: 0, hostname: '127.0.0.1' });
  await new Promise<void>((done, fail) => {
    server.once('listening', done);
    server.once('error', fail);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await startChromium();
  return {
    origin,
    database,
    as,
    demoPassword: demoPassword(vault),
    visit: (way?: Way) => visit(browser, origin, way),
    /** The product stopped and started again with other pages, at the same address. */
    renew(pages: string) {
      running.closeStreams();
      running = createApp(services, createMetrics(), pages);
    },
    /** Adds a demonstration account, so that the box on the sign-in page has it; a family's may act for an applicant. */
    async account(username: string, name: string, membership: Omit<Membership, 'district'>, applicant?: string) {
      const passwordHash = await hashPassword(demoPassword(vault));
      await act(
        as(clockActor(DISTRICT)),
        'divisions.open',
        async () => ({ district: DISTRICT, type: 'accounts', id: null, row: null }),
        async (tx) => {
          const id = await createAccount(tx, vault, {
            username,
            displayName: name,
            passwordHash,
            ...(membership.role === 'family' ? {} : { totpSecret: newTotpSecret() }),
            memberships: [{ district: DISTRICT, ...membership }],
            now: clock(),
          });
          if (!id) throw new Error(`the user name ${username} is taken`);
          if (applicant)
            await tx
              .insert(helpers)
              .values({ district: DISTRICT, applicantId: applicant, accountId: id, relation: 'child' });
          return { result: null };
        },
      );
    },
    async close() {
      await browser.close();
      running.closeStreams();
      await new Promise<void>((done) => server.close(() => done()));
      await stopListening();
      await database.drop();
    },
  };
}

/** A new visitor with own cookies and choices. Requests to anywhere but the product are stopped and reported. */
async function visit(browser: Browser, origin: string, way: Way = {}): Promise<Visitor> {
  const {
    width = 1440,
    height = width < 720 ? 844 : 900,
    lang = 'zh',
    elder = false,
    dark = false,
    state,
    serviceWorkers = false,
  } = way;
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width, height },
    locale: lang === 'en' ? 'en-GB' : 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    colorScheme: dark ? 'dark' : 'light',
    serviceWorkers: serviceWorkers ? 'allow' : 'block',
    hasTouch: width < 720,
    storageState: state,
  });
  // a telephone is an old one
  if (width < 720) await context.addInitScript(oldPhone);
  const troubles: string[] = [];
  // Watched, not routed: routes would switch the cache off, and each page would be fetched whole. Chromium knows no other host.
  context.on('request', (request) => {
    const { origin: to, protocol } = new URL(request.url());
    if (to !== origin && !['data:', 'blob:'].includes(protocol)) troubles.push(`a request elsewhere: ${request.url()}`);
  });
  await context.addInitScript((prefs) => {
    // the blank page before the first address has no storage
    if (location.protocol === 'http:') localStorage.setItem('yiwei.prefs', prefs);
  }, JSON.stringify({ lang, elder }));
  context.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy/.test(message.text()))
      troubles.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => troubles.push(`error: ${error.error().stack ?? error.error().message}`));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return { page, context, troubles };
}

/** Signs in by the box of the sign-in page, as a demonstration visitor does. */
export async function enterAs({ page }: Visitor, name: string, next: string): Promise<void> {
  await page.goto(`/signin?next=${encodeURIComponent(next)}`);
  await page.getByRole('button', { name: `用${name}登录` }).click();
  await page.waitForURL(`**${next}`);
}

/** A picture for people to look at, among `test/output/screenshots`: with PICTURES=1, when somebody means to. */
export async function photograph(page: Page, path: string): Promise<void> {
  if (process.env.PICTURES) await page.screenshot({ path });
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Long lists are looked at as far as their twelfth row, and for colours, which are nine tenths of axe's time, as far as
 * the third: those below are drawn by the same lines. The colours of all of them are measured by `faint` in looks.ts.
 */
const listed = ['tbody tr', '.funds section.card', '.rooms > li', '.near-cards > li', '.leaflet-marker-pane > *'];
const after = (rows: number) => listed.map((one) => `${one}:nth-child(n+${rows + 1})`).join(', ');
const further = `.reference-part:nth-of-type(n+5), .floor:nth-child(n+3), ${after(12)}`;
const colours = ['color-contrast', 'link-in-text-block'];

async function axeOn(page: Page, part: string | undefined, of: 'colours' | 'all else'): Promise<string[]> {
  // Half a megabyte is read once in each document, not in each look at it.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const rules: axe.RunOptions =
    of === 'colours'
      ? { runOnly: { type: 'rule', values: colours } }
      : { rules: Object.fromEntries(colours.map((id) => [id, { enabled: false }])) };
  const context = { include: [part ?? 'html'], exclude: of === 'colours' ? [further, after(3)] : [further] };
  // What passes is not told of: describing it costs as much as finding it. No film or sound is fetched beforehand.
  const options: axe.RunOptions = { ...rules, resultTypes: ['violations'], preload: false };
  return page.evaluate(
    async ([within, how]) => {
      const found = await (window as unknown as { axe: typeof axe }).axe.run(within, how);
      return found.violations.map(({ id, impact, nodes }) => {
        const where = nodes.map((n) => `${n.target.join(' ')} ${n.failureSummary ?? ''}`);
        return `${impact} ${id}: ${where.join(' | ')}`;
      });
    },
    [context, options] as const,
  );
}

/** What axe finds wrong with the page as it stands, or with one part of it. */
export async function complaints(page: Page, part?: string): Promise<string[]> {
  return [...(await axeOn(page, part, 'all else')), ...(await axeOn(page, part, 'colours'))];
}

/** The same page in other words or sizes: all but the colours, which `faint` measures. */
export const complaintsButColours = (page: Page, part?: string): Promise<string[]> => axeOn(page, part, 'all else');

/** The same page by night: only colours change, so only what depends on them is looked at again. */
export async function complaintsByNight(page: Page, part?: string): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  try {
    return (await axeOn(page, part, 'colours')).map((one) => `dark: ${one}`);
  } finally {
    await page.emulateMedia({ colorScheme: 'light' });
  }
}

/**
 * Waits until a page shows what it has to say: no placeholder, nothing under way, every name known, fonts there. `shows` is
 * CSS. It is asked at every frame: the waits of a locator grow to half a second.
 */
export async function settled(page: Page, shows: string): Promise<void> {
  await page.waitForFunction((selector) => {
    return (
      [...document.querySelectorAll(selector)].some((one) => one.checkVisibility({ visibilityProperty: true })) &&
      !document.querySelector('.bones, [aria-busy="true"]') &&
      ![...document.querySelectorAll('main a, main td')].some((one) => one.textContent === '…') &&
      document.fonts.status === 'loaded'
    );
  }, shows);
}
