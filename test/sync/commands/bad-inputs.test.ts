/**
 * Whatever may be wrong with what a sync is given, as a user sees it, against an org and a portal of their own: unknown field,
 * read-only field, wrong type, text too long, missing scope, expired token, duplicate key, null key, and a mapping that a change
 * of the CRM's schema or of its own made wrong. The whole messages stand in bad-inputs-salesforce.txt and bad-inputs-hubspot.txt.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { startHubSpot } from '../servers/hubspot/server.js';
import { startSalesforce } from '../servers/salesforce/server.js';
import { crmProject, putUpdates } from './crm-project.js';
import { type Teller, teller } from './teller.js';

// Built once, before the tests, so that it is there for each.
beforeAll(async () => void (await crmProject()));

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function setSecrets(secrets: Readonly<Record<string, string>>): void {
  Object.assign(process.env, secrets);
  closing.push(() => {
    for (const name of Object.keys(secrets)) Reflect.deleteProperty(process.env, name);
  });
}

interface Project extends Teller {
  readonly directory: string;
  /** The fields of the rubric's section `crm`, a line each. */
  map(...fields: readonly string[]): void;
}

async function project(name: string, sync: string): Promise<Project> {
  const directory = await crmProject();
  mkdirSync(join(directory, 'rubrics/sync'), { recursive: true });
  writeFileSync(join(directory, `rubrics/sync/${name}.yaml`), sync);
  const rubric = join(directory, 'rubrics/inbound.yaml');
  const [before = ''] = readFileSync(rubric, 'utf8').split('\ncrm:\n');
  return {
    directory,
    ...teller(directory),
    map: (...fields) =>
      writeFileSync(rubric, `${before}\ncrm:\n  fields:\n${fields.map((each) => `    ${each}\n`).join('')}`),
  };
}

/** Two good records, one that is named by two rows, one without an id, one whose reasons are longer than the field. */
const rows = (object: 'lead' | 'contact', first: string, second: string, third: string) =>
  [
    { object, id: first, total: 71, tier: 'hot', reasons: 'asked for a demo' },
    { object, id: second, total: 12, tier: 'cold', reasons: null },
    { object, id: second, total: 13, tier: 'cold', reasons: null },
    { object, id: null, total: 5, tier: 'cold', reasons: null },
    { object, id: '', total: 6, tier: 'cold', reasons: null },
    { object, id: third, total: 44, tier: 'warm', reasons: 'Visited pricing. '.repeat(5_000) },
  ] as const;

test('Salesforce', async () => {
  const server = await startSalesforce();
  closing.push(() => server.close());
  setSecrets({
    LEADSCORE_SALESFORCE_CLIENT_ID: 'leadscore-client',
    LEADSCORE_SALESFORCE_CLIENT_SECRET: 'leadscore-secret',
  });
  const { org, faults } = server;
  const lead = org.objectNamed('Lead');
  if (lead === undefined) throw new Error('the org has no leads');
  const [ann, bob, cat] = ['Ann', 'Bob', 'Cat'].map((LastName) => org.put(lead, { LastName, Company: 'Acme' }).id);
  const { directory, map, tell, run, seen } = await project(
    'salesforce',
    `destination: salesforce\nsource: crm\nobjects: { lead: Lead }\nconnection: { url: "${server.url}" }\n`,
  );
  await putUpdates(directory, rows('lead', ann ?? '', bob ?? '', cat ?? ''));

  // The mapping: an unknown field, a read-only one, two of another type, texts that are longer than their fields.
  map(
    'Lead_Scoer__c: total',
    'CreatedDate: { from: last_act_on }',
    'Lead_Category__c: total',
    'Action_Due__c: last_act_on',
    'Lead_Score_Reasons__c: { from: reasons, length: 300 }',
    'Score_Band__c: tier',
  );
  expect(await tell('sync', 'plan')).toBe(1);

  map(
    'Lead_Score__c: total',
    'Score_Band__c: tier',
    'Lead_Score_Reasons__c: { from: reasons, length: 255, null: clear }',
    'Last_Meaningful_Activity__c: last_act_on',
  );
  // A missing right: of the user to the API, and to the object.
  const answer = {
    status: 403,
    body: [{ message: 'API is disabled for this User', errorCode: 'API_CURRENTLY_DISABLED' }],
  };
  faults.order({ answers: 'this', answer, on: '/sobjects/Lead/describe' });
  expect(await tell('sync', 'plan')).toBe(1);
  org.objects.delete('lead');
  expect(await tell('sync', 'plan')).toBe(1);
  org.objects.set('lead', lead);
  // A session that ends at once, and a consumer secret that was rotated.
  faults.order({ answers: 'status', status: 401, on: '/sobjects/Lead/describe' });
  expect(await tell('sync', 'plan')).toBe(1);
  org.set({ clientSecret: 'the-new-secret' });
  expect(await tell('sync', 'plan')).toBe(1);
  org.set({ clientSecret: 'leadscore-secret' });

  // Records: one named twice, two without an id, one with a text that is too long.
  expect(await tell('sync', 'plan')).toBe(0);
  // The schema changes between plan and apply: one field goes, others are read-only, of another type, take less.
  const changed: Readonly<Record<string, readonly object[]>> = {
    Lead_Score__c: [],
    Score_Band__c: [{ type: 'double', precision: 6, scale: 1 }],
    Lead_Score_Reasons__c: [{ length: 10 }],
    Last_Meaningful_Activity__c: [{ readOnly: true }],
  };
  const fields = lead.fields.flatMap((each) => (changed[each.name] ?? [{}]).map((other) => ({ ...each, ...other })));
  org.objects.set('lead', { ...lead, fields });
  expect(await tell('sync', 'apply')).toBe(1);
  org.objects.set('lead', lead);
  // It changes when all was looked at and nothing is written yet: the field goes, takes less.
  const gone = "No such column 'Lead_Score__c' on sobject of type Lead";
  faults.order({
    answers: 'this',
    on: 'PATCH',
    answer: { status: 400, body: [{ message: gone, errorCode: 'INVALID_FIELD', fields: ['Lead_Score__c'] }] },
  });
  expect(await tell('sync', 'apply')).toBe(3);
  org.set({
    refusedRows: [
      {
        object: 'Lead',
        statusCode: 'STRING_TOO_LONG',
        message: 'Lead Score Reasons: data value too large: asked for a demo (max length=10)',
        times: 1,
      },
    ],
  });
  expect(await tell('sync', 'apply')).toBe(2);
  // A session that ends for good meanwhile.
  expect(await tell('sync', 'retry')).toBe(0);
  faults.order({ answers: 'status', status: 401, on: 'PATCH', times: 2 });
  expect(await tell('sync', 'apply')).toBe(3);
  // The mapping changes between plan and apply.
  expect(await tell('sync', 'plan')).toBe(0);
  map('Lead_Score__c: total');
  expect(await tell('sync', 'apply', run())).toBe(1);
  expect(server.history.writes).toEqual([]);
  await expect(seen.join('\n')).toMatchFileSnapshot(join(import.meta.dirname, 'bad-inputs-salesforce.txt'));
});

test('HubSpot', async () => {
  const server = await startHubSpot();
  closing.push(() => server.close());
  setSecrets({ LEADSCORE_HUBSPOT_TOKEN: 'pat-test' });
  const { portal, faults } = server;
  const contacts = portal.objectNamed('contacts');
  if (contacts === undefined) throw new Error('the portal has no contacts');
  const { tokens } = portal.settings;
  const [ann, bob, cat] = ['ann', 'bob', 'cat'].map(
    (name) => portal.put(contacts, { email: `${name}@example.com` }).id,
  );
  const { directory, map, tell, run, seen } = await project(
    'hubspot',
    `destination: hubspot\nsource: crm\nobjects: { contact: contacts }\nconnection: { url: "${server.url}" }\n`,
  );
  await putUpdates(directory, rows('contact', ann ?? '', bob ?? '', cat ?? ''));

  // The mapping: an unknown property, a read-only one, two of another type, a text that is longer than its property.
  map(
    'lead_scoer: total',
    'createdate: last_act_on',
    'lead_grade: total',
    'action_due: last_act_on',
    'lead_score_reasons: { from: reasons, length: 70000 }',
    'lead_tier: tier',
  );
  expect(await tell('sync', 'plan')).toBe(1);

  map(
    'lead_score: total',
    'lead_tier: tier',
    'lead_score_reasons: { from: reasons, length: 255, null: clear }',
    'last_meaningful_activity: last_act_on',
  );
  // A missing scope: of writing, and of looking at the properties.
  const without = (scope: string) => ({ 'pat-test': (tokens['pat-test'] ?? []).filter((each) => each !== scope) });
  portal.set({ tokens: without('crm.objects.contacts.write') });
  expect(await tell('sync', 'plan')).toBe(1);
  portal.set({ tokens: without('crm.schemas.contacts.read') });
  expect(await tell('sync', 'plan')).toBe(1);
  // A token that was rotated.
  portal.set({ tokens: {} });
  expect(await tell('sync', 'plan')).toBe(1);
  portal.set({ tokens });

  // Records: one named twice, two without an id, one with a text that is too long.
  expect(await tell('sync', 'plan')).toBe(0);
  // The schema changes between plan and apply: one property goes, others are read-only and of another type.
  const before = new Map(contacts.properties);
  contacts.properties.delete('lead_score');
  for (const [name, change] of [
    ['last_meaningful_activity', { isReadOnly: true }],
    ['lead_tier', { type: 'number' }],
  ] as const) {
    const property = before.get(name);
    if (property !== undefined) contacts.properties.set(name, { ...property, ...change });
  }
  expect(await tell('sync', 'apply')).toBe(1);
  for (const [name, property] of before) contacts.properties.set(name, property);
  // It changes when all was looked at and nothing is written yet: the property goes, or takes other values.
  const invalid = (code: string, message: string, name: string) => ({
    status: 'error',
    message: `Property values were not valid: ${JSON.stringify([{ isValid: false, message, error: code, name }])}`,
    correlationId: '3f1c0b2e-0000-4000-8000-000000000000',
    category: 'VALIDATION_ERROR',
  });
  const refusing = (body: object, status = 400): void =>
    // The first two of these calls ask whether we may write.
    faults.order({ answers: 'this', on: 'contacts/batch/update', after: 2, answer: { status, body } });
  refusing(invalid('PROPERTY_DOESNT_EXIST', 'Property "lead_score" does not exist', 'lead_score'));
  expect(await tell('sync', 'apply')).toBe(3);
  refusing(invalid('INVALID_OPTION', 'hot was not one of the allowed options: [cold]', 'lead_tier'));
  expect(await tell('sync', 'apply')).toBe(2);
  // A token that is taken back, and a scope that is, when all was looked at.
  expect(await tell('sync', 'retry')).toBe(0);
  faults.order({ answers: 'status', status: 401, on: 'contacts/batch/update', after: 2, times: 2 });
  expect(await tell('sync', 'apply')).toBe(3);
  faults.order({ answers: 'status', status: 403, on: 'contacts/batch/update', after: 2 });
  expect(await tell('sync', 'apply')).toBe(3);
  // The mapping changes between plan and apply.
  expect(await tell('sync', 'plan')).toBe(0);
  map('lead_score: total');
  expect(await tell('sync', 'apply', run())).toBe(1);
  expect(server.history.writes).toEqual([]);
  await expect(seen.join('\n')).toMatchFileSnapshot(join(import.meta.dirname, 'bad-inputs-hubspot.txt'));
});
