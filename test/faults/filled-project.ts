import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedFolder } from '../run-folder.js';
import { cli } from './cli.js';
import { projectCopy } from './project-copy.js';

/** With which the warehouse of a filled project was run. */
export const firstRun = ['run', '--as-of', '2026-06-30', '--quiet'];

/**
 * A copy of the small project, built, and its warehouse as one run leaves it. Building and running costs more than most
 * tests that begin so; the first worker that asks does it for the whole run of tests.
 */
export async function filledProject(): Promise<string> {
  const shared = join(tmpdir(), sharedFolder);
  const filled = join(shared, 'filled-project');
  if (!existsSync(filled)) {
    const made = projectCopy();
    for (const args of [['build'], firstRun]) {
      const seen = await cli(made, args);
      if (seen.exitCode !== 0) throw new Error(seen.stderr);
    }
    mkdirSync(shared, { recursive: true });
    try {
      renameSync(made, filled);
    } catch (error) {
      // Another worker was first.
      if (!existsSync(filled)) throw error;
    }
  }
  return projectCopy(filled);
}
