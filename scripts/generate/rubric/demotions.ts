/** <rubric>_demotions: whom the model moves out of the tier that the rules give. */
import type { Rubric } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { rubricPath, rubricRef } from './names.js';
import { plainSteps, tierRows } from './tier-decision.js';

/** Grain: (as_of, lead_id). undefined for a rubric that demotes nobody. */
export function demotionsModel(rubric: Rubric): Model | undefined {
  const { predictive, tiers } = rubric;
  if (predictive === undefined || predictive.use.kind !== 'demote_bottom') return undefined;
  const { use, artefact, at } = predictive;
  const [candidates = '', reached = ''] = plainSteps;
  return {
    path: rubricPath(rubric, 'demotions'),
    madeFrom: [rubric.file, artefact.file],
    config: {
      type: 'table',
      description: `The leads that the model of the rubric ${rubric.name} moves out of the tier that the rules give them, the last of those in it. Grain: one row per as_of and lead.`,
      tags: ['rubric', rubric.name],
      columns: {
        position: '1 for the highest tier',
        tier: 'The tier that the rules give, before any buffer',
        place_from_below: '1 for the last by the model: the lowest value, then the lowest total, then the last lead_id',
        leads: 'How many leads the rules put into that tier',
      },
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id', 'position', 'tier'] },
    },
    sql: `
WITH gates AS (
  SELECT * FROM ${rubricRef(rubric, 'gates')}
),

${tierRows(rubric)},

${candidates},

${reached},

-- Nobody goes down from the last tier, ${sqlxText(tiers.at(-1)?.name ?? '')}.
placed AS (
  SELECT
    chosen.as_of,
    chosen.lead_id,
    chosen.position,
    ROW_NUMBER() OVER (PARTITION BY chosen.as_of, chosen.position ORDER BY model.predictive_value, scores.total_score, chosen.lead_id DESC) AS place_from_below,
    COUNT(*) OVER (PARTITION BY chosen.as_of, chosen.position) AS leads
  FROM chosen
  INNER JOIN ${rubricRef(rubric, 'predictive_values')} AS model ON model.as_of = chosen.as_of AND model.lead_id = chosen.lead_id
  INNER JOIN ${rubricRef(rubric, 'scores')} AS scores ON scores.as_of = chosen.as_of AND scores.lead_id = chosen.lead_id
  WHERE chosen.position < ${tiers.length}
)

SELECT
  placed.as_of,
  placed.lead_id,
  placed.position,
  tiers.tier,
  placed.place_from_below,
  placed.leads
FROM placed
INNER JOIN tiers ON tiers.position = placed.position
-- ${at.file}:${at.line}
WHERE CAST(placed.place_from_below AS NUMERIC) <= CAST(placed.leads AS NUMERIC) * ${numeric(use.share)}`,
  };
}
