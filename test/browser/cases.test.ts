import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { clockActor } from '../../server/platform/context.ts';
import { publishNotices } from '../../server/publicity/actions.ts';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

vi.setConfig({ testTimeout: 90_000 });
let product: Product;
let officer: Visitor;
let approver: Visitor;
let chosen: { id: string; name: string; street: string };
const everybody: Visitor[] = [];

/** On no list and badly off, for a nursing bed: the street, health and insurance are asked, and then it is published. */
async function whole(): Promise<typeof chosen> {
  const get = async (path: string) => (await officer.page.request.get(`/api/v1${path}`)).json();
  const { cases } = await get('/cases?status=submitted&limit=200');
  for (const one of cases as { id: string; name: string; service: string; street_code: string }[]) {
    if (one.service !== 'nursing') continue;
    const [papers, file] = [await get(`/applications/${one.id}/papers`), await get(`/cases/${one.id}`)];
    const person = await get(`/applicants/${file.applicant_id}`);
    if (papers.gaps.length > 0 || person.categories.length > 0) continue;
    if ((person.assessments[0]?.level ?? 0) < 3) continue;
    return { id: one.id, name: one.name, street: one.street_code };
  }
  throw new Error('nobody in the demonstration fits this journey');
}

beforeAll(async () => {
  product = await openProduct();
  officer = await arrives();
  await enterAs(officer, '演示·民政经办', '/officer/cases');
  chosen = await whole();
  await product.account('demo-this-desk', '前台·本例', { role: 'desk', street: chosen.street, facility: null });
}, 240_000);
afterAll(() => product?.close());

async function arrives(way?: Parameters<Product['visit']>[0]): Promise<Visitor> {
  const visitor = await product.visit(way);
  everybody.push(visitor);
  return visitor;
}

test('an officer ticks two cases by keyboard, gives them to a colleague, and takes it back', async () => {
  const { page } = officer;
  await settled(page, 'tbody .tbl-open');
  expect(await complaints(page)).toEqual([]);
  for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
  await page.getByRole('button', { name: '指派 2 件…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('指派给').selectOption({ label: '演示·民政审批' });
  expect(await dialog.getByText('未指派 → 演示·民政审批').count()).toBe(2);
  expect(await complaints(page, 'dialog')).toEqual([]);
  await dialog.getByRole('button', { name: '确定指派 2 件' }).click();
  await expect.poll(() => page.locator('tbody td', { hasText: '演示·民政审批' }).count()).toBe(2);
  await page.getByRole('button', { name: '撤销' }).click();
  await expect.poll(() => page.locator('tbody td', { hasText: '演示·民政审批' }).count()).toBe(0);

  // those that stand still because nobody has agreed to the notice are a list of their own, with its count
  const unagreed = page.getByRole('button', { name: /^等同意公示 \d+$/ });
  await unagreed.click();
  await page.waitForURL(/awaits=consent/);
  const count = Number((await unagreed.textContent())?.replace(/\D/g, ''));
  await expect.poll(() => page.locator('tbody .tbl-open').count()).toBe(count);
});

test('the officer accepts a whole case and then cannot decide it; the page says why', async () => {
  const { page } = officer;
  await page.goto('/officer/cases?status=submitted');
  await settled(page, 'tbody .tbl-open');
  await page.locator('tbody .tbl-open', { hasText: chosen.name }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/officer/cases/${chosen.id}`);
  await settled(page, '.case-foot .btn');
  await page.getByRole('button', { name: '受理申请', exact: true }).click();
  await page.getByText(`已受理${chosen.name}的申请`).first().waitFor();
  const agree = page.locator('.case-foot').getByRole('button', { name: /^同意…/ });
  await expect.poll(() => agree.textContent()).toContain('受理、审批、核查须由不同的人办理');
  expect(await agree.getAttribute('aria-disabled')).toBe('true');
  expect(await page.locator('.department').allInnerTexts()).toHaveLength(3);
});

test.each([
  ['演示·卫健', '传染病'],
  ['前台·本例', '独居'],
  ['演示·医保', '能力等级'],
])('%s sees its part of the case and gives its one opinion', async (who, shown) => {
  const visitor = await arrives();
  const { page } = visitor;
  await enterAs(visitor, who, '/department/opinions');
  await settled(page, 'tbody .tbl-open');
  await page.locator('tbody .tbl-open', { hasText: chosen.name }).click();
  await settled(page, '.case-body .facts');
  const facts = await page.locator('.case-body .facts').innerText();
  expect(facts).toContain(shown);
  expect(facts.includes('传染病') && facts.includes('独居')).toBe(false);
  await page.getByRole('button', { name: '给出意见' }).click();
  await page.getByText('请选择意见').waitFor();
  await page.getByRole('radio', { name: '表示同意', exact: true }).check();
  if (who === '演示·卫健') expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '给出意见' }).click();
  await page.getByText(`对${chosen.name}的意见已给出`).first().waitFor();
  await visitor.context.close();
});

test('a colleague decides, and the case goes on public notice while the page is open', async () => {
  approver = await arrives();
  const { page } = approver;
  await enterAs(approver, '演示·民政审批', '/officer/cases');
  await page.goto(`/officer/cases/${chosen.id}`);
  await settled(page, '.case-foot .btn');
  await page.getByText('条件符合，可以审批').waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '同意…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '确定同意' }).click();
  await page.getByText(`${chosen.name}：已同意，将公示`).first().waitFor();
  await publishNotices(product.as(clockActor('430602')));
  await page.locator('.case-head').getByText('公示中').waitFor();
});

test('an inspector records what was looked into, and not before two people were there', async () => {
  const inspector = await arrives({ width: 390 });
  const { page } = inspector;
  await enterAs(inspector, '演示·督查', '/officer/cases');
  await page.goto(`/officer/cases/${chosen.id}`);
  await settled(page, '.case-foot .btn');
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '记录核查…' }).click();
  await page.getByLabel('时间').fill('00:00');
  await page.getByLabel('地点').fill('区民政局');
  await page.getByLabel('第 1 位姓名').fill('陈督查');
  await page.getByRole('radio', { name: '合规' }).check();
  await page.getByLabel('记录', { exact: true }).fill('材料与系统一致。');
  await page.getByRole('button', { name: '记录，不再更改' }).click();
  await page.locator('dialog .field-error').first().waitFor();
  await page.getByLabel('第 2 位姓名').fill('李督查');
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.getByRole('button', { name: '记录，不再更改' }).click();
  await page.getByText('材料与系统一致。').first().waitFor();
  await inspector.context.close();
});

test('what somebody objects stops this case only, and is answered from the list by somebody who did not decide', async () => {
  const { page } = approver;
  const { notices } = await (await page.request.get(`/api/v1/cases/${chosen.id}`)).json();
  const said = await (await arrives()).page.request.post(`/api/v1/notices/${notices[0].id}/objections`, {
    data: { text: '此人家中另有两处房产出租，请核实情况。' },
  });
  expect(said.status()).toBe(201);
  await page.getByRole('heading', { name: '公示与异议' }).waitFor();
  await page.getByText('另有两处房产').waitFor();
  const other = officer.page;
  await other.goto('/officer/objections');
  await settled(other, 'tbody .tbl-open');
  await other.locator('tbody .tbl-open', { hasText: chosen.name }).click();
  expect(await complaints(other)).toEqual([]);
  await other.getByRole('button', { name: '答复异议…' }).click();
  await other.getByRole('radio', { name: /^异议不成立/ }).check();
  await other.getByLabel('答复', { exact: true }).fill('经核实，房产为其子女所有。');
  await other.getByRole('button', { name: '确定答复' }).click();
  await other.getByText('异议已答复').first().waitFor();
});

test('an administrator writes the next case rules, and the leader reads what is late in English', async () => {
  const administrator = await arrives();
  const { page } = administrator;
  await enterAs(administrator, '演示·系统管理员', '/admin/case-rules');
  await settled(page, 'tbody .tbl-open');
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '新增一版' }).first().click();
  await page.getByLabel('版本号').fill('试行第二版');
  await page.getByLabel('文号').fill('岳楼民〔示例〕12号');
  await page.getByLabel('天数').first().fill('');
  await page.getByRole('button', { name: '保存这一版' }).click();
  await page.getByText('请填有效的数').waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.getByLabel('天数').first().fill('3');
  await page.getByRole('button', { name: '保存这一版' }).click();
  await page.locator('tbody tr', { hasText: '试行第二版' }).getByText('将生效').waitFor();

  const leader = await arrives();
  await enterAs(leader, '演示·分管领导', '/officer/cases');
  await leader.page.evaluate(() => localStorage.setItem('yiwei.prefs', JSON.stringify({ lang: 'en' })));
  await leader.context.addInitScript(() => localStorage.setItem('yiwei.prefs', JSON.stringify({ lang: 'en' })));
  await leader.page.goto('/officer/cases?colour=red');
  await settled(leader.page, 'tbody .tbl-open');
  await leader.page
    .getByText(/working days? late/)
    .first()
    .waitFor();
  expect(await complaints(leader.page)).toEqual([]);
});

test('nobody on this way met an error, a policy violation or a request to another site', () => {
  expect(everybody.flatMap((visitor) => visitor.troubles)).toEqual([]);
});
