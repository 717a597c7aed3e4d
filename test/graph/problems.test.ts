import { describe, expect, test } from 'vitest';
import { checkProject, compileProject } from '../../scripts/graph/compile.js';
import { type Problem, ProblemError } from '../../scripts/problem.js';
import { projectFolder, settings } from './project-folder.js';

const good = { 'definitions/good.sqlx': 'config { type: "table" }\nSELECT 1 AS x\n' };
const someModel = 'Create it under definitions/, declare it as a source, or mend the name.';

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly expected: readonly Omit<Problem, 'severity'>[];
}

const cases: readonly Case[] = [
  {
    name: 'a ref to nothing: at the word, behind a comment and a config block, one problem for each',
    files: {
      ...good,
      'definitions/a.sqlx':
        '-- header\nconfig {\n  type: "view",\n}\n\nSELECT *\nFROM ${ref("goood")}\nJOIN ${ref("nowhere")} USING (x)\nJOIN ${ref({ schema: "other", name: "thing" })} USING (x)\n',
    },
    expected: [
      {
        code: 'graph/unknown-model',
        place: { file: 'definitions/a.sqlx', line: 7, column: 13, length: 5 },
        what: 'No model, source or operation is called "goood".',
        todo: 'Did you mean "good"?',
      },
      {
        code: 'graph/unknown-model',
        place: { file: 'definitions/a.sqlx', line: 8, column: 13, length: 7 },
        what: 'No model, source or operation is called "nowhere".',
        todo: someModel,
      },
      {
        code: 'graph/unknown-model',
        place: { file: 'definitions/a.sqlx', line: 9, column: 38, length: 5 },
        what: 'No model, source or operation is called "other.thing".',
        todo: someModel,
      },
    ],
  },
  {
    name: 'a ref to nothing in a JavaScript file',
    files: { 'definitions/a.js': '// two\npublish("a").query((ctx) => `SELECT * FROM ${ctx.ref("absent")}`);\n' },
    expected: [
      {
        code: 'graph/unknown-model',
        place: { file: 'definitions/a.js', line: 2, column: 55, length: 6 },
        what: 'No model, source or operation is called "absent".',
        todo: someModel,
      },
    ],
  },
  {
    name: 'a dependency that is only named in the config',
    files: { 'definitions/a.sqlx': 'config {\n  type: "table",\n  dependencies: ["absent"]\n}\nSELECT 1 AS x\n' },
    expected: [
      {
        code: 'graph/unknown-model',
        place: { file: 'definitions/a.sqlx', line: 3, column: 19, length: 6 },
        what: 'No model, source or operation is called "absent".',
        todo: someModel,
      },
    ],
  },
  {
    name: 'a circle of refs',
    files: {
      'definitions/a.sqlx': 'config { type: "table" }\nSELECT x FROM ${ref("b")}\n',
      'definitions/b.sqlx': 'config { type: "table" }\nSELECT x FROM ${ref("c")}\n',
      'definitions/c.sqlx': 'config { type: "table" }\nSELECT x FROM ${ref("a")}\n',
    },
    expected: [
      {
        code: 'graph/circular-ref',
        place: { file: 'definitions/a.sqlx', line: 2, column: 22, length: 1 },
        what: 'Models refer to each other in a circle: a -> b -> c -> a.',
        why: 'None of them can be built first (definitions/a.sqlx, definitions/b.sqlx, definitions/c.sqlx).',
        todo: 'Take one of these refs out; what two models share belongs in a third that both read.',
      },
    ],
  },
  {
    name: 'an unknown setting in a config, and no second problem for who refers to that model',
    files: {
      'definitions/a.sqlx': 'config {\n  type: "table",\n  uniqueKeey: ["x"]\n}\nSELECT 1 AS x\n',
      'definitions/b.sqlx': 'config { type: "table" }\nSELECT x FROM ${ref("a")}\n',
    },
    expected: [
      {
        code: 'graph/config-key',
        place: { file: 'definitions/a.sqlx', line: 3, column: 3, length: 10 },
        what: '"uniqueKeey" is not a setting that Dataform knows here.',
        todo: 'Did you mean "uniqueKey"?',
      },
    ],
  },
  {
    name: 'a setting of another type',
    files: { 'definitions/a.sqlx': 'config {\n  type: "table",\n  tags: { daily: true }\n}\nSELECT 1 AS x\n' },
    expected: [
      {
        code: 'graph/config-value',
        place: { file: 'definitions/a.sqlx', line: 3, column: 3, length: 4 },
        what: '"tags" cannot hold a value of type object.',
        todo: 'See the configs reference of Dataform for what it may hold.',
      },
    ],
  },
  {
    name: 'an unknown type of model',
    files: { 'definitions/a.sqlx': 'config { type: "tabel" }\nSELECT 1 AS x\n' },
    expected: [
      {
        code: 'graph/config-value',
        place: { file: 'definitions/a.sqlx', line: 1, column: 17, length: 5 },
        what: '"tabel" is not a type of model.',
        todo: 'Did you mean "table"?',
      },
    ],
  },
  {
    name: 'one name twice',
    files: { ...good, 'definitions/custom/good.sqlx': 'config { type: "view" }\nSELECT 2 AS x\n' },
    expected: [
      {
        code: 'graph/duplicate-model',
        place: { file: 'definitions/custom/good.sqlx', line: 1, column: 1, length: 6 },
        what: '"good" is defined more than once: definitions/custom/good.sqlx, definitions/good.sqlx.',
        why: 'Tables, views, assertions, operations and sources of a dataset share one set of names.',
        todo: 'Rename or remove all but one.',
      },
    ],
  },
  {
    name: 'a ref that two datasets answer',
    files: {
      ...good,
      'definitions/raw_good.sqlx': 'config { type: "declaration", schema: "raw", name: "good" }\n',
      'definitions/a.sqlx': 'config { type: "view" }\nSELECT 1 AS good,\n  x FROM ${ref("good")}\n',
    },
    expected: [
      {
        code: 'graph/ambiguous-model',
        place: { file: 'definitions/a.sqlx', line: 3, column: 17, length: 4 },
        what: '"good" may be scoring.good or raw.good.',
        todo: 'Name the dataset too: ref("dataset", "good").',
      },
    ],
  },
  {
    name: 'a semicolon behind the query',
    files: { 'definitions/a.sqlx': 'config { type: "table" }\nSELECT 1 AS x;\n' },
    expected: [
      {
        code: 'graph/semicolon',
        place: { file: 'definitions/a.sqlx', line: 2, column: 14, length: 1 },
        what: 'The SQL ends in a semicolon.',
        why: 'Dataform puts the query inside a statement of its own.',
        todo: 'Remove the semicolon.',
      },
    ],
  },
  {
    name: 'a dot in the name of a file',
    files: { 'definitions/a.gen.sqlx': 'config { type: "table" }\nSELECT 1 AS x\n' },
    expected: [
      {
        code: 'graph/dot-in-name',
        place: { file: 'definitions/a.gen.sqlx', line: 1, column: 1 },
        what: "The model's name has a dot in it.",
        why: 'A model is called like its file, and a dot separates dataset and name.',
        todo: 'Rename the file.',
      },
    ],
  },
  {
    name: 'a config that is no JavaScript',
    files: { 'definitions/a.sqlx': 'config {\n  type: "table"\n  tags: ["x"]\n}\nSELECT 1 AS x\n' },
    expected: [
      {
        code: 'graph/syntax',
        place: { file: 'definitions/a.sqlx', line: 3, column: 3 },
        what: "The JavaScript cannot be read: Unexpected identifier 'tags'.",
      },
    ],
  },
  {
    name: 'a file that is no JavaScript',
    files: { 'definitions/a.js': 'const a = 1;\npublish("x" {\n' },
    expected: [
      {
        code: 'graph/syntax',
        place: { file: 'definitions/a.js', line: 2, column: 9 },
        what: 'The JavaScript cannot be read: missing ) after argument list.',
      },
    ],
  },
  {
    name: 'JavaScript that fails, where it fails: in an include',
    files: {
      'includes/words.js': 'module.exports = {\n  twice: (x) => factor * x,\n};\n',
      'definitions/a.sqlx': 'config { type: "table" }\nSELECT ${words.twice(1)} AS x\n',
    },
    expected: [
      {
        code: 'graph/javascript',
        place: { file: 'includes/words.js', line: 2, column: 24 },
        what: 'The JavaScript failed: factor is not defined.',
      },
    ],
  },
  {
    name: 'an include that cannot be read, and no second problem for the models that use it',
    files: {
      'includes/words.js': 'module.exports = { one: () => 1;\n',
      'definitions/a.sqlx': 'config { type: "table" }\nSELECT ${words.one()} AS x\n',
    },
    expected: [
      {
        code: 'graph/syntax',
        place: { file: 'includes/words.js', line: 1, column: 32 },
        what: "The JavaScript cannot be read: Unexpected token ';'.",
      },
    ],
  },
  {
    name: 'an unknown key in actions.yaml',
    files: { 'definitions/actions.yaml': 'actions:\n  - tabel:\n      name: x\n' },
    expected: [
      {
        code: 'graph/config-key',
        place: { file: 'definitions/actions.yaml', line: 2, column: 5, length: 5 },
        what: '"tabel" is not a setting that Dataform knows here.',
        todo: 'Did you mean "table"?',
      },
    ],
  },
  {
    name: 'JavaScript that fails inside the SQL, behind a js block',
    files: {
      'definitions/a.sqlx':
        'config { type: "table" }\njs {\n  const one = 1;\n}\n\nSELECT ${one} AS one,\n  ${nope.two} AS two\n',
    },
    expected: [
      {
        code: 'graph/javascript',
        place: { file: 'definitions/a.sqlx', line: 7, column: 5 },
        what: 'The JavaScript failed: nope is not defined.',
      },
    ],
  },
  {
    name: "Node's own modules, and a file that is not there",
    files: {
      'includes/disk.js': 'const fs = require("fs");\n',
      'includes/wrong.js': 'const disk = require("includes/disc.js");\n',
    },
    expected: [
      {
        code: 'graph/unknown-module',
        place: { file: 'includes/disk.js', line: 1, column: 12 },
        what: 'require("fs") finds no file.',
        why: 'Paths start at the project\'s folder; of Node\'s own modules only "path" is there.',
        todo: 'Mend the path.',
      },
      {
        code: 'graph/unknown-module',
        place: { file: 'includes/wrong.js', line: 1, column: 14 },
        what: 'require("includes/disc.js") finds no file.',
        why: 'Paths start at the project\'s folder; of Node\'s own modules only "path" is there.',
        todo: 'Did you mean "includes/disk.js"?',
      },
    ],
  },
  {
    name: 'import(), but not the word in a comment',
    files: {
      'definitions/a.sqlx': '-- what we import (daily)\nconfig { type: "table" }\nSELECT 1 AS x\n',
      'definitions/b.js': 'import /* all */ ("fs").catch((e) => e);\n',
    },
    expected: [
      {
        code: 'graph/dynamic-import',
        place: { file: 'definitions/b.js', line: 1, column: 1, length: 6 },
        what: 'import() cannot be used here.',
        why: 'Definitions and includes are compiled without modules, disk and network.',
        todo: 'Use require("includes/<file>.js").',
      },
    ],
  },
  {
    name: 'eval',
    files: { 'definitions/a.js': 'const two =\n  eval("1 + 1");\n' },
    expected: [
      {
        code: 'graph/eval',
        place: { file: 'definitions/a.js', line: 2, column: 3 },
        what: 'Text cannot be run as code here (eval, new Function).',
        why: 'It could do what a reader of the project does not see.',
        todo: 'Write the code itself.',
      },
    ],
  },
  {
    name: 'a path that leaves the project',
    files: { 'includes/out.js': 'const out = require("../../etc/hostname");\n' },
    expected: [
      {
        code: 'graph/unknown-module',
        place: { file: 'includes/out.js', line: 1, column: 13 },
        what: 'require("../../etc/hostname") finds no file.',
        why: 'Paths start at the project\'s folder; of Node\'s own modules only "path" is there.',
        todo: 'Mend the path.',
      },
    ],
  },
  {
    name: 'settings that are no YAML',
    files: { ...good, 'workflow_settings.yaml': 'defaultProject: x\n  bad: : y\n' },
    expected: [
      {
        code: 'graph/yaml-syntax',
        place: { file: 'workflow_settings.yaml', line: 2, column: 6 },
        what: 'The file is not valid YAML: bad indentation of a mapping entry.',
      },
    ],
  },
  {
    name: 'an unknown setting of the project',
    files: { ...good, 'workflow_settings.yaml': `${settings}defaultProjekt: x\n` },
    expected: [
      {
        code: 'graph/config-key',
        place: { file: 'workflow_settings.yaml', line: 6, column: 1, length: 14 },
        what: '"defaultProjekt" is not a setting that Dataform knows here.',
        todo: 'Did you mean "defaultProject"?',
      },
    ],
  },
  {
    name: 'settings that hold nothing',
    files: { ...good, 'workflow_settings.yaml': '' },
    expected: [
      {
        code: 'graph/no-settings',
        place: { file: 'workflow_settings.yaml', line: 1, column: 1 },
        what: 'The file holds no settings.',
        todo: 'Give at least defaultProject and defaultDataset.',
      },
    ],
  },
  {
    name: 'settings without a project',
    files: { ...good, 'workflow_settings.yaml': 'defaultDataset: scoring\n' },
    expected: [
      {
        code: 'graph/no-default-project',
        place: { file: 'workflow_settings.yaml', line: 1, column: 1 },
        what: 'No project is named for scoring.good.',
        todo: 'Set defaultProject in workflow_settings.yaml.',
      },
    ],
  },
  {
    name: 'a variable that is a number',
    files: { ...good, 'workflow_settings.yaml': 'defaultProject: x\ndefaultDataset: y\nvars:\n  days: 3\n' },
    expected: [
      {
        code: 'graph/config-value',
        place: { file: 'workflow_settings.yaml', line: 3, column: 1, length: 4 },
        what: 'A variable holds something that is not text.',
        todo: 'Put every value under vars in quotes.',
      },
    ],
  },
  {
    name: 'a rule of Dataform without an explanation of ours: its own words',
    files: { 'definitions/a.sqlx': 'config { type: "table" }\nSELECT 1 AS x\n---\nSELECT 2 AS x\n' },
    expected: [
      {
        code: 'graph/compile',
        place: { file: 'definitions/a.sqlx', line: 1, column: 1, length: 6 },
        what: "Actions may only contain more than one SQL statement if they are of type 'operations'.",
      },
    ],
  },
];

describe('compile problems', () => {
  test.each(cases)('$name', ({ files, expected }) => {
    expect(checkProject(projectFolder(files)).problems).toEqual(
      expected.map((problem) => ({ severity: 'error', ...problem })),
    );
  });

  test('a folder that is not there, or is no project', () => {
    expect(checkProject('/nowhere/at/all').problems).toEqual([
      {
        code: 'graph/no-project',
        severity: 'error',
        what: 'There is no project folder /nowhere/at/all.',
        todo: 'Give the folder that holds workflow_settings.yaml with --project.',
      },
    ]);
    const directory = `${projectFolder(good)}/definitions`;
    expect(checkProject(directory).problems).toEqual([
      {
        code: 'graph/no-settings',
        severity: 'error',
        what: `${directory} holds no workflow_settings.yaml.`,
        why: 'Dataform reads the project, dataset and variables from it.',
        todo: 'Run in the folder of a project, or name one with --project.',
      },
    ]);
  });

  test('JavaScript without an end is stopped', () => {
    const directory = projectFolder({ 'definitions/a.js': 'for (;;) {}\n' });
    expect(checkProject(directory, { timeoutMs: 50 })).toEqual({
      problems: [
        {
          code: 'graph/timeout',
          severity: 'error',
          what: 'Compiling the project took longer than 0.05 seconds and was stopped.',
          why: 'JavaScript in definitions/ or includes/ may never come to an end.',
          todo: 'Look for a loop in the JavaScript that was changed last.',
        },
      ],
    });
  });

  test('compileProject throws all of them', () => {
    const directory = projectFolder({ 'definitions/a.sqlx': 'config { type: "view" }\nSELECT * FROM ${ref("b")}\n' });
    expect(() => compileProject(directory)).toThrow(new ProblemError(checkProject(directory).problems));
  });
});
