import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { complaints, enterAs, openProduct, type Product, settled } from '../support/browser.ts';

let product: Product;
const today = dayOf(new Date());
const past = addDays(today, -10);
beforeAll(async () => {
  product = await openProduct();
}, 180_000);
afterAll(() => product?.close());

const tabs = [
  { id: 'funnel', name: '床位', shows: 'tbody tr' },
  { id: 'trend', name: '变化', shows: '.history-canvas canvas' },
  { id: 'steps', name: '各步用时', shows: '.history-canvas canvas' },
  { id: 'stalls', name: '卡在哪里', shows: 'tbody tr' },
  { id: 'unmet', name: '未能安置', shows: '.bars' },
  { id: 'contracts', name: '合同进度', shows: '.history-canvas canvas' },
];

test('the leader reads every part of the picture of today, on paper and on a phone as well', async () => {
  const visitor = await product.visit({ width: 1440, lang: 'zh' });
  await enterAs(visitor, '演示·分管领导', '/officer/insight');
  const { page, troubles } = visitor;
  await settled(page, '.insight-sums');
  for (const { id, name, shows } of tabs) {
    await page.getByRole('tab', { name, exact: true }).click();
    await settled(page, `.tab-panel ${shows}`);
    await page.setViewportSize({ width: 1440, height: 2400 });
    await settled(page, `.tab-panel ${shows}`);
    const picture = (how: string) => `test/output/screenshots/insight-${id}-${how}.png`;
    await page.screenshot({ path: picture('1440') });
    await page.emulateMedia({ media: 'print' });
    await page.screenshot({ path: picture('print') });
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 390, height: 3600 });
    await settled(page, `.tab-panel ${shows}`);
    await page.screenshot({ path: picture('390') });
    expect(await complaints(page), name).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  expect(troubles).toEqual([]);
  await visitor.context.close();
}, 120_000);

test('a past day is read as it was kept, by a link that leads one step down, and taken along as a file', async () => {
  const visitor = await product.visit({ width: 1440, lang: 'zh' });
  await enterAs(visitor, '演示·分管领导', '/officer/insight');
  const { page } = visitor;
  await settled(page, '.insight-sums');
  await page.getByLabel('看哪一天').fill(past);
  await page.getByText('当晚留存的数字').waitFor();
  expect(new URL(page.url()).searchParams.get('on')).toBe(past);
  const lines = page.locator('table', { hasText: '按街道的床位' }).locator('tbody tr');
  await lines.first().locator('a').click();
  await page.waitForURL(/street=/);
  await page.locator('caption', { hasText: '按社区的床位' }).waitFor({ state: 'attached' });
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载 CSV' }).first().click(),
  ]);
  expect(file.suggestedFilename()).toBe(`beds-by-community-${past}.csv`);
  expect(readFileSync((await file.path())!, 'utf8')).toMatch(
    new RegExp(`^\ufeffon,source,key,name[^\r]+\r\n${past},kept,`),
  );
  await page.getByRole('tab', { name: '未能安置' }).click();
  await page.getByText('这一天还没有未能安置登记').waitFor();
  await page.getByRole('button', { name: '回到今天' }).click();
  await page.getByRole('button', { name: '按现在重新判断' }).click();
  await page.getByText(/已重新判断：\d+ 人未能安置/).waitFor();
  await page.getByRole('button', { name: '列出这些人' }).click();
  await settled(page, 'a[href^="/officer/applicants/"]');
  await visitor.context.close();
}, 60_000);
