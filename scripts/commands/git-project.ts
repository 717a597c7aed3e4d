/** The project as it stood at a git ref: its rubrics read out of the object store and loaded by the same loader. Nothing of it is run. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Problem, ProblemError } from '../problem.js';
import { loadProject } from '../rubric/load.js';
import type { Project } from '../rubric/model.js';

/** What the loader looks at. */
const wanted =
  /^(?:rubrics\/(?:(?:shared|sources)\/)?[^/]+\.ya?ml|rubrics\/models\/[^/]+\.json|definitions\/custom\/(?:[^/]+\/)*[^/]+\.sqlx|definitions\/sources\/(?:[^/]+\/)*stg_[^/]+\.sqlx)$/;

/** Throws a ProblemError when there is no git, no repository, no such ref, no project then, or one with errors. */
export async function projectAt(directory: string, ref: string): Promise<Project> {
  const prefix = (await git(directory, ['rev-parse', '--show-prefix'], outsideGit(directory))).toString().trimEnd();
  const commit = await commitOf(directory, ref);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'leadscore-diff-'));
  try {
    const files = (await listed(directory, commit, prefix)).filter(
      ({ name }) => wanted.test(name) && !name.split('/').includes('..'),
    );
    if (files.length === 0) throw new ProblemError(noProject(ref, prefix));
    for (const { name, object } of files) {
      const file = path.join(folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, await git(directory, ['cat-file', 'blob', object]));
    }
    const { project, problems } = await loadProject(folder);
    if (project === undefined) throw new ProblemError(faulty(ref, problems));
    return project;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function commitOf(directory: string, ref: string): Promise<string> {
  const unknown: Problem = {
    code: 'git/unknown-ref',
    severity: 'error',
    what: `git knows no commit "${ref}".`,
    todo: 'Name a branch, a tag or a commit, such as main or HEAD~1; a shallow clone may have to fetch it first.',
  };
  // A word that begins with a dash would be an option.
  if (ref.startsWith('-') || ref.trim() === '') throw new ProblemError(unknown);
  return (
    (await git(directory, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], unknown))
      .toString()
      .trim()
      .split('\n')
      .at(-1) ?? ''
  );
}

interface TreeFile {
  /** From the project's root. */
  readonly name: string;
  readonly object: string;
}

/** Plain files only: a link could point anywhere. */
async function listed(directory: string, commit: string, prefix: string): Promise<readonly TreeFile[]> {
  const args = ['ls-tree', '-r', '-z', '--full-tree', commit, '--', `${prefix}rubrics`, `${prefix}definitions`];
  const text = (await git(directory, args)).toString();
  return text.split('\0').flatMap((line) => {
    const [, mode, object, name] = /^(\d+) blob ([0-9a-f]+)\t([^]*)$/.exec(line) ?? [];
    if (object === undefined || name === undefined || (mode !== '100644' && mode !== '100755')) return [];
    return [{ name: name.slice(prefix.length), object }];
  });
}

/** Reading only, and nothing that a repository's own settings could make git start. */
async function git(directory: string, args: readonly string[], failure?: Problem): Promise<Buffer> {
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-pager', '--literal-pathspecs'];
  try {
    const { stdout } = await promisify(execFile)('git', [...safe, ...args], {
      cwd: directory,
      encoding: 'buffer',
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' },
      maxBuffer: 64_000_000,
    });
    return stdout;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) {
      throw new ProblemError({
        code: 'git/not-installed',
        severity: 'error',
        what: 'There is no git on this machine.',
        why: 'Comparing with an older version reads it from git.',
        todo: 'Install git.',
      });
    }
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new ProblemError(
      failure ?? { code: 'git/failed', severity: 'error', what: `git ${args[0] ?? ''} failed.`, why: said },
    );
  }
}

function outsideGit(directory: string): Problem {
  return {
    code: 'git/no-repository',
    severity: 'error',
    what: `${directory} is not in a git repository.`,
    why: 'What changed can only be said where older versions are kept.',
    todo: 'Commit the project to git first.',
  };
}

function noProject(ref: string, prefix: string): Problem {
  return {
    code: 'git/no-project',
    severity: 'error',
    what: `There was no project at ${ref}: ${prefix}rubrics/ held no YAML file then.`,
    todo: 'Name a later commit.',
  };
}

/** Its places are those of the older files, which are not the ones on the disk. */
function faulty(ref: string, problems: readonly Problem[]): readonly Problem[] {
  return [
    {
      code: 'git/faulty-project',
      severity: 'error',
      what: `The project at ${ref} cannot be compared with: it has errors, by the rules of today.`,
      todo: 'Name a commit without errors; they follow.',
    },
    ...problems
      .filter(({ severity }) => severity === 'error')
      .map((problem) => ({
        ...problem,
        ...(problem.place !== undefined && { place: { ...problem.place, file: `${ref}:${problem.place.file}` } }),
      })),
  ];
}
