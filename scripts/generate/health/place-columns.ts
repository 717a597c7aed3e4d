/** What tells places apart; NULL for days longer ago than places are of interest. */
export const placeColumns = [
  'event_name',
  'channel',
  'page_path',
  'form_id',
  'campaign_name',
  'campaign_type',
  'campaign_status',
] as const;
