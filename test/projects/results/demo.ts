import type { Database } from '../open-database.js';
import { outcomeTable, timeOf, type TimedRun } from './outcome-table.js';
import { markdownTable, whole } from './table.js';

/** Tiers with their conversion, and the rows of every model, of a run of the demo. */
export async function demoTables(database: Database, run: TimedRun): Promise<string> {
  const models = await database.rows(`
    SELECT action.action, action.rows AS written
    FROM leadscore_run_actions AS action
    WHERE action.run_id = (SELECT run_id FROM leadscore_runs ORDER BY started_at DESC LIMIT 1)
      AND action.kind NOT IN ('assertion', 'view') AND action.rows IS NOT NULL
    ORDER BY action.action`);
  const [totals] = await database.rows(`
    SELECT count(*) FILTER (kind = 'assertion') AS assertions, count(*) FILTER (kind != 'assertion') AS models
    FROM leadscore_run_actions
    WHERE run_id = (SELECT run_id FROM leadscore_runs ORDER BY started_at DESC LIMIT 1)`);
  return [
    await outcomeTable(database),
    `${whole(Number(totals?.models))} models and ${whole(Number(totals?.assertions))} assertions, seconds with the making and loading of the raw tables: ${timeOf(run)}.`,
    markdownTable(
      ['model', 'rows>'],
      models.map(({ action, written }) => [String(action).split('.').at(-1) ?? '', whole(Number(written))]),
    ),
  ].join('\n\n');
}
