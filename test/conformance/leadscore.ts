import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The project's compiled code, with the types of its sources. The judge is no part of the root's program: it loads
 * what `npm run build` made, which is what users run.
 */
export const here = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const root = path.resolve(here, '..', '..');
/** What a run makes of its own sources, gone with the next run. */
export const built = path.join(here, 'dist');

const load = (file: string): Promise<unknown> => import(pathToFileURL(path.join(root, 'dist', file)).href);

// Texts come back from DuckDB as in the project's own sessions.
await load('engine/duckdb/whole-texts.js');

export const { ProblemError } = (await load('problem.js')) as typeof import('../../scripts/problem.js');
export const { translate } = (await load(
  'engine/googlesql/translate.js',
)) as typeof import('../../scripts/engine/googlesql/translate.js');
export const { duckdbSetup: setup } = (await load(
  'engine/googlesql/macros.js',
)) as typeof import('../../scripts/engine/googlesql/macros.js');
export const { compileProject } = (await load('graph/compile.js')) as typeof import('../../scripts/graph/compile.js');
export const { openDuckDb } = (await load(
  'engine/duckdb/open.js',
)) as typeof import('../../scripts/engine/duckdb/open.js');
export const { runGraph } = (await load('run/run.js')) as typeof import('../../scripts/run/run.js');
export const { forget } = (await load('privacy/forget.js')) as typeof import('../../scripts/privacy/forget.js');
export const { loadRawTables } = (await load(
  'engine/duckdb/raw/load-raw.js',
)) as typeof import('../../scripts/engine/duckdb/raw/load-raw.js');
export const { readProject } = (await load(
  'commands/project.js',
)) as typeof import('../../scripts/commands/project.js');
export const { demoDefaults, generateDemo } = (await load(
  'demo/generate-demo.js',
)) as typeof import('../../scripts/demo/generate-demo.js');
export const { entries } = (await load(
  'engine/googlesql/entries.js',
)) as typeof import('../../scripts/engine/googlesql/entries.js');
export const { locatedSql } = (await load('graph/origin.js')) as typeof import('../../scripts/graph/origin.js');
export const { armsOf } = (await load(
  'generate/rubric/names.js',
)) as typeof import('../../scripts/generate/rubric/names.js');
export const { armColumn, armNumber } = (await load(
  'generate/rubric/arm-numbers.js',
)) as typeof import('../../scripts/generate/rubric/arm-numbers.js');
export const { dimensionAttainable } = (await load(
  'rubric/attainable.js',
)) as typeof import('../../scripts/rubric/attainable.js');
export const { resolveProject } = (await load('rubric/project.js')) as typeof import('../../scripts/rubric/project.js');
export const { projectModels } = (await load(
  'generate/models.js',
)) as typeof import('../../scripts/generate/models.js');
export const { writeModels } = (await load('generate/write.js')) as typeof import('../../scripts/generate/write.js');
export const { canonicalEntities } = (await load(
  'generate/canonical.js',
)) as typeof import('../../scripts/generate/canonical.js');
export const { hotAccountsSql, hotLeadsSql } = (await load(
  'run/hot/leads.js',
)) as typeof import('../../scripts/run/hot/leads.js');
export const { judgedSql } = (await load(
  'sync/plan/judged-sql.js',
)) as typeof import('../../scripts/sync/plan/judged-sql.js');
export const { doubledSql, skippedSql } = (await load(
  'sync/plan/skipped-sql.js',
)) as typeof import('../../scripts/sync/plan/skipped-sql.js');
export const { logTable, stateColumns, stateTable } = (await load(
  'sync/bigquery/tables.js',
)) as typeof import('../../scripts/sync/bigquery/tables.js');
export const { acknowledgedSql } = (await load(
  'sync/bigquery/acknowledged.js',
)) as typeof import('../../scripts/sync/bigquery/acknowledged.js');
export const { foldSql } = (await load(
  'sync/bigquery/fold-sql.js',
)) as typeof import('../../scripts/sync/bigquery/fold-sql.js');
export const { SyncStore } = (await load('sync/store/store.js')) as typeof import('../../scripts/sync/store/store.js');
export const { withStateSql } = (await load(
  'sync/bigquery/write-plan.js',
)) as typeof import('../../scripts/sync/bigquery/write-plan.js');
export const { Decimal } = (await import(
  pathToFileURL(path.join(root, 'node_modules/decimal.js/decimal.mjs')).href
)) as typeof import('decimal.js');
export const { giveFacts } = (await load('golden/facts.js')) as typeof import('../../scripts/golden/facts.js');
