import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
let product: Product;
let officer: Visitor;

beforeAll(async () => {
  product = await openProduct();
  officer = await product.visit({ width: 1440 });
}, 240_000);
afterAll(() => product?.close());

test('a planner sees who has nothing near, adds a centre, closes a home, finds the three best sites and prints them', async () => {
  const { page } = officer;
  await enterAs(officer, '演示·民政经办', '/officer/cases');
  await page.goto('/officer/coverage');
  await settled(page, '#coverage-list .tbl-open');
  await page.locator('.a-area').first().waitFor();
  expect(await page.locator('.coverage-figure').innerText()).toMatch(/^约 \d+%\s+的老人步行 15 分钟内有日间照料中心$/);
  await page.locator('#coverage-list .tbl-open').first().click();
  await settled(page, '.staff-case table');
  expect(await complaints(page, '.staff-case')).toEqual([]);

  await page.getByRole('tab', { name: '如果' }).click();
  await page.getByLabel('加在哪里').selectOption({ index: 1 });
  await page.locator('.coverage-changes li').first().waitFor();
  await page.getByLabel('停哪一家').selectOption({ index: 1 });
  await page.locator('.coverage-changes li').nth(1).waitFor();
  await page.locator('.coverage-result').waitFor();
  await page.getByRole('button', { name: '看停业机构在住老人的去处' }).click();
  await page
    .getByText(/同时能安排|停业的机构今天没有在住老人/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: '存为方案' }).click();
  const dialog = page.locator('dialog');
  await dialog.getByRole('button', { name: '存为方案' }).click();
  await dialog.getByText('请写方案名称').waitFor();
  await dialog.getByLabel('方案名称').fill('明年设想');
  await dialog.getByRole('button', { name: '存为方案' }).click();
  await page.getByRole('link', { name: '明年设想' }).waitFor();
  expect(await complaints(page, '.coverage')).toEqual([]);

  await page.goto('/officer/coverage?tab=plan');
  await page.getByRole('button', { name: '开始选址' }).click();
  await page.getByText(/离最优：0%/).waitFor();
  expect(await page.locator('#coverage-picks tbody tr').count()).toBe(3);
  await page.locator('.a-mark-pick').nth(2).waitFor();
  expect(await complaints(page, '.coverage')).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByText(/离最优：0%/).isVisible()).toBe(true);
  expect(await page.getByLabel('选几处').isVisible()).toBe(false);
  await page.emulateMedia({ media: 'screen' });
  expect(officer.troubles).toEqual([]);
});

test('a press on the map adds a place there, and the address is the scenario', async () => {
  const { page } = officer;
  await page.goto('/officer/coverage?tab=what-if');
  await page.locator('.a-area').first().waitFor();
  await page.getByRole('button', { name: '在地图上选点' }).click();
  await page.locator('.map-canvas').click({ position: { x: 500, y: 200 } });
  await page.getByText(/加：地图上选的点/).waitFor();
  const { searchParams } = new URL(page.url());
  expect(JSON.parse(searchParams.get('add') ?? '')).toMatchObject([{ kind: 'day_care', accuracy_m: 0 }]);
  await page.reload();
  await page.locator('.coverage-result').waitFor();
  expect(officer.troubles).toEqual([]);
});

test('an officer sees what is wrong with a file by its row; the administrator sets the next rule, from tomorrow at the earliest', async () => {
  const { page } = officer;
  await page.goto('/officer/coverage?tab=data');
  await page.getByText('导入步行文件', { exact: true }).click();
  await page.getByLabel('步行分钟表').check();
  const file = (text: string) => ({ name: '步行.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.locator('input[type=file]').setInputFiles(file('from,facility,minutes\n430602001001,没有这家,12\n'));
  await page.getByText('没有编号或名称为“没有这家”的机构').waitFor();
  const home = (
    await product.database.ownerSql`select name from facilities where kind = 'day_care' order by id limit 1`
  )[0]!;
  await page.locator('input[type=file]').setInputFiles(file(`from,facility,minutes\n430602001001,${home.name},12\n`));
  await page.getByLabel('来源').fill('示例步行表');
  await page.getByRole('button', { name: '导入', exact: true }).click();
  await page.getByText('文件已导入').waitFor();
  await page.getByRole('cell', { name: '在用' }).waitFor();

  const admin = await product.visit({ width: 390 });
  await enterAs(admin, '演示·系统管理员', '/admin/accounts');
  await admin.page.goto('/officer/coverage?tab=data');
  await admin.page.getByText('设定下一版口径').click();
  await admin.page.getByLabel('施行日').fill('2026-01-01');
  await admin.page.getByRole('button', { name: '设定口径' }).click();
  await admin.page
    .getByText(/新规则只能从明天或以后起施行/)
    .first()
    .waitFor();
  await admin.page.getByLabel('施行日').fill('2099-01-01');
  await admin.page.getByRole('button', { name: '设定口径' }).click();
  await admin.page.getByText('新口径已设定').waitFor();
  expect(await complaints(admin.page, '.coverage')).toEqual([]);
  expect(admin.troubles.filter((t) => !/status of 422/.test(t))).toEqual([]);
});
