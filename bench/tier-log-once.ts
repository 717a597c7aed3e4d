/** What int_tier_log costs, in a process of its own: `TierLogRun` as JSON on stdout. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { modelsOf, readProject } from '../scripts/commands/project.js';
import { openDuckDb } from '../scripts/engine/duckdb/open.js';
import { loadRawTables } from '../scripts/engine/duckdb/raw/load-raw.js';
import { writeModels } from '../scripts/generate/write.js';
import { compileProject } from '../scripts/graph/compile.js';
import type { CompiledGraph } from '../scripts/graph/graph.js';
import { runGraph } from '../scripts/run/run.js';
import { multiply } from './many-leads.js';
import { writeSizedProject } from './sized-project.js';
import { type Cost, costOf } from './statistics.js';

export interface TierLogRun {
  /** The rubric's models and lead_scores, of a later day. */
  readonly scores: Cost;
  /** The first run writes a row for every lead. */
  readonly first: Cost;
  /** One lead in a hundred has another attribute than the day before. */
  readonly later: Cost;
  readonly transitions: Cost;
  /** Rows that the later run added. */
  readonly added: number;
}

const [directory = '.', memoryLimit = '8GB', leads = '1000000'] = process.argv.slice(2);
const rules = 10;
const rubric = `tag:rules_${rules}`;
const moments = ['2026-06-29T00:00:00Z', '2026-06-30T00:00:00Z'] as const;
const changedOneIn = 100;

writeSizedProject(directory, [rules]);
const file = path.join(directory, '.leadscore/warehouse.duckdb');
mkdirSync(path.dirname(file), { recursive: true });
const { project } = await readProject(directory);
writeModels(directory, modelsOf(project));
const [firstDay, laterDay] = moments.map((moment) => compileProject(directory, { vars: { as_of: moment } }));
if (firstDay === undefined || laterDay === undefined) throw new Error('there are two days');
const { defaultDatabase: database } = firstDay;
const table = (name: string): string => `"${database}"."leadscore"."${name}"`;
const engine = await openDuckDb({ path: file, database, memoryLimit, tempDirectory: `${file}.tmp` });

/** Without its assertions: they are counted elsewhere. */
async function run(graph: CompiledGraph, select: readonly string[], fullRefresh = false): Promise<void> {
  const models = { ...graph, actions: graph.actions.filter(({ kind }) => kind !== 'assertion') };
  const result = await runGraph(models, engine, { clock: () => new Date(), fullRefresh, select });
  const failed = result.actions.filter((action) => action.status !== 'succeeded');
  if (failed.length > 0) throw new Error(failed.map(({ action }) => `${action.target.name} failed`).join('\n'));
}

const say = (what: string, { cpuSeconds }: Cost): void =>
  void process.stderr.write(`  ${what}: ${cpuSeconds.toFixed(1)} CPU s\n`);

try {
  await loadRawTables(engine, project.sources, { projectDirectory: directory });
  await run(firstDay, [], true);
  await multiply(engine, firstDay, Number(leads));
  await engine.native((session) => session.run(`DELETE FROM ${table('int_tier_log')}`));
  await run(firstDay, [rubric, 'lead_scores']);
  const { cost: first } = await costOf(() => run(firstDay, ['int_tier_log']));
  say('the first run', first);

  await run(laterDay, ['int_as_of']);
  await engine.native((session) =>
    session.run(
      `UPDATE ${table('int_lead_facts')} SET as_of = TIMESTAMPTZ '${moments[1]}', a1 = CASE WHEN hash(lead_id) % ${changedOneIn} = 0 THEN a1 || 'x' ELSE a1 END`,
    ),
  );
  const { cost: scores } = await costOf(() => run(laterDay, [rubric, 'lead_scores']));
  say('the scores of the next day', scores);
  const { cost: later } = await costOf(() => run(laterDay, ['int_tier_log']));
  say('int_tier_log of the next day', later);
  const { cost: transitions } = await costOf(() => run(laterDay, ['tier_transitions']));
  const [counted] = await engine.query(
    `SELECT COUNT(*) AS n FROM \`${database}.leadscore.int_tier_log\` WHERE as_of = TIMESTAMP '2026-06-30 00:00:00+00' AND lead_id IS NOT NULL`,
  );
  const result: TierLogRun = { scores, first, later, transitions, added: Number(counted?.n) };
  process.stdout.write(JSON.stringify(result));
} finally {
  await engine.close();
}
