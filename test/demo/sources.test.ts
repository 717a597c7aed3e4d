import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { demoDefaults, generateDemo } from '../../scripts/demo/generate-demo.js';
import { openDemo, type DemoTables } from './demo-tables.js';
import { temporaryFolder } from '../temporary-folder.js';

const mappingText = z.object({
  source: z.string(),
  tables: z.record(z.string(), z.object({ files: z.array(z.string()) })),
  entities: z.record(z.string(), z.object({ from: z.string(), columns: z.record(z.string(), z.unknown()) })),
});
const lockText = z.object({ tables: z.record(z.string(), z.object({ columns: z.record(z.string(), z.string()) })) });

const sources = ['salesforce', 'files', 'tools', 'ga4'].map((name) => ({
  name,
  mapping: mappingText.parse(parse(readFileSync(`rubrics/sources/${name}.yaml`, 'utf8'))),
  lock: lockText.parse(parse(readFileSync(`rubrics/sources/${name}.lock.yaml`, 'utf8'))),
}));

let directory: string;
let demo: DemoTables;

beforeAll(async () => {
  directory = temporaryFolder('demo');
  await generateDemo({ directory: join(directory, 'demo'), seed: 3, leads: 300, events: 9000 });
  demo = await openDemo(join(directory, 'demo'));
});
afterAll(() => {
  demo.close();
});

/** GoogleSQL's name of a DuckDB type, as far as GA4 needs it. */
function googleSqlType(type: string): string {
  const plain: Readonly<Record<string, string>> = { VARCHAR: 'STRING', BIGINT: 'INT64', DOUBLE: 'FLOAT64' };
  if (type.endsWith('[]')) return `ARRAY<${googleSqlType(type.slice(0, -2))}>`;
  const fields = /^STRUCT\((.*)\)$/.exec(type)?.[1];
  if (fields === undefined) return plain[type] ?? type;
  const parts = splitFields(fields).map((field) => {
    const [, name = '', of = ''] = /^"?(\w+)"? (.*)$/.exec(field) ?? [];
    return `${name} ${googleSqlType(of)}`;
  });
  return `STRUCT<${parts.join(', ')}>`;
}

/** Splits at commas outside of brackets. */
function splitFields(fields: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const letter of fields) {
    depth += letter === '(' ? 1 : letter === ')' ? -1 : 0;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}

describe.each(sources)('$name', ({ name, mapping, lock }) => {
  test('every table is locked, and read from files of the demo', () => {
    expect(Object.keys(lock.tables)).toEqual(Object.keys(mapping.tables));
    for (const { files } of Object.values(mapping.tables)) {
      for (const file of files) expect(file.startsWith(`${demoDefaults.directory}/${name}/`)).toBe(true);
    }
  });

  test('every column that is mapped by name is locked', () => {
    const missing = Object.entries(mapping.entities).flatMap(([entity, { from, columns }]) =>
      Object.values(columns)
        .filter((column) => typeof column === 'string')
        .filter((column) => lock.tables[from]?.columns[column] === undefined)
        .map((column) => `${entity}: ${column}`),
    );
    expect(missing).toEqual([]);
  });

  test('the locked columns are those of the files', async () => {
    for (const [table, { columns }] of Object.entries(lock.tables)) {
      const found = await demo.rows(
        `DESCRIBE ${table === 'events_*' ? 'SELECT * EXCLUDE (filename) FROM ga4' : table}`,
      );
      expect(found.map((column) => column['column_name'])).toEqual(Object.keys(columns));
      if (table !== 'events_*') continue;
      expect(found.map((column) => googleSqlType(String(column['column_type'])))).toEqual(Object.values(columns));
    }
  });

  test('every value has its locked type', async () => {
    const casts: Readonly<Record<string, string>> = {
      INT64: 'BIGINT',
      NUMERIC: 'DECIMAL(38, 9)',
      BOOL: 'BOOLEAN',
      TIMESTAMP: 'TIMESTAMP',
    };
    for (const [table, { columns }] of Object.entries(lock.tables)) {
      if (table === 'events_*') continue;
      for (const [column, type] of Object.entries(columns)) {
        const cast = casts[type];
        if (cast === undefined) continue;
        const wrong = `SELECT COUNT(*) FROM ${table} WHERE ${column} IS NOT NULL AND TRY_CAST(${column} AS ${cast}) IS NULL`;
        expect([table, column, await demo.number(wrong)]).toEqual([table, column, 0]);
      }
    }
  });
});

test('ids of records are unique, and every link leads to a record', async () => {
  for (const table of ['lead', 'contact', 'account', 'opportunity', 'campaign', 'campaign_member']) {
    expect(await demo.number(`SELECT COUNT(*) - COUNT(DISTINCT id) FROM ${table}`)).toBe(0);
  }
  const links: readonly (readonly [string, string, string])[] = [
    ['lead', 'converted_contact_id', 'contact'],
    ['lead', 'converted_account_id', 'account'],
    ['lead', 'master_record_id', 'lead'],
    ['contact', 'account_id', 'account'],
    ['account', 'parent_id', 'account'],
    ['account', 'master_record_id', 'account'],
    ['opportunity', 'account_id', 'account'],
    ['opportunity', 'contact_id', 'contact'],
    ['campaign_member', 'campaign_id', 'campaign'],
    ['campaign_member', 'lead_id', 'lead'],
    ['campaign_member', 'contact_id', 'contact'],
  ];
  for (const [table, column, other] of links) {
    const loose = `SELECT COUNT(*) FROM ${table} WHERE ${column} IS NOT NULL AND ${column} NOT IN (SELECT id FROM ${other})`;
    expect([table, column, await demo.number(loose)]).toEqual([table, column, 0]);
  }
});
