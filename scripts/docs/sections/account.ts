import { accountScoreAttainable } from '../../rubric/attainable.js';
import type { AccountSection, Rubric } from '../../rubric/model.js';
import { either, plainWords } from '../../rubric/words.js';
import { type Block, facts, heading, list } from '../document.js';
import type { Names } from '../names.js';
import { attainableWords, days, percent, points, rangeWords } from '../phrases.js';
import { acts } from './acts.js';
import { criteria } from './criteria.js';

/** How the people of one account make its score. */
export function account(rubric: Rubric, names: Names): readonly Block[] {
  const section = rubric.account;
  if (section === undefined) return [];
  return [
    heading(2, 'The account'),
    ...facts([
      ['People are taken together by', section.level === 'account' ? 'account' : 'ultimate parent account'],
      ['Attainable', attainableWords(accountScoreAttainable(rubric))],
      ['Kept within', rangeWords(section.range)],
    ]),
    ...people(section),
    ...criteria(section.criteria, 'Criteria of the account'),
    ...acts(section.acts, names, 'Behaviour of the account, without a person'),
  ];
}

function people({ fromPeople, dominance, committee, engagedPeople }: AccountSection): readonly Block[] {
  const within = (count: number | undefined): string => (count === undefined ? '' : ` within ${days(count)}`);
  const items = [
    ...fromPeople.map(({ dimension, weights }) => {
      const shares = weights.map((weight) => `times ${weight.toFixed()}`).join(', ');
      const who = weights.length === 1 ? 'the person' : `the ${weights.length} people`;
      return `The ${plainWords(dimension)} of ${who} who ${weights.length === 1 ? 'has' : 'have'} most of it: ${shares}.`;
    }),
    ...(dominance === undefined
      ? []
      : [`Where several people count, no single one makes up more than ${percent(dominance.share)} of the sum.`]),
    ...(committee === undefined
      ? []
      : [
          `Buying committee: ${points(committee.pointsPerRole)} for each different role (${either(committee.roles.map(plainWords))}) among engaged people${within(committee.withinDays)}, from ${committee.atLeastPeople} such people on.`,
        ]),
    ...(engagedPeople === undefined
      ? []
      : [
          `${points(engagedPeople.points)} when ${engagedPeople.people} people or more are engaged${within(engagedPeople.withinDays)}, for ${[
            ...(engagedPeople.onAccount ? ['the account'] : []),
            ...(engagedPeople.onEngagedLeads ? ['the total of each engaged person'] : []),
          ].join(' and for ')}.`,
        ]),
  ];
  return items.length === 0 ? [] : [heading(3, 'People'), ...list(items)];
}
