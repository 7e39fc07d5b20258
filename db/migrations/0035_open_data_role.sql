-- What open data is read as. The role belongs to the server and is made by whoever set that up (db/provision.ts, README);
-- here it is given the public columns, row by row of its own district, and nothing else: no name, number, case or account.
GRANT USAGE ON SCHEMA public TO yiwei_public;
--> statement-breakpoint
GRANT SELECT (district, name, city, province) ON districts TO yiwei_public;
--> statement-breakpoint
GRANT SELECT (district, code, name) ON divisions TO yiwei_public;
--> statement-breakpoint
GRANT SELECT (district, id, kind, name, street_code, community_code, address, lng, lat, accuracy_m, phone, nature, stars, stars_source,
  medical_insurance, long_term_care_insurance, consumption_coupon, dementia_unit, services, opening_hours, filed_on, closed_on,
  demonstration) ON facilities TO yiwei_public;
--> statement-breakpoint
GRANT SELECT (district, facility_id, as_on, filed, closed, occupied, held, free, monthly_min_fen, confirmed_at) ON vacancies TO yiwei_public;
--> statement-breakpoint
GRANT SELECT (district, facility_id, from_on, grade, published_at) ON scorecards TO yiwei_public;
--> statement-breakpoint
GRANT SELECT (district, id, title, announced_on) ON contracts TO yiwei_public;
--> statement-breakpoint
GRANT SELECT (district, id, month_on, published_at) ON disclosures TO yiwei_public;
--> statement-breakpoint
GRANT SELECT (district, id, scheme, published_at, withdrawn_at) ON public_notices TO yiwei_public;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['divisions','facilities','vacancies','disclosures'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO yiwei_public USING (own_district(district))', t || '_open', t);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE POLICY scorecards_open ON scorecards FOR SELECT TO yiwei_public
  USING (own_district(district) AND subject = 'facility' AND published_at IS NOT NULL);
--> statement-breakpoint
CREATE POLICY contracts_open ON contracts FOR SELECT TO yiwei_public USING (own_district(district) AND announced_on IS NOT NULL);
--> statement-breakpoint
CREATE POLICY public_notices_open ON public_notices FOR SELECT TO yiwei_public
  USING (own_district(district) AND withdrawn_at IS NULL);
