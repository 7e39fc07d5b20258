DROP INDEX "clocks_due_idx";--> statement-breakpoint
DROP INDEX "clocks_street_due_idx";--> statement-breakpoint
CREATE INDEX "clocks_due_order_idx" ON "clocks" USING btree ("district","due_on","application_id") WHERE stopped_at is null and step in ('acceptance','correction','decision','notice','appeal_decision');--> statement-breakpoint
CREATE INDEX "clocks_step_due_idx" ON "clocks" USING btree ("district","step","due_on","application_id") WHERE stopped_at is null and step in ('acceptance','correction','decision','notice','appeal_decision');--> statement-breakpoint
CREATE INDEX "clocks_street_order_idx" ON "clocks" USING btree ("district","street_code","due_on","application_id") WHERE stopped_at is null and step in ('acceptance','correction','decision','notice','appeal_decision');