import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaints, enterAs, openProduct, type Product, settled } from '../support/browser.ts';
import { signed } from '../support/hotline.ts';
import { HOTLINE_SECRET } from '../support/requests.ts';

let product: Product;
let place: { street: string; community: string };
beforeAll(async () => {
  product = await openProduct({ HOTLINE_SECRET });
  const [found] = await product.database.ownerSql`
    select s.name as street, c.name as community from memberships m join accounts a on a.id = m.account_id
      join divisions s on s.code = m.street_code join divisions c on c.parent_code = s.code
     where a.username = 'demo-grid' order by c.code limit 1`;
  place = found as unknown as typeof place;
}, 180_000);
afterAll(() => product?.close());

test('a resident asks on a phone in large text, the grid hands it up, the street calls 12345, its answer comes back and is rated', async () => {
  const resident = await product.visit({ width: 390, lang: 'zh', elder: true });
  const phone = resident.page;
  await enterAs(resident, '演示·家属', '/me');
  await phone.getByRole('link', { name: '我的诉求' }).click();
  await phone.getByRole('link', { name: '提诉求' }).first().click();
  await phone.getByLabel('电梯和楼道').check();
  await phone.getByRole('button', { name: '提交诉求' }).click();
  await phone.getByText('请写明是什么事').waitFor();
  await phone.getByLabel('是什么事').fill('电梯停了三天，找 13812345678');
  await phone.getByText('文字里好像有身份证号或手机号').waitFor();
  await phone.getByLabel('是什么事').fill('电梯停了三天，老人下不了楼。');
  await phone.getByLabel('街道', { exact: true }).selectOption({ label: place.street });
  await phone.getByLabel('社区', { exact: true }).selectOption({ label: place.community });
  expect(await complaints(phone)).toEqual([]);
  await phone.getByRole('button', { name: '提交诉求' }).click();
  const no = (await phone.locator('.request-no').innerText()).trim();
  expect(no).toMatch(/^SQ\d{12}$/);

  const staff = async (name: string, verb: string, words: string) => {
    const visitor = await product.visit({ width: 1280, lang: 'zh' });
    const { page } = visitor;
    await enterAs(visitor, name, '/account');
    await page.goto(`/officer/requests?q=${no}`);
    await settled(page, '.request-map .spot');
    await page.locator('#request-list .tbl-open').click();
    await page.getByRole('button', { name: verb }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(words);
    await dialog.getByRole('button', { name: verb }).click();
    await dialog.waitFor({ state: 'detached' });
    return visitor;
  };
  const grid = await staff('演示·网格员', '上报街道', '物业不肯修，请街道出面');
  await grid.page.getByText('转到街道').waitFor();
  const desk = await staff('演示·社区前台', '转 12345', '请市里协调维保单位');
  await desk.page.getByText('待电话转办').waitFor();
  expect(await complaints(desk.page)).toEqual([]);

  const body = JSON.stringify({ number: no, external_no: 'HX-1', answer: '维保单位当天修好，已试运行。' });
  const answer = await fetch(`${product.origin}/api/v1/hooks/hotline`, {
    method: 'POST',
    headers: signed(HOTLINE_SECRET, new Date(), body),
    body,
  });
  expect(await answer.json()).toEqual({ taken: true });
  // The counter's page hears of it by itself.
  await desk.page.getByText('维保单位当天修好').first().waitFor();

  await phone.getByRole('link', { name: '看我的诉求' }).click();
  const own = phone.locator('section', { hasText: no });
  await own.getByText('维保单位当天修好').first().waitFor();
  await own.getByRole('button', { name: '解决了', exact: true }).click();
  await phone.getByRole('dialog').getByRole('button', { name: '解决了' }).click();
  await own.getByRole('button', { name: '评价' }).click();
  await phone.getByLabel('5 星 · 很满意').check();
  await phone.getByRole('button', { name: '提交评价' }).click();
  await own.getByText('我的评价：5 星').waitFor();
  for (const visitor of [resident, grid, desk]) {
    expect(visitor.troubles).toEqual([]);
    await visitor.context.close();
  }
}, 120_000);
