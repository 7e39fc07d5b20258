DROP INDEX "holdback_releases_once_key";--> statement-breakpoint
ALTER TABLE "holdback_releases" ALTER COLUMN "grade" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "holdback_releases" ADD COLUMN "facility_id" uuid NOT NULL;--> statement-breakpoint
ALTER TABLE "holdback_releases" ADD COLUMN "percent" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "holdback_releases" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "score_weights" ADD COLUMN "least_of" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "holdback_releases_once_key" ON "holdback_releases" USING btree ("district","payment_id","facility_id");--> statement-breakpoint
ALTER TABLE "holdback_releases" ADD CONSTRAINT "holdback_releases_reason_check" CHECK (("holdback_releases"."grade" is null) = ("holdback_releases"."reason" is not null));--> statement-breakpoint
ALTER TABLE "holdback_releases" ADD CONSTRAINT "holdback_releases_percent_check" CHECK ("holdback_releases"."percent" between 0 and 100);--> statement-breakpoint
ALTER TABLE "score_weights" ADD CONSTRAINT "score_weights_least_of_check" CHECK ("score_weights"."least_of" >= 1);