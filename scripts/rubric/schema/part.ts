/** A map with known keys. Unknown keys are errors. */
import { Decimal } from 'decimal.js';
import { z } from 'zod';

/** The keys by the part's name: what `issues.ts` needs to advise about an unknown key. */
export const parts = new Map<string, readonly string[]>();

/** `name` says in messages what the map is: "a tier". */
export function part<Shape extends z.ZodRawShape>(name: string, shape: Shape) {
  parts.set(name, Object.keys(shape));
  const error = (issue: { readonly code?: string | undefined }) =>
    issue.code === 'unrecognized_keys' ? name : `a map (${name})`;
  return map(z.strictObject(shape, { error }).meta({ title: name }));
}

/** zod takes any object for a map, so a decimal goes to it as the plain number that it is. */
export function map<Inner extends z.ZodType>(inner: Inner) {
  return z.preprocess((value) => (value instanceof Decimal ? value.toNumber() : value), inner);
}
