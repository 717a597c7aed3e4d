/** What a condition asks of acts: a signal or a family, how often, how recently, and after what. */
import type { Condition, Count } from '../model.js';
import { error } from '../report.js';
import { type ConditionText, isDecimal, type Times } from '../schema/condition.js';
import type { Cursor } from '../yaml/cursor.js';
import { isKnown, isSignal, type Scope } from './scope.js';

type Behaviour = Extract<Condition, { kind: 'behaviour' }>;

/** Signals under the name that the rubric gives them: one signal, or a family. */
export type Named = Pick<Behaviour, 'signals' | 'named'>;

/** The behaviour asked for, or `undefined` when something in it is faulty, which is then reported. */
export function resolveBehaviour(written: ConditionText, cursor: Cursor, scope: Scope): Behaviour | undefined {
  const at = cursor.at(written.signal === undefined ? 'family' : 'signal').place;
  if (written.signal !== undefined && written.family !== undefined) {
    scope.report(
      error('rubric/two-behaviours', at, 'A condition names either a signal or a family.', {
        todo: 'Put both under "all:" or "any:".',
      }),
    );
    return undefined;
  }
  const times = countOf(written.times, cursor.at('times'), scope, 'times') ?? once;
  const people = countOf(written.people, cursor.at('people'), scope, 'people');
  if (times === 'faulty' || people === 'faulty') return undefined;
  const asked =
    written.signal === undefined
      ? familyNamed(written.family ?? '', cursor.at('family'), scope)
      : signalNamed(written.signal, cursor.at('signal'), scope);
  const within = written.within === undefined ? {} : { withinDays: written.within };
  const by = people === undefined ? {} : { people };
  if (written.after === undefined) return asked && { kind: 'behaviour', ...asked, ...within, times, ...by, at };
  const before = signalOrFamily(written.after, cursor.at('after'), scope);
  if (asked === undefined || before === undefined) return undefined;
  return { kind: 'behaviour', ...asked, times, after: { ...before, ...within }, ...by, at };
}

function signalNamed(name: string, cursor: Cursor, scope: Scope): Named | undefined {
  return isSignal(name, cursor, scope) ? { signals: [name], named: name } : undefined;
}

function familyNamed(name: string, cursor: Cursor, scope: Scope): Named | undefined {
  const found = scope.families.get(name);
  if (found === undefined) {
    isKnown('family', name, new Set(scope.families.keys()), cursor, scope.report);
    return undefined;
  }
  const [signals] = found;
  if (found.length > 1 || signals === undefined) {
    scope.report(
      error('rubric/ambiguous-family', cursor.place, `Several dimensions have a family "${name}".`, {
        todo: 'Give each its own name.',
      }),
    );
    return undefined;
  }
  if (scope.signals?.has(name) === true) {
    scope.report(
      error('rubric/ambiguous-family', cursor.place, `"${name}" is a signal and a family at once.`, {
        why: 'Nobody could tell from a condition which of them counts.',
        todo: 'Give the family a name of its own.',
      }),
    );
    return undefined;
  }
  if (signals.length === 0) {
    scope.report(
      error('rubric/family-of-sequences', cursor.place, `The family "${name}" holds no signal.`, {
        why: 'A sequence is a rule for points; what is asked of acts is asked of signals.',
        todo: 'Ask for the last signal of the sequence with "after:" and the one before it.',
      }),
    );
    return undefined;
  }
  return { signals, named: name };
}

/** Under one name either a family or a signal, or `undefined` where there is none, which is then reported. */
export function signalOrFamily(name: string, cursor: Cursor, scope: Scope): Named | undefined {
  return scope.families.has(name) ? familyNamed(name, cursor, scope) : signalNamed(name, cursor, scope);
}

const once: Count = { min: 1 };

/** How often, or how many, both ends included. A range that is empty or holds for everybody is reported. */
function countOf(written: Times | undefined, cursor: Cursor, scope: Scope, key: string): Count | 'faulty' | undefined {
  if (written === undefined) return undefined;
  if (isDecimal(written)) return { min: written.toNumber() };
  const [low = '', high = ''] = written.split('..');
  const min = Number(low);
  const max = high === '' ? undefined : Number(high);
  if (max === undefined ? min > 0 : max >= min) return { min, ...(max !== undefined && { max }) };
  const what = `The range of "${key}" is empty or always holds.`;
  scope.report(error('rubric/bounds', cursor.place, what, { todo: 'Write the lower end first: 2..3.' }));
  return 'faulty';
}
