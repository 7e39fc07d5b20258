import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importApplicants } from '../../server/applicants/actions.ts';
import { confirmVacancy } from '../../server/facilities/actions.ts';
import { addDays, dayOf } from '../../server/kernel/period.ts';
import { viewOpenly } from '../../server/platform/context.ts';
import { newId } from '../../server/platform/ids.ts';
import { appOf } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { DISTRICT, openHome, openTestDistrict, person, vault, type World, world } from '../support/district.ts';

let database: TestDatabase;
let w: World;
let product: ReturnType<typeof appOf>;
const homes: string[] = [];
const elder = person();
type Any = ReturnType<typeof JSON.parse>;
const get = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await product.ask('GET', `/api/v1/open-data${path}`, { headers });
  return { ...answer, body: answer.body as Any };
};
const bytes = async (path: string) =>
  new Uint8Array(await (await product.app.request(`http://localhost/api/v1/open-data${path}`)).arrayBuffer());
/** Whatever the role can do to a table, view or sequence, or to a column of one, in any schema. */
const allowed = `
  districts: district, name, city, province
  divisions: district, code, name
  facilities: district, id, kind, name, street_code, community_code, address, lng, lat, accuracy_m, phone, nature, stars, stars_source, medical_insurance, long_term_care_insurance, consumption_coupon, dementia_unit, services, filed_on, closed_on, demonstration, opening_hours
  vacancies: district, facility_id, as_on, filed, closed, occupied, held, free, monthly_min_fen, confirmed_at
  scorecards: district, facility_id, from_on, grade, published_at
  contracts: district, id, title, announced_on
  disclosures: district, id, month_on, published_at
  public_notices: district, id, scheme, published_at, withdrawn_at`;

beforeAll(async () => {
  database = await freshDatabase();
  w = world(database);
  await openTestDistrict(w);
  product = appOf(w);
  await importApplicants(w.system, vault, [elder]);
  for (const name of ['洞庭颐养院', '=南湖"敬老"院, 一部', '未确认之家']) {
    const home = await openHome(w, { name });
    homes.push(home.facility);
    const nurse = await w.someone('institution', { facility: home.facility });
    await confirmVacancy(w.as(nurse), home.facility);
  }
  await database.ownerSql`update vacancies set confirmed_at = null where facility_id = ${homes[2]!}`;
});
afterAll(() => database.drop());

describe('what the role of open data can reach', () => {
  test('is exactly the public columns, to read them, in every schema of the database', async () => {
    const rows = await database.ownerSql`
      select c.relname as table, string_agg(a.attname, ', ' order by a.attnum) as columns
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
         and has_schema_privilege('yiwei_public', n.oid, 'USAGE')
         and has_column_privilege('yiwei_public', c.oid, a.attnum, 'SELECT') group by c.relname`;
    const wanted = allowed
      .trim()
      .split('\n')
      .map((line) => line.trim().split(': ') as [string, string]);
    const sorted = (columns: string) => columns.split(', ').sort();
    expect(Object.fromEntries(rows.map((r) => [r.table, sorted(r.columns)]))).toEqual(
      Object.fromEntries(wanted.map(([table, columns]) => [table, sorted(columns)])),
    );
  });

  test('is never written, owned, called or taken further', async () => {
    const [can] = await database.ownerSql`
      select count(*) filter (where has_table_privilege('yiwei_public', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER'))::int as tables,
             count(*) filter (where has_any_column_privilege('yiwei_public', c.oid, 'INSERT, UPDATE, REFERENCES'))::int as columns,
             count(*) filter (where c.relowner = 'yiwei_public'::regrole)::int as owned
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`;
    expect(can).toEqual({ tables: 0, columns: 0, owned: 0 });
    const [role] = await database.ownerSql`
      select rolsuper or rolcanlogin or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication as strong,
             (select count(*)::int from pg_auth_members where member = r.oid) as member_of
        from pg_roles r where rolname = 'yiwei_public'`;
    expect(role).toEqual({ strong: false, member_of: 0 });
    const [definers] = await database.ownerSql`
      select count(*)::int as n from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')
         and has_function_privilege('yiwei_public', p.oid, 'EXECUTE')`;
    expect(definers).toEqual({ n: 0 });
  });

  test.each([
    ['a person', 'select name from applicants'],
    ['a number that would lead to one', 'select application_id from public_notices'],
    ['a masked name', 'select name_masked from public_notices'],
    ['the log', 'select action from audit'],
    ['an account', 'select display_name from accounts'],
    ['a draft of a contract', 'select terms from contracts'],
    ['everything of a facility', 'select * from facilities'],
  ])('does not read %s', async (_, query) => {
    const read = viewOpenly(w.as(null), 'opendata.read', (tx) => tx.execute(query));
    await expect(read).rejects.toMatchObject({ cause: { code: '42501' } });
  });

  test('holds for the read alone: the next one on the same connection is the application’s again', async () => {
    const role = () =>
      viewOpenly(w.as(null), 'opendata.read', (tx) => tx.execute<{ r: string }>('select current_user as r'));
    expect((await role())[0]?.r).toBe('yiwei_public');
    expect((await database.sql`select current_user as r`)[0]?.r).toBe('yiwei_app');
  });

  test('the slice reads by no other way', () => {
    const source = readFileSync(join(import.meta.dirname, '../../server/opendata/queries.ts'), 'utf8');
    expect(source.match(/\b(view|look|act)\(/g)).toBeNull();
  });
});

describe('the Human Services Data Specification', () => {
  test('has every facility as organization, service, location and capacity, linked by ids that stay', async () => {
    const [organizations, services, locations, links, capacities] = await Promise.all(
      ['organizations', 'services', 'locations', 'service_at_locations', 'service_capacities'].map(
        async (list) => (await get(`/hsds/${list}?per_page=100`)).body,
      ),
    );
    expect([organizations, services, locations, links].map((page) => page.total_items)).toEqual([3, 3, 3, 3]);
    const one = services.contents.find((s: Any) => s.organization_id === homes[0]);
    const link = links.contents.find((l: Any) => l.service_id === one.id);
    expect(locations.contents.find((l: Any) => l.id === link.location_id)).toMatchObject({ organization_id: homes[0] });
    expect(capacities.contents.find((c: Any) => c.service_id === one.id)).toMatchObject({
      available: 4,
      maximum: 4,
      updated: w.time.now.toISOString(),
    });
    const again = (await get('/hsds/services')).body.contents.map((s: Any) => s.id);
    expect(again).toEqual(services.contents.map((s: Any) => s.id));
  });

  test('leaves out what nobody stated: no capacity without a confirmation, no phone, no null', async () => {
    const { body } = await get('/hsds/service_capacities');
    expect(body.total_items).toBe(2);
    const full = await get(`/hsds/services?full=true&organization_id=${homes[2]}`);
    expect(full.body.contents[0]).not.toHaveProperty('capacities');
    expect(full.body.contents[0]).not.toHaveProperty('phones');
    expect(full.text).not.toContain(':null');
    expect(
      (await get(`/hsds/services/${full.body.contents[0].id}`)).body.service_at_locations[0].location,
    ).toMatchObject({
      longitude: 113.1,
    });
  });

  test('a home that has announced its closing is open until that day, and vouched for by the day it was here', async () => {
    const status = async () =>
      (await get(`/hsds/services?organization_id=${homes[0]}`)).body.contents[0] as {
        status: string;
        assured_date: string;
      };
    const morning = new Date('2026-11-23T23:30:00Z');
    await database.ownerSql`update vacancies set confirmed_at = ${morning} where facility_id = ${homes[0]!}`;
    for (const [closes, said] of [
      [addDays(dayOf(w.time.now), 1), 'active'],
      [dayOf(w.time.now), 'defunct'],
    ] as const) {
      await database.ownerSql`update facilities set closed_on = ${closes} where id = ${homes[0]!}`;
      w.events.publish(DISTRICT, ['vacancies']);
      expect(await status()).toMatchObject({ status: said, assured_date: '2026-11-24' });
      expect((await get('/vacancies.atom')).text.includes('洞庭颐养院')).toBe(said === 'active');
    }
    await database.ownerSql`update facilities set closed_on = null where id = ${homes[0]!}`;
    await database.ownerSql`update vacancies set confirmed_at = ${w.time.now} where facility_id = ${homes[0]!}`;
    w.events.publish(DISTRICT, ['vacancies']);
  });

  test('pages from 1, and answers an unknown id with 404', async () => {
    const { body } = await get('/hsds/organizations?page=2&per_page=2');
    expect(body).toMatchObject({
      total_pages: 2,
      page_number: 2,
      size: 1,
      first_page: false,
      last_page: true,
      empty: false,
    });
    expect((await get('/hsds/organizations?page=9')).body).toMatchObject({ empty: true, contents: [] });
    expect((await get(`/hsds/organizations/${newId()}`)).status).toBe(404);
    expect((await get(`/hsds/services?modified_after=${w.time.now.toISOString()}`)).body.total_items).toBe(2);
  });
});

describe('the files', () => {
  test('say the same in GeoJSON and CSV, with a mark for spreadsheets, formulas disarmed and nothing invented', async () => {
    const geo = (await get('/facilities.geojson')).body;
    expect(geo.features).toHaveLength(3);
    expect(geo.features.find((f: Any) => f.id === homes[2]).properties).toMatchObject({
      confirmed_at: null,
      free: 4,
      phone: null,
    });
    const facilities = await get('/facilities.csv');
    expect([...(await bytes('/facilities.csv')).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(facilities.text.startsWith('id,kind,name,')).toBe(true);
    expect(facilities.text).toContain(`"'=南湖""敬老""院, 一部"`);
    const capacity = await get('/capacity.csv');
    expect(capacity.text.trim().split('\r\n')).toHaveLength(4);
    expect(capacity.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  });

  test('feeds tell confirmed facilities and public notices by title, without a name', async () => {
    const at = w.time.now;
    await database.ownerSql`insert into contracts (district, id, contract_no, title, provider, during, signed_on, announced_on, created_at)
      values (${DISTRICT}, ${newId()}, 'T-1', '日托服务 <2026>', '某公司', '[2026-01-01,2027-01-01)', '2026-01-01', '2026-11-20', ${at}),
             (${DISTRICT}, ${newId()}, 'T-2', '还没有公告', '某公司', '[2026-01-01,2027-01-01)', '2026-01-01', null, ${at})`;
    w.events.publish(DISTRICT, ['vacancies']);
    const vacancies = await get('/vacancies.atom');
    expect(vacancies.text.match(/<entry>/g)).toHaveLength(2);
    expect(vacancies.text).toContain('洞庭颐养院：空 4 床（共 4 床）');
    const notices = await get('/notices.atom');
    expect(notices.text).toContain('合同公告：日托服务 &lt;2026&gt;');
    expect(notices.text).not.toContain('还没有公告');
    expect(notices.headers.get('content-type')).toContain('application/atom+xml');
  });

  test('nothing of any set has anything of a person in it', async () => {
    const paths = [
      '',
      '/hsds',
      '/hsds/organizations?full=true',
      '/hsds/services?full=true',
      '/facilities.geojson',
      '/facilities.csv',
      '/capacity.csv',
      '/vacancies.atom',
      '/notices.atom',
    ];
    for (const path of paths) {
      const { status, text } = await get(path);
      expect(status, path).toBe(200);
      expect(text, path).not.toContain(elder.applicant.name);
      expect(text, path).not.toMatch(/\d{17}[\dX]|1[3-9]\d{9}/);
    }
  });

  test('are answered with 304 to whoever has them, and told to be kept a minute', async () => {
    for (const path of ['/facilities.geojson', '/capacity.csv', '/vacancies.atom', '/hsds/services?full=true', '']) {
      const first = await get(path);
      const etag = first.headers.get('etag') as string;
      expect(first.headers.get('cache-control'), path).toBe('public, max-age=60');
      expect((await get(path, { 'if-none-match': etag })).status, path).toBe(304);
      const kept = await get(path);
      expect([kept.text === first.text, kept.headers.get('content-disposition')]).toEqual([
        true,
        first.headers.get('content-disposition'),
      ]);
    }
  });

  test('the list of sets says where each is, how large and how new', async () => {
    const { body } = await get('');
    expect(body.licence.name).toBe('CC BY 4.0');
    expect(body.sets).toHaveLength(6);
    const csv = body.sets.find((s: Any) => s.code === 'capacity_csv');
    expect(csv).toMatchObject({ rows: 3, updated: w.time.now.toISOString() });
    expect(csv.bytes).toBe((await bytes('/capacity.csv')).length);
  });
});
