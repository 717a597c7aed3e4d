/** zod's issues -> problems with places, advice and stable codes. */
import { Decimal } from 'decimal.js';
import type { z } from 'zod';
import { closest, didYouMean } from '../../problem/closest.js';
import type { Problem } from '../../problem.js';
import { error } from '../report.js';
import { Cursor } from '../yaml/cursor.js';
import type { Step, YamlNode } from '../yaml/node.js';
import { parts } from './part.js';

type Issue = z.core.$ZodIssue;

export interface Fault {
  readonly problem: Problem;
  /** What to take out of the document so that the rest can be read. */
  readonly remove: readonly Step[];
  /** Only there because another fault was taken out before, or because a key beside it is misspelt. */
  readonly isEcho: boolean;
  readonly isMissing: boolean;
  /** The key that is missing, or nothing. */
  readonly missing: string;
}

/** Every fault in the issues. What is missing beside a misspelt key is an echo. */
export function faultsOf(issues: readonly Issue[], document: YamlNode): Fault[] {
  const root = new Cursor(document);
  const faults = issues.flatMap((issue) => fromIssue(issue, [], root));
  const holder = (fault: Fault) => JSON.stringify(fault.isMissing ? fault.remove : fault.remove.slice(0, -1));
  return faults.map((fault) => {
    if (!fault.isMissing) return fault;
    const beside = faults.filter((other) => !other.isMissing && holder(other) === holder(fault));
    const isEcho = beside.some(
      ({ problem, remove }) =>
        problem.code === 'rubric/unknown-key' && closest(String(remove.at(-1)), [fault.missing]) !== undefined,
    );
    return { ...fault, isEcho: fault.isEcho || isEcho };
  });
}

function fromIssue(issue: Issue, base: readonly Step[], root: Cursor): Fault[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const cursor = root.at(...path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      problem: unknownKey(issue.message, key, cursor.at(key)),
      remove: [...path, key],
      ...sound,
    }));
  }
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? 'a name';
    const what = `"${String(path.at(-1))}" must be ${expected}.`;
    return [{ problem: error('rubric/name', cursor.keyPlace, what), remove: path, ...sound }];
  }
  if (issue.input === undefined && path.length > 0) {
    const key = String(path.at(-1));
    const holder = path.slice(0, -1);
    const problem = error('rubric/missing-key', root.at(...holder).keyPlace, `"${key}" is missing${inside(holder)}.`, {
      todo: `Add "${key}:" with ${expectation(issue)}.`,
    });
    return [{ problem, remove: holder, isEcho: root.at(...holder).wasGiven(key), isMissing: true, missing: key }];
  }
  if (issue.code === 'invalid_union') {
    const branch = issue.errors.find((errors) => errors.every((inner) => !isRootType(inner)));
    if (branch !== undefined) return branch.flatMap((inner) => fromIssue(inner, path, root));
  }
  const problem = wrongValue(issue, path, cursor);
  return [{ problem, remove: path, isEcho: !cursor.isWhole, isMissing: false, missing: '' }];
}

const sound = { isEcho: false, isMissing: false, missing: '' } as const;

/** The branch of a union was never meant: the value is not even of its kind. */
function isRootType(issue: Issue): boolean {
  return (
    issue.path.length === 0 && ((issue.code !== 'unrecognized_keys' && issue.code !== 'custom') || isKindOnly(issue))
  );
}

function isKindOnly(issue: Issue): boolean {
  if (issue.code !== 'custom') return false;
  return !(issue.input instanceof Decimal) && !Array.isArray(issue.input);
}

function unknownKey(partName: string, key: string, at: Cursor): Problem {
  return error('rubric/unknown-key', at.keyPlace, `"${key}" is not a key of ${partName}.`, {
    todo: didYouMean(key, parts.get(partName) ?? []),
  });
}

function wrongValue(issue: Issue, path: readonly Step[], cursor: Cursor): Problem {
  const name = subject(path);
  const input = issue.input;
  if (issue.code === 'invalid_value' && typeof input === 'string') {
    const known = issue.values.filter((value) => typeof value === 'string');
    const near = closest(input, known);
    const advice = { todo: near && `Did you mean "${near}"?` };
    return error('rubric/wrong-value', cursor.place, `${name} must be ${expectation(issue)}, not "${input}".`, advice);
  }
  const isMapped = shown(input) === 'a map' && expectation(issue).startsWith('a map');
  const got = isMapped ? '' : `, not ${shown(input)}`;
  const quoted = expectation(issue).startsWith('a text') && (input instanceof Decimal || typeof input === 'boolean');
  return error('rubric/wrong-type', cursor.place, `${name} must be ${expectation(issue)}${got}.`, {
    todo: quoted ? `If it is meant as text, put it in quotes: "${String(input)}".` : undefined,
  });
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_value') return orList(issue.values.map(String));
  return issue.message.startsWith('Invalid input') ? 'something else' : issue.message;
}

export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function subject(path: readonly Step[]): string {
  const last = path.at(-1);
  if (last === undefined) return 'The file';
  if (typeof last === 'string') return `"${last}"`;
  const holder = path.findLast((step) => typeof step === 'string');
  return holder === undefined ? `Entry ${last + 1}` : `Entry ${last + 1} of "${holder}"`;
}

function inside(path: readonly Step[]): string {
  return path.length === 0 ? '' : ` in ${subject(path).replace(/^Entry/, 'entry')}`;
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (typeof value === 'string') return value.trim() === '' ? 'blank' : `the text "${value}"`;
  if (value instanceof Decimal || typeof value === 'number') return `the number ${value.toString()}`;
  if (typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? (value.length === 0 ? 'an empty list' : 'a list') : 'a map';
}
