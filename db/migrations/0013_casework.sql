CREATE TABLE "appeals" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"filed_at" timestamp (3) with time zone NOT NULL,
	"filed_by" uuid,
	"grounds" text NOT NULL,
	"outcome" text,
	"answer" text,
	"decided_at" timestamp (3) with time zone,
	"decided_by" uuid,
	CONSTRAINT "appeals_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "corrections" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"asked_by" uuid,
	"gaps" jsonb NOT NULL,
	"note" text,
	"supplied_at" timestamp (3) with time zone,
	"supplied_by" uuid,
	CONSTRAINT "corrections_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "handovers" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"reply_id" uuid NOT NULL,
	"handed_at" timestamp (3) with time zone NOT NULL,
	"handed_to" text NOT NULL,
	"handed_by" uuid,
	CONSTRAINT "handovers_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "objections" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"notice_id" uuid NOT NULL,
	"objection_no" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"account_id" uuid,
	"text" text NOT NULL,
	"contact_sealed" "bytea",
	"outcome" text,
	"answer" text,
	"answered_at" timestamp (3) with time zone,
	"answered_by" uuid,
	CONSTRAINT "objections_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "opinions" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"turn" integer NOT NULL,
	"department" text NOT NULL,
	"street_code" text,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"asked_by" uuid,
	"outcome" text,
	"reason" text,
	"note" text,
	"given_at" timestamp (3) with time zone,
	"given_by" uuid,
	"seen" jsonb,
	CONSTRAINT "opinions_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "opinions_whole_check" CHECK (("opinions"."outcome" is null) = ("opinions"."given_at" is null))
);
--> statement-breakpoint
CREATE TABLE "public_notices" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"name_masked" text NOT NULL,
	"community" text NOT NULL,
	"scheme" text NOT NULL,
	"amount_fen" bigint,
	"withdrawn_at" timestamp (3) with time zone,
	"result" text,
	CONSTRAINT "public_notices_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "replies" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"reply_no" text NOT NULL,
	"outcome" text NOT NULL,
	"items" jsonb NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"made_by" uuid,
	"appeal_by" date NOT NULL,
	"rule_version" text NOT NULL,
	"snapshot" jsonb NOT NULL,
	CONSTRAINT "replies_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "visits" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"held_at" timestamp (3) with time zone NOT NULL,
	"place" text NOT NULL,
	"present" jsonb NOT NULL,
	"finding" text NOT NULL,
	"notes" text NOT NULL,
	"photos" uuid[] DEFAULT '{}'::uuid[] NOT NULL,
	"recorded_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "visits_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "case_rules" (
	"district" char(6) NOT NULL,
	"version" text NOT NULL,
	"effective" daterange NOT NULL,
	"rules" jsonb NOT NULL,
	"doc_no" text NOT NULL,
	CONSTRAINT "case_rules_district_version_pk" PRIMARY KEY("district","version")
);
--> statement-breakpoint
CREATE TABLE "clock_pauses" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"clock_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"since_on" date NOT NULL,
	"until_on" date,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "clock_pauses_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "clocks" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"step" text NOT NULL,
	"department" text,
	"street_code" text NOT NULL,
	"started_on" date NOT NULL,
	"days" smallint NOT NULL,
	"unit" text NOT NULL,
	"rule_version" text NOT NULL,
	"amber_on" date,
	"due_on" date,
	"stopped_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "clocks_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "memberships" DROP CONSTRAINT "memberships_account_key";--> statement-breakpoint
DROP INDEX "applications_status_idx";--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "by_other" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "accepted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "accepted_by" uuid;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "decided_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "decided_by" uuid;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "assigned_to" uuid;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "turn" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "department" text;--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_filed_by_accounts_id_fk" FOREIGN KEY ("filed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_decided_by_accounts_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_asked_by_accounts_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_supplied_by_accounts_id_fk" FOREIGN KEY ("supplied_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handovers" ADD CONSTRAINT "handovers_handed_by_accounts_id_fk" FOREIGN KEY ("handed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handovers" ADD CONSTRAINT "handovers_reply_fk" FOREIGN KEY ("district","reply_id") REFERENCES "public"."replies"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "objections" ADD CONSTRAINT "objections_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "objections" ADD CONSTRAINT "objections_answered_by_accounts_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "objections" ADD CONSTRAINT "objections_notice_fk" FOREIGN KEY ("district","notice_id") REFERENCES "public"."public_notices"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opinions" ADD CONSTRAINT "opinions_asked_by_accounts_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opinions" ADD CONSTRAINT "opinions_given_by_accounts_id_fk" FOREIGN KEY ("given_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opinions" ADD CONSTRAINT "opinions_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "public_notices" ADD CONSTRAINT "public_notices_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visits" ADD CONSTRAINT "visits_recorded_by_accounts_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visits" ADD CONSTRAINT "visits_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_rules" ADD CONSTRAINT "case_rules_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clock_pauses" ADD CONSTRAINT "clock_pauses_clock_fk" FOREIGN KEY ("district","clock_id") REFERENCES "public"."clocks"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clocks" ADD CONSTRAINT "clocks_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "appeals_one_open_key" ON "appeals" USING btree ("district","application_id") WHERE decided_at is null;--> statement-breakpoint
CREATE INDEX "appeals_application_idx" ON "appeals" USING btree ("district","application_id");--> statement-breakpoint
CREATE UNIQUE INDEX "corrections_one_open_key" ON "corrections" USING btree ("district","application_id") WHERE supplied_at is null;--> statement-breakpoint
CREATE INDEX "handovers_reply_idx" ON "handovers" USING btree ("district","reply_id");--> statement-breakpoint
CREATE UNIQUE INDEX "objections_no_key" ON "objections" USING btree ("district","objection_no");--> statement-breakpoint
CREATE INDEX "objections_open_idx" ON "objections" USING btree ("district","notice_id") WHERE answered_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "opinions_one_each_key" ON "opinions" USING btree ("district","application_id","turn","department");--> statement-breakpoint
CREATE INDEX "opinions_waiting_idx" ON "opinions" USING btree ("district","department","asked_at") WHERE given_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "public_notices_one_open_key" ON "public_notices" USING btree ("district","application_id") WHERE withdrawn_at is null;--> statement-breakpoint
CREATE INDEX "public_notices_open_idx" ON "public_notices" USING btree ("district","published_at") WHERE withdrawn_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "replies_no_key" ON "replies" USING btree ("district","reply_no");--> statement-breakpoint
CREATE INDEX "replies_application_idx" ON "replies" USING btree ("district","application_id");--> statement-breakpoint
CREATE INDEX "visits_application_idx" ON "visits" USING btree ("district","application_id");--> statement-breakpoint
CREATE UNIQUE INDEX "clock_pauses_one_open_key" ON "clock_pauses" USING btree ("district","clock_id","reason") WHERE until_on is null;--> statement-breakpoint
CREATE INDEX "clock_pauses_clock_idx" ON "clock_pauses" USING btree ("district","clock_id");--> statement-breakpoint
CREATE UNIQUE INDEX "clocks_one_running_key" ON "clocks" USING btree ("district","application_id","step",coalesce(department, '')) WHERE stopped_at is null;--> statement-breakpoint
CREATE INDEX "clocks_due_idx" ON "clocks" USING btree ("district",coalesce(due_on, '9999-12-31'::date),"application_id") WHERE stopped_at is null and step in ('acceptance','correction','decision','notice','appeal_decision');--> statement-breakpoint
CREATE INDEX "clocks_street_due_idx" ON "clocks" USING btree ("district","street_code",coalesce(due_on, '9999-12-31'::date),"application_id") WHERE stopped_at is null and step in ('acceptance','correction','decision','notice','appeal_decision');--> statement-breakpoint
CREATE INDEX "clocks_application_idx" ON "clocks" USING btree ("district","application_id");--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_accepted_by_accounts_id_fk" FOREIGN KEY ("accepted_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_decided_by_accounts_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_assigned_to_accounts_id_fk" FOREIGN KEY ("assigned_to") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "applications_assigned_idx" ON "applications" USING btree ("district","assigned_to") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "applications_status_idx" ON "applications" USING btree ("district","status","submitted_at","id");--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_account_key" UNIQUE NULLS NOT DISTINCT("district","account_id","role","street_code","facility_id","department");--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_two_people_check" CHECK ("applications"."accepted_by" <> "applications"."decided_by");
--> statement-breakpoint
ALTER TABLE case_rules ADD CONSTRAINT case_rules_effective_excl
  EXCLUDE USING gist (district WITH =, effective WITH &&);
--> statement-breakpoint
GRANT SELECT, INSERT ON "case_rules", "clocks", "clock_pauses", "corrections", "opinions", "visits", "replies", "handovers",
  "public_notices", "objections", "appeals" TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE ON "case_rules", "clocks", "clock_pauses", "corrections", "opinions", "public_notices", "objections", "appeals"
  TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['case_rules','clocks','clock_pauses','corrections','opinions','visits','replies','handovers',
    'public_notices','objections','appeals'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- A district already at work decides as it did until its administrator sets rules of its own: no department is asked and
-- nothing is published first.
INSERT INTO case_rules (district, version, effective, doc_no, rules)
SELECT district, 'case-rules v0', '[2020-01-01,)', '沿用启用联审前的做法', '{
  "deadlines": {
    "acceptance": {"days": 5, "unit": "working", "doc": "行政许可法第三十二条"},
    "correction": {"days": 10, "unit": "working", "doc": "示例"},
    "assessment": {"days": 3, "unit": "working", "doc": "示例"},
    "opinion": {"days": 5, "unit": "working", "doc": "示例"},
    "decision": {"days": 20, "unit": "working", "doc": "行政许可法第四十二条"},
    "notice": {"days": 7, "unit": "calendar", "doc": "示例"},
    "objection": {"days": 10, "unit": "working", "doc": "示例"},
    "appeal_decision": {"days": 20, "unit": "working", "doc": "示例"}
  },
  "appeal_days": 60, "departments": [], "documents": [], "notice_tracks": [],
  "assessment": {"valid_months": 12, "result_working_days": 3, "coma_level": 4}
}'::jsonb FROM districts;
