/** <rubric>_tiers: where a lead stands, and what kept it from standing higher. */
import type { Project, Rubric } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';
import { demotionGate } from '../../rubric/predictive-names.js';
import { demotionColumns, isDemoting } from './demoting.js';
import { rubricPath, rubricRef } from './names.js';
import { bufferedSteps, decisionSteps, tierRows } from './tier-decision.js';
import { bufferColumns, hasBuffer, hasWays, wayColumns } from './ways.js';

/** What kept a lead from a higher tier: gates of those that it reaches or would keep, and the model. */
function failedSteps(rubric: Rubric, isBuffered: boolean): readonly string[] {
  const reached = isBuffered
    ? `
  INNER JOIN judged ON judged.as_of = gates.as_of AND judged.lead_id = gates.lead_id AND judged.position = gates.position
  WHERE gates.state != 'passed' AND gates.gate != 'points' AND gates.position < chosen.position
    AND (judged.reached_by IS NOT NULL OR judged.is_kept)`
    : `
  WHERE gates.state != 'passed' AND gates.position < chosen.position`;
  const words = "CONCAT(gates.tier, ': ', gates.gate, IF(gates.state = 'unknown', ' (unknown)', ''))";
  const failed = isDemoting(rubric)
    ? [
        `moved AS (
  SELECT demotions.as_of, demotions.lead_id, demotions.position, demotions.tier
  FROM ${rubricRef(rubric, 'demotions')} AS demotions
  INNER JOIN chosen ON chosen.as_of = demotions.as_of AND chosen.lead_id = demotions.lead_id
  WHERE demotions.position < chosen.position
)`,
        `kept_out AS (
  SELECT gates.as_of, gates.lead_id, gates.position, gates.gate, ${words} AS what
  FROM gates
  INNER JOIN chosen ON chosen.as_of = gates.as_of AND chosen.lead_id = gates.lead_id${reached}
  UNION ALL
  SELECT as_of, lead_id, position, '${demotionGate}' AS gate, CONCAT(tier, ': ${demotionGate}') AS what
  FROM moved
)`,
        `failed AS (
  SELECT as_of, lead_id, STRING_AGG(what, ', ' ORDER BY position, gate) AS failed_gates
  FROM kept_out
  GROUP BY as_of, lead_id
)`,
      ]
    : [
        `failed AS (
  SELECT
    gates.as_of,
    gates.lead_id,
    STRING_AGG(${words}, ', ' ORDER BY gates.position, gates.gate) AS failed_gates
  FROM gates
  INNER JOIN chosen ON chosen.as_of = gates.as_of AND chosen.lead_id = gates.lead_id${reached}
  GROUP BY gates.as_of, gates.lead_id
)`,
      ];
  return [
    ...failed,
    ...(isBuffered
      ? [
          `barred AS (
  SELECT judged.as_of, judged.lead_id, STRING_AGG(judged.tier, ', ' ORDER BY judged.position) AS barred_tiers
  FROM judged
  INNER JOIN chosen ON chosen.as_of = judged.as_of AND chosen.lead_id = judged.lead_id
  WHERE judged.is_barred AND judged.passes AND judged.reached_by IS NOT NULL${isDemoting(rubric) ? ' AND NOT judged.is_demoted' : ''} AND judged.position < chosen.position
  GROUP BY judged.as_of, judged.lead_id
)`,
        ]
      : []),
  ];
}

/** For each lead how the tier that it stands in is reached, where there are several ways but no buffer. */
const waySteps: readonly string[] = [
  `ways AS (
  SELECT as_of, lead_id, position, MAX(reached_by) AS reached_by
  FROM gates
  GROUP BY as_of, lead_id, position
)`,
];

/** Grain: (as_of, lead_id). */
export function tiersModel(project: Project, rubric: Rubric): Model {
  const isBuffered = hasBuffer(rubric);
  const isPlain = !hasWays(rubric);
  const ctes = [
    `gates AS (\n  SELECT * FROM ${rubricRef(rubric, 'gates')}\n)`,
    ...(isBuffered
      ? [
          tierRows(rubric),
          `state AS (\n  SELECT * FROM ${rubricRef(rubric, 'tier_state')}\n)`,
          ...bufferedSteps(rubric, project.standards.timeZone),
          ...failedSteps(rubric, true),
        ]
      : [...decisionSteps(rubric), ...(isPlain ? [] : waySteps), ...failedSteps(rubric, false), tierRows(rubric)]),
  ];
  const own = (relation: string): string => `${relation}.as_of = chosen.as_of AND ${relation}.lead_id = chosen.lead_id`;
  const ways = isBuffered
    ? {
        columns: `,
  ${isDemoting(rubric) ? "IF(judged.is_demoted, 'buffer', COALESCE(judged.reached_by, 'buffer'))" : "COALESCE(judged.reached_by, 'buffer')"} AS reached_by,
  judged.is_kept,
  barred.barred_tiers,
  stood.tier AS previous_tier`,
        joins: `
INNER JOIN judged ON ${own('judged')} AND judged.position = chosen.position
LEFT JOIN barred ON ${own('barred')}
LEFT JOIN stood ON ${own('stood')}`,
      }
    : isPlain
      ? { columns: '', joins: '' }
      : {
          columns: ',\n  ways.reached_by',
          joins: `\nINNER JOIN ways ON ${own('ways')} AND ways.position = chosen.position`,
        };
  const said = [...wayColumns(rubric), ...bufferColumns(rubric), ...demotionColumns(rubric)].map(
    ({ name, description }) => [name, description],
  );
  return {
    path: rubricPath(rubric, 'tiers'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `Tier by the rubric ${rubric.name}: the first whose threshold is reached and whose gates all pass${isBuffered ? ', buffers considered' : ''}${isDemoting(rubric) ? ', less whom the model moves down' : ''}. Grain: one row per as_of and lead.`,
      tags: ['rubric', rubric.name],
      columns: {
        tier_position: '1 for the highest tier',
        failed_gates: 'Gates that kept the lead from a higher tier whose points it has',
        ...Object.fromEntries(said),
        ...(isBuffered && { previous_tier: 'Where it stood in the run before; NULL where that is not known' }),
      },
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id', 'tier'] },
    },
    sql: `
WITH ${ctes.join(',\n\n')}

SELECT
  chosen.as_of,
  chosen.lead_id,
  tiers.tier,
  chosen.position AS tier_position,
  failed.failed_gates${ways.columns}${isDemoting(rubric) ? ',\n  moved.tier AS demoted_from' : ''}
FROM chosen
INNER JOIN tiers ON tiers.position = chosen.position${ways.joins}
LEFT JOIN failed ON ${own('failed')}${isDemoting(rubric) ? `\nLEFT JOIN moved ON ${own('moved')}` : ''}`,
  };
}
