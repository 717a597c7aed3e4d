/** Runs golden leads: the project's own models over the given facts, in memory, one case after the other. */
import { Decimal } from 'decimal.js';
import { openDuckDb } from '../engine/duckdb/open.js';
import type { Engine, Row, Value } from '../engine/engine.js';
import { sqlxText } from '../generate/text/sqlx-text.js';
import { compileProject } from '../graph/compile.js';
import type { CompiledGraph } from '../graph/graph.js';
import { type Problem, ProblemError } from '../problem.js';
import type { Project } from '../rubric/model.js';
import { error } from '../rubric/report.js';
import { parseAsOf } from '../run/as-of.js';
import { runProblems } from '../run/report.js';
import { runGraph } from '../run/run.js';
import { type Expectation, type GoldenCase, plainColumns } from './case.js';
import { droppedActs, droppedPoints, droppedWords } from './dropped.js';
import { type JudgedLead, tables } from './tables.js';
import { emptyOtherRubrics, giveFacts, graphOfRubric, scoringGraph } from './facts.js';

export interface GoldenResult {
  readonly golden: GoldenCase;
  readonly problems: readonly Problem[];
}

function same(expected: string | null, actual: Value | undefined): boolean {
  if (expected === null || actual === null || actual === undefined)
    return expected === null && (actual === null || actual === undefined);
  const text = String(actual);
  return /^-?\d+(\.\d+)?$/.test(expected) && /^-?\d+(\.\d+)?$/.test(text)
    ? new Decimal(expected).equals(text)
    : expected === text;
}

function columnOf(what: string): string {
  if (what === 'total') return 'total_score';
  return plainColumns.some((column) => column === what) || what.endsWith('_grade') ? what : `${what}_score`;
}

/** Kinds of rows that a rule alone names; any other is named with its kind. */
const kindsByRule: ReadonlySet<string> = new Set(['criterion', 'act', 'breadth', 'inactivity']);

async function judge(
  engine: Engine,
  schema: string,
  project: Project,
  golden: GoldenCase,
  expectation: Expectation,
): Promise<readonly Problem[]> {
  const word = sqlxText(expectation.lead.trim());
  const rubric = sqlxText(golden.rubric);
  const differs = (what: string, todo?: string): Problem =>
    error('golden/differs', expectation.at, `${golden.name}: ${what}`, { todo });
  const scores = await engine.query(`
SELECT s.*
FROM \`${schema}.lead_scores\` AS s
WHERE s.rubric = ${rubric} AND (s.lead_id = ${word} OR s.lead_id IN (
  SELECT p.lead_id FROM \`${schema}.int_person_records\` AS r
  INNER JOIN \`${schema}.int_record_persons\` AS p ON p.record_key = r.record_key
  WHERE r.record_id = ${word} OR LOWER(TRIM(r.email)) = LOWER(${word})
))`);
  const [score] = scores;
  if (scores.length > 1) return [differs(`"${expectation.lead}" fits ${scores.length} leads.`)];
  if (score === undefined) return expectation.isScored ? [differs(`"${expectation.lead}" has no score.`)] : [];
  if (!expectation.isScored) return [differs(`"${expectation.lead}" has a score, and none was expected.`)];
  const problems: Problem[] = [];
  for (const [what, expected] of expectation.values) {
    const actual = score[columnOf(what)];
    if (!same(expected, actual))
      problems.push(
        differs(`${what} of ${expectation.lead} is ${String(actual ?? 'NULL')}, not ${expected ?? 'NULL'}.`),
      );
  }
  const reasons = await engine.query(
    `SELECT rule, kind, points, reason FROM \`${schema}.lead_score_reasons\` WHERE rubric = ${rubric} AND lead_id = ${sqlxText(String(score.lead_id))} ORDER BY reason_number`,
  );
  const pointsOf = (rule: string): Value | undefined =>
    reasons.find((reason) =>
      rule.includes('.')
        ? `${String(reason.rule)}.${String(reason.kind)}` === rule
        : reason.rule === rule && kindsByRule.has(String(reason.kind)),
    )?.points;
  for (const [rule, expected] of expectation.reasons) {
    const actual = pointsOf(rule) ?? '0';
    if (!same(expected, actual))
      problems.push(differs(`${rule} gives ${expectation.lead} ${String(actual)} points, not ${expected}.`));
  }
  const judged = project.rubrics.find((each) => each.name === golden.rubric);
  const dropped =
    expectation.dropped.size === 0 || judged === undefined
      ? []
      : await droppedActs(engine, schema, judged, String(score.lead_id));
  for (const [rule, expected] of expectation.dropped) {
    const actual = droppedPoints(dropped, rule).toFixed();
    if (!same(expected, actual)) {
      const found = dropped.length === 0 ? 'nothing is dropped' : `dropped are ${droppedWords(dropped)}`;
      problems.push(differs(`${rule} drops ${actual} points of ${expectation.lead}, not ${expected}: ${found}.`));
    }
  }
  const judgedLead = {
    rubric: golden.rubric,
    leadId: String(score.lead_id),
    asOf: parseAsOf(golden.asOf).replace('T', ' ').replace('Z', '+00'),
    score,
  };
  for (const what of await rowDifferences(engine, schema, expectation, judgedLead)) problems.push(differs(what));
  if (problems.length === 0) return [];
  const explanation = reasons.map((reason: Row) => `${String(reason.points)} ${String(reason.reason)}`).join('; ');
  return [
    ...problems.slice(0, -1),
    ...problems.slice(-1).map((problem) => ({ ...problem, why: `Its reasons: ${explanation}.` })),
  ];
}

/** Every table that an expectation looks at beside those of scores. */
function tablesOf({ expect }: GoldenCase): ReadonlySet<string> {
  return new Set(expect.flatMap(({ rows }) => [...rows.keys()].map((word) => tables[word].name)));
}

/** Throws a ProblemError where the project has not what tells of it. */
function assertThere({ file }: GoldenCase, { actions }: CompiledGraph, looked: ReadonlySet<string>): void {
  const missing = [...looked].find((name) => actions.every(({ target }) => target.name !== name));
  if (missing === undefined) return;
  throw new ProblemError(
    error('golden/no-table', { file, line: 1, column: 1 }, `The project has no table ${missing}.`, {
      todo:
        missing === tables.rejection.name
          ? 'Map status_history with a reason, or an attribute rejection_reason, in a source.'
          : 'Run `npx leadscore build`.',
    }),
  );
}

/** How the rows of other tables differ, in words. */
async function rowDifferences(
  engine: Engine,
  schema: string,
  { lead, rows }: Expectation,
  judged: JudgedLead,
): Promise<readonly string[]> {
  const told: string[] = [];
  for (const [word, expected] of rows) {
    const { name, row } = tables[word];
    const [actual] = await engine.query(`SELECT * FROM \`${schema}.${name}\` ${row(judged)}`);
    const words = word.replaceAll('_', ' ');
    if (actual === undefined) {
      if (expected !== null) told.push(`${lead} has no ${words}.`);
      continue;
    }
    if (expected === null) {
      told.push(`${lead} has a ${words}, and none was expected.`);
      continue;
    }
    for (const [column, value] of expected)
      if (!same(value, actual[column]))
        told.push(
          `${column} of the ${words} of ${lead} is ${String(actual[column] ?? 'NULL')}, not ${value ?? 'NULL'}.`,
        );
  }
  return told;
}

function noSource(golden: GoldenCase, entity: string): Problem {
  const place = { file: golden.file, line: 1, column: 1 };
  return error('golden/no-source', place, `No source has ${entity}, so they cannot be given.`);
}

/** Runs every case in one warehouse in memory. `onResult` hears of each as it is done. */
export async function runGolden(
  project: Project,
  cases: readonly GoldenCase[],
  options: {
    readonly clock: () => Date;
    readonly signal?: AbortSignal;
    readonly onResult?: (result: GoldenResult) => void;
  },
): Promise<readonly GoldenResult[]> {
  const [first] = cases;
  if (first === undefined) return [];
  const compiled = compileProject(project.directory);
  const engine = await openDuckDb({ database: compiled.defaultDatabase });
  const results: GoldenResult[] = [];
  try {
    const graphs = new Map<string, CompiledGraph>();
    let isFirst = true;
    let schema = '';
    let aloneInTables: string | undefined;
    for (const golden of cases) {
      const problems: Problem[] = [];
      try {
        const further = tablesOf(golden);
        assertThere(golden, compiled, further);
        for (const [at, { asOf: written, given }] of [...golden.earlier, golden].entries()) {
          const asOf = parseAsOf(written);
          const graph = graphs.get(asOf) ?? compileProject(project.directory, { vars: { as_of: asOf } });
          graphs.set(asOf, graph);
          schema = `${graph.defaultDatabase}.${graph.defaultSchema}`;
          await engine.createSchema(graph.defaultDatabase, graph.defaultSchema);
          const [unknown] = await giveFacts(engine, graph, project, given);
          if (unknown !== undefined) throw new ProblemError(noSource(golden, unknown));
          if (!isFirst && aloneInTables !== golden.rubric) {
            await emptyOtherRubrics(engine, graph, golden.rubric);
            aloneInTables = golden.rubric;
          }
          const scoring = scoringGraph(graph, isFirst);
          // The first time everything, so that every model is there and has been tried.
          const result = await runGraph(isFirst ? scoring : graphOfRubric(scoring, golden.rubric, further), engine, {
            clock: options.clock,
            fullRefresh: at === 0,
            ...(options.signal === undefined ? {} : { signal: options.signal }),
          });
          isFirst = false;
          problems.push(...runProblems(result));
          if (problems.length > 0) break;
        }
        if (problems.length === 0) {
          for (const expectation of golden.expect)
            problems.push(...(await judge(engine, schema, project, golden, expectation)));
        }
      } catch (thrown) {
        if (!(thrown instanceof ProblemError)) throw thrown;
        problems.push(...thrown.problems);
      }
      const result = { golden, problems };
      results.push(result);
      options.onResult?.(result);
    }
  } finally {
    await engine.close();
  }
  return results;
}
