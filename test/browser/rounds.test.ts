import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  complaints,
  complaintsByNight,
  enterAs,
  openProduct,
  type Product,
  settled,
  type Visitor,
} from '../support/browser.ts';

const pictures = join(import.meta.dirname, '../output/screenshots');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let product: Product;
let officer: Visitor;
let anyone: Visitor;
const everybody: Visitor[] = [];

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  product = await openProduct();
  officer = await arrives({ width: 1440 });
  anyone = await arrives({ width: 390 });
  await enterAs(officer, '演示·民政经办', '/officer/rounds');
}, 240_000);
afterAll(() => product?.close());
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const [i, { page }] of everybody.entries())
    await page.screenshot({ path: join(pictures, `failed-${task.id}-${i + 1}.png`) });
});

async function arrives(way: Parameters<Product['visit']>[0]) {
  const visitor = await product.visit(way);
  everybody.push(visitor);
  return visitor;
}
const shot = ({ page }: Visitor, name: string) => page.screenshot({ path: join(pictures, `round-${name}.png`) });
async function clean({ page, troubles }: Visitor) {
  expect(await complaints(page)).toEqual([]);
  expect(await complaintsByNight(page)).toEqual([]);
  expect(troubles).toEqual([]);
}

describe('an allocation round, on screen, from the sealed seed to the family that reads why', () => {
  let digest = '';
  let placed = { application: '', applicant: '', facility: '', name: '' };

  test('an officer opens a round, and the digest of its seed is public at once, the seed not', async () => {
    const { page } = officer;
    await page.getByRole('button', { name: '新开一轮' }).click();
    await page.getByLabel('名称').fill('冬季集中分配');
    await clean(officer);
    await shot(officer, 'open-1440');
    await page.getByRole('button', { name: '开轮并封存种子' }).click();
    digest = await page.locator('dialog .digest').innerText();
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    await page.getByRole('button', { name: '进入本轮' }).click();
    await settled(page, '.next');
    await anyone.page.goto('/rounds');
    await settled(anyone.page, '.rounds-public .card');
    const card = anyone.page.locator('.rounds-public .card').first();
    expect(await card.innerText()).toContain(digest);
    expect(await card.innerText()).toContain('封存，运行后公开');
    await clean(anyone);
  }, 120_000);

  test('runs it: another program finds it clean, and the proposals stand in order beside the map', async () => {
    const { page } = officer;
    await page.getByRole('button', { name: '运行本轮' }).click();
    await page.getByText('核验通过').first().waitFor({ timeout: 60_000 });
    await settled(page, '.tbl-open');
    await page.locator('.occupancy-map .place, .occupancy-map .cluster').first().waitFor();
    expect(await page.locator('.occupancy-map .pin-beds').count()).toBeGreaterThan(0);
    expect(await page.locator('.proposals tbody tr').count()).toBeGreaterThan(10);
    await clean(officer);
    await shot(officer, 'board-1440');
  }, 120_000);

  test('looks at why somebody gets this bed and not another, with the keyboard', async () => {
    const { page } = officer;
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await settled(page, '.wish-placed');
    expect(new URL(page.url()).searchParams.get('sel')).toMatch(/^[0-9a-f-]{36}$/);
    const facility = await page.locator('.wish-placed strong').innerText();
    const name = await page.locator('.staff-case h2 a').innerText();
    const application = (await page.locator('.staff-case h2 a').getAttribute('href'))?.split('/').at(-1) ?? '';
    const [row] = await product.database.ownerSql`select applicant_id from applications where id = ${application}`;
    placed = { application, applicant: row?.applicant_id, facility, name };
    await clean(officer);
    await shot(officer, 'case-1440');
    await page.keyboard.press('Escape');
    await page.locator('.wish-placed').waitFor({ state: 'detached' });
  }, 120_000);

  test('sees what stayed empty, who took no part, and what another rule would change', async () => {
    const { page } = officer;
    await page.getByRole('tab', { name: /仍空的床/ }).click();
    await settled(page, '.empty-beds tbody tr');
    await clean(officer);
    await shot(officer, 'empty-1440');
    await page.getByRole('tab', { name: /换规则试算/ }).click();
    await page.getByLabel('最远距离（公里）').fill('2');
    await page.getByRole('button', { name: '试算' }).click();
    await page.getByText(/家受影响/).waitFor();
    await clean(officer);
    await shot(officer, 'compare-1440');
    await page.getByRole('tab', { name: /未参加/ }).click();
    await settled(page, '[role=tabpanel] tbody tr');
    await clean(officer);
    await page.getByRole('tab', { name: /拟分配/ }).click();
  }, 180_000);

  test('strikes the last with a reason, told whom that passes over, and approves the rest at once', async () => {
    const { page } = officer;
    await settled(page, '.tbl-open');
    await page.locator('.proposals tbody').first().locator('.tbl-open').last().focus();
    await page.keyboard.press('s');
    await page.getByText('以下 1 人将被越过').waitFor();
    await page.getByRole('button', { name: '不同意 1 条' }).click();
    await page.getByText('请写一句原因').waitFor();
    await page.getByLabel('不同意的原因').fill('家属已另作安排');
    await clean(officer);
    await page.getByRole('button', { name: '不同意 1 条' }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^同意其余 \d+ 条$/ }).click();
    await page.getByText(/^发布前不发通知/).waitFor();
    await shot(officer, 'approve-1440');
    await page.getByRole('button', { name: /^同意 \d+ 条$/ }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^发布 \d+ 份通知$/ }).waitFor();
  }, 120_000);

  test('publishes, and what was sent and what was not is told', async () => {
    const { page } = officer;
    await page.getByRole('button', { name: /^发布 \d+ 份通知$/ }).click();
    await page
      .locator('dialog')
      .getByRole('button', { name: /^发布 \d+ 份通知$/ })
      .click();
    await page.getByRole('tab', { name: /发布结果/ }).click({ timeout: 60_000 });
    await page.getByText(/发出 \d+ 份入住通知/).waitFor();
    await clean(officer);
    await shot(officer, 'published-1440');
    const [sent] = await product.database.ownerSql`
      select count(*)::int as n from proposals p join offers o on o.id = p.offer_id and o.ended_at is null`;
    expect(sent?.n).toBeGreaterThan(10);
  }, 120_000);

  test('the family finds the offer, and reads for every facility what came of it, also in large print', async () => {
    const child = { role: 'family', street: null, facility: null } as const;
    await product.account('demo-round-child', '家属·本轮', child, placed.applicant);
    const family = await arrives({ width: 390 });
    await enterAs(family, '家属·本轮', '/me');
    await settled(family.page, '.offer');
    expect(await family.page.locator('.offer').innerText()).toContain(placed.facility);
    await family.page.locator('.offer').getByRole('link', { name: '分配结果说明' }).click();
    await settled(family.page, '.wish-placed');
    expect(await family.page.locator('.own-reasons').innerText()).toContain(`安排在${placed.facility}`);
    await clean(family);
    await shot(family, 'own-390');
    const state = await family.context.storageState();
    const elder = await arrives({ width: 390, elder: true, state });
    await elder.page.goto(`/me/reasons/${placed.application}`);
    await settled(elder.page, '.wish-placed');
    await clean(elder);
    await shot(elder, 'own-390-elder');
    const english = await arrives({ width: 1440, lang: 'en', state });
    await english.page.goto(`/me/reasons/${placed.application}`);
    await settled(english.page, '.wish-placed');
    expect(await english.page.locator('.own-reasons').innerText()).toMatch(/Placed at/);
    await clean(english);
    await shot(english, 'own-1440-en');
  }, 180_000);

  test('anybody sees the revealed seed, and its SHA-256 is the digest of the beginning', async () => {
    const { page } = anyone;
    await page.goto('/rounds');
    await settled(page, '.rounds-public .card');
    const card = page.locator('.rounds-public .card').first();
    await card.locator('summary', { hasText: '种子与摘要' }).click();
    const [first, seed] = await card.locator('.digest').allInnerTexts();
    expect(first).toBe(digest);
    expect(sha256(seed ?? '')).toBe(digest);
    await card.locator('summary', { hasText: '各机构排到哪里' }).click();
    expect(await card.locator('tbody tr').count()).toBeGreaterThan(1);
    expect(await card.innerText()).not.toContain(placed.name);
    await clean(anyone);
    await shot(anyone, 'public-390');
  }, 60_000);
});
