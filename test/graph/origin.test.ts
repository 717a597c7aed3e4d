import { describe, expect, test } from 'vitest';
import { compileProject } from '../../scripts/graph/compile.js';
import { originOf } from '../../scripts/graph/origin.js';
import { projectFolder } from './project-folder.js';

/** The file's line that an error in this line of the compiled SQL would name. */
function named(sqlx: string, wanted: string, includes: Readonly<Record<string, string>> = {}) {
  const graph = compileProject(projectFolder({ 'definitions/a.sqlx': sqlx, ...includes }));
  const action = graph.actions.find((candidate) => candidate.target.name === 'a');
  if (action?.kind !== 'table') throw new Error('a is a table');
  const origin = originOf(graph, action, action.query);
  const index = action.query.split('\n').findIndex((line) => line.includes(wanted));
  return { file: origin.file, line: origin.line + index, text: sqlx.split('\n')[origin.line + index - 1] };
}

describe('originOf', () => {
  test.each([
    ['behind a config block', 'config {\n  type: "table"\n}\n\nSELECT 1 AS x,\n  WRONG AS y\n', 6],
    ['on the block’s own line', 'config { type: "table" } SELECT 1 AS x,\n  WRONG AS y', 2],
    [
      'behind a comment, a config and a js block',
      '-- a\nconfig {\n  type: "table"\n}\njs {\n  const one = 1;\n}\nSELECT ${one} AS x,\n  WRONG AS y\n',
      9,
    ],
    [
      'behind a placeholder of several lines',
      'config { type: "table" }\nSELECT ${[1, 2]\n  .map(String)\n  .join(" + ")} AS x,\n  WRONG AS y\n',
      5,
    ],
    [
      'behind a placeholder that gives several lines',
      'config { type: "table" }\nSELECT ${["1", "2"].join(",\\n")} AS x,\n  WRONG AS y\n',
      3,
    ],
    ['between blocks', 'config { type: "table" }\nSELECT 1 AS x,\n  WRONG AS y\npost_operations {\n  SELECT 2\n}\n', 3],
    ['inside a line with a placeholder', 'config { type: "table" }\n\nSELECT ${1 + 1} AS x, WRONG AS y\n', 3],
  ])('%s', (_, sqlx, line) => {
    expect(named(sqlx, 'WRONG')).toEqual({ file: 'definitions/a.sqlx', line, text: sqlx.split('\n')[line - 1] });
  });

  test("an assertion of a config is named by the config's word for it", () => {
    const graph = compileProject(
      projectFolder({
        'definitions/a.sqlx': 'config {\n  type: "table",\n  assertions: { nonNull: ["x"] }\n}\nSELECT 1 AS x\n',
      }),
    );
    const assertion = graph.actions.find((action) => action.kind === 'assertion');
    if (assertion?.kind !== 'assertion') throw new Error('there is an assertion');
    expect(originOf(graph, assertion, assertion.query)).toEqual({ file: 'definitions/a.sqlx', line: 3 });
  });
});
