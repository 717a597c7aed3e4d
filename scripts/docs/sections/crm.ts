import type { CrmField, Rubric } from '../../rubric/model.js';
import { usualScale } from '../../rubric/public-columns.js';
import { plainWords } from '../../rubric/words.js';
import { type Block, heading, paragraph, table } from '../document.js';

function columnWords(column: string): string {
  if (column === 'reason_rules') return 'the rules of the top reasons';
  return plainWords(column.replace(/^top_reasons_\d+$/, 'top_reasons'));
}

/** What is special about a field; nothing for a field that is written as it is, of every record. */
function ways({ from, length, scale, whenNull, write, minChange, objects }: CrmField): string {
  return [
    ...(length === undefined ? [] : [`in at most ${length} characters`]),
    ...(scale === undefined || scale === usualScale(from) ? [] : [`with ${scale} digits after the point, cut off`]),
    ...(whenNull === 'clear' ? ['emptied where it is not known'] : []),
    ...(write === 'if_empty' ? ['only where the CRM holds nothing'] : []),
    ...(write === 'if_newer' ? ['only where the CRM holds nothing later'] : []),
    ...(minChange === undefined ? [] : [`written again from a change of ${minChange.toFixed()} on`]),
    ...(objects.length === 1 ? [`of ${objects.join('')}s only`] : []),
  ].join('; ');
}

/** What the CRM gets, and when it is written again. */
export function crm(rubric: Rubric): readonly Block[] {
  if (rubric.crm === undefined) return [];
  const { fields, writeWhen } = rubric.crm;
  const when = writeWhen.map((each) =>
    each.kind === 'changed'
      ? `${columnWords(each.column)} changed`
      : `${columnWords(each.column)} moved by ${each.by.toFixed()} or more`,
  );
  const hasWays = fields.some((field) => ways(field) !== '');
  return [
    heading(2, 'In the CRM'),
    ...table(
      ['Field', 'Holds', ...(hasWays ? ['How'] : [])],
      fields.map((field) => [[{ code: field.field }], columnWords(field.from), ...(hasWays ? [ways(field)] : [])]),
    ),
    ...(when.length === 0 ? [] : [paragraph(`Written again when ${when.join(', or when ')}.`)]),
  ];
}
