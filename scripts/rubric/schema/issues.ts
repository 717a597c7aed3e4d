/** zod's issues -> problems with places, advice and stable codes. */
import { Decimal } from 'decimal.js';
import type { z } from 'zod';
import { didYouMean } from '../../problem/closest.js';
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
  /** A required key is not there: noise once something around it has been taken out. */
  readonly isMissing: boolean;
}

/** Every fault in the issues; a key that is not built yet silences what it leaves missing beside it. */
export function faultsOf(issues: readonly Issue[], document: YamlNode): Fault[] {
  const root = new Cursor(document);
  const faults = issues.flatMap((issue) => fromIssue(issue, [], root));
  const notYet = new Set(
    faults
      .filter((fault) => fault.problem.code === 'rubric/not-yet')
      .map((fault) => fault.remove.slice(0, -1).join('\0')),
  );
  return faults.filter((fault) => !fault.isMissing || !notYet.has(fault.remove.join('\0')));
}

function fromIssue(issue: Issue, base: readonly Step[], root: Cursor): Fault[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const cursor = root.at(...path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      problem: unknownKey(issue.message, key, cursor.at(key)),
      remove: [...path, key],
      isMissing: false,
    }));
  }
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? 'a name';
    const what = `"${String(path.at(-1))}" must be ${expected}.`;
    return [{ problem: error('rubric/name', cursor.keyPlace, what), remove: path, isMissing: false }];
  }
  if (issue.input === undefined && path.length > 0) {
    const key = String(path.at(-1));
    const holder = path.slice(0, -1);
    const problem = error('rubric/missing-key', root.at(...holder).keyPlace, `"${key}" is missing${inside(holder)}.`, {
      todo: `Add "${key}:" with ${expectation(issue)}.`,
    });
    return [{ problem, remove: holder, isMissing: true }];
  }
  if (issue.code === 'invalid_union') {
    const branch = issue.errors.find((errors) => errors.every((inner) => !isRootType(inner)));
    if (branch !== undefined) return branch.flatMap((inner) => fromIssue(inner, path, root));
  }
  return [{ problem: wrongValue(issue, path, cursor), remove: path, isMissing: false }];
}

/** The branch of a union was never meant: the value is not even of its kind. */
function isRootType(issue: Issue): boolean {
  return (
    issue.path.length === 0 && ((issue.code !== 'unrecognized_keys' && issue.code !== 'custom') || isKindOnly(issue))
  );
}

function isKindOnly(issue: Issue): boolean {
  return issue.code === 'custom' && !(issue.input instanceof Decimal) && !Array.isArray(issue.input);
}

function unknownKey(partName: string, key: string, at: Cursor): Problem {
  const known = parts.get(partName) ?? { keys: [], notYet: [] };
  if (known.notYet.includes(key)) return notYet(key, at);
  return error('rubric/unknown-key', at.keyPlace, `"${key}" is not a key of ${partName}.`, {
    todo: didYouMean(key, [...known.keys, ...known.notYet]),
  });
}

/** The honest answer for what the language has and this version cannot do. */
export function notYet(key: string, at: Cursor): Problem {
  return error('rubric/not-yet', at.keyPlace, `"${key}" is part of the language but not built yet.`, {
    why: 'Leaving it out silently would change what the rubric means.',
    todo: 'Take it out for now.',
  });
}

function wrongValue(issue: Issue, path: readonly Step[], cursor: Cursor): Problem {
  const name = subject(path);
  const input = issue.input;
  if (issue.code === 'invalid_value' && typeof input === 'string') {
    const known = issue.values.filter((value) => typeof value === 'string');
    const advice = { todo: didYouMean(input, known) };
    return error('rubric/wrong-value', cursor.place, `${name} must be ${expectation(issue)}, not "${input}".`, advice);
  }
  const quoted = expectation(issue).startsWith('a text') && (input instanceof Decimal || typeof input === 'boolean');
  return error('rubric/wrong-type', cursor.place, `${name} must be ${expectation(issue)}, not ${shown(input)}.`, {
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
  if (value instanceof Decimal) return `the number ${value.toString()}`;
  if (typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? (value.length === 0 ? 'an empty list' : 'a list') : 'a map';
}
