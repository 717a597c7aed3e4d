import { expect, it } from 'vitest';
import { SyncStore } from '../../../scripts/sync/store/store.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { testEngine } from './open-test-engine.js';

/** Up to twelve bytes stand in DuckDB's cell itself, longer ones elsewhere. */
const texts = [
  '\uFEFF',
  '\uFEFF00Q1',
  '\uFEFFa text of more than twelve bytes',
  'in the \uFEFF middle',
  '\uFEFF\uFEFF',
];
const rows = texts.map((text, at) => `(${at}, '${text}')`).join(', ');
const sql = `SELECT v FROM (VALUES ${rows}) AS t(n, v) ORDER BY n`;

it('leaves a text the mark that it begins with', async () => {
  const engine = await testEngine();
  expect(await engine.query(sql)).toEqual(texts.map((v) => ({ v })));
  expect(await engine.query(`SELECT [v] AS v FROM (${sql})`)).toEqual(texts.map((v) => ({ v: [v] })));
});

it('does so in what a sync remembers', async () => {
  const store = await SyncStore.open(`${temporaryFolder('marks')}/sync.duckdb`, { owner: 'test', now: () => 0 });
  try {
    expect(await store.rows(sql)).toEqual(texts.map((v) => ({ v })));
  } finally {
    await store.close();
  }
});
