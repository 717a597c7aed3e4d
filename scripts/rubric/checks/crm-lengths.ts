import type { Problem } from '../../problem.js';
import type { Rubric } from '../model.js';
import { error } from '../report.js';
import type { Check } from './check.js';

const code = 'rubric/crm';

/** Every text that a column can hold, where the rubric says them all; nothing for any other column. */
function textsOf(rubric: Rubric, column: string): readonly string[] {
  const actions = [...rubric.tiers, ...(rubric.experiment?.variants ?? [])].map(({ action }) => action);
  switch (column) {
    case 'rubric':
      return [rubric.name];
    case 'tier':
      return rubric.tiers.map(({ name }) => name);
    case 'action':
      return actions.map((action) => action.do);
    case 'playbook':
      return actions.flatMap(({ details }) => (details.has('playbook') ? [String(details.get('playbook'))] : []));
    default:
      return [];
  }
}

/** A CRM refuses a text that is longer than its field; the rubric's own words are known beforehand. */
export const crmLengths: Check = {
  code,
  scope: 'rubric',
  check: ({ rubrics }) =>
    rubrics.flatMap((rubric) =>
      (rubric.crm?.fields ?? []).flatMap(({ from, length, at }): readonly Problem[] => {
        const long = textsOf(rubric, from).find((text) => length !== undefined && [...text].length > length);
        if (long === undefined) return [];
        const what = `"${from}" can be "${long}", which has ${[...long].length} characters and not at most ${length}.`;
        return [error(code, at, what, { todo: 'Make the field longer in the CRM, or the text shorter.' })];
      }),
    ),
};
