CREATE TABLE "prepaid_rules" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"service_months" integer NOT NULL,
	"deposit_times" integer NOT NULL,
	"membership_cap_fen" bigint,
	"reserve_basis_points" integer,
	"notice_days" integer NOT NULL,
	"effective" daterange NOT NULL,
	"doc_no" text NOT NULL,
	"example" boolean NOT NULL,
	"set_by" uuid,
	"set_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "prepaid_rules_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "prepaid_rules_figures_check" CHECK ("prepaid_rules"."service_months" > 0 and "prepaid_rules"."deposit_times" >= 0 and coalesce("prepaid_rules"."membership_cap_fen", 0) >= 0
        and coalesce("prepaid_rules"."reserve_basis_points", 0) between 0 and 10000 and "prepaid_rules"."notice_days" >= 30)
);
--> statement-breakpoint
ALTER TABLE "prepaid_rules" ADD CONSTRAINT "prepaid_rules_district_districts_district_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("district") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepaid_rules" ADD CONSTRAINT "prepaid_rules_set_by_accounts_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE prepaid_rules ADD CONSTRAINT prepaid_rules_effective_excl EXCLUDE USING gist (district WITH =, effective WITH &&);
--> statement-breakpoint
GRANT SELECT, INSERT ON prepaid_rules TO yiwei_app;
--> statement-breakpoint
GRANT UPDATE (effective) ON prepaid_rules TO yiwei_app;
--> statement-breakpoint
ALTER TABLE prepaid_rules ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY prepaid_rules_district ON prepaid_rules TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district));
