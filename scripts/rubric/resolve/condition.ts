import type { Decimal } from 'decimal.js';
import { didYouMean } from '../../problem/closest.js';
import type { Condition, Result } from '../model.js';
import { error } from '../report.js';
import {
  conditionKeys,
  conditionNotYet,
  type ConditionText,
  fieldTestNames,
  isDecimal,
  resultTest,
  type ResultTest,
  type Times,
} from '../schema/condition.js';
import { notYet } from '../schema/issues.js';
import { checkSql } from '../sql/check.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveTests } from './field-test.js';
import { isKnown, resolveField, type Scope } from './scope.js';

/** Which results exist where the condition stands: none before points are summed, no total before its limits. */
export type Results = 'none' | 'dimensions' | 'all';

/** The condition, or `undefined` when something in it is faulty, which is then reported. */
export function resolveCondition(
  written: ConditionText,
  cursor: Cursor,
  scope: Scope,
  results: Results,
): Condition | undefined {
  const at = cursor.keyPlace;
  const parts: (Condition | undefined)[] = [];
  for (const kind of ['all', 'any'] as const) {
    const inner = written[kind];
    if (inner === undefined) continue;
    const of = inner.map((each, index) => resolveCondition(each, cursor.at(kind, index), scope, results));
    parts.push(of.every((each) => each !== undefined) ? { kind, of, at: cursor.at(kind).keyPlace } : undefined);
  }
  if (written.not !== undefined) {
    const of = resolveCondition(written.not, cursor.at('not'), scope, results);
    parts.push(of && { kind: 'not', of, at: cursor.at('not').keyPlace });
  }
  if (written.field !== undefined) parts.push(resolveFieldCondition(written.field, written, cursor, scope));
  if (written.signal !== undefined || written.family !== undefined) parts.push(behaviour(written, cursor, scope));
  if (written.sql !== undefined) {
    const fields = checkSql(written.sql, cursor.at('sql'), scope);
    parts.push(fields && { kind: 'sql', sql: written.sql, fields, at: cursor.at('sql').place });
  }
  parts.push(...resultConditions(written, cursor, scope, results));
  const hasUnknownKey = Object.keys(written).some((key) => !conditionKeys.includes(key) && !resultOf(key, scope));
  if (!hasUnknownKey) parts.push(...misplaced(written, cursor, scope));
  if (parts.length === 0) {
    if (cursor.isWhole) {
      scope.report(
        error('rubric/empty-condition', at, 'The condition asks nothing.', {
          todo: 'Write a field with a test, a signal, a result, or all, any, not.',
        }),
      );
    }
    return undefined;
  }
  const sound = parts.filter((part) => part !== undefined);
  const [first] = sound;
  if (sound.length < parts.length || first === undefined) return undefined;
  return sound.length === 1 ? first : { kind: 'all', of: sound, at };
}

function resolveFieldCondition(
  name: string,
  written: ConditionText,
  cursor: Cursor,
  scope: Scope,
): Condition | undefined {
  const field = resolveField(name, cursor.at('field'), scope);
  if (field === undefined) return undefined;
  const asked = fieldTestNames.filter((test) => written[test] !== undefined);
  const at = cursor.at('field').place;
  if (asked.length === 0) {
    if (cursor.isWhole) {
      scope.report(
        error('rubric/no-test', at, `Nothing is asked of "${name}".`, {
          todo: `Add a test such as ${field.type === 'BOOL' ? '"is: true"' : '"known: true"'}.`,
        }),
      );
    }
    return undefined;
  }
  const tests = resolveTests(written, field, cursor, scope);
  const of = tests.map((test): Condition => ({ kind: 'field', field, test, at }));
  const [first] = of;
  if (of.length < asked.length || first === undefined) return undefined;
  return of.length === 1 ? first : { kind: 'all', of, at };
}

function behaviour(written: ConditionText, cursor: Cursor, scope: Scope): Condition | undefined {
  const at = cursor.at(written.signal === undefined ? 'family' : 'signal').place;
  if (written.signal !== undefined && written.family !== undefined) {
    scope.report(
      error('rubric/two-behaviours', at, 'A condition names either a signal or a family.', {
        todo: 'Put both under "all:" or "any:".',
      }),
    );
    return undefined;
  }
  const times = timesOf(written.times);
  if (times === undefined) {
    const what = 'The range of "times" is empty or always holds.';
    scope.report(error('rubric/bounds', cursor.at('times').place, what, { todo: 'Write the lower end first: 2..3.' }));
    return undefined;
  }
  const within = written.within === undefined ? {} : { withinDays: written.within };
  if (written.signal !== undefined) {
    const todo = 'Add it to rubrics/shared/signals.yaml.';
    if (!isKnown('signal', written.signal, scope.signals, cursor.at('signal'), scope.report, todo)) return undefined;
    return { kind: 'behaviour', signals: [written.signal], named: written.signal, ...within, times, at };
  }
  const name = written.family ?? '';
  const found = scope.families.get(name);
  if (found === undefined) {
    isKnown('family', name, new Set(scope.families.keys()), cursor.at('family'), scope.report);
    return undefined;
  }
  const [signals] = found;
  if (found.length > 1 || signals === undefined) {
    scope.report(
      error('rubric/ambiguous-family', at, `Several dimensions have a family "${name}".`, {
        todo: 'Give each its own name.',
      }),
    );
    return undefined;
  }
  return { kind: 'behaviour', signals, named: name, ...within, times, at };
}

function timesOf(times: Times | undefined): { min: number; max?: number } | undefined {
  if (times === undefined) return { min: 1 };
  if (isDecimal(times)) return { min: times.toNumber() };
  const [low = '', high = ''] = times.split('..');
  const min = Number(low);
  if (high === '') return min === 0 ? undefined : { min };
  const max = Number(high);
  return max < min ? undefined : { min, max };
}

function resultConditions(
  written: ConditionText,
  cursor: Cursor,
  scope: Scope,
  results: Results,
): (Condition | undefined)[] {
  const conditions: (Condition | undefined)[] = [];
  for (const [key, value] of Object.entries(written)) {
    const result = resultOf(key, scope);
    if (result === undefined) {
      if (!conditionKeys.includes(key)) conditions.push(unknownKey(key, cursor, scope));
      continue;
    }
    const parsed = resultTest.safeParse(value);
    if (!parsed.success) {
      const what = `"${key}" must be a number (at least), or { at_least, at_most }.`;
      scope.report(error('rubric/wrong-type', cursor.at(key).place, what));
      conditions.push(undefined);
    } else if (results === 'none' || (results === 'dimensions' && result.kind === 'total')) {
      scope.report(
        error(
          'rubric/result-too-early',
          cursor.at(key).keyPlace,
          `"${key}" is not known yet where this condition is judged.`,
          {
            why: 'Fields and behaviour come first, then dimensions, then limits and the total, then tiers.',
          },
        ),
      );
      conditions.push(undefined);
    } else {
      conditions.push(resultCondition(key, result, parsed.data, cursor, scope));
    }
  }
  return conditions;
}

function resultOf(key: string, scope: Scope): Result | undefined {
  if (key === 'total' || key === 'coverage') return { kind: key };
  return scope.dimensions.includes(key) ? { kind: 'dimension', dimension: key } : undefined;
}

function resultCondition(
  key: string,
  result: Result,
  test: ResultTest,
  cursor: Cursor,
  scope: Scope,
): Condition | undefined {
  const at = cursor.at(key).keyPlace;
  const bounds: { atLeast?: Decimal; atMost?: Decimal } = {};
  if (isDecimal(test)) bounds.atLeast = test;
  else {
    if (test.at_least !== undefined) bounds.atLeast = test.at_least;
    if (test.at_most !== undefined) bounds.atMost = test.at_most;
  }
  if (bounds.atLeast === undefined && bounds.atMost === undefined) {
    scope.report(error('rubric/no-test', at, `Nothing is asked of "${key}".`, { todo: 'Add at_least or at_most.' }));
    return undefined;
  }
  if (bounds.atLeast !== undefined && bounds.atMost?.lt(bounds.atLeast) === true) {
    scope.report(error('rubric/bounds', at, `"at_most" of "${key}" is below its "at_least".`));
    return undefined;
  }
  const { atLeast, atMost } = bounds;
  if (key === 'coverage' && [atLeast, atMost].some((bound) => bound !== undefined && (bound.lt(0) || bound.gt(1)))) {
    scope.report(error('rubric/bounds', at, '"coverage" is a share from 0 to 1.'));
    return undefined;
  }
  return { kind: 'result', result, ...bounds, at };
}

function unknownKey(key: string, cursor: Cursor, scope: Scope): undefined {
  if (conditionNotYet.includes(key)) {
    scope.report(notYet(key, cursor.at(key)));
    return undefined;
  }
  scope.report(
    error('rubric/unknown-key', cursor.at(key).keyPlace, `"${key}" is neither a key of a condition nor a dimension.`, {
      todo: didYouMean(key, [...conditionKeys, ...conditionNotYet, ...scope.dimensions]),
    }),
  );
  return undefined;
}

/** Keys that only mean something beside another one. */
function misplaced(written: ConditionText, cursor: Cursor, scope: Scope): undefined[] {
  const tests = written.field === undefined ? fieldTestNames.filter((test) => written[test] !== undefined) : [];
  const counts =
    written.signal === undefined && written.family === undefined
      ? (['within', 'times'] as const).filter((key) => written[key] !== undefined)
      : [];
  return [
    ...tests.map((key) => ({ key, needs: '"field:"' })),
    ...counts.map((key) => ({ key, needs: '"signal:" or "family:"' })),
  ].map(({ key, needs }) => {
    if (cursor.isWhole) {
      scope.report(
        error('rubric/misplaced-key', cursor.at(key).keyPlace, `"${key}" stands here without ${needs}.`, {
          todo: `Add ${needs} beside it.`,
        }),
      );
    }
    return undefined;
  });
}
