// @ts-check
import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import jsforce from 'jsforce';
import { startSalesforce } from '../sync/servers/salesforce/server.ts';

// jsforce sends a header of the caller's with writes only, and with none of Bulk 2.0.
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const options = { headers: { 'Sforce-Auto-Assign': 'FALSE' } };

/** @param {(server: import('../sync/servers/salesforce/server.ts').SalesforceServer, connection: any) => Promise<void>} body */
async function signedIn(body) {
  const server = await startSalesforce({ settings: { publicKey, autoAssignRefused: 'never' } });
  const oauth2 = { loginUrl: server.url, clientId: 'leadscore-client', clientSecret: 'leadscore-secret' };
  const connection = new jsforce.Connection({ loginUrl: server.url, instanceUrl: server.url, oauth2, version: '60.0' });
  try {
    await connection.authorize({ grant_type: 'client_credentials' });
    await body(server, connection);
  } finally {
    await server.close();
  }
}

/** @param {any} server @param {number} count @returns {string[]} */
const leads = (server, count) =>
  Array.from(
    { length: count },
    (_, n) => server.org.put(server.org.objectNamed('Lead'), { LastName: `L${n}`, Company: 'Acme' }).id,
  );

export const tests = [
  {
    name: 'jsforce signs in with an assertion',
    run: () =>
      signedIn(async (server, connection) => {
        const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');
        const claims = {
          iss: 'leadscore-client',
          sub: 'sync@example.com',
          aud: server.url,
          exp: Date.now() / 1000 + 120,
        };
        const signed = `${part({ alg: 'RS256' })}.${part(claims)}`;
        const assertion = `${signed}.${createSign('sha256').update(signed).sign(keys.privateKey, 'base64url')}`;
        await connection.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
        assert.equal((await connection.sobject('Lead').describe()).name, 'Lead');
      }),
  },
  {
    name: 'jsforce updates row by row, reads the limits and queries back',
    run: () =>
      signedIn(async (server, connection) => {
        server.org.set({ autoAssignRefused: 'writes' });
        const [a, b] = leads(server, 2);
        const rows = [
          { Id: a, Lead_Score__c: 61 },
          { Id: b, Lead_Score__c: 9_999_999 },
        ];
        const results = await connection.sobject('Lead').update(rows, options);
        assert.deepEqual(
          results.map((/** @type {any} */ row) => [row.success, row.errors[0]?.statusCode]),
          [
            [true, undefined],
            [false, 'NUMBER_OUTSIDE_VALID_RANGE'],
          ],
        );
        assert.equal(connection.limitInfo.apiUsage.limit, 100_000);
        const read = await connection.query(`SELECT Id, Lead_Score__c FROM Lead WHERE Id IN ('${a}', '${b}')`);
        assert.deepEqual(
          read.records.map((/** @type {any} */ each) => each.Lead_Score__c),
          [61, null],
        );
      }),
  },
  {
    name: 'jsforce upserts by an external id',
    run: () =>
      signedIn(async (server, connection) => {
        const row = { Leadscore_Id__c: 'x', LastName: 'New', Company: 'Acme' };
        const created = [];
        for (let n = 0; n < 2; n += 1)
          created.push((await connection.sobject('Lead').upsert([row], 'Leadscore_Id__c', options))[0].created);
        assert.deepEqual(created, [true, false]);
        assert.equal(server.history.writes.length, 2);
      }),
  },
  {
    name: 'jsforce makes a lead a member of a campaign, once',
    run: () =>
      signedIn(async (server, connection) => {
        const type = /** @type {any} */ (server.org.objectNamed('Campaign'));
        const CampaignId = server.org.put(type, { Name: 'Nurture' }).id;
        const [LeadId] = leads(server, 1);
        const add = () => connection.sobject('CampaignMember').create([{ CampaignId, LeadId }], options);
        const [[first], [second]] = [await add(), await add()];
        assert.equal(first.success, true);
        assert.equal(second.errors[0].statusCode, 'DUPLICATE_VALUE');
      }),
  },
  {
    name: 'jsforce runs a bulk job that fails halfway: accepted, refused and unprocessed rows',
    run: () =>
      signedIn(async (server, connection) => {
        server.org.set({ bulk: { batchRows: 2, failsAfter: 2 } });
        const [a, b, c] = leads(server, 3);
        const job = connection.bulk2.createJob({ object: 'Lead', operation: 'update' });
        await job.open();
        await job.uploadData([a, b, c].map((Id, n) => ({ Id, Lead_Score__c: n === 1 ? 9_999_999 : n })));
        await job.close();
        await assert.rejects(job.poll(10, 5000));
        const [ok, refused, rest] = [
          await job.getSuccessfulResults(),
          await job.getFailedResults(),
          await job.getUnprocessedRecords(),
        ];
        assert.deepEqual(
          [
            ok.map((/** @type {any} */ r) => r.Id),
            refused.map((/** @type {any} */ r) => r.Id),
            rest.map((/** @type {any} */ r) => r.Id),
          ],
          [[a], [b], [c]],
        );
      }),
  },
];
