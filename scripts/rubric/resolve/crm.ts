/** Which columns the CRM gets, under which names, and what change makes them be written again. */
import { didYouMean } from '../../problem/closest.js';
import type { CrmCause, CrmSection } from '../model.js';
import { columnNamed, publicColumns } from '../public-columns.js';
import { error } from '../report.js';
import type { CrmText } from '../schema/crm.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveCrmField } from './crm-field.js';
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
      error('rubric/unknown-column', at.place, `crm_updates has no column "${name}" of this rubric.`, {
        todo:
          didYouMean(name, ['total', 'reasons', ...scope.dimensions, ...columns.keys()]) ??
          'Take one such as total, tier, reasons or the name of a dimension.',
      }),
    );
    return undefined;
  };
  const writeWhen = cursor.wasGiven('write_when');
  const known = new Map<string, string>();
  const fields = Object.entries(written.fields).flatMap(([field, held]) => {
    const at = cursor.at('fields', field);
    const twin = known.get(field.toLowerCase());
    known.set(field.toLowerCase(), twin ?? field);
    if (twin !== undefined) {
      const what = `"${field}" is the field "${twin}" once more: a CRM does not tell small letters from capitals.`;
      scope.report(error('rubric/crm', at.keyPlace, what, { todo: 'Keep one of them.' }));
    }
    const text = typeof held === 'string' ? { from: held } : held;
    const from = columnAt(text.from, typeof held === 'string' ? at : at.at('from'));
    if (from === 'as_of' && !writeWhen) {
      const what = '"as_of" is another one in every run, so every record would be written in every run.';
      scope.report(error('rubric/crm', at.place, what, { todo: 'Say in "write_when" which changes count.' }));
    }
    const resolved = from && resolveCrmField(field, from, text, at, { columns, writeWhen }, scope.report);
    return resolved === undefined || resolved === '' ? [] : [resolved];
  });
  const causes = (written.write_when ?? []).flatMap((cause, index): CrmCause[] => {
    const at = cursor.at('write_when', index);
    if (typeof cause === 'string') {
      const column = columnAt(cause, at);
      if (column === undefined) return [];
      // Words hold dates and counts: the reasons are others only where other rules stand in them.
      return [{ kind: 'changed', column: column === 'top_reasons' ? 'reason_rules' : column }];
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
  return { fields, writeWhen: causes, at: cursor.keyPlace };
}
