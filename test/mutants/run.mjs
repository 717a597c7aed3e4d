// `npm run mutants [-- options of Stryker]`: breaks the rubric and the generator in thousands of small ways.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');
const stryker = path.join(here, 'node_modules/@stryker-mutator/core/bin/stryker.js');

/** Ends with the command's own code when it fails. */
function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(stryker)) run('npm', ['--prefix', here, 'ci', '--no-audit', '--no-fund']);
run(process.execPath, [stryker, 'run', path.join(here, 'stryker.config.json'), ...process.argv.slice(2)]);
