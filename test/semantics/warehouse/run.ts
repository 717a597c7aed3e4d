/** Random rubrics through the real generator, compiler and engine: what the warehouse says of every lead. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDuckDb } from '../../../scripts/engine/duckdb/open.js';
import { translate } from '../../../scripts/engine/duckdb/dialect.js';
import type { Engine, Row, SqlOrigin, Value } from '../../../scripts/engine/engine.js';
import { canonicalEntities, type EntityName } from '../../../scripts/generate/canonical.js';
import type { DomainLists } from '../../../scripts/generate/intermediate/domains.js';
import { projectModels } from '../../../scripts/generate/models.js';
import { writeModels } from '../../../scripts/generate/write.js';
import { compileProject } from '../../../scripts/graph/compile.js';
import type { CompiledGraph } from '../../../scripts/graph/graph.js';
import { type Problem, ProblemError } from '../../../scripts/problem.js';
import { type Loaded, resolveProject } from '../../../scripts/rubric/project.js';
import { runProblems } from '../../../scripts/run/report.js';
import { runGraph } from '../../../scripts/run/run.js';
import { projectRoot } from '../../projects/project-root.js';
import type { FactRow, Facts } from '../plain/facts.js';
import { domains } from '../plain/standards.js';
import { columnsOf, projectTexts, type RubricTexts, sourceName } from './project.js';

const domainLists: DomainLists = {
  suffixes: [{ suffix: 'co.uk', kind: 'rule' }],
  freeMail: [domains.free],
  disposable: [domains.disposable],
};

/** Models that say nothing of a single lead. */
const asked = ['+lead_scores', '+lead_score_reasons', 'assert_reasons_add_up'];

export interface Question {
  readonly rubrics: RubricTexts;
  readonly facts: Facts;
  /** Of the runs, in order; the answer is that of the last. */
  readonly moments: readonly string[];
  readonly timeZone: string;
}

/** Rows of the public tables, with the id of the lead's record. */
export interface Answer {
  readonly scores: readonly Row[];
  readonly reasons: readonly Row[];
}

export interface Asked {
  /** Absent when a model failed. */
  readonly answer?: Answer;
  readonly failures: readonly Problem[];
}

/** The rubrics whose own models failed. */
export function failedRubrics(failures: readonly Problem[]): ReadonlyMap<string, string> {
  return new Map(
    failures.flatMap(({ place, what }): [string, string][] => {
      const name = /^definitions\/rubrics\/([^/]+)\//.exec(place?.file ?? '')?.[1];
      return name === undefined ? [] : [[name, `${place?.file ?? ''}: ${what}`]];
    }),
  );
}

export function loadRubrics(rubrics: RubricTexts, timeZone: string): Loaded {
  return resolveProject({ directory: '', texts: projectTexts(rubrics, timeZone), customModels: new Set() });
}

/** What makes the rubric unusable; nothing for a sound one. */
export function faultsOf(name: string, text: string, timeZone: string): readonly Problem[] {
  return loadRubrics(new Map([[name, text]]), timeZone).problems.filter(({ severity }) => severity === 'error');
}

export class Warehouse {
  readonly #directory: string;
  /** Of several runs most statements are the same. */
  readonly #translated = new Map<string, string>();
  #last: { readonly key: string; readonly graphs: readonly CompiledGraph[] } | undefined;

  constructor() {
    const directory = mkdtempSync(path.join(tmpdir(), 'leadscore-semantics-'));
    for (const name of ['includes', 'workflow_settings.yaml']) {
      cpSync(path.join(projectRoot, name), path.join(directory, name), { recursive: true });
    }
    this.#directory = directory;
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** In an empty database. Throws `ProblemError` when a rubric is not accepted. */
  async ask(question: Question): Promise<Asked> {
    const graphs = this.#compiled(question);
    const [first] = graphs;
    if (first === undefined) return { failures: [] };
    const engine = await openDuckDb({
      database: first.defaultDatabase,
      translate: (sql, origin) => this.#translate(sql, origin),
    });
    try {
      await engine.createSchema(first.defaultDatabase, first.defaultSchema);
      await giveFacts(engine, first, question.facts);
      for (const graph of graphs) {
        const result = await runGraph(graph, engine, { clock: () => new Date(0), fullRefresh: true, select: asked });
        const failures = runProblems(result);
        if (failures.length > 0) return { failures };
      }
      return { answer: await readAnswer(engine, `${first.defaultDatabase}.${first.defaultSchema}`), failures: [] };
    } finally {
      await engine.close();
    }
  }

  #translate(sql: string, origin?: SqlOrigin): string {
    const before = this.#translated.get(sql);
    if (before !== undefined) return before;
    const translated = translate(sql, origin);
    this.#translated.set(sql, translated);
    return translated;
  }

  /** One graph for each moment. The same rubrics at the same moments are compiled once. */
  #compiled({ rubrics, timeZone, moments }: Question): readonly CompiledGraph[] {
    const key = JSON.stringify([...rubrics, timeZone, ...moments]);
    if (this.#last?.key === key) return this.#last.graphs;
    const { project, problems } = loadRubrics(rubrics, timeZone);
    if (project === undefined) throw new ProblemError(problems);
    writeModels(this.#directory, projectModels(project, domainLists));
    const isLeftOut = (name: string, kind: string): boolean =>
      name.startsWith('stg_') || (kind === 'assertion' && name !== 'assert_reasons_add_up');
    const graphs = moments.map((asOf) => {
      const graph = compileProject(this.#directory, { vars: { as_of: asOf } });
      return { ...graph, actions: graph.actions.filter(({ target, kind }) => !isLeftOut(target.name, kind)) };
    });
    this.#last = { key, graphs };
    this.#translated.clear();
    return graphs;
  }
}

async function giveFacts(engine: Engine, graph: CompiledGraph, facts: Facts): Promise<void> {
  const given: Readonly<Record<string, readonly FactRow[]>> = { ...facts };
  for (const entity of Object.keys(canonicalEntities) as EntityName[]) {
    const columns = Object.entries(columnsOf(entity)).map(([name, type]) => ({ name, type }));
    const target = {
      database: graph.defaultDatabase,
      schema: graph.defaultSchema,
      name: `stg_${sourceName}__${entity}`,
    };
    const empty = columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${name}`).join(', ');
    await engine.writeTable(target, `SELECT ${empty} FROM UNNEST(['none']) AS none WHERE FALSE`);
    const rows = given[entity] ?? [];
    if (rows.length === 0) continue;
    const complete = rows.map((row) =>
      Object.fromEntries(columns.map(({ name }): [string, Value] => [name, row[name] ?? null])),
    );
    await engine.append(target, columns, complete);
  }
}

async function readAnswer(engine: Engine, schema: string): Promise<Answer> {
  const withRecord = (table: string): string => `
SELECT records.record_id, t.*
FROM \`${schema}.${table}\` AS t
INNER JOIN \`${schema}.int_record_persons\` AS p ON p.lead_id = t.lead_id
INNER JOIN \`${schema}.int_person_records\` AS records ON records.record_key = p.record_key`;
  return {
    scores: await engine.query(withRecord('lead_scores')),
    reasons: await engine.query(withRecord('lead_score_reasons')),
  };
}
