CREATE TABLE "facility_photos" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"sha256" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"added_by" uuid,
	"added_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "facility_photos_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "licence_tellings" (
	"district" char(6) NOT NULL,
	"licence_id" uuid NOT NULL,
	"days" smallint NOT NULL,
	"facility_id" uuid NOT NULL,
	"told_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "licence_tellings_district_licence_id_days_pk" PRIMARY KEY("district","licence_id","days")
);
--> statement-breakpoint
CREATE TABLE "licences" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"number" text,
	"issued_on" date,
	"expires_on" date,
	"change_id" uuid NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "licences_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "licences_days_check" CHECK ("licences"."expires_on" >= "licences"."issued_on")
);
--> statement-breakpoint
CREATE TABLE "photo_lists" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"photos" jsonb NOT NULL,
	"listed_by" uuid,
	"listed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "photo_lists_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "profile_changes" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"field" text NOT NULL,
	"licence" text,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"note" text,
	"asked_by" uuid,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"needs_approval" boolean NOT NULL,
	"holds_from_on" date NOT NULL,
	"answer" text,
	"answered_by" uuid,
	"answered_at" timestamp (3) with time zone,
	"answer_reason" text,
	"applied_at" timestamp (3) with time zone,
	CONSTRAINT "profile_changes_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "profile_changes_answer_check" CHECK (("profile_changes"."answer" is null) = ("profile_changes"."answered_at" is null)),
	CONSTRAINT "profile_changes_refusal_check" CHECK ("profile_changes"."answer" is distinct from 'refused' or coalesce(trim("profile_changes"."answer_reason") <> '', false)),
	CONSTRAINT "profile_changes_applied_check" CHECK ("profile_changes"."applied_at" is null or "profile_changes"."answer" in ('not_needed', 'approved')),
	CONSTRAINT "profile_changes_approval_check" CHECK (not ("profile_changes"."needs_approval" and "profile_changes"."answer" = 'not_needed'))
);
--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "meal_fee_max_fen" bigint;--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "deposit_max_fen" bigint;--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "other_fees" jsonb;--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "stars_year" smallint;--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "opening_hours" text;--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "visiting_hours" text;--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "introduction" text;--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "carers" integer;--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "certified_carers" integer;--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "nurses" integer;--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "doctors" integer;--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "social_workers" integer;--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "other_staff" integer;--> statement-breakpoint
ALTER TABLE "facility_photos" ADD CONSTRAINT "facility_photos_added_by_accounts_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "facility_photos" ADD CONSTRAINT "facility_photos_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "licence_tellings" ADD CONSTRAINT "licence_tellings_licence_fk" FOREIGN KEY ("district","licence_id") REFERENCES "public"."licences"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "licences" ADD CONSTRAINT "licences_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "licences" ADD CONSTRAINT "licences_change_fk" FOREIGN KEY ("district","change_id") REFERENCES "public"."profile_changes"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "photo_lists" ADD CONSTRAINT "photo_lists_listed_by_accounts_id_fk" FOREIGN KEY ("listed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "photo_lists" ADD CONSTRAINT "photo_lists_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "profile_changes" ADD CONSTRAINT "profile_changes_asked_by_accounts_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "profile_changes" ADD CONSTRAINT "profile_changes_answered_by_accounts_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "profile_changes" ADD CONSTRAINT "profile_changes_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "facility_photos_digest_idx" ON "facility_photos" USING btree ("district","sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "licences_change_key" ON "licences" USING btree ("district","change_id");--> statement-breakpoint
CREATE INDEX "licences_facility_idx" ON "licences" USING btree ("district","facility_id","kind","id");--> statement-breakpoint
CREATE INDEX "photo_lists_facility_idx" ON "photo_lists" USING btree ("district","facility_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "profile_changes_one_open_key" ON "profile_changes" USING btree ("district","facility_id","field",coalesce(licence, '')) WHERE applied_at is null and (answer is null or answer in ('not_needed', 'approved'));--> statement-breakpoint
CREATE INDEX "profile_changes_facility_idx" ON "profile_changes" USING btree ("district","facility_id","asked_at");--> statement-breakpoint
CREATE INDEX "profile_changes_waiting_idx" ON "profile_changes" USING btree ("district","asked_at") WHERE answer is null;--> statement-breakpoint
CREATE INDEX "profile_changes_due_idx" ON "profile_changes" USING btree ("district","holds_from_on") WHERE applied_at is null and answer in ('not_needed', 'approved');--> statement-breakpoint
ALTER TABLE "facilities" ADD CONSTRAINT "facilities_fees_check" CHECK (coalesce("facilities"."care_fee_min_fen" >= 0 and "facilities"."care_fee_min_fen" <= coalesce("facilities"."care_fee_max_fen", "facilities"."care_fee_min_fen"), "facilities"."care_fee_max_fen" is null)
        and coalesce("facilities"."meal_fee_fen" >= 0 and "facilities"."meal_fee_fen" <= coalesce("facilities"."meal_fee_max_fen", "facilities"."meal_fee_fen"), "facilities"."meal_fee_max_fen" is null)
        and coalesce("facilities"."deposit_fen" >= 0 and "facilities"."deposit_fen" <= coalesce("facilities"."deposit_max_fen", "facilities"."deposit_fen"), "facilities"."deposit_max_fen" is null));--> statement-breakpoint
ALTER TABLE "facilities" ADD CONSTRAINT "facilities_staff_check" CHECK (least("facilities"."carers", "facilities"."certified_carers", "facilities"."nurses", "facilities"."doctors", "facilities"."social_workers", "facilities"."other_staff") >= 0
        and "facilities"."certified_carers" <= "facilities"."carers");--> statement-breakpoint
GRANT SELECT, INSERT ON "profile_changes", "licences", "licence_tellings", "facility_photos", "photo_lists" TO yiwei_app;
--> statement-breakpoint
-- What was asked stays as it was asked; only the answer and what follows from it is filled in.
GRANT UPDATE (holds_from_on, answer, answered_by, answered_at, answer_reason, applied_at) ON "profile_changes" TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['profile_changes','licences','licence_tellings','facility_photos','photo_lists'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
    EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE TO yiwei_app USING (own_facility(facility_id)) WITH CHECK (own_facility(facility_id))', t || '_facility', t);
  END LOOP;
END $$;
