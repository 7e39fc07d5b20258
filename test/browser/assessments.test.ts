import { afterAll, beforeAll, expect, test } from 'vitest';
import { items } from '../../server/assessments/rules.ts';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

let product: Product;
let one: Visitor;
let url: string;
let person: string;

beforeAll(async () => {
  product = await openProduct();
  one = await product.visit({ width: 820, height: 1180 });
}, 180_000);
afterAll(() => product?.close());

const kept = ({ page }: Visitor) =>
  page.evaluate(() => Object.keys(sessionStorage).filter((k) => k.startsWith('yiwei.assessment')).length);

test('an assessor goes through a half-filled form by keyboard alone, and a lost connection loses nothing', async () => {
  const { page } = one;
  await enterAs(one, '演示·评估员', '/assessments');
  await settled(page, 'tbody tr');
  expect(await complaints(page)).toEqual([]);
  const row = page.locator('tbody tr', { hasText: '12/26' });
  person = (await row.locator('.tbl-open').textContent()) ?? '';
  await row.locator('.tbl-open').click();
  await settled(page, 'fieldset.item');
  url = new URL(page.url()).pathname;

  await page.getByRole('button', { name: '到没评的一项' }).click();
  await page.keyboard.press('3');
  await page.getByText('已评 13/26 项').waitFor();
  await page.locator('.save-saved').waitFor();
  expect(await kept(one)).toBe(0);

  await page.route('**/draft', (route) => route.abort());
  for (const item of items.slice(13)) {
    await page.keyboard.press('Enter');
    await page.keyboard.press(String(Math.min(3, item.choices.length - 1)));
  }
  await page.getByText('已评 26/26 项').waitFor();
  await page.getByText('未联网，先存在本机').waitFor();
  expect(await kept(one)).toBe(1);
  expect(await complaints(page)).toEqual([]);
  await page.unroute('**/draft');
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.locator('.save-saved').waitFor();
  expect(await kept(one)).toBe(0);

  await page.reload();
  await page.getByText('已评 26/26 项').waitFor();
  await page.getByText(/总分 \d+，\d 级/).waitFor();
});

test('it is signed only once everything is asked, and counts only when the other one has signed too', async () => {
  const { page } = one;
  await page.getByRole('button', { name: '签字', exact: true }).click();
  await page.getByText('还有 4 处没填，已跳到第一处。').waitFor();
  await page.getByLabel('跌倒').selectOption('2');
  await page.getByLabel('以上四种情形已逐一询问').check();
  await page.getByLabel('信息提供者姓名').fill('王桂芳');
  await page.getByLabel('与老人的关系').selectOption('子女');
  await page.getByLabel('评估地点').fill('家中');
  await page.getByRole('button', { name: '签字', exact: true }).click();
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: '确定签字' }).click();
  await page.getByText('您已签字，内容不能再改。').waitFor();
  expect(one.troubles.filter((t) => !t.includes('/draft'))).toEqual([]);

  const two = await product.visit({ width: 820, height: 1180 });
  await enterAs(two, '演示·评估员二', '/assessments');
  await two.page.goto(url);
  await two.page.getByText('演示·评估员已签字。').waitFor();
  expect(await complaints(two.page)).toEqual([]);
  await two.page.getByRole('button', { name: '确认并签字' }).click();
  await two.page.getByRole('dialog').getByRole('button', { name: '确定签字' }).click();
  await two.page.waitForURL('**/assessments');
  await settled(two.page, 'tbody tr');
  expect(await two.page.getByText(person).count()).toBe(0);
  expect(two.troubles).toEqual([]);
});

test('the desk’s officer hands over the result on one page, with both names and how to object', async () => {
  const officer = await product.visit();
  await enterAs(officer, '演示·民政经办', '/assessments');
  await officer.page.goto(`${url}/result`);
  await settled(officer.page, '.sheet');
  const text = (await officer.page.locator('.sheet').textContent()) ?? '';
  for (const part of ['GB/T 42195-2022', '演示·评估员二', '复评', '近期意外事件', '********'])
    expect(text).toContain(part);
  expect(await complaints(officer.page)).toEqual([]);
  const pages = (await officer.page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g);
  expect(pages).toHaveLength(1);
  expect(officer.troubles).toEqual([]);
});

test('anybody checks for themselves on a phone, in English, and nothing is sent or kept', async () => {
  const anyone = await product.visit({ width: 390, lang: 'en' });
  const { page } = anyone;
  const sent: string[] = [];
  page.on('request', (r) => r.method() !== 'GET' && sent.push(r.url()));
  await page.goto('/self-check');
  await settled(page, 'fieldset.item');
  expect(await complaints(page)).toEqual([]);
  for (const item of items) await page.locator(`[id="item-${item.code}"] input[value="1"]`).check({ force: true });
  await page.getByText(/Probably .+ \(level 4\); only a formal assessment counts/).waitFor();
  expect(sent).toEqual([]);
  expect(await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])).toEqual([
    'yiwei.prefs',
  ]);
  expect(anyone.troubles).toEqual([]);
});
