import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { blocksOf } from './markdown.js';
import { temporaryFolder } from '../temporary-folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

let project = '';
beforeAll(async () => {
  project = temporaryFolder('readme');
  for (const name of ['rubrics', 'definitions', 'includes', 'workflow_settings.yaml'])
    await cp(path.join(root, name), path.join(project, name), { recursive: true });
});

async function leadscore(...words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(root, 'dist/cli.js'), ...words], {
    cwd: project,
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 16_000_000,
  });
  return stdout;
}

/** Everything below stands in README.md as it is shown to a newcomer. */
test('README.md shows what npm start and explain really print', async () => {
  const blocks = blocksOf(await readFile(path.join(root, 'README.md'), 'utf8'));
  const [started, explained] = blocks.filter((block) => block.language === 'text').map((block) => block.text);
  const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  expect(scripts.start).toBe('node dist/cli.js demo --run');

  const output = await leadscore('demo', '--run');
  expect(output.slice(output.search(/^rubric +tier/m))).toBe(started);

  const command = blocks.map((block) => /^npx leadscore (explain \S+)$/m.exec(block.text)?.[1]).find(Boolean) ?? '';
  expect(await leadscore(...command.split(' '))).toBe(explained);
  // What the last screen proposes next.
  expect(output).toContain(`npx leadscore ${command}\n`);
}, 600_000);
