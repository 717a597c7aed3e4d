/** How well records are joined into people, and people to accounts, against what is true of the demo. */
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { readProject } from '../scripts/commands/project.js';
import { demoDefaults, generateDemo } from '../scripts/demo/generate-demo.js';
import type { DirtLevel } from '../scripts/demo/identity-dirt.js';
import { openDuckDb } from '../scripts/engine/duckdb/open.js';
import { loadRawTables } from '../scripts/engine/duckdb/raw/load-raw.js';
import { compileProject } from '../scripts/graph/compile.js';
import { runGraph } from '../scripts/run/run.js';

/** Of what there is, how much was found; of what was found, how much is right. */
export interface Quality {
  readonly true: number;
  readonly found: number;
  readonly right: number;
  readonly precision: number;
  readonly recall: number;
}

export interface IdentityQuality {
  readonly dirt: DirtLevel;
  readonly records: number;
  /** Pairs of records of one person. */
  readonly people: Quality;
  /** Records and the company of their person. */
  readonly accounts: Quality;
  /** The same, of those whose records tell: a CRM account, or an address that is the company's. */
  readonly accountsThatRecordsTell: Quality;
  /** People made of records of two people of two companies. */
  readonly acrossCompanies: number;
  /** Rows of identity_issues, by issue. */
  readonly issues: Readonly<Record<string, number>>;
}

interface Size {
  readonly leads: number;
  readonly events: number;
  readonly seed: number;
}

/** What is true of one person. */
interface Truth {
  readonly number: string;
  /** undefined for the company's own people, who have no account. */
  readonly domain: string | undefined;
  readonly isTold: boolean;
  readonly records: readonly string[];
}

const telling = new Set(['business', 'role', 'student', 'competitor']);

/**
 * Invents the raw tables in the project's folder, whose models are built, and runs what people and accounts need.
 * Throws when a model or an assertion fails.
 */
export async function measureIdentity(directory: string, dirt: DirtLevel, size: Size): Promise<IdentityQuality> {
  const demo = path.join(directory, demoDefaults.directory);
  await generateDemo({ ...demoDefaults, ...size, dirt, directory: demo });
  const { project } = await readProject(directory);
  const graph = compileProject(directory, { vars: { as_of: demoDefaults.asOf } });
  const engine = await openDuckDb({ database: graph.defaultDatabase });
  try {
    await loadRawTables(engine, project.sources, { projectDirectory: directory });
    const result = await runGraph(graph, engine, {
      clock: () => new Date(demoDefaults.asOf),
      fullRefresh: true,
      select: [
        '+lead_records',
        '+identity_issues',
        '+int_accounts',
        '+assert_int_record_persons_converged',
        '+assert_lead_records_complete',
      ],
    });
    const failed = result.actions
      .filter(({ status }) => status !== 'succeeded')
      .map(({ action }) => action.target.name);
    if (failed.length > 0) throw new Error(`These did not succeed: ${failed.join(', ')}.`);
    const table = (name: string): string => `\`${graph.defaultDatabase}.${graph.defaultSchema}.${name}\``;
    const rows = await engine.query(`
SELECT records.record_id, records.lead_id, accounts.domain
FROM ${table('lead_records')} AS records
LEFT JOIN ${table('int_person_accounts')} AS member ON member.lead_id = records.lead_id
LEFT JOIN ${table('int_accounts')} AS accounts ON accounts.account_id = member.account_id`);
    const issues = await engine.query(
      `SELECT issue, COUNT(*) AS times FROM ${table('identity_issues')} GROUP BY issue ORDER BY issue`,
    );
    const found = new Map(
      rows.map((row) => [
        String(row.record_id),
        { person: String(row.lead_id), domain: typeof row.domain === 'string' ? row.domain : undefined },
      ]),
    );
    return {
      dirt,
      ...compare(await truthOf(demo), found),
      issues: Object.fromEntries(issues.map(({ issue, times }) => [String(issue), Number(times)])),
    };
  } finally {
    await engine.close();
  }
}

async function truthOf(demo: string): Promise<readonly Truth[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const file = path.join(demo, 'truth/truth_people.csv').replaceAll("'", "''");
    const read = await connection.runAndReadAll(
      `SELECT person_number, domain, email_kind, lead_ids, contact_ids FROM read_csv('${file}', header = true, all_varchar = true, quote = '"', escape = '"')`,
    );
    return read.getRows().map(([number, domain, kind, leads, contacts]) => {
      const split = (ids: unknown): string[] => (typeof ids === 'string' && ids !== '' ? ids.split(' ') : []);
      return {
        number: String(number),
        domain: kind === 'internal' || kind === 'test' ? undefined : String(domain),
        isTold: telling.has(String(kind)) || split(contacts).length > 0,
        records: [...split(leads), ...split(contacts)],
      };
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

interface Found {
  readonly person: string;
  readonly domain: string | undefined;
}

/** Throws when a record of the truth is not there, or one is there that is not true. */
export function compare(
  truth: readonly Truth[],
  found: ReadonlyMap<string, Found>,
): Omit<IdentityQuality, 'dirt' | 'issues'> {
  const records = truth.flatMap((person) =>
    person.records.map((id) => {
      const placed = found.get(id);
      if (placed === undefined) throw new Error(`The record ${id} has no person.`);
      return { of: person, placed };
    }),
  );
  if (records.length !== found.size)
    throw new Error(`${records.length} records are true, and ${found.size} were found.`);
  const companiesOf = new Map<string, Set<string>>();
  for (const { of, placed } of records) {
    if (of.domain === undefined) continue;
    companiesOf.set(placed.person, (companiesOf.get(placed.person) ?? new Set()).add(of.domain));
  }
  const links = (of: typeof records): Quality =>
    qualityOf(
      of.filter((record) => record.of.domain !== undefined).length,
      of.filter((record) => record.placed.domain !== undefined).length,
      of.filter((record) => record.of.domain !== undefined && record.of.domain === record.placed.domain).length,
    );
  return {
    records: records.length,
    people: qualityOf(
      pairs(records.map((record) => record.of.number)),
      pairs(records.map((record) => record.placed.person)),
      pairs(records.map((record) => `${record.of.number} ${record.placed.person}`)),
    ),
    accounts: links(records),
    accountsThatRecordsTell: links(records.filter((record) => record.of.isTold)),
    acrossCompanies: [...companiesOf.values()].filter((companies) => companies.size > 1).length,
  };
}

/** How many pairs have the same name. */
function pairs(names: readonly string[]): number {
  const sizes = new Map<string, number>();
  for (const name of names) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}

function qualityOf(isTrue: number, found: number, right: number): Quality {
  const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
  return { true: isTrue, found, right, precision: share(right, found), recall: share(right, isTrue) };
}

/** Bars at the usual level: what is below them, in words; nothing when all are reached. */
export function belowBars({ people, accounts, acrossCompanies }: IdentityQuality): readonly string[] {
  const bar = (what: string, value: number, least: number): string[] =>
    value >= least ? [] : [`${what} is ${value.toFixed(5)}, below ${least}`];
  return [
    ...bar('precision of people', people.precision, 0.999),
    ...bar('recall of people', people.recall, 0.95),
    ...bar('precision of accounts', accounts.precision, 0.999),
    ...bar('recall of accounts', accounts.recall, 0.95),
    ...(acrossCompanies === 0 ? [] : [`${acrossCompanies} people are made of people of several companies`]),
  ];
}
