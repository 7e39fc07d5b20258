import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
let product: Product;
let officer: Visitor;

beforeAll(async () => {
  product = await openProduct();
  officer = await product.visit({ width: 1280, height: 900 });
}, 240_000);
afterAll(() => product?.close());

const today = dayOf(new Date());
/** A refusal is an answer like another here; the browser notes it all the same. */
const troubles = (v: Visitor) => v.troubles.filter((one) => !one.includes('409 (Conflict)'));

test('an officer drafts a contract, is told what it lacks, signs and announces it; then everybody reads it', async () => {
  const { page } = officer;
  await enterAs(officer, '演示·民政经办', '/officer/contracts');
  await settled(page, '.tbl-open');
  await page.getByRole('link', { name: '起草合同' }).click();
  await settled(page, '.contract-form');
  await page.getByRole('button', { name: '保存草稿' }).click();
  await page.getByText('处没有填或写法不对').waitFor();
  await page.getByLabel('合同编号').fill('YLMZ-试-1');
  expect(await page.getByLabel('承接主体').locator('option', { hasText: '不能承接' }).isDisabled()).toBe(true);
  await page.getByLabel('承接主体').selectOption({ label: '颐位示范养老服务中心' });
  await page.getByLabel('合同名称').fill('敬老院加购护理床位');
  await page.getByLabel('合同期自').fill(today);
  await page.getByLabel('合同期至（含当天）').fill(addDays(today, 34));
  await page.getByRole('button', { name: '加一个标的' }).click();
  await page.getByLabel('机构', { exact: true }).selectOption({ index: 1 });
  await page.getByLabel('目录项目').selectOption('YL01');
  await page.getByLabel('名额').fill('2');
  await page.getByRole('button', { name: /填满/ }).click();
  expect(await page.getByLabel('数量', { exact: true }).first().inputValue()).toBe('4');
  await page.getByLabel('单价（元）').fill('2000.50');
  await page.getByRole('button', { name: '加一项预算' }).click();
  await page
    .getByLabel('预算 1', { exact: true })
    .selectOption({ label: `${today.slice(0, 4)} 年 2081006 政府购买养老服务（示例）` });
  await page.getByRole('button', { name: /补齐为 ¥8,002/ }).click();
  await page.getByText('标的合计 ¥8,002，与列支预算一致。').waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '保存草稿' }).click();

  await settled(page, '.contract-head');
  await page.getByText(/还有 \d+ 处，改好才能签订/).waitFor();
  await page.getByText('合同缺少「违约责任」').waitFor();
  await page.getByRole('button', { name: '编辑' }).click();
  await settled(page, '.contract-form');
  const words = ['服务内容', '期限', '数量', '质量要求', '价格', '资金结算方式', '各方权利义务', '违约责任'];
  for (const word of words) await page.locator('textarea').nth(words.indexOf(word)).fill(`${word}：见附件。`);
  if (today.slice(0, 4) !== addDays(today, 34).slice(0, 4)) {
    await page.getByRole('button', { name: '加一项预算' }).click();
    const year = addDays(today, 34).slice(0, 4);
    await page
      .getByLabel('预算 2', { exact: true })
      .selectOption({ label: `${year} 年 2081006 政府购买养老服务（示例）` });
    await page.getByLabel('列支金额（元）').nth(0).fill('4001');
    await page.getByLabel('列支金额（元）').nth(1).fill('4001');
  }
  await page.getByRole('button', { name: '保存草稿' }).click();
  await page.getByText('内容齐全，预算够用，可以签订。').waitFor();

  await page.getByRole('button', { name: '登记签订…' }).click();
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.getByRole('button', { name: '登记签订', exact: true }).click();
  await page.getByText('公告前不能按它安排入住').waitFor();
  await page.getByRole('button', { name: '登记公告…' }).click();
  await page.getByRole('button', { name: '登记公告', exact: true }).click();
  await page.getByText('请填写').first().waitFor();
  await page.getByLabel('公告在哪里').fill('岳阳楼区人民政府门户网站');
  await page.getByRole('button', { name: '登记公告', exact: true }).click();
  await page.getByRole('button', { name: '登记补充协议…' }).waitFor();

  const reader = await product.visit({ width: 390 });
  await reader.page.goto('/contracts');
  await settled(reader.page, '.contract-cards');
  await reader.page.getByRole('link', { name: '敬老院加购护理床位' }).click();
  await settled(reader.page, '.contract-sheet');
  await reader.page.getByText('违约责任：见附件。').waitFor();
  await reader.page.locator('.contract-lot-cards').getByText('¥2,000.50').waitFor();
  expect(await complaints(reader.page)).toEqual([]);
  await reader.page.emulateMedia({ media: 'print' });
  expect(await reader.page.locator('.contract-board').isVisible()).toBe(true);
  expect(await reader.page.locator('.public-head').isVisible()).toBe(false);
  expect(reader.troubles).toEqual([]);
  await reader.context.close();
  expect(troubles(officer)).toEqual([]);
});

test('a dearer price from a later day is recorded as the second version; ending it early says what is given back', async () => {
  const { page } = officer;
  await page.getByRole('button', { name: '登记补充协议…' }).click();
  await settled(page, '.contract-form');
  await page.getByLabel('变更原因（随合同公告）').fill('人工成本上涨');
  await page.getByLabel('生效日期').fill(addDays(today, 10));
  await page.getByLabel('单价（元）').fill('2100.50');
  await page.getByRole('button', { name: '登记补充协议', exact: true }).click();
  // 25 of 35 days: three of four units at the new price
  await page.locator('.notice-red').getByText('标的合计 8302.00 元').first().waitFor();
  await page
    .getByRole('button', { name: /补齐为/ })
    .first()
    .click();
  await page.getByRole('button', { name: '登记补充协议', exact: true }).click();
  await page.getByText('第 2 版（补充协议）').waitFor();
  await page.getByText('单价 ¥2,000.50 → ¥2,100.50').waitFor();
  expect(await complaints(page)).toEqual([]);

  await page.getByRole('button', { name: '提前终止…' }).click();
  await page.getByLabel('自哪天起终止（当天不再履行）').fill(addDays(today, 1));
  await page.getByLabel('原因').fill('机构歇业');
  await page.getByRole('button', { name: '提前终止', exact: true }).click();
  await page.getByText(/退回预算 ¥[\d,.]+；还有 0 人在住、0 份入住通知未了结。/).waitFor();
  expect(troubles(officer)).toEqual([]);
});

test('the purchase catalogue is kept by the administrator: an item enters with its document and ends on a day', async () => {
  const admin = await product.visit({ width: 390 });
  const { page } = admin;
  await enterAs(admin, '演示·系统管理员', '/admin/catalogue');
  await settled(page, 'tbody tr');
  await page.getByRole('button', { name: '加一个项目' }).click();
  await page.getByRole('textbox', { name: '代码' }).fill('YL01');
  await page.getByRole('textbox', { name: '项目' }).fill('重复的项目');
  await page.getByRole('textbox', { name: '文号' }).fill('示例〔2026〕1号');
  await page.getByRole('button', { name: '加入目录' }).click();
  await page.getByText('期限重叠').first().waitFor();
  await page.getByRole('textbox', { name: '代码' }).fill('YL09');
  await page.getByRole('button', { name: '加入目录' }).click();
  const row = page.locator('tr', { hasText: 'YL09' });
  await row.getByRole('button', { name: /到期/ }).click();
  await page.getByRole('button', { name: '设到期日' }).click();
  await row.getByRole('button').waitFor({ state: 'detached' });
  expect(await complaints(page)).toEqual([]);
  expect(troubles(admin)).toEqual([]);
  await admin.context.close();
});
