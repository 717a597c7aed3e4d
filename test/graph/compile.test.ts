import { describe, expect, test } from 'vitest';
import { compileProject } from '../../scripts/graph/compile.js';
import { projectFolder } from './project-folder.js';

const leads = `-- generated
config {
  type: "incremental",
  uniqueKey: ["lead_id"],
  protected: true,
  tags: ["daily"],
  assertions: { uniqueKey: ["lead_id"] },
  bigquery: { partitionBy: "DATE(created_at)", clusterBy: ["lead_id"] }
}

SELECT lead_id, created_at, \${words.quoted(dataform.projectConfig.vars.as_of)} AS as_of
FROM \${ref("raw_leads")}
\${when(incremental(), \`WHERE created_at > (SELECT MAX(created_at) FROM \${self()})\`)}
`;

const files = {
  'definitions/leads.sqlx': leads,
  'definitions/raw_leads.sqlx': 'config { type: "declaration", schema: "raw" }\n',
  'definitions/notes.md': 'not a model',
  'includes/words.js': "module.exports = { quoted: (text) => `'${text}'` };\n",
};

describe('compileProject', () => {
  test('gives every action with its full name, SQL, file and dependencies', () => {
    const graph = compileProject(projectFolder(files), { vars: { as_of: '2026-01-31' } });
    const target = { database: 'shop', schema: 'scoring', name: 'leads' };
    const assertion = { database: 'shop', schema: 'scoring_assertions', name: 'scoring_leads_assertions_uniqueKey_0' };
    expect({
      ...graph,
      directory: undefined,
      sources: [...graph.sources.keys()],
      raw: Object.keys(graph.raw).sort(),
    }).toEqual({
      directory: undefined,
      defaultDatabase: 'shop',
      defaultSchema: 'scoring',
      assertionSchema: 'scoring_assertions',
      vars: { as_of: '2026-01-31' },
      actions: [
        {
          key: 'shop.scoring.leads',
          kind: 'incremental',
          target,
          dependsOn: ['shop.raw.raw_leads'],
          fileName: 'definitions/leads.sqlx',
          tags: ['daily'],
          isDisabled: false,
          query: "-- generated\n\n\nSELECT lead_id, created_at, '2026-01-31' AS as_of\nFROM `shop.raw.raw_leads`\n\n",
          incrementalQuery:
            "-- generated\n\n\nSELECT lead_id, created_at, '2026-01-31' AS as_of\nFROM `shop.raw.raw_leads`\n" +
            'WHERE created_at > (SELECT MAX(created_at) FROM `shop.scoring.leads`)\n',
          preOps: [],
          postOps: [],
          incrementalPreOps: [],
          incrementalPostOps: [],
          uniqueKey: ['lead_id'],
          isProtected: true,
          onSchemaChange: 'IGNORE',
          partitionBy: 'DATE(created_at)',
          clusterBy: ['lead_id'],
        },
        {
          key: 'shop.scoring_assertions.scoring_leads_assertions_uniqueKey_0',
          kind: 'assertion',
          target: assertion,
          dependsOn: ['shop.scoring.leads'],
          fileName: 'definitions/leads.sqlx',
          tags: ['daily'],
          isDisabled: false,
          query:
            '\nSELECT\n  *\nFROM (\n  SELECT\n    lead_id,\n    COUNT(1) AS index_row_count\n' +
            '  FROM `shop.scoring.leads`\n  GROUP BY lead_id\n  ) AS data\nWHERE index_row_count > 1\n',
          parent: 'shop.scoring.leads',
        },
      ],
      declarations: [
        {
          key: 'shop.raw.raw_leads',
          target: { database: 'shop', schema: 'raw', name: 'raw_leads' },
          fileName: 'definitions/raw_leads.sqlx',
        },
      ],
      tests: [],
      sources: ['workflow_settings.yaml', 'includes/words.js', 'definitions/leads.sqlx', 'definitions/raw_leads.sqlx'],
      raw: [
        'assertions',
        'dataformCoreVersion',
        'declarations',
        'graphErrors',
        'jitData',
        'projectConfig',
        'tables',
        'targets',
      ],
    });
  });

  test('starts anew each time: what one compile declared is not there in the next', () => {
    const directory = projectFolder(files);
    const first = compileProject(directory);
    expect(compileProject(directory).raw).toEqual(first.raw);
    expect(first.vars).toEqual({ as_of: '' });
  });

  test('reads Dataform unit tests with their inputs put in', () => {
    const graph = compileProject(
      projectFolder({
        'definitions/doubled.sqlx': 'config { type: "table" }\nSELECT 2 * x AS y FROM ${ref("raw")}\n',
        'definitions/raw.sqlx': 'config { type: "declaration", schema: "raw" }\n',
        'definitions/doubled_test.sqlx':
          'config { type: "test", dataset: "doubled" }\ninput "raw" { SELECT 2 AS x }\nSELECT 4 AS y\n',
      }),
    );
    expect(graph.tests).toEqual([
      {
        name: 'doubled_test',
        fileName: 'definitions/doubled_test.sqlx',
        testQuery: '\nSELECT 2 * x AS y FROM ( SELECT 2 AS x )\n',
        expectedQuery: '\n\nSELECT 4 AS y\n',
      },
    ]);
  });
});

describe('the compile context', () => {
  const probe = (expression: string) =>
    compileProject(
      projectFolder({
        'includes/attempt.js': 'module.exports = (f) => { try { return f() } catch { return "undefined" } };\n',
        'definitions/probe.sqlx': `config { type: "view" }\nSELECT '\${attempt(() => ${expression})}' AS seen\n`,
      }),
    ).actions.map((action) => (action.kind === 'view' ? action.query.trim() : undefined));

  test.each([
    ['process', 'typeof process'],
    ['the host through a function it gave', "require('path').join.constructor('return typeof process')()"],
    ['the host through require', "require.constructor('return typeof process')()"],
    ['the host through console', "console.log.constructor('return typeof process')()"],
    ['the host through the global object', "this.constructor.constructor('return typeof process')()"],
    [
      'the host through an error',
      "(() => { try { require('fs') } catch (e) { return e.constructor.constructor('return typeof process')() } })()",
    ],
    ['the host object', 'typeof __host'],
  ])('does not reach %s', (_, expression) => {
    expect(probe(expression)).toEqual(["SELECT 'undefined' AS seen"]);
  });

  test('has path, and what models print goes where the caller says', () => {
    const lines: string[] = [];
    const directory = projectFolder({
      'definitions/a.js': 'const path = require("path");\nconsole.log(path.join("a", "..", "b"), 1);\n',
    });
    compileProject(directory, { print: (line) => lines.push(line) });
    expect(lines).toEqual(['b 1']);
  });
});
