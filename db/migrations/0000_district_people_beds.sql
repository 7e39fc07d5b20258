CREATE TABLE "exits" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "applicant_id" uuid NOT NULL,
  "offer_id" uuid,
  "on" date NOT NULL,
  "reason" text NOT NULL,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT "exits_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "offers" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "application_id" uuid NOT NULL,
  "applicant_id" uuid NOT NULL,
  "bed_id" uuid NOT NULL,
  "facility_id" uuid NOT NULL,
  "claim_id" uuid NOT NULL,
  "lot_id" uuid,
  "made_at" timestamp (3) with time zone NOT NULL,
  "made_by" uuid,
  "respond_by" date NOT NULL,
  "family_answered_at" timestamp (3) with time zone,
  "family_answer" text,
  "family_reason" text,
  "facility_answered_at" timestamp (3) with time zone,
  "facility_answer" text,
  "facility_reason" text,
  "check_in_by" date,
  "ended_at" timestamp (3) with time zone,
  "end_reason" text,
  "rule_version" text NOT NULL,
  "snapshot" jsonb NOT NULL,
  "version" integer DEFAULT 1 NOT NULL,
  CONSTRAINT "offers_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "queue_rules" (
  "district" char(6) NOT NULL,
  "version" text NOT NULL,
  "effective" daterange NOT NULL,
  "rules" jsonb NOT NULL,
  "doc_no" text NOT NULL,
  CONSTRAINT "queue_rules_district_version_pk" PRIMARY KEY("district","version")
);
--> statement-breakpoint
CREATE TABLE "applicants" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "name" text NOT NULL,
  "sex" text NOT NULL,
  "born_on" date NOT NULL,
  "id_no_sealed" "bytea" NOT NULL,
  "id_no_masked" text NOT NULL,
  "phone_sealed" "bytea",
  "phone_masked" text,
  "street_code" text NOT NULL,
  "community_code" text NOT NULL,
  "grid_code" text,
  "lng" double precision,
  "lat" double precision,
  "hukou_district" text NOT NULL,
  "resident_since" date,
  "living_alone" boolean,
  "carer_absent" boolean,
  "carer_hardships" smallint,
  "infectious_disease" boolean,
  "endangers_others" boolean,
  "spouse_id" uuid,
  "died_on" date,
  "demonstration" boolean DEFAULT false NOT NULL,
  "version" integer DEFAULT 1 NOT NULL,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT "applicants_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "assessments" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "applicant_id" uuid NOT NULL,
  "standard_code" text NOT NULL,
  "total" smallint NOT NULL,
  "initial_level" smallint NOT NULL,
  "level" smallint NOT NULL,
  "level_reasons" text[] DEFAULT '{}'::text[] NOT NULL,
  "dementia" boolean NOT NULL,
  "needs" text[] DEFAULT '{}'::text[] NOT NULL,
  "assessed_on" date NOT NULL,
  "valid" daterange NOT NULL,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT "assessments_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "categories" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "applicant_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "during" daterange NOT NULL,
  "source" text NOT NULL,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT "categories_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "documents" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "applicant_id" uuid NOT NULL,
  "type" text NOT NULL,
  "issued_on" date NOT NULL,
  "expires_on" date,
  "sha256" text,
  "source" text NOT NULL,
  "verified_at" timestamp (3) with time zone,
  "reused" integer DEFAULT 0 NOT NULL,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT "documents_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "helpers" (
  "district" char(6) NOT NULL,
  "applicant_id" uuid NOT NULL,
  "account_id" uuid NOT NULL,
  "relation" text NOT NULL,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  "ended_at" timestamp (3) with time zone,
  CONSTRAINT "helpers_district_applicant_id_account_id_pk" PRIMARY KEY("district","applicant_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "application_events" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "application_id" uuid NOT NULL,
  "at" timestamp (3) with time zone NOT NULL,
  "event" text NOT NULL,
  "before" text,
  "after" text NOT NULL,
  "account_id" uuid,
  "on_behalf_of" uuid,
  "reason" text,
  "rule_version" text,
  "snapshot" jsonb,
  CONSTRAINT "application_events_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "applications" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "receipt_no" text NOT NULL,
  "applicant_id" uuid NOT NULL,
  "service" text NOT NULL,
  "status" text NOT NULL,
  "channel" text NOT NULL,
  "choices" uuid[] DEFAULT '{}'::uuid[] NOT NULL,
  "accept_any" boolean NOT NULL,
  "radius_km" integer NOT NULL,
  "weekdays" text DEFAULT '{[1,8)}' NOT NULL,
  "needs" text[] DEFAULT '{}'::text[] NOT NULL,
  "note" text,
  "submitted_at" timestamp (3) with time zone NOT NULL,
  "queued_at" timestamp (3) with time zone,
  "ended_at" timestamp (3) with time zone,
  "end_reason" text,
  "version" integer DEFAULT 1 NOT NULL,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT "applications_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "contracts" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "contract_no" text NOT NULL,
  "title" text NOT NULL,
  "provider" text NOT NULL,
  "signed_on" date NOT NULL,
  "during" daterange NOT NULL,
  "announced_on" date,
  "ended_on" date,
  "demonstration" boolean DEFAULT false NOT NULL,
  "version" integer DEFAULT 1 NOT NULL,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT "contracts_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "lots" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "contract_id" uuid NOT NULL,
  "facility_id" uuid NOT NULL,
  "service_class" text NOT NULL,
  "bought" integer NOT NULL,
  "unit_price_fen" bigint NOT NULL,
  "during" daterange NOT NULL,
  "committed" integer DEFAULT 0 NOT NULL,
  "in_use" integer DEFAULT 0 NOT NULL,
  "version" integer DEFAULT 1 NOT NULL,
  CONSTRAINT "lots_district_id_pk" PRIMARY KEY("district","id"),
  CONSTRAINT "lots_bought_check" CHECK ("lots"."committed" >= 0 and "lots"."in_use" >= 0 and "lots"."committed" + "lots"."in_use" <= "lots"."bought"),
  CONSTRAINT "lots_price_check" CHECK ("lots"."unit_price_fen" >= 0 and "lots"."bought" >= 0)
);
--> statement-breakpoint
CREATE TABLE "rates" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "scheme" text NOT NULL,
  "level" integer NOT NULL,
  "amount_fen" bigint,
  "basis_points" integer,
  "cap_fen" bigint,
  "stack_group" text NOT NULL,
  "effective" daterange NOT NULL,
  "doc_no" text NOT NULL,
  "example" boolean NOT NULL,
  CONSTRAINT "rates_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "divisions" (
  "district" char(6) NOT NULL,
  "code" text NOT NULL,
  "parent_code" text,
  "level" text NOT NULL,
  "kind" text NOT NULL,
  "name" text NOT NULL,
  "short_name" text NOT NULL,
  "pinyin" text NOT NULL,
  "initials" text NOT NULL,
  "district_run" boolean NOT NULL,
  "run_by" text NOT NULL,
  "lng" double precision,
  "lat" double precision,
  "accuracy_m" integer,
  "seniors" integer,
  "version" integer DEFAULT 1 NOT NULL,
  CONSTRAINT "divisions_district_code_pk" PRIMARY KEY("district","code")
);
--> statement-breakpoint
CREATE TABLE "beds" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "facility_id" uuid NOT NULL,
  "room_id" uuid NOT NULL,
  "bed_no" text NOT NULL,
  "kind" text NOT NULL,
  "level_min" smallint NOT NULL,
  "level_max" smallint NOT NULL,
  "dementia" boolean NOT NULL,
  "equipment" text[] DEFAULT '{}'::text[] NOT NULL,
  "pool" text NOT NULL,
  "fee_fen" bigint,
  "opened_on" date NOT NULL,
  "retired_on" date,
  "version" integer DEFAULT 1 NOT NULL,
  CONSTRAINT "beds_district_id_pk" PRIMARY KEY("district","id"),
  CONSTRAINT "beds_level_check" CHECK ("beds"."level_min" between 0 and 4 and "beds"."level_max" between "beds"."level_min" and 4)
);
--> statement-breakpoint
CREATE TABLE "claims" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "bed_id" uuid NOT NULL,
  "room_id" uuid NOT NULL,
  "facility_id" uuid NOT NULL,
  "applicant_id" uuid,
  "sex" text,
  "residential" boolean NOT NULL,
  "kind" text NOT NULL,
  "reason" text,
  "during" daterange NOT NULL,
  "weekdays" "int4multirange" DEFAULT '{[1,8)}' NOT NULL,
  "released_at" timestamp (3) with time zone,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT "claims_district_id_pk" PRIMARY KEY("district","id"),
  CONSTRAINT "claims_who_check" CHECK (("claims"."kind" = 'closure') = ("claims"."applicant_id" is null) and ("claims"."applicant_id" is null) = ("claims"."sex" is null)),
  CONSTRAINT "claims_closure_reason_check" CHECK ("claims"."kind" <> 'closure' or "claims"."reason" in ('cleaning', 'repair', 'out_of_service'))
);
--> statement-breakpoint
CREATE TABLE "confirmations" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "facility_id" uuid NOT NULL,
  "at" timestamp (3) with time zone NOT NULL,
  "account_id" uuid,
  "kind" text NOT NULL,
  CONSTRAINT "confirmations_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "facilities" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "kind" text NOT NULL,
  "name" text NOT NULL,
  "pinyin" text NOT NULL,
  "initials" text NOT NULL,
  "street_code" text NOT NULL,
  "community_code" text NOT NULL,
  "address" text,
  "lng" double precision NOT NULL,
  "lat" double precision NOT NULL,
  "accuracy_m" integer NOT NULL,
  "phone" text,
  "nature" text,
  "stars" smallint,
  "stars_source" text,
  "medical_insurance" boolean,
  "long_term_care_insurance" boolean,
  "consumption_coupon" boolean,
  "dementia_unit" boolean,
  "services" text[],
  "care_fee_min_fen" bigint,
  "care_fee_max_fen" bigint,
  "meal_fee_fen" bigint,
  "deposit_fen" bigint,
  "filed_on" date,
  "closed_on" date,
  "demonstration" boolean DEFAULT false NOT NULL,
  "version" integer DEFAULT 1 NOT NULL,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT "facilities_district_id_pk" PRIMARY KEY("district","id"),
  CONSTRAINT "facilities_stars_check" CHECK ("facilities"."stars" between 1 and 5 and "facilities"."stars_source" is not null or "facilities"."stars" is null)
);
--> statement-breakpoint
CREATE TABLE "rooms" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "facility_id" uuid NOT NULL,
  "building" text NOT NULL,
  "floor" smallint NOT NULL,
  "room_no" text NOT NULL,
  "sex" text NOT NULL,
  "version" integer DEFAULT 1 NOT NULL,
  CONSTRAINT "rooms_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "vacancies" (
  "district" char(6) NOT NULL,
  "facility_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "spot" "point" NOT NULL,
  "lng" double precision NOT NULL,
  "lat" double precision NOT NULL,
  "accuracy_m" integer NOT NULL,
  "name" text NOT NULL,
  "search_text" text NOT NULL,
  "street_code" text NOT NULL,
  "as_on" date NOT NULL,
  "filed" integer NOT NULL,
  "closed" integer NOT NULL,
  "occupied" integer NOT NULL,
  "held" integer NOT NULL,
  "free" integer NOT NULL,
  "free_for" integer[] NOT NULL,
  "has_vacancy" boolean NOT NULL,
  "lot_left" integer NOT NULL,
  "monthly_min_fen" bigint,
  "stars" smallint,
  "stars_source" text,
  "medical_insurance" boolean,
  "long_term_care_insurance" boolean,
  "consumption_coupon" boolean,
  "demonstration" boolean NOT NULL,
  "confirmed_at" timestamp (3) with time zone,
  CONSTRAINT "vacancies_district_facility_id_pk" PRIMARY KEY("district","facility_id"),
  CONSTRAINT "vacancies_sum_check" CHECK ("vacancies"."filed" = "vacancies"."closed" + "vacancies"."occupied" + "vacancies"."held" + "vacancies"."free")
);
--> statement-breakpoint
CREATE TABLE "placements" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "applicant_id" uuid NOT NULL,
  "facility_id" uuid NOT NULL,
  "bed_id" uuid NOT NULL,
  "claim_id" uuid NOT NULL,
  "offer_id" uuid,
  "lot_id" uuid,
  "funding" text NOT NULL,
  "admitted_on" date NOT NULL,
  "trial_until" date,
  "discharged_on" date,
  "discharge_kind" text,
  "discharged_at" timestamp (3) with time zone,
  "version" integer DEFAULT 1 NOT NULL,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT "placements_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
  "id" uuid PRIMARY KEY NOT NULL,
  "username" text,
  "display_name" text NOT NULL,
  "phone_hash" "bytea",
  "phone_sealed" "bytea",
  "password_hash" text,
  "totp_sealed" "bytea",
  "totp_last_step" integer,
  "oidc_subject" text,
  "disabled_at" timestamp (3) with time zone,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "at" timestamp (3) with time zone NOT NULL,
  "account_id" uuid,
  "role" text NOT NULL,
  "action" text NOT NULL,
  "subject_type" text NOT NULL,
  "subject_id" uuid,
  "before" text,
  "after" text,
  "reason" text,
  "request_id" text NOT NULL,
  CONSTRAINT "audit_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "calendar_days" (
  "day" char(10) PRIMARY KEY NOT NULL,
  "working" boolean NOT NULL,
  "name" text NOT NULL,
  "published" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "districts" (
  "district" char(6) PRIMARY KEY NOT NULL,
  "name" text NOT NULL,
  "city" text NOT NULL,
  "province" text NOT NULL,
  "hotline" text,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "id_numbers" (
  "digest" "bytea" PRIMARY KEY NOT NULL,
  "district" char(6) NOT NULL,
  "applicant_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
  "district" char(6) NOT NULL,
  "account_id" uuid NOT NULL,
  "key" text NOT NULL,
  "action" text NOT NULL,
  "request_hash" text NOT NULL,
  "response" text,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT "idempotency_keys_district_account_id_key_pk" PRIMARY KEY("district","account_id","key")
);
--> statement-breakpoint
CREATE TABLE "memberships" (
  "district" char(6) NOT NULL,
  "id" uuid NOT NULL,
  "account_id" uuid NOT NULL,
  "role" text NOT NULL,
  "street_code" text,
  "facility_id" uuid,
  "ended_at" timestamp (3) with time zone,
  CONSTRAINT "memberships_district_id_pk" PRIMARY KEY("district","id"),
  CONSTRAINT "memberships_account_key" UNIQUE NULLS NOT DISTINCT("district","account_id","role","street_code","facility_id")
);
--> statement-breakpoint
CREATE TABLE "phone_codes" (
  "id" uuid PRIMARY KEY NOT NULL,
  "phone_hash" "bytea" NOT NULL,
  "code_hash" "bytea" NOT NULL,
  "expires_at" timestamp (3) with time zone NOT NULL,
  "wrong" integer DEFAULT 0 NOT NULL,
  "used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
  "account_id" uuid NOT NULL,
  "code_hash" "bytea" NOT NULL,
  "used_at" timestamp (3) with time zone,
  CONSTRAINT "recovery_codes_account_id_code_hash_pk" PRIMARY KEY("account_id","code_hash")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
  "token_hash" "bytea" PRIMARY KEY NOT NULL,
  "id" uuid NOT NULL,
  "account_id" uuid NOT NULL,
  "strength" integer NOT NULL,
  "agent" text NOT NULL,
  "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
  "seen_at" timestamp (3) with time zone NOT NULL,
  "idle_until" timestamp (3) with time zone NOT NULL,
  "absolute_until" timestamp (3) with time zone NOT NULL,
  "ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "exits" ADD CONSTRAINT "exits_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_bed_fk" FOREIGN KEY ("district","bed_id") REFERENCES "public"."beds"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_claim_fk" FOREIGN KEY ("district","claim_id") REFERENCES "public"."claims"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_lot_fk" FOREIGN KEY ("district","lot_id") REFERENCES "public"."lots"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_rules" ADD CONSTRAINT "queue_rules_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applicants" ADD CONSTRAINT "applicants_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assessments" ADD CONSTRAINT "assessments_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "categories" ADD CONSTRAINT "categories_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helpers" ADD CONSTRAINT "helpers_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helpers" ADD CONSTRAINT "helpers_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "application_events" ADD CONSTRAINT "application_events_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "application_events" ADD CONSTRAINT "application_events_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_contract_fk" FOREIGN KEY ("district","contract_id") REFERENCES "public"."contracts"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rates" ADD CONSTRAINT "rates_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "divisions" ADD CONSTRAINT "divisions_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "beds" ADD CONSTRAINT "beds_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "beds" ADD CONSTRAINT "beds_room_fk" FOREIGN KEY ("district","room_id") REFERENCES "public"."rooms"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_bed_fk" FOREIGN KEY ("district","bed_id") REFERENCES "public"."beds"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "confirmations" ADD CONSTRAINT "confirmations_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "facilities" ADD CONSTRAINT "facilities_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vacancies" ADD CONSTRAINT "vacancies_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_bed_fk" FOREIGN KEY ("district","bed_id") REFERENCES "public"."beds"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_claim_fk" FOREIGN KEY ("district","claim_id") REFERENCES "public"."claims"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_offer_fk" FOREIGN KEY ("district","offer_id") REFERENCES "public"."offers"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_lot_fk" FOREIGN KEY ("district","lot_id") REFERENCES "public"."lots"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_account_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "exits_offer_key" ON "exits" USING btree ("district","offer_id");--> statement-breakpoint
CREATE INDEX "exits_applicant_idx" ON "exits" USING btree ("district","applicant_id","on");--> statement-breakpoint
CREATE UNIQUE INDEX "offers_one_live_per_person_key" ON "offers" USING btree ("district","applicant_id") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "offers_one_live_per_bed_key" ON "offers" USING btree ("district","bed_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "offers_facility_idx" ON "offers" USING btree ("district","facility_id","made_at");--> statement-breakpoint
CREATE INDEX "offers_application_idx" ON "offers" USING btree ("district","application_id");--> statement-breakpoint
CREATE INDEX "applicants_street_idx" ON "applicants" USING btree ("district","street_code");--> statement-breakpoint
CREATE INDEX "assessments_applicant_idx" ON "assessments" USING btree ("district","applicant_id");--> statement-breakpoint
CREATE INDEX "categories_applicant_idx" ON "categories" USING btree ("district","applicant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "documents_issue_key" ON "documents" USING btree ("district","applicant_id","type","issued_on");--> statement-breakpoint
CREATE INDEX "helpers_account_idx" ON "helpers" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "application_events_application_idx" ON "application_events" USING btree ("district","application_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "applications_receipt_key" ON "applications" USING btree ("district","receipt_no");--> statement-breakpoint
CREATE UNIQUE INDEX "applications_one_in_progress_key" ON "applications" USING btree ("district","applicant_id","service") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "applications_status_idx" ON "applications" USING btree ("district","status","submitted_at");--> statement-breakpoint
CREATE UNIQUE INDEX "contracts_no_key" ON "contracts" USING btree ("district","contract_no");--> statement-breakpoint
CREATE INDEX "lots_facility_idx" ON "lots" USING btree ("district","facility_id");--> statement-breakpoint
CREATE INDEX "divisions_parent_idx" ON "divisions" USING btree ("district","parent_code");--> statement-breakpoint
CREATE UNIQUE INDEX "beds_no_key" ON "beds" USING btree ("district","room_id","bed_no");--> statement-breakpoint
CREATE INDEX "beds_facility_idx" ON "beds" USING btree ("district","facility_id");--> statement-breakpoint
CREATE INDEX "claims_room_idx" ON "claims" USING btree ("district","room_id") WHERE released_at is null;--> statement-breakpoint
CREATE INDEX "claims_facility_idx" ON "claims" USING btree ("district","facility_id");--> statement-breakpoint
CREATE INDEX "claims_applicant_idx" ON "claims" USING btree ("district","applicant_id");--> statement-breakpoint
CREATE INDEX "confirmations_facility_idx" ON "confirmations" USING btree ("district","facility_id","at");--> statement-breakpoint
CREATE INDEX "facilities_street_idx" ON "facilities" USING btree ("district","street_code");--> statement-breakpoint
CREATE UNIQUE INDEX "rooms_no_key" ON "rooms" USING btree ("district","facility_id","building","room_no");--> statement-breakpoint
CREATE UNIQUE INDEX "placements_claim_key" ON "placements" USING btree ("district","claim_id");--> statement-breakpoint
CREATE UNIQUE INDEX "placements_offer_key" ON "placements" USING btree ("district","offer_id") WHERE offer_id is not null;--> statement-breakpoint
CREATE INDEX "placements_facility_idx" ON "placements" USING btree ("district","facility_id");--> statement-breakpoint
CREATE INDEX "placements_applicant_idx" ON "placements" USING btree ("district","applicant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_username_key" ON "accounts" USING btree ("username");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_phone_key" ON "accounts" USING btree ("phone_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_oidc_key" ON "accounts" USING btree ("oidc_subject");--> statement-breakpoint
CREATE INDEX "audit_subject_idx" ON "audit" USING btree ("district","subject_type","subject_id");--> statement-breakpoint
CREATE UNIQUE INDEX "id_numbers_applicant_key" ON "id_numbers" USING btree ("district","applicant_id");--> statement-breakpoint
CREATE INDEX "memberships_by_account_idx" ON "memberships" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "phone_codes_phone_idx" ON "phone_codes" USING btree ("phone_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_id_key" ON "sessions" USING btree ("id");--> statement-breakpoint
CREATE INDEX "sessions_account_idx" ON "sessions" USING btree ("account_id");