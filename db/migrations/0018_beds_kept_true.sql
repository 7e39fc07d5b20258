CREATE TABLE "absences" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"placement_id" uuid NOT NULL,
	"claim_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"during" daterange NOT NULL,
	"keep_until" date NOT NULL,
	"note" text,
	"recorded_by" uuid,
	"voided_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "absences_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "bed_events" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"bed_id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"effective_on" date NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"recorded_by" uuid,
	"placement_id" uuid,
	"claim_id" uuid,
	"absence_id" uuid,
	"reason" text,
	"note" text,
	"details" jsonb,
	"undoes" uuid,
	CONSTRAINT "bed_events_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "external_ids" (
	"district" char(6) NOT NULL,
	"facility_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"external_id" text NOT NULL,
	"our_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "external_ids_district_facility_id_kind_external_id_pk" PRIMARY KEY("district","facility_id","kind","external_id"),
	CONSTRAINT "external_ids_length_check" CHECK (length("external_ids"."external_id") between 1 and 100)
);
--> statement-breakpoint
CREATE TABLE "risk_assessments" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"applicant_id" uuid NOT NULL,
	"assessed_on" date NOT NULL,
	"assessor" text NOT NULL,
	"items" jsonb NOT NULL,
	"recorded_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "risk_assessments_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "vacancies" ADD COLUMN "kept" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "vacancies" ADD COLUMN "cleaning" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "care_level" smallint;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "leaving_on" date;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_recorded_by_accounts_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_placement_fk" FOREIGN KEY ("district","placement_id") REFERENCES "public"."placements"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_claim_fk" FOREIGN KEY ("district","claim_id") REFERENCES "public"."claims"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bed_events" ADD CONSTRAINT "bed_events_recorded_by_accounts_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bed_events" ADD CONSTRAINT "bed_events_bed_fk" FOREIGN KEY ("district","bed_id") REFERENCES "public"."beds"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bed_events" ADD CONSTRAINT "bed_events_placement_fk" FOREIGN KEY ("district","placement_id") REFERENCES "public"."placements"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_assessments" ADD CONSTRAINT "risk_assessments_recorded_by_accounts_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_assessments" ADD CONSTRAINT "risk_assessments_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_assessments" ADD CONSTRAINT "risk_assessments_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "absences_claim_idx" ON "absences" USING btree ("district","claim_id") WHERE voided_at is null;--> statement-breakpoint
CREATE INDEX "absences_facility_idx" ON "absences" USING btree ("district","facility_id") WHERE voided_at is null;--> statement-breakpoint
CREATE INDEX "absences_placement_idx" ON "absences" USING btree ("district","placement_id");--> statement-breakpoint
CREATE UNIQUE INDEX "bed_events_undone_once_key" ON "bed_events" USING btree ("district","undoes") WHERE undoes is not null;--> statement-breakpoint
CREATE INDEX "bed_events_bed_idx" ON "bed_events" USING btree ("district","bed_id","id");--> statement-breakpoint
CREATE INDEX "bed_events_placement_idx" ON "bed_events" USING btree ("district","placement_id","id") WHERE placement_id is not null;--> statement-breakpoint
CREATE INDEX "bed_events_facility_idx" ON "bed_events" USING btree ("district","facility_id","at");--> statement-breakpoint
CREATE INDEX "bed_events_batch_idx" ON "bed_events" USING btree ("district","batch_id");--> statement-breakpoint
CREATE UNIQUE INDEX "external_ids_one_name_key" ON "external_ids" USING btree ("district","facility_id","kind","our_id");--> statement-breakpoint
CREATE INDEX "risk_assessments_person_idx" ON "risk_assessments" USING btree ("district","applicant_id","facility_id","assessed_on");--> statement-breakpoint
ALTER TABLE "vacancies" ADD CONSTRAINT "vacancies_parts_check" CHECK ("vacancies"."kept" between 0 and "vacancies"."occupied" and "vacancies"."cleaning" between 0 and "vacancies"."closed");--> statement-breakpoint
-- What waits to be cleaned today, from the claims; nobody is away yet, as far as anybody recorded.
UPDATE vacancies v SET cleaning = (
  SELECT count(*) FROM claims c
   WHERE c.district = v.district AND c.facility_id = v.facility_id AND c.kind = 'closure' AND c.reason = 'cleaning'
     AND c.released_at IS NULL AND c.during @> v.as_on AND c.weekdays @> extract(isodow FROM v.as_on)::int);
--> statement-breakpoint
-- Nobody is away twice at one time.
ALTER TABLE absences ADD CONSTRAINT absences_once_excl
  EXCLUDE USING gist (district WITH =, placement_id WITH =, during WITH &&) WHERE (voided_at IS NULL);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "absences", "external_ids" TO yiwei_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON "bed_events", "risk_assessments" TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['absences','bed_events','risk_assessments','external_ids'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
    EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE TO yiwei_app USING (own_facility(facility_id)) WITH CHECK (own_facility(facility_id))', t || '_facility', t);
  END LOOP;
END $$;
