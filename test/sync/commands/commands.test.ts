/** The sync as a user sees it: plan, apply, a second time, refusals, what stands, retry; against an org of its own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startSalesforce, type SalesforceServer } from '../servers/salesforce/server.js';
import { crmProject, putUpdates, type Update } from './crm-project.js';
import { teller } from './teller.js';

const secrets = {
  LEADSCORE_SALESFORCE_CLIENT_ID: 'leadscore-client',
  LEADSCORE_SALESFORCE_CLIENT_SECRET: 'leadscore-secret',
};

let server: SalesforceServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
  for (const name of Object.keys(secrets)) Reflect.deleteProperty(process.env, name);
});

test('[K1] from nothing to a second run that sends nothing; what is refused is told, kept and sent again on request', async () => {
  server = await startSalesforce({
    settings: {
      validationRules: [{ object: 'Lead', field: 'Lead_Score__c', above: 99, message: 'Nobody is that good' }],
    },
  });
  const { org } = server;
  const put = (object: string, fields: Record<string, string>): string => {
    const type = org.objectNamed(object);
    if (type === undefined) throw new Error(`no ${object}`);
    return org.put(type, fields).id;
  };
  const ann = put('Lead', { LastName: 'Ann', Company: 'Acme' });
  const bob = put('Lead', { LastName: 'Bob', Company: 'Acme' });
  const cat = put('Contact', { LastName: 'Cat' });
  const directory = await crmProject();
  const { seen, tell } = teller(directory);

  await tell('sync', 'plan');
  mkdirSync(join(directory, 'rubrics/sync'), { recursive: true });
  writeFileSync(
    join(directory, 'rubrics/sync/salesforce.yaml'),
    `destination: salesforce\nsource: crm\nobjects: { lead: Lead, contact: Contact }\nconnection: { url: "${server.url}" }\n`,
  );
  await tell('sync', 'plan');
  Object.assign(process.env, secrets);
  await tell('sync', 'plan');
  const hostile = 'asked for "a demo"\u001b[31m; =1+1';
  const rows: Update[] = [
    { id: ann, total: 71, tier: 'hot', reasons: hostile, on: '2026-06-29' },
    { id: bob, total: 100, tier: 'hot', reasons: 'industry' },
    { object: 'contact', id: cat, total: 12, tier: 'cold', reasons: null },
    { id: '00Q000000000099AAA', total: 5, tier: 'cold', reasons: null },
    { id: '00Q000000000098AAA', total: 5, tier: 'cold', reasons: null, state: 'converted' },
  ];
  await putUpdates(directory, rows);
  expect(await tell('sync', 'status')).toBe(0);
  expect(await tell('sync', 'plan')).toBe(0);
  expect(org.record('Lead', ann)?.fields).not.toHaveProperty('Lead_Score__c');
  expect(await tell('sync', 'apply')).toBe(2);
  expect(org.record('Lead', ann)?.fields).toMatchObject({
    Lead_Score__c: 71,
    Score_Band__c: 'hot',
    Lead_Score_Reasons__c: hostile,
    Last_Meaningful_Activity__c: '2026-06-29',
  });
  expect(org.record('Contact', cat)?.fields).toMatchObject({ Lead_Score__c: 12, Score_Band__c: 'cold' });
  expect(org.record('Lead', bob)?.fields).not.toHaveProperty('Lead_Score__c');
  const sent = server.history.writes.length;
  expect(await tell('sync', 'apply')).toBe(0);
  expect(server.history.writes).toHaveLength(sent);
  expect(await tell('sync', 'status')).toBe(0);
  org.set({ validationRules: [] });
  expect(await tell('sync', 'retry', '--code', 'NO_SUCH_CODE')).toBe(0);
  expect(await tell('sync', 'retry', '--record', bob)).toBe(0);
  expect(await tell('sync', 'apply')).toBe(0);
  expect(org.record('Lead', bob)?.fields).toMatchObject({ Lead_Score__c: 100 });
  expect(await tell('sync', 'verify')).toBe(0);
  // Somebody types over a score.
  const lead = org.record('Lead', ann);
  if (lead === undefined) throw new Error('Ann is gone');
  lead.fields.Lead_Score__c = 99;
  expect(await tell('sync', 'verify')).toBe(1);
  expect(await tell('sync', 'verify', '--repair')).toBe(0);
  expect(await tell('sync', 'apply')).toBe(0);
  expect(org.record('Lead', ann)?.fields).toMatchObject({ Lead_Score__c: 71 });
  expect(await tell('sync', 'apply', 'salesforce-20260101T000000Z-0000')).toBe(1);
  await expect(seen.join('\n')).toMatchFileSnapshot(join(import.meta.dirname, 'commands.txt'));
});
