/**
 * Each action of each destination is done at most once: the process ends, or the answer is lost, at every point between the
 * intent and the answer, and another process goes on.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ActionKind, actionKinds } from '../../../scripts/sync/actions/action.js';
import { actionsToLookAt } from '../../../scripts/sync/actions/records.js';
import { sendActions } from '../../../scripts/sync/actions/send-actions.js';
import type { Destination } from '../../../scripts/sync/destination.js';
import { destinations } from '../../../scripts/sync/destinations/registry.js';
import { ActionProject, configOf, ProcessEnded, task } from './action-project.js';
import { type OpenSubject, subjectNames, subjects } from './subjects.js';

/** Where it happens, and whether the CRM had done it by then. */
interface Break {
  readonly name: string;
  readonly at: 'before the call' | 'after the answer' | 'on the way';
  readonly isDone: boolean;
  readonly fault?: Parameters<NonNullable<OpenSubject['order']>>[0];
}

const breaks: readonly Break[] = [
  { name: 'the process ends before the call', at: 'before the call', isDone: false },
  { name: 'the process ends before the answer is noted', at: 'after the answer', isDone: true },
  {
    name: 'the connection breaks once it is done',
    at: 'on the way',
    isDone: true,
    fault: { answers: 'reset', carriedOut: true },
  },
  { name: 'the connection breaks before it is', at: 'on the way', isDone: false, fault: { answers: 'reset' } },
  {
    name: 'the server fails once it is done',
    at: 'on the way',
    isDone: true,
    fault: { answers: 'status', status: 500, carriedOut: true },
  },
  { name: 'the server fails before it is', at: 'on the way', isDone: false, fault: { answers: 'status', status: 503 } },
  {
    name: 'half of the answer comes',
    at: 'on the way',
    isDone: true,
    fault: { answers: 'truncated', carriedOut: true },
  },
];

let project: ActionProject;
beforeEach(async () => {
  project = await ActionProject.open();
});
afterEach(() => project.close());

test('every destination that acts is among them', () => {
  expect(subjectNames.toSorted()).toEqual(
    destinations.flatMap(({ name, actions }) => (actions === undefined ? [] : [name])).toSorted(),
  );
});

/** By what a CRM knows an action again: a unique field, or a key that its receiver has promised to take once. */
const knownAgain: Readonly<Record<string, readonly ActionKind[]>> = {
  salesforce: ['task'],
  hubspot: ['task'],
  webhook: actionKinds,
};

/** The process ends where it is told to; `calls` counts what the destination was asked. */
function ending(destination: Destination, at: Break['at'] | undefined, calls: { count: number }): Destination {
  const { actions } = destination;
  if (actions === undefined) throw new Error('it does nothing but write fields');
  return new Proxy(destination, {
    get(target, property) {
      if (property !== 'actions') {
        const value: unknown = Reflect.get(target, property, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      }
      return {
        isRepeatable: actions.isRepeatable.bind(actions),
        act: async (...given: Parameters<typeof actions.act>) => {
          calls.count += 1;
          if (at === 'before the call') throw new ProcessEnded();
          const answer = await actions.act(...given);
          if (at === 'after the answer') throw new ProcessEnded();
          return answer;
        },
      } satisfies Destination['actions'];
    },
  });
}

async function send(destination: Destination): Promise<Awaited<ReturnType<typeof sendActions>> | undefined> {
  try {
    return await sendActions({
      store: project.store,
      destination,
      clock: project.clock,
      random: () => 0.5,
      signal: new AbortController().signal,
    });
  } catch (error) {
    if (!(error instanceof ProcessEnded)) throw error;
    return undefined;
  }
}

describe.each(subjects)('[K2] $name: $kind', ({ name, kind, hasNetwork, open }) => {
  test.each(breaks.filter(({ fault }) => hasNetwork || fault === undefined))('$name', async ({ at, isDone, fault }) => {
    const subject = await open();
    try {
      const { destination, crmId, to } = subject;
      const config = configOf({ actions: [{ ...task, kind, to }] });
      await project.begin(config);
      await project.put([{ lead: 'a', record: crmId, asOf: '2026-06-01T12:30:00Z' }]);
      expect(await project.plan(config)).toMatchObject({ planned: 1 });
      if (fault !== undefined) subject.order?.(fault);
      const calls = { count: 0 };
      await send(ending(destination, at === 'on the way' ? undefined : at, calls));
      project.clock.pass(60_000);
      await project.plan(config);
      const after = await send(ending(destination, undefined, calls));

      const isKnownAgain = knownAgain[name]?.includes(kind) === true;
      expect(subject.effects()).toBe(isKnownAgain || isDone ? 1 : 0);
      expect(after).toMatchObject(isKnownAgain ? { done: 1, unknown: 0 } : { done: 0, unknown: 1 });
      expect(after).toMatchObject({ refused: 0, waiting: 0 });
      // Never in the dark: what is not known again was asked once, and a person looks.
      if (!isKnownAgain) {
        expect(calls.count).toBe(1);
        expect(await actionsToLookAt(project.store, 10)).toMatchObject([{ status: 'unknown' }]);
      }
      const asked = calls.count;
      await project.plan(config);
      await send(ending(destination, undefined, calls));
      expect(calls.count).toBe(asked);
    } finally {
      await subject.close();
    }
  });

  test('a call that never reached it is made again by the next run', async () => {
    const subject = await open();
    try {
      const config = configOf({ actions: [{ ...task, kind, to: subject.to }] });
      await project.begin(config);
      await project.put([{ lead: 'a', record: subject.crmId, asOf: '2026-06-01T12:30:00Z' }]);
      await project.plan(config);
      const { actions } = subject.destination;
      if (actions === undefined) throw new Error('it does nothing but write fields');
      const unreachable = {
        ...actions,
        isRepeatable: actions.isRepeatable.bind(actions),
        act: () => Promise.resolve({ came: 'nothing', because: 'refused', message: 'No connection.' } as const),
      };
      const away = new Proxy(subject.destination, {
        get: (target, property): unknown =>
          property === 'actions' ? unreachable : Reflect.get(target, property, target),
      });
      expect(await send(away)).toMatchObject({ waiting: 1, done: 0, unknown: 0 });
      expect(await send(subject.destination)).toMatchObject({ waiting: 0, done: 1 });
      expect(subject.effects()).toBe(1);
    } finally {
      await subject.close();
    }
  });
});
