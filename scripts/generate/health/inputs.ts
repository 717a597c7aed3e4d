/** Which inputs are watched: those with rows that happen or come into being. */
import type { EntityMapping, Project } from '../../rubric/model.js';
import type { EntityName } from '../canonical.js';
import { eventInputs } from '../intermediate/event-inputs.js';
import { type Input, inputsOf } from '../intermediate/inputs.js';
import { sqlxText } from '../text/sqlx-text.js';

/** The moment by which the rows of an entity are counted; events and campaign responses are counted from int_events. */
const momentOf = {
  leads: 'created_at',
  contacts: 'created_at',
  accounts: 'created_at',
  opportunities: 'created_at',
  enrichment: 'fetched_at',
  account_events: 'happened_at',
} as const satisfies Partial<Record<EntityName, string>>;
type Watched = keyof typeof momentOf;

export interface WatchedInput extends Input {
  readonly entity: Watched;
  readonly moment: string;
}

/** Those that are read from staging, by entity, then source. */
export function recordInputs(project: Project): readonly WatchedInput[] {
  return (Object.keys(momentOf) as Watched[]).flatMap((entity) =>
    inputsOf(project, entity)
      .filter(({ mapping }) => mapping.isCustom || mapping.columns.has(momentOf[entity]))
      .map((input) => ({ ...input, entity, moment: momentOf[entity] })),
  );
}

/** Whole days between a day and the one on which its rows are there. */
function lagDays(mapping: EntityMapping): number {
  return Math.ceil(mapping.usualLagHours / 24);
}

/** Every watched input as a CTE `inputs`: source, entity, and how many days before as_of its last full day lies. */
export function inputRows(project: Project): string {
  const inputs = [
    ...eventInputs(project).map(({ source, kind, mapping }) => ({ source, entity: kind as string, mapping })),
    ...recordInputs(project),
  ];
  if (inputs.length === 0)
    return `inputs AS (
  SELECT CAST(NULL AS STRING) AS source, CAST(NULL AS STRING) AS entity, 1 AS days_back
  FROM UNNEST(['nothing']) AS nothing
  WHERE FALSE
)`;
  const rows = inputs.map(
    ({ source, entity, mapping }) =>
      `    STRUCT(${sqlxText(source.name)} AS source, '${entity}' AS entity, ${1 + lagDays(mapping)} AS days_back)`,
  );
  return `inputs AS (
  SELECT i.source, i.entity, i.days_back
  FROM UNNEST([
${rows.join(',\n')}
  ]) AS i
)`;
}

/** The most days that any input lags behind. */
export function longestLag(project: Project): number {
  return Math.max(0, ...[...eventInputs(project), ...recordInputs(project)].map(({ mapping }) => lagDays(mapping)));
}

/** The health models run for the breaker, or for the report alone. */
export function healthTags(project: Project): readonly string[] {
  return project.health.breaker === undefined ? ['intermediate', 'health'] : ['intermediate'];
}

export const healthFile = 'rubrics/shared/health.yaml';
