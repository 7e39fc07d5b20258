CREATE TABLE "wish_changes" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"was_choices" uuid[] NOT NULL,
	"was_accept_any" boolean NOT NULL,
	"was_radius_km" integer NOT NULL,
	"choices" uuid[] NOT NULL,
	"accept_any" boolean NOT NULL,
	"radius_km" integer NOT NULL,
	"rule_version" text NOT NULL,
	"account_id" uuid,
	CONSTRAINT "wish_changes_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "wish_changes" ADD CONSTRAINT "wish_changes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wish_changes" ADD CONSTRAINT "wish_changes_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "wish_changes_application_idx" ON "wish_changes" USING btree ("district","application_id","at");--> statement-breakpoint
GRANT SELECT, INSERT ON wish_changes TO yiwei_app;
--> statement-breakpoint
ALTER TABLE wish_changes ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY wish_changes_district ON wish_changes TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district));
