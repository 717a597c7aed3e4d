/** A mapping against the portal: the whole message of everything that can be wrong with it, and properties that are made. */
import { afterEach, expect, test } from 'vitest';
import { render } from '../../../scripts/problem/render.js';
import { resolveSync } from '../../../scripts/sync/config/resolve.js';
import { classify } from '../../../scripts/sync/apply/classify.js';
import { hubspot } from '../../../scripts/sync/destinations/hubspot/kind.js';
import { ask } from '../../../scripts/sync/plan/ask.js';
import type { FieldMapping } from '../../../scripts/sync/rows.js';
import { config, mapping as mappingOf } from '../plan/small-warehouse.js';
import { batch, never, opened, type Opened, row, type Wanted } from './opened.js';

let at: Opened | undefined;
afterEach(async () => {
  await at?.close();
  at = undefined;
});

let line = 1;
const field = (name: string, from: string, more: Partial<FieldMapping> = {}): FieldMapping => ({
  rubric: 'demo',
  object: 'contact',
  field: name,
  from,
  type: 'text',
  whenNull: 'skip',
  write: 'always',
  at: { file: 'rubrics/demo.yaml', line: (line += 1), column: 5 },
  ...more,
});

async function told(mapping: readonly FieldMapping[], wanted?: Wanted): Promise<string> {
  at = await opened(wanted);
  return toldAgain(at, mapping);
}
async function toldAgain({ destination }: Opened, mapping: readonly FieldMapping[]): Promise<string> {
  const described = new Map([['contact' as const, (await destination.describe('contact')) ?? []]]);
  return render(destination.check(mapping, described), 'text', () => undefined, { color: false, cwd: '/' });
}

test('every fault of every field, where the rubric names it', async () => {
  line = 1;
  const mapping = [
    field('lead_scoer', 'total_score', { type: 'number', scale: 1 }),
    field('bogus_thing', 'band'),
    field('createdate', 'as_of', { type: 'datetime' }),
    field('lead_grade', 'total_score', { type: 'number', scale: 0 }),
    field('action_due', 'last_act_on', { type: 'date' }),
    field('lead_score_reasons', 'top_reasons_100000', { length: 100_000 }),
    field('lead_tier', 'tier', { values: ['hot', 'nurture', 'Warm'] }),
    field('Lead Score', 'total_score', { type: 'number' }),
    field('hs_object_id', 'tier'),
    field('fit_score', 'fit_score', { type: 'number', scale: 1 }),
  ];
  expect(await told(mapping)).toMatchInlineSnapshot(`
    "rubrics/demo.yaml:9:5  sync/field-name
      "Lead Score" is no internal name of a HubSpot property.
      Write the internal name, in small letters, digits and _, such as lead_score; it stands under </> beside the label.

    rubrics/demo.yaml:10:5  sync/key-is-written
      hs_object_id of contacts is what records are found by, and is written as well.
      Take it out of the fields.

    rubrics/demo.yaml:2:5  sync/unknown-field
      contacts has no field "lead_scoer" that our user can see.
      Did you mean "lead_score"?

    rubrics/demo.yaml:3:5  sync/unknown-field
      contacts has no field "bogus_thing" that our user can see.
      Create it in the settings of the account, or let it be made: \`npx leadscore sync plan --create-fields\`.

    rubrics/demo.yaml:4:5  sync/read-only-field
      contacts.createdate cannot be written by our user.
      Take another property: what HubSpot fills or calculates itself nobody writes.

    rubrics/demo.yaml:5:5  sync/field-type
      contacts.lead_grade is a text, and "total_score" is a number.
      Take a field that is a number, or another column.

    rubrics/demo.yaml:6:5  sync/field-type
      contacts.action_due is a moment with date and time, and "last_act_on" is a date.
      Take a field that is a date, or another column.

    rubrics/demo.yaml:7:5  sync/field-length
      contacts.lead_score_reasons takes 65536 characters, and "top_reasons_100000" may have 100000.
      Records with a longer text would be rejected.
      Write "length: 65536" in the mapping, or give the field more.

    rubrics/demo.yaml:8:5  sync/field-values
      contacts.lead_tier does not take "nurture", "Warm", which "tier" may be.
      It takes only: hot, warm, cold, a, b, c, d.
      Add the values to the field in the CRM, letter by letter as they are here.

    9 problems (9 errors) in 1 file
    "
  `);
});

test('a unique property that is not unique, and one that is not there', async () => {
  const mapping = [field('fit_score', 'fit_score', { type: 'number' })];
  expect(await told(mapping, { connection: { unique_property: 'lead_grade' } })).toMatchInlineSnapshot(`
    "sync/unique-property
      lead_grade of contacts does not require unique values.
      HubSpot finds records only by a property that does, which is settled when it is created.
      Create one that does, or take "unique_property" out of the connection.

    1 problem (1 error)
    "
  `);
  await at?.close();
  expect(await told(mapping, { connection: { unique_property: 'my_key' } })).toMatchInlineSnapshot(`
    "sync/unique-property
      contacts has no property my_key.
      HubSpot finds records only by a property that does, which is settled when it is created.
      Create one that does, or take "unique_property" out of the connection.

    1 problem (1 error)
    "
  `);
});

test('what is missing is made on request, and fits then', async () => {
  const mapping = [
    field('leadscore_total', 'total_score', { type: 'number', scale: 1 }),
    field('leadscore_reasons', 'top_reasons_255', { length: 255 }),
    field('leadscore_last_act', 'last_act_on', { type: 'date' }),
    field('leadscore_due', 'action_due_at', { type: 'datetime' }),
    field('leadscore_held_out', 'held_out', { type: 'boolean' }),
  ];
  expect(await told(mapping, { connection: { unique_property: 'leadscore_key' } })).toContain('6 problems (6 errors)');
  const it = at;
  if (it === undefined) throw new Error('nothing is open');
  expect(await it.destination.createFields?.('contact', mapping)).toMatchObject({ came: 'rows', rows: [] });
  expect(await toldAgain(it, mapping)).toBe('No problems.\n');
  const made = it.server.portal.objectNamed('contacts')?.properties;
  expect(made?.get('leadscore_key')).toMatchObject({ type: 'string', hasUniqueValue: true, groupName: 'leadscore' });
  const calls = it.server.history.calls.length;
  expect(await it.destination.createFields?.('contact', mapping)).toMatchObject({ came: 'rows' });
  expect(it.server.history.calls.length).toBe(calls + 1);
});

test('what records are found by is made on request although no field is missing', async () => {
  const fields = [field('lead_grade', 'fit_grade')];
  at = await opened({ connection: { unique_property: 'leadscore_key' } });
  const order = { config, mappings: [mappingOf(fields, [], { object: 'contact' })], destination: at.destination };
  await expect(ask({ ...order, createsFields: false })).rejects.toThrow(
    'sync/unique-property: contacts has no property leadscore_key.',
  );
  expect(await ask({ ...order, createsFields: true })).toMatchObject({ warnings: [] });
  const made = at.server.portal.objectNamed('contacts')?.properties;
  expect(made?.get('leadscore_key')).toMatchObject({ hasUniqueValue: true });
});

test('a property that goes after the mapping was checked: the next check and the next write tell it', async () => {
  const mapping = [field('lead_grade', 'fit_grade')];
  expect(await told(mapping)).toBe('No problems.\n');
  const it = at;
  if (it === undefined) throw new Error('nothing is open');
  const [a = ''] = it.contacts('amber');
  it.server.portal.objectNamed('contacts')?.properties.delete('lead_grade');
  expect(await toldAgain(it, mapping)).toContain('contacts has no field "lead_grade" that our user can see.');
  const said = await it.destination.send([row(1, a, { lead_grade: 'A' })], batch, never);
  expect(said).toMatchObject({
    came: 'refusal',
    refusal: {
      code: 'PROPERTY_DOESNT_EXIST',
      message: 'Property "lead_grade" does not exist',
      fields: ['lead_grade'],
      httpStatus: 400,
    },
  });
  if (said.came !== 'refusal') throw new Error('it was not refused');
  expect(classify(said.refusal, hubspot.errorClasses).class).toBe('config');
});

test.each<[string, Wanted, object, string]>([
  [
    'the right to write',
    { settings: { tokens: { 'pat-test': ['crm.objects.contacts.read'] } } },
    {
      code: 'MISSING_SCOPES',
      message:
        "This app hasn't been granted all required scopes to make this call. It needs crm.objects.contacts.write.",
      httpStatus: 403,
    },
    'config',
  ],
  [
    'a token that is not known',
    { environment: { LEADSCORE_HUBSPOT_TOKEN: 'pat-na1-0000' } },
    {
      code: 'INVALID_AUTHENTICATION',
      message: 'Authentication credentials not found. This API supports OAuth 2.0 authentication.',
      httpStatus: 401,
    },
    'auth',
  ],
  [
    'an object that is none',
    { objects: new Map([['lead', 'prospects']]) },
    { code: 'OBJECT_NOT_FOUND', message: 'Unable to infer object type from: prospects', httpStatus: 404 },
    'config',
  ],
])('greeted without %s', async (_name, wanted, refusal, expected) => {
  at = await opened(wanted);
  const said = await at.destination.greet();
  expect(said).toMatchObject({ came: 'refusal', refusal });
  if (said.came !== 'refusal') throw new Error('it was not refused');
  expect(classify(said.refusal, hubspot.errorClasses).class).toBe(expected);
  expect(at.server.history.writes).toEqual([]);
});

test('a token that is replaced while a run waits is used from the next call on', async () => {
  const environment: Record<string, string> = { LEADSCORE_HUBSPOT_TOKEN: 'pat-test' };
  at = await opened({ environment });
  at.server.portal.set({ tokens: { 'pat-other': ['crm.objects.contacts.write'] } });
  expect(await at.destination.greet()).toMatchObject({ came: 'refusal', refusal: { httpStatus: 401 } });
  environment['LEADSCORE_HUBSPOT_TOKEN'] = 'pat-other';
  await at.destination.renew();
  expect(await at.destination.greet()).toMatchObject({ came: 'rows' });
});

test.each<[Record<string, string>, string]>([
  [{}, 'sync/secret-missing: LEADSCORE_HUBSPOT_TOKEN is not set: the access token of the private app.'],
  [
    { LEADSCORE_HUBSPOT_TOKEN: 'two words' },
    'sync/secret-malformed: LEADSCORE_HUBSPOT_TOKEN does not look like an access token, such as pat-na1-..., in one word of visible characters.',
  ],
])('without a token nothing is opened: %#', async (environment, message) => {
  await expect(opened({ environment })).rejects.toMatchObject({ message });
});

test('a connection that cannot be', () => {
  const faults = (connection: string): readonly string[] =>
    resolveSync(
      'rubrics/sync/crm.yaml',
      `destination: hubspot\nsource: crm\nobjects: { contact: contacts }\nconnection: ${connection}\n`,
      ['crm'],
    ).problems.map(({ what }) => what);
  expect(faults('{ api_version: v2 }')).toEqual(['"api_version" must be v3 or a date such as 2026-03.']);
  expect(faults('{ unique_property: email }')).toEqual(['By "email" HubSpot takes no upsert of a part of a record.']);
  expect(faults('{ unique_property: hs_object_id }')).toEqual([
    '"hs_object_id" is the id by which records are found anyway.',
  ]);
  expect(faults('{ unique_property: My Key }')).toEqual([
    '"unique_property" must be the internal name of a property, such as leadscore_id.',
  ]);
  expect(faults('{ api_version: 2026-03, unique_property: leadscore_id, timeout: 30 }')).toEqual([]);
});
