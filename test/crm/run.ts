/**
 * What others wrote judges what we wrote: vendors' clients drive the test servers, and the adapters drive a real CRM.
 * Installs nothing: says what is missing and how to get it.
 *   node --import ./test/sync/servers/typescript.mjs test/crm/run.ts [words of the tests to run, or -words of those to leave out]
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { missingPackages, programs } from './programs.js';
import { startCluster, type Cluster } from './tryton/cluster.js';
import { makeTemplate } from './tryton/template.js';
import { copiedTryton, type RealTryton } from './tryton/tryton.js';

/** What a test may ask for; made when the first one asks. */
export interface Ground {
  /** A Tryton with a copy of the template, shared by the tests of one part. */
  tryton(): Promise<RealTryton>;
  cluster(): Promise<Cluster>;
  /** A line about what was measured. */
  tell(line: string): void;
}

export interface CrmTest {
  readonly name: string;
  readonly run: (ground: Ground) => Promise<void>;
}

const words = process.argv.slice(2);
const missing = [missingClients(), missingPackages()].filter((line) => line !== undefined);
if (missing.length > 0) {
  console.error(`Something is missing. To install:\n${missing.map((line) => `  ${line}\n`).join('')}`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

function isAsked(name: string): boolean {
  const has = (word: string): boolean => name.toLowerCase().includes(word.toLowerCase());
  return words.every((word) => (word.startsWith('-') ? !has(word.slice(1)) : has(word)));
}

function missingClients(): string | undefined {
  const here = fileURLToPath(new URL('.', import.meta.url));
  return ['jsforce', '@hubspot/api-client'].every((name) => existsSync(`${here}node_modules/${name}/package.json`))
    ? undefined
    : 'npm --prefix test/crm ci --ignore-scripts --no-audit --no-fund';
}

/** By name, because the types of the clients are not there when ours are checked. */
async function testsOf(file: string): Promise<readonly CrmTest[]> {
  const { tests }: { readonly tests: readonly CrmTest[] } = await import(file);
  return tests;
}

const parts: readonly (readonly CrmTest[])[] = [
  await testsOf('./jsforce.mjs'),
  await testsOf('./hubspot-sdk.mjs'),
  await testsOf('./shapes.js'),
  await testsOf('./tryton/behaves.js'),
  await testsOf('./tryton/contract.js'),
  await testsOf('./engine/tryton.js'),
  await testsOf('./faults/faulty.js'),
  await testsOf('./limiter/limited.js'),
];

const tell = (line: string): void => console.log(`        ${line}`);
let cluster: Promise<Cluster> | undefined;
const startedCluster = async (): Promise<Cluster> => {
  const started = await startCluster(programs());
  try {
    await makeTemplate(programs(), started, tell);
  } catch (error) {
    await started.close();
    throw error;
  }
  return started;
};

/** A test that never ends is a failure, not a wait; the first of a part may have to make Tryton's tables. */
async function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('not done after 15 minutes')), 15 * 60_000);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const closeCluster = async (): Promise<void> => (await cluster?.catch(() => undefined))?.close();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void closeCluster().finally(() => process.exit(130)));

let passed = 0;
let failed = 0;
for (const tests of parts) {
  let tryton: Promise<RealTryton> | undefined;
  const ground: Ground = {
    cluster: () => (cluster ??= startedCluster()),
    tryton: async () => (tryton ??= copiedTryton(programs(), await ground.cluster())),
    tell,
  };
  for (const { name, run } of tests) {
    if (!isAsked(name)) continue;
    const began = Date.now();
    try {
      await inTime(run(ground));
      passed += 1;
      console.log(`ok      ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name}\n${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  await (await tryton?.catch(() => undefined))?.close();
}
await closeCluster();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
