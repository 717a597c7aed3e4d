import { markdownTable, percent, whole } from './table.js';
import type { HalfFigures } from './xeducation.js';

/** Quoted, not measured here. */
const published: readonly (readonly string[])[] = [
  ["the vendor's own rule score (quoted)", '', '0.66', '64 %', ''],
  ['logistic regression without the leaking columns (quoted)', '', '0.88', '', ''],
];

export function xeducationTables(figures: {
  readonly writtenFrom: HalfFigures;
  readonly heldOut: HalfFigures;
}): string {
  const { writtenFrom, heldOut } = figures;
  const ranks = ({ ranking }: HalfFigures, name: string): readonly string[] => [
    name,
    whole(ranking.rows),
    ranking.auc.toFixed(4),
    percent(ranking.topPrecision),
    `${whole(ranking.placesInTie)} of ${whole(ranking.topRows)} places, for ${whole(ranking.rowsInTie)} leads`,
  ];
  return [
    markdownTable(
      ['score', 'leads>', 'AUC>', 'enrolled in top fifth>', 'tie at the cut>'],
      [
        ranks(heldOut, 'this rubric, half held out'),
        ranks(writtenFrom, 'this rubric, half it was written from'),
        ...published,
      ],
    ),
    markdownTable(
      ['tier', 'held out: leads>', 'enrolled>', 'rate>', 'written from: leads>', 'enrolled>', 'rate>'],
      [
        ...heldOut.tiers.map(({ tier }) => [tier, ...tierCells(heldOut, tier), ...tierCells(writtenFrom, tier)]),
        ['all', ...allCells(heldOut), ...allCells(writtenFrom)],
      ],
    ),
  ].join('\n\n');
}

function tierCells(half: HalfFigures, name: string): readonly string[] {
  const tier = half.tiers.find((one) => one.tier === name);
  return tier === undefined
    ? ['0', '0', '']
    : [whole(tier.leads), whole(tier.enrolled), percent(tier.enrolled / tier.leads)];
}

function allCells({ ranking }: HalfFigures): readonly string[] {
  return [whole(ranking.rows), whole(ranking.positives), percent(ranking.positives / ranking.rows)];
}
