import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importContracts } from '../../server/contracts/actions.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { clockActor } from '../../server/platform/context.ts';
import { createEvents } from '../../server/platform/events.ts';
import { newId } from '../../server/platform/ids.ts';
import { complaints, enterAs, openProduct, type Product, settled } from '../support/browser.ts';

let product: Product;
const today = dayOf(new Date());
beforeAll(async () => {
  product = await openProduct();
}, 180_000);
afterAll(() => product?.close());

const system = () => ({
  db: product.database.db,
  clock: () => new Date(),
  events: createEvents(),
  actor: clockActor('430602'),
  district: '430602',
  language: 'zh' as const,
  requestId: newId(),
});

test('an officer reads the ledger of today and of a past day, and takes it along as a file', async () => {
  const visitor = await product.visit({ width: 1280, lang: 'zh' });
  await enterAs(visitor, '演示·民政经办', '/officer/ledger');
  const { page, troubles } = visitor;
  await settled(page, 'tbody tr');
  await page.screenshot({ path: 'test/output/screenshots/ledger-list.png' });
  expect(await complaints(page)).toEqual([]);
  const all = await page.locator('tbody tr').count();
  await page.locator('.chips button', { hasText: '已用完' }).click();
  await page.waitForURL(/warn=ledger_full/);
  expect(await page.locator('tbody tr').count()).toBeLessThan(all);
  await page.getByLabel('看哪一天').fill(addDays(today, -30));
  await page.waitForURL(/on=\d/);
  await page.locator('.chips button[aria-pressed=true]').click();
  await page.waitForURL((url) => !url.search.includes('warn'));
  const [year, month, day] = addDays(today, -30).split('-').map(Number);
  await page.getByText(`${year}年${month}月${day}日结束时的名额`).waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载 CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(`contract-ledger-${addDays(today, -30)}.csv`);
  const lines = readFileSync((await file.path())!, 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(lines[0]).toMatch(/^\ufeffon,contract_no,/);
  expect(lines).toHaveLength((await page.locator('tbody tr').count()) + 1);
  await page.goto('/officer/ledger');
  await settled(page, 'tbody tr');
  await page.locator('tbody tr', { hasText: '全托' }).first().locator('a').click();
  await settled(page, '.history-canvas canvas');
  await page.setViewportSize({ width: 1280, height: 1900 });
  await page.screenshot({ path: 'test/output/screenshots/ledger-lot.png' });
  const slider = page.getByRole('slider', { name: '看哪一天' });
  await slider.press('Home');
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/已用 [\d.,]+，现住的人住到期满 —/);
  expect(await complaints(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: 'test/output/screenshots/ledger-print.png', fullPage: true });
  expect(await page.locator('.history-slider').isVisible()).toBe(false);
  expect(troubles).toEqual([]);
  await visitor.context.close();
}, 120_000);

test('whoever still lies under a lot that is over is carried over on a phone, and the home sees it', async () => {
  const { ownerSql } = product.database;
  const [lot] = await ownerSql`
    select l.id, l.facility_id, l.service_class, l.unit, l.bought from lots l
     where upper(during) > ${today} and service_class = 'residential' and in_use between 2 and 12 order by in_use, id limit 1`;
  const { id, facility_id, service_class, unit, bought } = lot as unknown as Record<string, string> & {
    bought: number;
  };
  const contract = newId();
  const ended = addDays(today, -1);
  const during = `[${ended},${addDays(today, 300)})`;
  await importContracts(system(), {
    contracts: [
      {
        id: contract,
        contractNo: '后续-01',
        title: '后续合同',
        provider: '示例服务社',
        signedOn: ended,
        announcedOn: ended,
        during,
      },
    ],
    lots: [
      {
        id: newId(),
        contractId: contract,
        facilityId: facility_id!,
        serviceClass: service_class as 'residential',
        unit: unit as 'bed_month',
        bought,
        quantity: 12 * bought,
        unitPriceFen: 250_000,
        during,
      },
    ],
  });
  await ownerSql`update lots set during = daterange(lower(during), ${ended}) where id = ${id!}`;
  const visitor = await product.visit({ width: 390, lang: 'zh' });
  await enterAs(visitor, '演示·民政经办', `/officer/ledger/${id}`);
  const { page, troubles } = visitor;
  await page.getByRole('button', { name: '结转到后续标的' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('tbody tr').first().waitFor();
  await page.screenshot({ path: 'test/output/screenshots/ledger-carry-390.png' });
  expect(await complaints(page)).toEqual([]);
  await dialog.getByRole('button', { name: /结转 \d+ 项/ }).click();
  await page.getByText(/已结转在住 \d+ 人/).waitFor();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => page.getByRole('button', { name: '结转到后续标的' }).count()).toBe(0);
  const [left] = await ownerSql`select in_use, committed from lots where id = ${id!}`;
  expect(left).toEqual({ in_use: 0, committed: 0 });
  await page.goto('/officer/ledger');
  await settled(page, 'tbody tr');
  await page.screenshot({ path: 'test/output/screenshots/ledger-390.png' });
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
  expect(wide).toBeLessThanOrEqual(room);
  expect(troubles).toEqual([]);
  await visitor.context.close();
}, 120_000);
