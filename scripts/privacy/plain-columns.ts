/**
 * Columns that tell of nobody by themselves: of a person only beside a column that names one, and then they go with the
 * row. Whoever adds a column decides whether it belongs here; `npx vitest run test/privacy` fails until somebody has.
 */
const names = `
  account_account_type account_annual_revenue account_company_size account_country account_country_code
  account_domain account_employees account_employees_from account_has_open_opportunity account_id account_industry
  account_industry_group account_is_customer account_matched_by account_name account_people account_rank
  account_region account_size_range account_type account_website account_record_id accounts act_key act_known_at acted_at action action_details
  action_due_at action_due_minutes acts acts_points adds age_days all_subsidiaries amount ancestor_id annual_revenue answers arm
  arrived_on as_of as_of_day attributes_read_on band band_number barred_tiers batch before_2000 best_tier campaign_name
  campaign_status campaign_type capacity capacity_per cause cell change_number changed_at channel check_name
  closed_at command committee_points committee_role companies company company_domain company_size completeness
  computed_tier content_id conversion_rate converted converted_at converted_before counted_act_key counted_day
  counted_people counted_stream country country_code counts_from coverage created_at criteria_points crm_account_key curve day
  demoted_from depth detail different_values dimension direction disposition dispositions distance do_not_contact domain dominance_points
  draw drawn_at dropped_because email_domain email_kind emails employees employees_from engaged_leads
  engaged_people engaged_people_points engine enrichment_key entered_at entity event_id event_ids event_name
  events evidence evidence_dimension evidence_on evidence_points evidence_rule evidence_signal expected expires_on
  facts_hash failed failed_gates fetched_at field finished_at first_day first_known_at first_seen_at forgotten_at form_id forms
  forms_without_record from_tier function gate gone_at group_level group_people happened_at has_account highest hops host
  identity_hash ignored_because in_future in_time industry industry_group is_assumed is_barred is_closed
  is_confirmed is_contact_forgotten is_converted is_counted is_current is_customer is_cut is_dated is_deleted
  is_dropped is_endless is_engaged is_filled is_first is_in_circle is_kept is_known is_known_at_assumed is_late is_overridden is_primary
  is_proven is_required is_shared is_within_capacity is_won issue judged judged_day key_kind kind known known_at
  known_too_early label last_act_on last_day last_engaged_on last_happened_at last_known_at last_recycled_at
  lead_source leads left_at level limit_points limit_rule linked_at lowest matched_by matched_domain max_points may_act meaning
  measured merged_into_key message minutes models name no_action_because normalise_points not_old_enough number object
  opportunity_key outcome override_key overtaken page_path parent_account_id parent_key people people_counted people_points
  place place_number place_rank playbook points position predictive_rank predictive_value previous_as_of
  previous_entered_at previous_left_at previous_tier queue_rank range_points raw_rows reached_by read_on reason
  reason_number reason_rules record_rank records region registrable_domain roles_filled roles_required roles_seen route_to
  row_count rows rubric rubric_status rubric_version rule run_id salt same_as seconds seen_at seniority
  session_key set_at severity signal since size_range slot source span spelling standing started_at state status step
  stopped_by stream strength subsidiaries suffix suppressed_because survivor_key taken_from taken_value term tier
  tier_position to_tier todo too_many top_reasons total_at_most total_points touches transition_id ultimate_parent_id unit unread
  updated_at value variant vendor verdict was_current website what whole_companies whole_points whole_records
  wilson_high wilson_low with_depth with_identity with_minutes with_session_id within_days
`;

const plainColumns: ReadonlySet<string> = new Set(names.trim().split(/\s+/));

/** Columns that rubrics name: dimensions, criteria, and what conditions ask about behaviour. */
const made =
  /^top_reasons_\d+$|_(?:score|highest|lowest|range_points|grade|arm)$|^highest_|_(?:\d+d|ever)(?:_people(?:_\w+)?)?$/;

export function isPlain(column: string): boolean {
  return plainColumns.has(column) || made.test(column);
}

export const listedColumns: readonly string[] = [...plainColumns];
