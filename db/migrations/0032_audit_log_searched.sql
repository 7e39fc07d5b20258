-- The log is searched by day, by person and by action; until now only by what was acted upon.
CREATE INDEX "audit_at_idx" ON "audit" USING btree ("district","at","id");--> statement-breakpoint
CREATE INDEX "audit_account_idx" ON "audit" USING btree ("district","account_id","at");--> statement-breakpoint
CREATE INDEX "audit_action_idx" ON "audit" USING btree ("district","action","at");