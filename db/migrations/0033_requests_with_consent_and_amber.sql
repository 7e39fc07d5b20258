ALTER TABLE "requests" ADD COLUMN "share_phone" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "amber_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "escalations" DROP COLUMN "body";