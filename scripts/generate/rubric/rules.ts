/** <rubric>_rules and <rubric>_curves: the rubric's numbers and words as rows. */
import { Decimal } from 'decimal.js';
import type { Project, Rubric } from '../../rubric/model.js';
import { numeric, wrapped } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { endlessFrom, pointsByAge } from './curve.js';
import { armsOf, rubricPath, signalsWithPoints } from './names.js';

interface RuleRow {
  readonly dimension: string;
  readonly rule: string;
  readonly arm: string;
  readonly label: string;
  readonly outcome: string;
  readonly points: Decimal;
  readonly lowest: Decimal;
  readonly highest: Decimal;
  readonly isKnown: boolean;
  readonly line: number;
}

const none = new Decimal(0);

function ruleRows(project: Project, rubric: Rubric): readonly RuleRow[] {
  const labels = new Map(project.signals.map((signal) => [signal.name, signal.label]));
  return rubric.dimensions.flatMap((dimension) => [
    ...dimension.criteria.flatMap((criterion) => {
      const arms = armsOf(criterion);
      const known = arms.filter((arm) => arm.isKnown).map((arm) => arm.points);
      const lowest = Decimal.min(...known);
      const highest = Decimal.max(...known);
      return arms.map((arm) => ({
        dimension: dimension.name,
        rule: criterion.name,
        arm: arm.arm,
        label: criterion.label,
        outcome: arm.label,
        points: arm.points,
        lowest,
        highest,
        isKnown: arm.isKnown,
        line: arm.line,
      }));
    }),
    ...dimension.acts.map((rule) => ({
      dimension: dimension.name,
      rule: rule.signal,
      arm: 'act',
      label: labels.get(rule.signal) ?? rule.signal,
      outcome: '',
      points: rule.points,
      lowest: none,
      highest: none,
      isKnown: true,
      line: rule.at.line,
    })),
  ]);
}

/** Grain: (dimension, rule, arm). */
export function rulesModel(project: Project, rubric: Rubric): Model {
  const rows = ruleRows(project, rubric).map(
    (row) =>
      `  STRUCT(${sqlxText(row.dimension)} AS dimension, ${sqlxText(row.rule)} AS rule, ${sqlxText(row.arm)} AS arm, ${sqlxText(row.label)} AS label, ${sqlxText(row.outcome)} AS outcome, ${numeric(row.points)} AS points, ${numeric(row.lowest)} AS lowest, ${numeric(row.highest)} AS highest, ${row.isKnown ? 'TRUE' : 'FALSE'} AS is_known, ${sqlxText(`${rubric.file}:${row.line}`)} AS place)`,
  );
  return {
    path: rubricPath(rubric, 'rules'),
    madeFrom: [rubric.file, 'rubrics/shared/signals.yaml'],
    config: {
      type: 'table',
      description: `What each rule of the rubric ${rubric.name} gives, in points and in words. Grain: one row per rule and arm.`,
      tags: ['rubric', rubric.name],
      columns: {
        arm: 'case_1, case_2, ... in the order of the rubric; fallback_1, ...; otherwise; unknown; act for a signal',
        label: 'The rule in words',
        outcome: 'The arm in words',
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
  r.lowest,
  r.highest,
  r.is_known,
  r.place
FROM UNNEST([
${rows.join(',\n')}
]) AS r`,
  };
}

/** Grain: (dimension, signal, age_days). The decay of every act, worked out to six digits. */
export function curvesModel(rubric: Rubric): Model | undefined {
  if (signalsWithPoints(rubric).length === 0) return undefined;
  const rows = rubric.dimensions.flatMap((dimension) =>
    dimension.acts.map((rule) => {
      const lines = wrapped(
        pointsByAge(rule).map((points) => points.toFixed()),
        ' ',
        100,
      ).map(sqlxText);
      const text = lines.length === 1 ? lines.join('') : `CONCAT(\n    ${lines.join(", ' ',\n    ")}\n  )`;
      return `  -- ${rule.at.file}:${rule.at.line}\n  STRUCT(${sqlxText(dimension.name)} AS dimension, ${sqlxText(rule.signal)} AS signal, ${endlessFrom(rule) === undefined ? 'FALSE' : 'TRUE'} AS is_endless, ${text} AS points_by_age)`;
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
    c.points_by_age
  FROM UNNEST([
${rows.join(',\n')}
  ]) AS c
)

SELECT
  written.dimension,
  written.signal,
  age_days,
  written.is_endless,
  CAST(points AS NUMERIC) AS points
FROM written
CROSS JOIN UNNEST(SPLIT(written.points_by_age, ' ')) AS points WITH OFFSET AS age_days`,
  };
}
