/** `leadscore sync verify`: what the CRM holds against what it acknowledged. */
import { ProblemError } from '../../problem.js';
import { terminalText } from '../../run/terminal-text.js';
import { driftReason } from '../../sync/alerts/reasons.js';
import { verifyRemembered } from '../../sync/bigquery/acknowledged.js';
import type { Place } from '../../sync/bigquery/place.js';
import { markRemembered } from '../../sync/bigquery/repair.js';
import { CallFailed, type Destination } from '../../sync/destination.js';
import { callProblem } from '../../sync/plan/call-problem.js';
import { driftBreaker, markDrifted } from '../../sync/verify/repair.js';
import type { VerifyReport } from '../../sync/verify/report.js';
import { verifySync } from '../../sync/verify/verify.js';
import { type CommandContext, type ExitCode, printJson, say, showProblems } from '../context.js';
import { alertingSync, type News } from './alerting.js';
import { countOf, number } from './plan-text.js';
import { type OpenedSync, openSync } from './opened.js';
import { type ChosenSync, openDestination, type SyncOptions } from './project.js';
import { type Remembered, withRemembered } from './remembered.js';
import { unloadedJson, unloadedLines } from './status-text.js';

export interface SyncVerifyOptions extends SyncOptions {
  /** So many records; all unless given. */
  readonly sample?: number;
  /** The next plan writes again what holds something else. */
  readonly repair: boolean;
  /** Although a breaker stands in the way. */
  readonly force: boolean;
}

/**
 * 1 where a record holds something else, or is gone. With `repair`, 0 where all that holds something else was marked and
 * nothing is gone, and 3 where a breaker stands in the way.
 */
export async function syncVerifyCommand(context: CommandContext, options: SyncVerifyOptions): Promise<ExitCode> {
  return alertingSync(context, options, 'unattended', async (sync, news) => {
    const { config } = sync;
    const destination = await openDestination(context, config);
    try {
      if (options.engine === 'bigquery' && !options.repair)
        return await withRemembered(context, config, options, async (remembered) => {
          if (!remembered.isThere) throw new ProblemError(nothingWritten(config.id));
          const { place, unloaded } = remembered;
          const at = { place, dataset: remembered.dataset(), destination };
          const verified = await verifyAt(context, sync, options, at);
          return report(context, sync, options, { verified: { ...verified, unloaded }, news });
        });
      const opened = await openSync(context, config, options);
      try {
        const { store, memory } = opened;
        const verified =
          memory === undefined
            ? { report: await verifySync({ store, destination, signal: context.signal, ...sampleOf(options) }) }
            : await verifyAt(context, sync, options, { place: memory.place, dataset: opened.dataset(), destination });
        return await report(context, sync, options, { verified, news, opened });
      } finally {
        await opened.close();
      }
    } catch (error) {
      if (error instanceof CallFailed) throw new ProblemError(callProblem(config, destination, error.answer));
      throw error;
    } finally {
      await destination.close();
    }
  });
}

interface Verified {
  /** Undefined where the CRM cannot be read. */
  readonly report: VerifyReport | undefined;
  /** With BigQuery: acknowledged records of which it is not known any more what was written. */
  readonly changedSince?: number;
  /** With BigQuery, without a repair: what it does not know of this machine. */
  readonly unloaded?: Remembered['unloaded'];
}

function sampleOf({ sample }: SyncVerifyOptions): { readonly sample?: number } {
  return sample === undefined ? {} : { sample };
}

async function verifyAt(
  { signal }: CommandContext,
  { config, mappings }: ChosenSync,
  options: SyncVerifyOptions,
  at: { readonly place: Place; readonly dataset: string; readonly destination: Destination },
): Promise<Verified> {
  const verified = await verifyRemembered({ ...at, source: config.source, mappings, signal, ...sampleOf(options) });
  return verified ?? { report: undefined };
}

interface ToReport {
  readonly verified: Verified;
  readonly news: News;
  /** Where something may be marked. */
  readonly opened?: OpenedSync;
}

async function report(
  context: CommandContext,
  { config }: ChosenSync,
  options: SyncVerifyOptions,
  { verified: { report: found, changedSince, unloaded = [] }, news, opened }: ToReport,
): Promise<ExitCode> {
  if (found === undefined) throw new ProblemError(cannotRead(config.destination));
  const drift = driftBreaker(found, config.breakers);
  if (drift !== undefined) news.reasons.push(driftReason(drift));
  const breaker = options.repair && !options.force ? drift : undefined;
  const isMarked = opened !== undefined && options.repair && breaker === undefined;
  const { driftedKeys, ...told } = found;
  if (isMarked) {
    await markDrifted(opened.store, found);
    if (opened.memory !== undefined) await markRemembered(opened.memory, driftedKeys);
  }
  if (context.json)
    printJson(context, {
      ...told,
      ...(changedSince !== undefined && { changedSince, notInBigQuery: unloadedJson(unloaded) }),
      marked: isMarked ? driftedKeys.length : 0,
    });
  for (const line of reportLines(found)) say(context, line);
  if (changedSince !== undefined && changedSince > 0)
    say(
      context,
      `Not read back: ${countOf(changedSince, 'acknowledged record')} whose values are others in the warehouse by now; what was written of them BigQuery does not keep.`,
    );
  for (const line of unloadedLines(unloaded)) say(context, line);
  if (breaker !== undefined) {
    showProblems(context, [breakerProblem(breaker)]);
    return 3;
  }
  if (isMarked && found.drifted > 0)
    say(context, `${countOf(found.drifted, 'record')} will be written again by the next plan.`);
  return (isMarked ? 0 : found.drifted) + found.missing === 0 ? 0 : 1;
}

function nothingWritten(id: string) {
  return {
    code: 'sync/nothing-written',
    severity: 'error' as const,
    what: `BigQuery remembers nothing of the sync "${id}".`,
    todo: 'Write something first: `npx leadscore sync apply`.',
  };
}

function breakerProblem(what: string) {
  return {
    code: 'sync/breaker-max-drift-share',
    severity: 'error' as const,
    what,
    why: 'So much at once is rarely the work of hands: another program writes the same fields, and will again.',
    todo: 'Find out who writes them; to write them again all the same: `npx leadscore sync verify --repair --force`.',
  };
}

function cannotRead(destination: string) {
  return {
    code: 'sync/cannot-read-back',
    severity: 'error' as const,
    what: `${destination} cannot be read back, so that nothing can be verified.`,
  };
}

function reportLines(report: VerifyReport): readonly string[] {
  const { verifiable, checked, same, drifted, missing, fields, examples, missingExamples } = report;
  return [
    `${number(checked)} of ${number(verifiable)} acknowledged records read back: ${number(same)} as written, ${number(drifted)} hold something else, ${number(missing)} are gone`,
    ...fields
      .filter((field) => field.drifted > 0)
      .map(
        (field) =>
          `  ${field.object}.${terminalText(field.field)}: ${number(field.drifted)} of ${number(field.checked)}`,
      ),
    ...examples.map(
      ({ rowKey, field, acknowledged, held }) =>
        `  ${terminalText(rowKey)} ${terminalText(field)}: ${terminalText(acknowledged ?? 'empty')} was written, ${terminalText(held ?? 'empty')} is there`,
    ),
    ...missingExamples.map((rowKey) => `  ${terminalText(rowKey)}: gone`),
  ];
}
