import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Entry } from '../../web/ui/i18n.ts';
import {
  complaints,
  enterAs,
  openProduct,
  type Product,
  photograph,
  settled,
  type Visitor,
  type Way,
} from '../support/browser.ts';
import { measured } from '../support/looks.ts';

const pictures = join(import.meta.dirname, '../output/screenshots');
const folders = ['ui', 'account', 'allocation', 'applicants', 'applications', 'cases', 'facilities', 'placements'];
const english = new Map<string, Record<string, Entry>>();

type Who = keyof typeof demo | 'anyone';
/** What opens when a button of that (Chinese) name is pressed. `send` sends it empty, so that its errors are seen too. */
type Opening = { press: string | null; part?: string; send?: string; stays?: true; narrow?: false };
/** `before` are buttons pressed, or rows opened, on the way to where the openings are. */
type Place = {
  path: string;
  folder: string;
  who: Who;
  shows: string;
  before?: (page: Page) => Promise<void>;
  openings: Opening[];
};

const demo = {
  family: '演示·家属',
  officer: '演示·民政经办',
  institution: '演示·机构床位管理员',
  administrator: '演示·系统管理员',
} as const;
const home = {
  family: '/me',
  officer: '/officer/queue',
  institution: '/institution/beds',
  administrator: '/admin/accounts',
};

const panel = (press: string): Opening => ({ press, part: '.panel' });
const settings: Opening = { press: '显示设置', part: '.menu' };
const rowWith = (...texts: string[]) => {
  return async (page: Page) => {
    let rows = page.locator('tbody tr');
    for (const text of texts) rows = rows.filter({ hasText: text });
    await rows.first().locator('.tbl-open').click();
    await settled(page, '.case-body');
  };
};
const referral = (which: 'answer' | 'admit') => async (page: Page) => {
  const rows = page.locator('tbody .tbl-open');
  const verb = page.locator('.next .btn-danger');
  for (let i = 0; i < (await rows.count()); i++) {
    await rows.nth(i).click();
    await settled(page, '.case-body');
    const refusable = (await verb.count()) > 0;
    if (which === 'answer' ? refusable : !refusable && (await page.locator('.next .btn-primary').count()) > 0) return;
    if ((page.viewportSize()?.width ?? 0) < 1024) await page.locator('.case-back').click();
  }
  throw new Error(`no referral to ${which}`);
};

const places: Place[] = [
  {
    path: '/',
    folder: 'facilities',
    who: 'anyone',
    shows: '.place-card',
    openings: [
      panel('类型'),
      panel('空床'),
      panel('照护等级'),
      panel('价格'),
      settings,
      { press: '图例', part: '.near-legend', stays: true, narrow: false },
    ],
  },
  {
    path: '/signin?way=password',
    folder: 'account',
    who: 'anyone',
    shows: '.demo-one',
    openings: [{ press: '下一步', part: '.signin-card', stays: true }],
  },
  {
    path: '/me',
    folder: 'applications',
    who: 'family',
    shows: '.offer',
    openings: [{ press: '撤回申请', send: '撤回申请' }],
  },
  {
    path: '/me',
    folder: 'applications',
    who: 'family',
    shows: '.offer',
    before: async (page) => {
      await page.locator('.offer .btn-primary').first().click();
      await settled(page, '.offer-answers');
    },
    openings: [{ press: '接受入住' }, { press: '不接受', send: '确定不接受' }],
  },
  {
    path: '/account',
    folder: 'account',
    who: 'family',
    shows: '.account .card',
    openings: [{ press: '修改密码', part: '.account', stays: true }],
  },
  {
    path: '/officer/queue',
    folder: 'allocation',
    who: 'officer',
    shows: '.tbl-open',
    openings: [panel('服务'), panel('通道'), panel('等级'), settings],
  },
  {
    path: '/officer/cases?status=submitted',
    folder: 'cases',
    who: 'officer',
    shows: '.tbl-open',
    before: async (page) => {
      await page.locator('tbody .tbl-open').first().click();
      await settled(page, '.case-foot .btn');
    },
    openings: [
      { press: '查看完整号码', send: '查看' },
      { press: '结案…', send: '确定结案' },
      { press: '指派…', send: '确定指派' },
      { press: '记录入户或评议…', send: '记录，不再更改' },
    ],
  },
  {
    path: '/officer/offers',
    folder: 'allocation',
    who: 'officer',
    shows: '.tbl-open',
    before: rowWith(),
    openings: [{ press: '收回通知', send: '收回通知' }],
  },
  {
    path: '/institution/beds',
    folder: 'placements',
    who: 'institution',
    shows: '.bedtile-free',
    before: async (page) => {
      await page.locator('.bedtile-free').first().click();
      // a narrow page shows the bed itself only when asked
      if ((page.viewportSize()?.width ?? 0) < 1024) await page.locator('.actionbar-head button').first().click();
      await settled(page, '.case-body');
    },
    openings: [{ press: null, part: '.staff-case', stays: true }],
  },
  {
    path: '/institution/referrals',
    folder: 'placements',
    who: 'institution',
    shows: '.tbl-open',
    before: referral('answer'),
    openings: [{ press: '无法接收', send: '确定无法接收' }],
  },
  {
    path: '/institution/referrals',
    folder: 'placements',
    who: 'institution',
    shows: '.tbl-open',
    before: referral('admit'),
    openings: [{ press: '办理入住' }],
  },
  {
    path: '/institution/residents',
    folder: 'placements',
    who: 'institution',
    shows: '.tbl-open',
    before: rowWith(),
    openings: [{ press: '办理退住', send: '办理退住' }],
  },
  {
    path: '/admin/accounts',
    folder: 'account',
    who: 'administrator',
    shows: '.tbl-open',
    openings: [panel('角色'), { press: '新建账号', send: '建立账号' }],
  },
  {
    path: '/admin/accounts',
    folder: 'account',
    who: 'administrator',
    shows: '.tbl-open',
    before: rowWith('演示·民政经办'),
    openings: [
      { press: '增加角色', send: '增加角色' },
      { press: '重置密码', send: '重置密码' },
      { press: '移除验证器', send: '移除验证器' },
      { press: '全部退出登录', send: '全部退出登录' },
    ],
  },
];

let product: Product;
const states = new Map<Who, Awaited<ReturnType<Visitor['context']['storageState']>>>();
const readers = new Map<string, Promise<Visitor>>();

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  for (const folder of folders)
    english.set(folder, ((await import(`../../web/ui/en/${folder}.ts`)) as { default: Record<string, Entry> }).default);
  product = await openProduct();
  for (const [who, name] of Object.entries(demo)) {
    const visitor = await product.visit();
    await enterAs(visitor, name, home[who as keyof typeof demo]);
    states.set(who as Who, await visitor.context.storageState());
    await visitor.context.close();
  }
}, 240_000);
afterAll(() => product?.close());

function reader(who: Who, way: Way): Promise<Visitor> {
  const key = JSON.stringify([who, way]);
  const found = readers.get(key) ?? product.visit({ ...way, state: states.get(who) });
  readers.set(key, found);
  return found;
}

/** A Chinese text in the language of the page, from the product's own dictionaries. */
const inWords = (text: string, folder: string, lang: Way['lang']) => {
  if (lang !== 'en') return text;
  const entry = english.get(folder)?.[text] ?? english.get('ui')?.[text];
  return typeof entry === 'string' ? entry : text;
};

/** Runs in the page: buttons whose words are wider than they are. */
const clipped = (all: Element[]) =>
  all.filter((one) => one.scrollWidth > one.clientWidth + 2).map((one) => (one.textContent ?? '').trim());

/** Every text can be read by day, by night and in high contrast. */
async function inEveryLight(page: Page, what: string) {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const contrast of ['no-preference', 'more'] as const) {
      await page.emulateMedia({ colorScheme, contrast });
      expect((await measured(page)).faint, `${what}: ${colorScheme}, ${contrast}`).toEqual([]);
    }
  await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' });
}

/** Opens each thing at a place, looks at it, sends it empty, and closes it by Escape: the focus is back where it was. */
async function lookAt(place: Place, way: Way, scan: 'day and night' | 'day' | 'shape') {
  const { page, troubles } = await reader(place.who, way);
  troubles.length = 0;
  await page.goto(place.path);
  await settled(page, place.shows);
  await place.before?.(page);
  const said = (text: string) => inWords(text, place.folder, way.lang);
  for (const { press, part = 'dialog[open]', send, stays, narrow } of place.openings) {
    if (narrow === false && (way.width ?? 0) < 720) continue;
    const opener = page
      .getByRole('button', { name: said(press ?? ''), exact: true })
      .or(page.locator('summary', { hasText: said(press ?? '') }))
      .first();
    if (press) await opener.click();
    const opened = page.locator(part);
    await opened.waitFor();
    if (send) {
      await opened.getByRole('button', { name: said(send), exact: true }).click();
      const toMend = opened.locator('.field:has(.field-error)').first();
      await expect
        .poll(() => toMend.evaluate((one) => one.contains(document.activeElement)), {
          message: `${press}: the first error`,
        })
        .toBe(true);
    }
    expect(await opened.locator('button').evaluateAll(clipped), `${press}: text runs out of its button`).toEqual([]);
    if (scan !== 'shape') expect(await complaints(page, part), press ?? part).toEqual([]);
    if (scan === 'day and night') await inEveryLight(page, press ?? part);
    const name = `${press ?? place.path.split('/').at(-1)}-${way.width}${way.elder ? '-elder' : ''}${way.lang === 'en' ? '-en' : ''}`;
    await photograph(page, join(pictures, `open-${name}.png`));
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
    expect(wide, `${press}: the page scrolls sideways`).toBeLessThanOrEqual(room);
    if (stays) continue;
    const closes = async (how: string) => {
      await page.keyboard.press('Escape');
      await page.locator(part).waitFor({ state: 'detached' });
      await expect
        .poll(() => opener.evaluate((one) => one === document.activeElement), {
          message: `${press}: focus back ${how}`,
          timeout: 5000,
        })
        .toBe(true);
    };
    await closes('after a look');
    if (press && scan === 'shape') {
      await opener.evaluate((one: HTMLElement) => one.click());
      await closes('in the moment it opened');
    }
  }
  // an empty form may be refused by the server in words; that is no fault of the page
  expect(troubles.filter((one) => !/status of 4\d\d/.test(one))).toEqual([]);
}

describe.each(places)('what opens at $path for $who', (place) => {
  const names = place.openings.map(({ press, part }) => press ?? part).join('、');
  test(`${names}: reads well by day and by night, and gives the focus back`, async () => {
    await lookAt(place, { width: 1440, lang: 'zh' }, 'day and night');
  }, 180_000);
  // The parts are the same as in Chinese and every text has its English line: what can differ is how it fits.
  test(`${names}: fits a phone in English`, async () => {
    await lookAt(place, { width: 390, lang: 'en' }, 'shape');
  }, 180_000);
});

describe.each(
  places.filter(({ who }) => who === 'anyone' || who === 'family'),
)('what opens at $path in elder mode', (place) => {
  // The colours are those of the ordinary page, on larger text.
  test('reads well on a phone', async () => {
    await lookAt(place, { width: 390, elder: true }, 'day');
  }, 180_000);
});
