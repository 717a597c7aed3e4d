import { realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Problem, ProblemError } from '../problem.js';
import { compileRequest, type Overrides } from './compile-request.js';
import { graphProblems } from './compile-problems.js';
import type { CompiledGraph } from './graph.js';
import { listProjectFiles } from './project-files.js';
import type { RawGraph } from './raw-graph.js';
import { readGraph } from './read-graph.js';
import { runSandbox, type SandboxResult } from './sandbox.js';

/** Also what overrides workflow_settings.yaml, for this compile only. */
export interface CompileOptions extends Overrides {
  /** What a model prints with console.log; nowhere unless given. */
  readonly print?: (line: string) => void;
  /** 60,000 unless given, as in the official CLI. */
  readonly timeoutMs?: number;
}

/** The graph as far as it came, and every problem: with one of severity error it must not be run. */
export interface CompileOutcome {
  /** Absent when the project could not be read at all. */
  readonly graph?: CompiledGraph;
  readonly problems: readonly Problem[];
}

/**
 * Compiles a Dataform project in this process. Throws `ProblemError` with every problem of every file when the
 * project has any.
 */
export function compileProject(directory: string, options: CompileOptions = {}): CompiledGraph {
  const { graph, problems } = checkProject(directory, options);
  if (graph === undefined || problems.length > 0) throw new ProblemError(problems);
  return graph;
}

/** As `compileProject`, but returns the problems. */
export function checkProject(directory: string, options: CompileOptions = {}): CompileOutcome {
  const missing = missingProject(directory);
  if (missing !== undefined) return { problems: [missing] };
  const projectDir = realpathSync(resolve(directory));
  const result = runWithTimeout(projectDir, options);
  if ('problem' in result) return { problems: [result.problem] };
  const raw: RawGraph = result.graph ?? {};
  const graph = readGraph(projectDir, raw, result.sources);
  const problems = graphProblems(graph, result);
  return result.fatal === undefined ? { graph, problems } : { problems };
}

function runWithTimeout(projectDir: string, options: CompileOptions): SandboxResult | { readonly problem: Problem } {
  const timeoutMs = options.timeoutMs ?? 60_000;
  try {
    return runSandbox({
      projectDir,
      request: compileRequest(projectDir, listProjectFiles(projectDir), options),
      timeoutMs,
      print: options.print ?? (() => undefined),
    });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return {
      problem: {
        code: 'graph/timeout',
        severity: 'error',
        what: `Compiling the project took longer than ${timeoutMs / 1000} seconds and was stopped.`,
        why: 'JavaScript in definitions/ or includes/ may never come to an end.',
        todo: 'Look for a loop in the JavaScript that was changed last.',
      },
    };
  }
}

/** The error belongs to the context that was stopped, so it is no `instanceof Error` here. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}

function missingProject(directory: string): Problem | undefined {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true)
    return {
      code: 'graph/no-project',
      severity: 'error',
      what: `There is no project folder ${directory}.`,
      todo: 'Give the folder that holds workflow_settings.yaml with --project.',
    };
  if (statSync(join(directory, 'workflow_settings.yaml'), { throwIfNoEntry: false })?.isFile() !== true)
    return {
      code: 'graph/no-settings',
      severity: 'error',
      what: `${directory} holds no workflow_settings.yaml.`,
      why: 'Dataform reads the project, dataset and variables from it.',
      todo: 'Run in the folder of a project, or name one with --project.',
    };
  return undefined;
}
