/** What conditions read once the scores are there. */
import type { Rubric } from '../../rubric/model.js';
import { leadFactsRef } from '../intermediate/lead-facts.js';
import { behavioursOf } from './behaviour.js';
import { rubricRef } from './names.js';

/** The names under which `contextFrom` joins what a condition may read. */
export const contextNames = { facts: 'facts', behaviour: 'behaviour', scores: 'scores' } as const;

/** Everything a condition may read, joined for every lead of the rubric. */
export function contextFrom(rubric: Rubric): string {
  const behaviour =
    behavioursOf(rubric).size === 0
      ? ''
      : `\nLEFT JOIN ${rubricRef(rubric, 'behaviour')} AS behaviour ON behaviour.as_of = scores.as_of AND behaviour.lead_id = scores.lead_id`;
  return `FROM ${rubricRef(rubric, 'scores')} AS scores
INNER JOIN ${leadFactsRef(rubric)} AS facts ON facts.as_of = scores.as_of AND facts.lead_id = scores.lead_id${behaviour}`;
}
