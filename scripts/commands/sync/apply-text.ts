/** What came of a run, as lines for a person and as JSON. */
import { terminalText } from '../../run/terminal-text.js';
import type { ErrorCount, RunSummary } from '../../sync/apply/summary.js';
import { actTimeLines, actTimesJson } from './act-time-text.js';
import { countOf, duration, number } from './plan-text.js';

const statusWords: Readonly<Record<RunSummary['status'], string>> = {
  planned: 'not begun',
  running: 'interrupted; `npx leadscore sync apply` goes on with it',
  paused_quota: 'waits for more calls; `npx leadscore sync apply` goes on with it',
  done: 'done',
  failed: 'failed',
  aborted: 'broken off',
};

export function runLines(summary: RunSummary): readonly string[] {
  const { runId, status, stop, planned, ok, rejected, deferred, skipped, waiting } = summary;
  const parts = [
    `${number(ok)} written`,
    `${number(rejected)} refused`,
    `${number(deferred)} put off`,
    `${number(skipped)} left out`,
    ...(waiting > 0 ? [`${number(waiting)} waiting`] : []),
  ];
  return [
    `Run ${runId}: ${statusWords[status]}`,
    ...(stop === undefined ? [] : [`  ${terminalText(stop.why)}`]),
    `  of ${countOf(planned, 'record')}: ${parts.join(', ')}`,
    ...(summary.foundWritten > 0
      ? [`  ${number(summary.foundWritten)} of them were found written by the process before`]
      : []),
    ...strayLines(summary.strayJobs),
    ...errorLines(summary.errors),
    ...callLines(summary),
    ...actTimeLines(summary.actTimes).map((line) => `  ${line}`),
  ];
}

function strayLines(jobs: readonly string[]): readonly string[] {
  if (jobs.length === 0) return [];
  return [
    `  Left as they are, since nothing tells whose they are: open jobs without data, ${terminalText(jobs.join(', '))}. One may be of this run; if no other program has made them, abort them in the CRM.`,
  ];
}

export function errorLines(errors: readonly ErrorCount[]): readonly string[] {
  return errors.map(
    ({ code, class: is, rows, example }) =>
      `  ${number(rows)} ${terminalText(code)} (${is}): ${terminalText(example.length > 200 ? `${example.slice(0, 199)}…` : example)}`,
  );
}

function callLines({ calls, retries, bisects, latency, quota, seconds }: RunSummary): readonly string[] {
  const made = [
    // Files are written, not called.
    calls > 0 ? countOf(calls, 'call') : 'no calls',
    ...(retries > 0 ? [`${number(retries)} of them made again`] : []),
    ...(bisects > 0 ? [`${countOf(bisects, 'batch').replace('batchs', 'batches')} sent in halves`] : []),
    ...(latency === undefined || calls === 0
      ? []
      : [`half within ${number(latency.p50)} ms, 95 % within ${number(latency.p95)} ms`]),
    duration(seconds),
  ];
  const { before, after } = quota;
  return [
    `  ${made.join(', ')}`,
    ...(before === undefined || after === undefined
      ? []
      : [
          `  calls of the day: ${number(before.used)} before, ${number(after.used)} after, of ${number(after.allowed)}`,
        ]),
  ];
}

/** For programs: names as in the tables. */
export function runJson(summary: RunSummary): object {
  const { runId, stop, foundWritten, strayJobs, latency, actTimes, exitCode, ...rest } = summary;
  return {
    run_id: runId,
    ...rest,
    stop: stop ?? null,
    found_written: foundWritten,
    stray_jobs: strayJobs,
    latency_ms: latency ?? null,
    act_times_seconds: actTimesJson(actTimes),
    exit_code: exitCode,
  };
}
