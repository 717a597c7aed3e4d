import type { Standards } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';
import { sqlxText } from '../text/sqlx-text.js';

/** int_as_of: the one model with a clock. One row in production, many in a replay. */
export function asOfModel(standards: Standards): Model {
  return {
    path: 'definitions/intermediate/int_as_of.sqlx',
    madeFrom: ['rubrics/shared/standards.yaml'],
    config: {
      type: 'table',
      description: 'The moments for which scores are computed. Grain: one row per as_of.',
      tags: ['intermediate'],
      columns: { as_of: 'The moment', as_of_day: "The moment's day in the project's time zone" },
      assertions: { uniqueKey: ['as_of'], nonNull: ['as_of', 'as_of_day'] },
    },
    sql: `
WITH clock AS (
  SELECT \${clock.asOf()} AS as_of
)

SELECT
  as_of,
  DATE(as_of, ${sqlxText(standards.timeZone)}) AS as_of_day
FROM clock`,
  };
}
