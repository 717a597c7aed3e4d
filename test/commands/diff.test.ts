import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CommandContext, ProblemFormat } from '../../scripts/commands/context.js';
import { diffCommand } from '../../scripts/commands/diff.js';
import { projectAt } from '../../scripts/commands/git-project.js';
import { ProblemError } from '../../scripts/problem.js';
import { temporaryFolder } from '../temporary-folder.js';

const base = fileURLToPath(new URL('../rubric/base', import.meta.url));
let top = '';
let directory = '';
let said = '';

/** A repository whose project stands in a folder of it, with a blank in its name. */
beforeEach(() => {
  top = temporaryFolder('diff-test');
  directory = path.join(top, 'our scores');
  mkdirSync(directory);
  cpSync(base, directory, { recursive: true });
  said = '';
});

function git(...args: readonly string[]): void {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.example', '-c', 'init.defaultBranch=main'];
  execFileSync('git', [...who, ...args], { cwd: top, stdio: 'pipe' });
}

function commit(): void {
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'x');
}

function replace(file: string, from: string, to: string): void {
  const full = path.join(directory, file);
  const text = readFileSync(full, 'utf8');
  expect(text).toContain(from);
  writeFileSync(full, text.replace(from, to));
}

async function diff(options: { ref?: string; rubric?: string; format?: ProblemFormat } = {}): Promise<string> {
  const stream = { write: (text: string) => void (said += text), isTty: false, columns: 80 };
  const context: CommandContext = {
    directory,
    json: false,
    quiet: false,
    format: options.format ?? 'text',
    out: stream,
    err: stream,
    color: false,
    clock: () => new Date(0),
    signal: new AbortController().signal,
    commandLine: 'leadscore diff',
    pasteable: (text) => text,
  };
  const { ref = 'HEAD', rubric } = options;
  expect(await diffCommand(context, { ref, ...(rubric !== undefined && { rubric }) })).toBe(0);
  return said;
}

async function problemsOf(work: Promise<unknown>): Promise<readonly string[]> {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ProblemError)) throw new Error('no problem was reported', { cause: thrown });
  return thrown.problems.map(({ code, what }) => `${code}: ${what.replaceAll(top, '<top>')}`);
}

describe('diff', () => {
  test('says what changed, in text', async () => {
    commit();
    replace('rubrics/inbound.yaml', 'points: 60', 'points: 45');
    replace('rubrics/inbound.yaml', 'purpose: new business', 'purpose: new business, all regions');
    replace('rubrics/inbound.yaml', 'when: { total: 50 }', 'when: { total: 40 }');
    expect(await diff()).toBe(
      [
        'rubrics/inbound.yaml',
        '  changes what is scored or done',
        '    intent, demo_request: 60 -> 45 points',
        '    tier hot: threshold 50 -> 40',
        '  changes words only',
        '    purpose new business -> new business, all regions',
        '',
        '2 changes in meaning since HEAD.',
        '',
      ].join('\n'),
    );
  });

  test('says no change in meaning when only comments and format changed', async () => {
    commit();
    replace(
      'rubrics/inbound.yaml',
      'demo_request: { points: 60, decay: { half_life: 14d } }',
      '# asked\n      demo_request:\n        decay: { half_life: 14d }\n        points: 60',
    );
    expect(await diff()).toBe('No change in meaning since HEAD.\n');
  });

  test('in JSON and as notices of GitHub', async () => {
    commit();
    replace('rubrics/inbound.yaml', 'points: 60', 'points: 45');
    const what = 'intent, demo_request: 60 -> 45 points';
    const place = { file: 'rubrics/inbound.yaml', line: 19, column: 7 };
    expect(JSON.parse(await diff({ format: 'json' }))).toEqual({
      ref: 'HEAD',
      changes: [{ kind: 'meaning', rubrics: ['inbound'], ...place, what }],
    });
    said = '';
    expect(await diff({ format: 'github' })).toBe(
      `::notice file=rubrics/inbound.yaml,line=19,col=7,title=changes what is scored or done::inbound: ${what}\n`,
    );
  });

  test('of one rubric alone', async () => {
    commit();
    replace('rubrics/inbound.yaml', 'points: 60', 'points: 45');
    expect(await diff({ rubric: 'inbound' })).toContain('demo_request: 60 -> 45');
    expect(await problemsOf(diff({ rubric: 'inbond' }))).toEqual(['diff/unknown-rubric: There is no rubric "inbond".']);
  });

  test('of a rubric that did not exist then', async () => {
    commit();
    const text = readFileSync(path.join(directory, 'rubrics/inbound.yaml'), 'utf8');
    writeFileSync(
      path.join(directory, 'rubrics/second.yaml'),
      text.replace('rubric: inbound', 'rubric: second').replace('status: live', 'status: shadow'),
    );
    expect(await problemsOf(diff({ rubric: 'second' }))).toEqual([
      'diff/new-rubric: The rubric "second" did not exist at HEAD.',
    ]);
    expect(await diff()).toContain('    new rubric, shadow, version 1\n');
  });
});

describe('what can stand in the way', () => {
  test('no repository', async () => {
    expect(await problemsOf(diff())).toEqual(['git/no-repository: <top>/our scores is not in a git repository.']);
  });

  test.each(['nowhere', '--output=x', '', 'HEAD~9', 'HEAD:rubrics'])('no such ref: %j', async (ref) => {
    commit();
    expect(await problemsOf(diff({ ref }))).toEqual([`git/unknown-ref: git knows no commit "${ref}".`]);
  });

  test('no git', async () => {
    commit();
    const { PATH } = process.env;
    process.env.PATH = '/nowhere';
    try {
      expect(await problemsOf(diff())).toEqual(['git/not-installed: There is no git on this machine.']);
    } finally {
      process.env.PATH = PATH;
    }
  });

  test('no project then', async () => {
    rmSync(path.join(directory, 'rubrics'), { recursive: true });
    writeFileSync(path.join(directory, 'x'), '');
    commit();
    cpSync(base, directory, { recursive: true });
    expect(await problemsOf(diff())).toEqual([
      'git/no-project: There was no project at HEAD: our scores/rubrics/ held no YAML file then.',
    ]);
  });

  test('a project with errors then: they follow, at the places of that time', async () => {
    replace('rubrics/inbound.yaml', 'points: 60', 'pionts: 60');
    commit();
    replace('rubrics/inbound.yaml', 'pionts: 60', 'points: 60');
    const error = await diff().catch((thrown: unknown) => thrown);
    const problems = error instanceof ProblemError ? error.problems : [];
    expect(problems.map(({ code, place }) => [code, place?.file])).toEqual([
      ['git/faulty-project', undefined],
      ['rubric/unknown-key', 'HEAD:rubrics/inbound.yaml'],
    ]);
  });

  test('a link in the older tree is not followed', async () => {
    execFileSync('ln', ['-s', '/etc/passwd', 'rubrics/stolen.yaml'], { cwd: directory });
    commit();
    rmSync(path.join(directory, 'rubrics/stolen.yaml'));
    expect((await projectAt(directory, 'HEAD')).rubrics.map(({ name }) => name)).toEqual(['inbound']);
  });

  test('nothing is left behind', async () => {
    commit();
    const before = readdirSync(tmpdir()).filter((name) => /^leadscore-diff-(?!test-)/.test(name));
    await projectAt(directory, 'HEAD');
    const after = readdirSync(tmpdir()).filter((name) => /^leadscore-diff-(?!test-)/.test(name));
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
  });
});
