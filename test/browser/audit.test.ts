import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

vi.setConfig({ testTimeout: 60_000 });
const pictures = join(import.meta.dirname, '../output/screenshots');
let product: Product;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  product = await openProduct();
}, 240_000);
afterAll(() => product?.close());
const picture = ({ page }: Visitor, name: string) =>
  page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });

test('an inspector looks for what one person did, opens a row, checks the chain and takes it out to be verified elsewhere', async () => {
  const inspector = await product.visit();
  const { page, troubles } = inspector;
  await enterAs(inspector, '演示·督查', '/officer/audit');
  await settled(page, '.tbl-open');
  await picture(inspector, 'audit-1440');
  await page.getByLabel('业务').selectOption({ label: '老人档案' });
  await page.waitForURL(/about=applicants/);
  await settled(page, '.tbl-open');
  await page.getByLabel('动作').selectOption({ label: '导入' });
  await page.waitForURL(/action=applicants.import/);
  await settled(page, '.tbl-open');
  await page.locator('.tbl-open').first().click();
  await page.getByRole('button', { name: '查看内容' }).click();
  await page.locator('.chain-contents').first().waitFor();
  await picture(inspector, 'audit-row-1440');
  expect(await complaints(page)).toEqual([]);
  await page.goto('/officer/audit');
  await settled(page, '.tbl-open');
  await page.getByRole('button', { name: '立即核查' }).click();
  await page.getByText('全部完整').waitFor();
  await page.getByRole('button', { name: '导出' }).click();
  await page.getByLabel('含记录内容').check();
  await picture(inspector, 'audit-export-1440');
  const saved = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: '导出' }).click();
  const file = await (await saved).path();
  const [anchor] = await product.database.ownerSql`select seq, digest from audit_anchors order by "on" desc limit 1`;
  const command = [
    join(import.meta.dirname, '../../server/audit-verify.ts'),
    file,
    '--anchor',
    `${anchor!.seq}:${anchor!.digest}`,
  ];
  const verified = spawnSync(process.execPath, command, { encoding: 'utf8', env: { LANG: 'zh_CN.UTF-8' } });
  expect(verified.stderr).toContain('完整');
  expect(verified.status).toBe(0);
  expect(troubles).toEqual([]);
});

test('anyone reads the anchors, how to hold the bureau to them, and takes open data', async () => {
  const anyone = await product.visit({ width: 390 });
  const { page, troubles } = anyone;
  await page.goto('/audit');
  await settled(page, '.digest');
  await picture(anyone, 'anchors-390');
  await page.setViewportSize({ width: 1440, height: 900 });
  await picture(anyone, 'anchors-1440');
  await page.pdf({ path: join(pictures, 'anchors.pdf'), format: 'A4' });
  await page.getByRole('link', { name: '开放数据' }).click();
  await settled(page, '.opendata .card');
  await page.getByText('示例：床位表').click();
  await picture(anyone, 'open-data-1440');
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载 床位表' }).click();
  expect((await saved).suggestedFilename()).toBe('capacity.csv');
  expect(troubles).toEqual([]);
});
