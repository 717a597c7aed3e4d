/** Canonical inputs beside records, events and opportunities: what was done, decided, spent and asked, each with its time. */
import type { CanonicalEntity } from './canonical.js';

const recordId = { type: 'STRING', description: "The source's own id of the fact", required: true } as const;
const ofPerson = { type: 'STRING', description: 'The lead or contact that it is about' } as const;
const email = { type: 'STRING', description: 'Or the address that it is about' } as const;
const ofAccount = { type: 'STRING', description: 'The account that it is about' } as const;
const owner = { type: 'STRING', description: 'Who is to do it, or did it' } as const;
const isDeleted = { type: 'BOOL', description: 'Deleted in the source' } as const;
const knownAt = {
  type: 'TIMESTAMP',
  description: 'When it reached the warehouse; happened_at where the source cannot say',
} as const;

export const canonicalFacts = {
  touches: {
    grain: 'one row per attempt of ours to reach somebody',
    key: 'record_id',
    attributes: 'none',
    columns: {
      record_id: recordId,
      person_record_id: ofPerson,
      email,
      account_id: ofAccount,
      owner_id: owner,
      channel: { type: 'STRING', description: 'call, email, meeting or social' },
      outcome: { type: 'STRING', description: 'What came of it, as the source says it' },
      minutes: { type: 'NUMERIC', description: 'How long it took, where the source knows' },
      is_deleted: isDeleted,
      happened_at: { type: 'TIMESTAMP', description: 'When it was done', required: true },
      known_at: knownAt,
    },
  },
  tasks: {
    grain: 'one row per task of a colleague',
    key: 'record_id',
    attributes: 'none',
    columns: {
      record_id: recordId,
      person_record_id: ofPerson,
      account_id: ofAccount,
      owner_id: owner,
      task_type: { type: 'STRING', description: 'Call, e-mail, to do, ... as the source says it' },
      status: { type: 'STRING', description: 'Status as the source says it' },
      priority: { type: 'STRING', description: 'Priority as the source says it' },
      is_closed: { type: 'BOOL', description: 'Done' },
      due_on: { type: 'DATE', description: 'The day by which it is to be done' },
      completed_at: { type: 'TIMESTAMP', description: 'When it was done; NULL while it is open' },
      is_deleted: isDeleted,
      happened_at: { type: 'TIMESTAMP', description: 'When it was set', required: true },
      known_at: knownAt,
    },
  },
  tickets: {
    grain: 'one row per support ticket',
    key: 'record_id',
    attributes: 'none',
    columns: {
      record_id: recordId,
      person_record_id: ofPerson,
      email,
      account_id: ofAccount,
      owner_id: owner,
      category: { type: 'STRING', description: 'Category as the source says it' },
      priority: { type: 'STRING', description: 'Priority as the source says it' },
      status: { type: 'STRING', description: 'Status as the source says it' },
      is_closed: { type: 'BOOL', description: 'Solved or given up' },
      closed_at: { type: 'TIMESTAMP', description: 'When it was closed; NULL while it is open' },
      is_deleted: isDeleted,
      happened_at: { type: 'TIMESTAMP', description: 'When it was opened', required: true },
      known_at: knownAt,
    },
  },
  spend: {
    grain: 'one row per channel, campaign and month',
    key: 'record_id',
    attributes: 'none',
    columns: {
      record_id: recordId,
      channel: { type: 'STRING', description: 'The channel as the source says it', required: true },
      campaign_name: { type: 'STRING', description: 'Name of the campaign; NULL for the channel as a whole' },
      month: { type: 'DATE', description: 'The first day of the month', required: true },
      amount: { type: 'NUMERIC', description: "What was spent, in the source's currency", required: true },
      happened_at: { type: 'TIMESTAMP', description: 'The beginning of the month', required: true },
      known_at: knownAt,
    },
  },
  opportunity_stages: {
    grain: 'one row per stage that an opportunity entered',
    key: 'record_id',
    attributes: 'none',
    columns: {
      record_id: recordId,
      opportunity_id: { type: 'STRING', description: 'The opportunity', required: true },
      stage: { type: 'STRING', description: 'The stage that it entered, as the source says it' },
      amount: { type: 'NUMERIC', description: "Amount at that time, in the source's currency" },
      is_closed: { type: 'BOOL', description: 'Won or lost by then' },
      is_won: { type: 'BOOL', description: 'Won by then' },
      loss_reason: { type: 'STRING', description: 'Why it was lost, as the source says it' },
      happened_at: { type: 'TIMESTAMP', description: 'When it entered the stage', required: true },
      known_at: knownAt,
    },
  },
  status_history: {
    grain: 'one row per change of the status of a lead or contact',
    key: 'record_id',
    attributes: 'none',
    columns: {
      record_id: recordId,
      person_record_id: { ...ofPerson, required: true },
      status_field: { type: 'STRING', description: 'Which status: lifecycle stage, lead status, ...' },
      status: { type: 'STRING', description: 'What it became, as the source says it' },
      reason: { type: 'STRING', description: 'Why, as the source says it' },
      happened_at: { type: 'TIMESTAMP', description: 'When it changed', required: true },
      known_at: knownAt,
    },
  },
  consents: {
    grain: 'one row per consent given or withdrawn',
    key: 'record_id',
    attributes: 'none',
    columns: {
      record_id: recordId,
      person_record_id: ofPerson,
      email,
      channel: { type: 'STRING', description: 'email, phone, ...' },
      is_given: { type: 'BOOL', description: 'Given; FALSE when it was withdrawn', required: true },
      reason: { type: 'STRING', description: 'By which way, as the source says it' },
      happened_at: { type: 'TIMESTAMP', description: 'When it was given or withdrawn', required: true },
      known_at: knownAt,
    },
  },
} as const satisfies Record<string, CanonicalEntity>;

export type FactName = keyof typeof canonicalFacts;
