DROP INDEX "offers_one_live_per_bed_key";--> statement-breakpoint
ALTER TABLE "offers" ADD COLUMN "weekdays" text DEFAULT '{[1,8)}' NOT NULL;--> statement-breakpoint
UPDATE "offers" o SET weekdays = c.weekdays::text FROM "claims" c WHERE c.district = o.district AND c.id = o.claim_id;--> statement-breakpoint
CREATE UNIQUE INDEX "offers_one_live_per_bed_key" ON "offers" USING btree ("district","bed_id","weekdays") WHERE ended_at is null;