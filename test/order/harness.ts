/**
 * A rubric's text and facts in, rows out: the project is loaded, its models generated, compiled and run on DuckDB as
 * always; only staging is left out, since the facts are given in the canonical shape.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDuckDb } from '../../scripts/engine/duckdb/open.js';
import type { Row, Value } from '../../scripts/engine/engine.js';
import { canonicalEntities, type CanonicalColumn, type EntityName } from '../../scripts/generate/canonical.js';
import type { DomainLists } from '../../scripts/generate/intermediate/domains.js';
import { projectModels } from '../../scripts/generate/models.js';
import { writeModels } from '../../scripts/generate/write.js';
import { giveFacts, scoringGraph } from '../../scripts/golden/facts.js';
import { compileProject } from '../../scripts/graph/compile.js';
import type { CompiledGraph } from '../../scripts/graph/graph.js';
import { render } from '../../scripts/problem/render.js';
import { loadProject } from '../../scripts/rubric/load.js';
import type { Project } from '../../scripts/rubric/model.js';
import { parseAsOf } from '../../scripts/run/as-of.js';
import { runProblems } from '../../scripts/run/report.js';
import { runGraph } from '../../scripts/run/run.js';
import { translatedOnce } from '../engine/duckdb/translated-once.js';
import { temporaryFolder } from '../temporary-folder.js';

const includes = fileURLToPath(new URL('../../includes', import.meta.url));

const settings = `defaultProject: leadscore
defaultDataset: leadscore
defaultAssertionDataset: leadscore_assertions
vars:
  as_of: ""
`;

const outcomes = 'outcomes:\n  opportunity: { opportunity: created }\n';
const standards = 'time_zone: UTC\n';

/** Attributes beside the canonical columns: `lead.plan`, `account.segment`, ... */
const attributes: Readonly<Record<'lead' | 'account', Readonly<Record<string, string>>>> = {
  lead: {
    plan: 'STRING',
    role: 'STRING',
    seats: 'INT64',
    is_student: 'BOOL',
    trial_ends_at: 'TIMESTAMP',
    rejection_reason: 'STRING',
  },
  account: { segment: 'STRING', rating: 'NUMERIC' },
};

const lists: DomainLists = {
  suffixes: [{ suffix: 'co.uk', kind: 'rule' }],
  freeMail: ['gmail.com'],
  disposable: ['mailinator.com'],
};

/** What an event may carry of who did it: a source that maps one of them ties nobody. */
const identities: ReadonlySet<string> = new Set(['person_record_id', 'email', 'user_id', 'anonymous_id']);

/** One source, `app`, that has every entity. */
function sourceFiles(mapsAll: boolean, further: readonly string[]): Readonly<Record<string, string>> {
  const tables = Object.keys(canonicalEntities).map((entity) => `  ${entity}: {}\n`);
  const entities = Object.entries(canonicalEntities).map(([entity, shape]) => {
    const columns = Object.entries<CanonicalColumn>(shape.columns)
      .filter(
        ([column, { required }]) =>
          mapsAll || required === true || column === 'known_at' || identities.has(column) || further.includes(column),
      )
      .map(([column]) => `      ${column}: ${column}\n`);
    const own = shape.attributes === 'none' ? [] : Object.entries(attributes[shape.attributes]);
    // An attribute that two entities have is one field.
    const more = own.map(([name, type]) => `      ${name}: { type: ${type}, from: ${name} }\n`);
    return `  ${entity}:
    from: ${entity}
    columns:
${columns.join('')}${more.length === 0 ? '' : `    attributes:\n${more.join('')}`}`;
  });
  const locked = Object.entries(canonicalEntities).map(([entity, shape]) => {
    const columns = Object.entries<CanonicalColumn>(shape.columns).map(([name, { type }]) => `${name}: ${type}`);
    const own = shape.attributes === 'none' ? [] : Object.entries(attributes[shape.attributes]);
    return `  ${entity}:\n    columns: { ${[...columns, ...own.map(([name, type]) => `${name}: ${type}`)].join(', ')} }\n`;
  });
  return {
    'rubrics/sources/app.yaml': `source: app\ndescription: All there is\ndataset: app\ntables:\n${tables.join('')}entities:\n${entities.join('')}`,
    'rubrics/sources/app.lock.yaml': `tables:\n${locked.join('')}`,
  };
}

/** One signal for each name: an event of that name. `visited` reads "did visited". */
function signalsFile(names: readonly string[]): string {
  return `signals:\n${names.map((name) => `  ${name}: { label: ${name.replaceAll('_', ' ')}, from: [{ event: ${name} }] }\n`).join('')}`;
}

export type Facts = Readonly<Partial<Record<EntityName, readonly Readonly<Record<string, Value>>[]>>>;

export interface Situation {
  /** YAML of the rubric, or several by name, which is the file's, too. */
  readonly rubric: string | Readonly<Record<string, string>>;
  /** Signals, each of which is an event of its name. */
  readonly signals?: readonly string[];
  /** Further files of the project, or others in place of those above: path -> text. */
  readonly files?: Readonly<Record<string, string>>;
  /** With `input_health` and what it alone needs; the source then maps every column. */
  readonly withHealth?: boolean;
  /** Columns that the source maps beside those that it always does. */
  readonly columns?: readonly string[];
  /** Behind the dataset's name: the tables are a replay's. */
  readonly suffix?: string;
}

export interface RunOptions {
  readonly keeps?: boolean;
  /** Scored in the same run, beside the moment itself. */
  readonly alsoAsOf?: string;
}

export interface OrderProject {
  readonly project: Project;
  /**
   * Scores the facts at a moment. The first run makes all tables anew; a later one does so, too, unless it `keeps`
   * what incremental models have stored, as a scheduled run does.
   * Facts: `known_at` is the moment of the fact unless given; an event, of a person or an account, without `event_id` gets one by its place.
   */
  run(asOf: string, facts: Facts, options?: RunOptions): Promise<void>;
  /** Writes files of the project anew, and its models by them: path -> text. */
  rewrite(files: Readonly<Record<string, string>>): Promise<void>;
  query(sql: string): Promise<Row[]>;
  /** The row of `lead_scores` of a record id. */
  score(record: string, rubric?: string): Promise<Row>;
  /** `dimension.rule.kind: points`, by dimension, rule and kind: what makes up the score of a record id. */
  points(record: string, rubric?: string): Promise<Readonly<Record<string, Value>>>;
  close(): Promise<void>;
}

const rubricHead = /^rubric: ([a-z0-9_]+)$/m;

/** Throws the rendered problems of a situation that is not sound. */
export async function openOrderProject(situation: Situation): Promise<OrderProject> {
  const directory = temporaryFolder('order');
  const rubrics =
    typeof situation.rubric === 'string'
      ? { [rubricHead.exec(situation.rubric)?.[1] ?? 'rubric']: situation.rubric }
      : situation.rubric;
  const files: Readonly<Record<string, string>> = {
    'workflow_settings.yaml':
      situation.suffix === undefined ? settings : `${settings}datasetSuffix: ${situation.suffix}\n`,
    ...sourceFiles(situation.withHealth === true, situation.columns ?? []),
    'rubrics/shared/standards.yaml': standards,
    'rubrics/shared/outcomes.yaml': outcomes,
    'rubrics/shared/signals.yaml': signalsFile(situation.signals ?? []),
    ...Object.fromEntries(Object.entries(rubrics).map(([name, text]) => [`rubrics/${name}.yaml`, text])),
    ...situation.files,
  };
  const write = (texts: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
  };
  write(files);
  cpSync(includes, join(directory, 'includes'), { recursive: true });
  const generate = async (): Promise<Project> => {
    const { project, problems, readSource } = await loadProject(directory);
    if (project === undefined) throw new Error(render(problems, 'text', readSource, { color: false, cwd: directory }));
    writeModels(directory, projectModels(project, lists));
    return project;
  };
  const project = await generate();
  let compiled = compileProject(directory);
  const { defaultDatabase: database, defaultSchema } = compiled;
  const schema = situation.suffix === undefined ? defaultSchema : `${defaultSchema}_${situation.suffix}`;
  const engine = await openDuckDb({ database, threads: 1, translate: translatedOnce });
  const onlyRubric = project.rubrics[0]?.name ?? '';
  let runs = 0;
  const query = (sql: string): Promise<Row[]> => engine.query(sql.replaceAll('@', `${database}.${schema}.`));
  const ofRecord = (record: string, rubric: string): string =>
    `WHERE s.rubric = '${rubric}' AND s.lead_id IN (
  SELECT p.lead_id FROM \`@int_person_records\` AS r
  INNER JOIN \`@int_record_persons\` AS p ON p.record_key = r.record_key
  WHERE r.record_id = '${record}'
)`;
  return {
    project,
    query,
    rewrite: async (texts) => {
      write(texts);
      await generate();
      compiled = compileProject(directory);
    },
    run: async (asOf, facts, options = {}) => {
      const graph = atMoments(compiled, options.alsoAsOf === undefined ? [asOf] : [asOf, options.alsoAsOf]);
      await engine.createSchema(database, schema);
      const none = await giveFacts(
        engine,
        { ...graph, defaultSchema: schema },
        project,
        new Map(Object.entries(withDefaults(facts)) as Entries),
      );
      if (none.length > 0) throw new Error(`No source has ${none.join(', ')}.`);
      const result = await runGraph(
        scoringGraph(graph, runs === 0, { withHealth: situation.withHealth === true }),
        engine,
        {
          clock: () => new Date(asOf),
          fullRefresh: runs === 0 || options.keeps !== true,
        },
      );
      runs += 1;
      const wrong = runProblems(result);
      if (wrong.length > 0) throw new Error(render(wrong, 'text', () => undefined, { color: false, cwd: directory }));
    },
    score: async (record, rubric = onlyRubric) => {
      const rows = await query(`SELECT s.* FROM \`@lead_scores\` AS s ${ofRecord(record, rubric)}`);
      const [row] = rows;
      if (row === undefined || rows.length > 1) throw new Error(`${record} has ${rows.length} scores.`);
      return row;
    },
    points: async (record, rubric = onlyRubric) => {
      const rows = await query(`
SELECT CONCAT(s.dimension, '.', s.rule, '.', s.kind) AS what, s.points
FROM \`@lead_score_reasons\` AS s ${ofRecord(record, rubric)}
ORDER BY what`);
      return Object.fromEntries(rows.map((row) => [String(row.what), row.points ?? null]));
    },
    close: () => engine.close(),
  };
}

/**
 * The graph of a project at these moments in place of the warehouse's clock: int_as_of alone knows them, so the project
 * is compiled once. Production has one moment in a run; whoever replays puts more of them into int_as_of.
 */
function atMoments(graph: CompiledGraph, moments: readonly string[]): CompiledGraph {
  const [first = '', ...more] = moments.map(
    (moment) => `TIMESTAMP '${parseAsOf(moment).replace('T', ' ').replace('Z', '+00')}'`,
  );
  const clocks = `${first} AS as_of${more.map((moment) => ` UNION ALL SELECT ${moment}`).join('')}`;
  let replaced = 0;
  const actions = graph.actions.map((action) => {
    if (action.kind !== 'table' || action.target.name !== 'int_as_of') return action;
    const query = action.query.replace('CURRENT_TIMESTAMP() AS as_of', () => {
      replaced += 1;
      return clocks;
    });
    return { ...action, query };
  });
  if (replaced !== 1) throw new Error('int_as_of does not read the clock as it did.');
  return { ...graph, actions };
}

type Entries = [EntityName, readonly Readonly<Record<string, Value>>[]][];

function withDefaults(facts: Facts): Facts {
  const events = facts.events?.map((event, index) => ({
    event_id: `e${String(index + 1).padStart(3, '0')}`,
    known_at: event.happened_at ?? null,
    ...event,
  }));
  const responses = facts.campaign_responses?.map((response) => ({
    known_at: response.happened_at ?? null,
    ...response,
  }));
  const enrichment = facts.enrichment?.map((answer, index) => ({
    record_id: `v${String(index + 1).padStart(3, '0')}`,
    known_at: answer.fetched_at ?? null,
    ...answer,
  }));
  const accountEvents = facts.account_events?.map((event, index) => ({
    event_id: `f${String(index + 1).padStart(3, '0')}`,
    known_at: event.happened_at ?? null,
    ...event,
  }));
  return {
    ...facts,
    ...(events !== undefined && { events }),
    ...(enrichment !== undefined && { enrichment }),
    ...(accountEvents !== undefined && { account_events: accountEvents }),
    ...(responses !== undefined && { campaign_responses: responses }),
  };
}
