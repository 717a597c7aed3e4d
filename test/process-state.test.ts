import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { changes, processState, type ProcessState } from './process-state.js';

let before: ProcessState;
const undo: (() => void)[] = [];

beforeEach(() => {
  before = processState();
});
afterEach(() => {
  for (const step of undo.splice(0)) step();
  expect(changes(before, processState())).toEqual([]);
});

test.each<readonly [name: string, change: () => () => void]>([
  [
    'the folder',
    () => {
      const folder = process.cwd();
      process.chdir('/');
      return () => process.chdir(folder);
    },
  ],
  [
    'the exit code',
    () => {
      const { exitCode } = process;
      process.exitCode = 3;
      return () => (process.exitCode = exitCode);
    },
  ],
  [
    'the clock',
    () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      return () => vi.useRealTimers();
    },
  ],
  [
    'the timers',
    () => {
      vi.useFakeTimers({ toFake: ['setTimeout'] });
      return () => vi.useRealTimers();
    },
  ],
  [
    'the variable LEADSCORE_NEW',
    () => {
      process.env.LEADSCORE_NEW = '1';
      return () => delete process.env.LEADSCORE_NEW;
    },
  ],
  [
    'the variable PATH',
    () => {
      const { PATH } = process.env;
      delete process.env.PATH;
      return () => (process.env.PATH = PATH);
    },
  ],
  [
    'the global leftBehind',
    () => {
      Object.assign(globalThis, { leftBehind: true });
      return () => Reflect.deleteProperty(globalThis, 'leftBehind');
    },
  ],
  [
    'listeners to SIGUSR2',
    () => {
      const hear = (): void => undefined;
      process.on('SIGUSR2', hear);
      return () => process.off('SIGUSR2', hear);
    },
  ],
])('a test that changes %s is told of', (name, change) => {
  undo.push(change());
  expect(changes(before, processState())).toEqual([name]);
});

test('nothing that a test undoes is told of', () => {
  expect(changes(before, processState())).toEqual([]);
});
