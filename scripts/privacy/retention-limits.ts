/** rubrics/shared/retention.yaml as tables: which rows of which are too old. */
import type { Column, Target } from '../engine/engine.js';
import { sqlxText } from '../generate/text/sqlx-text.js';
import type { Action, CompiledGraph } from '../graph/graph.js';
import { type Place, type Problem, ProblemError } from '../problem.js';
import { ageWords } from '../rubric/age.js';
import type { Keeping, Retention } from '../rubric/model.js';
import { runLogTables } from '../run/run-log.js';
import { quoted } from './forgotten-table.js';

/** One table of which rows are deleted by age. */
export interface Limit {
  readonly target: Target;
  readonly keep: Keeping;
  /** The column that says how old a row is. */
  readonly by: string;
  /** By which rows are found that are too old: that column, or what another table says is. */
  readonly key: string;
  /** The table that has `by`, where it is another one. */
  readonly toldBy?: Target;
  /** Where the column is named, if it is. */
  readonly byAt?: Place;
}

/** Names of the tables that hold rows from run to run; where some events may change, those are the ones of the layer `appended`. */
const eventTables: Readonly<Record<string, string>> = {
  int_events: 'day',
  int_appended_events: 'day',
  int_acts: 'day',
  int_appended_acts: 'day',
  int_event_arrivals: 'happened_at',
  int_sightings: 'happened_at',
};

const linkTables: readonly string[] = ['int_identity_links', 'int_appended_identity_links'];

/** The tables of this project that a limit is declared for, by name. Throws what `retentionProblems` tells. */
export function limitsOf(graph: CompiledGraph, retention: Retention, rubrics: readonly string[]): readonly Limit[] {
  const problems = retentionProblems(graph, retention);
  if (problems.length > 0) throw new ProblemError(problems);
  const { events, identityLinks, tiers, records, runLog } = retention;
  const named = (name: string): Target => ({ database: graph.defaultDatabase, schema: graph.defaultSchema, name });
  const own = new Set(graph.actions.filter(({ kind }) => kind === 'incremental').map(({ target }) => target.name));
  const limit = (keep: Keeping | undefined, name: string, by: string, key = by, toldBy?: string): readonly Limit[] =>
    keep === undefined || !own.has(name)
      ? []
      : [{ target: named(name), keep, by, key, ...(toldBy !== undefined && { toldBy: named(toldBy) }) }];
  const limits = [
    ...Object.entries(eventTables).flatMap(([name, by]) => limit(events, name, by)),
    ...linkTables.flatMap((name) => limit(identityLinks, name, 'last_happened_at')),
    ...rubrics.flatMap((rubric) => [
      ...limit(tiers, `${rubric}_tier_state`, 'as_of'),
      ...limit(tiers, `${rubric}_standings`, 'as_of'),
      ...limit(records, `${rubric}_draws`, 'gone_at', 'record_key', 'int_gone_records'),
    ]),
    ...limit(records, 'int_person_id_log', 'gone_at', 'record_key', 'int_gone_records'),
    ...limit(records, 'int_record_arrivals', 'gone_at', 'record_key', 'int_gone_records'),
    ...(runLog === undefined
      ? []
      : runLogTables.map((name): Limit => ({
          target: named(name),
          keep: runLog,
          by: 'started_at',
          key: 'started_at',
        }))),
    ...retention.tables.flatMap(({ name, keep, by, byAt }) =>
      ownModels(graph, name).map(({ target }): Limit => ({ target, keep, by, key: by, byAt })),
    ),
  ].toSorted((a, b) => (a.target.name < b.target.name ? -1 : 1));
  // What says that a record is gone goes after everything that asks it.
  return [...limits, ...limit(records, 'int_gone_records', 'gone_at')];
}

/** Rows before the day, as a query of the limit's key. `column` is the one it goes by, as it stands in the warehouse. */
export function olderThan({ target, key, toldBy, by }: Limit, since: string, column: Column, timeZone: string): string {
  const day = column.type === 'DATE' ? `old.\`${by}\`` : `DATE(old.\`${by}\`, ${sqlxText(timeZone)})`;
  return `SELECT DISTINCT old.\`${key}\` FROM ${quoted(toldBy ?? target)} AS old WHERE ${day} < DATE '${since}'`;
}

function ownModels({ actions }: CompiledGraph, name: string): readonly Action[] {
  return actions.filter(({ target, kind }) => target.name === name && kind !== 'assertion');
}

/** Which word of retention.yaml a table of ours goes with. */
function wordOf(name: string): string | undefined {
  if (Object.hasOwn(eventTables, name)) return 'events';
  if (linkTables.includes(name)) return 'identity_links';
  if (/_(?:tier_state|standings)$/.test(name)) return 'tiers';
  if (/^(?:int_record_arrivals|int_person_id_log|int_gone_records)$|_draws$/.test(name)) return 'records';
  return runLogTables.some((table) => table === name) ? 'run_log' : undefined;
}

/** What is wrong with the tables that `tables:` names, told with their places. */
export function retentionProblems(graph: CompiledGraph, { tables }: Retention): readonly Problem[] {
  return tables.flatMap(({ name, keep, at }): Problem[] => {
    const fault = (code: string, what: string, why: string | undefined, todo: string): Problem[] => [
      { code, severity: 'error', place: at, what, ...(why !== undefined && { why }), todo },
    ];
    const word = wordOf(name);
    const [action] = ownModels(graph, name);
    if (word !== undefined)
      return fault(
        'retention/not-own',
        `"${name}" is no table of your own.`,
        undefined,
        `Write "${word}: ${ageWords(keep)}" at the top; it is for all tables of that kind.`,
      );
    if (name === 'int_forgotten' || name === 'int_retention')
      return fault(
        'retention/not-own',
        `"${name}" is no table of your own.`,
        'It is kept for ever: without it what was taken out would come back.',
        'Take it out.',
      );
    if (action === undefined)
      return fault(
        'retention/unknown-table',
        `There is no model "${name}" in definitions/custom.`,
        'So nothing would ever be deleted, and nobody would notice.',
        'Write the name of a model as its file is called, or take it out.',
      );
    if (!action.fileName.startsWith('definitions/custom/'))
      return fault(
        'retention/not-own',
        `"${name}" is no table of your own.`,
        'Every run makes it anew: its rows go once those that it is made of have gone.',
        'Take it out.',
      );
    if (action.kind === 'view')
      return fault('retention/not-stored', `"${name}" is a view.`, 'It holds no rows.', 'Take it out.');
    if (action.kind === 'incremental' && action.isProtected) return [];
    return fault(
      'retention/not-stored',
      `"${name}" is not protected.`,
      action.kind === 'incremental'
        ? 'A full refresh makes it anew, and the older rows could come back.'
        : 'Every run makes it anew: its rows go once those that it is made of have gone.',
      action.kind === 'incremental'
        ? 'Write "protected: true" in its config, or take it out and leave older rows out in its query.'
        : 'Take it out.',
    );
  });
}
