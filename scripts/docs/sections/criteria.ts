import { criterionAttainable } from '../../rubric/attainable.js';
import type { Criterion, SoftFit } from '../../rubric/model.js';
import { conditionWords, plainWords } from '../../rubric/words.js';
import { type Block, heading, type Line, list, numbers, paragraph, table } from '../document.js';
import { attainableWords, points, sentence } from '../phrases.js';

/** Every criterion with its cases in words; the first that holds gives the points. */
export function criteria(all: readonly Criterion[], title: string): readonly Block[] {
  if (all.length === 0) return [];
  return [
    heading(3, title),
    paragraph('Of each, the first line that holds gives the points.'),
    ...all.flatMap(criterion),
  ];
}

function criterion(each: Criterion): readonly Block[] {
  const hasLevels = [...each.cases, each.otherwise].some(({ level }) => level !== undefined);
  const row = (words: string, value: string, level: string | undefined): readonly Line[] => [
    words,
    value,
    ...(hasLevels ? [plainWords(level ?? '')] : []),
  ];
  const rows = [
    ...each.cases.map(({ when, label, points: value, level }) =>
      row(caseWords(label, conditionWords(when), each), value.toFixed(), level),
    ),
    row('Otherwise', each.otherwise.points.toFixed(), each.otherwise.level),
    row(...unknownWords(each), undefined),
  ];
  return [
    heading(4, `${sentence(each.label)}: ${attainableWords(criterionAttainable(each))}`),
    ...table(['When', numbers('Points'), ...(hasLevels ? ['Level'] : [])], rows),
  ];
}

/** The label says what a case means, the condition what it asks. */
function caseWords(label: string, asked: string, { label: ofAll }: Criterion): string {
  return label === ofAll || asked.endsWith(label) ? sentence(asked) : `${sentence(label)}: ${asked}`;
}

function unknownWords({ unknown }: Criterion): [words: string, value: string] {
  if (unknown.kind === 'points') {
    const how = /points?$/.test(unknown.declared) ? '' : ` (${plainWords(unknown.declared)})`;
    return [`Not known${how}`, unknown.points.toFixed()];
  }
  const from = unknown.declared.replace(/^from /, '');
  return [
    `Not known: the same, asked of ${plainWords(from.replace(/^lead\./, '').replace('.', ' '))}; where that is not known either`,
    unknown.points.toFixed(),
  ];
}

export function softFit(all: readonly SoftFit[], criteriaOf: readonly Criterion[]): readonly Block[] {
  if (all.length === 0) return [];
  const label = (name: string): string => criteriaOf.find((each) => each.name === name)?.label ?? plainWords(name);
  const items = all.map(
    ({ when, lifts, toLevel, toPoints }) =>
      `${sentence(label(lifts))} counts as at least ${plainWords(toLevel)} (${points(toPoints)}) when ${conditionWords(when)}`,
  );
  return [heading(3, 'What makes up for a weak point'), ...list(items)];
}
