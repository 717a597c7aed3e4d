/** <rubric>_gates: which tiers a lead reaches, in which way, and which of their gates it passes. */
import type { Project, Rubric, Tier } from '../../rubric/model.js';
import { numeric, textList } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { conditionSql, type ConditionScope } from './condition.js';
import { contextFrom, contextNames } from './context.js';
import { rubricPath, rubricRef } from './names.js';
import { hasWays, wayColumns } from './ways.js';

/** How the tier is reached; NULL where it is not. */
function reachedBy(tier: Tier, rubric: Rubric, scope: ConditionScope): string {
  if (tier.when === undefined) return "'otherwise'";
  const segments = (tier.thresholds ?? []).map(
    (segment, index) =>
      `WHEN ${conditionSql(segment.for, scope)} THEN IF(${scope.scores}.total_score >= ${numeric(segment.total)}, 'threshold ${index + 1}', NULL) `,
  );
  const plain = `CASE ${segments.join('')}WHEN ${conditionSql(tier.when, scope)} THEN 'when' END`;
  if (tier.promote === undefined) return plain;
  const isFree = rubric.limits.length === 0 ? '' : ' AND limited.lead_id IS NULL';
  return `COALESCE(${plain}, IF((${conditionSql(tier.promote, scope)})${isFree}, 'promote', NULL))`;
}

/** Whom a limit takes points from: nothing promotes them. */
function limitedFrom(rubric: Rubric): string {
  if (rubric.limits.length === 0 || rubric.tiers.every((tier) => tier.promote === undefined)) return '';
  return `
LEFT JOIN (
  SELECT as_of, lead_id
  FROM ${rubricRef(rubric, 'contributions')}
  WHERE dimension = 'total' AND kind = 'limit'
) AS limited ON limited.as_of = scores.as_of AND limited.lead_id = scores.lead_id`;
}

function gateStructs(tier: Tier, position: number, rubric: Rubric, scope: ConditionScope): readonly string[] {
  const ways = hasWays(rubric);
  const way = ways
    ? `${reachedBy(tier, rubric, scope)} AS reached_by`
    : `${tier.when === undefined ? 'TRUE' : `COALESCE(${conditionSql(tier.when, scope)}, FALSE)`} AS is_reached`;
  const struct = (gate: string, holds: string, line: number): string =>
    `-- ${tier.at.file}:${line}\n    STRUCT(${sqlxText(tier.name)} AS tier, ${position} AS position, ${sqlxText(gate)} AS gate, ${way}, ${holds} AS holds)`;
  return [
    struct('points', 'TRUE', tier.at.line),
    ...tier.requires.map((gate) => struct(gate.name, conditionSql(gate.when, scope), gate.at.line)),
  ];
}

/** Grain: (as_of, lead_id, tier, gate), for the tiers whose threshold the lead reaches, and all that have a buffer. */
export function gatesModel(project: Project, rubric: Rubric): Model {
  const scope: ConditionScope = { ...contextNames, standards: project.standards };
  const structs = rubric.tiers.flatMap((tier, index) => gateStructs(tier, index + 1, rubric, scope));
  const ways = wayColumns(rubric);
  const buffered = rubric.tiers.filter((tier) => tier.buffer !== undefined).map((tier) => tier.name);
  const isPoints = buffered.length === 0 ? '' : "\n    WHEN g.gate = 'points' AND g.reached_by IS NULL THEN 'failed'";
  const kept =
    ways.length === 0
      ? 'g.is_reached'
      : `g.reached_by IS NOT NULL${buffered.length === 0 ? '' : ` OR g.tier IN ${textList(buffered)}`}`;
  const also = buffered.length === 0 ? '' : ', and of every tier that it might keep by a buffer';
  return {
    path: rubricPath(rubric, 'gates'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `The gates of every tier of the rubric ${rubric.name} whose threshold a lead reaches${also}. Grain: one row per as_of, lead, tier and gate.`,
      tags: ['rubric', rubric.name],
      columns: {
        position: '1 for the highest tier',
        gate: "The gate's name; 'points' for the threshold itself",
        state: 'passed, failed, or unknown: what it asks is not known of the lead, so it does not pass',
        ...(ways.length > 0 && {
          reached_by:
            'when, threshold 1, threshold 2, ... for the threshold of a segment, promote, or otherwise; NULL where the threshold is not reached',
        }),
      },
      assertions: {
        uniqueKey: ['as_of', 'lead_id', 'tier', 'gate'],
        nonNull: ['as_of', 'lead_id', 'tier', 'gate', 'state'],
      },
    },
    sql: `
SELECT
  scores.as_of,
  scores.lead_id,
  g.tier,
  g.position,
  g.gate,
  CASE${isPoints}
    WHEN g.holds THEN 'passed'
    WHEN NOT g.holds THEN 'failed'
    ELSE 'unknown'
  END AS state${ways.length === 0 ? '' : ',\n  g.reached_by'}
${contextFrom(rubric)}${limitedFrom(rubric)}
CROSS JOIN UNNEST([
    ${structs.join(',\n    ')}
]) AS g
WHERE ${kept}`,
  };
}
