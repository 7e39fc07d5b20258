import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFile } from '../../server/uploads/rules.ts';
import { complaints, enterAs, openProduct, type Product, photograph, settled } from '../support/browser.ts';

let product: Product;
let elder: { id: string; name: string };
beforeAll(async () => {
  product = await openProduct();
  const [row] = await product.database.ownerSql<{ id: string; name: string }[]>`
    select p.id, p.name from helpers h join accounts a on a.id = h.account_id
      join applicants p on p.id = h.applicant_id where a.username = 'demo-elder'`;
  elder = row!;
  await product.account('demo-daughter', '演示·女儿', { role: 'family', street: null, facility: null });
}, 180_000);
afterAll(() => product?.close());

const pictures = 'test/output/screenshots';
/** Nothing stands beside the page: it is as wide as its window. */
const fits = (page: import('playwright-core').Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

test('an elder invites a daughter in writing; she enters the code, acts, is seen to have acted, is ended and refused', async () => {
  const mother = await product.visit({ width: 360 });
  await enterAs(mother, '演示·老人本人', '/me');
  await mother.page
    .getByRole('link', { name: /^代办人/ })
    .first()
    .click();
  await settled(mother.page, '.helper');
  expect(await complaints(mother.page)).toEqual([]);
  await photograph(mother.page, `${pictures}/helpers-360.png`);
  await mother.page.getByRole('button', { name: '邀请代办人' }).click();
  const dialog = mother.page.getByRole('dialog');
  await dialog.getByLabel('他是老人的什么人').selectOption('child');
  await dialog.getByLabel('写下老人姓名，表示同意').fill('别人');
  await dialog.getByRole('button', { name: '同意并生成邀请码' }).click();
  await dialog.getByText('签的名字与登记的姓名不一致').first().waitFor();
  expect(await complaints(mother.page, 'dialog')).toEqual([]);
  await dialog.getByLabel('写下老人姓名，表示同意').fill(elder.name);
  await dialog.getByRole('button', { name: '同意并生成邀请码' }).click();
  const code = (await dialog.locator('.code-told').innerText()).trim();
  expect(code).toMatch(/^[2-9A-Z]{4} [2-9A-Z]{4}$/);
  expect(await fits(mother.page)).toBe(0);
  await photograph(mother.page, `${pictures}/helpers-code-360.png`);
  await dialog.getByRole('button', { name: '已告诉他' }).click();

  const daughter = await product.visit({ width: 360 });
  await enterAs(daughter, '演示·女儿', '/me/help');
  await daughter.page.getByLabel('邀请码').fill(code.toLowerCase());
  await daughter.page.getByRole('button', { name: '看看是谁' }).click();
  await daughter.page.getByRole('heading', { name: `为${[...elder.name][0]}*代办` }).waitFor();
  expect(daughter.page.url()).not.toContain(code.slice(0, 4));
  expect(await complaints(daughter.page)).toEqual([]);
  expect(await fits(daughter.page)).toBe(0);
  await photograph(daughter.page, `${pictures}/help-360.png`);
  await daughter.page.getByLabel('我看过授权书，只在写明的范围内代办').check();
  await daughter.page.getByRole('button', { name: '接受委托' }).click();
  await daughter.page.waitForURL('**/me');
  await daughter.page.getByRole('heading', { name: new RegExp(`^${elder.name} \\d+ 岁`) }).waitFor();
  await daughter.page.goto(`/me/documents/${elder.id}`);
  await settled(daughter.page, '.papers');

  // The open page of the mother hears of it, and one tap ends it.
  const card = mother.page.locator('.helper', { hasText: '演示·女儿' });
  await card.getByText('可以代办').waitFor();
  await card.getByRole('button', { name: '结束委托' }).click();
  await mother.page.getByText('演示·女儿现在起不能再代办').waitFor();
  await daughter.page.reload();
  await daughter.page.getByText('这条记录不在您可以查看和办理的范围内').first().waitFor();
  // Refused as was meant: the other name, and the daughter afterwards.
  expect([...mother.troubles, ...daughter.troubles].filter((one) => !/status of (422|403)/.test(one))).toEqual([]);
});

test('a paper lying askew is photographed on a phone, its corners found, straightened and sent small; what is no photo is refused in words; any name fits', async () => {
  const family = await product.visit({ width: 360 });
  const { page } = family;
  await enterAs(family, '演示·家属', '/me');
  await page.goto(`/me/documents/${elder.id}`);
  await settled(page, '.papers');
  await page.getByRole('button', { name: '上传材料' }).click();
  const dialog = page.getByRole('dialog').first();
  await dialog.getByLabel('是什么材料').selectOption('bank_card');
  // A sheet with lines of print, drawn askew on a dark table as a telephone at 12 megapixels would see it.
  const drawn = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [4000, 3000];
    const pen = canvas.getContext('2d')!;
    pen.fillStyle = 'rgb(70 60 50)';
    pen.fillRect(0, 0, 4000, 3000);
    pen.setTransform(1, 0.12, -0.1, 1, 900, 300);
    pen.fillStyle = 'rgb(235 232 225)';
    pen.fillRect(0, 0, 2400, 1700);
    pen.fillStyle = 'rgb(40 40 40)';
    for (let y = 200; y < 1500; y += 120) pen.fillRect(200, y, 2000, 40);
    const blob = await new Promise<Blob>((done) => canvas.toBlob((b) => done(b!), 'image/jpeg', 0.95));
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  const camera = dialog.locator('.pick-camera input');
  await camera.setInputFiles({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('hello') });
  await dialog.getByText('只收 PDF、JPG、PNG 文件').waitFor();
  await camera.setInputFiles({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) });
  await dialog.getByText('文件是空的').waitFor();

  await camera.setInputFiles({ name: 'IMG_2.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(drawn) });
  const room = page.getByRole('dialog').filter({ hasText: '对准四个角' });
  await room.locator('.corner').first().waitFor();
  expect(await room.getByText('没有认出纸的边').count()).toBe(0);
  const corners = await room
    .locator('.corner')
    .evaluateAll((all) =>
      all.map((one) => [one.style.left, one.style.top].map((p) => Math.round(Number.parseFloat(p)))),
    );
  // Where they were drawn, to a hundredth and a half of the picture.
  const real = [22.5, 10, 82.5, 19.6, 78.3, 76.3, 18.3, 66.7];
  expect(corners.flat().filter((n, i) => Math.abs(n - real[i]!) > 1.5)).toEqual([]);
  expect(await complaints(page, 'dialog[open]:last-of-type')).toEqual([]);
  await photograph(page, `${pictures}/camera-corners-360.png`);
  // By the keyboard, and by an arrow button.
  await room.locator('.corner').first().focus();
  await page.keyboard.press('ArrowRight');
  await room.getByRole('button', { name: '往左' }).click();
  await room.getByRole('button', { name: '拉正' }).click();
  const looking = page.getByRole('dialog').filter({ hasText: '看看字清不清' });
  await looking.getByText('已去掉照片里的位置信息').waitFor();
  await looking.getByLabel('增强对比（去阴影，字更黑）').check();
  await looking.getByText('已去掉照片里的位置信息').waitFor();
  await photograph(page, `${pictures}/camera-flat-360.png`);
  await looking.getByRole('button', { name: '就用这张' }).click();
  await dialog.getByText('已选：IMG_2.jpg').waitFor();
  await dialog.getByLabel('签发日期').fill('2021-03-04');
  await dialog.getByLabel('长期有效').check();
  await dialog.getByRole('button', { name: '上传', exact: true }).click();
  await page.locator('.paper', { hasText: '银行卡' }).getByText('待核验').waitFor();
  const [row] = await product.database.ownerSql<{ id: string; size: number; content_type: string }[]>`
    select id, size, content_type from documents where applicant_id = ${elder.id} and type = 'bank_card' order by created_at desc limit 1`;
  expect(row!.size).toBeLessThan(1_500_000);
  const bytes = await page.evaluate(async (id) => {
    const answer = await fetch(`/api/v1/documents/${id}/file?as=inline`);
    return [...new Uint8Array(await answer.arrayBuffer())];
  }, row!.id);
  expect(readFile(new Uint8Array(bytes), 'bank_card')).toEqual({ ok: true, kind: 'jpg' });
  expect(Buffer.from(bytes).includes('Exif')).toBe(false);

  // Names as they come, on the narrowest screen: one without a place to break, and one of rare characters.
  await page.setViewportSize({ width: 320, height: 700 });
  for (const name of ['W'.repeat(40), '㴩硚𬭎'.repeat(13)]) {
    await product.database.ownerSql`update applicants set name = ${name} where id = ${elder.id}`;
    for (const [path, shows] of [
      ['/me', '.person-head'],
      [`/me/helpers/${elder.id}`, '.helper'],
    ] as const) {
      await page.goto(path);
      await settled(page, shows);
      expect(await page.getByText(name).first().isVisible(), path).toBe(true);
      expect(await fits(page), `${path} ${name}`).toBe(0);
    }
  }
  expect(family.troubles).toEqual([]);
}, 60_000);
