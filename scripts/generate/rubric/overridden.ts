/** A CTE `overridden`: the decision of a person that counts for a lead. */
import type { Rubric } from '../../rubric/model.js';
import { textList } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';

/** Columns: as_of, lead_id, tier, reason: the latest decision of a person that counts. */
export function overridden(rubric: Rubric): string {
  return `overridden AS (
  SELECT
    clock.as_of,
    o.lead_id,
    o.tier,
    CONCAT(o.reason, ' (', o.owner, ', until ', CAST(o.expires_on AS STRING), ')') AS reason
  FROM \${ref("int_overrides")} AS o
  INNER JOIN \${ref("int_as_of")} AS clock ON o.set_at <= clock.as_of AND o.expires_on > clock.as_of_day
  WHERE o.lead_id IS NOT NULL
    AND o.owner IS NOT NULL
    AND o.reason IS NOT NULL
    AND COALESCE(o.rubric, ${sqlxText(rubric.name)}) = ${sqlxText(rubric.name)}
    AND o.tier IN ${textList(rubric.tiers.map((tier) => tier.name))}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY clock.as_of, o.lead_id ORDER BY o.set_at DESC, o.override_key) = 1
)`;
}
