/** <rubric>_<dimension>_rule_acts: which acts are acts of which rule, and which of them left by a reset. */
import { resettersOf } from '../../rubric/lookbacks.js';
import type { Dimension, Rubric } from '../../rubric/model.js';
import { leadFactsRef } from '../intermediate/lead-facts.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { type Actor, people } from './actor.js';
import { rubricPath, rubricRef } from './names.js';
import { sequenceSteps } from './sequence.js';

/** Whether the acts of the dimension are more than the rubric's acts by their signal. */
export function hasRuleActs(rubric: Rubric, dimension: Dimension): boolean {
  return (
    dimension.acts.length > 0 &&
    (dimension.countFrom !== undefined ||
      dimension.acts.some((rule) => rule.sequence !== undefined) ||
      resettersOf(rubric, dimension).length > 0)
  );
}

/** CTEs that end in `judged`: `acts` with `dropped_because`, NULL for those that stay. */
function resetSteps(rubric: Rubric, dimension: Dimension): readonly string[] {
  const rules = resettersOf(rubric, dimension);
  const { countFrom } = dimension;
  const branches = rules.map((rule, index) => {
    const [from, where] =
      rule.sequence === undefined
        ? ['acts', `\n  WHERE signal = ${sqlxText(rule.signal)}`]
        : [`reset_${index + 1}_done`, ''];
    return `  -- ${rule.at.file}:${rule.at.line}
  SELECT as_of, lead_id, ${index + 1} AS resetter, happened_at
  FROM ${from}${where}`;
  });
  const moments = rules.map(
    (_, index) => `    MAX(IF(resetter = ${index + 1}, happened_at, NULL)) AS reset_${index + 1}_at`,
  );
  const arms = [
    // The latest act of the resetting rule stays itself.
    ...rules.map((rule, index) => {
      const moment = `resets.reset_${index + 1}_at`;
      return `      WHEN acts.happened_at < ${moment} OR (acts.happened_at = ${moment} AND acts.signal != ${sqlxText(rule.signal)}) THEN 'reset'`;
    }),
    ...(countFrom === undefined
      ? []
      : [
          `      WHEN acts.happened_at <= facts.${countFrom.entity === 'account' ? 'account_' : ''}${countFrom.name} THEN 'count_from'`,
        ]),
  ];
  const joins = [
    ...(rules.length === 0
      ? []
      : ['  LEFT JOIN resets ON resets.as_of = acts.as_of AND resets.lead_id = acts.lead_id']),
    ...(countFrom === undefined
      ? []
      : [`  LEFT JOIN ${leadFactsRef(rubric)} AS facts ON facts.as_of = acts.as_of AND facts.lead_id = acts.lead_id`]),
  ];
  const reset =
    rules.length === 0
      ? []
      : [
          ...rules.flatMap((rule, index) => sequenceSteps(rule, 'acts', `reset_${index + 1}`)),
          `resetting AS (\n${branches.join('\n\n  UNION ALL\n\n')}\n)`,
          `resets AS (
  SELECT
    as_of,
    lead_id,
${moments.join(',\n')}
  FROM resetting
  GROUP BY as_of, lead_id
)`,
        ];
  const because = arms.length === 0 ? 'CAST(NULL AS STRING)' : `CASE\n${arms.join('\n')}\n    END`;
  return [
    ...reset,
    `judged AS (
  SELECT
    acts.*,
    ${because} AS dropped_because
  FROM acts${joins.length === 0 ? '' : `\n${joins.join('\n')}`}
)`,
  ];
}

/** Grain: (as_of, rule, act_key). undefined where the dimension's acts are simply those of its signals. */
export function ruleActsModel(rubric: Rubric, dimension: Dimension, actor: Actor = people): Model | undefined {
  if (!hasRuleActs(rubric, dimension)) return undefined;
  const plain = dimension.acts.filter((rule) => rule.sequence === undefined);
  const sequences = dimension.acts.filter((rule) => rule.sequence !== undefined);
  const columns = `as_of, ${actor.key}, act_key, signal, session_key, happened_at, day, ${actor.magnitudes.join(', ')}, detail, age_days, dropped_because`;
  const ctes = [
    `acts AS (\n  SELECT * FROM ${rubricRef(rubric, actor.acts)}\n)`,
    ...resetSteps(rubric, dimension),
    ...(sequences.length === 0 ? [] : ['staying AS (\n  SELECT *\n  FROM judged\n  WHERE dropped_because IS NULL\n)']),
    ...sequences.flatMap((rule, index) => sequenceSteps(rule, 'staying', `sequence_${index + 1}`, actor)),
  ];
  const branches = [
    ...(plain.length === 0
      ? []
      : [
          `SELECT signal AS rule, ${columns}\nFROM judged\nWHERE signal IN (${plain.map((rule) => sqlxText(rule.name)).join(', ')})`,
        ]),
    ...sequences.map(
      (rule, index) => `SELECT ${sqlxText(rule.name)} AS rule, ${columns}\nFROM sequence_${index + 1}_done`,
    ),
  ];
  return {
    path: rubricPath(rubric, `${dimension.name}_rule_acts`),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `The acts of every rule of ${actor.key === 'lead_id' ? dimension.name : 'the account'}, those of sequences included. Grain: one row per as_of, rule and act.`,
      tags: ['rubric', rubric.name],
      columns: {
        rule: 'The rule: its signal, or the name of a sequence that the act completes',
        dropped_because: 'reset or count_from where the act no longer counts; NULL otherwise',
      },
      assertions: {
        uniqueKey: ['as_of', 'rule', 'act_key'],
        nonNull: ['as_of', 'rule', 'act_key', actor.key, 'signal', 'age_days'],
      },
    },
    sql: `
WITH ${ctes.join(',\n\n')}

${branches.join('\n\nUNION ALL\n\n')}`,
  };
}
