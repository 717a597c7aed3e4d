/** Values of a plan against the choices that a CRM's field allows: which values there are, only the plan knows. */
import type { Problem } from '../../problem.js';
import { closest } from '../../problem/closest.js';
import type { SyncConfig } from '../config/config.js';
import type { FieldMapping } from '../rows.js';
import { FIELD_END, NAME_END, VALUE } from '../store/payload.js';
import { storeTable, type SyncStore } from '../store/store.js';
import { type Described, describedField } from './lengths.js';

const mostShown = 8;

export async function choiceProblems(
  store: SyncStore,
  runId: string,
  { described, objects }: { readonly described: Described; readonly objects: SyncConfig['objects'] },
): Promise<readonly Problem[]> {
  const mapping = (await store.run(runId))?.mapping ?? [];
  const restricted = mapping.flatMap((each) => {
    const field = describedField(described, each);
    return field?.isRestricted === true && field.choices !== undefined ? [{ each, choices: field.choices }] : [];
  });
  const problems: Problem[] = [];
  for (const { each, choices } of uniqueBy(restricted)) {
    const values = await valuesOf(store, runId, each);
    const refused = values.filter((value) => !choices.includes(value));
    if (refused.length === 0) continue;
    const first = refused[0] ?? '';
    const near = closest(first, choices);
    problems.push({
      code: 'sync/no-such-choice',
      severity: 'error',
      ...(each.at !== undefined && { place: each.at }),
      what: `${objects.get(each.object) ?? each.object}.${each.field} does not take ${listed(refused)}: its choices are ${listed(choices)}.`,
      why: 'The CRM refuses a value of a restricted choice that is not among them.',
      todo: `Add ${refused.length === 1 ? 'it' : 'them'} to the choices of the field, or make the field a text.${near === undefined ? '' : ` Its "${near}" may be meant by "${first}".`}`,
    });
  }
  return problems;
}

async function valuesOf(store: SyncStore, runId: string, { object, field }: FieldMapping): Promise<readonly string[]> {
  const start = `${field}${NAME_END}${VALUE}`;
  const rows = await store.rows(
    `SELECT DISTINCT SUBSTR(part, LENGTH($3) + 1) AS held
    FROM (SELECT unnest(string_split(payload, $4)) AS part FROM ${storeTable('sync_plan')} WHERE run_id = $1 AND object = $2)
    WHERE starts_with(part, $3)
    ORDER BY held
    LIMIT 100`,
    [runId, object, start, FIELD_END],
  );
  return rows.map(({ held }) => String(held));
}

function uniqueBy<Each extends { readonly each: FieldMapping }>(all: readonly Each[]): readonly Each[] {
  return [...new Map(all.map((one) => [`${one.each.object}/${one.each.field}`, one])).values()];
}

function listed(values: readonly string[]): string {
  const shown = values.slice(0, mostShown).map((value) => `"${value}"`);
  const rest = values.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
