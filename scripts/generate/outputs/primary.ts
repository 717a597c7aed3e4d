/** Which rubric decides for a lead: the first live one that scores it, unless that one leads to another. */
import type { Project } from '../../rubric/model.js';
import { scoredRubrics } from './shape.js';

/** How often a lead may be handed on: once for each live rubric with routes, so that it goes the whole way unless they send it round in a circle. */
function hopsOf(project: Project): number {
  return scoredRubrics(project).filter(({ status, routes = [] }) => status === 'live' && routes.length > 0).length;
}

/** A CTE `primaries` (as_of, lead_id, rubric) with what it needs, behind `scores`; empty where no live rubric has routes. */
export function primaryCtes(project: Project): string {
  const hops = hopsOf(project);
  if (hops === 0) return '';
  const rounds = Array.from(
    { length: hops },
    (_, index) => `${index + 1 === hops ? 'primaries' : `hop_${index + 1}`} AS (
  SELECT hop.as_of, hop.lead_id, COALESCE(target.rubric, hop.rubric) AS rubric
  FROM hop_${index} AS hop
  INNER JOIN scores AS own ON own.rubric = hop.rubric AND own.as_of = hop.as_of AND own.lead_id = hop.lead_id
  LEFT JOIN scores AS target ON target.rubric = own.route_to AND target.as_of = own.as_of AND target.lead_id = own.lead_id
)`,
  );
  return `

hop_0 AS (
  SELECT as_of, lead_id, rubric
  FROM scores
  WHERE rubric_status = 'live'
  QUALIFY ROW_NUMBER() OVER (PARTITION BY as_of, lead_id ORDER BY rubric_rank) = 1
),

${rounds.join(',\n\n')},`;
}

/** `is_primary` of `ranked`, and the join it needs. */
export function primaryColumn(project: Project): { readonly column: string; readonly join: string } {
  return hopsOf(project) === 0
    ? { column: "ranked.precedence = 1 AND ranked.rubric_status = 'live'", join: '' }
    : {
        column: 'COALESCE(primaries.rubric = ranked.rubric, FALSE)',
        join: '\nLEFT JOIN primaries ON primaries.as_of = ranked.as_of AND primaries.lead_id = ranked.lead_id',
      };
}
