CREATE TABLE "document_rules" (
	"district" char(6) NOT NULL,
	"version" text NOT NULL,
	"effective" daterange NOT NULL,
	"rules" jsonb NOT NULL,
	"doc_no" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "document_rules_district_version_pk" PRIMARY KEY("district","version")
);
--> statement-breakpoint
CREATE TABLE "document_uploads" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"applicant_id" uuid NOT NULL,
	"type" text NOT NULL,
	"title" text,
	"issued_on" date NOT NULL,
	"expires_on" date,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"source" text NOT NULL,
	"started_by" uuid,
	"received" integer DEFAULT 0 NOT NULL,
	"offsets" integer[] DEFAULT '{}'::integer[] NOT NULL,
	"document_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"swept_at" timestamp (3) with time zone,
	CONSTRAINT "document_uploads_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "document_uses" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"document_id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"used_at" timestamp (3) with time zone NOT NULL,
	"used_by" uuid,
	CONSTRAINT "document_uses_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
DROP INDEX "documents_issue_key";--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "title" text;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "size" integer;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "content_type" text;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "uploaded_by" uuid;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "verified_by" uuid;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "refused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "refused_by" uuid;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "refused_reason" text;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "file_removed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "document_uploads" ADD CONSTRAINT "document_uploads_started_by_accounts_id_fk" FOREIGN KEY ("started_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_uploads" ADD CONSTRAINT "document_uploads_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_uploads" ADD CONSTRAINT "document_uploads_document_fk" FOREIGN KEY ("district","document_id") REFERENCES "public"."documents"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_uses" ADD CONSTRAINT "document_uses_used_by_accounts_id_fk" FOREIGN KEY ("used_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_uses" ADD CONSTRAINT "document_uses_document_fk" FOREIGN KEY ("district","document_id") REFERENCES "public"."documents"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_uses" ADD CONSTRAINT "document_uses_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "document_uploads_applicant_idx" ON "document_uploads" USING btree ("district","applicant_id");--> statement-breakpoint
CREATE INDEX "document_uploads_open_idx" ON "document_uploads" USING btree ("district","expires_at") WHERE swept_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "document_uses_once_key" ON "document_uses" USING btree ("district","document_id","application_id","purpose");--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_uploaded_by_accounts_id_fk" FOREIGN KEY ("uploaded_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_verified_by_accounts_id_fk" FOREIGN KEY ("verified_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_refused_by_accounts_id_fk" FOREIGN KEY ("refused_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "documents_applicant_idx" ON "documents" USING btree ("district","applicant_id");--> statement-breakpoint
CREATE INDEX "documents_file_idx" ON "documents" USING btree ("district","sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "documents_same_file_key" ON "documents" USING btree ("district","applicant_id","type","sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "documents_shared_key" ON "documents" USING btree ("district","applicant_id","type","issued_on") WHERE sha256 is null;--> statement-breakpoint
ALTER TABLE "documents" DROP COLUMN "reused";
--> statement-breakpoint
ALTER TABLE document_rules ADD CONSTRAINT document_rules_effective_excl
  EXCLUDE USING gist (district WITH =, effective WITH &&);
--> statement-breakpoint
ALTER TABLE document_uploads ADD CONSTRAINT document_uploads_received_check CHECK (received BETWEEN 0 AND size);
--> statement-breakpoint
GRANT SELECT, INSERT ON "document_uploads", "document_uses", "document_rules" TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE ON "document_uploads", "document_rules" TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['document_uploads','document_uses','document_rules'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
  END LOOP;
END $$;
