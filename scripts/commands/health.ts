/** `leadscore health`: what the last run found in its inputs; with --audit, what is tracked and what is not. */
import type { BigQueryClient } from '../engine/bigquery/client.js';
import { type HealthFinding, readFindings } from '../evaluate/input-health.js';
import { compileProject } from '../graph/compile.js';
import { type Problem, ProblemError } from '../problem.js';
import { loadProject } from '../rubric/load.js';
import { terminalText } from '../run/terminal-text.js';
import { type CommandContext, type ExitCode, isJson, printJson, showProblems } from './context.js';
import { readAudit, showAudit } from './health-audit.js';
import { openToRead } from './warehouse.js';

export interface HealthOptions {
  readonly engine: 'duckdb' | 'bigquery';
  readonly database?: string;
  /** Stands in for Google's client. */
  readonly client?: BigQueryClient;
  readonly audit: boolean;
}

/** Exit code 1 when something is broken; an audit is no judgement. Throws `health/no-run` where nothing was run yet. */
export async function healthCommand(context: CommandContext, options: HealthOptions): Promise<ExitCode> {
  const { project, problems } = await loadProject(context.directory);
  if (project === undefined) {
    showProblems(context, problems);
    return 1;
  }
  const graph = compileProject(context.directory);
  const engine = await openToRead(graph, { ...options, directory: context.directory });
  try {
    const tableOf = async (model: string): Promise<string> => {
      const target = graph.actions.find(({ target: { name } }) => name === model)?.target;
      if (target === undefined || (await engine.relation(target)) === undefined) throw new ProblemError(noRun(model));
      return `\`${target.database}.${target.schema}.${target.name}\``;
    };
    const query = (sql: string) => engine.query(sql);
    if (options.audit) {
      const audit = await readAudit(project, await tableOf('int_event_places'), query);
      if (isJson(context)) printJson(context, audit);
      else showAudit(context, audit);
      return 0;
    }
    const findings = await readFindings(await tableOf('input_health'), query);
    show(context, findings);
    return findings.some(({ level }) => level === 'broken') ? 1 : 0;
  } finally {
    await engine.close();
  }
}

const noRun = (model: string): Problem => ({
  code: 'health/no-run',
  severity: 'error',
  what: `The warehouse has no table ${model}, so there is nothing to look at.`,
  todo: 'Run `npx leadscore run` first.',
});

const marks: Readonly<Record<HealthFinding['level'], string>> = {
  ok: 'ok',
  note: 'note',
  warning: 'warning',
  broken: 'BROKEN',
};

/** What is as usual is counted, and not listed. */
function show(context: CommandContext, findings: readonly HealthFinding[]): void {
  if (isJson(context)) {
    printJson(context, { findings });
    return;
  }
  const under = (line: string): void => void context.out.write(`${' '.repeat(9)}${terminalText(line)}\n`);
  for (const { level, check, source, entity, place, what, since, touches, todo } of findings) {
    if (level === 'ok' || (context.quiet && level !== 'broken')) continue;
    const where = [source, entity, place].join(' ').trim();
    context.out.write(`${marks[level].padEnd(7)}  ${check}, ${terminalText(where)}: ${terminalText(what)}\n`);
    if (since !== null) under(`since ${since}`);
    for (const rubric of touches?.split('; ') ?? []) under(`touches ${rubric}`);
    if (todo !== null) under(todo);
  }
  const count = (wanted: HealthFinding['level']): number => findings.filter(({ level }) => level === wanted).length;
  context.out.write(
    `\n${count('broken')} broken, ${count('warning')} warnings, ${count('note')} notes, ${count('ok')} as usual\n`,
  );
}
