// Puts the tests, and what they test, into one script that `runner.mjs` runs. Stryker calls it where the mutants are.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Tests that ask the rubric and the generator alone, and no warehouse; what notices most, soonest, comes first. */
const files = [
  'test/generate/language.test.ts',
  'test/rubric/cases.test.ts',
  'test/rubric/resolve.test.ts',
  'test/rubric/dispositions.test.ts',
  'test/rubric/attainable.test.ts',
  'test/rubric/curve.test.ts',
  'test/rubric/satisfiable.test.ts',
  'test/rubric/words.test.ts',
  'test/generate/variants.test.ts',
  'test/generate/committed.test.ts',
  'test/generate/family-curves.test.ts',
  'test/rubric/family-curve.test.ts',
  'test/rubric/load.test.ts',
  'test/generate/write.test.ts',
  'test/rubric/diff/meaning-changes.test.ts',
];

const root = process.cwd();
const entry = path.join(root, 'test/mutants/vitest.ts');

const bundle = await rolldown({
  input: 'all-tests',
  cwd: root,
  platform: 'node',
  treeshake: false,
  external: (id) => !id.startsWith('.') && !path.isAbsolute(id) && id !== 'all-tests' && id !== 'vitest',
  plugins: [
    {
      name: 'tests-of-mutants',
      resolveId(id) {
        if (id === 'all-tests') return id;
        if (id === 'vitest') return entry;
        return null;
      },
      load(id) {
        if (id !== 'all-tests') return null;
        return [
          ...files.map((file) => `import ${JSON.stringify(path.join(root, file))};`),
          `export { cases } from 'vitest';`,
        ].join('\n');
      },
      transform(code, id) {
        const own = path.relative(root, id).split(path.sep).join('/');
        const begin = files.includes(own)
          ? `import { beginFile as beginFile_ } from 'vitest'; beginFile_(${JSON.stringify(own)});\n`
          : '';
        // A script cannot wait: `runner.mjs` has made the parser of SQL ready before.
        if (own === 'scripts/rubric/sql/parser.ts') code = code.replace(/^await init\(\);$/m, '');
        const url = JSON.stringify(pathToFileURL(id).href);
        return { code: begin + code.replaceAll('import.meta.url', url), map: null };
      },
    },
  ],
  onLog(level, log) {
    if (level === 'warn') console.warn(log.message);
  },
});
await bundle.write({ file: path.join(root, '.leadscore/mutants-tests.cjs'), format: 'cjs' });
