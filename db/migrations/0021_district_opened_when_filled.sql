ALTER TABLE "districts" ADD COLUMN "opened_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE districts SET opened_at = created_at;
