CREATE TABLE "attendance_marks" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"placement_id" uuid NOT NULL,
	"on" date NOT NULL,
	"mark" text NOT NULL,
	"note" text,
	"at" timestamp (3) with time zone NOT NULL,
	"by" uuid,
	CONSTRAINT "attendance_marks_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "care_visits" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"placement_id" uuid NOT NULL,
	"visited_at" timestamp (3) with time zone,
	"minutes" smallint,
	"services" text[] NOT NULL,
	"carer" text,
	"note" text,
	"corrects" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	"made_by" uuid,
	CONSTRAINT "care_visits_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "care_visits_whole_check" CHECK (num_nonnulls("care_visits"."visited_at", "care_visits"."minutes", "care_visits"."carer") in (0, 3) and ("care_visits"."visited_at" is not null or "care_visits"."corrects" is not null)),
	CONSTRAINT "care_visits_minutes_check" CHECK ("care_visits"."minutes" between 1 and 1440)
);
--> statement-breakpoint
CREATE TABLE "freshness_reminders" (
	"district" char(6) NOT NULL,
	"facility_id" uuid NOT NULL,
	"stage" text NOT NULL,
	"since_at" timestamp (3) with time zone NOT NULL,
	"told_at" timestamp (3) with time zone NOT NULL,
	"told" integer NOT NULL,
	CONSTRAINT "freshness_reminders_district_facility_id_stage_since_at_pk" PRIMARY KEY("district","facility_id","stage","since_at")
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "facility_id" uuid;--> statement-breakpoint
ALTER TABLE "attendance_marks" ADD CONSTRAINT "attendance_marks_by_accounts_id_fk" FOREIGN KEY ("by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_marks" ADD CONSTRAINT "attendance_marks_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance_marks" ADD CONSTRAINT "attendance_marks_placement_fk" FOREIGN KEY ("district","placement_id") REFERENCES "public"."placements"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "care_visits" ADD CONSTRAINT "care_visits_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "care_visits" ADD CONSTRAINT "care_visits_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "care_visits" ADD CONSTRAINT "care_visits_placement_fk" FOREIGN KEY ("district","placement_id") REFERENCES "public"."placements"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "care_visits" ADD CONSTRAINT "care_visits_corrects_fk" FOREIGN KEY ("district","corrects") REFERENCES "public"."care_visits"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "freshness_reminders" ADD CONSTRAINT "freshness_reminders_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attendance_marks_day_idx" ON "attendance_marks" USING btree ("district","facility_id","on");--> statement-breakpoint
CREATE UNIQUE INDEX "care_visits_corrects_key" ON "care_visits" USING btree ("district","corrects") WHERE corrects is not null;--> statement-breakpoint
CREATE INDEX "care_visits_time_idx" ON "care_visits" USING btree ("district","facility_id","visited_at");--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
GRANT SELECT, INSERT ON "attendance_marks", "care_visits", "freshness_reminders" TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['attendance_marks','care_visits','freshness_reminders'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
    EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE TO yiwei_app USING (own_facility(facility_id)) WITH CHECK (own_facility(facility_id))', t || '_facility', t);
  END LOOP;
END $$;
