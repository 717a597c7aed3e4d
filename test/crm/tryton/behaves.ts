/** The destination against a real Tryton: the behaviours that it has with our test server, judged by PostgreSQL. */
import assert from 'node:assert/strict';
import { behaviours, opened } from '../../sync/tryton/behaviours.js';
import type { CrmTest } from '../run.js';

export const tests: readonly CrmTest[] = behaviours.map(({ name, run }) => ({
  name: `Tryton: ${name}`,
  run: async ({ tryton }) => {
    const under = await tryton();
    const destination = await opened(under);
    try {
      await run(under, destination);
    } finally {
      await destination.close();
    }
    assert.equal(await under.openSessions(), 0, 'a session was left open');
  },
}));
