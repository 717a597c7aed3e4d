import type { Experiment, Rubric } from '../../rubric/model.js';
import { conditionWords, plainWords } from '../../rubric/words.js';
import { type Block, heading, type Line, list, paragraph } from '../document.js';
import { percent, sentence } from '../phrases.js';
import { actionRows } from './tiers.js';

/** What keeps a tier's action from being done, in the order in which it is asked. */
export function disposition(rubric: Rubric): readonly Block[] {
  const { suppress, freeze = [], hold = [], routes = [], experiment } = rubric;
  const parts: readonly (readonly [string, readonly Line[]])[] = [
    [
      'Set by a person',
      rubric.overrides === undefined
        ? []
        : ['The tier of a lead may be set by hand, with an owner, a reason and a day on which that ends.'],
    ],
    [
      'Nothing is done (suppressed)',
      suppress.map(({ when, reason, unknown }) => [
        { strong: `${sentence(reason)}` },
        ': ',
        `${conditionWords(when)}${unknown === 'suppress' ? ', or not known' : ''}`,
      ]),
    ],
    [
      'Left as it was (frozen)',
      freeze.map(({ when, reason }) => [{ strong: `${sentence(reason)}` }, ': ', conditionWords(when)]),
    ],
    ['Waits (held)', hold.map(({ when, reason }) => [{ strong: `${sentence(reason)}` }, ': ', conditionWords(when)])],
    [
      'Handed over to another rubric',
      routes.map(({ when, to }) => [{ strong: `${sentence(plainWords(to))}` }, ': ', conditionWords(when)]),
    ],
    ['Experiment', experiment === undefined ? [] : experimentLines(experiment)],
  ];
  const given = parts.filter(([, items]) => items.length > 0);
  if (given.length === 0) return [];
  return [
    heading(2, 'When the action of the tier is not done'),
    paragraph('The score stays what it is. The first of these that applies decides.'),
    ...given.flatMap(([title, items]) => [heading(3, title), ...list(items)]),
  ];
}

function experimentLines({ explore, holdout, variants, salt }: Experiment): readonly Line[] {
  return [
    ['Drawn by account, or by person where there is none, from the word ', { code: salt }, '.'],
    ...(holdout === undefined
      ? []
      : [
          `Holdout: for ${percent(holdout.share)} nothing is done${holdout.write === 'fields' ? ', but the fields are written' : ''}, so that the effect can be measured.`,
        ]),
    ...(explore === undefined ? [] : [`Exploration: ${percent(explore)} are worked on whatever their score.`]),
    ...variants.map(({ name, share, action, from, to, why }): Line => {
      const done = actionRows(action).map(([title, value], at) =>
        at === 0 ? String(value) : `${title.toLowerCase()}: ${String(value)}`,
      );
      const when = `${from === undefined ? '' : ` from ${from}`}${to === undefined ? '' : ` until ${to}`}`;
      return [
        { strong: `${sentence(plainWords(name))}` },
        ': ',
        `for ${percent(share)}${when}, instead: ${done.join(', ')}. Why: ${why}`,
      ];
    }),
  ];
}
