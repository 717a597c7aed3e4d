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
 * Files that need a process of their own. A process of its own costs a file 0.5 to 1.3 processor seconds, to load the modules and
 * to make them fast; so all others have processes in common, one after the other, and leave nothing in them to the next:
 * `test/nothing-left.ts` sees to it.
 */
const alone = [
  // What takes long gains little, and begins first.
  ...longest.map((name) => name.replace('/', '')),
  // Secrets as variables of the process, or a project that is built for one file.
  'test/sync/bigquery/crm-commands.test.ts',
  'test/sync/commands/{actions,alerts,alerts-unattended,bad-inputs,commands,stale}.test.ts',
  'test/sync/http/client.test.ts',
  // Vitest's settings for one file.
  'test/identity/changes.test.ts',
  // The schemas of editors are asked for all parts of the language, to which other files add.
  'test/rubric/json-schema.test.ts',
];

const never = ['test/conformance/**', '**/node_modules/**'];

const every = {
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
} satisfies TestProjectInlineConfiguration['test'];

export default defineConfig({
  test: {
    // Of the whole run: a project that had it, too, would have it again.
    globalSetup: ['test/run-folder.ts'],
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { ...every, name: 'alone', include: alone, exclude: never } },
      {
        test: {
          ...every,
          name: 'in common',
          include: ['test/**/*.test.ts'],
          exclude: [...never, ...alone],
          isolate: false,
          setupFiles: [...every.setupFiles, 'test/nothing-left.ts'],
        },
      },
    ],
  },
});
