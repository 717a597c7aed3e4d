/** `leadscore explain`: every point of a lead's score, what stopped it, and what is done. */
import type { Engine, Row } from '../engine/engine.js';
import { sqlxText } from '../generate/text/sqlx-text.js';
import { compileProject } from '../graph/compile.js';
import { ProblemError } from '../problem.js';
import { loadProject } from '../rubric/load.js';
import { type CommandContext, type ExitCode, printJson } from './context.js';
import { COPIES, copyLines } from './explain-copies.js';
import { isModelExact, modelLines } from './explain-model.js';
import { type Families, scoreLines, text, totalOf } from './explain-text.js';
import { openWarehouseToRead } from './warehouse.js';

export interface ExplainOptions {
  /** Lead id, record id of the CRM, or e-mail address. */
  readonly lead: string;
  readonly rubric?: string;
  readonly database?: string;
}

/** Is there only where some rubric has a model. */
const MODEL = 'lead_predictive_reasons';

interface Tables {
  readonly leads: string;
  readonly scores: string;
  readonly reasons: string;
  readonly persons: string;
  readonly records: string;
}

async function findLead(engine: Engine, tables: Tables, given: string): Promise<Row> {
  const word = sqlxText(given.trim());
  const folded = sqlxText(given.trim().toLowerCase());
  const found = await engine.query(`
SELECT l.lead_id, l.email, l.first_name, l.last_name, l.title, l.company
FROM ${tables.leads} AS l
WHERE l.lead_id = ${word}
   OR l.mailbox = ${folded}
   OR l.lead_id IN (
     SELECT p.lead_id
     FROM ${tables.records} AS r
     INNER JOIN ${tables.persons} AS p ON p.record_key = r.record_key
     WHERE r.record_id = ${word} OR LOWER(TRIM(r.email)) = ${folded} OR r.mailbox = ${folded}
   )
ORDER BY l.lead_id
LIMIT 11`);
  const [first] = found;
  if (first === undefined) {
    throw new ProblemError({
      code: 'explain/unknown-lead',
      severity: 'error',
      what: `No lead has the id, record id or e-mail address "${given}".`,
      todo: 'Take a lead_id, a record id of the CRM, or an address from the table leads.',
    });
  }
  if (found.length > 1) {
    throw new ProblemError({
      code: 'explain/several-leads',
      severity: 'error',
      what: `"${given}" fits ${found.length > 10 ? 'more than ten' : String(found.length)} leads: ${found
        .slice(0, 10)
        .map((row) => text(row.lead_id))
        .join(', ')}.`,
      todo: 'Name one of them.',
    });
  }
  return first;
}

/** Words of the project as it is today; no number depends on them. */
interface Words {
  /** Which signals a cap of several stands for. */
  readonly families: (rubric: string) => Families;
  /** Signal -> its label. */
  readonly labels: ReadonlyMap<string, string>;
}

async function wordsOf(directory: string): Promise<Words> {
  const { project } = await loadProject(directory);
  return {
    families: (name) =>
      new Map(
        project?.rubrics
          .filter((rubric) => rubric.name === name)
          .flatMap((rubric) => rubric.dimensions)
          .flatMap((dimension) => dimension.families)
          .map((family) => [family.name, family.signals] as const),
      ),
    labels: new Map(project?.signals.map(({ name, label }) => [name, label] as const)),
  };
}

/** Without a rubric named, the one that decides for the lead is told in full, and the others in a line each. */
function shown(
  scores: readonly Row[],
  isNamed: boolean,
): { readonly told: readonly Row[]; readonly others: readonly Row[] } {
  const primary = scores.filter((score) => score.is_primary === true);
  if (isNamed || primary.length === 0) return { told: scores, others: [] };
  return { told: primary, others: scores.filter((score) => score.is_primary !== true) };
}

function otherLines(others: readonly Row[]): readonly string[] {
  const width = Math.max(...others.map((score) => text(score.rubric).length));
  return [
    'Other rubrics (--rubric NAME tells why):',
    ...others.map(
      (score) =>
        `  ${text(score.rubric).padEnd(width)}  ${text(score.rubric_status)}, ${text(score.total_score)}, ${text(score.tier)}: ${text(score.disposition)}`,
    ),
  ];
}

export async function explainCommand(context: CommandContext, options: ExplainOptions): Promise<ExitCode> {
  const graph = compileProject(context.directory);
  const engine = await openWarehouseToRead(graph.defaultDatabase, {
    directory: context.directory,
    ...(options.database === undefined ? {} : { database: options.database }),
  });
  try {
    const table = (name: string): string => `\`${graph.defaultDatabase}.${graph.defaultSchema}.${name}\``;
    const target = (name: string) => ({ database: graph.defaultDatabase, schema: graph.defaultSchema, name });
    const tables: Tables = {
      leads: table('leads'),
      scores: table('lead_scores'),
      reasons: table('lead_score_reasons'),
      persons: table('int_record_persons'),
      records: table('int_person_records'),
    };
    if ((await engine.relation(target('lead_scores'))) === undefined) {
      throw new ProblemError({
        code: 'explain/no-scores',
        severity: 'error',
        what: 'The warehouse has no scores yet.',
        why: 'The table lead_scores is missing: no run has come that far.',
        todo: 'Run `npx leadscore run`, and mend what it reports.',
      });
    }
    const lead = await findLead(engine, tables, options.lead);
    const id = sqlxText(text(lead.lead_id));
    const only = options.rubric === undefined ? '' : ` AND rubric = ${sqlxText(options.rubric)}`;
    const scores = await engine.query(
      `SELECT * FROM ${tables.scores} WHERE lead_id = ${id}${only} ORDER BY is_primary DESC, rubric, as_of`,
    );
    const reasons = await engine.query(
      `SELECT * FROM ${tables.reasons} WHERE lead_id = ${id}${only} ORDER BY rubric, as_of, reason_number`,
    );
    const terms =
      (await engine.relation(target(MODEL))) === undefined
        ? undefined
        : await engine.query(
            `SELECT * FROM ${table(MODEL)} WHERE lead_id = ${id}${only} ORDER BY rubric, as_of, reason_number`,
          );
    const copies =
      (await engine.relation(target(COPIES))) === undefined
        ? undefined
        : await engine.query(
            `SELECT * FROM ${table(COPIES)} WHERE lead_id = ${id} ORDER BY as_of, counted_day, counted_act_key, act_key`,
          );
    const ofScore = (rows: readonly Row[], score: Row): readonly Row[] =>
      rows.filter((row) => row.rubric === score.rubric && row.as_of === score.as_of);
    const of = (score: Row): readonly Row[] => ofScore(reasons, score);
    const termsOf = (score: Row): readonly Row[] => ofScore(terms ?? [], score);
    const areExact = scores.every(
      (score) => totalOf(of(score)).equals(text(score.total_score)) && isModelExact(score, termsOf(score)),
    );
    if (context.json) {
      const told = scores.map((score) => ({
        ...score,
        reasons: of(score),
        ...(terms !== undefined && { predictive: termsOf(score) }),
      }));
      printJson(context, { lead, scores: told, ...(copies !== undefined && { copies }) });
      return areExact ? 0 : 1;
    }
    const name = [text(lead.first_name), text(lead.last_name)].filter((part) => part !== '').join(' ');
    const facts = [name, text(lead.title), text(lead.company), text(lead.email)].filter((part) => part !== '');
    context.out.write(`${text(lead.lead_id)}  ${facts.join(', ')}\n`);
    if (scores.length === 0) context.out.write('  no rubric scores this lead\n');
    const { families, labels } = await wordsOf(context.directory);
    const { told, others } = shown(scores, options.rubric !== undefined);
    for (const score of told)
      context.out.write(
        `\n${[...scoreLines(score, of(score), families(text(score.rubric))), ...modelLines(score, termsOf(score))].join('\n')}\n`,
      );
    const latest = told.at(-1)?.as_of;
    const same = (copies ?? []).filter((copy) => copy.as_of === latest);
    for (const line of copyLines(same, labels)) context.out.write(`${line}\n`);
    if (others.length > 0) context.out.write(`\n${otherLines(others).join('\n')}\n`);
    return areExact ? 0 : 1;
  } finally {
    await engine.close();
  }
}
