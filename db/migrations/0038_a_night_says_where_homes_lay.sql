ALTER TABLE "day_figures" ADD COLUMN "street_code" text;--> statement-breakpoint
ALTER TABLE "day_figures" ADD COLUMN "community_code" text;