/** Caps, ranges and limits in words: what a reason says when one of them took points away. */
import type { Dimension, Project, Range, Rubric } from '../../rubric/model.js';

export interface CapRule {
  readonly dimension: string;
  readonly rule: string;
  /** The kind of the rows it writes. */
  readonly arm: 'session_cap' | 'day_cap' | 'signal_cap' | 'family_cap' | 'range' | 'limit';
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

function capsOfActs(dimension: Dimension, labels: ReadonlyMap<string, string>): readonly CapRule[] {
  return dimension.acts.flatMap((rule) => {
    if (rule.cap === undefined) return [];
    const { per, points } = rule.cap;
    const where = per === undefined ? 'in all' : per === 'session' ? 'per visit' : 'per day';
    const label = `${labels.get(rule.signal) ?? plain(rule.signal)}: capped at ${points.toFixed()} ${where}`;
    const arm = per === undefined ? ('signal_cap' as const) : (`${per}_cap` as const);
    return [{ dimension: dimension.name, rule: rule.signal, arm, label, line: rule.at.line }];
  });
}

/** Every rule that can take points away, in the order of the rubric. */
export function capRules(project: Project, rubric: Rubric): readonly CapRule[] {
  const labels = new Map(project.signals.map((signal) => [signal.name, signal.label]));
  const { range } = rubric.total;
  return [
    ...rubric.dimensions.flatMap((dimension) => [
      ...capsOfActs(dimension, labels),
      ...dimension.families.flatMap((family): readonly CapRule[] =>
        family.cap === undefined
          ? []
          : [
              {
                dimension: dimension.name,
                rule: family.name,
                arm: 'family_cap',
                label: `${plain(family.name)} together: capped at ${family.cap.toFixed()}`,
                line: family.at.line,
              },
            ],
      ),
      {
        dimension: dimension.name,
        rule: dimension.name,
        arm: 'range' as const,
        label: `${plain(dimension.name)} ${rangeWords(dimension.range)}`,
        line: dimension.at.line,
      },
    ]),
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
