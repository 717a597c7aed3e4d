import { closest } from '../problem/closest.js';

/** `Did you mean "x"?` where a name is near, else the other advice. */
export function suggestion(written: string, names: Iterable<string>, otherwise: string): string {
  const name = closest(written, names);
  return name === undefined ? otherwise : `Did you mean "${name}"?`;
}
