CREATE TABLE "candidate_sites" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"lng" double precision NOT NULL,
	"lat" double precision NOT NULL,
	"accuracy_m" integer NOT NULL,
	"community_code" text NOT NULL,
	"note" text,
	"ended_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "candidate_sites_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "coverage_rules" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"effective" daterange NOT NULL,
	"minutes" integer NOT NULL,
	"metres_per_minute" integer NOT NULL,
	"detour_hundredths" integer NOT NULL,
	"doc_no" text,
	"example" boolean NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "coverage_rules_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "coverage_rules_check" CHECK ("coverage_rules"."minutes" between 1 and 120 and "coverage_rules"."metres_per_minute" between 10 and 200 and "coverage_rules"."detour_hundredths" between 100 and 300)
);
--> statement-breakpoint
CREATE TABLE "scenarios" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"changes" jsonb NOT NULL,
	"note" text,
	"ended_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"made_by" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "scenarios_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "travel_files" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"source" text NOT NULL,
	"rows" jsonb NOT NULL,
	"sha256" text NOT NULL,
	"added_by" uuid,
	"added_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "travel_files_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "division_shapes" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"effective" daterange NOT NULL,
	"geometry" jsonb NOT NULL,
	"source" text NOT NULL,
	"sha256" text NOT NULL,
	"added_by" uuid,
	"added_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "division_shapes_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "division_versions" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"during" daterange NOT NULL,
	"parent_code" text,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"short_name" text NOT NULL,
	"district_run" boolean NOT NULL,
	"run_by" text NOT NULL,
	"lng" double precision,
	"lat" double precision,
	"accuracy_m" integer,
	"seniors" integer,
	"successor_code" text,
	"doc_no" text,
	"note" text,
	"made_by" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "division_versions_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "division_versions_seniors_check" CHECK ("division_versions"."seniors" >= 0)
);
--> statement-breakpoint
CREATE TABLE "day_figures" (
	"district" char(6) NOT NULL,
	"on" date NOT NULL,
	"facility_id" uuid NOT NULL,
	"bed_kind" text NOT NULL,
	"filed" integer NOT NULL,
	"closed" integer NOT NULL,
	"occupied" integer NOT NULL,
	"held" integer NOT NULL,
	"free" integer NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "day_figures_district_on_facility_id_bed_kind_pk" PRIMARY KEY("district","on","facility_id","bed_kind"),
	CONSTRAINT "day_figures_sum_check" CHECK ("day_figures"."filed" = "day_figures"."closed" + "day_figures"."occupied" + "day_figures"."held" + "day_figures"."free")
);
--> statement-breakpoint
CREATE TABLE "day_queues" (
	"district" char(6) NOT NULL,
	"on" date NOT NULL,
	"track" text NOT NULL,
	"level" integer NOT NULL,
	"waiting" integer NOT NULL,
	"median_days" integer,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "day_queues_district_on_track_level_pk" PRIMARY KEY("district","on","track","level")
);
--> statement-breakpoint
CREATE TABLE "unmet_needs" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"during" daterange NOT NULL,
	"found_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "unmet_needs_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "check_runs" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"check_id" uuid NOT NULL,
	"code" text NOT NULL,
	"as_on" date NOT NULL,
	"inputs" text NOT NULL,
	"inputs_digest" text NOT NULL,
	"hits" integer NOT NULL,
	"fresh" integer NOT NULL,
	"ran_by" uuid,
	"ran_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "check_runs_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "checks" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"effective" daterange NOT NULL,
	"is_on" boolean NOT NULL,
	"params" jsonb NOT NULL,
	"term" text NOT NULL,
	"doc_no" text,
	"example" boolean NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "checks_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "finding_events" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"finding_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"account_id" uuid,
	"kind" text NOT NULL,
	"note" text,
	"due_at" timestamp (3) with time zone,
	"visited_at" timestamp (3) with time zone,
	"people" text[],
	"lng" double precision,
	"lat" double precision,
	CONSTRAINT "finding_events_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "finding_events_two_check" CHECK ("finding_events"."kind" not in ('visited', 'checked') or ("finding_events"."visited_at" is not null and cardinality("finding_events"."people") >= 2))
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"finding_no" text NOT NULL,
	"code" text NOT NULL,
	"source" text NOT NULL,
	"run_id" uuid,
	"fact_key" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid,
	"facility_id" uuid,
	"street_code" text,
	"facts" jsonb NOT NULL,
	"note" text,
	"term" text NOT NULL,
	"status" text NOT NULL,
	"assigned_to" uuid,
	"due_at" timestamp (3) with time zone,
	"found_by" uuid,
	"found_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "findings_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "findings_closed_check" CHECK (("findings"."status" in ('closed', 'dismissed')) = ("findings"."closed_at" is not null)),
	CONSTRAINT "findings_due_check" CHECK ("findings"."status" in ('found', 'dismissed') or "findings"."due_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "inspection_photos" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid,
	"event_id" uuid,
	"spot_check_id" uuid,
	"storage_key" text NOT NULL,
	"sha256" text NOT NULL,
	"type" text NOT NULL,
	"bytes" integer NOT NULL,
	"taken_at" timestamp (3) with time zone,
	"added_by" uuid,
	"added_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "inspection_photos_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "spot_checks" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"sample_id" uuid,
	"visited_at" timestamp (3) with time zone NOT NULL,
	"people" text[] NOT NULL,
	"lng" double precision,
	"lat" double precision,
	"record_free" integer NOT NULL,
	"record_present" integer NOT NULL,
	"counted_free" integer NOT NULL,
	"counted_present" integer NOT NULL,
	"note" text,
	"finding_id" uuid,
	"made_by" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "spot_checks_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "spot_checks_people_check" CHECK (cardinality("spot_checks"."people") >= 2),
	CONSTRAINT "spot_checks_count_check" CHECK ("spot_checks"."counted_free" >= 0 and "spot_checks"."counted_present" >= 0)
);
--> statement-breakpoint
CREATE TABLE "spot_samples" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"as_on" date NOT NULL,
	"kind" text NOT NULL,
	"seed" text NOT NULL,
	"size" integer NOT NULL,
	"population" jsonb NOT NULL,
	"population_digest" text NOT NULL,
	"drawn" jsonb NOT NULL,
	"drawn_by" uuid,
	"drawn_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "spot_samples_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "spot_samples_size_check" CHECK ("spot_samples"."size" > 0 and "spot_samples"."size" <= jsonb_array_length("spot_samples"."population"))
);
--> statement-breakpoint
CREATE TABLE "escalations" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"receiver" text NOT NULL,
	"body" text NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"external_no" text,
	"dead_at" timestamp (3) with time zone,
	"last_error" text,
	"answered_at" timestamp (3) with time zone,
	"answer" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "escalations_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "menu_items" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"pinyin" text NOT NULL,
	"initials" text NOT NULL,
	"group_name" text NOT NULL,
	"what" text NOT NULL,
	"who" text NOT NULL,
	"papers" text[] NOT NULL,
	"working_days" integer,
	"fee_fen" bigint,
	"fee_unit" text,
	"href" text,
	"effective" daterange NOT NULL,
	"doc_no" text,
	"example" boolean NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "menu_items_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "menu_items_fee_check" CHECK ("menu_items"."fee_fen" >= 0)
);
--> statement-breakpoint
CREATE TABLE "request_events" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"account_id" uuid,
	"kind" text NOT NULL,
	"from_level" text,
	"to_level" text,
	"note" text,
	"due_at" timestamp (3) with time zone,
	CONSTRAINT "request_events_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "request_ratings" (
	"district" char(6) NOT NULL,
	"request_id" uuid NOT NULL,
	"stars" smallint NOT NULL,
	"note" text,
	"account_id" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "request_ratings_district_request_id_pk" PRIMARY KEY("district","request_id"),
	CONSTRAINT "request_ratings_stars_check" CHECK ("request_ratings"."stars" between 1 and 5)
);
--> statement-breakpoint
CREATE TABLE "request_rules" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"effective" daterange NOT NULL,
	"terms" jsonb NOT NULL,
	"kinds" jsonb NOT NULL,
	"doc_no" text,
	"example" boolean NOT NULL,
	CONSTRAINT "request_rules_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"request_no" text NOT NULL,
	"raised_as" text NOT NULL,
	"account_id" uuid,
	"applicant_id" uuid,
	"facility_id" uuid,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"name_sealed" "bytea",
	"phone_sealed" "bytea",
	"street_code" text NOT NULL,
	"community_code" text NOT NULL,
	"grid_code" text,
	"lng" double precision,
	"lat" double precision,
	"level" text NOT NULL,
	"department" text,
	"status" text NOT NULL,
	"due_at" timestamp (3) with time zone,
	"answer" text,
	"rule_id" uuid NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "requests_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "requests_closed_check" CHECK (("requests"."status" = 'closed') = ("requests"."closed_at" is not null)),
	CONSTRAINT "requests_outside_check" CHECK ("requests"."status" <> 'outside' or "requests"."level" = 'outside'),
	CONSTRAINT "requests_department_check" CHECK ("requests"."level" <> 'department' or "requests"."department" is not null)
);
--> statement-breakpoint
CREATE TABLE "holdback_releases" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"contract_id" uuid NOT NULL,
	"scorecard_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"release_payment_id" uuid,
	"held_fen" bigint NOT NULL,
	"released_fen" bigint NOT NULL,
	"grade" text NOT NULL,
	"released_by" uuid,
	"released_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "holdback_releases_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "holdback_releases_sum_check" CHECK ("holdback_releases"."released_fen" between 0 and "holdback_releases"."held_fen")
);
--> statement-breakpoint
CREATE TABLE "score_weights" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"subject" text NOT NULL,
	"effective" daterange NOT NULL,
	"weights" jsonb NOT NULL,
	"grades" jsonb NOT NULL,
	"least_weight" integer NOT NULL,
	"doc_no" text,
	"example" boolean NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "score_weights_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "score_weights_least_check" CHECK ("score_weights"."least_weight" between 1 and 100)
);
--> statement-breakpoint
CREATE TABLE "scorecards" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"subject" text NOT NULL,
	"facility_id" uuid,
	"street_code" text,
	"during" daterange NOT NULL,
	"from_on" date NOT NULL,
	"weights_id" uuid NOT NULL,
	"figures" jsonb NOT NULL,
	"score_tenths" integer,
	"grade" text,
	"digest" text NOT NULL,
	"fixed_by" uuid,
	"fixed_at" timestamp (3) with time zone NOT NULL,
	"published_at" timestamp (3) with time zone,
	"published_by" uuid,
	CONSTRAINT "scorecards_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "scorecards_subject_check" CHECK (("scorecards"."subject" = 'facility') = ("scorecards"."facility_id" is not null)),
	CONSTRAINT "scorecards_score_check" CHECK (("scorecards"."score_tenths" is null) = ("scorecards"."grade" is null))
);
--> statement-breakpoint
CREATE TABLE "audit_anchors" (
	"district" char(6) NOT NULL,
	"on" date NOT NULL,
	"seq" bigint NOT NULL,
	"digest" text NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_anchors_district_on_pk" PRIMARY KEY("district","on")
);
--> statement-breakpoint
CREATE TABLE "audit_links" (
	"district" char(6) NOT NULL,
	"seq" bigint NOT NULL,
	"audit_id" uuid NOT NULL,
	"digest" "bytea" NOT NULL,
	"sealed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_links_district_seq_pk" PRIMARY KEY("district","seq")
);
--> statement-breakpoint
DROP INDEX "payments_once_key";--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "holdback_percent" integer;--> statement-breakpoint
ALTER TABLE "divisions" ADD COLUMN "ended_on" date;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "kind" text DEFAULT 'regular' NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "held_fen" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "candidate_sites" ADD CONSTRAINT "candidate_sites_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coverage_rules" ADD CONSTRAINT "coverage_rules_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scenarios" ADD CONSTRAINT "scenarios_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scenarios" ADD CONSTRAINT "scenarios_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "travel_files" ADD CONSTRAINT "travel_files_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "travel_files" ADD CONSTRAINT "travel_files_added_by_accounts_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "division_shapes" ADD CONSTRAINT "division_shapes_added_by_accounts_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "division_shapes" ADD CONSTRAINT "division_shapes_division_fk" FOREIGN KEY ("district","code") REFERENCES "public"."divisions"("district","code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "division_versions" ADD CONSTRAINT "division_versions_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "division_versions" ADD CONSTRAINT "division_versions_division_fk" FOREIGN KEY ("district","code") REFERENCES "public"."divisions"("district","code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "day_figures" ADD CONSTRAINT "day_figures_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unmet_needs" ADD CONSTRAINT "unmet_needs_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_runs" ADD CONSTRAINT "check_runs_ran_by_accounts_id_fk" FOREIGN KEY ("ran_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_runs" ADD CONSTRAINT "check_runs_check_fk" FOREIGN KEY ("district","check_id") REFERENCES "public"."checks"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding_events" ADD CONSTRAINT "finding_events_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding_events" ADD CONSTRAINT "finding_events_finding_fk" FOREIGN KEY ("district","finding_id") REFERENCES "public"."findings"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_assigned_to_accounts_id_fk" FOREIGN KEY ("assigned_to") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_found_by_accounts_id_fk" FOREIGN KEY ("found_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_run_fk" FOREIGN KEY ("district","run_id") REFERENCES "public"."check_runs"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inspection_photos" ADD CONSTRAINT "inspection_photos_added_by_accounts_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spot_checks" ADD CONSTRAINT "spot_checks_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spot_checks" ADD CONSTRAINT "spot_checks_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spot_checks" ADD CONSTRAINT "spot_checks_sample_fk" FOREIGN KEY ("district","sample_id") REFERENCES "public"."spot_samples"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spot_samples" ADD CONSTRAINT "spot_samples_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spot_samples" ADD CONSTRAINT "spot_samples_drawn_by_accounts_id_fk" FOREIGN KEY ("drawn_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escalations" ADD CONSTRAINT "escalations_request_fk" FOREIGN KEY ("district","request_id") REFERENCES "public"."requests"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "menu_items" ADD CONSTRAINT "menu_items_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_events" ADD CONSTRAINT "request_events_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_events" ADD CONSTRAINT "request_events_request_fk" FOREIGN KEY ("district","request_id") REFERENCES "public"."requests"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_ratings" ADD CONSTRAINT "request_ratings_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_ratings" ADD CONSTRAINT "request_ratings_request_fk" FOREIGN KEY ("district","request_id") REFERENCES "public"."requests"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_rules" ADD CONSTRAINT "request_rules_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_rule_fk" FOREIGN KEY ("district","rule_id") REFERENCES "public"."request_rules"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holdback_releases" ADD CONSTRAINT "holdback_releases_released_by_accounts_id_fk" FOREIGN KEY ("released_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holdback_releases" ADD CONSTRAINT "holdback_releases_contract_fk" FOREIGN KEY ("district","contract_id") REFERENCES "public"."contracts"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holdback_releases" ADD CONSTRAINT "holdback_releases_scorecard_fk" FOREIGN KEY ("district","scorecard_id") REFERENCES "public"."scorecards"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holdback_releases" ADD CONSTRAINT "holdback_releases_payment_fk" FOREIGN KEY ("district","payment_id") REFERENCES "public"."payments"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "score_weights" ADD CONSTRAINT "score_weights_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scorecards" ADD CONSTRAINT "scorecards_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scorecards" ADD CONSTRAINT "scorecards_fixed_by_accounts_id_fk" FOREIGN KEY ("fixed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scorecards" ADD CONSTRAINT "scorecards_published_by_accounts_id_fk" FOREIGN KEY ("published_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scorecards" ADD CONSTRAINT "scorecards_weights_fk" FOREIGN KEY ("district","weights_id") REFERENCES "public"."score_weights"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scorecards" ADD CONSTRAINT "scorecards_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_anchors" ADD CONSTRAINT "audit_anchors_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_links" ADD CONSTRAINT "audit_links_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_links" ADD CONSTRAINT "audit_links_audit_fk" FOREIGN KEY ("district","audit_id") REFERENCES "public"."audit"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "travel_files_kind_idx" ON "travel_files" USING btree ("district","kind","added_at");--> statement-breakpoint
CREATE UNIQUE INDEX "unmet_needs_open_key" ON "unmet_needs" USING btree ("district","application_id") WHERE upper_inf(during);--> statement-breakpoint
CREATE INDEX "unmet_needs_reason_idx" ON "unmet_needs" USING btree ("district","reason");--> statement-breakpoint
CREATE INDEX "check_runs_code_idx" ON "check_runs" USING btree ("district","code","ran_at");--> statement-breakpoint
CREATE INDEX "finding_events_finding_idx" ON "finding_events" USING btree ("district","finding_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "findings_fact_key" ON "findings" USING btree ("district","code","fact_key");--> statement-breakpoint
CREATE UNIQUE INDEX "findings_no_key" ON "findings" USING btree ("district","finding_no");--> statement-breakpoint
CREATE INDEX "findings_open_idx" ON "findings" USING btree ("district","due_at","id") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "findings_facility_idx" ON "findings" USING btree ("district","facility_id","found_at");--> statement-breakpoint
CREATE INDEX "inspection_photos_event_idx" ON "inspection_photos" USING btree ("district","event_id");--> statement-breakpoint
CREATE INDEX "inspection_photos_spot_idx" ON "inspection_photos" USING btree ("district","spot_check_id");--> statement-breakpoint
CREATE INDEX "spot_checks_facility_idx" ON "spot_checks" USING btree ("district","facility_id","visited_at");--> statement-breakpoint
CREATE UNIQUE INDEX "escalations_one_open_key" ON "escalations" USING btree ("district","request_id") WHERE answered_at is null;--> statement-breakpoint
CREATE INDEX "escalations_due_idx" ON "escalations" USING btree ("district","next_at") WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX "request_events_request_idx" ON "request_events" USING btree ("district","request_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "requests_no_key" ON "requests" USING btree ("district","request_no");--> statement-breakpoint
CREATE INDEX "requests_open_idx" ON "requests" USING btree ("district","due_at","id") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "requests_street_idx" ON "requests" USING btree ("district","street_code","raised_at");--> statement-breakpoint
CREATE INDEX "requests_grid_idx" ON "requests" USING btree ("district","grid_code");--> statement-breakpoint
CREATE INDEX "requests_account_idx" ON "requests" USING btree ("district","account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "holdback_releases_once_key" ON "holdback_releases" USING btree ("district","payment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "scorecards_facility_key" ON "scorecards" USING btree ("district","facility_id","from_on") WHERE facility_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "scorecards_desk_key" ON "scorecards" USING btree ("district","street_code","from_on") WHERE facility_id is null;--> statement-breakpoint
CREATE INDEX "scorecards_published_idx" ON "scorecards" USING btree ("district","published_at");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_links_row_key" ON "audit_links" USING btree ("district","audit_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_once_key" ON "payments" USING btree ("district","settlement_id","budget_line_id","kind");--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_holdback_check" CHECK ("contracts"."holdback_percent" between 10 and 20);--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_held_check" CHECK ("payments"."held_fen" >= 0 and ("payments"."kind" = 'regular' or "payments"."held_fen" = 0));--> statement-breakpoint
-- Written by hand from here: what overlaps nowhere, who may change what, and row-level security.
ALTER TABLE checks ADD CONSTRAINT checks_effective_excl EXCLUDE USING gist (district WITH =, code WITH =, effective WITH &&);
--> statement-breakpoint
ALTER TABLE score_weights ADD CONSTRAINT score_weights_effective_excl EXCLUDE USING gist (district WITH =, subject WITH =, effective WITH &&);
--> statement-breakpoint
ALTER TABLE request_rules ADD CONSTRAINT request_rules_effective_excl EXCLUDE USING gist (district WITH =, effective WITH &&);
--> statement-breakpoint
ALTER TABLE menu_items ADD CONSTRAINT menu_items_effective_excl EXCLUDE USING gist (district WITH =, code WITH =, effective WITH &&);
--> statement-breakpoint
ALTER TABLE coverage_rules ADD CONSTRAINT coverage_rules_effective_excl EXCLUDE USING gist (district WITH =, effective WITH &&);
--> statement-breakpoint
ALTER TABLE division_versions ADD CONSTRAINT division_versions_dated_excl EXCLUDE USING gist (district WITH =, code WITH =, during WITH &&);
--> statement-breakpoint
ALTER TABLE division_shapes ADD CONSTRAINT division_shapes_effective_excl EXCLUDE USING gist (district WITH =, code WITH =, effective WITH &&);
--> statement-breakpoint
ALTER TABLE unmet_needs ADD CONSTRAINT unmet_needs_dated_excl EXCLUDE USING gist (district WITH =, application_id WITH =, during WITH &&);
--> statement-breakpoint
-- What is on record of a division so far holds for all days before.
INSERT INTO division_versions (district, id, code, during, parent_code, kind, name, short_name, district_run, run_by, lng, lat, accuracy_m, seniors, made_at)
  SELECT district, gen_random_uuid(), code, '(,)', parent_code, kind, name, short_name, district_run, run_by, lng, lat, accuracy_m, seniors, now() FROM divisions;
--> statement-breakpoint
GRANT SELECT, INSERT ON audit_links, audit_anchors, checks, check_runs, findings, finding_events, inspection_photos, spot_samples,
  spot_checks, score_weights, scorecards, holdback_releases, request_rules, requests, request_events, request_ratings, escalations,
  menu_items, coverage_rules, travel_files, scenarios, candidate_sites, day_figures, day_queues, unmet_needs, division_versions,
  division_shapes TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE ON findings, requests, escalations, scenarios, candidate_sites TO yiwei_app;
--> statement-breakpoint
-- A rule is followed by another, never changed: only its end is written.
GRANT UPDATE (effective) ON checks, score_weights, request_rules, menu_items, coverage_rules, division_shapes TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE (during, successor_code) ON division_versions TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE (during) ON unmet_needs TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE (published_at, published_by) ON scorecards TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit_links','audit_anchors','checks','check_runs','findings','finding_events','inspection_photos',
    'spot_samples','spot_checks','score_weights','scorecards','holdback_releases','request_rules','requests','request_events',
    'request_ratings','escalations','menu_items','coverage_rules','travel_files','scenarios','candidate_sites','day_figures',
    'day_queues','unmet_needs','division_versions','division_shapes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
  END LOOP;
  -- Somebody of one facility reaches its own rows only, not those of no facility either.
  FOREACH t IN ARRAY ARRAY['findings','scorecards','inspection_photos','spot_checks'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE TO yiwei_app USING (own_facility(facility_id)
      AND (facility_id IS NOT NULL OR coalesce(current_setting(''yiwei.facility'', true), '''') = ''''))', t || '_facility', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- A month's regular payments are made with its approval; what was held back is released after it.
DROP POLICY payments_open ON payments;
--> statement-breakpoint
CREATE POLICY payments_open ON payments AS RESTRICTIVE FOR INSERT TO yiwei_app WITH CHECK (
  EXISTS (SELECT FROM settlements s WHERE s.district = payments.district AND s.id = payments.settlement_id
            AND (s.approved_at IS NULL) = (payments.kind = 'regular')));
