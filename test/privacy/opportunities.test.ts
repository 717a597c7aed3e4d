/** An opportunity whose contact was forgotten is nobody's outcome, whatever id they come back under. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { forget } from '../../scripts/privacy/forget.js';
import { addRows, PeopleWarehouse, peopleProject } from './people-project.js';

const at = '2026-06-29T08:00:00Z';

const tables = z.looseObject({ tables: z.record(z.string(), z.unknown()) });
const mapping = tables.extend({ entities: z.record(z.string(), z.unknown()) });

/** The people's project with accounts and opportunities in its CRM. */
function salesProject(deals: readonly (readonly string[])[]): string {
  const directory = peopleProject();
  const of = (name: string): string => join(directory, name);
  const change = <T>(file: string, schema: z.ZodType<T>, more: (before: T) => unknown): void =>
    writeFileSync(of(file), stringify(more(schema.parse(parse(readFileSync(of(file), 'utf8'))))));
  const text = (...names: readonly string[]): unknown => ({
    columns: Object.fromEntries(names.map((name) => [name, name === 'created' ? 'TIMESTAMP' : 'STRING'])),
  });
  change('rubrics/sources/crm.yaml', mapping, (before) => ({
    ...before,
    tables: { ...before.tables, firms: { files: ['data/firms.csv'] }, deals: { files: ['data/deals.csv'] } },
    entities: {
      ...before.entities,
      accounts: { from: 'firms', columns: { record_id: 'id', website: 'site' } },
      opportunities: {
        from: 'deals',
        columns: { record_id: 'id', account_id: 'firm', contact_id: 'contact', created_at: 'created' },
      },
    },
  }));
  change('rubrics/sources/crm.lock.yaml', tables, (before) => ({
    ...before,
    tables: { ...before.tables, firms: text('id', 'site'), deals: text('id', 'firm', 'contact', 'created') },
  }));
  writeFileSync(of('rubrics/shared/outcomes.yaml'), 'outcomes:\n  customer: { opportunity: created }\n');
  writeFileSync(of('data/firms.csv'), 'id,site\nF1,https://globex.com\n');
  writeFileSync(of('data/deals.csv'), ['id,firm,contact,created', ...deals.map((row) => row.join(','))].join('\n'));
  return directory;
}

test('[L1] a contact who was forgotten and comes again under another id counts for nobody, others count as before', async () => {
  const directory = salesProject([
    ['old', 'F1', 'L2', at],
    ['again', 'F1', 'L9', at],
    ['user', 'F1', 'L10', at],
    ['unknown', 'F1', 'L99', at],
    ['none', 'F1', '', at],
    ['other', 'F1', 'L1', at],
  ]);
  addRows(directory, 'leads', ['L8', 'zoe@globex.com', '', 'fintech', at, 'no']);
  const warehouse = await PeopleWarehouse.of(directory);
  onTestFinished(() => warehouse.release());
  await warehouse.run();
  const ada = await warehouse.leadOf('L1');
  const zoe = await warehouse.leadOf('L8');
  const done = await warehouse.with((engine) =>
    forget(warehouse.graph, engine, {
      given: 'ben@globex.com',
      by: 'the office',
      isDry: false,
      at: new Date(at),
      sources: ['crm'],
      externalIds: [],
    }),
  );
  expect(done.identities).toMatchObject({ record: 2, user: 1 });
  // The same address, and the same user under another one.
  addRows(
    directory,
    'leads',
    ['L9', 'ben@globex.com', '', 'fintech', at, 'no'],
    ['L10', 'benjamin@work.example', 'u2', 'fintech', at, 'no'],
  );
  await warehouse.run();

  expect(
    await warehouse.query(
      'SELECT opportunity_key AS key, lead_id AS person, is_contact_forgotten AS forgotten FROM leadscore.leadscore.int_opportunities ORDER BY key',
    ),
  ).toEqual([
    { key: 'crm:crm:again', person: null, forgotten: true },
    { key: 'crm:crm:none', person: null, forgotten: false },
    { key: 'crm:crm:old', person: null, forgotten: true },
    { key: 'crm:crm:other', person: ada, forgotten: false },
    { key: 'crm:crm:unknown', person: null, forgotten: false },
    { key: 'crm:crm:user', person: null, forgotten: true },
  ]);
  expect(await warehouse.tablesWith(['L9', 'L10', 'benjamin', 'ben@'])).toEqual([]);
  const outcomes = 'SELECT DISTINCT lead_id FROM leadscore.leadscore.int_outcomes ORDER BY lead_id';
  // Of the account's own, by the deals without a known contact; and the one contact who is somebody else.
  expect(await warehouse.query(outcomes)).toEqual([ada, zoe].toSorted().map((lead_id) => ({ lead_id })));

  // Of everybody at the account only those whom the deals name are left.
  writeFileSync(join(directory, 'data/deals.csv'), `id,firm,contact,created\nagain,F1,L9,${at}\nuser,F1,L10,${at}\n`);
  await warehouse.run();
  expect(await warehouse.query(outcomes)).toEqual([]);
});
