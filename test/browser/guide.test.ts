import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaints, openProduct, type Product, photograph, settled } from '../support/browser.ts';

let product: Product;
beforeAll(async () => {
  product = await openProduct();
}, 180_000);
afterAll(() => product?.close());

/** Presses Tab until what has the focus is called that, as somebody without a mouse does. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let i = 0; i < 90; i += 1) {
    await page.keyboard.press('Tab');
    const said = await page.evaluate(() => {
      const at = document.activeElement as HTMLInputElement | null;
      return (at?.ariaLabel ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? '').replace(/\s+/g, ' ').trim();
    });
    if (typeof name === 'string' ? said.startsWith(name) : name.test(said)) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}
const press = async (page: Page, name: string | RegExp) => {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
};
const step = (page: Page, heading: string) => page.getByRole('heading', { level: 1, name: heading }).waitFor();

test('by keyboard alone on a phone: five questions, a list with its reasons, two compared, one sheet of paper', async () => {
  const { page, context, troubles } = await product.visit({ width: 360 });
  const sent: URL[] = [];
  page.on('request', (request) => sent.push(new URL(request.url())));
  await page.goto('/');
  await press(page, '不知道怎么选');
  await step(page, '给谁找？');
  await press(page, '父亲或母亲');
  await press(page, '80–89 岁');
  await press(page, '女');
  await press(page, '下一题');
  await step(page, '住在哪里，想在哪里附近找？');
  await tabTo(page, '地址、社区或地标');
  await page.keyboard.type('guoliang');
  await page.getByRole('option', { name: /郭亮社区/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('就在郭亮社区附近找').waitFor();
  await press(page, '下一题');
  for (const [question, answer] of [
    ['吃饭怎么样？', '自己吃，不呛'],
    ['洗漱、洗澡、穿衣怎么样？', '要人提醒或帮一把'],
    ['上厕所、憋大小便怎么样？', '要人搀着去'],
    ['起身、走路、上下楼怎么样？', '走路要人搀扶'],
    ['记性怎么样？', '有时忘事'],
    ['最近一个月，脾气和精神怎么样？', '平稳'],
    ['医生确诊过', '没有'],
    ['最近 30 天', '1 次'],
  ] as const) {
    await step(page, question);
    await press(page, answer);
  }
  await step(page, '想怎么住？');
  await press(page, '长期住在机构');
  await step(page, '最看重什么？');
  await press(page, '每月自己付的钱不超过预算');
  await tabTo(page, '每月自己最多付多少');
  await page.keyboard.type('2500');
  await press(page, '看结果');
  await settled(page, '.guide-found');
  expect(await page.locator('.guide-level').innerText()).toMatch(/^可能为.+失能，以正式评估为准$/);
  expect(await page.locator('.guide-found').first().innerText()).toMatch(
    /有 \d+ 张适合的空床，.+确认[\s\S]*预算 ¥2,500/,
  );
  expect(await complaints(page)).toEqual([]);
  await photograph(page, 'test/output/screenshots/guide-result-360.png');
  const filters = ['community', 'lng', 'lat', 'limit', 'kinds', 'bed_kinds', 'level', 'sex', 'cursor'];
  const asked = sent.filter((url) => url.pathname.endsWith('/nearby')).flatMap((url) => [...url.searchParams.keys()]);
  expect(asked.filter((name) => !filters.includes(name))).toEqual([]);
  expect(sent.filter((url) => /2500|parent|some|held/.test(url.search))).toEqual([]);

  await tabTo(page, /^加入比较/);
  await page.keyboard.press('Space');
  await page.getByText('已选 1 家，再选一家就能比较').waitFor();
  await press(page, /^加入比较/);
  await press(page, /^比较$/);
  await settled(page, '.compare-table');
  expect(await page.getByRole('columnheader').count()).toBe(2);
  expect(await page.getByRole('rowheader', { name: '适合的空床' }).count()).toBe(1);
  expect(await complaints(page)).toEqual([]);
  await photograph(page, 'test/output/screenshots/compare-360.png');
  expect(sheets(await page.pdf({ preferCSSPageSize: true }))).toBe(1);
  // Four at once still fit the sheet, a fifth is named and refused, and one that is not there keeps nobody from the rest
  const homes = await product.database.ownerSql`
    select facility_id as id from vacancies where kind in ('nursing_home', 'medical_point') order by facility_id limit 5`;
  const ids = homes.map((home) => home.id);
  await page.goto(`/compare?level=3&sex=female&at=430602001001&ids=${ids.join(',')}`);
  await page.getByText('最多比较 4 家').waitFor();
  await settled(page, '.compare-table');
  expect(await page.getByRole('columnheader').count()).toBe(4);
  const paper = await page.pdf({ preferCSSPageSize: true });
  expect(sheets(paper)).toBe(1);
  expect(paper.toString('latin1')).toMatch(/MediaBox\s*\[\s*0 0 841\.\d+ 594\.\d+|MediaBox\s*\[\s*0 0 842 595/);
  expect(troubles).toEqual([]);
  await page.goto(`/compare?ids=${ids[0]},00000000-0000-4000-8000-000000000000`);
  await page.getByText('有 1 家找不到，没有列出').waitFor();
  await page.getByText('只有一家，没有可比的').waitFor();
  await context.close();
}, 60_000);

const sheets = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length;
