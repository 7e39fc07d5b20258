import { afterAll, beforeAll, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import { checkDigit } from '../../server/applicants/rules.ts';
import { clockActor } from '../../server/platform/context.ts';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';
import { DISTRICT, person, vault } from '../support/district.ts';
import { png } from '../support/files.ts';

/** One whose child applies online, and one who comes to the counter with papers that are in the library already. */
const online = person({ name: '纪春兰', bornOn: '1936-02-29' });
const walkIn = person({ name: '纪秋菊', bornOn: '1937-03-30' });
let product: Product;
let desk: Visitor;
let application: string;

beforeAll(async () => {
  product = await openProduct();
  const [place] = await product.database.ownerSql`
    select m.street_code as street, d.code as community from memberships m join accounts a on a.id = m.account_id
      join divisions d on d.district = m.district and d.parent_code = m.street_code
     where a.username = 'demo-desk' order by d.code limit 1`;
  for (const [who, papers] of [
    [online, ['id_card', 'household_register']],
    [walkIn, ['id_card', 'household_register', 'authorisation']],
  ] as const) {
    Object.assign(who.applicant, { streetCode: place!.street, communityCode: place!.community });
    who.documents = papers.map((type) => ({ type, issuedOn: '2024-01-01', source: 'data_share' as const }));
  }
  await importApplicants(product.as(clockActor(DISTRICT)), vault, [online, walkIn]);
  const family = { role: 'family', street: null, facility: null } as const;
  await product.account('demo-child', '家属·纪家', family, online.applicant.id);
}, 180_000);
afterAll(() => product?.close());

test('a family begins on the phone, goes on elsewhere with what the server kept, and a double click hands it in once', async () => {
  const phone = await product.visit({ width: 390 });
  await enterAs(phone, '家属·纪家', '/apply');
  await phone.page.getByRole('radio', { name: /纪春兰/ }).check({ force: true });
  await phone.page.getByRole('button', { name: '下一步' }).click();
  await phone.page.getByRole('radio', { name: /日托/ }).check({ force: true });
  await phone.page.getByRole('checkbox', { name: '周一' }).check({ force: true });
  await phone.page.getByText('已保存，换一台设备也能接着填').waitFor();
  expect(await complaints(phone.page)).toEqual([]);
  expect(phone.troubles).toEqual([]);
  const state = await phone.context.storageState();
  await phone.context.close();

  const { page, troubles } = await product.visit({ state });
  await page.goto('/me');
  await page.getByRole('link', { name: '继续填写' }).click();
  await page.getByRole('checkbox', { name: '周一' }).waitFor();
  expect(await page.getByRole('checkbox', { name: '周一' }).isChecked()).toBe(true);
  await page.getByRole('button', { name: '下一步' }).click();
  await settled(page, '.library');
  await page.locator('.notice-amber', { hasText: '委托书' }).waitFor();
  await page.getByRole('checkbox', { name: /办理申请和能力评估/ }).check();
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '提交申请' }).dblclick();
  await page.getByRole('heading', { name: '已提交，待受理' }).waitFor();
  await settled(page, '.receipt-no');
  expect(await complaints(page)).toEqual([]);
  application = new URL(page.url()).searchParams.get('done') as string;
  const rows = await product.database.ownerSql`
    select id, status, by_other from applications where applicant_id = ${online.applicant.id}`;
  expect(rows).toEqual([{ id: application, status: 'submitted', by_other: true }]);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('the desk finds the person, and asks once for everything that is missing, on paper too', async () => {
  desk = await product.visit();
  const { page } = desk;
  await enterAs(desk, '演示·社区前台', '/desk');
  await page.getByRole('button', { name: '查找老人' }).click();
  await page.getByLabel('身份证号', { exact: true }).fill('110105194912310021');
  await page.getByRole('button', { name: '查找', exact: true }).click();
  await page.locator('.field-error').waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('radio', { name: '按姓名和出生日期' }).check({ force: true });
  await page.getByLabel('老人姓名').fill('纪春兰');
  await page.getByLabel('出生日期').last().fill('1936-02-29');
  await page.getByRole('button', { name: '查找', exact: true }).click();
  await page.getByRole('button', { name: /^打开/ }).click();
  await page.getByRole('button', { name: /^日托/ }).click();
  await settled(page, '.library');
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '一次性告知补正…' }).click();
  await page.getByLabel('补充说明').fill('请女儿签名。');
  const preview = page.getByRole('region', { name: '通知预览' });
  expect(await preview.innerText()).toContain('委托书');
  expect(await preview.innerText()).toContain('请女儿签名。');
  expect(await complaints(page, 'dialog')).toEqual([]);
  await page.getByRole('button', { name: '发出补正通知' }).click();
  await page.getByRole('link', { name: '补正通知书' }).click();
  await settled(page, '.notice-sheet');
  expect(await page.locator('.notice-sheet').innerText()).toContain('委托书');
  expect(await complaints(page)).toEqual([]);
});

test('the family sees what is missing, brings it right there, and the case goes on; also for old eyes', async () => {
  const family = await product.visit({ width: 390, elder: true });
  const { page } = family;
  await enterAs(family, '家属·纪家', `/me/cases/${application}`);
  await page.getByRole('heading', { name: '等您办理' }).waitFor();
  await page.getByText('请女儿签名。').waitFor();
  await settled(page, '.library');
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '上传委托书' }).click();
  const dialog = page.getByRole('dialog');
  const file = { name: 'paper.png', mimeType: 'image/png', buffer: png('an authorisation') };
  await dialog.getByLabel('选择文件').setInputFiles(file);
  await dialog.getByLabel('签发日期').fill('2026-11-01');
  await dialog.getByLabel('长期有效').check();
  await dialog.getByRole('button', { name: '上传' }).click();
  await page.getByText('材料都在了，请点这里告诉工作人员。').waitFor();
  await page.getByRole('button', { name: '材料已补齐' }).click();
  await page.locator('.timeline-now', { hasText: '部门联审' }).waitFor();
  await page.locator('.offices li', { hasText: '街道' }).waitFor();
  expect(await complaints(page)).toEqual([]);
  expect(family.troubles).toEqual([]);
  await family.context.close();
});

test('a new person of the same name and birth date is looked at before being registered; the same number leads to the person', async () => {
  const { page } = desk;
  const first = '430602193703300128';
  await page.goto('/apply?new=1');
  await page.getByRole('button', { name: '没有登记过，登记新老人' }).click();
  await page.getByLabel('老人姓名').fill('纪秋菊');
  await page.getByLabel('身份证号').fill(walkIn.applicant.idNo);
  await page.getByLabel('居住街道').selectOption({ index: 1 });
  await page.getByLabel('社区或村').selectOption({ index: 1 });
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('button', { name: '用已登记的' }).waitFor();
  await page.getByLabel('身份证号').fill(first.slice(0, 17) + checkDigit(first.slice(0, 17)));
  await page.getByRole('button', { name: '下一步' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('纪秋菊').waitFor();
  expect(await complaints(page, 'dialog')).toEqual([]);
  await dialog.getByLabel('已逐一核对，都不是同一人').check();
  await dialog.getByRole('button', { name: '不是，继续登记' }).click();
  await page.getByRole('radio', { name: /日托/ }).waitFor();
  const rows = await product.database.ownerSql`select 1 from applicants where name = '纪秋菊'`;
  expect(rows).toHaveLength(2);
});

test('the desk applies for somebody whose papers are there, accepts without asking for any, and prints the receipt', async () => {
  const { page } = desk;
  await page.goto('/apply?new=1');
  await page.getByRole('radio', { name: '录入纸质申请表' }).check({ force: true });
  await page.getByLabel('身份证号', { exact: true }).fill(walkIn.applicant.idNo);
  await page.getByRole('button', { name: '查找', exact: true }).click();
  await page.getByRole('button', { name: /^为他申请/ }).click();
  await page.getByRole('radio', { name: /家庭养老床位/ }).check({ force: true });
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByText('需要的材料都在，不用再交。').waitFor();
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('link', { name: '回到前台' }).click();
  await page.getByRole('button', { name: '受理…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '确定受理', exact: true }).click();
  await page.getByRole('link', { name: '受理回执' }).click();
  await page.getByRole('heading', { name: '受理回执' }).waitFor();
  await page.getByText(/最迟.+作出决定/).waitFor();
  await settled(page, '.receipt .dashed');
  for (const paper of ['身份证', '户口簿', '委托书'])
    expect(await page.locator('.receipt .dashed').innerText()).toContain(paper);
  expect(await complaints(page)).toEqual([]);
  const [row] = await product.database.ownerSql`
    select channel, by_other from applications where applicant_id = ${walkIn.applicant.id}`;
  expect(row).toEqual({ channel: 'paper', by_other: true });
});

test('a reply is one sheet of paper, and to whom it was handed is kept', async () => {
  const { page, troubles } = desk;
  await page.goto('/desk?tab=replies');
  const names = page.locator('tbody .tbl-open');
  await names.first().waitFor();
  const before = await names.count();
  await names.first().click();
  await page.getByRole('link', { name: '打开答复书打印' }).click();
  await settled(page, '.reply');
  expect(await page.locator('.reply').innerText()).toMatch(/编号 DF\d+[\s\S]+不服怎么办/);
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Reply to an application for elder care' }).waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('heading', { name: '养老服务申请统一答复书' }).waitFor();
  const sheets = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g);
  expect(sheets).toHaveLength(1);
  await page.getByLabel('交给谁').fill('本人');
  await page.getByRole('button', { name: '记下交付' }).click();
  await page
    .getByText(/交给本人$/)
    .first()
    .waitFor();
  await page.goto('/desk?tab=replies');
  await expect.poll(() => names.count()).toBe(before - 1);
  // Two were refused on purpose: a number that is known, and a namesake
  expect(troubles.filter((one) => !one.includes('409 (Conflict)'))).toEqual([]);
});

test('anybody objects to a notice without signing in: too short is said, nothing is lost, a number comes back', async () => {
  const anyone = await product.visit({ width: 390, lang: 'en' });
  const { page } = anyone;
  await page.goto('/notices');
  await page
    .getByRole('button', { name: /^Object/ })
    .first()
    .click();
  await page.getByLabel('What is wrong').fill('太短');
  await page.getByRole('button', { name: 'Send the objection' }).click();
  await page.locator('.field-error').waitFor();
  expect(await complaints(page)).toEqual([]);
  const said = '这一位去年十月已经搬到长沙女儿家住。';
  await page.getByLabel('What is wrong').fill(said);
  await page.route('**/objections', (route) => route.abort(), { times: 1 });
  await page.getByRole('button', { name: 'Send the objection' }).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  expect(await page.getByLabel('What is wrong').inputValue()).toBe(said);
  await page.getByRole('button', { name: 'Send the objection' }).click();
  await page.locator('.objection-no', { hasText: /^YY\d{8}/ }).waitFor();
  expect(await complaints(page, 'dialog')).toEqual([]);
  expect(anyone.troubles.filter((one) => !one.includes('ERR_FAILED'))).toEqual([]);
});

test('at the counter a consent is written down on the signed paper, and what a helper may do is ended for a reason', async () => {
  const counter = await product.visit({ width: 768 });
  const { page, troubles } = counter;
  await enterAs(counter, '演示·社区前台', `/me/privacy/${walkIn.applicant.id}?tab=consents`);
  await page.locator('[data-purpose=bank_account]').getByRole('button', { name: '记下同意…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: '签了纸质同意书' }).check({ force: true });
  await dialog.getByRole('button', { name: '上传签字的同意书…' }).waitFor();
  await dialog.getByLabel('凭哪份签字的材料').selectOption({ index: 1 });
  expect(await complaints(page, 'dialog')).toEqual([]);
  await dialog.getByRole('button', { name: '记下同意', exact: true }).click();
  await page.locator('[data-purpose=bank_account]', { hasText: '纸质 · 本人同意，附有签字的材料' }).waitFor();

  // What takes something back is signed for that: the paper of the application does not do.
  await page.locator('[data-purpose=bank_account]').getByRole('button', { name: '撤回同意' }).click();
  await dialog.getByText('前台代办要有老人 30 天内签字的书面材料').waitFor();
  await dialog.getByRole('button', { name: '取消' }).click();
  await product.database.ownerSql`
    insert into documents (district, id, applicant_id, type, issued_on, source, verified_at)
    values (${DISTRICT}, gen_random_uuid(), ${walkIn.applicant.id!}, 'consent', current_date - 1, 'desk', now())`;
  await page.reload();
  await page.locator('[data-purpose=bank_account]').getByRole('button', { name: '撤回同意' }).click();
  await dialog.getByLabel('凭哪份材料').selectOption({ index: 1 });
  expect(await complaints(page, 'dialog')).toEqual([]);
  await dialog.getByRole('button', { name: '确定撤回' }).click();
  await page.locator('[data-purpose=bank_account]', { hasText: '没有同意' }).waitFor();

  await page.goto(`/desk?person=${online.applicant.id}`);
  await page.getByRole('button', { name: /^结束代办…/ }).click();
  await dialog.getByRole('button', { name: '结束代办', exact: true }).click();
  await dialog.getByText('请写明原因').waitFor();
  await dialog.getByLabel('为什么结束').fill('老人当面要求结束');
  expect(await complaints(page, 'dialog')).toEqual([]);
  await dialog.getByRole('button', { name: '结束代办', exact: true }).click();
  await page.getByText('没有代办人，由老人自己或前台办理。').waitFor();
  const [ended] = await product.database.ownerSql`
    select reason from audit where action = 'helpers.end' and subject_id = ${online.applicant.id!}`;
  expect(ended).toEqual({ reason: '老人当面要求结束' });
  expect(troubles).toEqual([]);
  await counter.context.close();
});
