import { defineConfig } from 'vitest/config';

/** Tests that ask the rubric and the generator alone, and no warehouse: thousands of runs have to be quick ones. */
export default defineConfig({
  test: {
    include: ['test/rubric/**/*.test.ts', 'test/generate/**/*.test.ts'],
    environment: 'node',
  },
});
