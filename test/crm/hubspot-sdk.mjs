// @ts-check
import assert from 'node:assert/strict';
import { Client } from '@hubspot/api-client';
import { startHubSpot } from '../sync/servers/hubspot/server.ts';

/** @param {(server: import('../sync/servers/hubspot/server.ts').HubSpotServer, client: any, ids: string[]) => Promise<void>} body */
async function portal(body) {
  const server = await startHubSpot();
  const type = /** @type {any} */ (server.portal.objectNamed('contacts'));
  const ids = ['a', 'b'].map((name) => server.portal.put(type, { email: `${name}@example.com` }).id);
  try {
    await body(server, new Client({ accessToken: 'pat-test', basePath: server.url, numberOfApiCallRetries: 0 }), ids);
  } finally {
    await server.close();
  }
}

export const tests = [
  {
    name: 'the SDK updates a batch and reads it back',
    run: () =>
      portal(async (server, client, ids) => {
        const said = await client.crm.contacts.batchApi.update({
          inputs: ids.map((id) => ({ id, properties: { lead_score: '7.50' } })),
        });
        assert.deepEqual([said.status, said.results.length], ['COMPLETE', 2]);
        const read = await client.crm.contacts.batchApi.read({
          inputs: [{ id: ids[0] }],
          properties: ['lead_score'],
          propertiesWithHistory: [],
        });
        assert.equal(read.results[0].properties.lead_score, '7.5');
        assert.equal(server.history.writes.length, 2);
      }),
  },
  {
    name: 'the SDK gets 400 for a batch with one bad record, and 207 in multi-status mode',
    run: () =>
      portal(async (server, client, [a, b]) => {
        const inputs = [
          { id: a, properties: { lead_score: '1' } },
          { id: b, properties: { nope: '1' } },
        ];
        await assert.rejects(
          client.crm.contacts.batchApi.update({ inputs }),
          (/** @type {any} */ error) => error.code === 400,
        );
        assert.equal(server.history.writes.length, 0);
        server.portal.set({ multiStatus: true });
        const said = await client.crm.contacts.batchApi.update({ inputs });
        assert.deepEqual([said.numErrors, said.errors[0].context.ids], [1, [b]]);
      }),
  },
  {
    name: 'the SDK upserts by a unique property',
    run: () =>
      portal(async (_server, client) => {
        const inputs = [{ id: 'x', idProperty: 'leadscore_id', properties: { lead_score: '1' } }];
        const [first, second] = [
          await client.crm.contacts.batchApi.upsert({ inputs }),
          await client.crm.contacts.batchApi.upsert({ inputs }),
        ];
        assert.deepEqual([first.results[0]._new, second.results[0]._new], [true, false]);
      }),
  },
  {
    name: 'the SDK creates and lists properties',
    run: () =>
      portal(async (_server, client) => {
        const property = {
          name: 'leadscore_key',
          label: 'Key',
          groupName: 'contactinformation',
          type: 'string',
          fieldType: 'text',
          hasUniqueValue: true,
        };
        await client.crm.properties.coreApi.create('contacts', property);
        const { results } = await client.crm.properties.coreApi.getAll('contacts');
        assert.equal(results.find((/** @type {any} */ each) => each.name === 'leadscore_key').hasUniqueValue, true);
      }),
  },
  {
    name: 'the SDK reads a list and puts a contact into it, once',
    run: () =>
      portal(async (server, client, [a = '']) => {
        const { listId } = server.portal.addList('Nurture', 'contacts');
        const { list } = await client.crm.lists.listsApi.getById(listId);
        assert.deepEqual([list.processingType, list.objectTypeId], ['MANUAL', '0-1']);
        const [first, second] = [
          await client.crm.lists.membershipsApi.add(listId, [a, '5']),
          await client.crm.lists.membershipsApi.add(listId, [a]),
        ];
        assert.deepEqual([first.recordsIdsAdded, first.recordIdsMissing], [[a], ['5']]);
        assert.deepEqual([second.recordsIdsAdded, second.recordIdsMissing], [[], []]);
      }),
  },
  {
    name: 'the SDK makes a task of a contact; a second one with the same unique property is refused',
    run: () =>
      portal(async (server, client, [a = '']) => {
        const inputs = [
          {
            properties: { hs_timestamp: '2026-06-01T12:30:00Z', leadscore_transition: 'one' },
            associations: [
              { to: { id: a }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 204 }] },
            ],
          },
        ];
        await client.crm.objects.batchApi.create('tasks', { inputs });
        await assert.rejects(
          client.crm.objects.batchApi.create('tasks', { inputs }),
          (/** @type {any} */ error) => error.code === 409,
        );
        assert.equal(server.portal.records('tasks').length, 1);
      }),
  },
];
