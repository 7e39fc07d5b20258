CREATE TABLE "payer_accounts" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"account_name" text NOT NULL,
	"account_no" text NOT NULL,
	"bank_name" text NOT NULL,
	"bank_code" text NOT NULL,
	"demonstration" boolean DEFAULT false NOT NULL,
	"set_by" uuid,
	"set_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payer_accounts_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "payment_accounts" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"account_name" text NOT NULL,
	"account_no" text NOT NULL,
	"bank_name" text NOT NULL,
	"bank_code" text NOT NULL,
	"reason" text NOT NULL,
	"approved_by" uuid,
	"approved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payment_accounts_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "payment_attempts" DROP CONSTRAINT "payment_attempts_two_check";--> statement-breakpoint
ALTER TABLE "payment_attempts" ADD COLUMN "account_by" uuid;--> statement-breakpoint
ALTER TABLE "payment_batches" ADD COLUMN "payer_id" uuid;--> statement-breakpoint
ALTER TABLE "payer_accounts" ADD CONSTRAINT "payer_accounts_set_by_accounts_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_accounts" ADD CONSTRAINT "payment_accounts_approved_by_accounts_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_accounts" ADD CONSTRAINT "payment_accounts_payment_fk" FOREIGN KEY ("district","payment_id") REFERENCES "public"."payments"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "payment_accounts_payment_idx" ON "payment_accounts" USING btree ("district","payment_id");--> statement-breakpoint
ALTER TABLE "payment_attempts" ADD CONSTRAINT "payment_attempts_account_by_accounts_id_fk" FOREIGN KEY ("account_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_batches" ADD CONSTRAINT "payment_batches_payer_fk" FOREIGN KEY ("district","payer_id") REFERENCES "public"."payer_accounts"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_attempts" ADD CONSTRAINT "payment_attempts_two_check" CHECK (("payment_attempts"."approved_by" is null or "payment_attempts"."approved_by" <> "payment_attempts"."made_by") and ("payment_attempts"."account_by" is null or "payment_attempts"."account_by" <> "payment_attempts"."made_by"));--> statement-breakpoint
GRANT SELECT, INSERT ON payer_accounts, payment_accounts TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['payer_accounts','payment_accounts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- The bank answers once; only what it paid it may still give back.
DROP POLICY payment_attempts_update ON payment_attempts;
--> statement-breakpoint
CREATE POLICY payment_attempts_update ON payment_attempts FOR UPDATE TO yiwei_app
  USING (own_district(district) AND answer IS DISTINCT FROM 'returned')
  WITH CHECK (own_district(district) AND answer IS NOT NULL);
