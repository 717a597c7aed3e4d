/** Compiles `shapes/`: our calls against the types of jsforce and HubSpot's SDK. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CrmTest } from './run.js';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export const tests: readonly CrmTest[] = [
  {
    name: 'what is sent and read satisfies the types of jsforce and HubSpot’s SDK',
    run: () => {
      const compiler = path('../../node_modules/typescript/bin/tsc');
      const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', path('shapes')], { encoding: 'utf8' });
      assert.equal(status, 0, stdout);
      return Promise.resolve();
    },
  },
];
