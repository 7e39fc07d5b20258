import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDigit } from '../../server/applicants/rules.ts';
import { complaints, enterAs, openProduct, type Product, settled } from '../support/browser.ts';

let product: Product;
beforeAll(async () => {
  product = await openProduct();
  await product.account('demo-self', '本人·简素心', { role: 'family', street: null, facility: null });
}, 400_000);
afterAll(() => product?.close());

test('a person applies for themselves agreeing item by item, sees who read it, takes one consent back, takes a copy, and is deleted', async () => {
  const { page, troubles, context } = await product.visit({ width: 360 });
  const next = () => page.getByRole('button', { name: '下一步' }).click();
  const first = '99999919450317904';
  await enterAs({ page, troubles, context }, '本人·简素心', '/apply');
  await page.getByLabel('老人姓名').fill('简素心');
  await page.getByLabel('身份证号').fill(first + checkDigit(first));
  await page.getByLabel('居住街道').selectOption({ index: 1 });
  await page.getByLabel('社区或村').selectOption({ index: 1 });
  await page.getByRole('radio', { name: '本人' }).check({ force: true });
  await next();
  await page.getByRole('radio', { name: /全托/ }).check({ force: true });
  await page.getByRole('checkbox', { name: /其他机构也可以/ }).check({ force: true });
  await next();

  // Nothing is ticked beforehand, and without what is needed it says which and why, where it stands.
  await settled(page, '.consent');
  expect(await page.locator('.consent input:checked').count()).toBe(0);
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByText('没有这一项同意，申请提交不了').first().waitFor();
  expect(await page.evaluate(() => document.activeElement?.closest('.consent')?.getAttribute('data-consent'))).toBe(
    'apply',
  );
  await page.getByRole('checkbox', { name: /办理申请和能力评估/ }).check();
  await page.getByRole('checkbox', { name: /我同意：公示/ }).check();
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.waitForURL(/done=/);

  const [row] = await product.database.ownerSql`select id from applicants where name = '简素心'`;
  const person = row!.id as string;
  const [officer] = await product.database.ownerSql`select id from accounts where username = 'demo-officer'`;
  await product.database
    .ownerSql`insert into audit (district, id, at, account_id, role, action, subject_type, subject_id, request_id)
    values ('430602', gen_random_uuid(), now(), ${officer!.id}, 'officer', 'applicants.read', 'applicant', ${person}, 'test')`;
  await page.goto('/me');
  await page.getByRole('link', { name: /信息和授权.*简素心/ }).click();
  await page.getByRole('tab', { name: '谁看过' }).click();
  await page.locator('.reader', { hasText: '民政' }).getByText('老人档案 · 查看').waitFor();
  expect(await complaints(page)).toEqual([]);

  await page.getByRole('tab', { name: '同意' }).click();
  await page.locator('[data-purpose=apply]').getByRole('button', { name: '撤回同意' }).click();
  await page
    .getByRole('dialog')
    .getByText(/随即撤回，排位不再保留/)
    .waitFor();
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.getByRole('button', { name: '确定撤回' }).click();
  await page.getByText('撤回过的').first().waitFor();

  await page.getByRole('tab', { name: '副本和删除' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载文件' }).click(),
  ]);
  const copy = JSON.parse(await readFile(await file.path(), 'utf8'));
  expect(copy).toMatchObject({ format: 'yiwei-person/1', id_no: null });
  expect(copy.data.applications).toMatchObject([{ status: 'withdrawn' }]);
  expect(copy.data.consents).toHaveLength(2);

  await page.getByRole('button', { name: '全部删除' }).click();
  await page.getByLabel('请输入「确认删除」').fill('确认删除');
  await page.getByRole('button', { name: '删除，不能恢复' }).click();
  await page.waitForURL('**/me/privacy');
  await settled(page, '.privacy .facts');
  expect(await page.getByText('简素心', { exact: true }).count()).toBe(0);
  expect(await product.database.ownerSql`select name from applicants where id = ${person}`).toMatchObject([
    { name: '已删除' },
  ]);
  // a page still open may ask once more for what nobody may read any longer
  expect(troubles.filter((one) => !/403 .*\/privacy\)/.test(one))).toEqual([]);
  await context.close();
});
