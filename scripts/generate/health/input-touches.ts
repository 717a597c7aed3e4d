/** int_input_touches: which signals and fields of which rubrics rest on each input and each of its columns. */
import type { Project } from '../../rubric/model.js';
import { typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { columnsAskedFor } from './input-counts.js';
import { healthFile, healthTags, recordInputs } from './inputs.js';
import { asksFor, fieldUses, patternColumns, signalUses } from './touched.js';

/** Columns of events that are watched, `identity` for all that say who it was. */
export function eventColumns(project: Project): readonly string[] {
  return [
    'identity',
    ...patternColumns(project),
    ...(['session_id', 'minutes', 'depth'] as const).filter((column) => asksFor(project, column)),
  ];
}

interface FixedRow {
  readonly source: string;
  readonly entity: string;
  readonly place: string;
  readonly rubric: string;
  readonly name: string;
}

/** What rests on records and on facts of accounts, whatever the data: source, entity, place, rubric, name. */
function fixedRows(project: Project): readonly string[] {
  const uses = fieldUses(project);
  const signals = signalUses(project);
  const rows = recordInputs(project).flatMap((input): readonly FixedRow[] => {
    const { source, entity } = input;
    if (entity === 'account_events') {
      const of = project.signals.filter(
        ({ of: kind, patterns }) =>
          kind === 'account' && patterns.some((pattern) => (pattern.source ?? source.name) === source.name),
      );
      return signals
        .filter(({ signal }) => of.some(({ name }) => name === signal))
        .map(({ rubric, name }) => ({ source: source.name, entity, place: '', rubric, name }));
    }
    const of = entity === 'accounts' ? 'account' : 'lead';
    return columnsAskedFor(project, input).flatMap((column) =>
      uses
        .filter((use) => use.entity === of && use.column === column)
        .flatMap(({ rubric, name }) =>
          ['', column].map((place) => ({ source: source.name, entity, place, rubric, name })),
        ),
    );
  });
  const written = rows.map(
    ({ source, entity, place, rubric, name }) =>
      `    STRUCT(${sqlxText(source)} AS source, '${entity}' AS entity, '${place}' AS place, ${sqlxText(rubric)} AS rubric, ${sqlxText(name)} AS name)`,
  );
  return [...new Set(written)];
}

const noRow = (columns: readonly string[]): string =>
  `SELECT ${columns.map((name) => `${typedNull('STRING')} AS ${name}`).join(', ')}
  FROM UNNEST(['nothing']) AS nothing
  WHERE FALSE`;

/** Grain: (as_of, source, entity, place, rubric, name). */
export function inputTouchesModel(project: Project): Model {
  const fixed = fixedRows(project);
  const uses = [
    ...new Set(
      signalUses(project).map(
        ({ signal, rubric, name }) =>
          `    STRUCT(${sqlxText(signal)} AS signal, ${sqlxText(rubric)} AS rubric, ${sqlxText(name)} AS name)`,
      ),
    ),
  ];
  return {
    path: 'definitions/intermediate/int_input_touches.sqlx',
    madeFrom: ['rubrics/*.yaml', 'rubrics/shared/signals.yaml', healthFile],
    config: {
      type: 'table',
      description:
        'What rests on each input: the signals that were seen in it lately, and the criteria and fields that read a column of its records, by rubric. Grain: one row per as_of, source, entity, place, rubric and name.',
      tags: healthTags(project),
      columns: {
        place: 'Blank for the rows themselves; else a column, or a form',
        name: 'A signal, a criterion such as fit.industry, or a field that is asked elsewhere, such as lead.country',
      },
      assertions: {
        uniqueKey: ['as_of', 'source', 'entity', 'place', 'rubric', 'name'],
        nonNull: ['as_of', 'source', 'entity', 'place', 'rubric', 'name'],
      },
    },
    sql: `
WITH uses AS (
  ${
    uses.length === 0
      ? noRow(['signal', 'rubric', 'name'])
      : `SELECT u.signal, u.rubric, u.name
  FROM UNNEST([
${uses.join(',\n')}
  ]) AS u`
  }
),

fixed AS (
  ${
    fixed.length === 0
      ? noRow(['source', 'entity', 'place', 'rubric', 'name'])
      : `SELECT f.source, f.entity, f.place, f.rubric, f.name
  FROM UNNEST([
${fixed.join(',\n')}
  ]) AS f`
  }
),

seen AS (
  SELECT DISTINCT places.as_of, places.source, places.entity, places.event_name, places.form_id, uses.rubric, uses.name
  FROM \${ref("int_event_places")} AS places
  INNER JOIN uses ON uses.signal = places.signal
),

touched AS (
  SELECT as_of, source, entity, '' AS place, rubric, name
  FROM seen
  UNION ALL
  SELECT seen.as_of, seen.source, seen.entity, CONCAT(column_name, ' of ', seen.event_name) AS place, seen.rubric, seen.name
  FROM seen
  CROSS JOIN UNNEST([${eventColumns(project)
    .map((column) => `'${column}'`)
    .join(', ')}]) AS column_name
  UNION ALL
  SELECT as_of, source, entity, CONCAT('form ', LOWER(form_id)) AS place, rubric, name
  FROM seen
  WHERE form_id IS NOT NULL
  UNION ALL
  SELECT clock.as_of, fixed.source, fixed.entity, fixed.place, fixed.rubric, fixed.name
  FROM fixed
  CROSS JOIN \${ref("int_as_of")} AS clock
)

SELECT DISTINCT as_of, source, entity, place, rubric, name
FROM touched`,
  };
}
