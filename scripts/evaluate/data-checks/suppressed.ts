import type { Problem } from '../../problem.js';
import { warning } from '../../rubric/report.js';
import { type DataCheck, leadsText } from './data-check.js';

const code = 'data/suppressed-segment';

/** Columns of `leads` whose values are segments. */
const segments = ['region', 'seniority', 'function', 'email_kind'] as const;

/** Tiers with an action, and segments of leads, in which every lead is suppressed: the action reaches nobody there. */
export const suppressedSegment: DataCheck = {
  code,
  find: async ({ rubrics, table, query, bounds }) => {
    const [scores, leads] = [table('lead_scores'), table('leads')];
    if (scores === undefined || leads === undefined) return [];
    const branch = (segment: string, value: string): string =>
      `SELECT s.rubric, '${segment}' AS segment, ${value} AS value, COUNT(*) AS leads FROM ${scores} AS s INNER JOIN ${leads} AS l ON l.lead_id = s.lead_id GROUP BY s.rubric, ${value} HAVING COUNT(*) >= ${bounds.fewestLeads} AND COUNT(*) = COUNTIF(s.suppressed_because IS NOT NULL)`;
    const rows = await query(
      [branch('tier', 's.tier'), ...segments.map((column) => branch(column, `l.${column}`))].join('\nUNION ALL\n'),
    );
    return rows.flatMap((row): Problem[] => {
      const rubric = rubrics.find(({ name }) => name === row['rubric']);
      const { segment, value } = row;
      const [rule] = rubric?.suppress ?? [];
      if (rubric === undefined || rule === undefined || value === null) return [];
      const tier = segment === 'tier' ? rubric.tiers.find(({ name }) => name === value) : undefined;
      if (tier?.action.do === 'nothing') return [];
      const what = `All ${leadsText(Number(row['leads']))} of the ${String(segment)} "${String(value)}" are suppressed by the rubric "${rubric.name}".`;
      return [
        warning(code, tier?.at ?? rule.at, what, {
          todo: 'Look which suppression takes them all, and whether it should.',
        }),
      ];
    });
  },
};
