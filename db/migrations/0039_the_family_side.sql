CREATE TABLE "consents" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"applicant_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"facility_id" uuid,
	"fields" text[] NOT NULL,
	"wording_version" text NOT NULL,
	"channel" text NOT NULL,
	"given_by" uuid,
	"relation" text,
	"document_id" uuid,
	"given_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	"withdrawn_by" uuid,
	CONSTRAINT "consents_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "consents_home_check" CHECK (("consents"."purpose" = 'share_with_home') = ("consents"."facility_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "erasures" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"applicant_id" uuid NOT NULL,
	"asked_by" uuid NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"done_at" timestamp (3) with time zone,
	"removed" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"kept" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "erasures_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "helper_invitations" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"applicant_id" uuid NOT NULL,
	"relation" text NOT NULL,
	"code_digest" "bytea" NOT NULL,
	"until_on" date,
	"wording_version" text NOT NULL,
	"made_by" uuid NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"wrong" integer DEFAULT 0 NOT NULL,
	"used_at" timestamp (3) with time zone,
	"used_by" uuid,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "helper_invitations_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "landmarks" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"names" jsonb NOT NULL,
	"lng" double precision NOT NULL,
	"lat" double precision NOT NULL,
	"accuracy_m" integer NOT NULL,
	"source" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "landmarks_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "ratings" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"claim_id" uuid NOT NULL,
	"applicant_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"care" smallint NOT NULL,
	"respect" smallint NOT NULL,
	"food" smallint NOT NULL,
	"room" smallint NOT NULL,
	"honesty" smallint NOT NULL,
	"text" text,
	"given_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	"hidden_at" timestamp (3) with time zone,
	"hidden_by" uuid,
	"hidden_reason" text,
	"reply" text,
	"replied_at" timestamp (3) with time zone,
	"replied_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "ratings_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "ratings_stars_check" CHECK ("ratings"."care" between 1 and 5 and "ratings"."respect" between 1 and 5 and "ratings"."food" between 1 and 5
        and "ratings"."room" between 1 and 5 and "ratings"."honesty" between 1 and 5),
	CONSTRAINT "ratings_hidden_check" CHECK (("ratings"."hidden_at" is null) = ("ratings"."hidden_reason" is null)),
	CONSTRAINT "ratings_reply_check" CHECK (("ratings"."replied_at" is null) = ("ratings"."reply" is null))
);
--> statement-breakpoint
CREATE TABLE "watches" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"facility_id" uuid,
	"lng" double precision,
	"lat" double precision,
	"place" text,
	"query" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"until_on" date NOT NULL,
	"told" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"told_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "watches_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "watches_where_check" CHECK ("watches"."facility_id" is not null or ("watches"."lng" is not null and "watches"."lat" is not null))
);
--> statement-breakpoint
ALTER TABLE "helpers" ADD COLUMN "authorised_by" text;--> statement-breakpoint
ALTER TABLE "helpers" ADD COLUMN "authorised_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "helpers" ADD COLUMN "wording_version" text;--> statement-breakpoint
ALTER TABLE "helpers" ADD COLUMN "document_id" uuid;--> statement-breakpoint
ALTER TABLE "helpers" ADD COLUMN "until_on" date;--> statement-breakpoint
ALTER TABLE "facilities" ADD COLUMN "directions" text;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_given_by_accounts_id_fk" FOREIGN KEY ("given_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_withdrawn_by_accounts_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_document_fk" FOREIGN KEY ("district","document_id") REFERENCES "public"."documents"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_asked_by_accounts_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helper_invitations" ADD CONSTRAINT "helper_invitations_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helper_invitations" ADD CONSTRAINT "helper_invitations_used_by_accounts_id_fk" FOREIGN KEY ("used_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helper_invitations" ADD CONSTRAINT "helper_invitations_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "landmarks" ADD CONSTRAINT "landmarks_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_hidden_by_accounts_id_fk" FOREIGN KEY ("hidden_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_replied_by_accounts_id_fk" FOREIGN KEY ("replied_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_claim_fk" FOREIGN KEY ("district","claim_id") REFERENCES "public"."claims"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "watches" ADD CONSTRAINT "watches_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "watches" ADD CONSTRAINT "watches_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "watches" ADD CONSTRAINT "watches_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consents_applicant_idx" ON "consents" USING btree ("district","applicant_id");--> statement-breakpoint
CREATE INDEX "erasures_applicant_idx" ON "erasures" USING btree ("district","applicant_id","asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "helper_invitations_code_key" ON "helper_invitations" USING btree ("district","code_digest");--> statement-breakpoint
CREATE INDEX "helper_invitations_applicant_idx" ON "helper_invitations" USING btree ("district","applicant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "landmarks_name_key" ON "landmarks" USING btree ("district","name") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "ratings_stay_key" ON "ratings" USING btree ("district","claim_id") WHERE withdrawn_at is null;--> statement-breakpoint
CREATE INDEX "ratings_facility_idx" ON "ratings" USING btree ("district","facility_id","given_at");--> statement-breakpoint
CREATE INDEX "watches_account_idx" ON "watches" USING btree ("district","account_id");--> statement-breakpoint
CREATE INDEX "watches_live_idx" ON "watches" USING btree ("district","until_on") WHERE ended_at is null;--> statement-breakpoint
ALTER TABLE "helpers" ADD CONSTRAINT "helpers_authorised_check" CHECK (("helpers"."authorised_by" is null) = ("helpers"."authorised_at" is null));--> statement-breakpoint
-- Written by hand from here: one live consent for a purpose (and a home), who may change what, and row-level security.
CREATE UNIQUE INDEX consents_live_key ON consents (district, applicant_id, purpose, facility_id) NULLS NOT DISTINCT WHERE withdrawn_at IS NULL;
--> statement-breakpoint
GRANT SELECT, INSERT ON landmarks, helper_invitations, consents, watches, ratings, erasures TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE ON watches TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE (ended_at) ON landmarks TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE (wrong, used_at, used_by, revoked_at) ON helper_invitations TO yiwei_app;
--> statement-breakpoint
-- What was agreed to stays as it was said; taking it back is a date.
GRANT UPDATE (withdrawn_at, withdrawn_by) ON consents TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE (text, withdrawn_at, hidden_at, hidden_by, hidden_reason, reply, replied_at, replied_by, version) ON ratings TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE (done_at, removed, kept) ON erasures TO yiwei_app;
--> statement-breakpoint
-- A number that is deleted with its person can be registered anew.
GRANT UPDATE (digest) ON id_numbers TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['landmarks','helper_invitations','consents','watches','ratings','erasures'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
  END LOOP;
  -- Everybody reads what was said of a home; only the home itself answers.
  EXECUTE 'CREATE POLICY ratings_facility ON ratings AS RESTRICTIVE FOR UPDATE TO yiwei_app USING (own_facility(facility_id))';
END $$;
