// @ts-check
// Vendors' own clients drive the test servers. Installs nothing: says what is missing and how to get it.
//   node --import ../sync/servers/typescript.mjs run.mjs
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const missing = ['jsforce', '@hubspot/api-client'].filter(
  (name) => !existsSync(`${here}node_modules/${name}/package.json`),
);
if (missing.length > 0) {
  console.error(
    `Missing: ${missing.join(', ')}. To install: npm --prefix test/crm ci --ignore-scripts --no-audit --no-fund`,
  );
  console.log('0 passed, 1 failed');
  process.exit(1);
}

/** @type {{ name: string, run: () => Promise<void> }[]} */
const all = [...(await import('./jsforce.mjs')).tests, ...(await import('./hubspot-sdk.mjs')).tests];
let failed = 0;
for (const { name, run } of all) {
  try {
    await run();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error instanceof Error ? error.stack : String(error)}`);
  }
}
console.log(`${all.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
