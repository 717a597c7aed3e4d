import type { ActRule, Dimension } from '../../rubric/model.js';
import { either, plainWords } from '../../rubric/words.js';
import { type Block, heading, type Line, list, numbers, paragraph, table } from '../document.js';
import { type Names, signalLabel, withCode } from '../names.js';
import { boundsOf, curveOf, days, decayWords, points, sentence, worthAfter } from '../phrases.js';

const AGES = [7, 30, 90] as const;

/** Every rule about behaviour: what one act is worth, how that fades, and what bounds it. */
export function acts(rules: readonly ActRule[], { project }: Names, title = 'Behaviour'): readonly Block[] {
  if (rules.length === 0) return [];
  const rows = rules.map((rule): readonly Line[] => {
    const label =
      rule.sequence === undefined
        ? signalLabel(project, rule.signal)
        : `${plainWords(rule.name)}: ${signalLabel(project, rule.signal)}`;
    const curve = curveOf(rule);
    const upTo = rule.byCount !== undefined || rule.magnitude !== undefined ? 'up to ' : '';
    return [
      withCode(sentence(label), rule.name),
      `${upTo}${rule.points.toFixed()}`,
      curve === undefined ? '' : AGES.map((age) => worthAfter(rule, age)).join(', '),
      curve === undefined ? '' : [{ curve }, ` ${decayWords(rule.decay)}`],
      boundsOf(rule).join('; '),
    ];
  });
  return [
    heading(3, title),
    paragraph('What one act is worth when it happens, and days later.'),
    ...table(['Act', numbers('Points'), numbers(`After ${either(AGES.map(String))} days`), 'Fades', 'Bounds'], rows),
  ];
}

/** What holds for several rules together. */
export function families(dimension: Dimension, { project }: Names): readonly Block[] {
  if (dimension.families.length === 0) return [];
  const label = (name: string): string => {
    const rule = dimension.acts.find((each) => each.name === name);
    return rule === undefined || rule.sequence !== undefined ? plainWords(name) : signalLabel(project, rule.signal);
  };
  const rows = dimension.families.map(({ name, signals, curve, cap }): readonly Line[] => [
    withCode(sentence(plainWords(name)), name),
    signals.map(label).join(', '),
    [
      curve === 'sqrt' ? 'the square root of their sum' : curve === 'log' ? 'ln(1 + their sum)' : '',
      cap === undefined ? '' : `at most ${points(cap)}`,
    ]
      .filter((part) => part !== '')
      .join(', then ') || 'no bound of their own',
  ]);
  return [heading(3, 'Families'), ...table(['Family', 'Acts', 'Together'], rows)];
}

export function breadthAndInactivity({ breadth, inactivity, countFrom, engaged }: Dimension): readonly Block[] {
  const within = (count: number | undefined): string => (count === undefined ? '' : ` within ${days(count)}`);
  const items = [
    ...(countFrom === undefined ? [] : [`Acts up to ${plainWords(countFrom.name)} no longer count.`]),
    ...(breadth === undefined
      ? []
      : [
          `Different kinds of acts${within(breadth.withinDays)} give more: ${breadth.steps.map(({ signals, points: value }) => `${points(value)} from ${signals} kinds on`).join(', ')}.`,
        ]),
    ...(inactivity === undefined
      ? []
      : [
          `After ${days(inactivity.afterDays)} without an act: ${points(inactivity.points)}${inactivity.perDays === undefined ? '' : `, and again for every further ${days(inactivity.perDays)}`}${inactivity.floor === undefined ? '' : `, never below ${inactivity.floor.toFixed()}`}.`,
        ]),
    ...(engaged === undefined
      ? []
      : [
          `For the account a person is engaged by at least ${points(engaged.minPoints)}${within(engaged.withinDays)}${engaged.rules.length === 0 ? '' : ` from ${engaged.rules.map(plainWords).join(', ')}`}.`,
        ]),
  ];
  return items.length === 0 ? [] : [heading(3, 'Also'), ...list(items)];
}
