CREATE TABLE "import_mappings" (
	"district" char(6) NOT NULL,
	"facility_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"mapping" jsonb NOT NULL,
	"saved_by" uuid,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "import_mappings_district_facility_id_kind_pk" PRIMARY KEY("district","facility_id","kind")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"mode" text NOT NULL,
	"file_name" text NOT NULL,
	"sha256" char(64) NOT NULL,
	"rows" integer NOT NULL,
	"counts" jsonb NOT NULL,
	"made_by" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "imports_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "import_mappings" ADD CONSTRAINT "import_mappings_saved_by_accounts_id_fk" FOREIGN KEY ("saved_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_mappings" ADD CONSTRAINT "import_mappings_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "imports_facility_idx" ON "imports" USING btree ("district","facility_id","made_at");--> statement-breakpoint
GRANT SELECT, INSERT ON "imports" TO yiwei_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "import_mappings" TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['imports','import_mappings'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
    EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE TO yiwei_app USING (own_facility(facility_id)) WITH CHECK (own_facility(facility_id))', t || '_facility', t);
  END LOOP;
END $$;
