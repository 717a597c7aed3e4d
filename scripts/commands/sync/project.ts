/** What every sync command begins with: the project, the sync that is meant, and where its things are. */
import fs from 'node:fs';
import path from 'node:path';
import type { BigQueryClient } from '../../engine/bigquery/client.js';
import { type Problem, ProblemError } from '../../problem.js';
import { didYouMean } from '../../problem/closest.js';
import type { Project } from '../../rubric/model.js';
import type { SyncConfig } from '../../sync/config/config.js';
import { loadSyncs } from '../../sync/config/load.js';
import type { Destination } from '../../sync/destination.js';
import { destinationKind } from '../../sync/destinations/registry.js';
import { secretProblems, secretReader } from '../../sync/destinations/secrets.js';
import { mappingsOf, type RecordMapping } from '../../sync/mapping/mapping.js';
import { syncProblems } from '../../sync/problems.js';
import { SyncStore } from '../../sync/store/store.js';
import type { CommandContext } from '../context.js';
import { readProject } from '../project.js';

export interface SyncOptions {
  /** The name of a file in rubrics/sync; may be left out where there is one. */
  readonly sync?: string;
  readonly database?: string;
  readonly engine?: 'duckdb' | 'bigquery';
  /** Stands in for Google's client. */
  readonly client?: BigQueryClient;
}

export interface ChosenSync {
  readonly project: Project;
  readonly config: SyncConfig;
  readonly mappings: readonly RecordMapping[];
  readonly warnings: readonly Problem[];
}

/** Throws a ProblemError for every fault of the project, of the sync files and of the mapping. */
export async function chosenSync({ directory }: CommandContext, { sync }: SyncOptions): Promise<ChosenSync> {
  const { project } = await readProject(directory);
  const { syncs, names, problems } = await loadSyncs(
    directory,
    project.sources.map(({ name }) => name),
  );
  if (names.length === 0) throw new ProblemError(noSync);
  if (problems.some(({ severity }) => severity === 'error')) throw new ProblemError(problems);
  const config = sync === undefined ? onlyOne(syncs) : syncs.find(({ id }) => id === sync);
  if (config === undefined) throw new ProblemError(unknownSync(sync ?? '', names));
  const faults = syncProblems(project, config);
  if (faults.some(({ severity }) => severity === 'error')) throw new ProblemError(faults);
  return { project, config, mappings: mappingsOf(project, config), warnings: faults };
}

function onlyOne(syncs: readonly SyncConfig[]): SyncConfig {
  const [first, ...others] = syncs;
  if (first !== undefined && others.length === 0) return first;
  throw new ProblemError({
    code: 'sync/which',
    severity: 'error',
    what: `There are several syncs: ${syncs.map(({ id }) => id).join(', ')}.`,
    todo: 'Say which with --sync.',
  });
}

const noSync: Problem = {
  code: 'sync/no-sync',
  severity: 'error',
  what: 'There is no sync: rubrics/sync/ holds no .yaml file.',
  todo: 'Make one, such as rubrics/sync/files.yaml with "destination: csv" and "source: <the CRM\'s source>"; docs/sync.md tells how.',
};

function unknownSync(name: string, names: readonly string[]): Problem {
  return {
    code: 'sync/unknown-sync',
    severity: 'error',
    what: `There is no file rubrics/sync/${name}.yaml.`,
    ...optionalTodo(didYouMean(name, names)),
  };
}

function optionalTodo(todo: string | undefined): { readonly todo?: string } {
  return todo === undefined ? {} : { todo };
}

/** The sync's own file; made when it is missing. Throws `sync/locked` while another process carries it on. */
export async function openStore({ directory, clock }: CommandContext, { id }: SyncConfig): Promise<SyncStore> {
  return SyncStore.open(storePath(directory, id), { owner: `process ${process.pid}`, now: () => clock().getTime() });
}

export function storePath(directory: string, id: string): string {
  return path.join(directory, '.leadscore', 'sync', `${id}.duckdb`);
}

/** Connects to nothing yet. Throws a ProblemError for every secret that is missing or malformed. */
export async function openDestination({ directory, clock }: CommandContext, config: SyncConfig): Promise<Destination> {
  const kind = destinationKind(config.destination);
  if (kind === undefined) throw new Error(`no kind of destination is called ${config.destination}`);
  const sources = { environment: process.env, readFile: (file: string) => fs.readFileSync(file, 'utf8') };
  const faults = secretProblems(config.id, kind.secrets, config.connection, sources);
  if (faults.length > 0) throw new ProblemError(faults);
  const folders = kind.connection
    .filter(({ type }) => type === 'folder')
    .map(({ key }): [string, string] => {
      const written = config.connection.get(key);
      return [key, path.resolve(directory, String(written ?? path.join('.leadscore', 'outbox', config.id)))];
    });
  return kind.open({
    syncId: config.id,
    connection: new Map([...config.connection, ...folders]),
    secret: secretReader(config.id, kind.secrets, sources),
    objects: config.objects,
    ...(config.batch !== undefined && { batch: config.batch }),
    ...(config.inFlight !== undefined && { inFlight: config.inFlight }),
    now: clock,
  });
}
