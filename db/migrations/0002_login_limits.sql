CREATE TABLE "login_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
-- Counters may go: a good sign-in wipes its own, and expired ones are swept.
GRANT SELECT, INSERT, UPDATE, DELETE ON "login_limits" TO yiwei_app;
