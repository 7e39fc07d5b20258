import { afterAll, beforeAll, expect, test, vi } from 'vitest';
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
let product: Product;
let administrator: Visitor;

beforeAll(async () => {
  product = await openProduct();
  administrator = await product.visit();
}, 240_000);
afterAll(() => product?.close());

const COMMUNITY = '430602003001';

test('an administrator renames a community, merges two of its grids after a preview, and finds both in its history', async () => {
  const { page } = administrator;
  await enterAs(administrator, '演示·系统管理员', '/admin/divisions?street=430602003');
  await settled(page, 'tbody tr');
  await page.getByText('107 个社区和村，652 个网格，106,082 名老人').waitFor();
  await page.getByRole('link', { name: '鄢家冲社区' }).click();
  await page.getByRole('button', { name: '变更', exact: true }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('名称', { exact: true }).fill('鄢家冲新社区');
  await form.getByRole('button', { name: '登记变更' }).click();
  await form.getByText('请填写文号或说明其一').first().waitFor();
  expect(await form.getByLabel('名称', { exact: true }).inputValue()).toBe('鄢家冲新社区');
  await form.getByLabel('文号').fill('岳楼政〔2026〕8号');
  await form.getByRole('button', { name: '登记变更' }).click();
  await page.getByRole('heading', { name: '鄢家冲新社区', level: 1 }).waitFor();

  const grids = page.locator('table', { hasText: '第1网格' }).first();
  const before = await grids.locator('tbody tr').count();
  for (const no of [1, 2])
    await grids
      .locator('tr', { hasText: `第${no}网格` })
      .first()
      .getByRole('checkbox')
      .check();
  await page.getByRole('button', { name: '合并勾选的 2 个' }).click();
  const merge = page.getByRole('dialog');
  await merge.getByLabel('文号').fill('岳楼民〔2026〕9号');
  await merge.getByRole('button', { name: '预览合并' }).click();
  await merge.getByText('与合并前相同').waitFor();
  await merge.getByText('老人的所在网格').waitFor();
  await merge.getByRole('button', { name: '确认合并' }).click();
  await page.getByRole('heading', { name: '鄢家冲社区第1网格', level: 1 }).waitFor();
  await page.getByText('鄢家冲社区第2网格').waitFor();
  expect(await complaints(page)).toEqual([]);
  await page.goto(`/admin/divisions/${COMMUNITY}`);
  await settled(page, 'tbody tr');
  expect(await page.locator('table', { hasText: '第1网格' }).first().locator('tbody tr').count()).toBe(before - 1);
  await page.goto('/admin/divisions?tab=changes');
  await page.locator('tr', { hasText: '岳楼政〔2026〕8号' }).waitFor();
});

test('an outline with a mistake is told feature by feature; a good one is seen on the map and taken over', async () => {
  const { page } = administrator;
  await page.goto('/admin/divisions?tab=import');
  const outlines = page.locator('.card', { hasText: '导入边界' });
  const { lng, lat } = (await product.database.ownerSql`select lng, lat from divisions where code = ${COMMUNITY}`.then(
    ([row]) => row,
  )) as { lng: number; lat: number };
  const ring = [
    [lng - 0.006, lat - 0.005],
    [lng + 0.007, lat - 0.006],
    [lng + 0.008, lat + 0.004],
    [lng - 0.004, lat + 0.006],
    [lng - 0.006, lat - 0.005],
  ];
  const choose = (coordinates: number[][]) =>
    outlines.getByLabel('文件').setInputFiles({
      name: '边界.geojson',
      mimeType: 'application/geo+json',
      buffer: Buffer.from(
        JSON.stringify({
          type: 'FeatureCollection',
          features: [
            {
              type: 'Feature',
              properties: { code: COMMUNITY },
              geometry: { type: 'Polygon', coordinates: [coordinates] },
            },
          ],
        }),
      ),
    });
  await outlines.getByLabel('坐标系').selectOption('cgcs2000');
  await choose(ring.slice(0, 4));
  await outlines.getByRole('button', { name: '预览' }).click();
  await outlines.getByText('边界没有闭合').waitFor();
  await choose(ring);
  await outlines.getByLabel('来源或文号').fill('区测绘成果 2026');
  await outlines.getByRole('button', { name: '预览' }).click();
  await outlines.locator('.a-area').waitFor();
  expect(await complaints(page)).toEqual([]);
  await outlines.getByRole('button', { name: '全部导入' }).click();
  await page.getByText('已导入 1 个边界').waitFor();
  await page.goto('/admin/divisions?street=430602003');
  await page.locator('.division-map .a-area').waitFor();
  await page.getByText('1 个有边界').waitFor();
  expect(await complaintsByNight(page)).toEqual([]);
  // the change without grounds, refused
  expect(administrator.troubles.filter((trouble) => !trouble.includes('422'))).toEqual([]);
});
