/** What the rubric of test/projects/xeducation is worth, half by half. */
import type { Database } from '../open-database.js';
import { type Ranking, ranking } from '../ranking.js';

export interface TierFigures {
  readonly tier: string;
  readonly leads: number;
  readonly enrolled: number;
}

export interface HalfFigures {
  readonly half: 'written from' | 'held out';
  readonly tiers: readonly TierFigures[];
  readonly ranking: Ranking;
}

/** Score, tier and label of the leads of one half by Lead Number; the rubric was written from the lower one. */
function leadsOf(half: HalfFigures['half']): string {
  return `
SELECT total_score AS score, tier, tier_position, coalesce(has_enrolled, false) AS is_positive
FROM (
  SELECT
    s.total_score, s.tier, s.tier_position, p.has_enrolled,
    row_number() OVER (ORDER BY p.lead_number) AS place,
    count(*) OVER () AS leads
  FROM lead_scores AS s
  INNER JOIN int_people AS p USING (lead_id)
)
WHERE place ${half === 'held out' ? '>' : '<='} leads // 2`;
}

async function halfFigures(database: Database, half: HalfFigures['half']): Promise<HalfFigures> {
  const leads = leadsOf(half);
  const tiers = await database.rows(
    `SELECT tier, count(*) AS leads, count(*) FILTER (is_positive) AS enrolled FROM (${leads}) GROUP BY tier, tier_position ORDER BY tier_position`,
  );
  return {
    half,
    tiers: tiers.map(({ tier, leads: all, enrolled }) => ({
      tier: String(tier),
      leads: Number(all),
      enrolled: Number(enrolled),
    })),
    ranking: await ranking(database, leads),
  };
}

/** `database` is one on which test/projects/xeducation was run. */
export async function xeducationFigures(
  database: Database,
): Promise<{ readonly writtenFrom: HalfFigures; readonly heldOut: HalfFigures }> {
  return {
    writtenFrom: await halfFigures(database, 'written from'),
    heldOut: await halfFigures(database, 'held out'),
  };
}
