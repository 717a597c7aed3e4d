/** `leadscore test`: golden leads, and Dataform's own unit tests. */
import fs from 'node:fs';
import path from 'node:path';
import { openDuckDb } from '../engine/duckdb/open.js';
import { type GoldenCase, readCase } from '../golden/case.js';
import { runGolden } from '../golden/run.js';
import { compileProject } from '../graph/compile.js';
import { type Problem, ProblemError } from '../problem.js';
import type { Project } from '../rubric/model.js';
import { runTests } from '../run/unit-tests.js';
import { terminalText } from '../run/terminal-text.js';
import { type CommandContext, type ExitCode, printJson, say, showProblems } from './context.js';
import { readProject } from './project.js';

function casesOf(project: Project, wanted: readonly string[]): readonly GoldenCase[] {
  const folder = path.join(project.directory, 'rubrics/tests');
  const files = fs.existsSync(folder)
    ? fs
        .readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .toSorted()
    : [];
  const problems: Problem[] = [];
  const cases: GoldenCase[] = [];
  for (const name of files) {
    const file = `rubrics/tests/${name}`;
    const read = readCase(project, file, fs.readFileSync(path.join(project.directory, file), 'utf8'));
    problems.push(...read.problems);
    if (read.golden !== undefined) cases.push(read.golden);
  }
  if (problems.length > 0) throw new ProblemError(problems);
  const isWanted = (golden: GoldenCase): boolean =>
    wanted.length === 0 ||
    wanted.some(
      (word) => golden.name === word || golden.file.endsWith(word) || path.basename(golden.file, '.yaml') === word,
    );
  const chosen = cases.filter(isWanted);
  if (wanted.length > 0 && chosen.length === 0) {
    throw new ProblemError({
      code: 'test/no-case',
      severity: 'error',
      what: `No golden case is called ${wanted.join(' or ')}.`,
      todo: `Cases stand in rubrics/tests; there are ${cases.length}.`,
    });
  }
  return chosen;
}

export async function testCommand(
  context: CommandContext,
  options: { readonly cases: readonly string[] },
): Promise<ExitCode> {
  const { project } = await readProject(context.directory);
  const cases = casesOf(project, options.cases);
  const mark = (ok: boolean, name: string): void => {
    say(context, `${ok ? 'ok    ' : 'FAILED'}  ${terminalText(name)}`);
  };
  const golden = await runGolden(project, cases, {
    clock: context.clock,
    signal: context.signal,
    onResult: (result) => {
      mark(result.problems.length === 0, result.golden.name);
    },
  });
  const graph = compileProject(context.directory);
  const units = options.cases.length > 0 || graph.tests.length === 0 ? [] : await unitTests(graph);
  for (const unit of units) {
    mark(unit.passed, unit.name);
    for (const line of unit.diff) say(context, `          ${terminalText(line)}`);
  }
  // A model that fails for one case fails for all of them; it is shown once.
  const found = [...golden.flatMap((result) => result.problems), ...units.flatMap((unit) => unit.problems)];
  const problems = [...new Map(found.map((problem) => [JSON.stringify(problem), problem])).values()];
  if (problems.length > 0 && !context.json) showProblems(context, problems);
  const failed =
    golden.filter((result) => result.problems.length > 0).length + units.filter((unit) => !unit.passed).length;
  const passed = golden.length + units.length - failed;
  if (context.json) {
    printJson(context, {
      passed,
      failed,
      golden: golden.map((result) => ({
        case: result.golden.name,
        file: result.golden.file,
        problems: result.problems,
      })),
      units,
    });
  }
  say(context, `${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function unitTests(graph: ReturnType<typeof compileProject>): Promise<Awaited<ReturnType<typeof runTests>>> {
  const engine = await openDuckDb({ database: graph.defaultDatabase });
  try {
    return await runTests(graph, engine);
  } finally {
    await engine.close();
  }
}
