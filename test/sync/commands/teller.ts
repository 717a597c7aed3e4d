/** Commands of a sync in a project, and all that a user sees of them, one after the other. */
import { expect } from 'vitest';
import { cli, stackLines, transcript } from '../../faults/cli.js';

export interface Teller {
  readonly seen: string[];
  /** Runs a command; gives its exit code. */
  tell(...args: string[]): Promise<number | null>;
  /** The run that a command named last. */
  run(): string;
}

const runId = /\b(?:salesforce|hubspot)-\d{8}T\d{6}Z-\d{4}\b/g;

export function teller(directory: string): Teller {
  const seen: string[] = [];
  let run = '';
  // What differs from run to run.
  const hidden = (text: string): string =>
    text
      .replace(runId, '<run>')
      .replace(/127\.0\.0\.1:\d+/g, '<server>')
      .replace(/half within \d+ ms, 95 % within \d+ ms, \d+ s/g, '<times>')
      .replace(/from \d{4}-\d\d-\d\dT\S+ on/g, 'from <tomorrow> on')
      .replace(/, \d+ s$/gm, ', <seconds>');
  return {
    seen,
    tell: async (...args) => {
      const one = await cli(directory, args);
      expect(stackLines(one)).toEqual([]);
      run = `${one.stdout}${one.stderr}`.match(runId)?.at(-1) ?? run;
      seen.push(hidden(transcript(args, one, directory)));
      return one.exitCode;
    },
    run: () => run,
  };
}
