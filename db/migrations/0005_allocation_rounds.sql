CREATE TABLE "proposals" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"round_id" uuid NOT NULL,
	"unit" text NOT NULL,
	"turn" integer NOT NULL,
	"application_id" uuid NOT NULL,
	"applicant_id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"bed_id" uuid NOT NULL,
	"choice" integer NOT NULL,
	"free_on" date,
	"decision" text,
	"decided_at" timestamp (3) with time zone,
	"decided_by" uuid,
	"strike_reason" text,
	"offer_id" uuid,
	"problem" jsonb,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "proposals_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "proposals_strike_check" CHECK ("proposals"."decision" is distinct from 'struck' or "proposals"."strike_reason" is not null),
	CONSTRAINT "proposals_offer_check" CHECK ("proposals"."offer_id" is null or "proposals"."decision" = 'approved')
);
--> statement-breakpoint
CREATE TABLE "round_runs" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"round_id" uuid NOT NULL,
	"ran_at" timestamp (3) with time zone NOT NULL,
	"seed" text NOT NULL,
	"snapshot" text NOT NULL,
	"snapshot_digest" text NOT NULL,
	"outcome" text NOT NULL,
	"outcome_digest" text NOT NULL,
	"verdict" jsonb NOT NULL,
	"summary" jsonb NOT NULL,
	"engine" text NOT NULL,
	CONSTRAINT "round_runs_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "round_services" (
	"district" char(6) NOT NULL,
	"round_id" uuid NOT NULL,
	"service" text NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "round_services_district_round_id_service_pk" PRIMARY KEY("district","round_id","service")
);
--> statement-breakpoint
CREATE TABLE "rounds" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"round_no" text NOT NULL,
	"name" text NOT NULL,
	"services" text[] NOT NULL,
	"rule_version" text NOT NULL,
	"parameters" jsonb NOT NULL,
	"seed_sealed" "bytea" NOT NULL,
	"seed_digest" text NOT NULL,
	"created_by" uuid,
	"ran_at" timestamp (3) with time zone,
	"clean" boolean,
	"published_at" timestamp (3) with time zone,
	"cancelled_at" timestamp (3) with time zone,
	"cancel_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rounds_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "rounds_published_clean_check" CHECK ("rounds"."published_at" is null or "rounds"."clean" is true),
	CONSTRAINT "rounds_end_check" CHECK ("rounds"."published_at" is null or "rounds"."cancelled_at" is null)
);
--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "joint_with" uuid;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "transfer" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_decided_by_accounts_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_round_fk" FOREIGN KEY ("district","round_id") REFERENCES "public"."rounds"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_bed_fk" FOREIGN KEY ("district","bed_id") REFERENCES "public"."beds"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_offer_fk" FOREIGN KEY ("district","offer_id") REFERENCES "public"."offers"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_runs" ADD CONSTRAINT "round_runs_round_fk" FOREIGN KEY ("district","round_id") REFERENCES "public"."rounds"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_services" ADD CONSTRAINT "round_services_round_fk" FOREIGN KEY ("district","round_id") REFERENCES "public"."rounds"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "proposals_person_key" ON "proposals" USING btree ("district","round_id","applicant_id");--> statement-breakpoint
CREATE INDEX "proposals_pending_idx" ON "proposals" USING btree ("district","free_on") WHERE decision = 'approved' and offer_id is null and problem is null;--> statement-breakpoint
CREATE UNIQUE INDEX "round_runs_round_key" ON "round_runs" USING btree ("district","round_id");--> statement-breakpoint
CREATE UNIQUE INDEX "round_services_one_open_key" ON "round_services" USING btree ("district","service") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "rounds_no_key" ON "rounds" USING btree ("district","round_no");--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_joint_fk" FOREIGN KEY ("district","joint_with") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
-- What a run read and found is never changed; a round and its proposals move on.
GRANT SELECT, INSERT ON "rounds", "round_services", "round_runs", "proposals" TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE ON "rounds", "round_services", "proposals" TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['rounds','round_services','round_runs','proposals'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
  END LOOP;
  EXECUTE 'CREATE POLICY proposals_facility ON proposals AS RESTRICTIVE TO yiwei_app USING (own_facility(facility_id)) WITH CHECK (own_facility(facility_id))';
END $$;
