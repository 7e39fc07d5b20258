CREATE TABLE "queue_tellings" (
	"district" char(6) NOT NULL,
	"id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"told_at" timestamp (3) with time zone NOT NULL,
	"place" integer,
	"place_in_track" integer,
	"waiting" integer NOT NULL,
	"key" jsonb,
	"rule_version" text NOT NULL,
	"reasons" jsonb NOT NULL,
	CONSTRAINT "queue_tellings_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "queue_rules" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue_tellings" ADD CONSTRAINT "queue_tellings_application_fk" FOREIGN KEY ("district","application_id") REFERENCES "public"."applications"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "queue_tellings_application_idx" ON "queue_tellings" USING btree ("district","application_id","told_at");
--> statement-breakpoint
GRANT SELECT, INSERT ON "queue_tellings" TO yiwei_app;
--> statement-breakpoint
ALTER TABLE queue_tellings ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY queue_tellings_district ON queue_tellings TO yiwei_app USING (own_district(district)) WITH CHECK (own_district(district));
--> statement-breakpoint
-- Rule sets of the first form say in full what was fixed until now: the tracks of queue-rules v1, the order inside them,
-- and their own points as a list.
UPDATE queue_rules SET rules = rules || jsonb_build_object(
  'tracks', '[
    {"track":"A","name_zh":"特困供养","name_en":"Destitute support","any":[{"categories_any":["tekun"]}]},
    {"track":"B","name_zh":"困难与优抚","name_en":"Hardship and veterans","any":[
      {"categories_any":["dibao","dibao_margin"],"level_from":2},
      {"categories_any":["dibao","dibao_margin"],"dementia":true},
      {"categories_any":["lost_only_child","veteran","severe_disability","no_family"]}]},
    {"track":"C","name_zh":"失能或高龄","name_en":"Disabled or very old","any":[{"level_from":2},{"dementia":true},{"age_from":80}]},
    {"track":"D","name_zh":"普通","name_en":"General","any":[]}]'::jsonb,
  'key', '["level","points","queued_at"]'::jsonb,
  'points', jsonb_build_array(
    jsonb_build_object('fact', 'carer_absent', 'points', rules #> '{points,carer_absent}'),
    jsonb_build_object('fact', 'carer_hardships', 'each', rules #> '{points,hardship_each}', 'max', rules #> '{points,hardship_max}'),
    jsonb_build_object('fact', 'living_alone', 'points', rules #> '{points,living_alone}'),
    jsonb_build_object('fact', 'waited', 'days', 365, 'points', rules #> '{points,waited_one_year}')))
WHERE jsonb_typeof(rules -> 'points') = 'object';
