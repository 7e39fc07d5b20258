import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findApplicant } from '../../server/applicants/actions.ts';
import { deliverMessages, notify } from '../../server/notifications/actions.ts';
import { act, clockActor } from '../../server/platform/context.ts';
import { createLog } from '../../server/platform/log.ts';
import { createVault } from '../../server/platform/vault.ts';
import { complaints, complaintsByNight, enterAs, openProduct, type Product, settled } from '../support/browser.ts';

vi.setConfig({ testTimeout: 120_000 });
let product: Product;
let applicant: string;
const vault = createVault(new Uint8Array(32).fill(7));

beforeAll(async () => {
  product = await openProduct();
  const [row] = await product.database.ownerSql`
    select h.applicant_id as id, h.account_id as account from helpers h join accounts a on a.id = h.account_id
     where a.username is not null and h.ended_at is null limit 1`;
  applicant = row!.id;
  await product.database.ownerSql`update deliveries set next_at = null`;
  await product.database.ownerSql`update messages set read_at = now()`;
  await product.database
    .ownerSql`update accounts set phone_sealed = ${Buffer.from(vault.seal('19900001111'))} where id = ${row!.account}`;
}, 240_000);
afterAll(() => product?.close());

const tell = () =>
  act(
    product.as(clockActor('430602')),
    'divisions.open',
    (tx) => findApplicant(tx, '430602', applicant),
    async (tx) => {
      const ctx = product.as(clockActor('430602'));
      const later = await notify(tx, ctx, {
        applicantId: applicant,
        kind: 'more_info_asked',
        values: { by: '2026-12-04' },
      });
      return { result: null, later };
    },
  );

test('a family hears the bell on an open page, reads what it is told, and says where else it should go', async () => {
  const family = await product.visit({ width: 390 });
  const { page } = family;
  await enterAs(family, '演示·家属', '/me');
  await page.getByRole('link', { name: '消息', exact: true }).first().waitFor();
  await tell();
  await page.getByRole('link', { name: '消息，1 条未读' }).click();
  const message = page.locator('.message').first();
  await message.getByText('需要补充材料', { exact: true }).waitFor();
  await settled(page, '.message');
  expect(await complaints(page)).toEqual([]);
  expect(await complaintsByNight(page)).toEqual([]);
  await message.getByRole('button', { name: '标为已读' }).click();
  await page.getByRole('link', { name: '消息', exact: true }).waitFor();

  await page.goto('/account');
  await page.getByLabel('邮箱').fill('family@nowhere');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('邮箱地址写得不对').first().waitFor();
  await page.getByLabel('邮箱').fill('family@example.cn');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('已保存，以后的消息照此发送').waitFor();
  expect(await complaints(page)).toEqual([]);
  expect(family.troubles.filter((one) => !/status of 422/.test(one))).toEqual([]);
});

test('an administrator sees what did not arrive and sends it again', async () => {
  await product.database.ownerSql`
    update deliveries set next_at = null, dead_at = now(), tries = 8, last_error = 'http_503' where channel = 'sms' and next_at is not null`;
  const admin = await product.visit();
  const { page } = admin;
  await enterAs(admin, '演示·系统管理员', '/admin/deliveries');
  await settled(page, 'tbody tr');
  await page.getByText('网关答复 503').waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.getByLabel('全选').check();
  await page.getByRole('button', { name: '重发 1 条' }).click();
  await page.getByText('没有失败的投递').waitFor();
  const ctx = product.as(clockActor('430602'));
  const carried = { vault, sms: null, email: null, log: createLog('silent') };
  expect(await deliverMessages(ctx, carried)).toMatchObject({ dead: 0 });
  expect(admin.troubles).toEqual([]);
});
