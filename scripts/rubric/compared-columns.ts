import type { SameAct } from './model.js';

/** What `same_act` compares, as the canonical inputs call it. */
export const comparedColumns: Readonly<Record<SameAct['by'][number], string>> = {
  content: 'content_id',
  form: 'form_id',
  path: 'page_path',
  campaign: 'campaign_name',
};
