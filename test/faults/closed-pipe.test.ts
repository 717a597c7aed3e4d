/** Whoever reads only the first lines (`| head`) ends the reading, not the work. */
import { expect, test } from 'vitest';
import { cliProcess } from './cli-process.js';
import { projectCopy } from './project-copy.js';

const results = '{ "$@"; echo "ended with $?" >&2; } | true';
const problems = '{ "$@" 2>&1 >/dev/null; echo "ended with $?" >&3; } 3>&2 | true';

test.each([
  ['results', results, ['build'], 0],
  ['help', results, ['--help'], 0],
  ['problems', problems, ['no-such-command'], 2],
])('of its %s', async (_what, shell, args, exitCode) => {
  const { stdout, stderr } = await cliProcess(projectCopy(), args, { shell });
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: `ended with ${exitCode}\n` });
});
