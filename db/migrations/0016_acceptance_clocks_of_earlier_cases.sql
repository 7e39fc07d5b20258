-- The work list is found by its clocks. What was handed in before there were any waits for acceptance since that day.
WITH waiting AS (
  SELECT p.district, p.id, a.street_code, (p.submitted_at AT TIME ZONE 'Asia/Shanghai')::date AS since, r.version,
         (r.rules #>> '{deadlines,acceptance,days}')::int AS days, r.rules #>> '{deadlines,acceptance,unit}' AS unit
    FROM applications p
    JOIN applicants a ON a.district = p.district AND a.id = p.applicant_id
    JOIN case_rules r ON r.district = p.district AND r.effective @> (now() AT TIME ZONE 'Asia/Shanghai')::date
   WHERE p.status = 'submitted'
     AND NOT EXISTS (SELECT 1 FROM clocks c WHERE c.district = p.district AND c.application_id = p.id)
), counted AS (
  SELECT w.*, ARRAY(
    SELECT d::date FROM generate_series(w.since + 1, w.since + 4 * w.days + 30, interval '1 day') d
      LEFT JOIN calendar_days k ON k.day = to_char(d, 'YYYY-MM-DD')
     WHERE w.unit = 'calendar' OR coalesce(k.working, extract(isodow FROM d) <= 5)
     ORDER BY d LIMIT w.days) AS on_days
    FROM waiting w
)
INSERT INTO clocks (district, id, application_id, step, street_code, started_on, days, unit, rule_version, amber_on, due_on)
SELECT district, gen_random_uuid(), id, 'acceptance', street_code, since, days, unit, version,
       least(on_days[ceil(days * 0.8)::int] + 1, on_days[days]), on_days[days]
  FROM counted;
