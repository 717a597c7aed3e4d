/** `leadscore sync verify`: what the CRM holds against what it acknowledged. */
import { ProblemError } from '../../problem.js';
import { terminalText } from '../../run/terminal-text.js';
import { CallFailed } from '../../sync/destination.js';
import { callProblem } from '../../sync/plan/call-problem.js';
import type { VerifyReport } from '../../sync/verify/report.js';
import { verifySync } from '../../sync/verify/verify.js';
import { type CommandContext, type ExitCode, printJson, say } from '../context.js';
import { number } from './plan-text.js';
import { chosenSync, openDestination, openStore, type SyncOptions } from './project.js';

export interface SyncVerifyOptions extends SyncOptions {
  /** So many records; all unless given. */
  readonly sample?: number;
}

/** 1 where a record holds something else, or is gone. */
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
      if (context.json) printJson(context, report);
      for (const line of reportLines(report)) say(context, line);
      return report.drifted + report.missing === 0 ? 0 : 1;
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
