/** How a sync stands, as lines for a person and as JSON. */
import { terminalText } from '../../run/terminal-text.js';
import type { ActionToLookAt } from '../../sync/actions/records.js';
import type { Unloaded } from '../../sync/bigquery/journal.js';
import type { RefusedCode, RunLine, Standing } from '../../sync/store/standing.js';
import { actTimeLines, actTimesJson } from './act-time-text.js';
import { number } from './plan-text.js';

/** Runs of several machines say whose each was. */
type Run = RunLine & { readonly owner?: string };

export function standingLines(id: string, destination: string, standing: Standing): readonly string[] {
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

function runLine(run: Run): string {
  const counts = `${number(run.ok)} written, ${number(run.rejected)} refused, ${number(run.deferred)} put off, ${number(run.skipped)} left out of ${number(run.planned)}`;
  const reason = run.stopReason === undefined ? '' : `: ${terminalText(run.stopReason)}`;
  const owner = run.owner === undefined ? '' : `; by ${terminalText(run.owner)}`;
  return `  ${run.runId}  ${run.status}${reason}; ${counts}${owner}`;
}

/** What of the sync BigQuery does not know. `unloaded`: undefined while another process here has the file open. */
export function unloadedLines(unloaded: readonly Unloaded[] | undefined): readonly string[] {
  if (unloaded === undefined)
    return ['Another process on this machine has its file open: what that has and BigQuery has not is not counted.'];
  return unloaded.map(({ runId, notLoaded, notFolded }) => {
    const parts = [
      ...(notLoaded > 0 ? [`${number(notLoaded)} outcomes are in the file of this machine alone`] : []),
      ...(notFolded > 0 ? [`${number(notFolded)} are in sync_log and not in sync_state yet`] : []),
    ];
    return `Not counted, of ${runId}: ${parts.join(', ')}. \`npx leadscore sync publish\` brings them.`;
  });
}

export function standingJson(sync: string, destination: string, standing: Standing): object {
  const { acknowledged, kept, rejected, deferred, refused, actTimes, runs } = standing;
  return {
    sync,
    destination,
    acknowledged,
    kept,
    rejected,
    deferred,
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

export function unloadedJson(unloaded: readonly Unloaded[] | undefined): object | null {
  return (
    unloaded?.map(({ runId, notLoaded, notFolded }) => ({
      run_id: runId,
      not_loaded: notLoaded,
      not_folded: notFolded,
    })) ?? null
  );
}

export function actionJson({ intendedAt, ...rest }: ActionToLookAt): object {
  return { ...rest, intended_at: intendedAt ?? null };
}
