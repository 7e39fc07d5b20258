import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CONFIRM_LINK } from '../../server/notifications/rules.ts';
import { linkToken } from '../../server/platform/links.ts';
import { createVault } from '../../server/platform/vault.ts';
import { complaints, complaintsByNight, enterAs, openProduct, type Product, settled } from '../support/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
let product: Product;
const vault = createVault(new Uint8Array(32).fill(7));

beforeAll(async () => {
  product = await openProduct();
}, 240_000);
afterAll(() => product?.close());

const centre = async () => {
  const [row] = await product.database.ownerSql`
    select m.facility_id as id, f.name from memberships m join accounts a on a.id = m.account_id
      join facilities f on f.id = m.facility_id where a.username = 'demo-day-care'`;
  return row as unknown as { id: string; name: string };
};

test('a nurse opens the link of the message on a phone and confirms with one tap, without signing in', async () => {
  const { id, name } = await centre();
  const until = new Date(Date.now() + 3_600_000);
  const nurse = await product.visit({ width: 390 });
  const { page } = nurse;
  const stamps = async () =>
    (await product.database.ownerSql`select count(*)::int as n from confirmations where facility_id = ${id}`)[0]!.n;
  const before = await stamps();
  await page.goto(`/confirm#${linkToken(vault, { purpose: CONFIRM_LINK, district: '430602', id, until })}`);
  await page.getByRole('heading', { name }).waitFor();
  await settled(page, '.confirm-six');
  expect(await complaints(page)).toEqual([]);
  expect(await complaintsByNight(page)).toEqual([]);
  expect(await stamps()).toBe(before);
  const button = page.getByRole('button', { name: '无变化，一键确认' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByText('已确认', { exact: true }).waitFor();
  expect(await stamps()).toBe(before + 1);
  expect(await complaints(page)).toEqual([]);
  expect(nurse.troubles).toEqual([]);

  await page.goto('/confirm#nonsense');
  await page.getByRole('heading', { name: '链接无效' }).waitFor();
  expect(await complaints(page)).toEqual([]);
});

test('at the door of the day centre each person is one tap, by finger on a phone and by keyboard; the rest is one more', async () => {
  // The day that is shown must have people on it, whatever day of the week the tests run on.
  const { id } = await centre();
  await product.database.ownerSql`
    update claims set weekdays = '{[1,8)}' where facility_id = ${id} and kind = 'stay' and bed_id in (
      select bed_id from claims where facility_id = ${id} group by bed_id having count(*) = 1)`;
  const nurse = await product.visit({ width: 390 });
  const { page } = nurse;
  await enterAs(nurse, '演示·日间照料中心', '/institution/day');
  await settled(page, '.sheet-row');
  expect(await complaints(page)).toEqual([]);
  expect(await complaintsByNight(page)).toEqual([]);
  const rows = page.locator('.sheet-row');
  const first = rows.nth(0).getByRole('button', { name: '未到', exact: true });
  await first.tap();
  await page.locator('.sheet-row').nth(0).locator('[aria-pressed="true"]', { hasText: '未到' }).waitFor();
  const leave = rows.nth(1).getByRole('button', { name: '请假', exact: true });
  await leave.focus();
  await page.keyboard.press('Space');
  await page.getByText(/未到 1 · 请假 1 · /).waitFor();
  await page.getByRole('button', { name: /^其余 \d+ 人全部到$/ }).click();
  await page.getByText(/未到 1 · 请假 1 · 未登记 0/).waitFor();
  const box = await first.boundingBox();
  expect(Math.min(box!.height, box!.width)).toBeGreaterThanOrEqual(44);
  await page.reload();
  await page.getByText(/未到 1 · 请假 1 · 未登记 0/).waitFor();
  expect(nurse.troubles).toEqual([]);

  // Without a network a tap is kept, shown as waiting, and sent once when the network is back.
  await nurse.context.setOffline(true);
  await rows.nth(0).getByRole('button', { name: '到', exact: true }).tap();
  await rows.nth(0).getByText('待发送').waitFor();
  await page.getByText(/未到 0 · 请假 1 · 未登记 0/).waitFor();
  await nurse.context.setOffline(false);
  await rows.nth(0).getByText('待发送').waitFor({ state: 'detached', timeout: 30_000 });
  await page.reload();
  await page.getByText(/未到 0 · 请假 1 · 未登记 0/).waitFor();
});

test('a visit at home is recorded and corrected on the screen; the earlier record stays', async () => {
  const nurse = await product.visit();
  const { page } = nurse;
  await enterAs(nurse, '演示·机构床位管理员', '/institution/visits');
  await settled(page, '.tbl-open');
  await page.locator('.tbl-open').last().click();
  await page.getByRole('button', { name: '登记上门', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('护理人员姓名').fill('孙护理');
  await dialog.getByRole('button', { name: '登记上门' }).click();
  await dialog.getByText('至少选一项服务').waitFor();
  await dialog.getByLabel('助浴').check();
  // a visit of yesterday morning is over, whatever the hour of the test
  const yesterday = new Date(Date.now() - 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
  await dialog.getByLabel('日期').fill(yesterday);
  await dialog.getByLabel('开始时间').fill('05:00');
  expect(await complaints(page, 'dialog')).toEqual([]);
  await dialog.getByRole('button', { name: '登记上门' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^更正.*05:00的记录$/ }).click();
  await page.getByRole('dialog').getByLabel('没有上门').check();
  await page.getByRole('dialog').getByLabel('为什么没有上门').fill('老人外出，改期');
  await page.getByRole('dialog').getByRole('button', { name: '更正' }).click();
  await page.getByText('老人外出，改期').waitFor();
  await page.getByText('更正前的记录 1 条').waitFor();
  await settled(page, '.visit');
  expect(await complaints(page)).toEqual([]);
  expect(nurse.troubles).toEqual([]);
});

test('an officer sees whose figures are old and where to call', async () => {
  const officer = await product.visit();
  const { page } = officer;
  await enterAs(officer, '演示·民政经办', '/officer/freshness');
  await settled(page, 'tbody tr');
  await page.getByRole('button', { name: /超过 7 天/ }).click();
  await page.locator('tbody tr', { hasText: '超过 7 天' }).first().waitFor();
  expect(await page.locator('tbody tr', { hasText: '超过 24 小时' }).count()).toBe(0);
  expect(await complaints(page)).toEqual([]);
  expect(officer.troubles).toEqual([]);
});
