/** Paths and references of one rubric's models. */
import type { Criterion, Rubric } from '../../rubric/model.js';

export function rubricPath(rubric: Rubric, name: string): string {
  return `definitions/rubrics/${rubric.name}/${rubric.name}_${name}.sqlx`;
}

export function rubricRef(rubric: Rubric, name: string): string {
  return `\${ref("${rubric.name}_${name}")}`;
}

/** What can become of a criterion, in order, and what each is worth. `isKnown` is false where the lead's value is not known. */
export interface Arm {
  readonly arm: string;
  readonly points: Criterion['otherwise']['points'];
  readonly label: string;
  readonly level: string | undefined;
  readonly isKnown: boolean;
  readonly line: number;
}

export function armsOf(criterion: Criterion): readonly Arm[] {
  const cases = criterion.cases.map((one, index) => ({
    arm: `case_${index + 1}`,
    points: one.points,
    label: one.label,
    level: one.level,
    isKnown: true,
    line: one.at.line,
  }));
  const fallbacks =
    criterion.unknown.kind === 'fallback'
      ? criterion.unknown.cases.map((one, index) => ({
          arm: `fallback_${index + 1}`,
          points: one.points,
          label: `${one.label} (${criterion.unknown.declared})`,
          level: one.level,
          isKnown: true,
          line: one.at.line,
        }))
      : [];
  return [
    ...cases,
    {
      arm: 'otherwise',
      points: criterion.otherwise.points,
      label: 'none of these',
      level: criterion.otherwise.level,
      isKnown: true,
      line: criterion.otherwise.at.line,
    },
    ...fallbacks,
    {
      arm: 'unknown',
      points: criterion.unknown.points,
      label: 'unknown',
      level: undefined,
      isKnown: false,
      line: criterion.at.line,
    },
  ];
}
