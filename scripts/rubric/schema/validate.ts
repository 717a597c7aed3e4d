import type { z } from 'zod';
import type { Problem } from '../../problem.js';
import { error } from '../report.js';
import { Cursor } from '../yaml/cursor.js';
import { type Step, valueOf, without, type YamlNode } from '../yaml/node.js';
import { faultsOf } from './issues.js';

export interface Validated<Value> {
  /** What could be read once the faulty parts were taken out; absent when nothing is left. */
  readonly value?: Value;
  /** Follows `value`. */
  readonly cursor: Cursor;
  readonly problems: readonly Problem[];
}

const ROUNDS = 40;

/**
 * Reads the document by the schema. A faulty part is reported, taken out and the rest read again, so that one run can
 * also look at the names in what is left.
 */
export function validate<Value>(schema: z.ZodType<Value>, original: YamlNode): Validated<Value> {
  const problems: Problem[] = [];
  let document = original;
  for (let round = 0; round < ROUNDS; round += 1) {
    const result = schema.safeParse(valueOf(document), { reportInput: true });
    if (result.success) return { value: result.data, cursor: new Cursor(document), problems };
    const faults = faultsOf(result.error.issues, document);
    problems.push(
      ...faults.filter((fault) => !fault.isEcho && (round === 0 || !fault.isMissing)).map((fault) => fault.problem),
    );
    const removals = outermost(faults.map((fault) => fault.remove));
    if (removals.length === 0 || removals.some((path) => path.length === 0)) break;
    // Later entries of a list first, so that the earlier ones keep their numbers.
    for (const path of removals.sort(fromTheEnd)) document = without(document, path);
  }
  if (problems.length === 0) problems.push(error('rubric/unreadable', original.place, 'The file could not be read.'));
  return { cursor: new Cursor(document), problems };
}

function outermost(paths: readonly (readonly Step[])[]): (readonly Step[])[] {
  const unique = [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
  return unique.filter((path) => !unique.some((other) => other !== path && isPrefix(other, path)));
}

function isPrefix(prefix: readonly Step[], path: readonly Step[]): boolean {
  return prefix.length <= path.length && prefix.every((step, index) => step === path[index]);
}

function fromTheEnd(a: readonly Step[], b: readonly Step[]): number {
  for (const [index, step] of a.entries()) {
    const other = b[index];
    if (step !== other) return typeof step === 'number' && typeof other === 'number' ? other - step : 0;
  }
  return 0;
}
