/** Caps, ranges and limits in words: what a reason says when one of them took points away. */
import { accountActs } from '../../rubric/account-acts.js';
import type { Dimension, Family, Project, Range, Rubric } from '../../rubric/model.js';
import { actLabel } from './act-label.js';

export interface CapRule {
  readonly dimension: string;
  readonly rule: string;
  /** The kind of the rows it writes. */
  readonly arm: 'session_cap' | 'day_cap' | 'signal_cap' | 'family_curve' | 'family_cap' | 'range' | 'limit';
  readonly label: string;
  readonly line: number;
}

const plain = (name: string): string => name.replaceAll('_', ' ');

export function rangeWords(range: Range): string {
  if (range.low !== undefined && range.high !== undefined)
    return `kept between ${range.low.toFixed()} and ${range.high.toFixed()}`;
  return range.high === undefined
    ? `raised to at least ${range.low?.toFixed() ?? '0'}`
    : `capped at ${range.high.toFixed()}`;
}

function capsOfActs(project: Project, dimension: Dimension): readonly CapRule[] {
  return dimension.acts.flatMap((rule) => {
    if (rule.cap === undefined) return [];
    const { per, points } = rule.cap;
    const where = per === undefined ? 'in all' : per === 'session' ? 'per visit' : 'per day';
    const label = `${actLabel(project, rule)}: capped at ${points.toFixed()} ${where}`;
    const arm = per === undefined ? ('signal_cap' as const) : (`${per}_cap` as const);
    return [{ dimension: dimension.name, rule: rule.name, arm, label, line: rule.at.line }];
  });
}

const curveWords = { sqrt: 'the square root', log: 'ln(1 + points)' } as const;

function rulesOfFamily(dimension: Dimension, family: Family): readonly CapRule[] {
  const { name: rule, curve, cap } = family;
  const row = { dimension: dimension.name, rule, line: family.at.line };
  const together = `${plain(rule)} together`;
  return [
    ...(curve === undefined
      ? []
      : [
          {
            ...row,
            arm: 'family_curve' as const,
            label: `${together}: only ${curveWords[curve]} of the points counts`,
          },
        ]),
    ...(cap === undefined
      ? []
      : [{ ...row, arm: 'family_cap' as const, label: `${together}: capped at ${cap.toFixed()}` }]),
  ];
}

/** Every rule that can take points away, in the order of the rubric. */
export function capRules(project: Project, rubric: Rubric): readonly CapRule[] {
  const { range } = rubric.total;
  return [
    ...rubric.dimensions.flatMap((dimension) => [
      ...capsOfActs(project, dimension),
      ...dimension.families.flatMap((family) => rulesOfFamily(dimension, family)),
      {
        dimension: dimension.name,
        rule: dimension.name,
        arm: 'range' as const,
        label: `${plain(dimension.name)} ${rangeWords(dimension.range)}`,
        line: dimension.at.line,
      },
    ]),
    ...accountActs(rubric).flatMap((section) => capsOfActs(project, section)),
    ...rubric.limits.map((limit) => ({
      dimension: 'total',
      rule: limit.name,
      arm: 'limit' as const,
      label: `${plain(limit.name)}: total limited to ${limit.totalAtMost.toFixed()}`,
      line: limit.at.line,
    })),
    ...(range === undefined
      ? []
      : [
          {
            dimension: 'total',
            rule: 'total',
            arm: 'range' as const,
            label: `total ${rangeWords(range)}`,
            line: rubric.total.at.line,
          },
        ]),
  ];
}
