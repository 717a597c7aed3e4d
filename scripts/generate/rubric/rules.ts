/** <rubric>_rules and <rubric>_curves: the rubric's numbers and words as rows. */
import { Decimal } from 'decimal.js';
import type { Project, Rubric } from '../../rubric/model.js';
import { numeric, wrapped } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { weightOf } from './weight.js';
import { accountRules } from './account-rules.js';
import { capRules } from './cap-rules.js';
import { criterionRules, type RuleRow } from './criterion-rules.js';
import { endlessFrom, pointsByAge } from '../../rubric/curve.js';
import { resultRules } from './result-rules.js';
import { rubricPath, signalsWithPoints } from './names.js';

const none = new Decimal(0);

function ruleRows(project: Project, rubric: Rubric): readonly RuleRow[] {
  const labels = new Map(project.signals.map((signal) => [signal.name, signal.label]));
  const rules = rubric.dimensions.flatMap((dimension) => [
    ...criterionRules(dimension.name, dimension.criteria, weightOf(rubric, dimension.name)),
    ...dimension.acts.map((rule) => ({
      dimension: dimension.name,
      rule: rule.signal,
      arm: 'act',
      label: labels.get(rule.signal) ?? rule.signal,
      outcome: '',
      points: rule.points,
      totalPoints: rule.points.times(weightOf(rubric, dimension.name)),
      lowest: none,
      highest: none,
      isKnown: true,
      line: rule.at.line,
    })),
  ]);
  const caps = capRules(project, rubric).map((cap) => ({
    ...cap,
    outcome: '',
    points: none,
    totalPoints: none,
    lowest: none,
    highest: none,
    isKnown: true,
  }));
  return [...rules, ...caps, ...resultRules(rubric), ...accountRules(rubric)];
}

/** Grain: (dimension, rule, arm). */
export function rulesModel(project: Project, rubric: Rubric): Model {
  const rows = ruleRows(project, rubric).map(
    (row) =>
      `  STRUCT(${sqlxText(row.dimension)} AS dimension, ${sqlxText(row.rule)} AS rule, ${sqlxText(row.arm)} AS arm, ${sqlxText(row.label)} AS label, ${sqlxText(row.outcome)} AS outcome, ${numeric(row.points)} AS points, ${numeric(row.totalPoints)} AS total_points, ${numeric(row.lowest)} AS lowest, ${numeric(row.highest)} AS highest, ${row.isKnown ? 'TRUE' : 'FALSE'} AS is_known, ${sqlxText(`${rubric.file}:${row.line}`)} AS place)`,
  );
  return {
    path: rubricPath(rubric, 'rules'),
    madeFrom: [rubric.file, 'rubrics/shared/signals.yaml'],
    config: {
      type: 'table',
      description: `What each rule of the rubric ${rubric.name} gives, in points and in words. Grain: one row per rule and arm.`,
      tags: ['rubric', rubric.name],
      columns: {
        arm: 'case_1, case_2, ... in the order of the rubric; fallback_1, ...; otherwise; unknown; act for a signal; the kind of row for a cap, a range or a limit',
        label: 'The rule in words',
        outcome: "The arm in words; '' where the label says it all",
        total_points: 'Points in the total: weighted, exact',
        lowest: 'The least a known value gives',
        highest: 'The most a known value gives',
        place: 'Where it stands in the rubric',
      },
      assertions: { uniqueKey: ['dimension', 'rule', 'arm'], nonNull: ['dimension', 'rule', 'arm', 'points'] },
    },
    sql: `
SELECT
  r.dimension,
  r.rule,
  r.arm,
  r.label,
  r.outcome,
  r.points,
  r.total_points,
  r.lowest,
  r.highest,
  r.is_known,
  r.place
FROM UNNEST([
${rows.join(',\n')}
]) AS r`,
  };
}

/** Decimals as one text, a line of them at a time. */
function packed(values: readonly Decimal[], indentation: string): string {
  const lines = wrapped(
    values.map((value) => value.toFixed()),
    ' ',
    100,
  ).map(sqlxText);
  return lines.length === 1 ? lines.join('') : `CONCAT(\n${indentation}${lines.join(`, ' ',\n${indentation}`)}\n  )`;
}

/** Grain: (dimension, signal, age_days). The decay of every act, worked out to six digits. */
export function curvesModel(rubric: Rubric): Model | undefined {
  if (signalsWithPoints(rubric).length === 0) return undefined;
  const rows = rubric.dimensions.flatMap((dimension) =>
    dimension.acts.map((rule) => {
      const points = pointsByAge(rule);
      const weight = weightOf(rubric, dimension.name);
      return `  -- ${rule.at.file}:${rule.at.line}\n  STRUCT(${sqlxText(dimension.name)} AS dimension, ${sqlxText(rule.signal)} AS signal, ${endlessFrom(rule) === undefined ? 'FALSE' : 'TRUE'} AS is_endless, ${packed(points, '    ')} AS points_by_age, ${packed(
        points.map((one) => one.times(weight)),
        '    ',
      )} AS total_points_by_age)`;
    }),
  );
  return {
    path: rubricPath(rubric, 'curves'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `What an act of the rubric ${rubric.name} is worth at each age. Grain: one row per dimension, signal and age in days.`,
      tags: ['rubric', rubric.name],
      columns: {
        age_days: 'Whole days between the day of the act and the day of as_of',
        is_endless: 'The last age stands for every later one, too',
        total_points: 'Points in the total: weighted, exact',
      },
      assertions: {
        uniqueKey: ['dimension', 'signal', 'age_days'],
        nonNull: ['dimension', 'signal', 'age_days', 'points'],
      },
    },
    sql: `
WITH written AS (
  SELECT
    c.dimension,
    c.signal,
    c.is_endless,
    c.points_by_age,
    c.total_points_by_age
  FROM UNNEST([
${rows.join(',\n')}
  ]) AS c
),

by_age AS (
  SELECT written.dimension, written.signal, written.is_endless, age_days, points
  FROM written
  CROSS JOIN UNNEST(SPLIT(written.points_by_age, ' ')) AS points WITH OFFSET AS age_days
),

total_by_age AS (
  SELECT written.dimension, written.signal, age_days, total_points
  FROM written
  CROSS JOIN UNNEST(SPLIT(written.total_points_by_age, ' ')) AS total_points WITH OFFSET AS age_days
)

SELECT
  by_age.dimension,
  by_age.signal,
  by_age.age_days,
  by_age.is_endless,
  CAST(by_age.points AS NUMERIC) AS points,
  CAST(total_by_age.total_points AS NUMERIC) AS total_points
FROM by_age
INNER JOIN total_by_age
  ON total_by_age.dimension = by_age.dimension AND total_by_age.signal = by_age.signal AND total_by_age.age_days = by_age.age_days`,
  };
}
