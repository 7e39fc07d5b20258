CREATE TABLE "freed_beds" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"bed_id" uuid NOT NULL,
	"offer_id" uuid NOT NULL,
	"freed_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"result" jsonb,
	CONSTRAINT "freed_beds_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "deferrals" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"since_on" date NOT NULL,
	"until_on" date NOT NULL,
	"reason" text NOT NULL,
	"proof" text,
	"note" text,
	"asked_by" uuid,
	"ended_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "deferrals_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "offers" ADD COLUMN "override_reason" text;--> statement-breakpoint
ALTER TABLE "offers" ADD COLUMN "override_note" text;--> statement-breakpoint
ALTER TABLE "offers" ADD COLUMN "reminded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "offers" ADD COLUMN "reminded_for_on" date;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "emergency_reason" text;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "emergency_note" text;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "until_on" date;--> statement-breakpoint
ALTER TABLE "placements" ADD COLUMN "placed_by" uuid;--> statement-breakpoint
ALTER TABLE "freed_beds" ADD CONSTRAINT "freed_beds_offer_fk" FOREIGN KEY ("district","offer_id") REFERENCES "public"."offers"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "freed_beds" ADD CONSTRAINT "freed_beds_bed_fk" FOREIGN KEY ("district","bed_id") REFERENCES "public"."beds"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deferrals" ADD CONSTRAINT "deferrals_asked_by_accounts_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deferrals" ADD CONSTRAINT "deferrals_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "freed_beds_open_idx" ON "freed_beds" USING btree ("district","bed_id") WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "deferrals_application_idx" ON "deferrals" USING btree ("district","application_id","since_on");--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_placed_by_accounts_id_fk" FOREIGN KEY ("placed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "placements" ADD CONSTRAINT "placements_emergency_check" CHECK (("placements"."emergency_reason" is null) = ("placements"."until_on" is null));
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "deferrals", "freed_beds" TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['deferrals','freed_beds'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- Rule sets already in force say the new things too (domain §2a); a freed bed stays the officer's until they say otherwise.
UPDATE queue_rules SET rules = '{"deferral":{"per_year":1,"max_days":30},"emergency_days":14,"refill":"officer"}'::jsonb
  || jsonb_set(rules, '{bar,same_home}', coalesce(rules #> '{bar,same_home}', '2'));
