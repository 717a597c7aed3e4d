/** What soft fits, the greatest dimension and the factor of the total say in words: rows of <rubric>_rules. */
import { Decimal } from 'decimal.js';
import type { Place } from '../../problem.js';
import type { Rubric } from '../../rubric/model.js';
import { conditionWords, plainWords } from '../../rubric/words.js';
import type { RuleRow } from './criterion-rules.js';
import { softFitArm } from './soft-fit.js';

const zero = new Decimal(0);

/** They stand for no points of their own: each takes what is there to somewhere else. */
function row(dimension: string, rule: string, arm: string, label: string, at: Place): RuleRow {
  const none = { points: zero, totalPoints: zero, lowest: zero, highest: zero };
  return { dimension, rule, arm, label, outcome: '', ...none, isKnown: true, line: at.line };
}

/** In the order of the rubric. */
export function resultRules(rubric: Rubric): readonly RuleRow[] {
  const lifts = rubric.dimensions.flatMap((dimension) =>
    (dimension.softFit ?? []).map((softFit, index) => {
      const criterion = dimension.criteria.find((one) => one.name === softFit.lifts);
      const lifted = `${criterion?.label ?? plainWords(softFit.lifts)} lifted to ${plainWords(softFit.toLevel)}`;
      const label = `${lifted} (${conditionWords(softFit.when)})`;
      return row(dimension.name, softFit.lifts, softFitArm(index), label, softFit.at);
    }),
  );
  const { max, normalise, at } = rubric.total;
  const greatest = `the greatest of ${(max ?? []).map(plainWords).join(', ')} counts`;
  return [
    ...lifts,
    ...(max === undefined ? [] : [row('total', 'max', 'max', greatest, at)]),
    ...(normalise === undefined
      ? []
      : [row('total', 'normalise', 'normalise', `total times ${normalise.toFixed()}`, at)]),
  ];
}
