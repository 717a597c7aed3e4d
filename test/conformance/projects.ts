import type { DuckDBConnection } from '@duckdb/node-api';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { CompiledGraph } from '../../scripts/graph/graph.js';
import type { Project as Rubrics } from '../../scripts/rubric/model.js';
import { addRareDemoRows, overtakeForms } from './fixtures/rare-demo-rows.js';
import { addRareGa4Rows } from './fixtures/rare-ga4-rows.js';
import { addRareXeducationRows } from './fixtures/rare-xeducation-rows.js';
import { languageFacts, moments } from './fixtures/language/facts.js';
import { comeAgain, forgottenPeople } from './fixtures/language/forgotten.js';
import { addFormerRows } from './fixtures/language/former.js';
import { correctAddresses, importOldRecords } from './fixtures/language/identities.js';
import { languageProject } from './fixtures/language/project.js';
import { loadSmallRaw } from './fixtures/small-raw.js';
import { type Former, formerProject } from './given/former-source.js';
import { givenFacts } from './given/given-facts.js';
import { built, demoDefaults, here, root } from './leadscore.js';
import { demoRawFiles, ownRawFiles } from './raw-files.js';

/** A Dataform project that the judge goes through. */
export interface Project {
  readonly name: string;
  readonly directory: string;
  /** It is made from rubrics, and not written by hand. */
  readonly hasRubrics: boolean;
  /** Its rubrics, where they are not read from the directory. */
  readonly rubrics?: Rubrics;
  /** Of these rubrics the data must take every named branch; of all, unless it is said. */
  readonly takesAllOf?: readonly string[];
  /** Facts are given in the canonical shape: the staging models are left out, and their tables are the raw ones. */
  readonly isGiven?: true;
  /** as_of of each load, where what a run finds depends on the runs before it; otherwise there are two of one moment. */
  readonly moments?: readonly string[];
  /** Dataform variables: the moment of scoring, since two clocks never agree. */
  readonly vars: Readonly<Record<string, string>>;
  /** Fills the raw tables of a database file that does not exist yet. */
  readonly loadRaw: (file: string, graph: CompiledGraph) => Promise<void>;
  /** Adds, after the cut, what so few rows lack. */
  readonly addRareRows?: (connection: DuckDBConnection) => Promise<void>;
  /** What it was at its first load: then it had a source that it has given up since. */
  readonly formerly?: Former;
  /** By the number of a load, from 2 on: what changed in the raw tables before it. */
  readonly changes?: ReadonlyMap<number, (connection: DuckDBConnection) => Promise<void>>;
  /** By the number of a load, from 2 on: who is forgotten before it, as `leadscore forget` is given them. */
  readonly forgets?: ReadonlyMap<number, readonly string[]>;
  /** Its arms are not counted: what a connector tells apart by name is more than a fixture of a few rows can take. */
  readonly isUncounted?: true;
  /** Raw tables that are too large for the judge, with the column whose values stay whole when they are cut. */
  readonly cutBy: Readonly<Record<string, string>>;
  /** The most rows of a raw table, where 20,000 would be too wide for the judge's 4 MB or too slow. */
  readonly mostRows?: number;
}

/** Rows of the real exports that are judged: enough for every rule, few enough for nested loops and 4 MB. */
const realRows = { leads: 2000, events: 3300 };

const xeducation = path.join(root, 'test/projects/xeducation');
const ga4 = path.join(root, 'test/projects/ga4');

const onDisk: readonly Project[] = [
  {
    name: 'small',
    directory: path.join(here, 'fixtures/small'),
    hasRubrics: false,
    vars: {},
    loadRaw: loadSmallRaw,
    cutBy: {},
  },
  {
    name: 'demo',
    directory: root,
    hasRubrics: true,
    takesAllOf: ['inbound'],
    vars: { as_of: demoDefaults.asOf },
    loadRaw: demoRawFiles,
    addRareRows: addRareDemoRows,
    changes: new Map([[2, overtakeForms]]),
    cutBy: {},
  },
  {
    name: 'xeducation',
    directory: xeducation,
    hasRubrics: true,
    vars: { as_of: '2026-11-23T00:00:00Z' },
    loadRaw: ownRawFiles(xeducation),
    addRareRows: addRareXeducationRows,
    cutBy: { leads_csv: 'Lead Number' },
    mostRows: realRows.leads,
  },
  {
    name: 'ga4',
    directory: ga4,
    hasRubrics: true,
    // The morning after the export's last day, where the shop is.
    vars: { as_of: '2020-11-10T08:00:00Z' },
    loadRaw: ownRawFiles(ga4),
    addRareRows: addRareGa4Rows,
    cutBy: { 'events_*': 'user_pseudo_id' },
    mostRows: realRows.events,
  },
];

/** In the order in which they are judged and told of. */
export const projectNames: readonly string[] = ['small', 'language', 'demo', 'xeducation', 'ga4', 'connectors'];

/** Every key of the rubric language, and people who take every way through it. */
function language(): Project {
  const { directory, rubrics, formerly } = languageProject();
  return {
    name: 'language',
    directory,
    hasRubrics: true,
    rubrics,
    isGiven: true,
    vars: {},
    moments,
    loadRaw: givenFacts(formerly.rubrics, languageFacts()),
    formerly: { ...formerly, addRows: addFormerRows },
    changes: new Map([
      [2, importOldRecords],
      [3, correctAddresses],
      [4, comeAgain],
    ]),
    forgets: new Map([[3, forgottenPeople]]),
    cutBy: {},
  };
}

/** Every ready connector over the fixture's few rows, taken in as a user does it. */
function connectors(): Project {
  const from = path.join(root, 'test/projects/connectors');
  const directory = path.join(built, 'projects', 'connectors');
  rmSync(directory, { recursive: true, force: true });
  for (const part of ['rubrics', 'includes', 'workflow_settings.yaml']) {
    cpSync(path.join(from, part), path.join(directory, part), { recursive: true });
  }
  const leadscore = (...words: readonly string[]): void => {
    execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), '--project', directory, '--quiet', ...words], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  };
  for (const name of readdirSync(path.join(from, 'fixtures'))) {
    cpSync(path.join(from, 'fixtures', name, 'exports'), path.join(directory, 'exports'), { recursive: true });
    leadscore('sources', 'add', name);
  }
  leadscore('build');
  return {
    name: 'connectors',
    directory,
    hasRubrics: true,
    takesAllOf: [],
    isUncounted: true,
    vars: { as_of: '2026-05-01T00:00:00Z' },
    loadRaw: ownRawFiles(directory),
    cutBy: {},
  };
}

/** The days of the former source's events lie within the look-backs. */
const givenUp: Readonly<Record<string, string>> = { demo: demoDefaults.asOf.slice(0, 10), ga4: '2020-11-08' };

/** Those that gave up a source are made only when they are wanted: a second project is built for each. */
function withFormer(project: Project): Project {
  const day = givenUp[project.name];
  return day === undefined ? project : { ...project, formerly: formerProject(project.name, project.directory, day) };
}

let made: Project | undefined;
let madeConnectors: Project | undefined;

/** Those that are there; the names of the missing ones are for the reader, who must not take silence for agreement. */
export function projects(only?: string): { readonly found: readonly Project[]; readonly missing: readonly string[] } {
  const isWanted = (name: string): boolean => only === undefined || name === only;
  if (isWanted('language')) made ??= language();
  if (isWanted('connectors')) madeConnectors ??= connectors();
  const all = [
    ...onDisk.slice(0, 1),
    ...(made === undefined ? [] : [made]),
    ...onDisk.slice(1),
    ...(madeConnectors === undefined ? [] : [madeConnectors]),
  ];
  const wanted = all.filter(({ name }) => isWanted(name));
  const isThere = (each: Project): boolean => existsSync(path.join(each.directory, 'workflow_settings.yaml'));
  return {
    found: wanted.filter(isThere).map(withFormer),
    missing: wanted.filter((each) => !isThere(each)).map((each) => each.name),
  };
}
