import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaints, enterAs, openProduct, type Product, settled } from '../support/browser.ts';

const pictures = join(import.meta.dirname, '../output/screenshots');
let product: Product;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  product = await openProduct();
}, 180_000);
afterAll(() => product?.close());

test('a family reckons on a phone what a month costs, and every line says by which document', async () => {
  const { page, troubles } = await product.visit({ width: 390, lang: 'zh' });
  await page.goto('/calculator?price=2500');
  await settled(page, '.calculator form');
  await page.getByRole('button', { name: '算一算' }).click();
  await page.getByText('请填周岁，例如 76').waitFor();
  await page.getByLabel('老人多大年纪（周岁）').fill('82');
  await page.getByRole('combobox', { name: '能力等级' }).selectOption('3');
  await page.getByRole('button', { name: '算一算' }).click();
  const table = page.locator('.quote');
  await table.waitFor();
  expect(await table.innerText()).toMatch(/−¥800\.00[\s\S]*自己付\s*¥1,700\.00[\s\S]*高龄津贴/);
  expect(await table.innerText()).toContain('民办函〔2025〕49号');
  await page.getByText(/没有计入的补贴和原因/).click();
  expect(await complaints(page)).toEqual([]);
  await page.screenshot({ path: join(pictures, 'calculator-result-390.png'), fullPage: true });
  // Who is on subsistence allowance is asked for more; what is left open is named and not counted.
  await page.getByRole('checkbox', { name: '低保', exact: true }).check();
  await page.getByRole('combobox', { name: '能力等级' }).selectOption('4');
  await page.getByRole('button', { name: '算一算' }).click();
  await page.getByText('还有情况不清楚，下面几项没有算进去').waitFor();
  await page.screenshot({ path: join(pictures, 'calculator-dibao-390.png'), fullPage: true });
  const address = new URL(page.url());
  expect([...address.searchParams.keys()]).toEqual(['price']);
  expect(troubles).toEqual([]);
}, 120_000);

test('the administrator is told which row a new rate overlaps, ends it, and adds the next', async () => {
  const visitor = await product.visit({ width: 1280, lang: 'zh' });
  const { page } = visitor;
  await enterAs(visitor, '演示·系统管理员', '/admin/accounts');
  await page.goto('/admin/rates');
  await settled(page, 'tbody tr');
  const add = async () => {
    await page.getByRole('button', { name: '新增标准' }).click();
    await page.getByRole('combobox', { name: '补贴' }).selectOption('service_allowance');
    await page.getByRole('combobox', { name: '能力等级' }).selectOption('-1');
    await page.getByLabel('每月金额（元）').fill('120');
    await page.getByLabel('从哪天起施行').fill('2030-01-01');
    await page.getByLabel('文号').fill('岳民发〔2029〕8号');
    await page.getByRole('dialog').getByRole('button', { name: '登记' }).click();
  };
  await add();
  await page
    .getByText(/第 1 行与已有的一行重叠：示例，待民政部门核定/)
    .first()
    .waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.screenshot({ path: join(pictures, 'rates-overlap-1280.png') });
  await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
  await page.locator('tbody tr', { hasText: '养老服务补贴' }).locator('.tbl-open').click();
  await page.getByRole('button', { name: '定最后一天…' }).click();
  await page.getByLabel('最后一天', { exact: true }).fill('2029-12-31');
  await page.getByLabel('原因').fill('调整标准');
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByText('已定最后一天').waitFor();
  await page.screenshot({ path: join(pictures, 'rates-case-1280.png') });
  await add();
  await page.locator('tbody tr', { hasText: '岳民发〔2029〕8号' }).waitFor();
  await visitor.context.close();
}, 120_000);

test('an officer grants a subsidy on the person’s page, is told why another cannot be, and ends it', async () => {
  const visitor = await product.visit({ width: 1280, lang: 'zh' });
  const { page } = visitor;
  await enterAs(visitor, '演示·民政经办', '/officer/queue');
  await settled(page, '.tbl-open');
  const [who] = await product.database.ownerSql`
    select a.id from applications a join assessments s on s.district = a.district and s.applicant_id = a.applicant_id
      and s.valid @> current_date and s.level = 3
     where a.status = 'queued' and not exists (select 1 from categories c where c.applicant_id = a.applicant_id and c.kind = 'tekun')
       and not exists (select 1 from entitlements e where e.applicant_id = a.applicant_id) limit 1`;
  await page.goto(`/officer/applicants/${who?.id}`);
  await settled(page, '.quote');
  await page.getByText('补贴资格').click();
  const grant = async (scheme: string) => {
    await page.getByRole('button', { name: '核定补贴…' }).click();
    await page.getByRole('combobox', { name: '哪项补贴' }).selectOption(scheme);
    await page.getByLabel('批准文号').fill('岳民批〔2026〕7号');
    await page.getByRole('dialog').getByRole('button', { name: '核定' }).click();
  };
  await grant('tekun_support');
  await page.getByText('只给：特困人员。').first().waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
  await grant('consumption_coupon');
  await page.getByText('享受中').waitFor();
  await page.screenshot({ path: join(pictures, 'entitlements-1280.png') });
  await page.locator('li', { hasText: '享受中' }).getByRole('button', { name: '终止…' }).click();
  await page.getByLabel('原因').fill('本人放弃');
  await page.getByRole('dialog').getByRole('button', { name: '终止' }).click();
  await page.getByText(/终止原因：本人放弃/).waitFor();
  await visitor.context.close();
}, 120_000);
