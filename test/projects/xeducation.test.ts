import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DuckDBInstance } from '@duckdb/node-api';
import { openDuckDb } from '../../scripts/engine/duckdb/open.js';
import type { Value } from '../../scripts/engine/engine.js';
import { type Cells, type Database, openDatabases } from './open-database.js';
import { projectRoot } from './project-root.js';
import { copyProject, type Outcome, type ProjectCopy, succeeded } from './project-copy.js';
import { documentPath, tablesOf } from './results/document.js';
import { xeducationTables } from './results/xeducation-tables.js';
import { xeducationFigures } from './results/xeducation.js';
import { differences } from './same-rows.js';
import { hasSharedData, sharedFile } from './shared-data.js';

const leadsFile = sharedFile('xeducation/Leads.csv');
const asOf = '2026-11-23';

/** What sales wrote down after they had spoken to the person: to read it is to read the answer. */
const leaking = ['Tags', 'Lead Quality', 'Lead Profile', 'Last Notable Activity', 'Last Activity', 'Asymmetrique'];

describe.skipIf(!hasSharedData('xeducation', 'the X Education project on 9,240 real leads'))('X Education', () => {
  let copy: ProjectCopy;
  let first: Outcome;
  let database: Database;
  let stagedRows: Value | undefined;

  beforeAll(async () => {
    copy = copyProject('test/projects/xeducation');
    succeeded(await copy.build());
    first = succeeded(await copy.run({ asOf, database: 'first.duckdb' }));
    stagedRows = await rowsOfView(copy.path('first.duckdb'), 'stg_leads_export__leads');
    database = await openDatabases({ leadscore: copy.path('first.duckdb') });
  });

  afterAll(() => {
    database?.close();
    copy?.remove();
  });

  test('ranks the half it was not written from: AUC at least 0.75, at least 75 % in the top fifth', async () => {
    const { writtenFrom, heldOut } = await xeducationFigures(database);
    expect([writtenFrom.ranking.rows, heldOut.ranking.rows, heldOut.ranking.topRows]).toEqual([4620, 4620, 924]);
    expect(heldOut.ranking.auc).toBeGreaterThanOrEqual(0.75);
    expect(heldOut.ranking.topPrecision).toBeGreaterThanOrEqual(0.75);
    // A gap between the halves would say that the rubric was fitted, not judged.
    expect(Math.abs(writtenFrom.ranking.auc - heldOut.ranking.auc)).toBeLessThan(0.05);
  });

  test('every tier is filled in both halves, and each converts better than the next', async () => {
    const { writtenFrom, heldOut } = await xeducationFigures(database);
    for (const { tiers } of [writtenFrom, heldOut]) {
      expect(tiers.map(({ tier }) => tier)).toEqual(['call_today', 'call', 'nurture', 'newsletter']);
      expect(Math.min(...tiers.map(({ leads }) => leads))).toBeGreaterThanOrEqual(100);
      const rates = tiers.map(({ leads, enrolled }) => enrolled / leads);
      expect(rates).toEqual(rates.toSorted((a, b) => b - a));
    }
  });

  test('docs/results.md shows these figures', async () => {
    const document = readFileSync(path.join(projectRoot, documentPath), 'utf8');
    expect(tablesOf(document, 'xeducation')).toBe(xeducationTables(await xeducationFigures(database)));
  });

  test('the halves are those the rubric names', async () => {
    expect(
      await database.row(`
        SELECT min(lead_number) AS lowest, max(lead_number) FILTER (place <= 4620) AS cut
        FROM (SELECT lead_number, row_number() OVER (ORDER BY lead_number) AS place FROM int_people)`),
    ).toEqual({ lowest: 579533, cut: 615477 });
    expect(readFileSync(path.join(copy.directory, 'rubrics/enrolment.yaml'), 'utf8')).toContain('579533..615477');
  });

  test('the contributions add up to the score in every row, in the graph and counted again', async () => {
    expect(first.said).toMatch(/: \d+ succeeded\n$/);
    expect(
      await database.row(`
        SELECT
          count(*) AS leads,
          count(*) FILTER (total_score IS DISTINCT FROM coalesce(points, 0)) AS wrong,
          count(*) FILTER (points IS NULL) AS without_reason
        FROM lead_scores
        LEFT JOIN (
          SELECT rubric, as_of, lead_id, sum(total_points) AS points FROM lead_score_reasons GROUP BY ALL
        ) USING (rubric, as_of, lead_id)`),
    ).toEqual({ leads: 9240, wrong: 0, without_reason: 0 });
    expect(
      await database.number(
        'SELECT count(*) FROM lead_score_reasons ANTI JOIN lead_scores USING (rubric, as_of, lead_id)',
      ),
    ).toBe(0);
    expect(
      await database.rows(
        `SELECT status, count(*) AS n FROM leadscore_run_actions WHERE kind = 'assertion' AND action LIKE '%add_up%' GROUP BY status`,
      ),
    ).toEqual([{ status: 'succeeded', n: 1 }]);
  });

  test('no row is lost or doubled on the way', async () => {
    const tables = [
      'xeducation.leads_csv',
      'int_person_records',
      'int_record_persons',
      'int_people',
      'leads',
      'enrolment_leads',
      'enrolment_scores',
      'lead_scores',
      'crm_updates',
    ];
    expect(stagedRows).toBe(9240);
    const counts = await Promise.all(
      tables.map(async (table) => [table, await database.number(`SELECT count(*) FROM ${table}`)]),
    );
    expect(counts).toEqual(tables.map((table) => [table, 9240]));
  });

  test('"Select" and blanks are unknown', async () => {
    const columns = ['country', 'lead_source', 'lead_origin', 'occupation', 'specialization'];
    for (const column of columns) {
      expect(
        await database.number(
          `SELECT count(*) FROM int_people WHERE trim(${column}) = '' OR lower(trim(${column})) = 'select'`,
        ),
        column,
      ).toBe(0);
    }
    expect(
      await database.row(`
        SELECT
          count(*) FILTER (specialization IS NULL) AS specialization,
          count(*) FILTER (occupation IS NULL) AS occupation,
          count(*) FILTER (lead_source IS NULL) AS lead_source,
          count(*) FILTER (visits IS NULL) AS visits
        FROM int_people`),
    ).toEqual(
      await database.row(`
        SELECT
          count(*) FILTER ("Specialization" IS NULL OR "Specialization" IN ('', 'Select')) AS specialization,
          count(*) FILTER ("What is your current occupation" IS NULL OR "What is your current occupation" IN ('', 'Select')) AS occupation,
          count(*) FILTER ("Lead Source" IS NULL OR "Lead Source" IN ('', 'Select')) AS lead_source,
          count(*) FILTER ("TotalVisits" IS NULL) AS visits
        FROM read_csv('${leadsFile}', header = true, all_varchar = true)`),
    );
  });

  test('no mapping, attribute, rule or model names a column that sales filled', () => {
    const files = [
      ...filesBelow(path.join(copy.directory, 'definitions')),
      ...filesBelow(path.join(copy.directory, 'rubrics')).filter((file) => !file.endsWith('.lock.yaml')),
    ];
    expect(files.length).toBeGreaterThan(35);
    const named = files.flatMap((file) => {
      // Comments may say what is left unread, and why.
      const text = readFileSync(file, 'utf8').replace(/^\s*(#|--).*$/gm, '');
      return leaking
        .filter((column) => new RegExp(`\\b${column.replaceAll(' ', '[ _]')}`, 'i').test(withoutTags(text)))
        .map((column) => `${path.relative(copy.directory, file)}: ${column}`);
    });
    expect(named).toEqual([]);
  });

  test('other words in those columns, and the label turned round, change no score and no reason', async () => {
    const other = copy.path('other.csv');
    await copyWithOtherAnswers(other);
    succeeded(
      await copy.run({
        asOf,
        database: 'other.duckdb',
        raw: new Map([['leads_export.leads_csv', [other]]]),
        select: ['+lead_scores', '+lead_score_reasons'],
      }),
    );
    const both = await openDatabases({
      clean: copy.path('first.duckdb'),
      other: copy.path('other.duckdb'),
    });
    try {
      expect(
        await both.number(
          'SELECT count(*) FROM clean.leadscore.int_people AS a INNER JOIN other.leadscore.int_people AS b USING (lead_id) WHERE a.has_enrolled = b.has_enrolled',
        ),
      ).toBe(0);
      for (const table of ['lead_scores', 'lead_score_reasons']) {
        expect(await differences(both, `clean.leadscore.${table}`, `other.leadscore.${table}`), table).toEqual([]);
      }
    } finally {
      both.close();
    }
  });

  test('a file with a nameless last column is refused in words, and nothing is written', async () => {
    const variant = sharedFile('xeducation/variant_trailing_blank_column/Leads.csv');
    const raw = new Map([['leads_export.leads_csv', [variant]]]);
    const message = `${variant}:1:751  raw/nameless-column
  Column 38 of 38 has no name.
  A column can only be read by its name.
  Name it in the first line, or take the column out (a delimiter too many at the end of the lines).
  > 1 | …agree to pay the amount through cheque,A free copy of Mastering The Interview,Last Notable Activity,
      |                                                                                                      ^
    2 |

1 problem (1 error) in 1 file
`;
    const fresh = await copy.run({ asOf, database: 'fresh.duckdb', raw });
    expect([fresh.code, fresh.said]).toEqual([1, message]);
    copyFileSync(copy.path('first.duckdb'), copy.path('used.duckdb'));
    const used = await copy.run({ asOf, database: 'used.duckdb', raw });
    expect([used.code, used.said]).toEqual([1, message]);

    const all = await openDatabases({
      first: copy.path('first.duckdb'),
      fresh: copy.path('fresh.duckdb'),
      used: copy.path('used.duckdb'),
    });
    try {
      const tablesOf = (name: string): Promise<readonly Cells[]> =>
        all.rows(
          `SELECT schema_name, table_name, estimated_size AS n FROM duckdb_tables() WHERE database_name = '${name}' ORDER BY ALL`,
        );
      // The loader's own note of what is loaded: nothing is.
      expect(await tablesOf('fresh')).toEqual([{ schema_name: 'leadscore_raw', table_name: 'loads', n: 0 }]);
      expect(await tablesOf('used')).toEqual(await tablesOf('first'));
      for (const table of [
        'xeducation.leads_csv',
        'leadscore_raw.loads',
        'leadscore.lead_scores',
        'leadscore.leadscore_runs',
      ]) {
        expect(await differences(all, `first.${table}`, `used.${table}`), table).toEqual([]);
      }
    } finally {
      all.close();
    }
  });
});

/** Views are read by the engine, since they call functions that it defines on its connections. */
async function rowsOfView(file: string, view: string): Promise<Value | undefined> {
  const engine = await openDuckDb({ path: file, database: 'leadscore', readOnly: true });
  try {
    return (await engine.query(`SELECT COUNT(*) AS n FROM \`leadscore.leadscore.${view}\``))[0]?.n;
  } finally {
    await engine.close();
  }
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** A model's own `tags: [...]` are Dataform's word for its labels. */
function withoutTags(text: string): string {
  return text.replace(/"tags": \[[^\]]*\]/g, '');
}

/** The export with the columns of sales filled with other words, and everybody's outcome turned into its opposite. */
async function copyWithOtherAnswers(file: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`
      COPY (
        SELECT * REPLACE (
          CASE "Converted" WHEN '1' THEN '0' ELSE '1' END AS "Converted",
          'Will revert' AS "Tags", 'High in Relevance' AS "Lead Quality", 'Potential Lead' AS "Lead Profile",
          'SMS Sent' AS "Last Activity", 'SMS Sent' AS "Last Notable Activity",
          '01.High' AS "Asymmetrique Activity Index", '01.High' AS "Asymmetrique Profile Index",
          '18' AS "Asymmetrique Activity Score", '20' AS "Asymmetrique Profile Score"
        )
        FROM read_csv('${leadsFile}', header = true, all_varchar = true)
      ) TO '${file}' (HEADER, DELIMITER ',')`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
