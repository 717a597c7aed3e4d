/**
 * `npm run test:crash`: processes that plan and send are killed at random moments; what became of the rows is judged by the CRM's
 * own state and history. Exit code 1 where a row was lost, wrong, not recorded or repeated too often; 2 for wrong use.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ordeal, type Ordeal } from './ordeal.js';
import { resultsText } from './results-text.js';
import type { TargetKind } from './target.js';
import { csv } from './targets/csv.js';
import { hubspot } from './targets/hubspot.js';
import { salesforce, salesforceBulk } from './targets/salesforce.js';
import { tryton } from './targets/tryton.js';
import { webhook } from './targets/webhook.js';

const kinds: readonly TargetKind[] = [csv, webhook, hubspot, salesforce, salesforceBulk, tryton];

const usage = `npm run test:crash -- [options]
  --kills N            of each destination (200)
  --destination NAME   one of ${kinds.map(({ name }) => name).join(', ')}; all unless given
  --seed N             of the scores and of when to kill
  --save FILE          writes the results there, as Markdown
`;

function wrongUse(message: string): never {
  process.stderr.write(`${message}\n\n${usage}`);
  process.exit(2);
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        kills: { type: 'string', default: '200' },
        destination: { type: 'string' },
        seed: { type: 'string', default: '1' },
        save: { type: 'string' },
      },
    });
    return { ...values, kills: Number(values.kills), seed: Number(values.seed) };
  } catch (error) {
    return wrongUse(error instanceof Error ? error.message : String(error));
  }
}

const chosen = options();
if (!Number.isSafeInteger(chosen.kills) || chosen.kills < 1) wrongUse('--kills wants a whole number above zero.');
if (!Number.isSafeInteger(chosen.seed)) wrongUse('--seed wants a whole number.');
const asked = kinds.filter(({ name }) => chosen.destination === undefined || name === chosen.destination);
if (asked.length === 0) wrongUse(`There is no destination "${chosen.destination ?? ''}".`);

const results: { readonly name: string; readonly ordeal: Ordeal }[] = [];
let absent = 0;
for (const kind of asked) {
  const missing = kind.missing?.();
  if (missing !== undefined) {
    console.log(`${kind.name}: LEFT OUT, for something is missing. To install: ${missing}`);
    if (chosen.destination !== undefined) absent += 1;
    continue;
  }
  const folder = mkdtempSync(join(tmpdir(), 'leadscore-crash-'));
  const target = await kind.start(folder);
  try {
    console.log(`${kind.name}:`);
    const one = await ordeal(target, folder, chosen.kills, seeded(chosen.seed), (line) => console.log(`  ${line}`));
    results.push({ name: kind.name, ordeal: one });
    for (const fault of one.faults) console.log(`  FAILED  ${fault}`);
    // It takes an hour or two: what was found stands there though it be broken off.
    console.log(`\n${resultsText(results.slice(-1))}`);
    save();
  } finally {
    await target.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
if (results.length > 1) console.log(`\n${resultsText(results)}`);
const failed = absent + results.filter(({ ordeal: { faults } }) => faults.length > 0).length;
console.log(`${results.length + absent - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function save(): void {
  if (chosen.save === undefined) return;
  writeFileSync(
    chosen.save,
    `# Killed while syncing\n\nMade by \`npm run test:crash -- --kills ${chosen.kills} --save ${chosen.save}\` on ${new Date().toISOString().slice(0, 10)}: ${availableParallelism()} cores, Node ${process.versions.node}.\n\n${resultsText(results)}`,
  );
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
