/** <rubric>_breaker: whose tier does not move because an input is broken on which it rests, and in which direction. */
import type { Project, Rubric } from '../../rubric/model.js';
import { healthFile } from '../health/inputs.js';
import { fieldUses } from '../health/touched.js';
import { factColumn, leadFactsRef } from '../intermediate/lead-facts.js';
import { indent } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { signalsUsed } from './leads.js';
import { rubricPath, rubricRef } from './names.js';

/** Undefined where tiers do not rest on the health of inputs. */
export function breakerOf(project: Project, rubric: Rubric): NonNullable<Project['health']['breaker']> | undefined {
  const { breaker } = project.health;
  return rubric.status === 'live' || breaker?.shadow === true ? breaker : undefined;
}

/** `relation.entity` and `relation.place` name a column on which a field of the lead rests that is unknown. */
function unknownFields(project: Project, rubric: Rubric): readonly string[] {
  const tests = fieldUses(project)
    .filter((use) => use.rubric === rubric.name)
    .map(({ entity, field, column }) => {
      const inputs = entity === 'lead' ? "IN ('leads', 'contacts')" : "= 'accounts'";
      return `(resting.entity ${inputs} AND resting.place = '${column}' AND facts.${factColumn({ entity, name: field })} IS NULL)`;
    });
  return [...new Set(tests)];
}

/**
 * What is missing lets nobody fall, and what came too often lets nobody rise by it; an answer that is missing does neither
 * to whom it is missing. Branches: as_of, lead_id, source, entity, place, reason, keeps_up, keeps_down.
 */
function branches(project: Project, rubric: Rubric): readonly string[] {
  const columns = 'resting.source, resting.entity, resting.place, resting.reason';
  const missing = `SELECT leads.as_of, leads.lead_id, ${columns}, TRUE AS keeps_up, FALSE AS keeps_down
FROM resting
INNER JOIN ${rubricRef(rubric, 'leads')} AS leads ON leads.as_of = resting.as_of
WHERE resting.entity IN ('events', 'campaign_responses', 'account_events') AND resting.verdict != 'surged to'`;
  const invented = `SELECT DISTINCT acts.as_of, acts.lead_id, ${columns}, FALSE AS keeps_up, TRUE AS keeps_down
FROM resting
INNER JOIN touched ON touched.as_of = resting.as_of AND touched.source = resting.source AND touched.entity = resting.entity AND touched.place = resting.place
INNER JOIN ${rubricRef(rubric, 'acts')} AS acts ON acts.as_of = touched.as_of AND acts.signal = touched.name
WHERE resting.verdict = 'surged to' AND acts.day >= resting.since`;
  const fields = unknownFields(project, rubric);
  const unknown = `SELECT leads.as_of, leads.lead_id, ${columns}, TRUE AS keeps_up, TRUE AS keeps_down
FROM resting
INNER JOIN ${rubricRef(rubric, 'leads')} AS leads ON leads.as_of = resting.as_of
INNER JOIN ${leadFactsRef(rubric)} AS facts ON facts.as_of = leads.as_of AND facts.lead_id = leads.lead_id
WHERE ${fields.join('\n  OR ')}`;
  return [missing, ...(signalsUsed(rubric).length > 0 ? [invented] : []), ...(fields.length > 0 ? [unknown] : [])];
}

/** Grain: (as_of, lead_id). */
export function breakerModel(project: Project, rubric: Rubric): Model | undefined {
  const breaker = breakerOf(project, rubric);
  if (breaker === undefined) return undefined;
  return {
    path: rubricPath(rubric, 'breaker'),
    madeFrom: [healthFile, rubric.file],
    config: {
      type: 'table',
      description: `Whose tier by the rubric ${rubric.name} does not move while an input is broken on which it rests. Grain: one row per as_of and lead that is concerned.`,
      tags: ['rubric', rubric.name],
      columns: {
        no_fall_because: 'The lead falls to no lower tier: acts are missing, or an answer; NULL where it may',
        no_rise_because:
          'The lead rises to no higher tier: acts came too often, or an answer is missing; NULL where it may',
      },
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id'] },
    },
    sql: `
WITH touched AS (
  SELECT as_of, source, entity, place, name
  FROM \${ref("int_input_touches")}
  WHERE rubric = ${sqlxText(rubric.name)}
),

-- ${breaker.at.file}:${breaker.at.line}
broken AS (
  SELECT
    as_of,
    source,
    entity,
    place,
    verdict,
    since,
    TRIM(CONCAT(source, ' ', entity, ' ', place)) AS input,
    CONCAT(verdict, ' ', CAST(measured AS STRING), ', usually ', CAST(expected AS STRING), ', since ', CAST(since AS STRING)) AS finding
  FROM \${ref("int_input_findings")}
  WHERE level = 'broken' AND check_name IN (${breaker.on.map((check) => `'${check}'`).join(', ')})
),

resting AS (
  SELECT DISTINCT broken.as_of, broken.source, broken.entity, broken.place, broken.verdict, broken.since, CONCAT(broken.input, ': ', broken.finding) AS reason
  FROM broken
  INNER JOIN touched ON touched.as_of = broken.as_of AND touched.source = broken.source AND touched.entity = broken.entity AND touched.place = broken.place
),

kept AS (
  ${branches(project, rubric)
    .map((branch) => indent(branch, 2))
    .join('\n  UNION ALL\n  ')}
)

SELECT
  as_of,
  lead_id,
  STRING_AGG(IF(keeps_up, reason, NULL), '; ' ORDER BY source, entity, place, reason) AS no_fall_because,
  STRING_AGG(IF(keeps_down, reason, NULL), '; ' ORDER BY source, entity, place, reason) AS no_rise_because
FROM kept
GROUP BY as_of, lead_id`,
  };
}

/** Whether the lead would move against the breaker, as SQL over positions of tiers, 1 for the highest; unknown is no. */
export function isHeldBack(computed: string, stood: string): string {
  return `(breaker.no_fall_because IS NOT NULL AND ${computed} > ${stood}) OR (breaker.no_rise_because IS NOT NULL AND ${computed} < ${stood})`;
}
