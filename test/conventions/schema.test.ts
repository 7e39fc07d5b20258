import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

// Global by nature (design: small registries), and kept as reference tables when sharded.
const registries = [
  'accounts',
  'sessions',
  'recovery_codes',
  'phone_codes',
  'id_numbers',
  'calendar_days',
  'districts',
  'login_limits',
];
const appendOnly = [
  'audit',
  'document_uses',
  'application_events',
  'wish_changes',
  'confirmations',
  'exits',
  'round_runs',
  'queue_tellings',
  'category_imports',
  'imports',
  'entitled_contacts',
  'visits',
  'replies',
  'handovers',
  'bed_events',
  'risk_assessments',
  'freshness_reminders',
  'profile_changes',
  'licences',
  'licence_tellings',
  'facility_photos',
  'photo_lists',
  'attendance_marks',
  'care_visits',
  'fund_entries',
  'fund_months',
  'contract_versions',
  'lot_prices',
  'catalogue_items',
  'lot_changes',
  'offer_lot_changes',
  'settlement_lines',
  'settlement_answers',
  'payments',
  'payer_accounts',
  'payment_accounts',
  'payment_batches',
  'payment_attempts',
  'bank_files',
  'disclosures',
  'samples',
  'sample_checks',
  'prepaid_entries',
  'audit_links',
  'audit_anchors',
  'audit_erasures',
  'checks',
  'check_runs',
  'finding_events',
  'inspection_photos',
  'spot_samples',
  'spot_checks',
  'score_weights',
  'scorecards',
  'holdback_releases',
  'request_rules',
  'request_events',
  'request_ratings',
  'menu_items',
  'coverage_rules',
  'travel_files',
  'day_figures',
  'day_queues',
  'unmet_needs',
  'division_versions',
  'division_shapes',
];

test('every primary, unique and exclusion key leads with the district', async () => {
  const rows = await database.ownerSql`
    select c.relname as table_name, i.relname as index_name, a.attname as first
    from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
      join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
    where n.nspname = 'public' and (x.indisunique or x.indisexclusion) and a.attname <> 'district'`;
  expect(rows.filter((r) => !registries.includes(r.table_name)).map((r) => `${r.table_name}.${r.index_name}`)).toEqual(
    [],
  );
});

test('every foreign key leads with the district or points to a registry', async () => {
  const rows = await database.ownerSql`
    select c.conrelid::regclass::text as table_name, c.conname, c.confrelid::regclass::text as target, a.attname as first
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1] where c.contype = 'f'`;
  expect(rows.filter((r) => r.first !== 'district' && !registries.includes(r.target)).map((r) => r.conname)).toEqual(
    [],
  );
});

test('no triggers, and no tables without row-level security but the registries and memberships', async () => {
  const triggers =
    await database.ownerSql`select tgname from pg_trigger where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)`;
  expect([...triggers]).toEqual([]);
  const open =
    await database.ownerSql`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity order by 1`;
  expect(open.map((r) => r.relname).filter((t) => !registries.includes(t) && t !== 'memberships')).toEqual([]);
});

test('the application can neither change nor delete a record of the past, nor delete facts', async () => {
  const rows = await database.ownerSql`
    select table_name, privilege_type from information_schema.role_table_grants
    where grantee = 'yiwei_app' and table_schema = 'public' and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')`;
  const can = (kind: string) => rows.filter((r) => r.privilege_type === kind).map((r) => r.table_name as string);
  expect(can('UPDATE').filter((t) => appendOnly.includes(t))).toEqual([]);
  expect(can('DELETE').sort()).toEqual(
    ['idempotency_keys', 'login_limits', 'phone_codes', 'recovery_codes', 'sessions'].filter((t) =>
      can('DELETE').includes(t),
    ),
  );
  expect(can('TRUNCATE')).toEqual([]);
});

test('instants end in _at, days in _on, money in _fen', async () => {
  const rows = await database.ownerSql`
    select table_name, column_name, data_type from information_schema.columns where table_schema = 'public'
      and ((data_type = 'timestamp with time zone' and column_name !~ '(_at|_until|^at)$') or (data_type = 'date' and column_name !~ '(_on|_by|_until|_since|^on)$')
        or data_type in ('money', 'numeric', 'real', 'timestamp without time zone'))`;
  expect(rows.map((r) => `${r.table_name}.${r.column_name} ${r.data_type}`)).toEqual([]);
});

test('a row of another district cannot be read or written, even by a query that forgets to ask', async () => {
  const [mine, other] = ['430602', '430603'];
  await database.ownerSql`insert into districts (district, name, city, province) values (${mine!}, 'a', 'b', 'c'), (${other!}, 'd', 'e', 'f')`;
  await database.ownerSql`insert into contracts (district, id, contract_no, title, provider, signed_on, during) values (${other!}, gen_random_uuid(), 'N', 't', 'p', '2026-01-01', '[2026-01-01,2027-01-01)')`;
  await database.sql.begin(async (tx) => {
    await tx`select set_config('yiwei.district', ${mine!}, true)`;
    expect(await tx`select * from contracts`).toHaveLength(0);
    await expect(
      tx.savepoint(
        (s) =>
          s`insert into contracts (district, id, contract_no, title, provider, signed_on, during) values (${other!}, gen_random_uuid(), 'M', 't', 'p', '2026-01-01', '[2026-01-01,2027-01-01)')`,
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });
  expect(await database.sql`select * from contracts`).toHaveLength(0);
});
