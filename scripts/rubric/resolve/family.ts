import type { Family } from '../model.js';
import { error } from '../report.js';
import type { FamilyText } from '../schema/dimension.js';
import type { Cursor } from '../yaml/cursor.js';
import { isSignal, type Scope } from './scope.js';

/** @param sequences keys of act rules that are no signals */
export function resolveFamily(
  name: string,
  written: FamilyText,
  cursor: Cursor,
  sequences: readonly string[],
  scope: Scope,
): Family {
  const signals = written.signals.filter(
    (signal, index) => sequences.includes(signal) || isSignal(signal, cursor.at('signals', index), scope),
  );
  if (written.cap?.lte(0) === true) {
    const todo = 'Write a number above 0.';
    scope.report(error('rubric/cap', cursor.at('cap').place, 'A cap is an upper bound above zero.', { todo }));
  }
  return {
    name,
    signals,
    ...(written.curve !== undefined && written.curve !== 'none' && { curve: written.curve }),
    ...(written.cap !== undefined && { cap: written.cap }),
    at: cursor.keyPlace,
  };
}
