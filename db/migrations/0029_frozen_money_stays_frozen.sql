-- Of an approved month nothing more is said, and no other payment is made for it.
CREATE POLICY settlement_answers_open ON settlement_answers AS RESTRICTIVE FOR INSERT TO yiwei_app WITH CHECK (
  EXISTS (SELECT FROM settlements s WHERE s.district = settlement_answers.district AND s.id = settlement_answers.settlement_id
            AND s.approved_at IS NULL));
--> statement-breakpoint
CREATE POLICY payments_open ON payments AS RESTRICTIVE FOR INSERT TO yiwei_app WITH CHECK (
  EXISTS (SELECT FROM settlements s WHERE s.district = payments.district AND s.id = payments.settlement_id
            AND s.approved_at IS NULL));
--> statement-breakpoint
-- Nothing is entered into a closed month.
CREATE POLICY fund_entries_open ON fund_entries AS RESTRICTIVE FOR INSERT TO yiwei_app WITH CHECK (
  NOT EXISTS (SELECT FROM fund_months m WHERE m.district = fund_entries.district AND m.line_id = fund_entries.line_id
                AND m.month_on >= date_trunc('month', fund_entries.entered_on)::date));
--> statement-breakpoint
-- What the bank has paid it may give back; how and when it was paid is not written anew.
DROP POLICY payment_attempts_update ON payment_attempts;
--> statement-breakpoint
CREATE POLICY payment_attempts_update ON payment_attempts FOR UPDATE TO yiwei_app
  USING (own_district(district) AND answer IS DISTINCT FROM 'returned')
  WITH CHECK (own_district(district) AND answer IS NOT NULL
    AND (answer = 'returned' OR NOT EXISTS (SELECT FROM fund_entries e
      WHERE e.district = payment_attempts.district AND e.attempt_id = payment_attempts.id)));
