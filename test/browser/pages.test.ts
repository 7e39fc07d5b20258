import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  complaints,
  complaintsButColours,
  enterAs,
  openProduct,
  type Product,
  photograph,
  type State,
  settled,
  type Visitor,
  type Way,
} from '../support/browser.ts';
import { measured } from '../support/looks.ts';
import { choose, cut, grows, moving, printsWell, sideways, suitsElders, weight } from '../support/reach.ts';

const pictures = join(import.meta.dirname, '../output/screenshots');

type Who = 'anyone' | 'family' | 'officer' | 'institution' | 'administrator';
/** `shows` is what a reader came for: until it is there the page has not been seen. */
type Sight = { name: string; path: string; who: Who; shows: string };

const sights: Sight[] = [
  { name: 'home', path: '/', who: 'anyone', shows: '.place-card' },
  { name: 'guide', path: '/start', who: 'anyone', shows: '.guide-answer' },
  { name: 'compare', path: '/compare?at=430602001001&ids=:pair', who: 'anyone', shows: '.compare-table' },
  { name: 'facility', path: '/facilities/:facility?level=2&sex=female', who: 'anyone', shows: '.facility-vacancy' },
  { name: 'capacity', path: '/capacity', who: 'anyone', shows: '.history-canvas canvas' },
  { name: 'posters', path: '/posters', who: 'anyone', shows: '.poster-street' },
  { name: 'poster', path: '/posters/430602001001', who: 'anyone', shows: '.poster-code' },
  { name: 'insight', path: '/officer/insight', who: 'officer', shows: '.insight-sums' },
  { name: 'insight-trend', path: '/officer/insight?tab=trend', who: 'officer', shows: '.history-canvas canvas' },
  { name: 'calculator', path: '/calculator', who: 'anyone', shows: '.calculator form' },
  { name: 'rates', path: '/admin/rates', who: 'administrator', shows: 'tbody tr' },
  { name: 'divisions', path: '/admin/divisions?street=430602012', who: 'administrator', shows: '.a-dot' },
  { name: 'division', path: '/admin/divisions/430602012001', who: 'administrator', shows: '.a-dot' },
  { name: 'division-changes', path: '/admin/divisions?tab=changes', who: 'administrator', shows: 'tbody tr' },
  { name: 'division-import', path: '/admin/divisions?tab=import', who: 'administrator', shows: '.division-form' },
  { name: 'help', path: '/me/help', who: 'family', shows: '.helpers-page form' },
  { name: 'reference', path: '/reference', who: 'anyone', shows: '.reference-part' },
  { name: 'public-rounds', path: '/rounds', who: 'anyone', shows: '.rounds-public .card' },
  { name: 'funds', path: '/funds', who: 'anyone', shows: '.funds h2' },
  { name: 'grades', path: '/grades', who: 'anyone', shows: '.grades tbody tr' },
  { name: 'scorecards', path: '/officer/scorecards', who: 'officer', shows: '.scorecards tbody tr' },
  {
    name: 'scorecard',
    path: '/officer/scorecards/430602001?measure=acceptance',
    who: 'officer',
    shows: '.case-body h2',
  },
  { name: 'own-scorecard', path: '/institution/scorecard', who: 'institution', shows: '.scorecard tbody tr' },
  { name: 'score-weights', path: '/admin/score-weights', who: 'administrator', shows: 'tbody tr' },
  { name: 'scrutiny', path: '/officer/scrutiny', who: 'officer', shows: '.scrutiny-pick' },
  { name: 'cross-checks', path: '/officer/scrutiny?tab=checks', who: 'officer', shows: '.flag, .silent, .empty' },
  { name: 'sample', path: '/officer/scrutiny?tab=sample', who: 'officer', shows: '.scrutiny-pick, .empty' },
  { name: 'coverage', path: '/officer/coverage', who: 'officer', shows: '#coverage-list .tbl-open' },
  { name: 'coverage-data', path: '/officer/coverage?tab=data', who: 'officer', shows: '.coverage tbody tr' },
  { name: 'findings', path: '/officer/findings', who: 'officer', shows: '.tbl-open' },
  { name: 'finding', path: '/officer/findings/:finding', who: 'officer', shows: '.finding-steps' },
  { name: 'checks', path: '/officer/checks?code=overdue_clock', who: 'officer', shows: '.finding-runs' },
  { name: 'spot-checks', path: '/officer/spot-checks', who: 'officer', shows: '.spot-places' },
  { name: 'own-findings', path: '/institution/findings', who: 'institution', shows: '.tbl-open' },
  { name: 'ratings', path: '/officer/ratings', who: 'officer', shows: '.tbl-open' },
  { name: 'own-ratings', path: '/institution/ratings', who: 'institution', shows: '.tbl-open' },
  { name: 'contracts-for-all', path: '/contracts', who: 'anyone', shows: '.contract-cards' },
  { name: 'announcement', path: '/contracts/:contract', who: 'anyone', shows: '.contract-sheet' },
  { name: 'anchors', path: '/audit', who: 'anyone', shows: '.digest' },
  { name: 'audit', path: '/officer/audit', who: 'administrator', shows: '.tbl-open' },
  { name: 'menu', path: '/menu', who: 'anyone', shows: '.service' },
  { name: 'open-data', path: '/open-data', who: 'anyone', shows: '.opendata .card' },
  { name: 'signin', path: '/signin', who: 'anyone', shows: '.demo-one' },
  { name: 'not-found', path: '/no/such/page', who: 'anyone', shows: 'main h1' },
  { name: 'me', path: '/me', who: 'family', shows: '.offer' },
  { name: 'apply', path: '/apply', who: 'family', shows: '.steps' },
  { name: 'own-offer', path: '/me/offers/:offer', who: 'family', shows: '.offer-answers' },
  { name: 'case', path: '/me/cases/:case', who: 'family', shows: '.timeline' },
  { name: 'reply', path: '/reply/:case', who: 'family', shows: '.reply-items' },
  { name: 'own-stay', path: '/me/stays/:stay', who: 'family', shows: '.statement' },
  { name: 'watches', path: '/me/watches', who: 'family', shows: '.watch' },
  { name: 'watch-new', path: '/me/watches/new?at=430602012001&level=3', who: 'family', shows: '.watches .btn-wide' },
  { name: 'policy', path: '/privacy', who: 'anyone', shows: '.privacy h2' },
  { name: 'my-privacy', path: '/me/privacy', who: 'family', shows: '.privacy .facts' },
  { name: 'erasures', path: '/officer/erasures', who: 'officer', shows: 'tbody tr' },
  { name: 'request-new', path: '/requests/new', who: 'family', shows: '.request-form textarea' },
  { name: 'request-mine', path: '/requests/mine', who: 'family', shows: '.request-text' },
  { name: 'account', path: '/account', who: 'family', shows: '.account .card' },
  { name: 'cases', path: '/officer/cases', who: 'officer', shows: '.tbl-open' },
  { name: 'queue', path: '/officer/queue', who: 'officer', shows: '.tbl-open' },
  { name: 'officer', path: '/officer/applicants/:application', who: 'officer', shows: '.match' },
  { name: 'offers', path: '/officer/offers', who: 'officer', shows: '.tbl-open' },
  { name: 'rounds', path: '/officer/rounds', who: 'officer', shows: '.tbl-open' },
  { name: 'board', path: '/officer/rounds/:round', who: 'officer', shows: '.occupancy tbody tr' },
  { name: 'contracts', path: '/officer/contracts', who: 'officer', shows: '.tbl-open' },
  { name: 'contract', path: '/officer/contracts/:contract', who: 'officer', shows: '.contract-head' },
  { name: 'contract-draft', path: '/officer/contracts/new', who: 'officer', shows: '.contract-form' },
  { name: 'providers', path: '/officer/providers', who: 'officer', shows: '.tbl-open' },
  { name: 'requests', path: '/officer/requests', who: 'officer', shows: '.tbl-open' },
  { name: 'request', path: '/officer/requests/:request', who: 'officer', shows: '.request-steps' },
  { name: 'hotline', path: '/admin/hotline', who: 'administrator', shows: 'tbody tr' },
  { name: 'landmarks', path: '/admin/landmarks', who: 'administrator', shows: 'tbody tr' },
  { name: 'menu-admin', path: '/admin/menu', who: 'administrator', shows: 'tbody tr' },
  { name: 'fairness', path: '/officer/fairness', who: 'officer', shows: '.fairness-months' },
  { name: 'beds', path: '/institution/beds', who: 'institution', shows: '.bedtile' },
  { name: 'referrals', path: '/institution/referrals', who: 'institution', shows: 'tbody tr, .empty' },
  { name: 'residents', path: '/institution/residents', who: 'institution', shows: 'tbody tr' },
  { name: 'day', path: '/institution/day', who: 'institution', shows: '.empty, .attendance, main h1' },
  { name: 'visits', path: '/institution/visits', who: 'institution', shows: '.empty, tbody tr' },
  { name: 'import', path: '/institution/import', who: 'institution', shows: 'input[type=file]' },
  { name: 'profile', path: '/institution/profile', who: 'institution', shows: '.profile-part' },
  { name: 'mirror', path: '/institution/mirror', who: 'institution', shows: '.history-canvas canvas' },
  { name: 'tokens', path: '/institution/tokens', who: 'institution', shows: 'main h1' },
  { name: 'freshness', path: '/officer/freshness', who: 'officer', shows: '.empty, tbody tr' },
  { name: 'changes', path: '/officer/profiles', who: 'officer', shows: '.empty, tbody tr' },
  { name: 'ledger', path: '/officer/ledger', who: 'officer', shows: 'tbody tr' },
  { name: 'ledger-lot', path: '/officer/ledger/:lot', who: 'officer', shows: '.history-canvas canvas' },
  { name: 'ledger-own', path: '/institution/ledger', who: 'institution', shows: 'tbody tr' },
  { name: 'budget-lines', path: '/officer/funds', who: 'officer', shows: '.tbl-open' },
  { name: 'budget-line', path: '/officer/funds/:line', who: 'officer', shows: '.funds-sums' },
  { name: 'payments', path: '/finance/payments', who: 'officer', shows: '.tbl-open' },
  { name: 'payment-batch', path: '/finance/batches/:batch', who: 'officer', shows: 'tbody tr' },
  { name: 'catalogue', path: '/admin/catalogue', who: 'administrator', shows: 'tbody tr' },
  { name: 'prepaid', path: '/institution/prepaid', who: 'institution', shows: '.tbl-open' },
  { name: 'prepaid-all', path: '/officer/prepaid', who: 'officer', shows: '.tbl-open' },
  { name: 'settlements', path: '/officer/settlements', who: 'officer', shows: '.tbl-open' },
  { name: 'settlement', path: '/officer/settlements/:settlement', who: 'officer', shows: '.settlement .tbl-open' },
  { name: 'own-settlements', path: '/institution/settlements', who: 'institution', shows: '.tbl-open' },
  { name: 'own-settlement', path: '/institution/settlements/:own', who: 'institution', shows: '.settlement .tbl-open' },
  { name: 'accounts', path: '/admin/accounts', who: 'administrator', shows: '.tbl-open' },
];
const demo: Record<Exclude<Who, 'anyone'>, [name: string, start: string]> = {
  family: ['演示·家属', '/me'],
  officer: ['演示·民政经办', '/officer/queue'],
  institution: ['演示·机构床位管理员', '/institution/beds'],
  administrator: ['演示·系统管理员', '/admin/accounts'],
};

let product: Product;
const states = new Map<Who, State>();
const visitors = new Map<string, Promise<Visitor>>();
const ids = {
  facility: '',
  pair: '',
  application: '',
  round: '',
  lot: '',
  contract: '',
  settlement: '',
  own: '',
  line: '',
  batch: '',
  request: '',
  finding: '',
  offer: '',
  stay: '',
  case: '',
};

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  product = await openProduct();
  for (const [who, [name, start]] of Object.entries(demo)) {
    const visitor = await product.visit();
    await enterAs(visitor, name, start);
    if (who === 'officer') {
      await settled(visitor.page, '.tbl-open');
      // the first who waits without an offer: the page with the beds to choose from
      await visitor.page.locator('tbody tr', { hasNotText: '已通知' }).first().locator('.tbl-open').click();
      await visitor.page.waitForURL(/applicants/);
      ids.application = visitor.page.url().split('/').at(-1) ?? '';
    }
    if (who === 'officer') ids.round = await openRoundAt(visitor);
    states.set(who as Who, await visitor.context.storageState());
    expect(visitor.troubles).toEqual([]);
    await visitor.context.close();
  }
  const [home] = await product.database.ownerSql`
    select f.id from facilities f join vacancies v on v.district = f.district and v.facility_id = f.id
    where f.district = '430602' and f.kind = 'nursing_home' and v.free > 0 order by f.name limit 1`;
  ids.facility = home?.id ?? '';
  const two = await product.database.ownerSql`
    select facility_id as id from vacancies where kind = 'nursing_home' order by free desc limit 2`;
  ids.pair = two.map((one) => one.id).join(',');
  const [frozen, draft] = await product.database.ownerSql`
    (select id from settlements where approved_at is not null order by month_on, id limit 1)
    union all
    (select s.id from settlements s join settlement_lines l on l.settlement_id = s.id
       join memberships m on m.facility_id = l.facility_id join accounts a on a.id = m.account_id
      where s.approved_at is null and a.username = 'demo-institution' limit 1)`;
  ids.settlement = frozen?.id ?? '';
  ids.own = draft?.id ?? '';
  const [lot] = await product.database.ownerSql`
    select id from lots where during @> current_date and committed > 0 and service_class = 'nursing' order by id limit 1`;
  ids.lot = lot?.id ?? '';
  const [batch] = await product.database.ownerSql`
    select t.batch_id, p.budget_line_id from payment_attempts t join payments p on p.id = t.payment_id where t.answer = 'returned' limit 1`;
  Object.assign(ids, { line: batch?.budget_line_id ?? '', batch: batch?.batch_id ?? '' });
  const [finding] = await product.database.ownerSql`select id from findings where status = 'closed' limit 1`;
  ids.finding = finding?.id ?? '';
  const [contract] = await product.database.ownerSql`
    select id from contracts where announced_on is not null order by contract_no desc limit 1`;
  ids.contract = contract?.id ?? '';
  const [request] = await product.database.ownerSql`select id from requests where status = 'outside' limit 1`;
  ids.request = request?.id ?? '';
  const own = product.database.ownerSql`
    select h.applicant_id from helpers h join accounts a on a.id = h.account_id where a.username = 'demo-family'`;
  const [offer] = await product.database.ownerSql`
    select id from offers where ended_at is null and applicant_id in (${own}) limit 1`;
  const [stay] = await product.database.ownerSql`
    select id from placements where discharged_on is null and applicant_id in (${own}) limit 1`;
  const [replied] = await product.database.ownerSql`
    select a.id from applications a join replies r on r.district = a.district and r.application_id = a.id
     where a.applicant_id in (${own}) limit 1`;
  Object.assign(ids, { offer: offer?.id ?? '', stay: stay?.id ?? '', case: replied?.id ?? '' });
}, 300_000);
afterAll(() => product?.close());

/** Opens a round and runs it, as the officer's page does. */
async function openRoundAt({ page }: Visitor): Promise<string> {
  await page.goto('/officer/rounds');
  await page.getByRole('button', { name: '新开一轮' }).click();
  await page.getByRole('button', { name: '开轮并封存种子' }).click();
  await page.getByRole('button', { name: '进入本轮' }).click();
  await page.getByRole('button', { name: '运行本轮' }).click();
  await settled(page, '.proposals .tbl-open');
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** One visitor for each role and way of reading, kept for all pages. */
function reader(who: Who, way: Way): Promise<Visitor> {
  const key = JSON.stringify([who, way]);
  let found = visitors.get(key);
  if (!found) {
    found = product.visit({ ...way, state: states.get(who) });
    visitors.set(key, found);
  }
  return found;
}

async function see({ name, path, who, shows }: Sight, way: Way, kind: string) {
  const visitor = await reader(who, way);
  const { page, troubles } = visitor;
  troubles.length = 0;
  // whatever became of the page before
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: way.width ?? 1440, height: (way.width ?? 1440) < 720 ? 844 : 900 });
  await page.goto(path.replace(/:(\w+)/, (_, id: keyof typeof ids) => ids[id]));
  await settled(page, shows);
  if (name === 'home' && (way.width ?? 0) > 900)
    await page.locator('.near-map .place, .near-map .cluster').first().waitFor();
  await photograph(page, join(pictures, `${name}-${way.width}${kind}.png`));
  await shown(page, shows);
  expect(troubles).toEqual([]);
  return page;
}

/** What a reader came for is there, without an error and without scrolling sideways. */
async function shown(page: Page, shows: string) {
  await settled(page, shows);
  expect(await page.locator('main [role="alert"].notice').count(), 'an error on the page').toBe(0);
  expect(await sideways(page), 'scrolls sideways').toBe('');
}

const forFamilies = ({ who }: Sight) => who === 'anyone' || who === 'family';

describe.each(sights)('the page $name ($path) for $who', (sight) => {
  test('reads well in Chinese at a desk, on a phone, by night, in high contrast and in elder mode', async () => {
    const page = await see(sight, { width: 1440, lang: 'zh' }, '');
    // An old phone on slow 4G. The reference is for those who write programs.
    if (forFamilies(sight) && sight.name !== 'reference')
      expect(await weight(page), 'KB of script and style').toBeLessThanOrEqual(120);
    expect(await complaints(page)).toEqual([]);
    expect(await moving(page), 'moves').toBe('');
    // The same page made as narrow as a phone; on a phone from the start it is read in English.
    await page.setViewportSize({ width: 390, height: 844 });
    await shown(page, sight.shows);
    await photograph(page, join(pictures, `${sight.name}-390.png`));
    for (const look of [{}, { theme: 'dark' }, { contrast: true }, { theme: 'dark', contrast: true }] as const) {
      await choose(page, look);
      expect((await measured(page)).faint, JSON.stringify(look)).toEqual([]);
    }
    await choose(page, { elder: true });
    await shown(page, sight.shows);
    await photograph(page, join(pictures, `${sight.name}-390-elder.png`));
    expect(await complaintsButColours(page)).toEqual([]);
    expect((await measured(page, { large: !forFamilies(sight) })).faint).toEqual([]);
    if (forFamilies(sight)) await suitsElders(page);
    await choose(page, {});
    if (forFamilies(sight)) await grows(page);
    if (onPaper.has(sight.name)) await printsWell(page);
    await page.setViewportSize({ width: 1440, height: 900 });
  }, 150_000);

  // English words are longer: where they fit a phone, they fit a desk.
  test('reads well in English on a phone', async () => {
    const phone = await see(sight, { width: 390, lang: 'en' }, '-en');
    expect(await phone.evaluate(() => document.documentElement.lang)).toBe('en');
    expect(await complaintsButColours(phone)).toEqual([]);
    expect((await measured(phone)).faint).toEqual([]);
    if (!forFamilies(sight)) return;
    for (const width of [360, 768]) {
      await phone.setViewportSize({ width, height: 844 });
      await expect.poll(() => sideways(phone), { message: `scrolls sideways at ${width} px`, timeout: 5_000 }).toBe('');
      expect(await cut(phone), `cut at ${width} px`).toBe('');
    }
  }, 150_000);
});

/** What people take along. */
const onPaper = new Set([
  'home',
  'facility',
  'compare',
  'case',
  'reply',
  'own-offer',
  'own-stay',
  'capacity',
  'me',
  'announcement',
  'public-rounds',
  'funds',
  'grades',
  'anchors',
]);
test('beds over time are read by the day with the keyboard, drawn anew in the dark and on a narrower page', async () => {
  const visitor = await product.visit({ width: 1440, lang: 'zh' });
  const { page, troubles } = visitor;
  const canvas = page.locator('.history-canvas canvas');
  await page.goto('/capacity');
  await canvas.waitFor();
  await page.getByRole('tab', { name: '90 天，按日' }).click();
  await page.waitForURL(/by=day/);
  const slider = page.getByRole('slider', { name: '看哪一个时点' });
  await expect.poll(() => slider.getAttribute('max')).toBe('89');
  const today = await page.locator('.history-when').innerText();
  await slider.press('ArrowLeft');
  expect(await page.locator('.history-when').innerText()).not.toBe(today);
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/：备案 [\d,]+，在住 [\d,]+/);
  await page.locator('.history').screenshot({ path: join(pictures, 'history-light-1440.png') });
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'));
  await page.setViewportSize({ width: 800, height: 900 });
  await expect.poll(async () => Math.round((await canvas.boundingBox())?.width ?? 0)).toBeLessThan(800);
  await page.locator('.history').screenshot({ path: join(pictures, 'history-dark-800.png') });
  await page.locator('summary', { hasText: '看表格' }).nth(2).click();
  expect(await page.locator('.history tbody tr').count()).toBe(90);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('.history').getByRole('button', { name: '下载 CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('capacity-history-day-430602.csv');
  expect(await complaints(page)).toEqual([]);
  expect(troubles).toEqual([]);
  await visitor.context.close();
}, 120_000);
