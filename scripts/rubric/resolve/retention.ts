/** rubrics/shared/retention.yaml -> `Retention`; undefined where there is no such file: everything is kept. */
import type { Age, Keeping, Retention } from '../model.js';
import type { RetentionText } from '../schema/retention.js';
import type { Validated } from '../schema/validate.js';

export function resolveRetention(file: Validated<RetentionText> | undefined): Retention | undefined {
  if (file?.value === undefined) return undefined;
  const { cursor } = file;
  const { events, identity_links: identityLinks, tiers, records, run_log: runLog, tables = {} } = file.value;
  const kept = (age: Age, ...path: readonly string[]): Keeping => ({ ...age, at: cursor.at(...path).place });
  return {
    ...(events !== undefined && { events: kept(events, 'events') }),
    ...(identityLinks !== undefined && { identityLinks: kept(identityLinks, 'identity_links') }),
    ...(tiers !== undefined && { tiers: kept(tiers, 'tiers') }),
    ...(records !== undefined && { records: kept(records, 'records') }),
    ...(runLog !== undefined && { runLog: kept(runLog, 'run_log') }),
    tables: Object.entries(tables).map(([name, { keep, by }]) => ({
      name,
      keep: kept(keep, 'tables', name, 'keep'),
      by,
      byAt: cursor.at('tables', name, 'by').place,
      at: cursor.at('tables', name).keyPlace,
    })),
  };
}
