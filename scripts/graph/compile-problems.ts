import type { Problem } from '../problem.js';
import type { CompiledGraph } from './graph.js';
import type { SandboxResult } from './sandbox.js';
export function graphProblems(_graph: CompiledGraph, result: SandboxResult): Problem[] {
  const errs = [...(result.graph?.graphErrors?.compilationErrors ?? []), ...(result.fatal ? [result.fatal] : [])];
  return errs.map((e) => ({ code: 'graph/compile', severity: 'error', what: e.message ?? '' }));
}
