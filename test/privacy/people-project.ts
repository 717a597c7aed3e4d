/** The small project with devices, a person of two records, a shared address, an own model, and every kind of state. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { projectCopy } from '../faults/project-copy.js';
import { openWarehouse } from '../../scripts/commands/warehouse.js';
import type { DuckDbEngine } from '../../scripts/engine/duckdb/duckdb-engine.js';
import { loadRawTables } from '../../scripts/engine/duckdb/raw/load-raw.js';
import { rowsOf } from '../../scripts/engine/duckdb/rows.js';
import type { Row } from '../../scripts/engine/engine.js';
import { projectModels } from '../../scripts/generate/models.js';
import { writeModels } from '../../scripts/generate/write.js';
import { compileProject } from '../../scripts/graph/compile.js';
import type { CompiledGraph } from '../../scripts/graph/graph.js';
import { loadProject } from '../../scripts/rubric/load.js';
import type { Project } from '../../scripts/rubric/model.js';
import { runProblems } from '../../scripts/run/report.js';
import { runGraph } from '../../scripts/run/run.js';
import { lists } from './small-lists.js';

/** Text that is code in SQL, SQLX, CSV or a terminal. */
export const hostileId = `L'";--\${x}\\\`*/`;

const csv = (rows: readonly (readonly string[])[]): string =>
  `${rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')}\n`;

const leads = [
  ['id', 'email', 'user', 'industry', 'created_at', 'customer'],
  ['L1', 'ada@acme.com', '', 'software', '2026-05-01T08:00:00Z', 'yes'],
  ['L2', 'ben@globex.com', 'u2', 'fintech', '2026-05-12T09:30:00Z', 'no'],
  ['L3', 'cleo@initech.com', '', '', '2026-06-02T10:00:00Z', 'no'],
  ['L4', 'dan@hooli.com', '', 'mining', '2026-06-20T11:15:00Z', 'no'],
  // The same person by address, with a tag.
  ['L5', ' Ben+News@Globex.com', '', 'fintech', '2026-05-20T09:30:00Z', 'no'],
  // An address that joins nobody, and that two people have.
  ['L6', 'info@acme.com', '', 'software', '2026-05-02T08:00:00Z', 'no'],
  ['L7', 'info@acme.com', '', 'mining', '2026-05-03T08:00:00Z', 'no'],
  [hostileId, 'eve@umbrella.com', '', 'software', '2026-05-04T08:00:00Z', 'no'],
];

const events = [
  ['event_id', 'event', 'happened_at', 'email', 'page', 'form', 'device', 'user'],
  ['E1', 'page_view', '2026-06-25T08:00:00Z', '', '/pricing', '', 'd1', ''],
  ['E2', 'form_submit', '2026-06-26T08:00:00Z', 'ada@acme.com', '/demo', 'demo', 'd1', ''],
  ['E3', 'page_view', '2026-06-27T08:00:00Z', 'cleo@initech.com', '/pricing', '', '', ''],
  ['E4', 'page_view', '2026-06-28T08:00:00Z', 'dan@hooli.com', '/blog', '', '', ''],
  ['E5', 'page_view', '2026-06-20T08:00:00Z', '', '/pricing', '', 'd2', ''],
  ['E6', 'form_submit', '2026-06-21T08:00:00Z', 'ben@globex.com', '/demo', 'demo', 'd2', 'u2'],
  ['E7', 'page_view', '2026-06-22T08:00:00Z', '', '/pricing', '', '', 'u2'],
  // Somebody else on the same device, later.
  ['E8', 'page_view', '2026-06-23T08:00:00Z', 'ada@acme.com', '/pricing', '', 'd2', ''],
  ['E9', 'page_view', '2026-06-24T08:00:00Z', 'info@acme.com', '/pricing', '', '', ''],
];

/** Ready to be built. */
export function peopleProject(): string {
  const directory = projectCopy();
  const file = join(directory, 'rubrics/inbound.yaml');
  const rubric = readFileSync(file, 'utf8').replace(
    '{ tier: hot, when: { total: 50 }, action: { do: contact } }',
    '{ tier: hot, when: { total: 50 }, buffer: { leave_below: 5, stay: 60d }, action: { do: contact } }',
  );
  writeFileSync(file, `${rubric}experiment: { salt: drill, holdout: { share: 50%, write: nothing } }\n`);
  writeFileSync(join(directory, 'data/leads.csv'), csv(leads));
  writeFileSync(join(directory, 'data/events.csv'), csv(events));
  const source = join(directory, 'rubrics/sources/crm.yaml');
  writeFileSync(
    source,
    readFileSync(source, 'utf8')
      .replace('      industry: industry\n', '      industry: industry\n      user_id: user\n')
      .replace('      page_path: page\n', '      page_path: page\n      anonymous_id: device\n      user_id: user\n'),
  );
  const text = (columns: readonly string[]): Record<string, unknown> => ({
    columns: Object.fromEntries(columns.map((name) => [name, name.endsWith('_at') ? 'TIMESTAMP' : 'STRING'])),
  });
  writeFileSync(
    join(directory, 'rubrics/sources/crm.lock.yaml'),
    stringify({ source: 'crm', tables: { leads: text(leads[0] ?? []), events: text(events[0] ?? []) } }),
  );
  mkdirSync(join(directory, 'definitions/custom'), { recursive: true });
  writeFileSync(
    join(directory, 'definitions/custom/my_list.sqlx'),
    'config { type: "table" }\nSELECT lead_id, email AS write_to FROM ${ref("int_people")}\n',
  );
  writeFileSync(
    join(directory, 'definitions/custom/my_addresses.sqlx'),
    'config { type: "table" }\nSELECT email AS write_to FROM ${ref("int_people")} WHERE email IS NULL\n',
  );
  return directory;
}

export function addRows(directory: string, table: 'leads' | 'events', ...rows: readonly (readonly string[])[]): void {
  appendFileSync(join(directory, `data/${table}.csv`), csv(rows));
}

/** The project's warehouse, as the commands open it. Models run without their assertions: the drill is about rows. */
export class PeopleWarehouse {
  private constructor(
    readonly directory: string,
    private readonly project: Project,
    readonly graph: CompiledGraph,
  ) {}

  static async of(directory: string): Promise<PeopleWarehouse> {
    const { project, problems } = await loadProject(directory);
    if (project === undefined) throw new Error(problems.map(({ what }) => what).join('\n'));
    writeModels(directory, projectModels(project, lists));
    const graph = compileProject(directory, { vars: { as_of: '2026-06-30T00:00:00Z' } });
    const actions = graph.actions.filter(({ kind }) => kind !== 'assertion');
    return new PeopleWarehouse(directory, project, { ...graph, actions });
  }

  #engine: DuckDbEngine | undefined;

  /** Open until `release`. */
  async with<T>(work: (engine: DuckDbEngine) => Promise<T>): Promise<T> {
    this.#engine ??= await openWarehouse(this.graph, { directory: this.directory });
    return work(this.#engine);
  }

  /** A command opens the file by itself. */
  async release(): Promise<void> {
    await this.#engine?.close();
    this.#engine = undefined;
  }

  async run(fullRefresh = false): Promise<void> {
    await this.with(async (engine) => {
      await loadRawTables(engine, this.project.sources, { projectDirectory: this.directory });
      const result = await runGraph(this.graph, engine, { clock: () => new Date(), fullRefresh });
      if (result.status !== 'succeeded')
        throw new Error(
          runProblems(result)
            .map(({ what }) => what)
            .join('\n'),
        );
    });
  }

  /** DuckDB's own SQL. */
  async query(sql: string): Promise<readonly Row[]> {
    return this.with((engine) => engine.native(async (session) => rowsOf(await session.run(sql))));
  }

  async leadOf(record: string): Promise<string> {
    const [row] = await this.query(
      `SELECT lead_id FROM leadscore.leadscore.int_record_persons WHERE record_key = 'crm:crm:${record.replaceAll("'", "''")}'`,
    );
    return String(row?.lead_id);
  }

  /** Columns of the stored tables of the project's dataset but the run log: table -> columns. */
  async #columns(): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.query(
      "SELECT table_name, STRING_AGG(column_name, ',' ORDER BY column_index) AS columns FROM duckdb_columns() WHERE database_name = 'leadscore' AND schema_name = 'leadscore' AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = 'leadscore') AND table_name NOT LIKE 'leadscore_run%' GROUP BY ALL ORDER BY ALL",
    );
    return new Map(rows.map((row) => [String(row.table_name), String(row.columns).split(',')]));
  }

  /** Tables any cell of which holds one of the texts. */
  async tablesWith(texts: readonly string[]): Promise<readonly string[]> {
    const parts = [...(await this.#columns())].map(([table, columns]) => {
      const cells = columns.map((column) => `LOWER(CAST("${column}" AS VARCHAR))`).join(', chr(10), ');
      const tests = texts.map((text) => `CONTAINS(CONCAT(${cells}), LOWER('${text.replaceAll("'", "''")}'))`);
      return `SELECT '${table}' AS name, COUNT(*) AS held FROM leadscore.leadscore."${table}" WHERE ${tests.join(' OR ')}`;
    });
    const found = await this.query(`SELECT name FROM (${parts.join(' UNION ALL ')}) WHERE held > 0 ORDER BY name`);
    return found.map((row) => String(row.name));
  }

  /** Every row of every stored table but the run log: table -> rows as text, in order. */
  async rows(): Promise<Readonly<Record<string, readonly string[]>>> {
    const tables = [...(await this.#columns()).keys()];
    const parts = tables.map(
      (table) => `SELECT '${table}' AS name, CAST(t AS VARCHAR) AS cells FROM leadscore.leadscore."${table}" AS t`,
    );
    const rows: Record<string, string[]> = Object.fromEntries(tables.map((table) => [table, []]));
    for (const row of await this.query(`${parts.join(' UNION ALL ')} ORDER BY ALL`))
      rows[String(row.name)]?.push(String(row.cells));
    return rows;
  }

  /** The rows of every table that names leads, but those of some leads: table -> rows as text, in order. */
  async rowsOfOthers(...leads: readonly string[]): Promise<Readonly<Record<string, readonly string[]>>> {
    const tables = [...(await this.#columns())].filter(([, columns]) => columns.includes('lead_id'));
    const them = leads.map((lead) => `'${lead}'`).join(', ');
    const parts = tables.map(
      ([table]) =>
        `SELECT '${table}' AS name, CAST(t AS VARCHAR) AS cells FROM leadscore.leadscore."${table}" AS t WHERE lead_id NOT IN (${them})`,
    );
    const rows: Record<string, string[]> = Object.fromEntries(tables.map(([table]) => [table, []]));
    for (const row of await this.query(`${parts.join(' UNION ALL ')} ORDER BY ALL`))
      rows[String(row.name)]?.push(String(row.cells));
    return rows;
  }
}
