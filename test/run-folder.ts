/** Vitest's global set-up: the temporary folder of one whole run, which fails when a test leaves something in it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** In the run's folder: what its workers make once for all of them. */
export const sharedFolder = 'shared';

/**
 * Workers and what they start inherit TMPDIR, so that runs at the same time do not see each other's folders. The end,
 * which is returned, removes the folder; what it throws vitest only prints, so it sets the exit code as well.
 */
export default function setUp(): () => void {
  const outside = process.env.TMPDIR;
  const folder = mkdtempSync(join(tmpdir(), 'leadscore-tests-'));
  process.env.TMPDIR = folder;
  return () => {
    const left = readdirSync(folder)
      .filter((name) => name !== sharedFolder)
      .toSorted();
    rmSync(folder, { recursive: true, force: true });
    if (outside === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outside;
    if (left.length === 0) return;
    process.exitCode = 1;
    throw new Error(`Tests left ${left.join(', ')} in the temporary folder. Make folders by temporaryFolder().`);
  };
}
