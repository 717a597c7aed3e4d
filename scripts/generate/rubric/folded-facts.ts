/** The facts beside their texts as they are compared: conditions that ask a text again and again fold it once. */
import type { FieldRef, Project, Rubric } from '../../rubric/model.js';
import { accountAttributes } from '../intermediate/accounts.js';
import { factColumn, leadFactsRef } from '../intermediate/lead-facts.js';
import { leadAttributes } from '../intermediate/person-records.js';
import { folded } from '../text/sql.js';

export interface FoldedFacts {
  /** For the scope of conditions: the column that holds the field's text, folded. */
  readonly column: (field: FieldRef) => string;
  /** The CTE `facts`, once all conditions are written. */
  readonly cte: () => string;
}

/** A CTE `facts` in place of the rubric's int_lead_facts, with the columns that conditions ask for until it is written. */
export function foldedFacts(project: Project, rubric: Rubric): FoldedFacts {
  const taken = new Set([
    ...leadAttributes(project).map(({ name }) => name),
    ...accountAttributes(project).map(({ name }) => `account_${name}`),
  ]);
  const columns = new Map<string, string>();
  return {
    column: (field) => {
      const fact = factColumn(field);
      let name = `folded_${fact}`;
      while (taken.has(name)) name = `folded_${name}`;
      columns.set(fact, name);
      return name;
    },
    cte: () => {
      const texts = [...columns].map(([fact, name]) => `,\n    ${folded(fact)} AS ${name}`);
      return `facts AS (
  SELECT
    *${texts.join('')}
  FROM ${leadFactsRef(rubric)}
)`;
    },
  };
}
