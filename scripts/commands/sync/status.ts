/** `leadscore sync status`: what is written, what is refused and why, and the last runs. */
import { existsSync } from 'node:fs';
import { terminalText } from '../../run/terminal-text.js';
import { type ActionToLookAt, actionsToLookAt } from '../../sync/actions/records.js';
import type { SyncConfig } from '../../sync/config/config.js';
import { type RefusedCode, type RunLine, type Standing, standingOf } from '../../sync/store/standing.js';
import { type CommandContext, type ExitCode, printJson, say } from '../context.js';
import { actTimeLines, actTimesJson } from './act-time-text.js';
import { actionsToLookAtLines } from './action-text.js';
import { number } from './plan-text.js';
import { chosenSync, openStore, storePath, type SyncOptions } from './project.js';

const runsShown = 10;
const actionsShown = 50;

export async function syncStatusCommand(context: CommandContext, options: SyncOptions): Promise<ExitCode> {
  const { config } = await chosenSync(context, options);
  // A file is not made by looking whether there is one.
  if (!existsSync(storePath(context.directory, config.id))) return nothingPlanned(context, config);
  const store = await openStore(context, config);
  try {
    const standing = await standingOf(store, runsShown);
    if (standing.runs.length === 0) return nothingPlanned(context, config);
    const actions = await actionsToLookAt(store, actionsShown);
    if (context.json)
      printJson(context, {
        ...standingJson(config.id, config.destination, standing),
        actions: actions.map(actionJson),
      });
    for (const line of standingLines(config.id, config.destination, standing)) say(context, line);
    for (const line of actionsToLookAtLines(actions)) say(context, line);
    return 0;
  } finally {
    await store.close();
  }
}

function nothingPlanned(context: CommandContext, { id, destination }: SyncConfig): ExitCode {
  if (context.json) printJson(context, { sync: id, destination, runs: [] });
  say(context, `${id}: nothing was ever planned. \`npx leadscore sync plan\` shows what would be written.`);
  return 0;
}

function standingLines(id: string, destination: string, standing: Standing): readonly string[] {
  const { acknowledged, kept, rejected, deferred, refused, actTimes, runs } = standing;
  return [
    `${id} (${destination}): ${number(acknowledged)} records hold what was written last, ${kept > 0 ? `${number(kept)} keep their own, ` : ''}${number(rejected)} are refused, ${number(deferred)} put off`,
    ...(refused.length === 0 ? [] : ['Refused:', ...refused.flatMap(refusedLines)]),
    'Last runs:',
    ...runs.map(runLine),
    ...actTimeLines(actTimes),
  ];
}

function refusedLines({ code, class: is, records, example, record, retryAt }: RefusedCode): readonly string[] {
  const again =
    retryAt === undefined
      ? 'sent again when something changes, or on `npx leadscore sync retry`'
      : `sent again from ${retryAt} on`;
  return [
    `  ${number(records)} ${terminalText(code)} (${is}), ${again}`,
    `    ${terminalText(record)}: ${terminalText(example)}`,
  ];
}

function runLine(run: RunLine): string {
  const counts = `${number(run.ok)} written, ${number(run.rejected)} refused, ${number(run.deferred)} put off, ${number(run.skipped)} left out of ${number(run.planned)}`;
  const reason = run.stopReason === undefined ? '' : `: ${terminalText(run.stopReason)}`;
  return `  ${run.runId}  ${run.status}${reason}; ${counts}`;
}

function standingJson(sync: string, destination: string, { refused, actTimes, runs, ...counts }: Standing): object {
  return {
    sync,
    destination,
    ...counts,
    refused: refused.map(({ retryAt, ...rest }) => ({ ...rest, retry_at: retryAt ?? null })),
    act_times_seconds: actTimesJson(actTimes),
    runs: runs.map(({ runId, createdAt, finishedAt, stopReason, apiCalls, ...rest }) => ({
      run_id: runId,
      ...rest,
      created_at: createdAt,
      finished_at: finishedAt ?? null,
      stop_reason: stopReason ?? null,
      api_calls: apiCalls,
    })),
  };
}

function actionJson({ intendedAt, ...rest }: ActionToLookAt): object {
  return { ...rest, intended_at: intendedAt ?? null };
}
