ALTER TABLE "vacancies" ADD COLUMN "closes_on" date;--> statement-breakpoint
UPDATE "vacancies" v SET "closes_on" = coalesce(f."closed_on", c."closes_on"), "closed" = v."closed" + v."free", "free" = 0,
    "free_for" = array_fill(0, ARRAY[20]), "has_vacancy" = false
  FROM "facilities" f
  LEFT JOIN "facility_closings" c ON c."district" = f."district" AND c."facility_id" = f."id" AND c."cancelled_at" IS NULL
  WHERE f."district" = v."district" AND f."id" = v."facility_id" AND coalesce(f."closed_on", c."closes_on") IS NOT NULL;
