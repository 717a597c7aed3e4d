/** <rubric>_gates and <rubric>_tiers: where a lead stands, and what kept it from standing higher. */
import type { Project, Rubric, Tier } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { behavioursOf } from './behaviour.js';
import { conditionSql, type ConditionScope } from './condition.js';
import { rubricPath, rubricRef } from './names.js';

/** The names under which `contextFrom` joins what a condition may read. */
export const contextNames = { facts: 'facts', behaviour: 'behaviour', scores: 'scores' } as const;

/** Everything a condition may read, joined for every lead of the rubric. */
export function contextFrom(rubric: Rubric): string {
  const behaviour =
    behavioursOf(rubric).size === 0
      ? ''
      : `\nLEFT JOIN ${rubricRef(rubric, 'behaviour')} AS behaviour ON behaviour.as_of = scores.as_of AND behaviour.lead_id = scores.lead_id`;
  return `FROM ${rubricRef(rubric, 'scores')} AS scores
INNER JOIN \${ref("int_lead_facts")} AS facts ON facts.as_of = scores.as_of AND facts.lead_id = scores.lead_id${behaviour}`;
}

function gateStructs(tier: Tier, position: number, scope: ConditionScope): readonly string[] {
  const reached = tier.when === undefined ? 'TRUE' : `COALESCE(${conditionSql(tier.when, scope)}, FALSE)`;
  const struct = (gate: string, holds: string, line: number): string =>
    `-- ${tier.at.file}:${line}\n    STRUCT(${sqlxText(tier.name)} AS tier, ${position} AS position, ${sqlxText(gate)} AS gate, ${reached} AS is_reached, ${holds} AS holds)`;
  return [
    struct('points', 'TRUE', tier.at.line),
    ...tier.requires.map((gate) => struct(gate.name, conditionSql(gate.when, scope), gate.at.line)),
  ];
}

/** Grain: (as_of, lead_id, tier, gate), for the tiers whose threshold the lead reaches. */
export function gatesModel(project: Project, rubric: Rubric): Model {
  const scope: ConditionScope = { ...contextNames, standards: project.standards };
  const structs = rubric.tiers.flatMap((tier, index) => gateStructs(tier, index + 1, scope));
  return {
    path: rubricPath(rubric, 'gates'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `The gates of every tier of the rubric ${rubric.name} whose threshold a lead reaches. Grain: one row per as_of, lead, tier and gate.`,
      tags: ['rubric', rubric.name],
      columns: {
        position: '1 for the highest tier',
        gate: "The gate's name; 'points' for the threshold itself",
        state: 'passed, failed, or unknown: what it asks is not known of the lead, so it does not pass',
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
  CASE
    WHEN g.holds THEN 'passed'
    WHEN NOT g.holds THEN 'failed'
    ELSE 'unknown'
  END AS state
${contextFrom(rubric)}
CROSS JOIN UNNEST([
    ${structs.join(',\n    ')}
]) AS g
WHERE g.is_reached`,
  };
}

/** Grain: (as_of, lead_id). */
export function tiersModel(rubric: Rubric): Model {
  const tierRows = rubric.tiers.map(
    (tier, index) =>
      `    -- ${tier.at.file}:${tier.at.line}\n    STRUCT(${index + 1} AS position, ${sqlxText(tier.name)} AS tier)`,
  );
  return {
    path: rubricPath(rubric, 'tiers'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `Tier by the rubric ${rubric.name}: the first whose threshold is reached and whose gates all pass. Grain: one row per as_of and lead.`,
      tags: ['rubric', rubric.name],
      columns: {
        tier_position: '1 for the highest tier',
        failed_gates: 'Gates that kept the lead from a higher tier whose points it has',
      },
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id', 'tier'] },
    },
    sql: `
WITH gates AS (
  SELECT * FROM ${rubricRef(rubric, 'gates')}
),

candidates AS (
  SELECT
    as_of,
    lead_id,
    position,
    LOGICAL_AND(state = 'passed') AS holds
  FROM gates
  GROUP BY as_of, lead_id, position
),

chosen AS (
  SELECT as_of, lead_id, MIN(position) AS position
  FROM candidates
  WHERE holds
  GROUP BY as_of, lead_id
),

failed AS (
  SELECT
    gates.as_of,
    gates.lead_id,
    STRING_AGG(CONCAT(gates.tier, ': ', gates.gate, IF(gates.state = 'unknown', ' (unknown)', '')), ', ' ORDER BY gates.position, gates.gate) AS failed_gates
  FROM gates
  INNER JOIN chosen ON chosen.as_of = gates.as_of AND chosen.lead_id = gates.lead_id
  WHERE gates.state != 'passed' AND gates.position < chosen.position
  GROUP BY gates.as_of, gates.lead_id
),

tiers AS (
  SELECT t.position, t.tier
  FROM UNNEST([
${tierRows.join(',\n')}
  ]) AS t
)

SELECT
  chosen.as_of,
  chosen.lead_id,
  tiers.tier,
  chosen.position AS tier_position,
  failed.failed_gates
FROM chosen
INNER JOIN tiers ON tiers.position = chosen.position
LEFT JOIN failed ON failed.as_of = chosen.as_of AND failed.lead_id = chosen.lead_id`,
  };
}
