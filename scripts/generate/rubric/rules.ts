/** <rubric>_rules: the rubric's numbers and words as rows. */
import { Decimal } from 'decimal.js';
import { accountActs } from '../../rubric/account-acts.js';
import type { Dimension, Project, Rubric } from '../../rubric/model.js';
import { numeric, typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { weightOf } from './weight.js';
import { accountRules } from './account-rules.js';
import { actLabel } from './act-label.js';
import { armNumber } from './arm-numbers.js';
import { breadthRules } from './breadth.js';
import { capRules } from './cap-rules.js';
import { criterionRules, type RuleRow } from './criterion-rules.js';
import { inactivityRules } from './inactivity.js';
import { resultRules } from './result-rules.js';
import { rubricPath } from './names.js';

const none = new Decimal(0);

function actRules(project: Project, rubric: Rubric, dimension: Dimension): readonly RuleRow[] {
  return dimension.acts.map((rule) => ({
    dimension: dimension.name,
    rule: rule.name,
    arm: 'act',
    label: actLabel(project, rule),
    outcome: '',
    points: rule.points,
    totalPoints: rule.points.times(weightOf(rubric, dimension.name)),
    lowest: none,
    highest: none,
    isKnown: true,
    line: rule.at.line,
  }));
}

function ruleRows(project: Project, rubric: Rubric): readonly RuleRow[] {
  const rules = rubric.dimensions.flatMap((dimension) => [
    ...criterionRules(dimension.name, dimension.criteria, weightOf(rubric, dimension.name), (criterion, arm) =>
      armNumber(rubric, criterion, arm),
    ),
    ...actRules(project, rubric, dimension),
  ]);
  const others = rubric.dimensions.flatMap((dimension) => [...breadthRules(dimension), ...inactivityRules(dimension)]);
  const unweighted = [...others, ...capRules(project, rubric)].map((row) => ({
    ...row,
    outcome: '',
    points: none,
    totalPoints: none,
    lowest: none,
    highest: none,
    isKnown: true,
  }));
  const ofAccount = accountActs(rubric).flatMap((section) => actRules(project, rubric, section));
  return [...rules, ...unweighted, ...resultRules(rubric), ...accountRules(rubric), ...ofAccount];
}

/** Grain: (dimension, rule, arm). */
export function rulesModel(project: Project, rubric: Rubric): Model {
  const rows = ruleRows(project, rubric).map(
    (row) =>
      `  STRUCT(${sqlxText(row.dimension)} AS dimension, ${sqlxText(row.rule)} AS rule, ${sqlxText(row.arm)} AS arm, ${sqlxText(row.label)} AS label, ${sqlxText(row.outcome)} AS outcome, ${numeric(row.points)} AS points, ${numeric(row.totalPoints)} AS total_points, ${numeric(row.lowest)} AS lowest, ${numeric(row.highest)} AS highest, ${row.isKnown ? 'TRUE' : 'FALSE'} AS is_known, ${sqlxText(`${rubric.file}:${row.line}`)} AS place, ${row.number ?? typedNull('INT64')} AS number)`,
  );
  return {
    path: rubricPath(rubric, 'rules'),
    madeFrom: [rubric.file, 'rubrics/shared/signals.yaml'],
    config: {
      type: 'table',
      description: `What each rule of the rubric ${rubric.name} gives, in points and in words. Grain: one row per rule and arm.`,
      tags: ['rubric', rubric.name],
      columns: {
        arm: 'case_1, case_2, ... in the order of the rubric; fallback_1, ...; otherwise; unknown; act for an act rule; breadth_3, ... for so many kinds of action; the kind of row for all else',
        label: 'The rule in words',
        outcome: "The arm in words; '' where the label says it all",
        total_points: 'Points in the total: weighted, exact',
        lowest: 'The least a known value gives',
        highest: 'The most a known value gives',
        place: 'Where it stands in the rubric',
        number: "What stands for the arm of a dimension's criterion in the table of its arms; NULL for all else",
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
  r.place,
  r.number
FROM UNNEST([
${rows.join(',\n')}
]) AS r`,
  };
}
