import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { codeOfStep, stepAt } from '../../server/platform/totp.ts';
import {
  complaints,
  complaintsByNight,
  enterAs,
  openProduct,
  type Product,
  settled,
  type Visitor,
} from '../support/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
const OWN = 'heron by the lake 2026';
let product: Product;
let admin: Visitor;
let officer: Visitor;
let given = '';
let secret = '';

beforeAll(async () => {
  product = await openProduct();
  admin = await product.visit();
  officer = await product.visit({ width: 390 });
}, 240_000);
afterAll(() => product?.close());

const clean = async ({ page }: Visitor) => {
  expect(await complaints(page)).toEqual([]);
  expect(await complaintsByNight(page)).toEqual([]);
};
/** What stands on the page after a dialog's password is handed over: sixteen letters in four groups. */
const handedOver = async () => {
  const shown = admin.page.locator('dialog .handover');
  await shown.waitFor();
  await clean(admin);
  const password = await shown.innerText();
  expect(password).toMatch(/^(\w{4}-){3}\w{4}$/);
  await admin.page.getByRole('button', { name: '已交给本人' }).click();
  expect(await admin.page.locator('body').innerText()).not.toContain(password);
  return password;
};
const signInWith = async (password: string) => {
  const { page } = officer;
  await page.goto('/signin?way=password');
  await page.getByLabel('用户名').fill('li.officer');
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '下一步' }).click();
};
const choosePassword = async (current: string, next: string) => {
  const { page } = officer;
  await page.getByText('先改成自己的密码').waitFor();
  await clean(officer);
  await page.goto('/officer/queue');
  await page.waitForURL('**/account');
  await page.getByLabel('当前密码').fill(current);
  await page.getByLabel('新密码').fill(next);
  await page.getByRole('button', { name: '修改密码' }).click();
  await page.getByText('先改成自己的密码').waitFor({ state: 'detached' });
};
/** Sets up the authenticator on the account page and keeps its seed, as a phone would. */
const setUpAuthenticator = async (password: string) => {
  const { page } = officer;
  await page.getByLabel('当前密码').first().fill(password);
  await page.getByRole('button', { name: '设置动态口令' }).click();
  secret = (await page.locator('code.seed').innerText()).replaceAll(' ', '');
  await page.getByLabel('动态口令').fill(codeOfStep(secret, stepAt(new Date())));
  await page.getByRole('button', { name: '启用', exact: true }).click();
  await page.getByText('请抄下恢复码，只显示这一次').waitFor();
  await clean(officer);
};

test('a number, a code and an ID number are taken as they are pasted, with blanks and dashes', async () => {
  const { page, troubles, context } = await product.visit({ width: 390 });
  const paste = async (label: string, text: string) => {
    const field = page.getByRole('textbox', { name: label });
    await field.fill('');
    await field.focus();
    // as the browser does with what was copied: a maxlength counts, and the page hears of it once
    await page.keyboard.insertText(text);
    return field.inputValue();
  };
  await page.goto('/signin?next=%2Fapply');
  expect(await paste('手机号', '+86 138 0730-0199')).toBe('13807300199');
  await page.getByRole('button', { name: '发送验证码' }).click();
  const given = await page.getByRole('textbox', { name: '短信验证码' }).inputValue();
  expect(await paste('短信验证码', `${given.slice(0, 3)} ${given.slice(3)} `)).toBe(given);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL('**/apply');
  await settled(page, '.steps');
  expect(await paste('身份证号', ' 999999 19500101 002X')).toBe('99999919500101002X');
  expect(await paste('老人或家人的手机号', '138 0730 0198')).toBe('13807300198');
  expect(troubles).toEqual([]);
  await context.close();
});

describe('from a first day to a lost phone', () => {
  test('the administrator opens an account for a new officer and hands over a password shown once', async () => {
    const { page } = admin;
    await enterAs(admin, '演示·系统管理员', '/admin/accounts');
    await settled(page, '.tbl-open');
    await page.getByRole('button', { name: '新建账号' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('姓名').fill('李新');
    await form.getByLabel('用户名').fill('li.officer');
    await form.getByLabel('角色').selectOption('officer');
    await form.getByLabel('您自己的密码').fill(product.demoPassword);
    await form.getByRole('button', { name: '建立账号' }).click();
    given = await handedOver();
    await page.locator('.case-body', { hasText: '临时密码，待修改' }).waitFor();
    expect(page.url()).not.toContain(given);
    await clean(admin);
  });

  test('the officer can do nothing with it but choose an own password, sets up an authenticator, and works', async () => {
    await signInWith(given);
    await choosePassword(given, OWN);
    await setUpAuthenticator(OWN);
    await officer.page.goto('/officer/queue');
    await settled(officer.page, '.tbl-open');
  });

  test('the phone is lost: the administrator removes the authenticator, and the officer is signed out', async () => {
    const { page } = admin;
    await page.reload();
    await settled(page, '.case-body');
    await page.getByRole('button', { name: '移除验证器' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('原因').fill('手机丢失，本人持工作证到场');
    await form.getByLabel('您自己的密码').fill(product.demoPassword);
    await form.getByRole('button', { name: '移除验证器' }).click();
    await page.locator('.case-body', { hasText: '密码，动态口令待设置' }).waitFor();
    await officer.page.goto('/officer/queue');
    await officer.page.waitForURL('**/signin*');
    await signInWith(OWN);
    await officer.page.waitForURL('**/account');
    await setUpAuthenticator(OWN);
  });

  test('the password is forgotten: a temporary one lets the officer in with the authenticator, to choose another', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: '重置密码' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('原因').fill('忘记密码，本人到场');
    await form.getByLabel('您自己的密码').fill('this is not it 1');
    await form.getByRole('button', { name: '重置密码' }).click();
    await form.getByText('用户名或密码不正确').first().waitFor();
    await clean(admin);
    await form.getByLabel('您自己的密码').fill(product.demoPassword);
    await form.getByRole('button', { name: '重置密码' }).click();
    given = await handedOver();
    await signInWith(given);
    await officer.page.getByLabel('动态口令').fill(codeOfStep(secret, stepAt(new Date()) + 1));
    await officer.page.getByRole('button', { name: '登录', exact: true }).click();
    await choosePassword(given, `${OWN} again`);
    await officer.page.goto('/officer/queue');
    await settled(officer.page, '.tbl-open');
  });

  test('who leaves loses the role at once; the last administrator cannot', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: /^结束角色：/ }).click();
    await page.getByRole('dialog').getByLabel('原因').fill('调离');
    await page.getByRole('dialog').getByRole('button', { name: '结束角色' }).click();
    await page.locator('.case-body', { hasText: '已没有角色' }).waitFor();
    await officer.page.goto('/officer/queue');
    await officer.page.waitForURL('**/signin*');

    await page
      .locator('tbody tr', { hasText: 'demo-admin' })
      .locator('.tbl-open')
      .or(page.getByRole('button', { name: '演示·系统管理员' }))
      .first()
      .click();
    await page.getByRole('button', { name: /^结束角色：/ }).click();
    await page.getByRole('dialog').getByLabel('原因').fill('试一试');
    await page.getByRole('dialog').getByRole('button', { name: '结束角色' }).click();
    await page.getByText('这是本区最后一名管理员').first().waitFor();
    await clean(admin);
  });

  test('nobody met an error of the page or a request to another site', () => {
    const refused = /status of (401|403|409|422)/;
    expect([...admin.troubles, ...officer.troubles].filter((one) => !refused.test(one))).toEqual([]);
  });
});
