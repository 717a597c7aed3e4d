/** What changes in a rubric's tiers when its model moves leads down. */
import type { Rubric } from '../../rubric/model.js';
import { rubricRef } from './names.js';
import type { TierColumn } from './ways.js';

export function isDemoting(rubric: Rubric): boolean {
  return rubric.predictive?.use.kind === 'demote_bottom';
}

/** Who is demoted, joined to a relation that has a lead and a position; nothing for a rubric that demotes nobody. */
export function demotionJoin(rubric: Rubric, relation: string): string {
  if (!isDemoting(rubric)) return '';
  return `\n  LEFT JOIN ${rubricRef(rubric, 'demotions')} AS demotions
    ON demotions.as_of = ${relation}.as_of AND demotions.lead_id = ${relation}.lead_id AND demotions.position = ${relation}.position`;
}

/** Columns of <rubric>_tiers that say what the model did; none for a rubric that demotes nobody. */
export function demotionColumns(rubric: Rubric): readonly TierColumn[] {
  if (!isDemoting(rubric)) return [];
  return [
    {
      name: 'demoted_from',
      type: 'STRING',
      description: 'The tier that the rules give, where the model moved the lead out of it; NULL where it did not',
    },
  ];
}
