/** `leadscore sync verify`: what the CRM holds against what it acknowledged. */
import { ProblemError } from '../../problem.js';
import { terminalText } from '../../run/terminal-text.js';
import { CallFailed } from '../../sync/destination.js';
import { callProblem } from '../../sync/plan/call-problem.js';
import { driftBreaker, markDrifted } from '../../sync/verify/repair.js';
import type { VerifyReport } from '../../sync/verify/report.js';
import { verifySync } from '../../sync/verify/verify.js';
import { type CommandContext, type ExitCode, printJson, say, showProblems } from '../context.js';
import { countOf, number } from './plan-text.js';
import { chosenSync, openDestination, openStore, type SyncOptions } from './project.js';

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
  const { config } = await chosenSync(context, options);
  const destination = await openDestination(context, config);
  try {
    const store = await openStore(context, config);
    try {
      const report = await verifySync({
        store,
        destination,
        signal: context.signal,
        ...(options.sample !== undefined && { sample: options.sample }),
      });
      if (report === undefined) throw new ProblemError(cannotRead(config.destination));
      const breaker = options.repair && !options.force ? driftBreaker(report, config.breakers) : undefined;
      const isMarked = options.repair && breaker === undefined;
      if (isMarked) await markDrifted(store, report);
      const { driftedKeys, ...told } = report;
      if (context.json) printJson(context, { ...told, marked: isMarked ? driftedKeys.length : 0 });
      for (const line of reportLines(report)) say(context, line);
      if (breaker !== undefined) {
        showProblems(context, [breakerProblem(breaker)]);
        return 3;
      }
      if (isMarked && report.drifted > 0)
        say(context, `${countOf(report.drifted, 'record')} will be written again by the next plan.`);
      return (isMarked ? 0 : report.drifted) + report.missing === 0 ? 0 : 1;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof CallFailed) throw new ProblemError(callProblem(config, destination, error.answer));
    throw error;
  } finally {
    await destination.close();
  }
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
