CREATE TABLE "assessment_orders" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"applicant_id" uuid NOT NULL,
	"application_id" uuid,
	"reason" text NOT NULL,
	"note" text,
	"ordered_by" uuid,
	"ordered_at" timestamp (3) with time zone NOT NULL,
	"due_on" date NOT NULL,
	"assessor_a" uuid NOT NULL,
	"assessor_b" uuid NOT NULL,
	"draft" jsonb,
	"saved_at" timestamp (3) with time zone,
	"first_signed_by" uuid,
	"first_signed_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	"cancelled_at" timestamp (3) with time zone,
	"cancel_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "assessment_orders_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "assessment_orders_two_check" CHECK ("assessment_orders"."assessor_a" <> "assessment_orders"."assessor_b"),
	CONSTRAINT "assessment_orders_first_check" CHECK (("assessment_orders"."first_signed_by" is null) = ("assessment_orders"."first_signed_at" is null) and ("assessment_orders"."first_signed_by" is null or "assessment_orders"."first_signed_by" in ("assessment_orders"."assessor_a", "assessment_orders"."assessor_b")))
);
--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "source" text DEFAULT 'import' NOT NULL;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "answers" jsonb;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "facts" jsonb;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "subtotals" jsonb;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "signs" jsonb;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "self_care" text;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "informant" text;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "relation" text;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "place" text;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "notes" text;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "started_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "finished_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "assessor_a" uuid;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "assessor_a_name" text;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "signed_a_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "assessor_b" uuid;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "assessor_b_name" text;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "signed_b_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "assessments" ADD COLUMN "rule_version" text;--> statement-breakpoint
ALTER TABLE "assessment_orders" ADD CONSTRAINT "assessment_orders_ordered_by_accounts_id_fk" FOREIGN KEY ("ordered_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assessment_orders" ADD CONSTRAINT "assessment_orders_assessor_a_accounts_id_fk" FOREIGN KEY ("assessor_a") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assessment_orders" ADD CONSTRAINT "assessment_orders_assessor_b_accounts_id_fk" FOREIGN KEY ("assessor_b") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assessment_orders" ADD CONSTRAINT "assessment_orders_first_signed_by_accounts_id_fk" FOREIGN KEY ("first_signed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assessment_orders" ADD CONSTRAINT "assessment_orders_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assessment_orders" ADD CONSTRAINT "assessment_orders_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "assessment_orders_one_open_key" ON "assessment_orders" USING btree ("district","applicant_id") WHERE done_at is null and cancelled_at is null;--> statement-breakpoint
CREATE INDEX "assessment_orders_a_idx" ON "assessment_orders" USING btree ("district","assessor_a") WHERE done_at is null and cancelled_at is null;--> statement-breakpoint
CREATE INDEX "assessment_orders_b_idx" ON "assessment_orders" USING btree ("district","assessor_b") WHERE done_at is null and cancelled_at is null;--> statement-breakpoint
ALTER TABLE "assessments" ADD CONSTRAINT "assessments_assessor_a_accounts_id_fk" FOREIGN KEY ("assessor_a") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assessments" ADD CONSTRAINT "assessments_assessor_b_accounts_id_fk" FOREIGN KEY ("assessor_b") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assessments" ADD CONSTRAINT "assessments_two_signers_check" CHECK ("assessments"."assessor_a" is null or "assessments"."assessor_a" <> "assessments"."assessor_b");--> statement-breakpoint
ALTER TABLE "assessments" ADD CONSTRAINT "assessments_here_check" CHECK ("assessments"."source" = 'import' or num_nulls("assessments"."answers", "assessments"."facts", "assessments"."subtotals", "assessments"."reason", "assessments"."assessor_a", "assessments"."assessor_b", "assessments"."signed_a_at", "assessments"."signed_b_at", "assessments"."rule_version") = 0);--> statement-breakpoint
-- A signed result is a record of the past: only its end may move, when a newer one takes its place.
REVOKE UPDATE ON "assessments" FROM yiwei_app;
--> statement-breakpoint
GRANT UPDATE ("valid") ON "assessments" TO yiwei_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "assessment_orders" TO yiwei_app;
--> statement-breakpoint
ALTER TABLE "assessment_orders" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "assessment_orders_district" ON "assessment_orders" TO yiwei_app
  USING (own_district(district)) WITH CHECK (own_district(district));
