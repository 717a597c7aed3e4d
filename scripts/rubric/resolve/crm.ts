/** Which columns the CRM gets, under which names, and what change makes them be written again. */
import { didYouMean } from '../../problem/closest.js';
import type { CrmSection } from '../model.js';
import { columnNamed, publicColumns } from '../public-columns.js';
import { error } from '../report.js';
import type { CrmText } from '../schema/crm.js';
import type { Cursor } from '../yaml/cursor.js';
import type { Scope } from './scope.js';

export function resolveCrm(
  written: CrmText,
  cursor: Cursor,
  scope: Scope,
  has: { readonly grid: boolean; readonly experiment: boolean; readonly predictive: boolean },
): CrmSection {
  const columns = publicColumns({
    dimensions: scope.dimensions,
    graded: scope.grades.keys(),
    hasGrid: has.grid,
    hasAccount: scope.hasAccount,
    hasExperiment: has.experiment,
    hasPredictive: has.predictive,
  });
  const columnAt = (name: string, at: Cursor): string | undefined => {
    const column = columnNamed(name, scope.dimensions);
    if (columns.has(column)) return column;
    scope.report(
      error('rubric/unknown-column', at.place, `lead_scores has no column "${name}" of this rubric.`, {
        todo:
          didYouMean(name, ['total', 'reasons', ...scope.dimensions, ...columns.keys()]) ??
          'Take one such as total, tier, reasons or the name of a dimension.',
      }),
    );
    return undefined;
  };
  const fields = Object.entries(written.fields).flatMap(([field, name]) => {
    const at = cursor.at('fields', field);
    const from = columnAt(name, at);
    return from === undefined ? [] : [{ field, from, at: at.keyPlace }];
  });
  const writeWhen = (written.write_when ?? []).flatMap((cause, index): CrmSection['writeWhen'][number][] => {
    const at = cursor.at('write_when', index);
    if (typeof cause === 'string') {
      const column = columnAt(cause, at);
      return column === undefined ? [] : [{ kind: 'changed', column }];
    }
    return Object.entries(cause).flatMap(([name, by]) => {
      const column = columnAt(name, at.at(name));
      if (column === undefined) return [];
      const type = columns.get(column);
      if (type === 'NUMERIC' || type === 'INT64') {
        if (by.gt(0)) return [{ kind: 'by', column, by } as const];
        const what = `"${name}" must move by more than 0 to be written again, not by ${by.toFixed()}.`;
        scope.report(error('rubric/crm', at.at(name).place, what, { todo: `Write "${name}" alone for any change.` }));
        return [];
      }
      const what = `"${name}" is ${type ?? 'no number'} and cannot move by a number.`;
      scope.report(error('rubric/crm', at.at(name).keyPlace, what, { todo: `Write "${name}" alone: any change.` }));
      return [];
    });
  });
  return { fields, writeWhen, at: cursor.keyPlace };
}
