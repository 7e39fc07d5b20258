import { type Reason, Refusal } from '../kernel/errors.ts';
import type { ReasonCode } from '../kernel/messages.ts';

/** Constraint name (matched by prefix: shards add a suffix) → what it means to the person who ran into it. */
const byConstraint: Record<string, ReasonCode> = {
  claims_bed_excl: 'bed_just_taken',
  claims_person_excl: 'person_in_bed',
  absences_once_excl: 'away_already',
  bed_events_undone_once_key: 'undone_already',
  offers_one_live_per_person_key: 'offer_exists',
  offers_one_live_per_bed_key: 'bed_just_taken',
  applications_one_in_progress_key: 'application_in_progress',
  assessments_current_excl: 'assessment_current',
  assessments_two_signers_check: 'second_assessor_needed',
  assessment_orders_one_open_key: 'assessment_ordered',
  assessment_orders_two_check: 'assessors_two',
  categories_dated_excl: 'category_unknown_end',
  category_list_entries_dated_excl: 'category_unknown_end',
  lots_bought_check: 'lot_exhausted',
  contracts_no_key: 'contract_no_taken',
  providers_credit_code_key: 'provider_code_taken',
  id_numbers_pkey: 'id_no_known',
  placements_offer_key: 'offer_ended',
  documents_same_file_key: 'document_known',
  documents_shared_key: 'document_known',
  round_services_one_open_key: 'round_open',
  queue_rules_effective_excl: 'rules_overlap',
  applications_two_people_check: 'same_person_decides',
  corrections_one_open_key: 'asked_already',
  opinions_one_each_key: 'opinion_asked',
  public_notices_one_open_key: 'notice_open',
  appeals_one_open_key: 'appeal_open',
  budget_lines_amount_check: 'budget_exceeded',
  payment_attempts_once_key: 'busy',
  payment_attempts_two_check: 'second_payer_needed',
  rates_effective_excl: 'rate_overlaps_other',
  entitlements_excl: 'ent_overlaps_other',
  checks_effective_excl: 'check_overlap',
  case_rules_effective_excl: 'rule_overlap',
  case_rules_district_version_pk: 'rule_version_taken',
  prepaid_rules_effective_excl: 'rule_overlap',
  score_weights_effective_excl: 'rule_overlap',
  request_rules_effective_excl: 'rule_overlap',
  request_ratings_district_request_id_pk: 'request_rated',
  ratings_stay_key: 'rating_given',
  escalations_one_open_key: 'escalation_open',
  menu_items_effective_excl: 'menu_overlap',
  coverage_rules_effective_excl: 'rule_overlap',
  prepaid_entries_reversed_once_key: 'undone_already',
  helper_invitations_code_key: 'busy',
  helpers_district_applicant_id_account_id_pk: 'helper_already',
  audit_links_district_seq_pk: 'audit_sealed_already',
  audit_links_row_key: 'audit_sealed_already',
  audit_anchors_district_on_pk: 'audit_sealed_already',
};

type PgError = { code: string; constraint_name?: string };

/** The PostgreSQL error inside, however often drizzle wrapped it; null when it is something else. */
export function postgresError(error: unknown): PgError | null {
  for (let e = error, depth = 0; e && depth < 5; e = (e as { cause?: unknown }).cause, depth += 1) {
    const code = (e as { code?: unknown }).code;
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return e as PgError;
  }
  return null;
}

/** The connection to the database went away under the transaction; PostgreSQL has rolled it back. */
function lost(error: unknown): boolean {
  for (let e = error, depth = 0; e && depth < 5; e = (e as { cause?: unknown }).cause, depth += 1) {
    const code = String((e as { code?: unknown }).code);
    if (['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(code)) return true;
  }
  return false;
}

/** A violated fact becomes a polite conflict; a deadlock or a lock that took too long becomes "busy, try again". */
export function refusalFromConstraint(error: unknown): Refusal | null {
  if (error instanceof Refusal) return null;
  const pg = postgresError(error);
  if (!pg) return lost(error) ? new Refusal('unavailable', 'busy') : null;
  if (['23P01', '23505', '23514'].includes(pg.code)) {
    const name = pg.constraint_name ?? '';
    const found = Object.keys(byConstraint).find((prefix) => name.startsWith(prefix));
    const reason: Reason | null = found ? { code: byConstraint[found] as ReasonCode } : null;
    return reason ? new Refusal('conflict', [reason]) : null;
  }
  if (['40P01', '55P03', '40001', '57014', '57P01', '57P03'].includes(pg.code))
    return new Refusal('unavailable', 'busy');
  return null;
}
