import { availableParallelism } from 'node:os';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

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
  'run/hot/faults',
  'run/hot/same-as-whole',
].map((name) => `/test/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification): number => {
      const at = longest.findIndex((name) => moduleId.endsWith(name));
      if (at >= 0) return at;
      // One after the other, since a process that has none of these next ends.
      return project.config.isolate ? longest.length + 1 : longest.length;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}

/**
 * Files that one process may run one after the other: they set no variable of the process, mock nothing, and leave no
 * module other than they found it. A process of its own costs each file 1.3 processor seconds, to load the modules and
 * to make them fast; and files of `order` translate the same models. The schemas of editors are asked for all parts of
 * the language, to which other files add.
 */
const inCommon = [
  'test/order/**/*.test.ts',
  'test/engine/googlesql/**/*.test.ts',
  'test/rubric/**/!(json-schema).test.ts',
];

const never = ['test/conformance/**', '**/node_modules/**'];

const every: TestProjectInlineConfiguration['test'] = {
  setupFiles: ['test/every-file.ts'],
  env: {
    // From this DuckDB takes how many threads it has. With more, those without work ask for it over and over, which on
    // a few rows costs a fifth of the processor's time; the cores are busy with other files already.
    SLURM_CPUS_ON_NODE: '1',
  },
  // Most of a test's time is planning and compiling on one core; the usual leaves one of two idle.
  maxWorkers: availableParallelism(),
  testTimeout: 300_000,
  hookTimeout: 300_000,
};

export default defineConfig({
  test: {
    // Of the whole run: a project that had it, too, would have it again.
    globalSetup: ['test/run-folder.ts'],
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { ...every, name: 'alone', include: ['test/**/*.test.ts'], exclude: [...never, ...inCommon] } },
      { test: { ...every, name: 'in common', include: inCommon, exclude: never, isolate: false } },
    ],
  },
});
