/** <rubric>_engaged: who is engaged, and since when they no longer were active. */
import type { Dimension, Project, Rubric } from '../../rubric/model.js';
import { indent, numeric, textList } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { rubricPath, rubricRef } from './names.js';

/** The rules whose acts are e-mail opens: by themselves they engage nobody, unless a rubric says so. */
export function openRules(project: Project, dimension: Dimension): readonly string[] {
  const opens = new Set(project.signals.filter((signal) => signal.isEmailOpen).map((signal) => signal.name));
  return dimension.acts.filter((rule) => opens.has(rule.signal)).map((rule) => rule.name);
}

/** Tests of an act that `engaged` asks for, none where every act is one; undefined without `engaged`. */
export function engagedTests({ engaged, acts }: Dimension): readonly string[] | undefined {
  return (
    engaged && [
      ...(engaged.rules.length === acts.length ? [] : [`rule IN ${textList(engaged.rules)}`]),
      ...(engaged.withinDays === undefined ? [] : [`age_days < ${engaged.withinDays}`]),
    ]
  );
}

/** What the points of such acts must be together. */
export function enoughPoints({ minPoints }: NonNullable<Dimension['engaged']>): string {
  return minPoints.isZero() ? "> NUMERIC '0'" : `>= ${numeric(minPoints)}`;
}

/** Whether the acts of a lead make it engaged, as an aggregate over them. */
function isEngaged(project: Project, dimension: Dimension): string {
  const { engaged } = dimension;
  const tests = engagedTests(dimension);
  if (engaged === undefined || tests === undefined) {
    const open = openRules(project, dimension);
    return `LOGICAL_OR(points > NUMERIC '0'${open.length === 0 ? '' : ` AND rule NOT IN ${textList(open)}`})`;
  }
  const points = tests.length === 0 ? 'points' : `IF(${tests.join(' AND ')}, points, NUMERIC '0')`;
  return `SUM(${points}) ${enoughPoints(engaged)}`;
}

function branch(project: Project, rubric: Rubric, dimension: Dimension): string {
  const { at } = dimension.engaged ?? dimension;
  return `-- ${at.file}:${at.line}
SELECT
  as_of,
  lead_id,
  MAX(IF(points > NUMERIC '0', day, NULL)) AS last_day,
  MIN(IF(points > NUMERIC '0', age_days, NULL)) AS age_days,
  ${isEngaged(project, dimension)} AS is_engaged
FROM ${rubricRef(rubric, `${dimension.name}_acts`)}
WHERE is_counted
GROUP BY as_of, lead_id`;
}

/** Whether anybody can be engaged: some dimension has acts. */
export function hasEngaged(rubric: Rubric): boolean {
  return rubric.account !== undefined && rubric.dimensions.some((dimension) => dimension.acts.length > 0);
}

/** Grain: (as_of, lead_id), for engaged leads. undefined without an account section, or where no dimension has acts. */
export function engagedModel(project: Project, rubric: Rubric): Model | undefined {
  if (!hasEngaged(rubric)) return undefined;
  const branches = rubric.dimensions
    .filter((dimension) => dimension.acts.length > 0)
    .map((dimension) => indent(branch(project, rubric, dimension), 2));
  return {
    path: rubricPath(rubric, 'engaged'),
    madeFrom: [rubric.file, 'rubrics/shared/signals.yaml'],
    config: {
      type: 'table',
      description: `The leads that are engaged by some dimension of the rubric ${rubric.name}. Grain: one row per as_of and engaged lead.`,
      tags: ['rubric', rubric.name],
      columns: {
        last_day: 'Day of the last act that counts with positive points, of any dimension',
        age_days: 'Whole days between that day and the day of as_of',
      },
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id'] },
    },
    sql: `
WITH by_dimension AS (
  ${branches.join('\n\n  UNION ALL\n\n  ')}
)

SELECT
  as_of,
  lead_id,
  MAX(last_day) AS last_day,
  MIN(age_days) AS age_days
FROM by_dimension
GROUP BY as_of, lead_id
HAVING LOGICAL_OR(is_engaged)`,
  };
}
