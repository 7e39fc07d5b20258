import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readQueue } from '../../server/allocation/queries.ts';
import { matchApplication } from '../../server/matching/queries.ts';
import type { Actor } from '../../server/platform/context.ts';
import { enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

/** The case that the demonstration district has ready: the first in the order for whom there is a bed nobody doubts. */
type Case = {
  application: string;
  applicant: string;
  name: string;
  sex: 'male' | 'female';
  community: string;
  facility: { id: string; name: string };
};

let product: Product;
let ready: Case;
const everybody: Visitor[] = [];

beforeAll(async () => {
  product = await openProduct();
  ready = await findCase();
  const { application: _, applicant, facility } = ready;
  await product.account('demo-home-of-the-bed', '机构·本例', {
    role: 'institution',
    street: null,
    facility: facility.id,
  });
  await product.account('demo-child', '家属·本例', { role: 'family', street: null, facility: null }, applicant);
}, 180_000);
afterAll(() => product?.close());
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const [i, { page }] of everybody.entries())
    await page.screenshot({ path: `test/output/screenshots/failed-${task.id}-${i + 1}.png` });
});

async function findCase(): Promise<Case> {
  const officer: Actor = {
    account: (await product.database.ownerSql`select id from accounts where username = 'demo-officer'`)[0]?.id,
    name: 'officer',
    strength: 2,
    memberships: [{ district: '430602', role: 'officer', street: null, facility: null }],
  };
  const doubtful = Date.now() - 48 * 3_600_000;
  const busy = new Set(
    (await product.database.ownerSql`select applicant_id from offers where ended_at is null`).map(
      (row) => row.applicant_id as string,
    ),
  );
  const { queue } = await readQueue(product.as(officer));
  for (const { application } of queue) {
    if (busy.has(application.applicantId)) continue;
    const { matches } = await matchApplication(product.as(officer), application.id);
    const [near] = matches
      .filter((m) => m.reasons.length === 0 && m.lot && m.vacancy.free > 1 && m.distance_km !== null)
      .filter((m) => (m.vacancy.confirmedAt?.getTime() ?? 0) > doubtful)
      .sort((a, b) => (a.distance_km ?? 0) - (b.distance_km ?? 0));
    if (!near) continue;
    const [person] = await product.database.ownerSql`
      select a.name, a.sex, d.name as community from applicants a
      join divisions d on d.district = a.district and d.code = a.community_code where a.id = ${application.applicantId}`;
    if (!person) continue;
    return {
      application: application.id,
      applicant: application.applicantId,
      name: person.name,
      sex: person.sex,
      community: person.community,
      facility: near.facility,
    };
  }
  throw new Error('the demonstration district has nobody to place');
}

const arrives = async (who: Promise<Visitor>) => {
  const visitor = await who;
  everybody.push(visitor);
  return visitor;
};

/** Whether all of one thing is seen inside another. */
async function within(thing: Locator, frame: Locator) {
  const [a, b] = await Promise.all([thing.boundingBox(), frame.boundingBox()]);
  if (!a || !b) return false;
  return a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
}

/** What a facility's page says of its beds. */
async function beds({ page }: Visitor) {
  const text = await page.locator('.facility-vacancy').innerText();
  const [, filed, occupied, held, closed] = (
    /共 ([\d,]+) 床：在住 ([\d,]+)，保留 ([\d,]+)，停用 ([\d,]+)/.exec(text) ?? []
  ).map((n) => Number(n.replaceAll(',', ''))) as [number, number, number, number, number];
  const free = Number(/空 (\d+) 床/.exec(text)?.[1] ?? 0);
  const left = Number(/还剩 (\d+) 个/.exec(text)?.[1] ?? 0);
  return { filed, free, occupied, held, closed, left };
}
type Beds = Awaited<ReturnType<typeof beds>>;
const say = (...words: string[]) => ({ name: words.join('') });

describe('from a bed near home to admitted, on screen', () => {
  let list: Visitor;
  let open: Visitor;
  let officer: Visitor;
  let home: Visitor;
  let child: Visitor;
  let before: Beds;
  const loads: string[] = [];

  const card = () => list.page.locator('.place-card', { hasText: ready.facility.name });

  test('a family finds the free bed near home in the list, and the same bed on the map, without signing in', async () => {
    list = await arrives(product.visit());
    const { page } = list;
    await page.goto('/');
    await settled(page, '.place-card');
    const map = page.locator('.near-map');
    const search = page.getByRole('combobox', { name: /机构名称/ });
    await search.fill(ready.community);
    await page.getByRole('option', { name: new RegExp(`^${ready.community}(?!居家)`) }).click();
    await page.waitForURL(/at=/);
    await page.getByRole('button', { name: '空床', exact: true }).click();
    await page.getByRole('checkbox', { name: /只看有空床的/ }).check();
    await page.getByRole('radio', { name: ready.sex === 'male' ? '男' : '女' }).check();
    await page.getByRole('dialog', { name: '空床' }).getByRole('button', { name: /^看 / }).click();
    await settled(page, '.place-card');
    await map.locator('.place').first().waitFor();
    await page.screenshot({ path: 'test/output/screenshots/journey-home-1440.png' });
    await card().scrollIntoViewIfNeeded();
    expect(await card().textContent()).toMatch(/空 \d+ 床/);
    expect(await card().textContent()).toMatch(/约 [\d.]+ (公里|米)/);

    // a bed a little further off is past the edge of the map: one steps back until it is in sight
    const pin = map.locator('.place.is-lifted');
    await expect
      .poll(async () => {
        await card().getByRole('link', { name: '查看' }).hover();
        if ((await pin.count()) > 0 && (await within(pin, map))) return true;
        await map.getByRole('button', { name: '缩小' }).click();
        return false;
      })
      .toBe(true);
    expect(await pin.getAttribute('aria-label')).toContain(ready.facility.name);
    expect(await pin.getAttribute('aria-label')).toMatch(/空 \d+ 床/);
  });

  test('the facility page says what is free, how old the figure is, and what the contract still covers', async () => {
    open = await arrives(product.visit());
    const { page } = open;
    page.on('load', () => loads.push(page.url()));
    await page.goto(`/facilities/${ready.facility.id}`);
    await settled(page, '.facility-vacancy');
    before = await beds(open);
    expect(before.free).toBeGreaterThan(1);
    expect(before.left).toBeGreaterThan(0);
    expect(before.filed).toBe(before.free + before.occupied + before.held + before.closed);
    expect(await page.locator('.vacancy').innerText()).toMatch(/确认/);
  });

  test('the officer signs in with a password and the authenticator’s code, and opens the first person with a bed', async () => {
    officer = await arrives(product.visit());
    const { page } = officer;
    await page.goto('/officer/queue');
    await page.getByRole('tab', { name: '工作人员' }).click();
    await page.getByLabel('用户名').fill('demo-officer');
    await page.getByLabel('密码').fill(product.demoPassword);
    await page.getByRole('button', { name: '下一步' }).click();
    const code = page.getByLabel('动态口令');
    await code.waitFor();
    const shown = (await (await page.request.get('/api/v1/signin/demo')).json()) as {
      accounts: { username: string; totp_code: string }[];
    };
    await code.fill(shown.accounts.find((a) => a.username === 'demo-officer')?.totp_code ?? '');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.waitForURL('**/officer/queue');
    await settled(page, 'tbody .tbl-open');
    const row = page.locator('tbody tr', { hasText: ready.name }).first();
    await row.locator('.tbl-open').click();
    await page.waitForURL(`**/officer/applicants/${ready.application}`);
  });

  test('the officer sees which beds suit this person, and why the others do not', async () => {
    const { page } = officer;
    await settled(page, '.match');
    await page.getByText(/处有合适空床/).waitFor();
    await page.locator('summary', { hasText: '处不合适，及原因' }).click();
    const others = await page.locator('details .match-not .match-line').allInnerTexts();
    expect(others.length).toBeGreaterThan(0);
    // kind · reasons: no facility is left out without a reason
    for (const line of others) expect(line).toMatch(/ · .{4,}/);
    const match = page.locator('.match', { hasText: ready.facility.name }).first();
    expect(await match.innerText()).toMatch(/可住 \d+ 床[\s\S]*合同余 \d+[\s\S]*自付/);
    await match.click();
    await page.locator('#chosen').getByRole('link', { name: ready.facility.name }).waitFor();
    expect(await page.locator('#chosen').innerText()).toContain('自己付');
    await page.locator('summary', { hasText: '处不合适，及原因' }).click();
    await page.screenshot({ path: 'test/output/screenshots/journey-officer-1440.png' });
  });

  test('the officer offers the bed, and the open public pages show one bed less without a reload', async () => {
    const { page } = officer;
    await page.getByRole('button', { name: '发出入住通知' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '发出通知' }).click();
    await page
      .getByText(say(`已通知${ready.name}`).name)
      .first()
      .waitFor();
    await expect
      .poll(() => beds(open), { timeout: 10_000 })
      .toMatchObject({
        filed: before.filed,
        free: before.free - 1,
        held: before.held + 1,
        occupied: before.occupied,
      });
    await expect.poll(() => card().textContent(), { timeout: 10_000 }).toContain(`刚更新，原为 ${before.free}`);
    expect(await card().textContent()).toContain(`空 ${before.free - 1} 床`);
    expect(loads).toHaveLength(1);
  });

  test('the institution accepts the referral', async () => {
    home = await arrives(product.visit());
    const { page } = home;
    await enterAs(home, '机构·本例', '/institution/referrals');
    await settled(page, 'tbody .tbl-open');
    await page.locator('tbody tr', { hasText: ready.name }).locator('.tbl-open').click();
    await page.getByRole('button', { name: '接受', exact: true }).click();
    await page.getByText(`已接受${ready.name}，等家属答复`).first().waitFor();
  });

  test('the family accepts the offer', async () => {
    child = await arrives(product.visit({ width: 390 }));
    const { page } = child;
    await enterAs(child, '家属·本例', '/me');
    await page.getByRole('heading', { name: `${ready.name}有入住通知` }).waitFor();
    expect(await page.locator('.offer').innerText()).toContain(ready.facility.name);
    await page.getByRole('link', { name: '看费用和后果，再答复' }).click();
    await page.getByRole('button', { name: '接受入住' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '确定接受' }).click();
    await page.getByText('双方都已接受').first().waitFor();
  });

  test('the institution hears of it without a reload, and admits the person', async () => {
    const { page } = home;
    await page.getByText('可办理入住').first().waitFor();
    await page.locator('.next').getByRole('button', { name: '办理入住' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '其余 9 项无风险' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '办理入住' }).click();
    await page.getByText(`${ready.name}已入住`).first().waitFor();
    await page.goto('/institution/residents');
    await settled(page, 'tbody tr');
    await page.locator('tbody tr', { hasText: ready.name }).first().waitFor();
  });

  test('the open public page now counts one resident more, one place of the contract less, and was never reloaded', async () => {
    await expect
      .poll(() => beds(open), { timeout: 10_000 })
      .toEqual({
        ...before,
        free: before.free - 1,
        occupied: before.occupied + 1,
        left: before.left - 1,
      });
    expect(loads).toHaveLength(1);
    await child.page
      .getByText(/已入住/)
      .first()
      .waitFor();
  });

  test('nobody on this way met an error, a policy violation or a request to another site', () => {
    expect(everybody.flatMap((visitor) => visitor.troubles)).toEqual([]);
  });
});
