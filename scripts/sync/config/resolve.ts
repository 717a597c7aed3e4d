/** The text of one sync file -> `SyncConfig`, or every problem in it. Touches no disk. */
import type { Problem } from '../../problem.js';
import { didYouMean } from '../../problem/closest.js';
import { error, type Report } from '../../rubric/report.js';
import { NAME } from '../../rubric/schema/scalars.js';
import { validate } from '../../rubric/schema/validate.js';
import type { Cursor } from '../../rubric/yaml/cursor.js';
import { parseYaml } from '../../rubric/yaml/parse.js';
import type { Alerts } from '../alerts/settings.js';
import type { ActionRule } from '../actions/action.js';
import type { ObjectName } from '../rows.js';
import type { Connection, DestinationKind } from '../destinations/kind.js';
import { destinations } from '../destinations/registry.js';
import { type SyncConfig, usualBreakers, usualBudget } from './config.js';
import { resolveActions } from './resolve-actions.js';
import { resolveAlerts } from './resolve-alerts.js';
import { resolveConnection, secretInFile } from './resolve-connection.js';
import { syncSchema, type SyncText } from './schema.js';

export interface ResolvedSync {
  /** Absent as soon as one problem is an error. */
  readonly config?: SyncConfig;
  readonly problems: readonly Problem[];
}

export const syncFolder = 'rubrics/sync';

/** `file`: its path from the project's root. `sources`: names of the project's sources. */
export function resolveSync(
  file: string,
  text: string,
  sources: readonly string[],
  kinds: readonly DestinationKind[] = destinations,
): ResolvedSync {
  const problems: Problem[] = [];
  const report: Report = (problem) => void problems.push(problem);
  const id = file.slice(syncFolder.length + 1, -'.yaml'.length);
  const start = { file, line: 1, column: 1 };
  if (!NAME.test(id)) {
    report(
      error('sync/file-name', start, `"${id}" is no name of a sync: small letters, digits and _, a letter first.`, {
        why: 'State is kept by it, and the names of its secrets in the environment are made of it.',
        todo: 'Rename the file, such as salesforce.yaml.',
      }),
    );
  }
  const parsed = parseYaml(file, text);
  problems.push(...parsed.problems);
  if (parsed.node === undefined) return { problems };
  const { value, cursor, problems: faults } = validate(syncSchema(kinds), parsed.node);
  problems.push(...faults);
  const kind = kinds.find(({ name }) => name === value?.destination);
  if (value === undefined || kind === undefined) return { problems };
  const connection = resolveConnection(id, value, kind, cursor, report);
  const alerts = resolveAlerts(id, value, cursor, report);
  const secrets = problems.filter(({ code }) => code === secretInFile);
  if (secrets.length > 0) return { problems: secrets };
  checkSource(value, cursor, sources, report);
  const objects = objectsOf(value, kind, cursor, report);
  const actions = resolveActions(value, kind, cursor, report);
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  return {
    config: configOf(id, value, {
      connection,
      objects,
      actions,
      ...(alerts !== undefined && { alerts }),
      at: cursor.place,
    }),
    problems,
  };
}

function configOf(
  id: string,
  value: SyncText,
  resolved: {
    readonly connection: Connection;
    readonly objects: ReadonlyMap<ObjectName, string>;
    readonly actions: readonly ActionRule[];
    readonly alerts?: Alerts;
    readonly at: SyncConfig['at'];
  },
): SyncConfig {
  const { breakers = {} } = value;
  return {
    id,
    destination: value.destination,
    source: value.source,
    stage: value.stage ?? 'fields',
    ...resolved,
    budget: value.budget ?? usualBudget,
    ...(value.batch !== undefined && { batch: value.batch }),
    ...(value.in_flight !== undefined && { inFlight: value.in_flight }),
    breakers: {
      maxChangeShare: breakers.max_change_share ?? usualBreakers.maxChangeShare,
      maxTimesUsual: breakers.max_times_usual ?? usualBreakers.maxTimesUsual,
      maxClearShare: breakers.max_clear_share ?? usualBreakers.maxClearShare,
      maxRejectShare: breakers.max_reject_share ?? usualBreakers.maxRejectShare,
      maxDriftShare: breakers.max_drift_share ?? usualBreakers.maxDriftShare,
      fewestRows: breakers.fewest_rows ?? usualBreakers.fewestRows,
    },
    ...(value.actions_per_run !== undefined && { actionsPerRun: value.actions_per_run }),
  };
}

function checkSource(value: SyncText, cursor: Cursor, sources: readonly string[], report: Report): void {
  if (sources.includes(value.source)) return;
  report(
    error('sync/unknown-source', cursor.at('source').place, `There is no source "${value.source}".`, {
      why: 'A sync writes the records of one source: the CRM from which they were read.',
      todo: didYouMean(value.source, sources),
    }),
  );
}

function objectsOf(
  value: SyncText,
  kind: DestinationKind,
  cursor: Cursor,
  report: Report,
): ReadonlyMap<ObjectName, string> {
  const { lead, contact, account } = value.objects ?? {};
  const named = new Map<ObjectName, string>([
    ...(lead === undefined ? [] : [['lead', lead] as const]),
    ...(contact === undefined ? [] : [['contact', contact] as const]),
    ...(account === undefined ? [] : [['account', account] as const]),
  ]);
  if (named.size > 0) return named;
  if (kind.namesObjects && !cursor.wasGiven('objects')) {
    report(
      error(
        'sync/no-objects',
        cursor.place,
        `"objects" is missing: what ${value.destination} calls leads and contacts.`,
        {
          todo: 'Add such as "objects: { lead: Lead, contact: Contact }"; an object that is not named is not written.',
        },
      ),
    );
  }
  return new Map([
    ['lead', 'lead'],
    ['contact', 'contact'],
  ]);
}
