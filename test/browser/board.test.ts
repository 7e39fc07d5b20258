import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

let product: Product;
let desk: Visitor;
let phone: Visitor;
const everybody: Visitor[] = [];
const NURSE = '护士·二楼';
const NEXT = '护士·夜班';
const BARE = '护士·三楼';

beforeAll(async () => {
  product = await openProduct();
  const [home] = await product.database.ownerSql`
    select m.facility_id from memberships m join accounts a on a.id = m.account_id where a.username = 'demo-institution'`;
  const nurses = { 'demo-nurse': NURSE, 'demo-nurse-night': NEXT, 'demo-nurse-three': BARE };
  for (const [username, name] of Object.entries(nurses))
    await product.account(username, name, { role: 'institution', street: null, facility: home!.facility_id });
  desk = await product.visit();
  phone = await product.visit({ width: 390 });
  everybody.push(desk, phone);
  await enterAs(desk, '演示·机构床位管理员', '/institution/beds');
  await enterAs(phone, NURSE, '/institution/beds');
  for (const { page } of everybody) await settled(page, '.bedtile');
}, 180_000);
afterAll(() => product?.close());
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const [i, { page }] of everybody.entries())
    await page.screenshot({ path: `test/output/screenshots/failed-${task.id}-${i + 1}.png` });
});

const legend = (page: Page, word: string) =>
  page.getByRole('group', { name: '按状态查看' }).getByRole('button', { name: word });
const count = async (page: Page, word: string) => Number.parseInt((await legend(page, word).innerText()).trim(), 10);
const tile = (page: Page, bed: string) => page.locator(`[data-bed="${bed}"]`);
const freeBeds = (page: Page, n: number) =>
  page
    .locator('.bedtile-free')
    .evaluateAll((list, most) => list.slice(0, most).map((e) => (e as HTMLElement).dataset.bed!), n);
const tabTo = async (page: Page, selector: string) => {
  for (let i = 0; i < 80; i += 1) {
    if (await page.evaluate((s) => document.activeElement?.matches(s), selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no way to ${selector} by keyboard`);
};

test('a nurse at a desk keeps two beds true without a mouse, and takes it back', async () => {
  const { page } = desk;
  const before = await count(page, '维修/停用');
  await legend(page, '空闲').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/state=free/);
  await tabTo(page, '.bedtile');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.getByText('已选 2 床').waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.keyboard.press('w');
  await expect.poll(() => count(page, '维修/停用')).toBe(before + 2);
  expect(await page.locator('.bedtile[aria-pressed="true"]').count()).toBe(0);
  await page.keyboard.press('u');
  await expect.poll(() => count(page, '维修/停用')).toBe(before);
  const sum = await page.locator('.legend-term strong').allInnerTexts();
  expect(sum.reduce((n, text) => n + Number(text), 0)).toBe(await count(page, '总床位'));
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: '快捷键' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '明天' }).click();
  await page.getByText('按今天已知的安排推算').waitFor();
  await page.getByRole('button', { name: '今天' }).click();
  await legend(page, '总床位').click();
}, 60_000);

test('a nurse on a phone rests a finger on a bed, taps another, and sends both to be cleaned', async () => {
  const { page } = phone;
  const before = await count(page, '待清洁');
  const [one, two] = (await freeBeds(page, 2)) as [string, string];
  await tile(page, one).dispatchEvent('pointerdown', { pointerType: 'touch' });
  await page.locator(`[data-bed="${one}"][aria-pressed="true"]`).waitFor();
  await tile(page, one).dispatchEvent('pointerup', { pointerType: 'touch' });
  await tile(page, two).tap();
  await page.getByText('已选 2 床').waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '待清洁 2 床' }).tap();
  await expect.poll(() => count(page, '待清洁')).toBe(before + 2);
  await page.getByRole('status').getByRole('button', { name: '撤销' }).tap();
  await expect.poll(() => count(page, '待清洁')).toBe(before);
}, 60_000);

test('two nurses on one bed: one has it, the other reads who and what, and the bed is as the first left it', async () => {
  const [bed] = (await freeBeds(desk.page, 1)) as [string];
  let release = () => {};
  const first = new Promise<void>((done) => {
    release = done;
  });
  await desk.page.route('**/beds/actions', async (route) => {
    await first;
    await route.continue();
  });
  await tile(desk.page, bed).click();
  await desk.page.keyboard.press('d');
  await tile(phone.page, bed).tap();
  await phone.page.getByRole('button', { name: /^维修/ }).tap();
  await tile(phone.page, bed).and(phone.page.locator('.bedtile-out_of_service')).waitFor();
  release();
  await desk.page
    .getByRole('alert')
    .getByText(new RegExp(`${NURSE} \\d\\d:\\d\\d 把 .*设为维修`))
    .waitFor();
  await tile(desk.page, bed).and(desk.page.locator('.bedtile-out_of_service')).waitFor();
  await desk.page.unroute('**/beds/actions');
  await desk.page.keyboard.press('Escape');
}, 60_000);

test('ten minutes without a connection: what was tapped waits, survives a reload, and is done once or refused with its reason', async () => {
  const { page, context } = phone;
  const [mine, taken] = (await freeBeds(page, 2)) as [string, string];
  await context.setOffline(true);
  for (const bed of [mine, taken]) {
    await tile(page, bed).tap();
    await page.getByRole('button', { name: /^停用/ }).tap();
    await tile(page, bed).and(page.locator('.bedtile-waiting')).waitFor();
  }
  await page.getByRole('button', { name: '2 项待发送' }).waitFor();
  await tile(desk.page, taken).click();
  await desk.page.keyboard.press('w');
  await tile(desk.page, taken).and(desk.page.locator('.bedtile-out_of_service')).waitFor();
  await context.route('**/beds/actions', (route) => route.abort('internetdisconnected'));
  await context.setOffline(false);
  await page.reload();
  await settled(page, '.bedtile');
  await page.getByRole('button', { name: '2 项待发送' }).tap();
  await context.unroute('**/beds/actions');
  await page.getByRole('button', { name: '现在发送' }).tap();
  const tray = page.getByRole('dialog', { name: '待发送' });
  await tray.getByText(/演示·机构床位管理员 \d\d:\d\d 把 .*设为维修/).waitFor({ timeout: 30_000 });
  await tray.getByRole('button', { name: '不办了' }).tap();
  await tray.waitFor({ state: 'detached' });
  await tile(page, mine).and(page.locator('.bedtile-out_of_service')).waitFor();
  const events = await product.database
    .ownerSql`select kind, reason from bed_events where bed_id = ${mine} order by id desc limit 2`;
  expect(events.filter((e) => e.reason === 'out_of_service')).toHaveLength(1);
}, 90_000);

test('what one nurse tapped without a connection is never sent in the name of whoever signs in on the device next', async () => {
  const { page, context } = phone;
  const [bed] = (await freeBeds(page, 1)) as [string];
  await context.route('**/beds/actions', (route) => route.abort('internetdisconnected'));
  await tile(page, bed).tap();
  await page.getByRole('button', { name: /^停用/ }).tap();
  await page.getByRole('button', { name: '1 项待发送' }).waitFor();
  const second: Visitor = { ...phone, page: await context.newPage() };
  const signedIn = await context.cookies();
  await context.clearCookies();
  await enterAs(second, NEXT, '/institution/beds');
  await context.unroute('**/beds/actions');
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.getByRole('button', { name: '1 项待发送' }).waitFor({ state: 'detached', timeout: 30_000 });
  await settled(second.page, '.bedtile');
  const by = async () =>
    (
      await product.database.ownerSql`select a.display_name as name from bed_events e
        join accounts a on a.id = e.recorded_by where e.bed_id = ${bed} and e.reason = 'out_of_service'`
    ).map((e) => e.name);
  expect(await by()).toEqual([]);
  await context.addCookies(signedIn);
  await page.reload();
  await expect.poll(by, { timeout: 30_000 }).toEqual([NURSE]);
  await second.page.close();
}, 90_000);

test('the board opens where the browser keeps nothing', async () => {
  const visitor = await product.visit();
  everybody.push(visitor);
  await visitor.page.addInitScript(() =>
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('blocked', 'SecurityError');
      },
    }),
  );
  await enterAs(visitor, BARE, '/institution/beds');
  await settled(visitor.page, '.bedtile');
}, 60_000);

test('nobody met an error or a policy violation on the way, but for the connection that was cut and the bed that was taken', () => {
  const cut = /ERR_INTERNET_DISCONNECTED|409 \(Conflict\)/;
  expect(everybody.flatMap((v) => v.troubles).filter((text) => !cut.test(text))).toEqual([]);
});
