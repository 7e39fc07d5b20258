CREATE TABLE "deliveries" (
	"district" char(6) NOT NULL,
	"message_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"tries" smallint DEFAULT 0 NOT NULL,
	"tried_at" timestamp (3) with time zone,
	"next_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	"dead_at" timestamp (3) with time zone,
	"last_error" text,
	CONSTRAINT "deliveries_district_message_id_channel_pk" PRIMARY KEY("district","message_id","channel")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"applicant_id" uuid,
	"application_id" uuid,
	"kind" text NOT NULL,
	"values" jsonb NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone,
	CONSTRAINT "messages_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "email_sealed" "bytea";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "sms_on" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "email_on" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_message_fk" FOREIGN KEY ("district","message_id") REFERENCES "public"."messages"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_applicant_fk" FOREIGN KEY ("district","applicant_id") REFERENCES "public"."applicants"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_due_idx" ON "deliveries" USING btree ("district","next_at") WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX "deliveries_dead_idx" ON "deliveries" USING btree ("district","dead_at") WHERE dead_at is not null;--> statement-breakpoint
CREATE INDEX "messages_account_idx" ON "messages" USING btree ("district","account_id","id");--> statement-breakpoint
CREATE INDEX "messages_unread_idx" ON "messages" USING btree ("district","account_id") WHERE read_at is null;--> statement-breakpoint
ALTER TABLE "offers" DROP COLUMN "reminded_at";--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "messages", "deliveries" TO yiwei_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['messages','deliveries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district))', t || '_district', t);
  END LOOP;
END $$;
