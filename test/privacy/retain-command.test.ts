/** `leadscore retain`, and what `run` and `state import` do about the age of rows: whole texts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildCommand } from '../../scripts/commands/build.js';
import { type CommandContext, type ExitCode, showProblems } from '../../scripts/commands/context.js';
import { retainCommand } from '../../scripts/commands/retain.js';
import { type RunOptions, runCommand } from '../../scripts/commands/run.js';
import { stateExportCommand, stateImportCommand } from '../../scripts/commands/state.js';
import { openWarehouse } from '../../scripts/commands/warehouse.js';
import type { DuckDbEngine } from '../../scripts/engine/duckdb/duckdb-engine.js';
import { rowsOf } from '../../scripts/engine/duckdb/rows.js';
import type { Column } from '../../scripts/engine/engine.js';
import { compileProject } from '../../scripts/graph/compile.js';
import type { CompiledGraph } from '../../scripts/graph/graph.js';
import { ProblemError } from '../../scripts/problem.js';
import { projectCopy } from '../faults/project-copy.js';

const here = import.meta.dirname;

class Shop {
  readonly directory = projectCopy();
  now = '2026-06-30T00:00:00Z';

  put(file: string, text: string): void {
    mkdirSync(join(this.directory, file, '..'), { recursive: true });
    writeFileSync(join(this.directory, file), text);
  }

  build(): Promise<string> {
    return this.told((context) => Promise.resolve(buildCommand(context, { check: false })));
  }

  /** What the command writes, its problems included. */
  async told(work: (context: CommandContext) => Promise<ExitCode>, json = false): Promise<string> {
    let text = '';
    const out = { write: (more: string) => void (text += more), isTty: false, columns: 80 };
    const context: CommandContext = {
      directory: this.directory,
      json,
      quiet: false,
      format: json ? 'json' : 'text',
      out,
      err: out,
      color: false,
      clock: () => new Date(this.now),
      signal: new AbortController().signal,
      commandLine: 'leadscore',
      pasteable: (text) => text,
    };
    try {
      await work(context);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      showProblems(context, error.problems);
    }
    return text.replaceAll(this.directory, '.').replace(/(leadscore_run_actions: )\d+/g, '$1<n>');
  }

  retain(dryRun = false, json = false): Promise<string> {
    return this.told((context) => retainCommand(context, { dryRun, engine: 'duckdb' }), json);
  }

  /** The lines that are not of models. */
  async run(select: string, more: Partial<RunOptions> = {}): Promise<string> {
    const options = { engine: 'duckdb', fullRefresh: false, raw: new Map(), select: [select], ...more } as const;
    const text = await this.told((context) => runCommand(context, options));
    return text.replace(/^(?:\[?\s*\d+[/ ].*|.* seconds?\b.*|.*\b\d+ models.*|loaded .*)\n/gm, '');
  }

  /** A table without rows, as a run would have made it. */
  async fill(name: string, column: Column): Promise<void> {
    await this.#with(async (engine, { defaultDatabase: database, defaultSchema: schema }) => {
      await engine.createSchema(database, schema);
      await engine.append({ database, schema, name }, [column], []);
    });
  }

  ids(table: string): Promise<readonly unknown[]> {
    return this.#with((engine) =>
      engine.native(async (session) => {
        const rows = await rowsOf(
          await session.run(`SELECT event_id FROM leadscore.leadscore.${table} ORDER BY event_id`),
        );
        return rows.map((row) => row['event_id']);
      }),
    );
  }

  async #with<T>(work: (engine: DuckDbEngine, graph: CompiledGraph) => Promise<T>): Promise<T> {
    const graph = compileProject(this.directory);
    const engine = await openWarehouse(graph, { directory: this.directory });
    try {
      return await work(engine, graph);
    } finally {
      await engine.close();
    }
  }
}

test('[L1] retain counts first, deletes once, and neither a run nor a backup brings anything back', async () => {
  const shop = new Shop();
  const seen: string[] = [];
  const step = async (name: string, text: Promise<string>): Promise<void> =>
    void seen.push(`--- ${name}\n${await text}`);
  shop.put('rubrics/shared/retention.yaml', 'events: 6 months\nrun_log: 1 year\n');
  await shop.build();
  await step('no warehouse yet', shop.retain());
  await step('run', shop.run('+int_acts', { asOf: '2026-06-30' }));
  await step(
    'backup',
    shop.told((context) => stateExportCommand(context, { folder: join(shop.directory, 'backup'), engine: 'duckdb' })),
  );
  expect(await shop.ids('int_events')).toEqual(['E1', 'E2', 'E3', 'E4']);

  await step('not old enough', shop.retain());
  shop.now = '2026-12-27T12:00:00Z';
  await step('dry run', shop.retain(true));
  expect(await shop.ids('int_events')).toEqual(['E1', 'E2', 'E3', 'E4']);
  await step('for a moment to come', shop.run('int_as_of', { asOf: '2030-01-01' }));
  expect(await shop.ids('int_events')).toEqual(['E3', 'E4']);
  await step('again, as JSON', shop.retain(false, true));

  const again = { asOf: '2026-06-30', fullRefresh: true };
  await step('a full refresh for an earlier moment', shop.run('+int_acts', again));
  for (const table of ['int_events', 'int_event_arrivals']) expect(await shop.ids(table)).toEqual(['E3', 'E4']);

  await step(
    'the backup of before',
    shop.told((context) =>
      stateImportCommand(context, {
        folder: join(shop.directory, 'backup'),
        engine: 'duckdb',
        replace: true,
        leaveOut: [],
      }),
    ),
  );
  expect(await shop.ids('int_event_arrivals')).toEqual(['E3', 'E4']);
  await expect(seen.join('\n')).toMatchFileSnapshot(join(here, 'retain.txt'));
});

test('tables of one’s own that have no limit, or cannot have one', async () => {
  const shop = new Shop();
  const own = ['nobody', 'int_acts', 'inbound_tier_state', 'leadscore_runs', 'int_forgotten', 'leads'];
  const names = [...own, 'my_view', 'my_list', 'my_rows', 'my_days', 'my_texts'];
  const lines = names.map((name) => `  ${name}: { keep: 90 days, by: seen_on }\n`);
  const model = (file: string, config: string): void =>
    shop.put(`definitions/${file}.sqlx`, `config { ${config} }\nSELECT 1 AS one\n`);
  model('outputs/leads', 'type: "table"');
  model('custom/my_view', 'type: "view"');
  model('custom/my_list', 'type: "table"');
  model('custom/my_rows', 'type: "incremental"');
  for (const name of ['my_days', 'my_texts']) model(`custom/${name}`, 'type: "incremental", protected: true');
  await shop.fill('my_days', { name: 'day', type: 'DATE' });
  await shop.fill('my_texts', { name: 'seen_on', type: 'STRING' });
  const seen = [await shop.retain()];
  for (const some of [lines, lines.slice(9, 10), lines.slice(10)]) {
    shop.put('rubrics/shared/retention.yaml', `tables:\n${some.join('')}`);
    seen.push(await shop.retain());
  }
  seen.push(await shop.retain(false, true));
  await expect(seen.join('\n---\n')).toMatchFileSnapshot(join(here, 'retain-refused.txt'));
});
