/** lead_predictive_reasons: why a model ranks a lead where it does, and the assertion that it adds up. */
import type { Project, Rubric } from '../../rubric/model.js';
import { rubricRef } from '../rubric/names.js';
import type { Model } from '../sqlx.js';
import { indent } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { scoredRubrics } from './shape.js';

function branch(rubric: Rubric): string {
  return `-- ${rubric.predictive?.artefact.file ?? ''}
SELECT
  ${sqlxText(rubric.name)} AS rubric,
  t.as_of,
  t.lead_id,
  t.term,
  t.arm,
  t.adds,
  t.reason,
  t.place
FROM ${rubricRef(rubric, 'predictive_terms')} AS t`;
}

function madeFrom(rubrics: readonly Rubric[]): readonly string[] {
  return [...new Set(rubrics.flatMap(({ file, predictive }) => [file, predictive?.artefact.file ?? file]))];
}

/** Grain: (rubric, as_of, lead_id, term). */
function predictiveReasonsTable(rubrics: readonly Rubric[]): Model {
  return {
    path: 'definitions/outputs/lead_predictive_reasons.sqlx',
    madeFrom: madeFrom(rubrics),
    config: {
      type: 'table',
      description:
        'Why the model of a rubric ranks a lead where it does: what each term adds, with its words; the value is their sum. It is kept apart from lead_score_reasons: no point comes from it. Grain: one row per rubric, as_of, lead and term.',
      tags: ['output'],
      columns: {
        term: "The term of the artefact, or 'intercept' for its constant",
        adds: 'What it adds to predictive_value',
        reason: 'In words',
        reason_number: '1 for the term that weighs most, for or against; the intercept is the last',
        place: 'Where it stands in the artefact',
      },
      bigquery: { clusterBy: ['rubric', 'lead_id'] },
      assertions: {
        uniqueKey: ['rubric', 'as_of', 'lead_id', 'term'],
        nonNull: ['rubric', 'as_of', 'lead_id', 'term', 'adds', 'reason', 'reason_number'],
      },
    },
    sql: `
WITH reasons AS (
  ${rubrics.map((rubric) => indent(branch(rubric), 2)).join('\n\n  UNION ALL\n\n  ')}
)

SELECT
  rubric,
  as_of,
  lead_id,
  term,
  arm,
  adds,
  reason,
  ROW_NUMBER() OVER (PARTITION BY rubric, as_of, lead_id ORDER BY arm = 'always', ABS(adds) DESC, term) AS reason_number,
  place
FROM reasons`,
  };
}

/** Fails when the value of a lead is not the sum of what the terms add, to the last digit. */
function predictiveReasonsAddUpAssertion(rubrics: readonly Rubric[]): Model {
  return {
    path: 'definitions/outputs/assert_predictive_reasons_add_up.sqlx',
    madeFrom: madeFrom(rubrics),
    config: {
      type: 'assertion',
      description: 'Values of a model that are not the sum of what its terms add, or terms without a value.',
      tags: ['output'],
    },
    sql: `
WITH amounts AS (
  SELECT rubric, as_of, lead_id, predictive_value, NUMERIC '0' AS adds
  FROM \${ref("lead_scores")}
  WHERE predictive_value IS NOT NULL
  UNION ALL
  SELECT rubric, as_of, lead_id, CAST(NULL AS NUMERIC) AS predictive_value, adds
  FROM \${ref("lead_predictive_reasons")}
),

sums AS (
  SELECT rubric, as_of, lead_id, MAX(predictive_value) AS value, SUM(adds) AS sum_of_terms
  FROM amounts
  GROUP BY rubric, as_of, lead_id
)

SELECT rubric, as_of, lead_id, value, sum_of_terms
FROM sums
WHERE value IS NULL OR value != sum_of_terms`,
  };
}

/** Nothing for a project without a model. */
export function predictiveReasonsModels(project: Project): readonly Model[] {
  const rubrics = scoredRubrics(project).filter(({ predictive }) => predictive !== undefined);
  return rubrics.length === 0 ? [] : [predictiveReasonsTable(rubrics), predictiveReasonsAddUpAssertion(rubrics)];
}
