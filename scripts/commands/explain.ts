/** `leadscore explain`: every point of a lead's score, what stopped it, and what is done. */
import { Decimal } from 'decimal.js';
import type { Engine, Row, Value } from '../engine/engine.js';
import { sqlxText } from '../generate/text/sqlx-text.js';
import { compileProject } from '../graph/compile.js';
import { ProblemError } from '../problem.js';
import { terminalText } from '../run/terminal-text.js';
import { type CommandContext, type ExitCode, printJson } from './context.js';
import { openWarehouseToRead } from './warehouse.js';

export interface ExplainOptions {
  /** Lead id, record id of the CRM, or e-mail address. */
  readonly lead: string;
  readonly rubric?: string;
  readonly database?: string;
}

interface Tables {
  readonly leads: string;
  readonly scores: string;
  readonly reasons: string;
  readonly persons: string;
  readonly records: string;
}

function text(value: Value | undefined): string {
  return value === null || value === undefined ? '' : terminalText(String(value));
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

/** Points with a sign and three digits or as many as they have, right-aligned. */
function points(value: Value | undefined, width: number): string {
  const decimal = new Decimal(text(value) === '' ? '0' : text(value));
  return `${decimal.isNegative() || decimal.isZero() ? '' : '+'}${decimal.toFixed()}`.padStart(width);
}

function scoreLines(score: Row, reasons: readonly Row[]): string[] {
  const dimensions = Object.keys(score).filter((column) => column.endsWith('_score') && column !== 'total_score');
  const shown = dimensions.filter((column) => score[column] !== null);
  const width = Math.max(8, ...reasons.map((reason) => points(reason.points, 0).length));
  const totalWidth = Math.max(8, ...reasons.map((reason) => points(reason.total_points, 0).length));
  const sum = reasons.reduce((total, reason) => total.plus(text(reason.total_points)), new Decimal(0));
  const isExact = sum.equals(text(score.total_score));
  const lines = [
    `${text(score.rubric)} version ${text(score.rubric_version)} (${text(score.rubric_status)}), as of ${text(score.as_of)}`,
    `  total ${text(score.total_score)}   band ${text(score.band)}   tier ${text(score.tier)}   ${text(score.disposition)}`,
    `  ${shown.map((column) => `${column.slice(0, -'_score'.length)} ${text(score[column])}`).join('   ')}   coverage ${text(score.coverage)}`,
    ...(score.total_lowest === score.total_highest
      ? []
      : [
          `  with everything known the total would lie between ${text(score.total_lowest)} and ${text(score.total_highest)}`,
        ]),
    ...(score.failed_gates === null ? [] : [`  kept from a higher tier by: ${text(score.failed_gates)}`]),
    ...(score.suppressed_because === null ? [] : [`  nothing is done, because: ${text(score.suppressed_because)}`]),
    ...(score.action === null
      ? []
      : [
          `  the tier's action: ${text(score.action)}${text(score.action_details) === '' ? '' : ` (${text(score.action_details)})`}`,
        ]),
    '',
    `  ${'points'.padStart(width)}  ${'in total'.padStart(totalWidth)}  reason`,
    ...reasons.map(
      (reason) =>
        `  ${points(reason.points, width)}  ${points(reason.total_points, totalWidth)}  ${text(reason.dimension)}: ${text(reason.reason)}  [${text(reason.place)}]`,
    ),
    `  ${''.padStart(width)}  ${points(sum.toFixed(), totalWidth)}  ${isExact ? 'the sum, which is the score' : `THE SUM IS NOT THE SCORE ${text(score.total_score)}`}`,
  ];
  return lines;
}

export async function explainCommand(context: CommandContext, options: ExplainOptions): Promise<ExitCode> {
  const graph = compileProject(context.directory);
  const engine = await openWarehouseToRead(graph.defaultDatabase, {
    directory: context.directory,
    ...(options.database === undefined ? {} : { database: options.database }),
  });
  try {
    const table = (name: string): string => `\`${graph.defaultDatabase}.${graph.defaultSchema}.${name}\``;
    const tables: Tables = {
      leads: table('leads'),
      scores: table('lead_scores'),
      reasons: table('lead_score_reasons'),
      persons: table('int_record_persons'),
      records: table('int_person_records'),
    };
    const lead = await findLead(engine, tables, options.lead);
    const id = sqlxText(text(lead.lead_id));
    const only = options.rubric === undefined ? '' : ` AND rubric = ${sqlxText(options.rubric)}`;
    const scores = await engine.query(
      `SELECT * FROM ${tables.scores} WHERE lead_id = ${id}${only} ORDER BY is_primary DESC, rubric, as_of`,
    );
    const reasons = await engine.query(
      `SELECT * FROM ${tables.reasons} WHERE lead_id = ${id}${only} ORDER BY rubric, as_of, reason_number`,
    );
    const of = (score: Row): readonly Row[] =>
      reasons.filter((reason) => reason.rubric === score.rubric && reason.as_of === score.as_of);
    const areExact = scores.every((score) =>
      of(score)
        .reduce((total, reason) => total.plus(text(reason.total_points)), new Decimal(0))
        .equals(text(score.total_score)),
    );
    if (context.json) {
      printJson(context, { lead, scores: scores.map((score) => ({ ...score, reasons: of(score) })) });
      return areExact ? 0 : 1;
    }
    const name = [text(lead.first_name), text(lead.last_name)].filter((part) => part !== '').join(' ');
    const facts = [name, text(lead.title), text(lead.company), text(lead.email)].filter((part) => part !== '');
    context.out.write(`${text(lead.lead_id)}  ${facts.join(', ')}\n`);
    if (scores.length === 0) context.out.write('  no rubric scores this lead\n');
    for (const score of scores) context.out.write(`\n${scoreLines(score, of(score)).join('\n')}\n`);
    return areExact ? 0 : 1;
  } finally {
    await engine.close();
  }
}
