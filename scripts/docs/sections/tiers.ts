import type { Rubric, Tier } from '../../rubric/model.js';
import { conditionWords, plainWords } from '../../rubric/words.js';
import { type Block, facts, heading, type Line, list, paragraph } from '../document.js';
import { days, durationWords, points, sentence } from '../phrases.js';

/** The tiers from the top, each with what it asks, and what is done then. */
export function tiers(rubric: Rubric): readonly Block[] {
  return [
    heading(2, 'Tiers'),
    paragraph(
      'A lead stands in the first tier, from the top, whose threshold it reaches and all of whose conditions hold.',
    ),
    ...rubric.tiers.flatMap((tier) => oneTier(tier, rubric)),
  ];
}

function oneTier(tier: Tier, rubric: Rubric): readonly Block[] {
  const capacity = rubric.capacity?.find((each) => each.tier === tier.name);
  return [
    heading(3, sentence(tier.label ?? plainWords(tier.name))),
    ...facts([
      ['Threshold', threshold(tier)],
      [
        'Or at once',
        tier.promote === undefined
          ? undefined
          : `${conditionWords(tier.promote)} (never while a limit holds the total down)`,
      ],
      ...actionRows(tier.action),
      [
        'Capacity',
        capacity === undefined
          ? undefined
          : `${capacity.leads} leads per ${capacity.per}, those ${rubric.predictive?.use.kind === 'rank' ? 'that the model puts first' : 'with the highest total'}`,
      ],
    ]),
    ...thresholds(tier),
    ...gates(tier),
    ...buffer(tier),
  ];
}

function threshold(tier: Tier): string {
  if (tier.when !== undefined) return conditionWords(tier.when);
  return tier.thresholds === undefined ? 'none: it takes whoever is left' : 'depends on the segment, see below';
}

const actionTitles: Readonly<Record<string, string>> = {
  assign: 'By whom',
  within: 'Due',
  task: 'Task',
  play: 'Playbook',
  playbook: 'Playbook',
  track: 'Track',
};

/** What is done, by whom, by when, and by which playbook; details of a team's own follow. */
export function actionRows({ do: done, details }: Tier['action']): readonly (readonly [string, Line])[] {
  return [
    ['What is done', plainWords(done)],
    ...[...details].map(([key, value]): readonly [string, Line] => {
      const words = typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
      return [
        actionTitles[key] ?? sentence(plainWords(key)),
        key === 'within' ? `within ${durationWords(words)}` : plainWords(words),
      ];
    }),
  ];
}

function thresholds({ thresholds: all = [] }: Tier): readonly Block[] {
  if (all.length === 0) return [];
  const items = all.map(({ for: segment, total, why }) => [
    { strong: `${points(total)}` },
    ': ',
    `${conditionWords(segment)}. Why: ${why}`,
  ]);
  return [heading(4, 'Thresholds by segment, the first that holds'), ...list(items)];
}

function gates({ requires }: Tier): readonly Block[] {
  if (requires.length === 0) return [];
  const items = requires.map(({ name, when }) => [
    { strong: `${sentence(plainWords(name))}` },
    ': ',
    conditionWords(when),
  ]);
  return [heading(4, 'Required beside points'), ...list(items)];
}

function buffer({ buffer: rule }: Tier): readonly Block[] {
  if (rule === undefined) return [];
  const items = [
    ...(rule.leaveBelow === undefined
      ? []
      : [`Whoever is in it stays as long as the total is at least ${rule.leaveBelow.toFixed()}.`]),
    ...(rule.stayDays === undefined ? [] : [`Whoever enters it stays for at least ${days(rule.stayDays)}.`]),
    ...(rule.coolDownDays === undefined
      ? []
      : [`Whoever falls out of it does not come back within ${days(rule.coolDownDays)}.`]),
  ];
  return items.length === 0 ? [] : [heading(4, 'Against going back and forth'), ...list(items)];
}
