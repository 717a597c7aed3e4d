import { availableParallelism } from 'node:os';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** The longest first: none of them runs on one core alone at the end. By processor seconds; the others follow as vitest orders them. */
const longest = [
  'projects/ga4',
  'faults/cases',
  'sync/bigquery/faults',
  'sync/bigquery/processes',
  'order/step-14-buffers',
  'docs/readme',
  'docs/write-a-rubric',
  'faults/wrong-use',
  'docs/adopt',
  'generate/hostile-project',
  'semantics/semantics',
  'state/drill',
].map((name) => `/test/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/run-folder.ts'],
    exclude: ['test/conformance/**', '**/node_modules/**'],
    // Most of a test's time is planning and compiling on one core; the usual leaves one of two idle.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
