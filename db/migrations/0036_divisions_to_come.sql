ALTER TABLE "division_versions" DROP CONSTRAINT "division_versions_division_fk";
--> statement-breakpoint
ALTER TABLE "division_versions" ADD COLUMN "was" daterange;--> statement-breakpoint
CREATE INDEX "division_versions_code_idx" ON "division_versions" USING btree ("district","code");--> statement-breakpoint
-- What a later record replaces keeps the days it was made for.
GRANT UPDATE (was) ON division_versions TO yiwei_app;
