import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, posix, resolve, sep } from 'node:path';
import { compileFunction, createContext, Script } from 'node:vm';
import { hasDynamicImport } from './dynamic-import.js';
import { markLines } from './marked-lines.js';
import type { RawGraph } from './raw-graph.js';
import { sandboxProgram } from './sandbox-program.js';

/** What one compile gave, before anything is interpreted. */
export interface SandboxResult {
  readonly graph?: RawGraph;
  /** What stopped the compile; the graph then holds at most the errors found before. */
  readonly fatal?: { readonly name: string; readonly message: string; readonly stack: string };
  /** Compiled text with marked source lines, of each .sqlx file that has an error. */
  readonly marked: Readonly<Record<string, string>>;
  readonly sources: ReadonlyMap<string, string>;
}

export interface SandboxInput {
  /** Absolute, without symbolic links. */
  readonly projectDir: string;
  /** Base64, of `compileRequest`. */
  readonly request: string;
  readonly timeoutMs: number;
  readonly print: (line: string) => void;
}

const MODULE_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];
const PATH_FUNCTIONS: Readonly<Record<string, (...args: never[]) => unknown>> = {
  basename: posix.basename,
  dirname: posix.dirname,
  extname: posix.extname,
  join: posix.join,
  normalize: posix.normalize,
  relative: posix.relative,
  resolve: posix.resolve,
  isAbsolute: posix.isAbsolute,
  parse: posix.parse,
  format: posix.format,
};

/** Compiled once in a process: reading and parsing the bundle costs as much as compiling a small project. */
let program: { readonly bundle: Script; readonly main: Script } | undefined;

function scripts(): { readonly bundle: Script; readonly main: Script } {
  if (program === undefined) {
    const file = createRequire(import.meta.url).resolve('@dataform/core');
    const text = readFileSync(file, 'utf8');
    program = {
      bundle: new Script(`(function (exports, require, module) {${text}\n})`, { filename: file }),
      main: new Script(sandboxProgram, { filename: 'compile.vm' }),
    };
  }
  return program;
}

/**
 * Runs `@dataform/core` over a project in a context of its own, without process, file system or network.
 * Throws what node:vm throws when the timeout is over.
 */
export function runSandbox(input: SandboxInput): SandboxResult {
  const { bundle, main } = scripts();
  const sources = new Map<string, string>();
  const context = createContext(Object.create(null), {
    // Text made into code could hide an import() from the check below.
    codeGeneration: { strings: false, wasm: false },
  });
  const relativeName = (file: string) => file.slice(input.projectDir.length + 1).replaceAll(sep, '/');
  const read = (file: string) => {
    const text = readFileSync(file, 'utf8');
    sources.set(relativeName(file), text);
    return text;
  };
  context['__host'] = Object.freeze({
    projectDir: input.projectDir,
    settingsFile: join(input.projectDir, 'workflow_settings.yaml'),
    request: input.request,
    bundle: guarded((): unknown => bundle.runInContext(context)),
    read: guarded(read),
    readMarked: guarded((file: string) => markLines(sources.get(file) ?? '')),
    filesIn: guarded((stack: string) => [...sources.keys()].filter((file) => stack.includes(`/${file}:`)).join('\n')),
    compile: guarded((code: string, filename: string): unknown => {
      if (hasDynamicImport(code)) throw new Error('import() is not there');
      return compileFunction(code, MODULE_PARAMETERS, { filename, parsingContext: context });
    }),
    path: guarded((name: string, args: string) =>
      JSON.stringify(PATH_FUNCTIONS[name]?.(...(JSON.parse(args) as never[])) ?? null),
    ),
    resolve: guarded((directory: string, request: string) => resolveModule(input.projectDir, directory, request)),
    print: guarded(input.print),
  });
  const answer: unknown = main.runInContext(context, { timeout: input.timeoutMs });
  const result = JSON.parse(String(answer)) as Omit<SandboxResult, 'sources'>;
  return { ...result, sources };
}

/** An exception of the host must not reach a model: it would carry the host's constructors. */
function guarded<Args extends unknown[]>(call: (...args: Args) => unknown): (...args: Args) => unknown {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      return `\0${describeError(error)}`;
    }
  };
}

function resolveModule(projectDir: string, directory: string, request: string): string {
  const isRelative = request.startsWith('./') || request.startsWith('../');
  // Bare paths start at the project, as in the official host.
  const base = resolve(isRelative ? directory : projectDir, request);
  const own = [base, `${base}.js`, join(base, 'index.js')].find(isFile);
  if (own !== undefined && own.startsWith(projectDir + sep)) return own;
  if (!isRelative && !isAbsolute(request)) {
    const installed = resolveInstalled(projectDir, request);
    if (installed !== undefined) return installed;
  }
  throw new Error(`Cannot find module '${request}'`);
}

/** A package of the project; Node's own modules resolve to a bare name and are refused. */
function resolveInstalled(projectDir: string, request: string): string | undefined {
  try {
    const file = createRequire(join(projectDir, 'package.json')).resolve(request);
    return isAbsolute(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function describeError(error: unknown): string {
  if (!isErrorLike(error)) return JSON.stringify({ name: 'Error', message: String(error) });
  return JSON.stringify({ name: error.name, message: error.message, stack: error.stack });
}

/** An error of another realm is no `instanceof Error` here. */
function isErrorLike(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'message' in error && 'stack' in error;
}
