import { dimensionAttainable } from '../../rubric/attainable.js';
import type { Dimension } from '../../rubric/model.js';
import { plainWords } from '../../rubric/words.js';
import { type Block, facts, heading, paragraph } from '../document.js';
import type { Names } from '../names.js';
import { attainableWords, rangeWords, sentence } from '../phrases.js';
import { acts, breadthAndInactivity, families } from './acts.js';
import { criteria, softFit } from './criteria.js';

export function dimension(each: Dimension, names: Names): readonly Block[] {
  const { grades = [] } = each;
  const letters = grades.map(({ letter, from }, at) =>
    at === grades.length - 1 ? `${letter} below that` : `${letter} from ${from.toFixed()}`,
  );
  return [
    heading(2, sentence(plainWords(each.name))),
    ...(each.description === undefined ? [] : [paragraph(each.description)]),
    ...facts([
      ['Attainable', attainableWords(dimensionAttainable(each))],
      ['Kept within', rangeWords(each.range)],
      ['Grades', letters.length === 0 ? undefined : letters.join(', ')],
    ]),
    ...criteria(each.criteria, 'Criteria'),
    ...softFit(each.softFit ?? [], each.criteria),
    ...acts(each.acts, names),
    ...families(each, names),
    ...breadthAndInactivity(each),
  ];
}
