import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const scripts = fileURLToPath(new URL('../../scripts', import.meta.url));

/** A folder of scripts/, or a file that stands directly in it, without its ending. */
const parts = [
  'problem',
  'engine',
  'rubric',
  'generate',
  'docs',
  'graph',
  'run',
  'evaluate',
  'sync',
  'state',
  'privacy',
  'doctor',
  'init',
  'demo',
  'golden',
  'commands',
  'cli',
] as const;
type Part = (typeof parts)[number];

/** Who may know whom: rubric -> generate -> (files in definitions/) -> graph -> run -> engine. Everyone knows itself. */
const allowed: Readonly<Record<Part, readonly Part[]>> = {
  problem: [],
  engine: ['problem'],
  rubric: ['problem'],
  generate: ['problem', 'rubric'],
  docs: ['problem', 'rubric'],
  graph: ['problem'],
  run: ['problem', 'graph', 'engine'],
  evaluate: ['problem', 'rubric', 'engine'],
  // A mapping stands in a rubric, and a sync file is read as rubrics are.
  sync: ['problem', 'engine', 'rubric'],
  state: ['problem', 'graph', 'engine', 'run'],
  // What an identity is in a model is the generator's to say; how long it is kept stands beside the rubrics.
  privacy: ['problem', 'rubric', 'generate', 'graph', 'engine', 'run'],
  doctor: ['problem', 'rubric', 'graph', 'engine', 'state'],
  // It asks the raw tables what is in them, and writes what `rubric` then reads.
  init: ['problem', 'rubric', 'generate', 'engine'],
  demo: ['problem'],
  // A golden lead goes the whole way, from a rubric to the rows of a run.
  golden: ['problem', 'rubric', 'generate', 'graph', 'run', 'engine'],
  // Wiring: one file per command. Nothing but cli imports it.
  commands: [
    'problem',
    'engine',
    'rubric',
    'generate',
    'docs',
    'graph',
    'run',
    'evaluate',
    'sync',
    'state',
    'privacy',
    'doctor',
    'init',
    'demo',
    'golden',
  ],
  cli: [
    'problem',
    'engine',
    'rubric',
    'generate',
    'docs',
    'graph',
    'run',
    'evaluate',
    'sync',
    'state',
    'demo',
    'golden',
    'commands',
  ],
};

/** Single edges beside that table: from a file or folder to a file, each with its reason. */
const exceptions: readonly {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
  readonly why: string;
}[] = [
  { from: 'rubric/', to: 'generate/canonical.ts', typeOnly: false, why: 'the canonical inputs are data of both' },
  {
    from: 'rubric/checks/retention.ts',
    to: 'generate/health/windows.ts',
    typeOnly: false,
    why: 'events are kept at least as long as input health looks back',
  },
  {
    from: 'rubric/load.ts',
    to: 'generate/header.ts',
    typeOnly: false,
    why: 'a staging model without it is hand-written',
  },
  {
    from: 'graph/',
    to: 'engine/engine.ts',
    typeOnly: true,
    why: 'a target and a SQL origin are shapes of the interface',
  },
  { from: 'engine/duckdb/raw/', to: 'rubric/model.ts', typeOnly: true, why: 'a source names the raw files to load' },
];

/** `rubric/`, `generate/` and `docs/` are pure, but for the files at their edge: what reads or writes the project. */
const pureParts: readonly Part[] = ['rubric', 'generate', 'docs'];
const edgeFiles: readonly string[] = ['rubric/load.ts', 'generate/write.ts', 'generate/packaged/domain-lists.ts'];
const impureModules =
  /^(?:node:)?(?:fs|fs\/promises|net|http|https|http2|dns|tls|dgram|child_process|worker_threads|os|process|timers|timers\/promises|module|perf_hooks|readline)$/;
const impureGlobals =
  /\b(?:Date\.now\(|new Date\(\)|performance\.now\(|Math\.random\(|process\.|fetch\(|setTimeout\(|setInterval\(|randomUUID\()/;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** Comments are left out, so that prose about imports or clocks is not one. */
function code(file: string): string {
  return readFileSync(join(scripts, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return path.endsWith('.ts') ? [relative(scripts, path).split(sep).join('/')] : [];
  });
}

const files = filesIn(scripts).sort();

function importsOf(file: string): Import[] {
  return [
    ...code(file).matchAll(/\b(import|export)\b([^;'"]*?)\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g),
  ].map(([, , clause = '', from, bare]) => ({
    from: file,
    to: target(file, from ?? bare ?? ''),
    typeOnly: /^\s*type\b/.test(clause) || isOnlyTypes(clause),
  }));
}

/** `{ type A, type B }` */
function isOnlyTypes(clause: string): boolean {
  const names = /\{([^}]*)\}/
    .exec(clause)?.[1]
    ?.split(',')
    .map((name) => name.trim());
  return names !== undefined && names.filter((name) => name !== '').every((name) => name.startsWith('type '));
}

/** A file of scripts/ as its path there; anything else as it is written. */
function target(file: string, written: string): string {
  if (!written.startsWith('.')) return written;
  return posix.join(posix.dirname(file), written).replace(/\.js$/, '.ts');
}

function partOf(file: string): Part | undefined {
  const name = file.split('/')[0]?.replace(/\.ts$/, '');
  return parts.find((part) => part === name);
}

/** What is wrong with an import, or undefined. */
function violation({ from, to, typeOnly }: Import): string | undefined {
  const here = partOf(from);
  const there = partOf(to);
  if (here === undefined) return `${from}: its part is not in the table`;
  if (to.startsWith('..')) return `${from} -> ${to}: outside scripts/`;
  if (!to.endsWith('.ts')) return undefined;
  if (there === undefined) return `${from} -> ${to}: its part is not in the table`;
  if (here === there || allowed[here].includes(there)) return undefined;
  const exception = exceptions.find((edge) => from.startsWith(edge.from) && to === edge.to);
  if (exception === undefined) return `${from} -> ${to}: ${here} may not know ${there}`;
  return exception.typeOnly && !typeOnly ? `${from} -> ${to}: as a type only` : undefined;
}

describe('the direction of knowledge', () => {
  const imports = files.flatMap(importsOf);

  test('every import goes along an allowed edge', () => {
    expect(imports.flatMap((edge) => violation(edge) ?? [])).toEqual([]);
  });

  test('nothing imports the command line', () => {
    const isCommandLine = /^cli(?:\.ts|\/)/;
    expect(imports.filter(({ from, to }) => isCommandLine.test(to) && !isCommandLine.test(from))).toEqual([]);
    expect(
      imports.filter(({ from, to }) => to.startsWith('commands/') && !/^(?:cli\.ts|cli\/|commands\/)/.test(from)),
    ).toEqual([]);
  });

  test('rubric, generate and docs touch no disk, network or clock but in their edge files', () => {
    const pure = files.filter((file) => {
      const part = partOf(file);
      return part !== undefined && pureParts.includes(part) && !edgeFiles.includes(file);
    });
    expect(pure.length).toBeGreaterThan(0);
    const impure = pure.flatMap((file) => [
      ...importsOf(file)
        .filter(({ to }) => impureModules.test(to))
        .map(({ to }) => `${file} imports ${to}`),
      ...(impureGlobals.exec(code(file)) ?? []).map((found) => `${file} uses ${found}`),
    ]);
    expect(impure).toEqual([]);
  });

  test('the table has no circle', () => {
    const reaches = (from: Part, to: Part): boolean => allowed[from].some((next) => next === to || reaches(next, to));
    expect(parts.filter((part) => reaches(part, part))).toEqual([]);
  });

  test.each([
    [{ from: 'graph/a.ts', to: 'run/b.ts', typeOnly: true }, 'graph/a.ts -> run/b.ts: graph may not know run'],
    [
      { from: 'engine/a.ts', to: 'graph/b.ts', typeOnly: false },
      'engine/a.ts -> graph/b.ts: engine may not know graph',
    ],
    [{ from: 'run/a.ts', to: 'cli.ts', typeOnly: false }, 'run/a.ts -> cli.ts: run may not know cli'],
    [{ from: 'graph/a.ts', to: 'engine/engine.ts', typeOnly: false }, 'graph/a.ts -> engine/engine.ts: as a type only'],
    [{ from: 'graph/a.ts', to: 'engine/engine.ts', typeOnly: true }, undefined],
    [{ from: 'new/a.ts', to: 'problem.ts', typeOnly: false }, 'new/a.ts: its part is not in the table'],
    [{ from: 'sync/a.ts', to: '../test/b.ts', typeOnly: false }, 'sync/a.ts -> ../test/b.ts: outside scripts/'],
    [{ from: 'sync/a.ts', to: 'zod', typeOnly: false }, undefined],
  ])('%j', (edge, expected) => {
    expect(violation(edge)).toBe(expected);
  });
});
