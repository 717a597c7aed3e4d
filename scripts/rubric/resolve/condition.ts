import { didYouMean } from '../../problem/closest.js';
import type { Condition } from '../model.js';
import { error } from '../report.js';
import { conditionKeys, type ConditionText, fieldTestNames } from '../schema/condition.js';
import { checkSql } from '../sql/check.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveBehaviour } from './behaviour.js';
import { resolveTests } from './field-test.js';
import { isResult, resultConditions, type Results } from './result-condition.js';
import { resolveField, type Scope } from './scope.js';

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
  if (written.signal !== undefined || written.family !== undefined)
    parts.push(resolveBehaviour(written, cursor, scope));
  if (written.sql !== undefined) {
    const fields = checkSql(written.sql, cursor.at('sql'), scope);
    parts.push(fields && { kind: 'sql', sql: written.sql, fields, at: cursor.at('sql').place });
  }
  parts.push(...resultConditions(written, cursor, scope, results));
  const unknownKeys = Object.keys(written).filter((key) => !conditionKeys.includes(key) && !isResult(key, scope));
  parts.push(...unknownKeys.map((key) => unknownKey(key, cursor, scope)));
  if (unknownKeys.length === 0) parts.push(...misplaced(written, cursor, scope));
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

function unknownKey(key: string, cursor: Cursor, scope: Scope): undefined {
  scope.report(
    error('rubric/unknown-key', cursor.at(key).keyPlace, `"${key}" is neither a key of a condition nor a dimension.`, {
      todo: didYouMean(key, [...conditionKeys, ...scope.dimensions]),
    }),
  );
  return undefined;
}

/** Keys that only mean something beside another one. */
function misplaced(written: ConditionText, cursor: Cursor, scope: Scope): undefined[] {
  const tests = written.field === undefined ? fieldTestNames.filter((test) => written[test] !== undefined) : [];
  const counts =
    written.signal === undefined && written.family === undefined
      ? (['within', 'times', 'after', 'people'] as const).filter((key) => written[key] !== undefined)
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
