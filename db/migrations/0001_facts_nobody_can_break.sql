-- What drizzle cannot write: exclusion constraints, the search indexes, who may do what, and row-level security.
-- btree_gist and pg_trgm are installed by whoever creates the database (README, production set-up).

-- 1. Two live claims on one bed at one time (per weekday), one person in two residential beds at one time.
ALTER TABLE claims ADD CONSTRAINT claims_bed_excl
  EXCLUDE USING gist (district WITH =, bed_id WITH =, during WITH &&, weekdays WITH &&) WHERE (released_at IS NULL);
--> statement-breakpoint
ALTER TABLE claims ADD CONSTRAINT claims_person_excl
  EXCLUDE USING gist (district WITH =, applicant_id WITH =, during WITH &&)
  WHERE (released_at IS NULL AND residential AND applicant_id IS NOT NULL);
--> statement-breakpoint
ALTER TABLE claims ADD CONSTRAINT claims_period_check CHECK (NOT isempty(during) OR released_at IS NOT NULL);
--> statement-breakpoint
ALTER TABLE claims ADD CONSTRAINT claims_weekdays_check CHECK (NOT isempty(weekdays) AND weekdays <@ '{[1,8)}'::int4multirange);
--> statement-breakpoint
-- 5. Two current assessments by one standard; one category stated twice for the same time; two rates or two rule
--    versions in force at once.
ALTER TABLE assessments ADD CONSTRAINT assessments_current_excl
  EXCLUDE USING gist (district WITH =, applicant_id WITH =, standard_code WITH =, valid WITH &&);
--> statement-breakpoint
ALTER TABLE categories ADD CONSTRAINT categories_dated_excl
  EXCLUDE USING gist (district WITH =, applicant_id WITH =, kind WITH =, during WITH &&);
--> statement-breakpoint
ALTER TABLE rates ADD CONSTRAINT rates_effective_excl
  EXCLUDE USING gist (district WITH =, scheme WITH =, level WITH =, effective WITH &&);
--> statement-breakpoint
ALTER TABLE queue_rules ADD CONSTRAINT queue_rules_effective_excl
  EXCLUDE USING gist (district WITH =, effective WITH &&);
--> statement-breakpoint

-- Search. K nearest on the Mercator plane; one partial index per kind, because a hard filter on a rare kind must not
-- walk past the others. Counters stay out of every index, so a booking updates the row in place.
CREATE INDEX vacancies_spot ON vacancies USING spgist (spot);
--> statement-breakpoint
CREATE INDEX vacancies_spot_free ON vacancies USING spgist (spot) WHERE has_vacancy;
--> statement-breakpoint
CREATE INDEX vacancies_spot_free_nursing_home ON vacancies USING spgist (spot) WHERE has_vacancy AND kind = 'nursing_home';
--> statement-breakpoint
CREATE INDEX vacancies_spot_free_community_point ON vacancies USING spgist (spot) WHERE has_vacancy AND kind = 'community_point';
--> statement-breakpoint
CREATE INDEX vacancies_spot_free_day_care ON vacancies USING spgist (spot) WHERE has_vacancy AND kind = 'day_care';
--> statement-breakpoint
CREATE INDEX vacancies_spot_free_medical_point ON vacancies USING spgist (spot) WHERE has_vacancy AND kind = 'medical_point';
--> statement-breakpoint
CREATE INDEX vacancies_search_text ON vacancies USING gin (search_text gin_trgm_ops);
--> statement-breakpoint
ALTER TABLE vacancies SET (fillfactor = 70);
--> statement-breakpoint
CREATE FUNCTION add_counts(a integer[], b integer[]) RETURNS integer[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (SELECT array_agg(x + y ORDER BY i) FROM unnest(a, b) WITH ORDINALITY AS t(x, y, i));
--> statement-breakpoint

-- 4. The application may read and add everywhere it works; it may change only what is not a record of the past.
GRANT USAGE ON SCHEMA public TO yiwei_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE ON districts, accounts, sessions, recovery_codes, phone_codes, memberships, idempotency_keys, divisions,
  facilities, rooms, beds, claims, vacancies, applicants, helpers, categories, assessments, documents, contracts, lots,
  applications, offers, placements, calendar_days, rates, queue_rules TO yiwei_app;
--> statement-breakpoint
GRANT DELETE ON phone_codes, idempotency_keys, recovery_codes TO yiwei_app;
--> statement-breakpoint

-- 6. Row-level security: the second line behind the permission table. The district always; the facility when the
--    one who acts belongs to one. Public facts (where a facility is, what is free) may be read across districts.
CREATE FUNCTION own_district(d character) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN d = current_setting('yiwei.district', true);
--> statement-breakpoint
CREATE FUNCTION own_facility(f uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(nullif(current_setting('yiwei.facility', true), '') = f::text, true);
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit','idempotency_keys','rooms','beds','claims','confirmations','applicants',
    'helpers','categories','assessments','documents','contracts','lots','rates','applications','application_events',
    'queue_rules','offers','exits','placements'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['facilities','vacancies','divisions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO yiwei_app USING (true)', t || '_public', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO yiwei_app WITH CHECK (own_district(district))', t || '_insert', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR UPDATE TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_update', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['rooms','beds','claims','confirmations','lots','offers','placements'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE TO yiwei_app USING (own_facility(facility_id)) WITH CHECK (own_facility(facility_id))', t || '_facility', t);
  END LOOP;
  EXECUTE 'CREATE POLICY vacancies_facility ON vacancies AS RESTRICTIVE FOR UPDATE TO yiwei_app USING (own_facility(facility_id))';
  EXECUTE 'CREATE POLICY facilities_facility ON facilities AS RESTRICTIVE FOR UPDATE TO yiwei_app USING (own_facility(id))';
END $$;
