/** Vitest runs this before every test file whose process goes on with the next: what one leaves, the next would meet. */
import { afterAll, beforeAll } from 'vitest';
import { changes, processState, type ProcessState } from './process-state.js';

let before: ProcessState;

beforeAll(() => {
  before = processState();
});

afterAll(() => {
  const left = changes(before, processState());
  if (left.length === 0) return;
  throw new Error(
    `The file leaves its process other than it found it: ${left.join(', ')}. Undo it, or give the file a process of its own in vitest.config.ts.`,
  );
});
