import { decodeQR } from 'qr/decode.js';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { announceClosing, closeFacility } from '../../server/closings/actions.ts';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';
import { openHome, world } from '../support/district.ts';

vi.setConfig({ testTimeout: 120_000 });
const AT = '430602001001';
let product: Product;
let phone: Visitor;
let home: string;
let closed: string;
let stay: string;

beforeAll(async () => {
  product = await openProduct();
  const sql = product.database.ownerSql;
  const [own] = await sql`
    select m.facility_id as id from memberships m join accounts a on a.id = m.account_id where a.username = 'demo-institution'`;
  home = own!.id as string;
  // Somebody who has lived there for long, and whose child has not said anything yet.
  const [resident] = await sql`
    select p.claim_id, p.applicant_id from placements p
     where p.facility_id = ${home} and p.discharged_on is null and p.admitted_on < current_date - 60
       and not exists (select 1 from ratings r where r.claim_id = p.claim_id) order by p.id limit 1`;
  stay = resident!.claim_id as string;
  const family = { role: 'family' as const, street: null, facility: null };
  await product.account('demo-daughter', '演示·女儿', family, resident!.applicant_id as string);
  // A home that said forty days ago that it closes, and closes today.
  const w = world(product.database);
  w.time.now = new Date(Date.now() - 40 * 86_400_000);
  closed = (await openHome(w, { name: '旧院（已停办）' })).facility;
  const nurse = await w.someone('institution', { facility: closed });
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const { closing_id: id } = await announceClosing(w.as(nurse), closed, { closes_on: today, plan: '已全部转住' });
  w.time.now = new Date();
  await closeFacility(w.as(await w.someone('officer')), id);
  phone = await product.visit({ width: 360, height: 740 });
}, 240_000);
afterAll(() => product?.close());

test('a daughter follows a search to a home: free for her mother, free soon, put right, what families say', async () => {
  const { page } = phone;
  await page.goto(`/?at=${AT}&level=2&sex=female&q=奇家岭敬老院`);
  await page.locator('.place-open').first().click();
  await settled(page, '.elder-n');
  expect(new URL(page.url()).searchParams.get('level')).toBe('2');
  await page.getByText(/适合中度失能女性的空床 \d+ 张/).waitFor();
  await page
    .getByText(/^预计\d+月[上中下]旬空出 \d+ 张|^预计\d+月\d+日至/)
    .first()
    .waitFor();
  await page.getByText('两名核查人员到现场看过').waitFor();
  await page.getByText(/满分 5 分，\d 个家庭评价/).waitFor();
  await page.getByText('已隐藏：含有个人信息').waitFor();
  await page.getByText(/中度失能老人补贴后每月约/).waitFor();
  const apply = await page.getByRole('link', { name: '申请入住' }).getAttribute('href');
  expect(apply).toContain('level=2&');
  expect(await complaints(page)).toEqual([]);
  // For the father instead: the same page, the same address but for him.
  await page.getByRole('button', { name: '给谁找床：中度失能女性' }).click();
  await page.getByRole('radio', { name: '男', exact: true }).check();
  await page.getByRole('button', { name: '完成' }).click();
  await page.getByText(/适合中度失能男性的空床|没有适合中度失能男性的空床/).waitFor();
  expect(page.url()).toContain('sex=male');
  expect(phone.troubles).toEqual([]);
});

test('the map of a home, far down on a phone, is loaded when somebody comes near it, by scrolling or by key, or prints', async () => {
  const { page } = phone;
  const loaded = () =>
    page.evaluate(() => performance.getEntriesByType('resource').some((one) => one.name.includes('/leaflet-map')));
  const open = page.locator('.facility-map .leaflet-container');
  const fresh = async () => {
    await page.goto(`/facilities/${home}`);
    await settled(page, '.facility-vacancy');
    await page.waitForLoadState('networkidle');
    expect(await loaded()).toBe(false);
  };
  await fresh();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.getByRole('link', { name: '用手机地图打开' }).focus();
  await open.waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollHeight), 'moves what is around it').toBe(height);

  await fresh();
  await page.evaluate(() => Object.assign(window, { print: () => document.body.toggleAttribute('data-printed') }));
  await page.keyboard.press('Control+p');
  await page.locator('body[data-printed]').waitFor();
  expect(await open.count(), 'the map is there before the paper').toBe(1);
  await page.reload();
  await settled(page, '.facility-vacancy');
  await page.evaluate(() => Object.assign(window, { print: () => document.body.toggleAttribute('data-printed') }));
  await page.getByRole('button', { name: '打印' }).click();
  await page.locator('body[data-printed]').waitFor();
  expect(await open.count()).toBe(1);
  expect(phone.troubles).toEqual([]);
});

test('a link to a home that has closed says since when and where to go instead; a broken one says so', async () => {
  const { page } = phone;
  await page.goto(`/facilities/${closed}?level=2&sex=female`);
  await settled(page, '.nearest li');
  await page.getByText(/该机构已于 .+ 停办，不再接受申请/).waitFor();
  expect(await page.locator('.nearest li').count()).toBe(3);
  expect(await page.getByRole('link', { name: '申请入住' }).count()).toBe(0);
  expect(await complaints(page)).toEqual([]);
  await page.goto('/facilities/019315ab-2c3d-7e4f-8a9b-0c1d2e3f4a5b');
  await page.getByRole('heading', { name: '没有这家机构' }).waitFor();
  expect(phone.troubles.filter((trouble) => !trouble.includes('404'))).toEqual([]);
  phone.troubles.length = 0;
});

test('the code on a poster is read by a camera and opens the beds around that community', async () => {
  const { page } = phone;
  await page.goto(`/posters/${AT}`);
  await settled(page, '.poster-code');
  const picture = await page.locator('.poster-code').screenshot();
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const address = decodeQR({ width: info.width, height: info.height, data: new Uint8Array(data) });
  expect(address).toBe(`${product.origin}/?at=${AT}`);
  expect(await page.locator('.poster-address').innerText()).toBe(address.replace('http://', ''));
  await page.goto(address);
  await settled(page, '.place-card');
  expect(phone.troubles).toEqual([]);
});

test('a child rates the stay on a phone: what is missing is said, a phone number is not let through, and it can be taken back', async () => {
  const { page } = phone;
  await enterAs(phone, '演示·女儿', `/me/stays/${stay}/rate`);
  await settled(page, '.rate form');
  await page.getByRole('button', { name: '提交评价' }).click();
  expect(await page.getByText('请选一项').count()).toBe(5);
  for (const group of await page.getByRole('group').all()) await group.getByRole('radio').nth(3).check();
  const words = page.getByRole('textbox');
  await words.fill('有事打 13807301234');
  await page.getByRole('button', { name: '提交评价' }).click();
  await page.getByText('里面好像有电话号码').waitFor();
  // A reload in between loses nothing.
  await words.fill('护理员换班时会说一声，放心。');
  await page.reload();
  await settled(page, '.rate form');
  expect(await words.inputValue()).toBe('护理员换班时会说一声，放心。');
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '提交评价' }).click();
  await page.getByRole('heading', { name: '您的评价' }).waitFor();
  await page.getByRole('button', { name: '撤回评价' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '撤回', exact: true }).click();
  await settled(page, '.rate form');
  expect(phone.troubles).toEqual([]);
});
