/** The real tables beside the checkout that are those of a ready connector, by `source.table`. They are read where they lie. */
import { sharedFile } from '../shared-data.js';

const tables: Readonly<Record<string, readonly [folder: string, files: Readonly<Record<string, string>>]>> = {
  ga4: ['ga4_bq_export', { 'events_*': 'events_20201108.parquet' }],
  hubspot: [
    'fivetran_hubspot',
    Object.fromEntries(
      [
        'company',
        'contact',
        'contact_form_submission',
        'contact_merge_audit',
        'contact_property_history',
        'deal',
        'deal_company',
        'deal_contact',
        'deal_pipeline_stage',
        'deal_stage',
        'email_campaign',
        'email_event',
        'email_event_status_change',
        'engagement_call',
        'engagement_company',
        'engagement_contact',
        'engagement_email',
        'engagement_meeting',
        'engagement_task',
        'form',
        'merged_deal',
        'ticket',
        'ticket_company',
        'ticket_contact',
        'ticket_pipeline_stage',
      ].map((table) => [table, `${table}_data.csv`]),
    ),
  ],
  marketo: [
    'fivetran_marketo',
    Object.fromEntries(
      [
        'lead',
        'activity_change_data_value',
        'activity_click_email',
        'activity_delete_lead',
        'activity_merge_leads',
        'activity_open_email',
        'activity_send_email',
        'activity_unsubscribe_email',
        'program',
      ].map((table) => [table, `marketo_${table}_data.csv`]),
    ),
  ],
  pardot: [
    'fivetran_pardot',
    Object.fromEntries(
      ['campaign', 'opportunity', 'opportunity_prospect', 'prospect', 'visitor', 'visitor_activity'].map((table) => [
        table,
        `pardot_${table}_data.csv`,
      ]),
    ),
  ],
  salesforce: [
    'fivetran_salesforce',
    Object.fromEntries(
      ['account', 'contact', 'event', 'lead', 'opportunity', 'opportunity_history', 'task'].map((table) => [
        table,
        `sf_${table}_data.csv`,
      ]),
    ),
  ],
  segment: ['segment', { pages: 'example_segment_pages.csv' }],
};

/** Connectors of which there are real tables. */
export const connectorsWithRealTables: readonly string[] = Object.keys(tables);

/** For `--raw`. */
export const realTables: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(tables).flatMap(([source, [folder, files]]) =>
    Object.entries(files).map(([table, file]) => [`${source}.${table}`, [sharedFile(`${folder}/${file}`)]] as const),
  ),
);
