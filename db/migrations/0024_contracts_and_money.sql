CREATE TABLE "catalogue_items" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"effective" daterange NOT NULL,
	"doc_no" text NOT NULL,
	"example" boolean NOT NULL,
	CONSTRAINT "catalogue_items_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "contract_budgets" (
	"district" char(6) NOT NULL,
	"contract_id" uuid NOT NULL,
	"line_id" uuid NOT NULL,
	"amount_fen" bigint NOT NULL,
	CONSTRAINT "contract_budgets_district_contract_id_line_id_pk" PRIMARY KEY("district","contract_id","line_id"),
	CONSTRAINT "contract_budgets_amount_check" CHECK ("contract_budgets"."amount_fen" >= 0)
);
--> statement-breakpoint
CREATE TABLE "contract_versions" (
	"district" char(6) NOT NULL,
	"contract_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"terms" jsonb NOT NULL,
	"signed_on" date NOT NULL,
	"effective_on" date NOT NULL,
	"reason" text,
	"doc_no" text,
	"made_by" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "contract_versions_district_contract_id_no_pk" PRIMARY KEY("district","contract_id","no")
);
--> statement-breakpoint
CREATE TABLE "lot_prices" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"lot_id" uuid NOT NULL,
	"unit_price_fen" bigint NOT NULL,
	"effective" daterange NOT NULL,
	"doc_no" text,
	CONSTRAINT "lot_prices_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "lot_prices_price_check" CHECK ("lot_prices"."unit_price_fen" >= 0)
);
--> statement-breakpoint
CREATE TABLE "providers" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"credit_code" text,
	"account_name" text,
	"account_no" text,
	"bank_name" text,
	"bank_code" text,
	"demonstration" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "providers_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "entitlements" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"applicant_id" uuid NOT NULL,
	"scheme" text NOT NULL,
	"stack_group" text NOT NULL,
	"during" daterange NOT NULL,
	"offsets" jsonb,
	"doc_no" text NOT NULL,
	"granted_by" uuid,
	"granted_at" timestamp (3) with time zone NOT NULL,
	"ended_by" uuid,
	"ended_at" timestamp (3) with time zone,
	"end_reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "entitlements_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "entitlements_ended_check" CHECK (("entitlements"."ended_at" is null) = ("entitlements"."end_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "budget_lines" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"year" integer NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"committed_fen" bigint DEFAULT 0 NOT NULL,
	"budget_doc" text,
	"allocation_doc" text,
	"demonstration" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "budget_lines_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "budget_lines_amount_check" CHECK ("budget_lines"."committed_fen" between 0 and "budget_lines"."amount_fen"),
	CONSTRAINT "budget_lines_year_check" CHECK ("budget_lines"."year" between 2000 and 2100)
);
--> statement-breakpoint
CREATE TABLE "fund_entries" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"line_id" uuid NOT NULL,
	"entered_on" date NOT NULL,
	"kind" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"attempt_id" uuid,
	"voucher_no" text,
	"voucher" text,
	"note" text,
	"reverses" uuid,
	"made_by" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fund_entries_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "fund_entries_kind_check" CHECK (("fund_entries"."kind" = 'reversal') = ("fund_entries"."reverses" is not null) and ("fund_entries"."kind" in ('payment', 'return')) = ("fund_entries"."attempt_id" is not null) and "fund_entries"."amount_fen" <> 0)
);
--> statement-breakpoint
CREATE TABLE "fund_months" (
	"district" char(6) NOT NULL,
	"line_id" uuid NOT NULL,
	"month_on" date NOT NULL,
	"opening_fen" bigint NOT NULL,
	"in_fen" bigint NOT NULL,
	"out_fen" bigint NOT NULL,
	"closing_fen" bigint NOT NULL,
	"closed_by" uuid,
	"closed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fund_months_district_line_id_month_on_pk" PRIMARY KEY("district","line_id","month_on"),
	CONSTRAINT "fund_months_balance_check" CHECK ("fund_months"."opening_fen" + "fund_months"."in_fen" - "fund_months"."out_fen" = "fund_months"."closing_fen")
);
--> statement-breakpoint
CREATE TABLE "lot_changes" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"placement_id" uuid NOT NULL,
	"from_lot_id" uuid NOT NULL,
	"to_lot_id" uuid NOT NULL,
	"changed_on" date NOT NULL,
	"made_by" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "lot_changes_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "disclosures" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"line_id" uuid NOT NULL,
	"month_on" date NOT NULL,
	"place" text NOT NULL,
	"url" text,
	"from_on" date NOT NULL,
	"to_on" date NOT NULL,
	"rows" jsonb NOT NULL,
	"total_fen" bigint NOT NULL,
	"sha256" text NOT NULL,
	"published_by" uuid,
	"published_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "disclosures_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "disclosures_days_check" CHECK ("disclosures"."to_on" >= "disclosures"."from_on")
);
--> statement-breakpoint
CREATE TABLE "sample_checks" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"sample_id" uuid NOT NULL,
	"line_id" uuid NOT NULL,
	"checked_on" date NOT NULL,
	"people" text[] NOT NULL,
	"found" text NOT NULL,
	"note" text,
	"made_by" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sample_checks_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "sample_checks_people_check" CHECK (cardinality("sample_checks"."people") >= 2),
	CONSTRAINT "sample_checks_note_check" CHECK ("sample_checks"."found" = 'true' or coalesce(trim("sample_checks"."note") <> '', false))
);
--> statement-breakpoint
CREATE TABLE "samples" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"month_on" date NOT NULL,
	"seed" text NOT NULL,
	"basis_points" integer NOT NULL,
	"population_count" integer NOT NULL,
	"population_digest" text NOT NULL,
	"line_ids" jsonb NOT NULL,
	"drawn_by" uuid,
	"drawn_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "samples_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "samples_share_check" CHECK ("samples"."basis_points" between 1 and 10000)
);
--> statement-breakpoint
CREATE TABLE "facility_closings" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"announced_on" date NOT NULL,
	"closes_on" date NOT NULL,
	"plan" text NOT NULL,
	"announced_by" uuid,
	"announced_at" timestamp (3) with time zone NOT NULL,
	"cancelled_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	CONSTRAINT "facility_closings_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "facility_closings_notice_check" CHECK ("facility_closings"."closes_on" >= "facility_closings"."announced_on" + 30)
);
--> statement-breakpoint
CREATE TABLE "prepaid_entries" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"applicant_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"cause" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"entered_on" date NOT NULL,
	"months" integer,
	"account" text NOT NULL,
	"voucher_no" text NOT NULL,
	"note" text,
	"reverses" uuid,
	"made_by" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "prepaid_entries_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "prepaid_entries_cause_check" CHECK (("prepaid_entries"."cause" = 'reversal') = ("prepaid_entries"."reverses" is not null) and "prepaid_entries"."amount_fen" <> 0 and ("prepaid_entries"."cause" = 'reversal' or ("prepaid_entries"."cause" = 'received') = ("prepaid_entries"."amount_fen" > 0)))
);
--> statement-breakpoint
CREATE TABLE "prepaid_filings" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"kinds" text[] NOT NULL,
	"net_fixed_assets_fen" bigint NOT NULL,
	"pledged_fen" bigint NOT NULL,
	"account_name" text NOT NULL,
	"custody_bank" text,
	"custody_account_no" text,
	"risk_reserve_fen" bigint DEFAULT 0 NOT NULL,
	"filed_on" date NOT NULL,
	"filed_by" uuid,
	"filed_at" timestamp (3) with time zone NOT NULL,
	"answer" text,
	"answer_reason" text,
	"answered_by" uuid,
	"answered_at" timestamp (3) with time zone,
	CONSTRAINT "prepaid_filings_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "prepaid_filings_amounts_check" CHECK (least("prepaid_filings"."net_fixed_assets_fen", "prepaid_filings"."pledged_fen", "prepaid_filings"."risk_reserve_fen") >= 0),
	CONSTRAINT "prepaid_filings_answer_check" CHECK (("prepaid_filings"."answer" is null) = ("prepaid_filings"."answered_at" is null))
);
--> statement-breakpoint
CREATE TABLE "bank_files" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"sha256" text NOT NULL,
	"contents" "bytea" NOT NULL,
	"counts" jsonb NOT NULL,
	"taken_by" uuid,
	"taken_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "bank_files_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "payment_attempts" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"row_no" integer NOT NULL,
	"end_to_end_id" text NOT NULL,
	"account_name" text NOT NULL,
	"account_no" text NOT NULL,
	"bank_name" text NOT NULL,
	"bank_code" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"approved_by" uuid,
	"made_by" uuid NOT NULL,
	"answer" text,
	"answer_reason" text,
	"bank_on" date,
	"bank_file_id" uuid,
	"answered_at" timestamp (3) with time zone,
	CONSTRAINT "payment_attempts_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "payment_attempts_two_check" CHECK ("payment_attempts"."approved_by" is null or "payment_attempts"."approved_by" <> "payment_attempts"."made_by"),
	CONSTRAINT "payment_attempts_amount_check" CHECK ("payment_attempts"."amount_fen" > 0),
	CONSTRAINT "payment_attempts_answer_check" CHECK (("payment_attempts"."answer" is null) = ("payment_attempts"."answered_at" is null) and ("payment_attempts"."answer" is null) = ("payment_attempts"."bank_on" is null) and ("payment_attempts"."answer" is distinct from 'returned' or "payment_attempts"."answer_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "payment_batches" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"batch_no" text NOT NULL,
	"count" integer NOT NULL,
	"total_fen" bigint NOT NULL,
	"made_by" uuid NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payment_batches_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "payment_batches_count_check" CHECK ("payment_batches"."count" > 0 and "payment_batches"."total_fen" > 0)
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"settlement_id" uuid NOT NULL,
	"budget_line_id" uuid NOT NULL,
	"payee_name" text NOT NULL,
	"account_name" text,
	"account_no" text,
	"bank_name" text,
	"bank_code" text,
	"amount_fen" bigint NOT NULL,
	"carried_fen" bigint DEFAULT 0 NOT NULL,
	"approved_by" uuid,
	"approved_at" timestamp (3) with time zone NOT NULL,
	"due_on" date NOT NULL,
	CONSTRAINT "payments_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "payments_amount_check" CHECK ("payments"."amount_fen" > 0)
);
--> statement-breakpoint
CREATE TABLE "settlement_answers" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"settlement_id" uuid NOT NULL,
	"line_id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"answer" text NOT NULL,
	"reason" text,
	"answered_by" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "settlement_answers_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "settlement_answers_reason_check" CHECK ("settlement_answers"."answer" = 'confirmed' or coalesce(trim("settlement_answers"."reason") <> '', false))
);
--> statement-breakpoint
CREATE TABLE "settlement_lines" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"settlement_id" uuid NOT NULL,
	"facility_id" uuid NOT NULL,
	"lot_id" uuid NOT NULL,
	"applicant_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"month_on" date NOT NULL,
	"days" integer NOT NULL,
	"units_num" integer NOT NULL,
	"units_den" integer NOT NULL,
	"amount_fen" bigint NOT NULL,
	"government_fen" bigint NOT NULL,
	"family_fen" bigint NOT NULL,
	"schemes" jsonb NOT NULL,
	"basis" jsonb NOT NULL,
	"digest" text NOT NULL,
	"replaced_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "settlement_lines_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "settlement_lines_sum_check" CHECK ("settlement_lines"."government_fen" + "settlement_lines"."family_fen" = "settlement_lines"."amount_fen"),
	CONSTRAINT "settlement_lines_sign_check" CHECK ("settlement_lines"."kind" = 'correction' or ("settlement_lines"."days" >= 0 and "settlement_lines"."units_num" >= 0 and "settlement_lines"."government_fen" >= 0 and "settlement_lines"."family_fen" >= 0)),
	CONSTRAINT "settlement_lines_units_check" CHECK ("settlement_lines"."units_den" > 0)
);
--> statement-breakpoint
CREATE TABLE "settlements" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"contract_id" uuid NOT NULL,
	"month_on" date NOT NULL,
	"digest" text NOT NULL,
	"drafted_at" timestamp (3) with time zone NOT NULL,
	"drafted_by" uuid,
	"amount_fen" bigint NOT NULL,
	"government_fen" bigint NOT NULL,
	"family_fen" bigint NOT NULL,
	"approved_at" timestamp (3) with time zone,
	"approved_by" uuid,
	"approval_note" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "settlements_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "settlements_approved_check" CHECK (("settlements"."approved_at" is null) = ("settlements"."approved_by" is null)),
	CONSTRAINT "settlements_sum_check" CHECK ("settlements"."government_fen" + "settlements"."family_fen" = "settlements"."amount_fen")
);
--> statement-breakpoint
ALTER TABLE "lots" DROP CONSTRAINT "lots_price_check";--> statement-breakpoint
ALTER TABLE "contracts" ALTER COLUMN "signed_on" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "provider_id" uuid;--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "announced_place" text;--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "end_reason" text;--> statement-breakpoint
UPDATE "contracts" SET "end_reason" = '' WHERE "ended_on" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "terms" jsonb;--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "drafted_by" uuid;--> statement-breakpoint
ALTER TABLE "lots" ADD COLUMN "catalogue_code" text;--> statement-breakpoint
ALTER TABLE "lots" ADD COLUMN "unit" text;--> statement-breakpoint
ALTER TABLE "lots" ADD COLUMN "quantity" integer;--> statement-breakpoint
ALTER TABLE "lots" ADD COLUMN "amount_fen" bigint;--> statement-breakpoint
-- What stands in contracts already: a month of every place, over the whole term.
UPDATE "lots" SET "unit" = CASE WHEN "service_class" IN ('residential', 'nursing') THEN 'bed_month' ELSE 'place_month' END,
  "quantity" = "bought" * greatest(1, round((upper("during") - lower("during")) / 30.4))::int;--> statement-breakpoint
UPDATE "lots" SET "amount_fen" = "quantity" * "unit_price_fen";--> statement-breakpoint
ALTER TABLE "lots" ALTER COLUMN "unit" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "lots" ALTER COLUMN "quantity" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "lots" ALTER COLUMN "amount_fen" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "lots" ADD COLUMN "accepted_fen" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "lots" ADD COLUMN "paid_fen" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "catalogue_items" ADD CONSTRAINT "catalogue_items_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contract_budgets" ADD CONSTRAINT "contract_budgets_contract_fk" FOREIGN KEY ("district","contract_id") REFERENCES "public"."contracts"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contract_budgets" ADD CONSTRAINT "contract_budgets_line_fk" FOREIGN KEY ("district","line_id") REFERENCES "public"."budget_lines"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contract_versions" ADD CONSTRAINT "contract_versions_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contract_versions" ADD CONSTRAINT "contract_versions_contract_fk" FOREIGN KEY ("district","contract_id") REFERENCES "public"."contracts"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_prices" ADD CONSTRAINT "lot_prices_lot_fk" FOREIGN KEY ("district","lot_id") REFERENCES "public"."lots"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "providers" ADD CONSTRAINT "providers_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_granted_by_accounts_id_fk" FOREIGN KEY ("granted_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_ended_by_accounts_id_fk" FOREIGN KEY ("ended_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_lines" ADD CONSTRAINT "budget_lines_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fund_entries" ADD CONSTRAINT "fund_entries_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fund_entries" ADD CONSTRAINT "fund_entries_line_fk" FOREIGN KEY ("district","line_id") REFERENCES "public"."budget_lines"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fund_entries" ADD CONSTRAINT "fund_entries_reverses_fk" FOREIGN KEY ("district","reverses") REFERENCES "public"."fund_entries"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fund_months" ADD CONSTRAINT "fund_months_closed_by_accounts_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fund_months" ADD CONSTRAINT "fund_months_line_fk" FOREIGN KEY ("district","line_id") REFERENCES "public"."budget_lines"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_changes" ADD CONSTRAINT "lot_changes_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_changes" ADD CONSTRAINT "lot_changes_placement_fk" FOREIGN KEY ("district","placement_id") REFERENCES "public"."placements"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_changes" ADD CONSTRAINT "lot_changes_from_fk" FOREIGN KEY ("district","from_lot_id") REFERENCES "public"."lots"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lot_changes" ADD CONSTRAINT "lot_changes_to_fk" FOREIGN KEY ("district","to_lot_id") REFERENCES "public"."lots"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosures" ADD CONSTRAINT "disclosures_published_by_accounts_id_fk" FOREIGN KEY ("published_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosures" ADD CONSTRAINT "disclosures_line_fk" FOREIGN KEY ("district","line_id") REFERENCES "public"."budget_lines"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sample_checks" ADD CONSTRAINT "sample_checks_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sample_checks" ADD CONSTRAINT "sample_checks_sample_fk" FOREIGN KEY ("district","sample_id") REFERENCES "public"."samples"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sample_checks" ADD CONSTRAINT "sample_checks_line_fk" FOREIGN KEY ("district","line_id") REFERENCES "public"."settlement_lines"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "samples" ADD CONSTRAINT "samples_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "samples" ADD CONSTRAINT "samples_drawn_by_accounts_id_fk" FOREIGN KEY ("drawn_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "facility_closings" ADD CONSTRAINT "facility_closings_announced_by_accounts_id_fk" FOREIGN KEY ("announced_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "facility_closings" ADD CONSTRAINT "facility_closings_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepaid_entries" ADD CONSTRAINT "prepaid_entries_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepaid_entries" ADD CONSTRAINT "prepaid_entries_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepaid_entries" ADD CONSTRAINT "prepaid_entries_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepaid_entries" ADD CONSTRAINT "prepaid_entries_reverses_fk" FOREIGN KEY ("district","reverses") REFERENCES "public"."prepaid_entries"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepaid_filings" ADD CONSTRAINT "prepaid_filings_filed_by_accounts_id_fk" FOREIGN KEY ("filed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepaid_filings" ADD CONSTRAINT "prepaid_filings_answered_by_accounts_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepaid_filings" ADD CONSTRAINT "prepaid_filings_facility_fk" FOREIGN KEY ("district","facility_id") REFERENCES "public"."facilities"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_files" ADD CONSTRAINT "bank_files_taken_by_accounts_id_fk" FOREIGN KEY ("taken_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_files" ADD CONSTRAINT "bank_files_batch_fk" FOREIGN KEY ("district","batch_id") REFERENCES "public"."payment_batches"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_attempts" ADD CONSTRAINT "payment_attempts_approved_by_accounts_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_attempts" ADD CONSTRAINT "payment_attempts_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_attempts" ADD CONSTRAINT "payment_attempts_batch_fk" FOREIGN KEY ("district","batch_id") REFERENCES "public"."payment_batches"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_attempts" ADD CONSTRAINT "payment_attempts_payment_fk" FOREIGN KEY ("district","payment_id") REFERENCES "public"."payments"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_attempts" ADD CONSTRAINT "payment_attempts_file_fk" FOREIGN KEY ("district","bank_file_id") REFERENCES "public"."bank_files"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_batches" ADD CONSTRAINT "payment_batches_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_approved_by_accounts_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_settlement_fk" FOREIGN KEY ("district","settlement_id") REFERENCES "public"."settlements"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_line_fk" FOREIGN KEY ("district","budget_line_id") REFERENCES "public"."budget_lines"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settlement_answers" ADD CONSTRAINT "settlement_answers_answered_by_accounts_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settlement_answers" ADD CONSTRAINT "settlement_answers_line_fk" FOREIGN KEY ("district","line_id") REFERENCES "public"."settlement_lines"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settlement_lines" ADD CONSTRAINT "settlement_lines_settlement_fk" FOREIGN KEY ("district","settlement_id") REFERENCES "public"."settlements"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settlement_lines" ADD CONSTRAINT "settlement_lines_lot_fk" FOREIGN KEY ("district","lot_id") REFERENCES "public"."lots"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settlement_lines" ADD CONSTRAINT "settlement_lines_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settlements" ADD CONSTRAINT "settlements_drafted_by_accounts_id_fk" FOREIGN KEY ("drafted_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settlements" ADD CONSTRAINT "settlements_approved_by_accounts_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settlements" ADD CONSTRAINT "settlements_contract_fk" FOREIGN KEY ("district","contract_id") REFERENCES "public"."contracts"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "providers_credit_code_key" ON "providers" USING btree ("district","credit_code") WHERE credit_code is not null;--> statement-breakpoint
CREATE INDEX "entitlements_applicant_idx" ON "entitlements" USING btree ("district","applicant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "budget_lines_code_key" ON "budget_lines" USING btree ("district","year","code");--> statement-breakpoint
CREATE UNIQUE INDEX "fund_entries_reversed_once_key" ON "fund_entries" USING btree ("district","reverses") WHERE reverses is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "fund_entries_attempt_key" ON "fund_entries" USING btree ("district","attempt_id","kind") WHERE attempt_id is not null;--> statement-breakpoint
CREATE INDEX "fund_entries_day_idx" ON "fund_entries" USING btree ("district","line_id","entered_on");--> statement-breakpoint
CREATE INDEX "lot_changes_placement_idx" ON "lot_changes" USING btree ("district","placement_id","changed_on");--> statement-breakpoint
CREATE INDEX "lot_changes_from_idx" ON "lot_changes" USING btree ("district","from_lot_id");--> statement-breakpoint
CREATE INDEX "disclosures_line_idx" ON "disclosures" USING btree ("district","line_id","month_on");--> statement-breakpoint
CREATE UNIQUE INDEX "samples_month_key" ON "samples" USING btree ("district","month_on");--> statement-breakpoint
CREATE UNIQUE INDEX "facility_closings_one_key" ON "facility_closings" USING btree ("district","facility_id") WHERE cancelled_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "prepaid_entries_reversed_once_key" ON "prepaid_entries" USING btree ("district","reverses") WHERE reverses is not null;--> statement-breakpoint
CREATE INDEX "prepaid_entries_person_idx" ON "prepaid_entries" USING btree ("district","facility_id","applicant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "prepaid_filings_one_open_key" ON "prepaid_filings" USING btree ("district","facility_id") WHERE answer is null;--> statement-breakpoint
CREATE UNIQUE INDEX "payment_attempts_once_key" ON "payment_attempts" USING btree ("district","payment_id") WHERE answer is distinct from 'returned';--> statement-breakpoint
CREATE UNIQUE INDEX "payment_attempts_end_to_end_key" ON "payment_attempts" USING btree ("district","end_to_end_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_batches_no_key" ON "payment_batches" USING btree ("district","batch_no");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_once_key" ON "payments" USING btree ("district","settlement_id","budget_line_id");--> statement-breakpoint
CREATE INDEX "settlement_answers_line_idx" ON "settlement_answers" USING btree ("district","line_id");--> statement-breakpoint
CREATE INDEX "settlement_answers_settlement_idx" ON "settlement_answers" USING btree ("district","settlement_id");--> statement-breakpoint
CREATE UNIQUE INDEX "settlement_lines_one_key" ON "settlement_lines" USING btree ("district","settlement_id","lot_id","applicant_id","month_on") WHERE replaced_at is null;--> statement-breakpoint
CREATE INDEX "settlement_lines_person_idx" ON "settlement_lines" USING btree ("district","applicant_id","month_on");--> statement-breakpoint
CREATE INDEX "settlement_lines_lot_idx" ON "settlement_lines" USING btree ("district","lot_id","month_on");--> statement-breakpoint
CREATE UNIQUE INDEX "settlements_month_key" ON "settlements" USING btree ("district","contract_id","month_on");--> statement-breakpoint
CREATE INDEX "settlements_month_idx" ON "settlements" USING btree ("district","month_on");--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_drafted_by_accounts_id_fk" FOREIGN KEY ("drafted_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_provider_fk" FOREIGN KEY ("district","provider_id") REFERENCES "public"."providers"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lots_contract_idx" ON "lots" USING btree ("district","contract_id");--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_announced_check" CHECK ("contracts"."announced_on" is null or "contracts"."signed_on" is not null);--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_ended_check" CHECK (("contracts"."ended_on" is null) = ("contracts"."end_reason" is null));--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_amount_check" CHECK ("lots"."bought" >= 0 and "lots"."quantity" >= 0 and "lots"."accepted_fen" <= "lots"."amount_fen");--> statement-breakpoint
INSERT INTO "lot_prices" ("district", "id", "lot_id", "unit_price_fen", "effective")
  SELECT "district", gen_random_uuid(), "id", "unit_price_fen", daterange(lower("during"), NULL) FROM "lots";
--> statement-breakpoint
-- One price of a lot on a day; one item of the catalogue under a code; one grant of a group at a time.
ALTER TABLE lot_prices ADD CONSTRAINT lot_prices_excl
  EXCLUDE USING gist (district WITH =, lot_id WITH =, effective WITH &&);
--> statement-breakpoint
ALTER TABLE catalogue_items ADD CONSTRAINT catalogue_items_excl
  EXCLUDE USING gist (district WITH =, code WITH =, effective WITH &&);
--> statement-breakpoint
ALTER TABLE entitlements ADD CONSTRAINT entitlements_excl
  EXCLUDE USING gist (district WITH =, applicant_id WITH =, stack_group WITH =, during WITH &&);
--> statement-breakpoint
-- An entry is corrected by another; a closed month, a version, a line, a payment and its file stay as they are.
GRANT SELECT, INSERT ON fund_entries, fund_months, contract_versions, lot_prices, catalogue_items, lot_changes,
  settlement_lines, settlement_answers, payments, payment_batches, bank_files, payment_attempts,
  disclosures, samples, sample_checks, prepaid_entries TO yiwei_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON budget_lines, providers, contract_budgets, entitlements, settlements, prepaid_filings,
  facility_closings TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE (effective) ON lot_prices, catalogue_items TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE (replaced_at) ON settlement_lines TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE (answer, answer_reason, bank_on, bank_file_id, answered_at) ON payment_attempts TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['budget_lines','fund_entries','fund_months','providers','catalogue_items','contract_versions',
    'contract_budgets','lot_prices','entitlements','lot_changes','settlement_answers','payments','payment_batches',
    'bank_files','disclosures','samples','sample_checks','prepaid_filings','prepaid_entries','facility_closings'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['settlements','settlement_lines','payment_attempts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO yiwei_app USING (own_district(district))', t || '_district', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['settlement_lines','settlement_answers','prepaid_filings','prepaid_entries','facility_closings'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE TO yiwei_app USING (own_facility(facility_id)) WITH CHECK (own_facility(facility_id))', t || '_facility', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- An approved month is frozen: neither it nor its lines can be changed, and nothing can be added to it.
CREATE POLICY settlements_insert ON settlements FOR INSERT TO yiwei_app WITH CHECK (own_district(district) AND approved_at IS NULL);
--> statement-breakpoint
CREATE POLICY settlements_update ON settlements FOR UPDATE TO yiwei_app
  USING (own_district(district) AND approved_at IS NULL) WITH CHECK (own_district(district));
--> statement-breakpoint
CREATE POLICY settlement_lines_insert ON settlement_lines FOR INSERT TO yiwei_app WITH CHECK (
  own_district(district) AND EXISTS (SELECT FROM settlements s
    WHERE s.district = settlement_lines.district AND s.id = settlement_lines.settlement_id AND s.approved_at IS NULL));
--> statement-breakpoint
CREATE POLICY settlement_lines_update ON settlement_lines FOR UPDATE TO yiwei_app USING (
  own_district(district) AND EXISTS (SELECT FROM settlements s
    WHERE s.district = settlement_lines.district AND s.id = settlement_lines.settlement_id AND s.approved_at IS NULL))
  WITH CHECK (own_district(district));
--> statement-breakpoint
-- The bank answers once.
CREATE POLICY payment_attempts_insert ON payment_attempts FOR INSERT TO yiwei_app WITH CHECK (own_district(district) AND answer IS NULL);
--> statement-breakpoint
CREATE POLICY payment_attempts_update ON payment_attempts FOR UPDATE TO yiwei_app
  USING (own_district(district) AND answer IS NULL) WITH CHECK (own_district(district));
