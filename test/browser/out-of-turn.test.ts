import { afterAll, beforeAll, expect, test } from 'vitest';
import { readQueue } from '../../server/allocation/queries.ts';
import { matchApplication, previewOffer } from '../../server/matching/queries.ts';
import type { Actor } from '../../server/platform/context.ts';
import { complaints, enterAs, openProduct, type Product, settled, type Visitor } from '../support/browser.ts';

type Case = { application: string; applicant: string; name: string; facility: string; passed: string };
let product: Product;
let leader: Visitor;
let late: Case;

beforeAll(async () => {
  product = await openProduct();
  late = await findCase();
  leader = await product.visit();
  await enterAs(leader, '演示·分管领导', '/officer/queue');
}, 180_000);
afterAll(() => product?.close());

/** Somebody with people ahead who could have the same bed, where there are two: one for an emergency, one to be offered. */
async function findCase(): Promise<Case> {
  const actor: Actor = {
    account: (await product.database.ownerSql`select id from accounts where username = 'demo-leader'`)[0]?.id,
    name: 'leader',
    strength: 2,
    memberships: [{ district: '430602', role: 'leader', street: null, facility: null }],
  };
  const { queue } = await readQueue(product.as(actor));
  for (const { application, person, hindrance } of queue.slice(3)) {
    if (hindrance || application.service === 'day' || application.service === 'home') continue;
    const { matches } = await matchApplication(product.as(actor), application.id);
    for (const m of matches.filter((x) => x.reasons.length === 0 && x.bed_ids.length > 1)) {
      const where = { application_id: application.id, facility_id: m.facility.id };
      const { passed_over } = await previewOffer(product.as(actor), where);
      if (!passed_over[0]) continue;
      const { id: applicant, name } = person.applicant;
      return { application: application.id, applicant, name, facility: m.facility.id, passed: passed_over[0].name };
    }
  }
  throw new Error('nobody in the demonstration district has anybody ahead for the same bed');
}

const open = async ({ page }: Visitor, of: Case) => {
  await page.goto(`/officer/applicants/${of.application}?sel=${of.facility}`);
  await settled(page, '#chosen h2');
};

test('a leader places somebody in an emergency for some days, and the bed is theirs at once', async () => {
  const { page } = leader;
  await open(leader, late);
  await page.getByRole('button', { name: '应急安置…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '立即安置' }).click();
  await expect.poll(() => dialog.getByText('请选一个原因').isVisible()).toBe(true);
  expect(await complaints(page, 'dialog')).toEqual([]);
  await dialog.getByLabel('应急原因').selectOption('carer_lost');
  await dialog.getByLabel('安置天数').fill('5');
  await dialog.getByRole('button', { name: '立即安置' }).click();
  await dialog.waitFor({ state: 'detached' });
  const rows = await product.database.ownerSql`
    select emergency_reason, until_on - admitted_on as days from placements where applicant_id = ${late.applicant} and discharged_on is null`;
  expect(rows.map((r) => ({ ...r }))).toEqual([{ emergency_reason: 'carer_lost', days: 5 }]);
});

test('an offer out of turn shows by name whom it passes over before it can be sent', async () => {
  const { page } = leader;
  await open(leader, late);
  await page.getByRole('button', { name: '越序发出…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('link', { name: late.passed }).first().waitFor();
  expect(await complaints(page, 'dialog')).toEqual([]);
  await dialog.getByLabel('越序理由').selectOption('urgent_risk');
  await dialog.getByRole('button', { name: /越过 \d+ 人发出/ }).click();
  await dialog.waitFor({ state: 'detached' });
  const [offer] = await product.database.ownerSql`
    select override_reason, jsonb_array_length(snapshot -> 'override' -> 'passed_over') as passed from offers
     where application_id = ${late.application} and ended_at is null`;
  expect(offer).toMatchObject({ override_reason: 'urgent_risk' });
  expect(offer!.passed).toBeGreaterThan(0);
  await page.goto(`/officer/offers`);
  await settled(page, 'tbody tr');
  expect(leader.troubles).toEqual([]);
});

test('on a phone and in English the case reads as well, and an officer sees who is next for the bed', async () => {
  const officer = await product.visit({ width: 390, lang: 'en' });
  const { page } = officer;
  await page.goto(`/signin?next=${encodeURIComponent('/officer/queue')}`);
  await page.getByRole('button', { name: /演示·民政经办/ }).click();
  await page.waitForURL('**/officer/queue');
  await open(officer, late);
  await page.getByRole('button', { name: 'Who is next…' }).click();
  await page.getByRole('dialog').getByRole('link').first().waitFor();
  expect(await complaints(page, 'dialog')).toEqual([]);
  expect(officer.troubles).toEqual([]);
});

test('a family asks to be passed over for a while, and takes it back', async () => {
  const [waiting] = await product.database.ownerSql`
    select a.id, a.applicant_id from applications a where a.status = 'queued' and a.queued_at is not null and a.applicant_id <> ${late.applicant}
       and not exists (select 1 from offers o where o.applicant_id = a.applicant_id and o.ended_at is null)
     order by a.queued_at desc limit 1`;
  await product.account(
    'demo-waits',
    '家属·轮候',
    { role: 'family', street: null, facility: null },
    waiting!.applicant_id,
  );
  const family = await product.visit({ width: 390 });
  const { page } = family;
  await enterAs(family, '家属·轮候', '/me');
  await page.getByRole('button', { name: '暂缓通知…' }).click();
  const dialog = page.getByRole('dialog');
  const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel('到哪天恢复').fill(soon);
  await dialog.getByLabel('家中有事').check();
  expect(await complaints(page, 'dialog')).toEqual([]);
  await dialog.getByRole('button', { name: '确定暂缓' }).click();
  await page.getByRole('button', { name: '不再暂缓' }).click();
  await page.getByRole('button', { name: '暂缓通知…' }).waitFor();
  expect(await complaints(page)).toEqual([]);
  expect(family.troubles).toEqual([]);
});
