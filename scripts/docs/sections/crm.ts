import type { Rubric } from '../../rubric/model.js';
import { plainWords } from '../../rubric/words.js';
import { type Block, heading, paragraph, table } from '../document.js';

/** What the CRM gets, and when it is written again. */
export function crm(rubric: Rubric): readonly Block[] {
  if (rubric.crm === undefined) return [];
  const { fields, writeWhen } = rubric.crm;
  const when = writeWhen.map((each) =>
    each.kind === 'changed'
      ? `${plainWords(each.column)} changed`
      : `${plainWords(each.column)} moved by ${each.by.toFixed()} or more`,
  );
  return [
    heading(2, 'In the CRM'),
    ...table(
      ['Field', 'Holds'],
      fields.map(({ field, from }) => [[{ code: field }], plainWords(from)]),
    ),
    ...(when.length === 0 ? [] : [paragraph(`Written again when ${when.join(', or when ')}.`)]),
  ];
}
