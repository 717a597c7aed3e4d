/** Rows become files that a CRM's own import takes, and no spreadsheet runs what stands in them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { csv } from '../../../scripts/sync/destinations/csv/kind.js';
import type { FieldType, PlannedRow } from '../../../scripts/sync/rows.js';
import { temporaryFolder } from '../../temporary-folder.js';

async function opened() {
  const folder = temporaryFolder('csv');
  const destination = await csv.open({
    syncId: 'files',
    connection: new Map([['folder', join(folder, 'out')]]),
    secret: () => '',
    objects: new Map([['lead', 'Lead']]),
    now: () => new Date(0),
  });
  return { folder, destination };
}

const types = new Map<string, FieldType>([
  ['Score__c', 'number'],
  ['Reasons__c', 'text'],
  ['Seen__c', 'date'],
]);
const row = (seq: number, crmId: string, fields: Readonly<Record<string, string | null>>): PlannedRow => ({
  seq,
  rowKey: `lead/${crmId}`,
  object: 'lead',
  crmId,
  operation: 'new',
  fields: new Map(Object.entries(fields)),
  types,
  fingerprint: 'f',
});
const batch = { runId: 'files-1', batchId: 'b/1' };
const signal = new AbortController().signal;

test('cells: what is left alone, what is emptied, and texts that look like formulas', async () => {
  const { folder, destination } = await opened();
  const answer = await destination.send(
    [
      row(1, '00Q1', { Score__c: '-5', Reasons__c: 'visited, "twice"', Seen__c: '2026-06-23' }),
      row(2, '00Q2', { Score__c: '1.5', Reasons__c: null }),
      row(3, '00Q3', { Reasons__c: '=HYPERLINK("x")', Seen__c: null }),
      row(4, '=1+1', { Reasons__c: '+a' }),
      row(5, '00Q5', { Reasons__c: '-a' }),
      row(6, '00Q6', { Reasons__c: '@a' }),
      row(7, '00Q7', { Reasons__c: '\t=1' }),
      row(8, '00Q8', { Reasons__c: 'two\nlines 🙂 ${x}' }),
      row(9, '00Q9', { Reasons__c: '#N/A' }),
    ],
    batch,
    signal,
  );
  expect(answer).toEqual({ came: 'rows', rows: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((seq) => ({ seq, said: 'ok' })) });
  const names = readdirSync(join(folder, 'out', 'files-1'));
  expect(names).toEqual([expect.stringMatching(/^Lead_b-1_[0-9a-f]{8}\.csv$/)]);
  expect(readFileSync(join(folder, 'out', 'files-1', names[0] ?? ''), 'utf8'))
    .toBe(`record_id,Score__c,Reasons__c,Seen__c
00Q1,-5,"visited, ""twice""",2026-06-23
00Q2,1.5,#N/A,
00Q3,,"'=HYPERLINK(""x"")",#N/A
'=1+1,,'+a,
00Q5,,'-a,
00Q6,,'@a,
00Q7,,'\t=1,
00Q8,,"two
lines 🙂 \${x}",
00Q9,,'#N/A,
`);
});

test('the same rows again replace their file, and a part of them does not', async () => {
  const { folder, destination } = await opened();
  const rows = [row(1, '00Q1', { Score__c: '1' }), row(2, '00Q2', { Score__c: '2' })];
  const files = (): readonly string[] => readdirSync(join(folder, 'out', 'files-1'));
  await destination.send(rows, batch, signal);
  await destination.send(rows, batch, signal);
  expect(files()).toHaveLength(1);
  await destination.send(rows.slice(1), batch, signal);
  const texts = files().map((name) => readFileSync(join(folder, 'out', 'files-1', name), 'utf8'));
  expect(texts.toSorted()).toEqual([
    'record_id,Score__c,Reasons__c,Seen__c\n00Q1,1,,\n00Q2,2,,\n',
    'record_id,Score__c,Reasons__c,Seen__c\n00Q2,2,,\n',
  ]);
});

test('a folder that cannot be written to is a refusal of the call', async () => {
  const { folder, destination } = await opened();
  writeFileSync(join(folder, 'out'), 'a file is in the way');
  const greeting = await destination.greet();
  expect(greeting).toMatchObject({ came: 'refusal', refusal: { code: 'EEXIST' } });
  expect(await destination.send([row(1, '00Q1', {})], batch, signal)).toMatchObject({ came: 'refusal' });
});
