/** <rubric>_<dimension>_arms: what became of every criterion, one row per lead. */
import { within } from '../../rubric/conditions.js';
import type { Condition, Dimension, Project, Rubric } from '../../rubric/model.js';
import { indent } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { armColumn, armNumber } from './arm-numbers.js';
import { armCase } from './criteria.js';
import { foldedFacts } from './folded-facts.js';
import { rubricPath, rubricRef } from './names.js';

/** What conditions read of each lead, joined to `leads`. */
export function factsOfLeads(rubric: Rubric, conditions: readonly Condition[], facts: string): string {
  const asksBehaviour = conditions.flatMap(within).some((part) => part.kind === 'behaviour');
  const behaviour = asksBehaviour
    ? `\nLEFT JOIN ${rubricRef(rubric, 'behaviour')} AS behaviour ON behaviour.as_of = leads.as_of AND behaviour.lead_id = leads.lead_id`
    : '';
  return `FROM leads
INNER JOIN ${facts} ON facts.as_of = leads.as_of AND facts.lead_id = leads.lead_id${behaviour}`;
}

/** Grain: (as_of, lead_id), a column per criterion. undefined for a dimension without criteria. */
export function dimensionArmsModel(project: Project, rubric: Rubric, dimension: Dimension): Model | undefined {
  const { criteria } = dimension;
  if (criteria.length === 0) return undefined;
  const folded = foldedFacts(project, rubric);
  const scope = {
    facts: 'facts',
    behaviour: 'behaviour',
    scores: 'scores',
    standards: project.standards,
    foldedColumn: folded.column,
  };
  const columns = criteria.map((criterion) => {
    const numbered = armCase(criterion, scope, (arm) => String(armNumber(rubric, criterion, arm)));
    return `-- ${criterion.at.file}:${criterion.at.line}\n${numbered} AS ${armColumn(criterion)}`;
  });
  const conditions = criteria.flatMap((criterion) => criterion.cases.map((one) => one.when));
  return {
    path: rubricPath(rubric, `${dimension.name}_arms`),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `What became of each criterion of ${dimension.name}, as the number of its arm in the rules table. Grain: one row per as_of and lead.`,
      tags: ['rubric', rubric.name],
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id'] },
    },
    sql: `
WITH leads AS (
  SELECT * FROM ${rubricRef(rubric, 'leads')}
),

-- Texts are compared without case and outer blanks.
${folded.cte()}

SELECT
  leads.as_of,
  leads.lead_id,
  ${indent(columns.join(',\n'), 2)}
${factsOfLeads(rubric, conditions, 'facts')}`,
  };
}
