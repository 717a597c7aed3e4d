import { ProblemError, type Problem } from '../../../scripts/problem.js';

/** The problems that the work ends in; any other end fails the test. */
export async function problemsOf(work: Promise<unknown>): Promise<readonly Problem[]> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ProblemError) return error.problems;
  throw error instanceof Error ? error : new Error(`expected a ProblemError, got ${String(error)}`);
}
