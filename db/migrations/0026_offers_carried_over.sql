CREATE TABLE "offer_lot_changes" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"offer_id" uuid NOT NULL,
	"from_lot_id" uuid NOT NULL,
	"to_lot_id" uuid NOT NULL,
	"changed_on" date NOT NULL,
	"made_by" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "offer_lot_changes_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "offer_lot_changes" ADD CONSTRAINT "offer_lot_changes_made_by_accounts_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_lot_changes" ADD CONSTRAINT "offer_lot_changes_offer_fk" FOREIGN KEY ("district","offer_id") REFERENCES "public"."offers"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_lot_changes" ADD CONSTRAINT "offer_lot_changes_from_fk" FOREIGN KEY ("district","from_lot_id") REFERENCES "public"."lots"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_lot_changes" ADD CONSTRAINT "offer_lot_changes_to_fk" FOREIGN KEY ("district","to_lot_id") REFERENCES "public"."lots"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "offer_lot_changes_offer_idx" ON "offer_lot_changes" USING btree ("district","offer_id","changed_on");--> statement-breakpoint
CREATE INDEX "offer_lot_changes_from_idx" ON "offer_lot_changes" USING btree ("district","from_lot_id");--> statement-breakpoint
GRANT SELECT, INSERT ON offer_lot_changes TO yiwei_app;
--> statement-breakpoint
ALTER TABLE offer_lot_changes ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY offer_lot_changes_district ON offer_lot_changes TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district));
