/** Whoever is forgotten stays out under the hash of the address, too, and can be named by it. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { forget } from '../../scripts/privacy/forget.js';
import { addRows, PeopleWarehouse, peopleProject } from './people-project.js';

const hashOf = (address: string): string => createHash('sha256').update(address, 'utf8').digest('hex');
const base64Of = (address: string): string => createHash('sha256').update(address, 'utf8').digest('base64');

test('[L1] a person is forgotten by the hash of the address, and a hash that comes later is kept out', async () => {
  const directory = peopleProject();
  const source = join(directory, 'rubrics/sources/crm.yaml');
  const hash = (column: string): string => `email_sha256: { sql: "REGEXP_EXTRACT(${column}, r'^sha:(.*)$')" }`;
  writeFileSync(
    source,
    readFileSync(source, 'utf8')
      .replace('      user_id: user\n', () => `      user_id: user\n      ${hash('industry')}\n`)
      .replace('      anonymous_id: device\n', () => `      anonymous_id: device\n      ${hash('form')}\n`),
  );
  const at = '2026-06-29T08:00:00Z';
  // Of him only the hash is known.
  addRows(directory, 'leads', ['H1', '', '', `sha:${base64Of('hal@oscorp.com')}`, at, 'no']);
  addRows(directory, 'events', ['H2', 'page_view', at, '', '/pricing', `sha:${hashOf('ben@globex.com')}`, '', '']);
  const warehouse = await PeopleWarehouse.of(directory);
  onTestFinished(() => warehouse.release());
  await warehouse.run();
  const ben = await warehouse.leadOf('L2');
  const hal = await warehouse.leadOf('H1');
  const acts = await warehouse.query(`SELECT act_key FROM leadscore.leadscore.inbound_acts WHERE lead_id = '${ben}'`);
  expect(acts).toContainEqual({ act_key: 'crm:H2' });
  const forgetPerson = (given: string) =>
    warehouse.with((engine) =>
      forget(warehouse.graph, engine, {
        given,
        by: 'the office',
        isDry: false,
        at: new Date(at),
        sources: ['crm'],
        externalIds: [],
      }),
    );
  expect((await forgetPerson(hashOf('ben@globex.com').toUpperCase())).identities).toMatchObject({ record: 2 });
  // His address in clear stands nowhere, and leads to him.
  expect((await forgetPerson('Hal@oscorp.com')).identities).toMatchObject({ record: 1 });
  // The test's form field goes on with the hash, which is no form's name elsewhere.
  const hashes = ['ben@globex.com', 'hal@oscorp.com'].map((address) => `hash:${hashOf(address)}`);
  const traces = [ben, hal, 'globex', 'oscorp', ...hashes, 'crm:H2'];
  expect(await warehouse.tablesWith([ben, hal, ...hashes])).toEqual([]);

  addRows(
    directory,
    'leads',
    ['N1', '', '', `sha:${hashOf('ben@globex.com')}`, at, 'no'],
    ['N2', 'hal@oscorp.com', '', '', at, 'no'],
  );
  addRows(
    directory,
    'events',
    ['N3', 'page_view', at, '', '/pricing', `sha:${base64Of('ben@globex.com')}`, '', ''],
    ['N4', 'page_view', at, 'hal@oscorp.com', '/pricing', '', '', ''],
  );
  await warehouse.run();
  expect(await warehouse.tablesWith([...traces, 'crm:crm:N1', 'crm:crm:N2', 'crm:N3', 'crm:N4'])).toEqual([]);
});
