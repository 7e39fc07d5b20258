import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import { clockActor } from '../../server/platform/context.ts';
import { complaints, enterAs, openProduct, type Product, photograph, settled } from '../support/browser.ts';
import { DISTRICT, person, vault } from '../support/district.ts';

const pictures = join(import.meta.dirname, '../output/screenshots');
/** One who has not applied yet, with a name of one rare and one 4-byte character. */
const newcomer = person({ name: '㴩𠮷', bornOn: '1940-03-05' });
let product: Product;
let home: { id: string; name: string };
let queued: string;
/** Two that have the beds asked for. */
let homes: string[];

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  product = await openProduct();
  const sql = product.database.ownerSql;
  const [f] =
    await sql`select id, name from facilities where kind = 'day_care' and closed_on is null order by name limit 1`;
  home = f as unknown as typeof home;
  const [row] = await sql`
    select id, applicant_id from applications where status = 'queued' and service = 'nursing' order by queued_at desc limit 1`;
  queued = row!.id;
  const nursing = await sql`
    select name from facilities where kind = 'nursing_home' and closed_on is null order by name limit 2`;
  homes = nursing.map((h) => h.name as string);
  await importApplicants(product.as(clockActor(DISTRICT)), vault, [newcomer]);
  const family = { role: 'family', street: null, facility: null } as const;
  await product.account('demo-newcomer', '家属·初来', family, newcomer.applicant.id);
  await product.account('demo-waiting', '家属·在等', family, row!.applicant_id);
}, 180_000);
afterAll(() => product?.close());

const shows = (page: Page, name: string) => photograph(page, join(pictures, `${name}-360.png`));
const note = (page: Page) => page.getByLabel(/还有什么要说明/);

test('an application goes on from the search, through a sign-in, a lost connection and a second window, and loses no word', async () => {
  const visitor = await product.visit({ width: 360 });
  const { page, troubles, context } = visitor;
  const search = `/apply?at=430602012001&days=1,3&facility=${home.id}&from=2027-01-04&kind=day_care&level=2&max=1500`;
  // signed out: sign in, and back at the same address
  await page.goto(search);
  await page.waitForURL(/signin/);
  await page.getByRole('button', { name: '用家属·初来登录' }).click();
  await page.waitForURL((url) => url.pathname + url.search === search);
  await page.getByText('从搜索带来，可修改').waitFor();
  await page.getByRole('radio', { name: /㴩𠮷/ }).check({ force: true });
  await page.getByRole('button', { name: '下一步' }).click();
  await page.locator('.picked', { hasText: home.name }).waitFor();
  expect(await page.getByRole('radio', { name: /日托/ }).isChecked()).toBe(true);
  for (const day of ['周一', '周三']) expect(await page.getByRole('checkbox', { name: day }).isChecked()).toBe(true);
  expect(await note(page).inputValue()).toBe('希望从2027年1月4日起入住。每月费用希望不超过 1500 元。');
  await shows(page, 'apply-carried');

  await note(page).fill('要靠窗的位置');
  await page.getByText('已保存，换一台设备也能接着填').waitFor();
  const second = await context.newPage();
  const url = await draftAddress();
  await second.goto(url);
  await note(second).waitFor();

  // offline half-way: kept here, said so, and sent by itself afterwards
  await context.setOffline(true);
  await note(page).fill('要靠窗的位置，爷爷怕冷🙂');
  await page.getByText('没有网络：填的内容已留在这台设备上，连上后自动保存。').waitFor();
  await shows(page, 'apply-offline');
  troubles.length = 0;
  await context.setOffline(false);
  await page.getByText('已保存，换一台设备也能接着填').waitFor();
  expect(await kept()).toBe('要靠窗的位置，爷爷怕冷🙂');

  // the other window wrote from what it had read: both are shown, nothing is overwritten
  await note(second).fill('离家近一点');
  await second.getByRole('heading', { name: '这份申请在别处又改过' }).waitFor();
  expect(await kept()).toBe('要靠窗的位置，爷爷怕冷🙂');
  const both = await second.locator('.versions').innerText();
  for (const words of ['离家近一点', '要靠窗的位置，爷爷怕冷🙂']) expect(both).toContain(words);
  expect(await complaints(second)).toEqual([]);
  await shows(second, 'apply-two-windows');
  await second.getByRole('button', { name: '用在别处存的' }).click();
  expect(await note(second).inputValue()).toBe('要靠窗的位置，爷爷怕冷🙂');
  await second.close();
  expect(troubles.filter((t) => !t.includes('409'))).toEqual([]);
  await context.close();
});

const draftAddress = async () => {
  const [row] = await product.database
    .ownerSql`select id from applications where applicant_id = ${newcomer.applicant.id}`;
  return `/apply?draft=${row!.id}&step=2`;
};
const kept = async () =>
  (await product.database.ownerSql`select note from applications where applicant_id = ${newcomer.applicant.id}`)[0]
    ?.note;

test('a family that waits reads its place, what would move it, and what another wish would open', async () => {
  const visitor = await product.visit({ width: 360 });
  const { page, troubles } = visitor;
  await enterAs(visitor, '家属·在等', `/me/cases/${queued}`);
  await page.getByRole('button', { name: '逐项试算' }).click();
  await page.locator('.moves li', { hasText: '评为 4 级' }).waitFor();
  expect(await page.locator('.moves').first().innerText()).toMatch(/第 [\d,]+ 位（前进 [\d,]+ 位）/);
  await settled(page, '.moves');
  expect(await complaints(page)).toEqual([]);
  await page.locator('.moves').first().scrollIntoViewIfNeeded();
  await shows(page, 'what-moves');

  // other homes: what it would bring is said before, and afterwards it is written down with what was wished before
  await page.getByRole('button', { name: '改选机构…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('位，不变').waitFor();
  while (await dialog.getByRole('button', { name: /^去掉/ }).count())
    await dialog.getByRole('button', { name: /^去掉/ }).first().click();
  for (const chosen of homes) {
    await dialog.getByRole('combobox', { name: '查找机构' }).fill(chosen);
    await dialog.getByRole('option', { name: chosen }).first().click();
  }
  await dialog.getByRole('button', { name: `${homes[1]}往前排` }).click();
  await dialog.getByText(/现在 [\d,]+ 家，改后 [\d,]+ 家/).waitFor();
  for (const width of [1440, 768, 360]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await complaints(page)).toEqual([]);
    await photograph(page, join(pictures, `other-homes-${width}.png`));
  }
  await dialog.getByRole('button', { name: '确定改选' }).click();
  await page.getByText('改选记录（1 次）').click();
  await page.locator('.wish-changes', { hasText: `改后：${homes[1]}、${homes[0]}` }).waitFor();
  expect(troubles).toEqual([]);
  await visitor.context.close();
});

test('after moving in the family reads the stay and its statements; what is not free is watched, and ended in one tap', async () => {
  const visitor = await product.visit({ width: 360 });
  const { page, troubles } = visitor;
  await enterAs(visitor, '演示·家属', '/me');
  await settled(page, '[data-stay]');
  await shows(page, 'me');
  await page.getByRole('link', { name: '入住情况、账单和意见' }).first().click();
  await settled(page, '.statement');
  expect(await page.locator('.sums').first().innerText()).toMatch(/家里付\s+¥/);
  expect(await complaints(page)).toEqual([]);
  await shows(page, 'stay');
  await page.goto(`/me/watches/new?facility=${home.id}&days=2,4&sel=x`);
  await page.getByRole('heading', { name: home.name }).waitFor();
  await page.getByText('周二、周四').waitFor();
  await shows(page, 'watch-new');
  await page.getByRole('button', { name: '有床时告诉我' }).click();
  await page.getByText('订好了，到').waitFor();
  await page.getByRole('link', { name: '看已订的提醒' }).click();
  const mine = page.locator('.watch', { hasText: home.name });
  await mine.getByText('周二、周四').waitFor();
  expect(await complaints(page)).toEqual([]);
  await shows(page, 'watches');
  await mine.getByRole('button', { name: '不用提醒了' }).click();
  await mine.waitFor({ state: 'detached' });
  expect(troubles).toEqual([]);
  await visitor.context.close();
});
