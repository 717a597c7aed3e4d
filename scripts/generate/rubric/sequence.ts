/** CTEs that find the acts which complete a sequence. */
import type { ActRule } from '../../rubric/model.js';
import { type Actor, people } from './actor.js';
import { sqlxText } from '../text/sqlx-text.js';

/**
 * Each link is to the latest earlier act that itself completes the sequence so far. Time goes by moments: what happens
 * at one moment does not follow itself.
 * @param from a CTE of acts: as_of, whose they are, happened_at, day, signal and whatever else
 * @param prefix of the names of the CTEs; the last one, `<prefix>_done`, holds the completing acts with all columns of `from`
 */
export function sequenceSteps(rule: ActRule, from: string, prefix: string, actor: Actor = people): readonly string[] {
  if (rule.sequence === undefined) return [];
  const { signals, withinDays } = rule.sequence;
  const columns = signals.map((signal, index) => `    LOGICAL_OR(signal = ${sqlxText(signal)}) AS is_${index + 1}`);
  const links = signals.map((_, index) => {
    const step = index + 1;
    const completes = index === 0 ? 'is_1' : `is_${step} AND DATE_DIFF(day, last_${index}, DAY) < ${withinDays}`;
    return `${prefix}_${step} AS (
  SELECT
    *,
    MAX(IF(${completes}, day, NULL)) OVER (
      PARTITION BY as_of, ${actor.key} ORDER BY happened_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS last_${step}
  FROM ${index === 0 ? `${prefix}_moments` : `${prefix}_${index}`}
)`;
  });
  const all = [...new Set([...signals, rule.signal])].map(sqlxText).join(', ');
  return [
    `-- ${rule.at.file}:${rule.at.line}
${prefix}_moments AS (
  SELECT
    as_of,
    ${actor.key},
    happened_at,
    day,
${columns.join(',\n')}
  FROM ${from}
  WHERE signal IN (${all})
  GROUP BY as_of, ${actor.key}, happened_at, day
)`,
    ...links,
    `${prefix}_done AS (
  SELECT acts.*
  FROM ${from} AS acts
  INNER JOIN ${prefix}_${signals.length} AS before
    ON before.as_of = acts.as_of AND before.${actor.key} = acts.${actor.key} AND before.happened_at = acts.happened_at
  WHERE acts.signal = ${sqlxText(rule.signal)} AND DATE_DIFF(acts.day, before.last_${signals.length}, DAY) < ${withinDays}
)`,
  ];
}
