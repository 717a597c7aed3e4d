/** int_input_counts: rows of every watched input by day, and how many of them have each column that a rubric or a signal asks about. */
import type { Project } from '../../rubric/model.js';
import { canonicalEntities, type CanonicalEntity } from '../canonical.js';
import { indent } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { healthFile, healthTags, longestLag, recordInputs, type WatchedInput } from './inputs.js';
import { asksFor, fieldUses, patternColumns } from './touched.js';
import { firstSaneDay, spanDays } from './windows.js';

/** The columns of an entity that scored rubrics read through some field; of a column that this mapping cannot have, none. */
export function columnsAskedFor(project: Project, { entity, mapping }: WatchedInput): readonly string[] {
  if (entity !== 'leads' && entity !== 'contacts' && entity !== 'accounts') return [];
  const shape: CanonicalEntity = canonicalEntities[entity];
  const of = entity === 'accounts' ? 'account' : 'lead';
  const there = new Set([...Object.keys(shape.columns), ...mapping.attributes.map(({ name }) => name)]);
  const asked = fieldUses(project).filter((use) => use.entity === of && there.has(use.column));
  return [...new Set(asked.map(({ column }) => column))]
    .filter(
      (column) =>
        mapping.isCustom || mapping.columns.has(column) || mapping.attributes.some(({ name }) => name === column),
    )
    .toSorted();
}

function recordBranch(project: Project, input: WatchedInput, reach: number): string {
  const { source, entity, model, moment } = input;
  const columns = columnsAskedFor(project, input);
  const places = [
    "STRUCT('' AS place, by_day.row_count AS known)",
    ...columns.map((column, index) => `STRUCT('${column}' AS place, by_day.known_${index + 1} AS known)`),
  ];
  const known = columns.map((column, index) => `,\n    COUNTIF(records.${column} IS NOT NULL) AS known_${index + 1}`);
  return `-- ${model}
SELECT
  by_day.as_of,
  ${sqlxText(source.name)} AS source,
  '${entity}' AS entity,
  p.place,
  by_day.day,
  by_day.row_count,
  p.known
FROM (
  SELECT
    clock.as_of,
    DATE(records.${moment}, ${sqlxText(project.standards.timeZone)}) AS day,
    COUNT(*) AS row_count${known.join('')}
  FROM \${ref("${model}")} AS records
  CROSS JOIN clock
  WHERE records.${moment} < clock.as_of
    AND (records.${moment} >= TIMESTAMP_SUB(clock.as_of, INTERVAL ${reach} DAY) OR records.${moment} < TIMESTAMP '${firstSaneDay} 00:00:00+00')
  GROUP BY as_of, day
) AS by_day
CROSS JOIN UNNEST([
  ${places.join(',\n  ')}
]) AS p`;
}

/** Grain: (as_of, source, entity, place, day). */
export function inputCountsModel(project: Project): Model {
  const reach = spanDays + longestLag(project) + 1;
  const optional = (['session_id', 'minutes', 'depth'] as const).filter((column) => asksFor(project, column));
  const columns = [
    "STRUCT('identity' AS name, counts.with_identity AS known)",
    ...patternColumns(project).map(
      (name) => `STRUCT('${name}' AS name, IF(counts.${name} IS NULL, 0, counts.events) AS known)`,
    ),
    ...optional.map((name) => `STRUCT('${name}' AS name, counts.with_${name} AS known)`),
  ];
  const branches = [
    `SELECT as_of, source, entity, '' AS place, day, SUM(in_time) AS row_count, SUM(events) AS known
FROM counts
GROUP BY as_of, source, entity, place, day`,
    `SELECT
  counts.as_of,
  counts.source,
  counts.entity,
  CONCAT(c.name, ' of ', counts.event_name) AS place,
  counts.day,
  SUM(counts.events) AS row_count,
  SUM(c.known) AS known
FROM counts
CROSS JOIN UNNEST([
  ${columns.join(',\n  ')}
]) AS c
WHERE counts.event_name IS NOT NULL
GROUP BY as_of, source, entity, place, day`,
    ...recordInputs(project).map((input) => recordBranch(project, input, reach)),
  ];
  return {
    path: 'definitions/intermediate/int_input_counts.sqlx',
    madeFrom: ['rubrics/sources/*.yaml', healthFile],
    config: {
      type: 'table',
      description:
        'Rows of every input by the day on which they happened or came into being, as known at as_of, and how many of them have each column that a rubric or a signal asks about. Grain: one row per as_of, source, entity, place and day.',
      tags: healthTags(project),
      columns: {
        place:
          'Blank for the rows themselves; else a column, of events with the event it is asked of: form_id of form_submit',
        row_count: 'Rows of that day that were known in time; of a column, those that could have it',
        known: 'Of these, the rows in which it is not NULL; of the rows themselves, with those that came later',
      },
      assertions: {
        uniqueKey: ['as_of', 'source', 'entity', 'place', 'day'],
        nonNull: ['as_of', 'source', 'entity', 'place', 'day', 'row_count', 'known'],
      },
    },
    sql: `
WITH clock AS (
  SELECT as_of FROM \${ref("int_as_of")}
),

counts AS (
  SELECT * FROM \${ref("int_event_counts")}
),

counted AS (
  ${branches.map((branch) => indent(branch, 2)).join('\n\n  UNION ALL\n\n  ')}
)

SELECT as_of, source, entity, place, day, row_count, known
FROM counted`,
  };
}
