/** What HubSpot does not take. A batch is refused as a whole, or told of row by row (207): where both can be, they end alike. */
import type { NoRows } from '../../../scripts/sync/apply/classify.js';
import type { PlannedRow } from '../../../scripts/sync/rows.js';
import { batch, never, opened, type Opened, row, type Wanted } from '../hubspot/opened.js';
import type { FaultOrder } from '../servers/fault.js';
import { alike, answering, type Case, networkCases, page, patience, refusedIn } from './case.js';

interface Asked extends Wanted {
  /** What happens before. */
  readonly before?: (at: Opened) => unknown;
  /** What is sent; a score for a contact unless given. */
  readonly rows?: (at: Opened) => readonly PlannedRow[];
}

const newContact =
  (fields: Readonly<Record<string, string | null>>) =>
  (at: Opened): readonly PlannedRow[] => [row(1, at.contacts('ann')[0] ?? '', fields)];

async function sent({ before, rows = newContact({ lead_score: '61' }), ...wanted }: Asked): Promise<NoRows> {
  const at = await opened(wanted);
  try {
    const asked = rows(at);
    await before?.(at);
    return refusedIn(await at.destination.send(asked, batch, never));
  } finally {
    await at.close();
  }
}

const hubspotCase = (name: string, by: Case['by'], asked: Asked): Case => ({ name, by, provoke: () => sent(asked) });
const byRules = (name: string, asked: Asked): Case => hubspotCase(name, 'rules', asked);

/** A row that is wrong, of a batch that is refused for it and of one that is not. */
const wrongRow = (name: string, rows: NonNullable<Asked['rows']>, wanted: Wanted = {}): Case => ({
  name: `${name} (400 and 207)`,
  by: 'rules',
  provoke: async () => {
    const ends: NoRows[] = [];
    for (const multiStatus of [false, true])
      ends.push(await sent({ ...wanted, rows, settings: { ...wanted.settings, multiStatus } }));
    return alike(ends);
  },
});

const scripted = (name: string, fault: FaultOrder): Case =>
  hubspotCase(name, 'scripted', { before: ({ server }) => server.faults.order(fault) });
/** The portal's own words for a status. */
const told = (name: string, fault: Omit<FaultOrder, 'answers'>): Case =>
  hubspotCase(name, 'settings', { before: ({ server }) => server.faults.order({ answers: 'status', ...fault }) });

const error = (category: string, message: string, more: object = {}) => ({
  status: 'error',
  message,
  correlationId: '3f1c0b2e-0000-4000-8000-000000000000',
  category,
  ...more,
});
/** Values that HubSpot tells of in a list within its message. */
const invalid = (name: string, code: string, message: string): Case =>
  scripted(
    name,
    answering(
      400,
      error(
        'VALIDATION_ERROR',
        `Property values were not valid: ${JSON.stringify([{ isValid: false, message, error: code, name: 'lead_grade' }])}`,
      ),
    ),
  );

const twice = (at: Opened): readonly PlannedRow[] => {
  const [id = ''] = at.contacts('ann');
  return [row(1, id, { lead_score: '61' }), row(2, id, { lead_score: '62' })];
};

export const hubspotCases: readonly Case[] = [
  byRules('a token that was taken back', { settings: { tokens: {} } }),
  scripted(
    'a token that has expired',
    answering(
      401,
      error('EXPIRED_AUTHENTICATION', 'The OAuth token used to make this call expired 7 second(s) ago.', {
        context: { 'expire time': ['2026-06-23T09:59:53Z'] },
      }),
    ),
  ),
  byRules('the calls of the day are used up', { settings: { dailyCalls: 0 } }),
  byRules('the calls of ten seconds are used up', {
    settings: { burst: { calls: 1 } },
    before: ({ destination }) => destination.greet(),
  }),
  told('a limit of its own, with a wait', { status: 429, retryAfter: 7 }),
  told('a lock', { status: 423 }),
  told('an account that is being moved', { status: 477, retryAfter: 3_600 }),
  ...[408, 504, 521].map((status) => scripted(`${status} by a page`, answering(status, page))),
  told('HubSpot is busy', { status: 503, retryAfter: 3 }),
  wrongRow('a property that is not there', newContact({ lead_scoer: '61' })),
  wrongRow('a read-only property', newContact({ hs_object_id: '7' })),
  byRules('a scope is missing', { settings: { tokens: { 'pat-test': ['crm.objects.contacts.read'] } } }),
  scripted('403 by a page', answering(403, page)),
  byRules('an object that is none', { objects: new Map([['contact', 'prospects']]) }),
  byRules('a property whose values are not unique', { connection: { unique_property: 'lead_grade' } }),
  wrongRow('a record that is not there', () => [row(1, '987654321', { lead_score: '61' })]),
  hubspotCase('an id that is none', 'ourselves', { rows: () => [row(1, 'ann@example.com', { lead_score: '61' })] }),
  ...[404, 405, 410, 415].map((status) => scripted(`${status} by a page`, answering(status, page))),
  ...[301, 308].map((status) => scripted(`${status}, a redirect`, answering(status, page))),
  byRules('a record that comes twice', { rows: twice }),
  wrongRow('an address that another contact has', (at) => {
    const [id = ''] = at.contacts('ann', 'bob');
    return [row(1, id, { email: 'bob@example.com' })];
  }),
  scripted(
    'a record that is there already',
    answering(409, error('OBJECT_ALREADY_EXISTS', 'A contact with this leadscore_id already exists.')),
  ),
  wrongRow('a word for a number', newContact({ lead_score: 'seventy one' })),
  wrongRow('a choice that the property lacks', newContact({ lead_tier: 'lukewarm' })),
  wrongRow('a day that is none', newContact({ last_meaningful_activity: '2026-02-30x' })),
  wrongRow('a text that is too long', newContact({ lead_score_reasons: 'x'.repeat(65_537) })),
  invalid('a value that another record has', 'DUPLICATE_UNIQUE_PROPERTY_VALUE', 'lead-7 is held by another record.'),
  scripted('400 by a page', answering(400, page)),
  scripted(
    'a message without a category',
    answering(400, { status: 'error', message: 'The batch could not be read.' }),
  ),
  ...networkCases(({ fault, timeout = patience, isClosed, url }) =>
    sent({
      connection: { timeout, ...(url !== undefined && { url }) },
      before: ({ server }) => (isClosed ? server.close() : fault && server.faults.order(fault)),
    }),
  ),
];
