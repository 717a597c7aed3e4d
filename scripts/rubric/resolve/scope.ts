import { didYouMean } from '../../problem/closest.js';
import { fieldName, type RubricField } from '../fields.js';
import type { FieldRef } from '../model.js';
import { error, type Report } from '../report.js';
import type { Cursor } from '../yaml/cursor.js';

/** Names that may be used; `undefined` where the file that declares them could not be read, and any name passes. */
export type Names = ReadonlySet<string> | undefined;

/** What names mean in one rubric. */
export interface Scope {
  readonly fields: ReadonlyMap<string, RubricField>;
  /** False when a source could not be read: an unknown field may be one of its attributes. */
  readonly hasAllFields: boolean;
  readonly lists: Names;
  readonly signals: Names;
  /** Those of them that are facts of an account without a person. */
  readonly accountSignals: ReadonlySet<string>;
  /** Whose acts are spoken of; absent: those of people. */
  readonly actsOf?: 'account';
  readonly dimensions: readonly string[];
  /** Family -> the signals of every family of that name, one entry per dimension. */
  readonly families: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** Dimension -> its letters, for the dimensions that have some. */
  readonly grades: ReadonlyMap<string, Names>;
  /** Names of the grid's cells; empty without a grid. */
  readonly cells: Names;
  readonly hasAccount: boolean;
  readonly report: Report;
}

/** Whether a name is known; if not, says so. */
export function isKnown(
  kind: string,
  name: string,
  names: Names,
  cursor: Pick<Cursor, 'place'>,
  report: Report,
  todo?: string,
): boolean {
  if (names === undefined || names.has(name)) return true;
  report(
    error(`rubric/unknown-${kind}`, cursor.place, `There is no ${kind} "${name}".`, {
      todo: didYouMean(name, names) ?? todo,
    }),
  );
  return false;
}

/** Whether a name is a signal of those whose acts are spoken of; if not, says so. */
export function isSignal(name: string, cursor: Pick<Cursor, 'place'>, scope: Scope): boolean {
  const todo = 'Add it to rubrics/shared/signals.yaml.';
  if (!isKnown('signal', name, scope.signals, cursor, scope.report, todo)) return false;
  const isOfAccount = scope.accountSignals.has(name);
  if (scope.signals === undefined || isOfAccount === (scope.actsOf === 'account')) return true;
  const problem = isOfAccount
    ? error('rubric/signal-of', cursor.place, `"${name}" is a fact of an account, and no person does it.`, {
        why: 'rubrics/shared/signals.yaml says "of: account".',
        todo: 'Give it points under "account: { acts: ... }", and ask for them by account_score.',
      })
    : error('rubric/signal-of', cursor.place, `"${name}" is what people do, and no fact of an account.`, {
        todo: 'Move it to the acts of a dimension, or say "of: account" in rubrics/shared/signals.yaml.',
      });
  scope.report(problem);
  return false;
}

/** `lead.title` -> the field; reports what it does not find. */
export function resolveField(written: string, cursor: Cursor, scope: Scope): FieldRef | undefined {
  const field = scope.fields.get(written);
  if (field !== undefined) return { entity: field.entity, name: field.name, type: field.type };
  const whole = /^(?:lead|account)\.[a-z][a-z0-9_]*$/.test(written);
  if (whole && !scope.hasAllFields) return undefined;
  const names = [...scope.fields.values()].map(fieldName);
  const bare = ['lead', 'account'].map((entity) => `${entity}.${written}`).find((name) => scope.fields.has(name));
  scope.report(
    error('rubric/unknown-field', cursor.place, `There is no field "${written}".`, {
      todo:
        (bare === undefined ? didYouMean(written, names) : `Did you mean "${bare}"?`) ??
        'Declare it under "attributes:" in a file of rubrics/sources, or use a built-in field such as lead.title.',
    }),
  );
  return undefined;
}
