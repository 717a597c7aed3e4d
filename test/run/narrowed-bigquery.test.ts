import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { BigQueryEngine } from '../../scripts/engine/bigquery/bigquery-engine.js';
import { compileProject } from '../../scripts/graph/compile.js';
import { runGraph } from '../../scripts/run/run.js';
import { RecordingClient } from '../engine/bigquery/recording-client.js';
import { projectFolder } from '../graph/project-folder.js';

const graph = compileProject(
  projectFolder({
    'definitions/raw_acts.sqlx': 'config { type: "declaration", schema: "raw", name: "raw_acts" }\n',
    'definitions/acts.sqlx': `config {
  type: "incremental",
  assertions: { uniqueKey: ["stream", "happened_at"], nonNull: ["stream"] }
}
SELECT stream, happened_at FROM \${ref("raw_acts")}
`,
  }),
);
const schema = {
  fields: [
    { name: 'stream', type: 'STRING' },
    { name: 'happened_at', type: 'TIMESTAMP' },
  ],
};
const texts = (...names: readonly string[]) => ({ fields: names.map((name) => ({ name, type: 'STRING' })) });
const row = (...cells: readonly string[]) => ({ f: cells.map((v) => ({ v })) });
const held = graph.actions.flatMap((action) =>
  action.kind === 'assertion'
    ? [row('shop.scoring.acts', action.key, createHash('sha256').update(action.query).digest('hex'))]
    : [],
);

async function jobsOf(options: { readonly fullRefresh?: boolean; readonly failing?: string }) {
  const client = new RecordingClient({
    ...(options.failing !== undefined && { [options.failing]: { error: new Error('no') } }),
    'SELECT DISTINCT model': { schema: texts('model', 'assertion', 'query_sha256'), pages: [held] },
    'AS row_count': { schema: { fields: [{ name: 'row_count', type: 'INT64' }] }, pages: [[row('100')]] },
    'AS failing_rows': { schema: { fields: [{ name: 'failing_rows', type: 'INT64' }] }, pages: [[row('0')]] },
    'INSERT INTO `shop`.`scoring`.`acts`': { affected: '3' },
    'raw.raw_acts': { schema },
  });
  const table = { type: 'TABLE', schema };
  client.tables['shop.scoring.acts'] = table;
  client.tables['shop.scoring.leadscore_held_assertions'] = table;
  client.tables['shop.scoring.leadscore_increment_of_acts'] = table;
  const engine = new BigQueryEngine({ projectId: 'shop', client });
  const result = await runGraph(graph, engine, { clock: () => new Date(0), parallel: 1, ...options });
  const jobs = client.jobs.filter(
    ({ dryRun, query }) => dryRun !== true && !/^CREATE (SCHEMA|OR REPLACE VIEW)/.test(query),
  );
  return { status: result.status, jobs: jobs.map(({ query }) => query.trim().replace(/\n+/g, '\n')) };
}

const noted = [
  'SELECT DISTINCT model, assertion, query_sha256 FROM `shop.scoring.leadscore_held_assertions`',
  `DELETE FROM \`shop\`.\`scoring\`.\`leadscore_held_assertions\` AS T
WHERE EXISTS (SELECT 1 FROM (
SELECT model FROM \`shop.scoring.leadscore_held_assertions\` WHERE model IN ('shop.scoring.acts')
) AS S WHERE S.\`model\` = T.\`model\`)`,
];
const kept = `CREATE OR REPLACE TABLE \`shop\`.\`scoring\`.\`leadscore_increment_of_acts\`
OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 1 DAY))
AS
SELECT \`stream\`, \`happened_at\`
FROM (
SELECT stream, happened_at FROM \`shop.raw.raw_acts\`
)`;
const added = (from: string) => `INSERT INTO \`shop\`.\`scoring\`.\`acts\` (\`stream\`, \`happened_at\`)
SELECT \`stream\`, \`happened_at\`
FROM (
${from}
)`;
const dropped = 'DROP TABLE `shop`.`scoring`.`leadscore_increment_of_acts`';
const notes = [
  expect.stringMatching(/^CREATE TABLE IF NOT EXISTS `shop`.`scoring`.`leadscore_held_assertions`/),
  expect.stringMatching(/^INSERT INTO `shop`.`scoring`.`leadscore_held_assertions`/),
];

test('an increment on BigQuery is a table that expires, which the assertions read, and which is dropped after them', async () => {
  expect(await jobsOf({})).toEqual({
    status: 'succeeded',
    jobs: [
      ...noted,
      kept,
      added('SELECT * FROM `shop`.`scoring`.`leadscore_increment_of_acts`'),
      'SELECT COUNT(*) AS row_count FROM `shop.scoring.acts`',
      `SELECT COUNT(*) AS failing_rows FROM (
SELECT
  'stream IS NOT NULL' AS failing_row_condition,
  *
FROM \`shop.scoring.leadscore_increment_of_acts\`
WHERE NOT (stream IS NOT NULL)
) AS failing`,
      `SELECT COUNT(*) AS failing_rows FROM (
SELECT stored.\`stream\`, stored.\`happened_at\`, COUNT(1) AS index_row_count
FROM \`shop.scoring.acts\` AS stored
INNER JOIN (SELECT DISTINCT \`stream\`, \`happened_at\` FROM \`shop.scoring.leadscore_increment_of_acts\`) AS written
  ON COALESCE(written.\`stream\`, '') = COALESCE(stored.\`stream\`, '')
  AND (written.\`stream\` IS NULL) = (stored.\`stream\` IS NULL)
  AND COALESCE(written.\`happened_at\`, TIMESTAMP '1970-01-01 00:00:00+00') = COALESCE(stored.\`happened_at\`, TIMESTAMP '1970-01-01 00:00:00+00')
  AND (written.\`happened_at\` IS NULL) = (stored.\`happened_at\` IS NULL)
GROUP BY stored.\`stream\`, stored.\`happened_at\`
HAVING COUNT(1) > 1
) AS failing`,
      dropped,
      ...notes,
    ],
  });
});

test('when the rows cannot be added, what was kept of them goes, and nothing is noted', async () => {
  const source = 'SELECT * FROM `shop`.`scoring`.`leadscore_increment_of_acts`';
  expect(await jobsOf({ failing: source })).toEqual({
    status: 'failed',
    jobs: [...noted, kept, added(source), dropped],
  });
});

test('a full refresh writes straight, reads whole tables, and notes what holds', async () => {
  const view = (name: string) => `SELECT COUNT(*) AS failing_rows FROM \`shop.scoring_assertions.${name}\``;
  expect(await jobsOf({ fullRefresh: true })).toEqual({
    status: 'succeeded',
    jobs: [
      ...noted,
      'CREATE OR REPLACE TABLE `shop`.`scoring`.`acts`\nAS\nSELECT stream, happened_at FROM `shop.raw.raw_acts`',
      view('scoring_acts_assertions_rowConditions'),
      view('scoring_acts_assertions_uniqueKey_0'),
      ...notes,
    ],
  });
});
