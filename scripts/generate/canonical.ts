/**
 * The canonical inputs: the shape into which every source is mapped. A source fills what it has; any other column
 * becomes a typed NULL in its `stg_<source>__<entity>` model. Adding a column here is all it takes to offer it.
 */
import { canonicalFacts } from './canonical-facts.js';

export type ScalarType = 'STRING' | 'INT64' | 'NUMERIC' | 'BOOL' | 'TIMESTAMP' | 'DATE';

export interface CanonicalColumn {
  readonly type: ScalarType;
  readonly description: string;
  /** A mapping that leaves it out is an error. */
  readonly required?: true;
}

export interface CanonicalEntity {
  readonly grain: string;
  /** The columns whose combination is unique and never NULL once the source's own duplicates are gone. */
  readonly key: string;
  /** Whether a source file may add columns of its own (`attributes:`), which rubrics then read as `lead.<name>` or `account.<name>`. */
  readonly attributes: 'lead' | 'account' | 'none';
  readonly columns: Readonly<Record<string, CanonicalColumn>>;
}

const person = {
  record_id: { type: 'STRING', description: "The source's own id of the record", required: true },
  email: { type: 'STRING', description: 'E-mail address as written' },
  email_sha256: {
    type: 'STRING',
    description: 'SHA-256 of the address in small letters, in hexadecimal or base64, where the source has no address',
  },
  user_id: { type: 'STRING', description: 'Id of the person in the product, shared with its events' },
  anonymous_id: { type: 'STRING', description: 'Id of a device or browser, shared with its events' },
  first_name: { type: 'STRING', description: 'Given name' },
  last_name: { type: 'STRING', description: 'Family name' },
  title: { type: 'STRING', description: 'Job title as written' },
  phone: { type: 'STRING', description: 'Telephone number as written' },
  country: { type: 'STRING', description: 'Country as written' },
  owner_id: { type: 'STRING', description: "The record owner's id" },
  do_not_contact: { type: 'BOOL', description: 'The person must not be contacted' },
  last_recycled_at: {
    type: 'TIMESTAMP',
    description: 'When sales last gave the person back to marketing; NULL where never',
  },
  merged_into_id: { type: 'STRING', description: 'The record of the same object that this one was merged into' },
  is_deleted: { type: 'BOOL', description: 'Deleted in the source' },
  created_at: { type: 'TIMESTAMP', description: 'When the record came into being' },
  updated_at: { type: 'TIMESTAMP', description: 'When the record last changed; the newest value survives' },
  known_at: {
    type: 'TIMESTAMP',
    description: 'When the record reached the warehouse; created_at where the source cannot say',
  },
} as const satisfies Record<string, CanonicalColumn>;

const company = {
  industry: { type: 'STRING', description: 'Industry as written' },
  employees: { type: 'INT64', description: 'Number of employees' },
  annual_revenue: { type: 'NUMERIC', description: "Annual revenue in the source's currency" },
  website: { type: 'STRING', description: 'Website or domain as written' },
  size_range: { type: 'STRING', description: 'Size of the company as written: 51-200, 10000+, enterprise' },
} as const satisfies Record<string, CanonicalColumn>;

/** What vendors may say of a company beside the CRM. */
const enrichable = {
  industry: company.industry,
  employees: company.employees,
  annual_revenue: company.annual_revenue,
  size_range: company.size_range,
  country: person.country,
} as const satisfies Record<string, CanonicalColumn>;
export const enrichableFields = Object.keys(enrichable) as readonly (keyof typeof enrichable)[];
export type EnrichableField = keyof typeof enrichable;

export const canonicalEntities = {
  leads: {
    grain: 'one row per lead record',
    key: 'record_id',
    attributes: 'lead',
    columns: {
      ...person,
      ...company,
      company: { type: 'STRING', description: 'Company as written' },
      lead_source: { type: 'STRING', description: 'Where the lead came from' },
      status: { type: 'STRING', description: "The lead's status in the source" },
      converted_at: { type: 'TIMESTAMP', description: 'When the lead was converted; NULL while it is a lead' },
      converted_contact_id: { type: 'STRING', description: 'The contact it became' },
      converted_account_id: { type: 'STRING', description: 'The account it became part of' },
    },
  },
  contacts: {
    grain: 'one row per contact record',
    key: 'record_id',
    attributes: 'lead',
    columns: {
      ...person,
      account_id: { type: 'STRING', description: 'The account it belongs to' },
      lead_source: { type: 'STRING', description: 'Where the contact came from' },
    },
  },
  accounts: {
    grain: 'one row per account record',
    key: 'record_id',
    attributes: 'account',
    columns: {
      record_id: person.record_id,
      name: { type: 'STRING', description: 'Name of the company' },
      ...company,
      country: person.country,
      account_type: { type: 'STRING', description: 'Customer, prospect, partner, ... as the source says it' },
      is_customer: { type: 'BOOL', description: 'The account is a customer' },
      parent_id: { type: 'STRING', description: 'The parent account' },
      owner_id: person.owner_id,
      merged_into_id: person.merged_into_id,
      is_deleted: person.is_deleted,
      created_at: person.created_at,
      updated_at: person.updated_at,
      known_at: person.known_at,
    },
  },
  opportunities: {
    grain: 'one row per opportunity',
    key: 'record_id',
    attributes: 'none',
    columns: {
      record_id: person.record_id,
      account_id: { type: 'STRING', description: 'The account it is with' },
      contact_id: { type: 'STRING', description: 'The primary contact' },
      name: { type: 'STRING', description: 'Name of the opportunity' },
      stage: { type: 'STRING', description: 'Stage as the source says it' },
      amount: { type: 'NUMERIC', description: "Amount in the source's currency" },
      is_closed: { type: 'BOOL', description: 'Won or lost' },
      is_won: { type: 'BOOL', description: 'Won' },
      is_deleted: person.is_deleted,
      created_at: person.created_at,
      closed_at: { type: 'TIMESTAMP', description: 'When it was won or lost; NULL while open' },
      known_at: person.known_at,
    },
  },
  campaign_responses: {
    grain: "one row per person's response to a campaign",
    key: 'record_id',
    attributes: 'none',
    columns: {
      record_id: person.record_id,
      person_record_id: { type: 'STRING', description: 'The lead or contact that responded' },
      email: person.email,
      campaign_name: { type: 'STRING', description: 'Name of the campaign' },
      campaign_type: { type: 'STRING', description: 'Webinar, event, content, ...' },
      status: { type: 'STRING', description: 'Registered, attended, responded, ...' },
      content_id: {
        type: 'STRING',
        description: 'What it was about, under a name that all channels share: a webinar, a paper',
      },
      minutes: { type: 'NUMERIC', description: 'Minutes attended, where the source knows' },
      is_deleted: person.is_deleted,
      happened_at: { type: 'TIMESTAMP', description: 'When the person responded', required: true },
      known_at: { type: 'TIMESTAMP', description: 'When the response reached the warehouse' },
    },
  },
  events: {
    grain: 'one row per event',
    key: 'event_id',
    attributes: 'none',
    columns: {
      event_id: { type: 'STRING', description: "The source's own id of the event", required: true },
      event_name: { type: 'STRING', description: 'What happened, as the source calls it', required: true },
      channel: { type: 'STRING', description: 'web, product, email, form, meeting or support' },
      happened_at: { type: 'TIMESTAMP', description: 'When it happened', required: true },
      known_at: { type: 'TIMESTAMP', description: 'When it reached the warehouse' },
      person_record_id: { type: 'STRING', description: 'The lead or contact it belongs to, where the source knows' },
      email: person.email,
      email_sha256: person.email_sha256,
      user_id: person.user_id,
      anonymous_id: person.anonymous_id,
      session_id: { type: 'STRING', description: 'The visit it belongs to' },
      page_path: { type: 'STRING', description: 'Path of the page, without host and query' },
      form_id: { type: 'STRING', description: 'The form that was sent' },
      campaign_name: { type: 'STRING', description: 'The campaign it came from' },
      content_id: {
        type: 'STRING',
        description: 'What it was about, under a name that all channels share: a webinar, a paper',
      },
      minutes: { type: 'NUMERIC', description: 'How long it took, where the source knows' },
      depth: { type: 'NUMERIC', description: 'Share of the page or content that was seen, 0 to 100' },
      is_bot: { type: 'BOOL', description: 'Made by a machine' },
      is_internal: { type: 'BOOL', description: "Made by the company's own people or by a test" },
    },
  },
  enrichment: {
    grain: 'one row per answer of a vendor about a company',
    key: 'record_id',
    attributes: 'none',
    columns: {
      record_id: { type: 'STRING', description: "The source's own id of the answer", required: true },
      vendor: { type: 'STRING', description: 'Who says so', required: true },
      account_record_id: { type: 'STRING', description: 'The account record that it is about' },
      domain: { type: 'STRING', description: 'Or the website or domain of the company, as written' },
      ...enrichable,
      is_confirmed: { type: 'BOOL', description: 'Somebody has confirmed it' },
      fetched_at: { type: 'TIMESTAMP', description: 'When the vendor was asked', required: true },
      known_at: { type: 'TIMESTAMP', description: 'When the answer reached the warehouse; fetched_at unless given' },
    },
  },
  account_events: {
    grain: 'one row per fact of an account without a person',
    key: 'event_id',
    attributes: 'none',
    columns: {
      event_id: { type: 'STRING', description: "The source's own id of the fact", required: true },
      event_name: { type: 'STRING', description: 'What happened, as the source calls it', required: true },
      channel: { type: 'STRING', description: 'intent, ads, web, ... as the source says it' },
      topic: { type: 'STRING', description: 'What was researched, advertised or looked at' },
      campaign_name: { type: 'STRING', description: 'The campaign it came from' },
      account_record_id: { type: 'STRING', description: 'The account record that it is about' },
      domain: { type: 'STRING', description: 'Or the website or domain of the company, as written' },
      strength: { type: 'NUMERIC', description: 'How much of it: a surge score, visits, impressions' },
      happened_at: { type: 'TIMESTAMP', description: 'When it happened', required: true },
      known_at: { type: 'TIMESTAMP', description: 'When it reached the warehouse' },
    },
  },
  overrides: {
    grain: 'one row per decision of a person about a lead',
    key: 'record_id',
    attributes: 'none',
    columns: {
      record_id: { type: 'STRING', description: "The source's own id of the decision", required: true },
      person_record_id: { type: 'STRING', description: 'The lead or contact that it is about' },
      email: { type: 'STRING', description: 'Or the address of the lead that it is about' },
      rubric: { type: 'STRING', description: 'The rubric whose tier it sets; NULL for every rubric' },
      tier: { type: 'STRING', description: 'The tier in which the lead is to stand', required: true },
      owner: { type: 'STRING', description: 'Who answers for it', required: true },
      reason: { type: 'STRING', description: 'Why', required: true },
      set_at: { type: 'TIMESTAMP', description: 'When it was decided; it counts from then on', required: true },
      expires_on: { type: 'DATE', description: 'The first day on which it no longer counts', required: true },
    },
  },
  ...canonicalFacts,
} as const satisfies Record<string, CanonicalEntity>;

export type EntityName = keyof typeof canonicalEntities;
