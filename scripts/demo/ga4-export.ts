import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { dirt } from './rates.js';

const ownHost = 'www.orvantalabs.com';
const stagingHost = 'staging.orvantalabs.com';

/** So many rows are held in a temporary table at a time, except where one day alone has more. */
const batchRows = 500000;

interface Batch {
  first: string;
  last: string;
  rows: number;
  readonly days: string[];
}

/**
 * Writes one `events_YYYYMMDD.parquet` per day of arrival from the tables `visits`, `planned` and `pages`; returns
 * rows and files. Rows are ordered by time inside a file.
 */
export async function exportDays(
  connection: DuckDBConnection,
  folder: string,
  seed: number,
): Promise<{ rows: number; files: number }> {
  let rows = 0;
  let files = 0;
  for (const batch of await batches(connection)) {
    await connection.run(`CREATE OR REPLACE TEMP TABLE batch AS ${hitsOf(batch, seed)}`);
    for (const fileDay of batch.days) {
      const file = join(folder, `events_${fileDay}.parquet`).replaceAll("'", "''");
      const copied = await connection.run(`COPY (${shaped(fileDay)}) TO '${file}' (FORMAT parquet)`);
      rows += copied.rowsChanged;
      files += 1;
    }
  }
  return { rows, files };
}

async function batches(connection: DuckDBConnection): Promise<Batch[]> {
  const found = await connection.runAndReadAll(`
    SELECT file_day, CAST(SUM(hits) AS BIGINT)
    FROM (SELECT file_day, hits + 1 AS hits FROM visits UNION ALL SELECT file_day, 1 FROM planned)
    GROUP BY file_day
    ORDER BY file_day`);
  const made: Batch[] = [];
  for (const [value, count] of found.getRows()) {
    const fileDay = String(value);
    const latest = made.at(-1);
    if (latest === undefined || latest.rows + Number(count) > batchRows) {
      made.push({ first: fileDay, last: fileDay, rows: Number(count), days: [fileDay] });
    } else {
      latest.last = fileDay;
      latest.rows += Number(count);
      latest.days.push(fileDay);
    }
  }
  return made;
}

/** What those days' files are made of, in their order; some rows twice. Narrow, because nested rows are slow to sort. */
function hitsOf(batch: Batch, seed: number): string {
  const inBatch = `file_day BETWEEN '${batch.first}' AND '${batch.last}'`;
  return `
    WITH visit_hits AS (
      SELECT *, md5_number_lower(CONCAT('${seed}:hit:', visitor, ':', visit, ':', position)) AS draw
      FROM (SELECT * RENAME (draw AS visit_draw), UNNEST(range(hits + 1)) AS position FROM visits WHERE ${inBatch})
    ),
    hits AS (
      SELECT file_day, visitor, visit, position, client_id, user_id, country, visit_hits.kind, visit_draw,
        session_number, start_s, draw,
        IF(position = 0, 'session_start', pages.event_name) AS event_name,
        IF(position = 0, '/', pages.path) AS path,
        start_s * 1000000 + GREATEST(position - 1, 0) * 41000000 + IF(position = 0, 0, CAST(draw % 30000000 AS BIGINT)) AS at_us
      FROM visit_hits
      JOIN pages ON pages.kind = visit_hits.kind AND pages.slot = draw % 100
      UNION ALL
      SELECT file_day, visitor, session, position, client_id, user_id, country, 'form', CAST(visitor * 7919 + session AS UBIGINT),
        session, start_s, md5_number_lower(CONCAT('${seed}:form:', visitor, ':', session, ':', position)),
        event_name, path, at_s * 1000000
      FROM planned
      WHERE ${inBatch}
    )
    SELECT *, UNNEST(range(IF((draw // 16777216) % 1000 < ${dirt.duplicateWeb * 1000}, 2, 1))) AS copy
    FROM hits
    ORDER BY file_day, at_us, visitor, visit, position, copy`;
}

/** The rows of one day's file in GA4's nested schema. */
function shaped(fileDay: string): string {
  const host = `IF(kind = 'staging', '${stagingHost}', '${ownHost}')`;
  return `
    SELECT
      strftime(make_timestamp(at_us), '%Y%m%d') AS event_date,
      at_us AS event_timestamp,
      event_name,
      [
        ${param('page_location', { text: `CONCAT('https://', ${host}, path, IF(draw % 20 = 0, '?utm_source=newsletter', ''))` })},
        ${param('page_title', { text: `CONCAT(path, ' | Orvanta Labs')` })},
        ${param('ga_session_id', { whole: 'start_s' })},
        ${param('ga_session_number', { whole: 'session_number' })},
        ${param('session_engaged', { text: `IF(position = 0, NULL, '1')`, whole: 'IF(position = 0, 1, NULL)' })},
        ${param('engagement_time_msec', { whole: 'IF(position = 0, NULL, draw // 256 % 60000)' })}
      ] AS event_params,
      CAST(visit_draw % 1000000007 + position AS BIGINT) AS event_bundle_sequence_id,
      user_id,
      client_id AS user_pseudo_id,
      {
        'category': IF(visit_draw % 5 = 0, 'mobile', 'desktop'),
        'operating_system': CASE WHEN visit_draw % 5 = 0 THEN 'iOS' WHEN visit_draw % 2 = 0 THEN 'Windows' ELSE 'Macintosh' END,
        'language': 'en-us',
        'web_info': {
          'browser': CASE
            WHEN kind = 'bot' AND visitor % 100 < ${dirt.declaredBot * 100} THEN 'HeadlessChrome'
            WHEN visit_draw % 3 = 0 THEN 'Safari'
            ELSE 'Chrome'
          END,
          'browser_version': '126.0',
          'hostname': ${host}
        }
      } AS device,
      {'country': country, 'region': '', 'city': ''} AS geo,
      {
        'name': IF(visit_draw % 4 = 0, 'brand-search', '(direct)'),
        'medium': CASE visit_draw % 4 WHEN 0 THEN 'cpc' WHEN 1 THEN 'organic' ELSE '(none)' END,
        'source': IF(visit_draw % 4 < 2, 'google', '(direct)')
      } AS traffic_source,
      '4711000001' AS stream_id,
      'WEB' AS platform
    FROM batch
    WHERE file_day = '${fileDay}'`;
}

/** One event parameter; of the four value fields GA4 fills the one that fits. */
function param(key: string, value: { text?: string; whole?: string }): string {
  return `{
          'key': '${key}',
          'value': {
            'string_value': CAST(${value.text ?? 'NULL'} AS VARCHAR),
            'int_value': CAST(${value.whole ?? 'NULL'} AS BIGINT),
            'float_value': CAST(NULL AS DOUBLE),
            'double_value': CAST(NULL AS DOUBLE)
          }
        }`;
}
