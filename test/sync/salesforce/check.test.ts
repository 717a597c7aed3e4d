/** A mapping against the org: the whole message of everything that can be wrong with it. */
import { afterEach, expect, test } from 'vitest';
import { render } from '../../../scripts/problem/render.js';
import { classify } from '../../../scripts/sync/apply/classify.js';
import type { DescribedField, Refusal } from '../../../scripts/sync/destination.js';
import { refusalOf } from '../../../scripts/sync/destinations/salesforce/errors.js';
import { salesforce } from '../../../scripts/sync/destinations/salesforce/kind.js';
import type { FieldMapping } from '../../../scripts/sync/rows.js';
import { batch, never, opened, type Opened, row, type Wanted } from './opened.js';

let at: Opened | undefined;
afterEach(async () => {
  await at?.close();
  at = undefined;
});

let line = 1;
const field = (name: string, from: string, more: Partial<FieldMapping> = {}): FieldMapping => ({
  rubric: 'demo',
  object: 'lead',
  field: name,
  from,
  type: 'text',
  whenNull: 'skip',
  write: 'always',
  at: { file: 'rubrics/demo.yaml', line: (line += 1), column: 5 },
  ...more,
});

/** What a plan has to say of a mapping of leads. */
async function told(mapping: readonly FieldMapping[], wanted?: Wanted): Promise<string> {
  at = await opened(wanted);
  const described = new Map([['lead' as const, (await at.destination.describe('lead')) ?? []]]);
  return render(at.destination.check(mapping, described), 'text', () => undefined, { color: false, cwd: '/' });
}

test('a mapping that fits', async () => {
  const mapping = [
    field('Lead_Score__c', 'total_score', { type: 'number', scale: 1 }),
    field('lead_score_reasons__c', 'top_reasons_255', { length: 255 }),
    field('Score_Band__c', 'tier', { values: ['hot', 'warm'] }),
    field('Last_Meaningful_Activity__c', 'last_act_on', { type: 'date' }),
    field('Action_Due__c', 'action_due_at', { type: 'datetime' }),
  ];
  expect(await told(mapping)).toBe('No problems.\n');
});

test('every fault of every field, where the rubric names it', async () => {
  line = 1;
  const mapping = [
    field('Lead_Scoer__c', 'total_score', { type: 'number', scale: 1 }),
    field('Bogus_Thing__c', 'tier'),
    field('CreatedDate', 'last_act_on', { type: 'datetime' }),
    field('Lead_Category__c', 'total_score', { type: 'number', scale: 0 }),
    field('Last_Meaningful_Activity_At__c', 'last_act_on', { type: 'date' }),
    field('Fit_Score__c', 'fit_score', { type: 'number', scale: 3 }),
    field('Recommended_Action__c', 'action_details', { length: 255 }),
    field('Lead_Score_Reasons__c', 'top_reasons'),
    field('Score_Band__c', 'tier', { values: ['hot', 'nurture', 'Warm'] }),
    field('Score Band', 'tier'),
    field('ID', 'tier'),
  ];
  expect(await told(mapping)).toMatchInlineSnapshot(`
    "rubrics/demo.yaml:11:5  sync/field-name
      "Score Band" is no API name of a Salesforce field.
      Write the name that stands under "Field Name" in the object manager, such as Lead_Score__c.

    rubrics/demo.yaml:12:5  sync/key-is-written
      ID of Lead is what records are found by, and is written as well.
      Take it out of the fields.

    rubrics/demo.yaml:2:5  sync/unknown-field
      Lead has no field "Lead_Scoer__c" that our user can see.
      Did you mean "Lead_Score__c"?

    rubrics/demo.yaml:3:5  sync/unknown-field
      Lead has no field "Bogus_Thing__c" that our user can see.
      Create it in the object manager, or give the permission set of our user the right to read and edit it.

    rubrics/demo.yaml:4:5  sync/read-only-field
      Lead.CreatedDate cannot be written by our user.
      Give the permission set of our user the right to edit it; what Salesforce fills itself nobody writes.

    rubrics/demo.yaml:5:5  sync/field-type
      Lead.Lead_Category__c is a text, and "total_score" is a number.
      Take a field that is a number, or another column.

    rubrics/demo.yaml:6:5  sync/field-type
      Lead.Last_Meaningful_Activity_At__c is a moment with date and time, and "last_act_on" is a date.
      Take a field that is a date, or another column.

    rubrics/demo.yaml:7:5  sync/field-scale
      Lead.Fit_Score__c keeps 1 digit after the point, and "fit_score" is written with 3.
      What the CRM holds then would never be what was sent.
      Write "scale: 1" in the mapping, or give the field more digits.

    rubrics/demo.yaml:8:5  sync/field-length
      Lead.Recommended_Action__c takes 80 characters, and "action_details" may have 255.
      Records with a longer text would be rejected.
      Write "length: 80" in the mapping, or give the field more.

    rubrics/demo.yaml:9:5  sync/field-length (warning)
      Lead.Lead_Score_Reasons__c takes 255 characters, and "top_reasons" has no length.
      Records with a longer text are rejected.
      Write "length: 255" in the mapping, or give the field more.

    rubrics/demo.yaml:10:5  sync/field-values
      Lead.Score_Band__c does not take "nurture", "Warm", which "tier" may be.
      It takes only: hot, warm, cold, A, B, C, D.
      Add the values to the field in the CRM, letter by letter as they are here.

    11 problems (10 errors, 1 warning) in 1 file
    "
  `);
});

test('an external id that does not tell records apart', async () => {
  const mapping = [field('Lead_Category__c', 'tier')];
  expect(await told(mapping, { connection: { external_id: 'Legacy_Id__c' } })).toMatchInlineSnapshot(`
    "sync/external-id
      Legacy_Id__c of Lead is not both unique and an external id.
      By any other field an upsert may write to the wrong record, or make a second one.
      Tick "External ID" and "Unique" in its definition, or take "external_id" out of the connection.

    1 problem (1 error)
    "
  `);
  await at?.close();
  expect(await told(mapping, { connection: { external_id: 'Nope__c' } })).toMatchInlineSnapshot(`
    "sync/external-id
      Lead has no field Nope__c that our user can see.
      By any other field an upsert may write to the wrong record, or make a second one.
      Tick "External ID" and "Unique" in its definition, or take "external_id" out of the connection.

    1 problem (1 error)
    "
  `);
});

test('a field that goes after the mapping was checked: the next check and the next write tell it', async () => {
  const mapping = [field('Lead_Category__c', 'tier')];
  expect(await told(mapping)).toBe('No problems.\n');
  const it = at;
  const type = it?.server.org.objectNamed('Lead');
  if (it === undefined || type === undefined) throw new Error('The org has no leads.');
  it.server.org.objects.set('lead', { ...type, fields: type.fields.filter(({ name }) => name !== 'Lead_Category__c') });
  const described = new Map([['lead' as const, (await it.destination.describe('lead')) ?? []]]);
  expect(it.destination.check(mapping, described).map(({ what }) => what)).toEqual([
    'Lead has no field "Lead_Category__c" that our user can see.',
  ]);
  const [a = ''] = it.leads('Amber');
  const said = await it.destination.send([row(1, a, { Lead_Category__c: 'hot' })], batch, never);
  const refusal = {
    code: 'INVALID_FIELD',
    message: "No such column 'Lead_Category__c' on sobject of type Lead",
    fields: ['Lead_Category__c'],
  };
  expect(said).toMatchObject({ rows: [{ seq: 1, said: 'refused', refusal }] });
  expect(classify(refusal, salesforce.errorClasses).class).toBe('config');
});

test('what the org says of its fields', async () => {
  at = await opened();
  const fields = await at.destination.describe('lead');
  const named = (name: string): DescribedField | undefined => fields?.find((each) => each.name === name);
  expect([
    named('Lead_Score__c'),
    named('Score_Band__c'),
    named('Leadscore_Id__c'),
    named('OwnerId'),
    named('Id'),
  ]).toEqual([
    { name: 'Lead_Score__c', type: 'number', isWritable: true, isUnique: false, scale: 1 },
    {
      name: 'Score_Band__c',
      type: 'choice',
      isWritable: true,
      isUnique: false,
      choices: ['hot', 'warm', 'cold', 'A', 'B', 'C', 'D'],
      isRestricted: true,
    },
    { name: 'Leadscore_Id__c', type: 'text', isWritable: true, isUnique: true, length: 64 },
    { name: 'OwnerId', type: 'other', isWritable: true, isUnique: false },
    { name: 'Id', type: 'other', isWritable: false, isUnique: false },
  ]);
});

test('an object that the org does not have', async () => {
  at = await opened({ objects: new Map([['lead', 'Prospect__c']]) });
  const refusal = { code: 'NOT_FOUND', message: 'The requested resource does not exist', httpStatus: 404 };
  expect(await at.destination.greet()).toMatchObject({ came: 'refusal', refusal });
  expect(classify(refusal, salesforce.errorClasses).class).toBe('config');
});

test.each<[Partial<Refusal>, string]>([
  [{ code: 'UNABLE_TO_LOCK_ROW', message: 'x' }, 'transient'],
  [
    { code: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message: 'System.LimitException: Too many SOQL queries: 101' },
    'transient halve',
  ],
  [
    { code: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message: 'UNABLE_TO_LOCK_ROW, unable to obtain exclusive access' },
    'transient',
  ],
  [{ code: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message: 'trigger said no' }, 'permanent'],
  [{ code: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentRequests Limit exceeded.', httpStatus: 403 }, 'transient'],
  [{ code: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.', httpStatus: 403 }, 'quota'],
  [{ code: 'INVALID_SESSION_ID', message: 'x', httpStatus: 401 }, 'auth'],
  [{ code: 'invalid_grant', message: 'x', httpStatus: 400 }, 'config'],
  [{ code: 'ENTITY_IS_DELETED', message: 'x' }, 'gone'],
  [{ code: 'INVALID_CROSS_REFERENCE_KEY', message: 'x' }, 'gone'],
  [{ code: 'STRING_TOO_LONG', message: 'x' }, 'permanent'],
  [{ code: 'INVALID_FIELD_FOR_INSERT_UPDATE', message: 'x' }, 'config'],
  [{ code: 'JSON_PARSER_ERROR', message: 'x', httpStatus: 400 }, 'permanent'],
  [{ code: 'HTTP_503', message: 'x', httpStatus: 503 }, 'transient'],
  [{ code: 'HTTP_403', message: 'x', httpStatus: 403 }, 'config'],
  [{ code: 'MULTIPLE_RECORDS', message: 'x', httpStatus: 300 }, 'permanent'],
  [{ code: 'NO_ANSWER_TIMEOUT', message: 'x' }, 'transient'],
  [{ code: 'JOB_TOO_LARGE', message: 'x', httpStatus: 413 }, 'transient halve'],
  [{ code: 'CERTIFICATE', message: 'x' }, 'config'],
  [{ code: 'SOMETHING_NEW', message: 'x' }, 'unknown'],
])('what to do about %j', (refusal, expected) => {
  const verdict = classify({ code: '', message: '', ...refusal }, salesforce.errorClasses);
  expect(`${verdict.class}${verdict.halve ? ' halve' : ''}`).toBe(expected);
});

test('a refusal says nothing that a terminal would take for an order', () => {
  const text = JSON.stringify([
    { errorCode: 'BAD\u001b[2J', message: 'one\ntwo\u001b[31m', fields: ['Lead_Score__c', 'x\u001b]0;y\u0007'] },
  ]);
  expect(refusalOf({ came: 'answer', status: 400, headers: new Map(), text }, [], new Date(0))).toEqual({
    code: 'UNREADABLE_CODE',
    message: 'one two [31m',
    fields: ['Lead_Score__c'],
    httpStatus: 400,
  });
});
