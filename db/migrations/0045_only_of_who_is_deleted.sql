-- The two functions that take words away trust the application with less. A deletion on record is not enough, the person
-- must be deleted; why somebody looked at full numbers stays, as the person is told; and the digest that is to stand for a
-- row is the one its contents have now (as in supervision/mechanism/chain: JSON of before, after, reason, request), also of
-- a row that no link covers yet. Besides, words go from three more columns: why a proposal was struck, why a department did
-- not agree, and what a home had against a line of its settlement.
CREATE OR REPLACE FUNCTION erase_words(d character, erasure uuid) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  person uuid;
  everything boolean;
  said record;
  n integer;
  total integer := 0;
  cases text := '(select a.id from applications a where a.district = $1 and a.applicant_id = $2)';
  stays text := 'placement_id in (select p.id from placements p where p.district = $1 and p.applicant_id = $2)';
  asked text := 'request_id in (select r.id from requests r where r.district = $1 and r.applicant_id = $2)';
  own text := 'applicant_id = $2';
BEGIN
  SELECT applicant_id, removed ? 'identity' INTO person, everything FROM erasures
    WHERE district = d AND id = erasure AND own_district(district);
  IF person IS NULL THEN RAISE EXCEPTION 'no such deletion on record'; END IF;
  IF everything AND NOT EXISTS (SELECT 1 FROM applicants WHERE district = d AND id = person AND name = '已删除') THEN
    RAISE EXCEPTION 'the person is not deleted';
  END IF;
  FOR said IN SELECT * FROM (VALUES
      ('application_events', 'reason', 'application_id in (select a.id from applications a where a.district = $1
        and a.applicant_id = $2 and a.accepted_at is null and a.ended_at is not null)', false),
      ('application_events', 'reason', 'application_id in ' || cases, true),
      ('applications', 'note', own, true),
      ('applications', 'end_reason', own, true),
      ('corrections', 'note', 'application_id in ' || cases, true),
      ('opinions', 'note', 'application_id in ' || cases, true),
      ('visits', 'place', 'application_id in ' || cases, true),
      ('visits', 'finding', 'application_id in ' || cases, true),
      ('visits', 'notes', 'application_id in ' || cases, true),
      ('public_notices', 'name_masked', 'application_id in ' || cases, true),
      ('objections', 'text', 'notice_id in (select n.id from public_notices n where n.district = $1 and n.application_id in ' || cases || ')', true),
      ('objections', 'answer', 'notice_id in (select n.id from public_notices n where n.district = $1 and n.application_id in ' || cases || ')', true),
      ('handovers', 'handed_to', 'reply_id in (select r.id from replies r where r.district = $1 and r.application_id in ' || cases || ')', true),
      ('appeals', 'grounds', 'application_id in ' || cases, true),
      ('appeals', 'answer', 'application_id in ' || cases, true),
      ('deferrals', 'note', 'application_id in ' || cases, true),
      ('deferrals', 'proof', 'application_id in ' || cases, true),
      ('assessments', 'informant', own, true),
      ('assessments', 'place', own, true),
      ('assessments', 'notes', own, true),
      ('assessment_orders', 'note', own, true),
      ('assessment_orders', 'cancel_reason', own, true),
      ('entitled_contacts', 'note', own, true),
      ('offers', 'override_note', own, true),
      ('proposals', 'strike_reason', own, true),
      ('opinions', 'reason', 'application_id in ' || cases, true),
      ('settlement_answers', 'reason', 'line_id in (select l.id from settlement_lines l where l.district = $1 and l.applicant_id = $2)', true),
      ('placements', 'emergency_note', own, true),
      ('entitlements', 'end_reason', own, true),
      ('prepaid_entries', 'note', own, true),
      ('absences', 'note', stays, true),
      ('attendance_marks', 'note', stays, true),
      ('care_visits', 'note', stays, true),
      ('bed_events', 'note', stays, true),
      ('request_events', 'note', asked, true),
      ('request_ratings', 'note', asked, true),
      ('escalations', 'answer', asked, true),
      ('sample_checks', 'note', 'line_id in (select l.id from settlement_lines l where l.district = $1 and l.applicant_id = $2)', true),
      ('finding_events', 'note', 'finding_id in (select f.id from findings f where f.district = $1 and (f.subject_id = $2 or f.subject_id in ' || cases || '))', true),
      ('findings', 'note', '(subject_id = $2 or subject_id in ' || cases || ')', true)
    ) AS t (tab, col, whose, whole) WHERE everything OR NOT whole
  LOOP
    EXECUTE format('UPDATE %1$I SET %2$I = ''已删除'' WHERE district = $1 AND %3$s AND %2$I <> ''已删除'' AND %2$I !~ ''^[a-z][a-z_]*$''',
      said.tab, said.col, said.whose) USING d, person;
    GET DIAGNOSTICS n = ROW_COUNT;
    total := total + n;
  END LOOP;
  IF everything THEN
    UPDATE assessment_orders SET draft = NULL WHERE district = d AND applicant_id = person;
    UPDATE risk_assessments SET items = '[]' WHERE district = d AND applicant_id = person;
    UPDATE visits SET present = '[]' WHERE district = d
      AND application_id IN (SELECT a.id FROM applications a WHERE a.district = d AND a.applicant_id = person);
  END IF;
  RETURN total;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION erase_reasons(d character, erasure uuid, rows uuid[], digests text[]) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  person uuid;
  n integer;
BEGIN
  SELECT applicant_id INTO person FROM erasures
    WHERE district = d AND id = erasure AND removed ? 'identity' AND own_district(district);
  IF person IS NULL THEN RAISE EXCEPTION 'no deletion of everything on record'; END IF;
  IF NOT EXISTS (SELECT 1 FROM applicants WHERE district = d AND id = person AND name = '已删除') THEN
    RAISE EXCEPTION 'the person is not deleted';
  END IF;
  WITH cases AS (SELECT id FROM applications WHERE district = d AND applicant_id = person),
    own AS (
      SELECT person AS id UNION ALL SELECT id FROM cases
      UNION ALL SELECT id FROM documents WHERE district = d AND applicant_id = person
      UNION ALL SELECT id FROM document_uploads WHERE district = d AND applicant_id = person
      UNION ALL SELECT id FROM assessment_orders WHERE district = d AND applicant_id = person
      UNION ALL SELECT id FROM assessments WHERE district = d AND applicant_id = person
      UNION ALL SELECT id FROM categories WHERE district = d AND applicant_id = person
      UNION ALL SELECT id FROM consents WHERE district = d AND applicant_id = person
      UNION ALL SELECT id FROM entitlements WHERE district = d AND applicant_id = person
      UNION ALL SELECT id FROM offers WHERE district = d AND applicant_id = person
      UNION ALL SELECT id FROM placements WHERE district = d AND applicant_id = person
      UNION ALL SELECT id FROM prepaid_entries WHERE district = d AND applicant_id = person
      UNION ALL SELECT id FROM proposals WHERE district = d AND applicant_id = person
      UNION ALL SELECT id FROM ratings WHERE district = d AND applicant_id = person
      UNION ALL SELECT id FROM requests WHERE district = d AND applicant_id = person
      UNION ALL SELECT id FROM settlement_lines WHERE district = d AND applicant_id = person
      UNION ALL SELECT o.id FROM opinions o JOIN cases c ON c.id = o.application_id WHERE o.district = d
      UNION ALL SELECT o.id FROM public_notices o JOIN cases c ON c.id = o.application_id WHERE o.district = d
      UNION ALL SELECT o.id FROM replies o JOIN cases c ON c.id = o.application_id WHERE o.district = d),
    gone AS (
      INSERT INTO audit_erasures (district, audit_id, erasure_id, contents)
      SELECT d, a.id, erasure, t.digest FROM unnest(rows, digests) AS t (id, digest)
        JOIN audit a ON a.district = d AND a.id = t.id
       WHERE a.reason IS NOT NULL AND a.subject_id IN (SELECT id FROM own)
         AND a.action NOT IN ('applicants.unmask', 'requests.unmask')
         AND t.digest = encode(sha256(convert_to('[' || coalesce(to_json(a.before)::text, 'null') || ','
           || coalesce(to_json(a.after)::text, 'null') || ',' || to_json(a.reason)::text || ','
           || to_json(a.request_id)::text || ']', 'UTF8')), 'hex')
      ON CONFLICT DO NOTHING RETURNING audit_id)
  UPDATE audit SET reason = '已删除', request_id = '已删除' WHERE district = d AND id IN (SELECT audit_id FROM gone);
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;
