/** Generated models call what includes/ has: a project that is run beside this one needs the same. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test.each(['test/faults/project', 'test/projects/connectors', 'test/projects/ga4', 'test/projects/xeducation'])(
  '%s has the includes of this version',
  (project) => {
    const of = (folder: string): string => readFileSync(path.join(root, folder, 'includes/clock.js'), 'utf8');
    expect(of(project)).toBe(of('.'));
  },
);
