import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { here, root } from '../leadscore.js';

/** What a compile never reads, and what would only slow the official CLI's search for files. */
const leftOut = new Set(['node_modules', 'dist', 'test', 'bench', 'coverage', 'docs']);

/**
 * The graph that `dataform compile --json` of the pinned `@dataform/cli` makes of a project, as parsed JSON. The
 * CLI gets a copy: it walks every folder but the top `node_modules`, and wants `@dataform/core` inside the project
 * itself, not behind a link. Throws with the CLI's own words when it fails.
 */
export async function officialGraph(project: string): Promise<Record<string, unknown>> {
  const copy = mkdtempSync(path.join(tmpdir(), 'leadscore-official-'));
  try {
    for (const name of readdirSync(project)) {
      if (!leftOut.has(name) && !name.startsWith('.'))
        cpSync(path.join(project, name), path.join(copy, name), { recursive: true });
    }
    cpSync(path.join(root, 'node_modules/@dataform/core'), path.join(copy, 'node_modules/@dataform/core'), {
      recursive: true,
    });
    writeFileSync(path.join(copy, 'package.json'), '{"private": true}\n');
    // The usual minute is short on a machine that does other work at the same time.
    const args = ['compile', '--json', '--timeout=10m', copy];
    const text = await run(path.join(here, 'node_modules/@dataform/cli/bundle.js'), args);
    return JSON.parse(text.slice(text.indexOf('{'))) as Record<string, unknown>;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function run(script: string, args: readonly string[]): Promise<string> {
  return new Promise((done, failed) => {
    execFile(process.execPath, [script, ...args], { maxBuffer: 2 ** 30 }, (error, stdout, stderr) => {
      if (error) failed(new Error(`the official CLI failed:\n${stderr || stdout || error.message}`));
      else done(stdout);
    });
  });
}
