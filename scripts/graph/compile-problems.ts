import { basename } from 'node:path/posix';
import type { Place, Problem } from '../problem.js';
import { type CompileError, errorRules, fallbackRule, resolvedName, type RuleContext } from './error-rules.js';
import { placeOfConfig, placeOfWord } from './error-place.js';
import type { Action, CompiledGraph } from './graph.js';
import { cycles } from './order.js';
import type { SandboxResult } from './sandbox.js';

const UNRESOLVED = /^Could not resolve (.+)$/;
const MISSING = /^Missing dependency detected: Action ".*" depends on "(\{.*\})" which does not exist$/;
const DUPLICATE = /^Duplicate (action name|canonical target) detected/;
const CIRCULAR = /^Circular dependency detected/;
const UNDEFINED = /^(\w+) is not defined$/;
const AMBIGUOUS = /^Ambiguous Action name: (.+)\. Did you mean one of/;

/** Every cause once, sorted by place, from everything that a compile complained about. */
export function graphProblems(graph: CompiledGraph, result: SandboxResult): Problem[] {
  const files = { directory: graph.directory, sources: graph.sources, marked: result.marked };
  const errors = errorsOf(result);
  const duplicates = duplicateNames(errors, result);
  const context: RuleContext = {
    files,
    names: new Set([
      ...[...graph.actions, ...graph.declarations].map((action) => action.target.name),
      ...duplicates.keys(),
    ]),
  };
  const problems = [
    ...withoutEchoes(errors, duplicates).map((error) => explain(error, context)),
    ...[...duplicates].map(([name, where]) => duplicateProblem(name, where, context)),
    ...(errors.some(({ message }) => CIRCULAR.test(message)) ? cycles(graph.actions) : []).map((cycle) =>
      cycleProblem(cycle, context),
    ),
    ...missingDatabase(graph, errors),
  ];
  return sorted(unique(problems));
}

function errorsOf(result: SandboxResult): CompileError[] {
  const found = (result.graph?.graphErrors?.compilationErrors ?? []).map((error) => ({
    file: error.fileName || undefined,
    message: error.message ?? '',
    stack: error.stack ?? '',
  }));
  const fatal = result.fatal;
  return fatal === undefined ? found : [...found, { file: undefined, message: fatal.message, stack: fatal.stack }];
}

/** Drops what another error already says: one problem per cause. */
function withoutEchoes(errors: readonly CompileError[], duplicates: ReadonlyMap<string, unknown>): CompileError[] {
  const unresolved = new Set(errors.filter((error) => UNRESOLVED.test(error.message)).map((error) => error.file));
  const ambiguousRefs = new Set(
    errors
      .filter(({ message }) => AMBIGUOUS.test(message) && !message.includes('includeDependentAssertions'))
      .map((error) => error.file),
  );
  const broken = new Set(
    errors
      .filter(
        (error) => ![UNRESOLVED, MISSING, DUPLICATE, CIRCULAR, AMBIGUOUS].some((rule) => rule.test(error.message)),
      )
      .map((error) => modelName(error.file)),
  );
  return errors.filter((error) => {
    if (DUPLICATE.test(error.message) || CIRCULAR.test(error.message)) return false;
    const ambiguous = AMBIGUOUS.exec(error.message)?.[1];
    if (ambiguous !== undefined) {
      const isEcho = ambiguous.includes('includeDependentAssertions') && ambiguousRefs.has(error.file);
      return !isEcho && !duplicates.has(resolvedName(ambiguous));
    }
    const name = UNRESOLVED.exec(error.message)?.[1] ?? MISSING.exec(error.message)?.[1];
    // A model that could not be read is missing to all who refer to it.
    if (name !== undefined && broken.has(resolvedName(name))) return false;
    // So is an include, to all models that use it.
    const include = UNDEFINED.exec(error.message)?.[1];
    if (include !== undefined && include !== modelName(error.file) && broken.has(include)) return false;
    return !(MISSING.test(error.message) && unresolved.has(error.file));
  });
}

function modelName(file: string | undefined): string {
  return basename(file ?? '').replace(/\.[^.]*$/, '');
}

function explain(error: CompileError, context: RuleContext): Problem {
  const rule = errorRules.find((candidate) => candidate.pattern.test(error.message)) ?? fallbackRule;
  const match = rule.pattern.exec(error.message) ?? [];
  return { severity: 'error', ...rule.explain(error, match, context) };
}

/** Model name to the files that define it. */
function duplicateNames(errors: readonly CompileError[], result: SandboxResult): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const error of result.graph?.graphErrors?.compilationErrors ?? []) {
    const name = error.actionTarget?.name;
    if (name === undefined || !DUPLICATE.test(error.message ?? '')) continue;
    byName.set(name, [...new Set([...(byName.get(name) ?? []), error.fileName ?? ''])].sort());
  }
  return errors.length > 0 ? byName : new Map<string, string[]>();
}

function duplicateProblem(name: string, files: readonly string[], context: RuleContext): Problem {
  const [first = '', ...others] = files;
  const at = placeOfConfig(context.files, first);
  return {
    code: 'graph/duplicate-model',
    severity: 'error',
    ...(at === undefined ? {} : { place: at }),
    what:
      others.length === 0
        ? `"${name}" is defined twice in this file.`
        : `"${name}" is defined more than once: ${files.join(', ')}.`,
    why: 'Tables, views, assertions, operations and sources of a dataset share one set of names.',
    todo: 'Rename or remove all but one.',
  };
}

function cycleProblem(cycle: readonly Action[], context: RuleContext): Problem {
  const [first, second] = cycle;
  const at: Place | undefined =
    first === undefined || second === undefined
      ? undefined
      : (placeOfWord(context.files, first.fileName, second.target.name) ??
        placeOfConfig(context.files, first.fileName));
  const files = [...new Set(cycle.map((action) => action.fileName))];
  return {
    code: 'graph/circular-ref',
    severity: 'error',
    ...(at === undefined ? {} : { place: at }),
    what: `Models refer to each other in a circle: ${cycle.map((action) => action.target.name).join(' -> ')}.`,
    why: `None of them can be built first (${files.join(', ')}).`,
    todo: 'Take one of these refs out; what two models share belongs in a third that both read.',
  };
}

function missingDatabase(graph: CompiledGraph, errors: readonly CompileError[]): Problem[] {
  const action = [...graph.actions, ...graph.declarations].find((candidate) => candidate.target.database === '');
  if (action === undefined || errors.length > 0) return [];
  return [
    {
      code: 'graph/no-default-project',
      severity: 'error',
      place: { file: 'workflow_settings.yaml', line: 1, column: 1 },
      what: `No project is named for ${action.target.schema}.${action.target.name}.`,
      todo: 'Set defaultProject in workflow_settings.yaml.',
    },
  ];
}

function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function sorted(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => {
    const [here, there] = [a.place, b.place];
    if (here === undefined || there === undefined) return Number(there === undefined) - Number(here === undefined);
    if (here.file !== there.file) return here.file < there.file ? -1 : 1;
    return here.line - there.line || here.column - there.column;
  });
}
