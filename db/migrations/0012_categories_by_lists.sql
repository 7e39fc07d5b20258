CREATE TABLE "category_imports" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"source" text NOT NULL,
	"file_name" text NOT NULL,
	"sha256" char(64) NOT NULL,
	"rows" integer NOT NULL,
	"counts" jsonb NOT NULL,
	"made_by" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "category_imports_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "category_list_entries" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"id_digest" "bytea" NOT NULL,
	"id_no_masked" text NOT NULL,
	"name_sealed" "bytea" NOT NULL,
	"born_on" date NOT NULL,
	"street_code" text,
	"community_code" text,
	"kind" text NOT NULL,
	"during" daterange NOT NULL,
	"source" text NOT NULL,
	"doc_no" text NOT NULL,
	"adopted_at" timestamp (3) with time zone,
	"applicant_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "category_list_entries_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "entitled_contacts" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"applicant_id" uuid,
	"entry_id" uuid,
	"outcome" text NOT NULL,
	"contacted_on" date NOT NULL,
	"note" text,
	"made_by" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "entitled_contacts_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "categories" ADD COLUMN "doc_no" text;--> statement-breakpoint
ALTER TABLE "category_imports" ADD CONSTRAINT "category_imports_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "category_list_entries" ADD CONSTRAINT "category_list_entries_import_fk" FOREIGN KEY ("district","import_id") REFERENCES "public"."category_imports"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "category_list_entries" ADD CONSTRAINT "category_list_entries_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entitled_contacts" ADD CONSTRAINT "entitled_contacts_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entitled_contacts" ADD CONSTRAINT "entitled_contacts_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entitled_contacts" ADD CONSTRAINT "entitled_contacts_entry_fk" FOREIGN KEY ("district","entry_id") REFERENCES "public"."category_list_entries"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "category_list_entries_open_idx" ON "category_list_entries" USING btree ("district","id_digest") WHERE adopted_at is null;--> statement-breakpoint
CREATE INDEX "entitled_contacts_applicant_idx" ON "entitled_contacts" USING btree ("district","applicant_id");--> statement-breakpoint
CREATE INDEX "entitled_contacts_entry_idx" ON "entitled_contacts" USING btree ("district","entry_id");--> statement-breakpoint
CREATE INDEX "categories_kind_idx" ON "categories" USING btree ("district","kind");--> statement-breakpoint
-- One person on the lists twice with one category for the same time.
ALTER TABLE category_list_entries ADD CONSTRAINT category_list_entries_dated_excl
  EXCLUDE USING gist (district WITH =, id_digest WITH =, kind WITH =, during WITH &&);
--> statement-breakpoint
ALTER TABLE entitled_contacts ADD CONSTRAINT entitled_contacts_whom_check
  CHECK (num_nonnulls(applicant_id, entry_id) = 1);
--> statement-breakpoint
GRANT SELECT, INSERT ON "category_imports", "entitled_contacts" TO yiwei_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "category_list_entries" TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['category_imports','category_list_entries','entitled_contacts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
  END LOOP;
END $$;
