import type { Rubric } from '../../rubric/model.js';
import { conditionWords, plainWords } from '../../rubric/words.js';
import { type Block, facts, heading, list, paragraph, table } from '../document.js';
import { points, rangeWords, resultWords, sentence } from '../phrases.js';

/** How the dimensions become one number, what bounds it, and its bands. */
export function total(rubric: Rubric): readonly Block[] {
  const { weights, accountWeight, max, normalise, range } = rubric.total;
  const rows = [
    ...weights.map(({ dimension, weight }) => [sentence(plainWords(dimension)), `times ${weight.toFixed()}`] as const),
    ...(accountWeight === undefined ? [] : [['Account score', `times ${accountWeight.toFixed()}`] as const]),
  ];
  const account = accountWeight === undefined ? '' : `, and the account score times ${accountWeight.toFixed()}`;
  return [
    heading(2, 'The total'),
    ...(max === undefined
      ? [paragraph('The sum of the parts, each times its weight.'), ...facts(rows)]
      : [paragraph(`The greatest of ${max.map(plainWords).join(', ')}${account}.`)]),
    ...facts([
      ['Then times', normalise?.toFixed()],
      ['Kept within', range === undefined ? undefined : rangeWords(range)],
    ]),
    ...limits(rubric),
    ...bands(rubric),
  ];
}

function limits(rubric: Rubric): readonly Block[] {
  if (rubric.limits.length === 0) return [];
  const items = rubric.limits.map(({ name, when, totalAtMost }) => [
    { strong: `${sentence(plainWords(name))}` },
    ': ',
    `at most ${points(totalAtMost)}, whatever else counts, when ${conditionWords(when)}`,
  ]);
  return [heading(3, 'Limits'), ...list(items)];
}

function bands({ bands: bounds }: Rubric): readonly Block[] {
  if (bounds.length === 0) return [];
  const items = bounds.map((low, at) => {
    const high = bounds[at + 1];
    return high === undefined ? `${low.toFixed()} and more` : `${low.toFixed()} to below ${high.toFixed()}`;
  });
  return [heading(3, 'Bands'), ...list(items)];
}

/** Two results crossed; the cells' names are what tiers ask for. */
export function grid(rubric: Rubric): readonly Block[] {
  if (rubric.grid === undefined) return [];
  const { rows, columns, cells } = rubric.grid;
  const steps = (axis: typeof rows): readonly string[] =>
    axis.names.map((name, step) => {
      const [low, high] = [axis.cuts[step - 1], axis.cuts[step]];
      const from = low === undefined ? `below ${high?.toFixed() ?? ''}` : `from ${low.toFixed()}`;
      return `${resultWords(axis.result)} ${name} (${from}${low !== undefined && high !== undefined ? ` to below ${high.toFixed()}` : ''})`;
    });
  const nameAt = (row: number, column: number): string =>
    plainWords(cells.find((cell) => cell.row === row && cell.column === column)?.name ?? '');
  const columnTitles = steps(columns);
  // The best stands on top, as people draw it.
  const body = steps(rows)
    .map((title, row) => [[{ strong: title }], ...columnTitles.map((_, column) => nameAt(row, column))])
    .toReversed();
  return [heading(2, 'The grid'), ...table([`${sentence(resultWords(rows.result))}`, ...columnTitles], body)];
}
