import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { day } from './clock.js';
import { habits, pageSlots, type VisitorKind } from './pages.js';
import { dirt, horizonDays } from './rates.js';
import type { Frame } from './records.js';
import { visitorsPerPerson } from './visit-plan.js';

/** Of anonymous visitors, in thousandths. */
const anonymousKinds: readonly (readonly [VisitorKind, number])[] = [
  ['bot', dirt.bot * 1000],
  ['staging', dirt.staging * 1000],
  ['candidate', 60],
  ['medium', 80],
  ['low', 250],
];

const ownHost = 'www.orvantalabs.com';
const stagingHost = 'staging.orvantalabs.com';

export interface WebCounts {
  readonly rows: number;
  readonly visitors: number;
  readonly files: number;
}

/**
 * Writes `ga4/events_YYYYMMDD.parquet`: GA4's export to BigQuery, one file per day of arrival, about `target` rows.
 * Everything random is a bit range of an MD5, so rows depend neither on DuckDB's version nor on threads.
 */
export async function writeWebEvents(
  directory: string,
  people: number,
  target: number,
  frame: Frame,
): Promise<WebCounts> {
  mkdirSync(join(directory, 'ga4'), { recursive: true });
  const instance = await DuckDBInstance.create(join(directory, 'plan', 'plan.duckdb'), { threads: '2' });
  const connection = await instance.connect();
  try {
    await connection.run(`SET TimeZone = 'UTC'`);
    await loadPlan(connection, directory);
    await planVisits(connection, people, target, frame);
    return await exportDays(connection, join(directory, 'ga4'), frame);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function loadPlan(connection: DuckDBConnection, directory: string): Promise<void> {
  const text = "{'client_id': 'VARCHAR', 'user_id': 'VARCHAR'}";
  for (const table of ['visitors', 'planned_hits']) {
    const file = join(directory, 'plan', `${table}.csv`).replaceAll("'", "''");
    await connection.run(`CREATE TABLE ${table} AS FROM read_csv('${file}', header = true, types = ${text})`);
  }
  const slots = pageSlots().map((slot) => `('${slot.kind}', ${slot.slot}, '${slot.event}', '${slot.path}')`);
  await connection.run(
    `CREATE TABLE pages AS FROM (VALUES ${slots.join(', ')}) AS pages (kind, slot, event_name, path)`,
  );
  const rows = Object.entries(habits).map(
    ([kind, habit]) => `('${kind}', ${habit.visits.join(', ')}, ${habit.hits.join(', ')})`,
  );
  await connection.run(
    `CREATE TABLE habits AS FROM (VALUES ${rows.join(', ')}) AS habits (kind, low_visits, high_visits, low_hits, high_hits)`,
  );
}

/** The mean number of rows of one anonymous visitor: what `target` is divided by. */
function anonymousMean(): number {
  const rest = 1000 - anonymousKinds.reduce((sum, [, share]) => sum + share, 0);
  return [...anonymousKinds, ['none', rest] as const].reduce((sum, [kind, share]) => {
    const { visits, hits } = habits[kind];
    return sum + (share / 1000) * ((visits[0] + visits[1]) / 2) * ((hits[0] + hits[1]) / 2 + 1);
  }, 0);
}

async function planVisits(connection: DuckDBConnection, people: number, target: number, frame: Frame): Promise<void> {
  await connection.run(visitsOf(`SELECT * FROM visitors`, frame, 'CREATE TABLE known_visits AS'));
  const planned = await count(
    connection,
    `SELECT (SELECT COALESCE(SUM(hits + 1), 0) FROM known_visits) + (SELECT COUNT(*) FROM planned_hits)`,
  );
  const anonymous = Math.max(0, Math.round((target / (1 + dirt.duplicateWeb) - planned) / anonymousMean()));
  const first = (people + 1) * visitorsPerPerson;
  let bound = 0;
  const kinds = anonymousKinds.map(([kind, share]) => `WHEN draw % 1000 < ${(bound += share)} THEN '${kind}'`);
  const visitors = `
    SELECT visitor,
      CONCAT(CAST(100000000 + (draw // 1000) % 2000000000 AS VARCHAR), '.', CAST(1700000000 + visitor % 60000000 AS VARCHAR)) AS client_id,
      anonymous.kind,
      low_visits + (draw // 4096) % (high_visits - low_visits + 1) AS visits,
      ${frame.asOf - frame.days * day} AS from_s,
      ${frame.asOf} AS until_s,
      CAST(NULL AS VARCHAR) AS user_id,
      CASE (draw // 65536) % 8 WHEN 0 THEN 'Germany' WHEN 1 THEN 'India' WHEN 2 THEN 'France' ELSE 'United States' END AS country
    FROM (
      SELECT visitor, draw, CASE ${kinds.join(' ')} ELSE 'none' END AS kind
      FROM (SELECT ${first} + range AS visitor, md5_number_lower(CONCAT('${frame.seed}:visitor:', range)) AS draw FROM range(${anonymous}))
    ) AS anonymous
    JOIN habits ON habits.kind = anonymous.kind`;
  await connection.run(visitsOf(visitors, frame, 'CREATE TABLE anonymous_visits AS'));
  await connection.run(`
    CREATE TABLE visits AS
    SELECT *, ROW_NUMBER() OVER (PARTITION BY client_id ORDER BY start_s, visitor, visit) AS session_number
    FROM (FROM known_visits UNION ALL FROM anonymous_visits)
    ORDER BY file_day, visitor, visit`);
  await connection.run(`
    CREATE TABLE planned AS
    SELECT *, strftime(to_timestamp(at_s), '%Y%m%d') AS file_day FROM planned_hits ORDER BY file_day, visitor, session, position`);
}

/** One row per visit of those visitors: when it began, how many hits it has, in which day's file it lands. */
function visitsOf(visitors: string, frame: Frame, into: string): string {
  const after = horizonDays * day;
  return `
    ${into}
    SELECT visitor, visit, client_id, user_id, country, kind, draw, start_s,
      CAST(low_hits + (draw // 33554432) % (high_hits - low_hits + 1) AS BIGINT) AS hits,
      strftime(to_timestamp(start_s + CASE WHEN (draw // 1099511627776) % 1000 < ${dirt.lateVisit * 1000} THEN ${day} * (1 + draw % 3) ELSE 0 END), '%Y%m%d') AS file_day
    FROM (
      SELECT v.*, h.low_hits, h.high_hits,
        CAST(CASE WHEN (draw // 1048576) % 1000 < ${dirt.visitAfter * 1000}
          THEN ${frame.asOf} + (draw % 1000003) * ${after} // 1000003
          ELSE from_s + (draw % 1000003) * (until_s - from_s - 3600) // 1000003 END AS BIGINT) AS start_s
      FROM (
        SELECT *, md5_number_lower(CONCAT('${frame.seed}:visit:', visitor, ':', visit)) AS draw
        FROM (SELECT *, UNNEST(range(CAST(visits AS BIGINT))) AS visit FROM (${visitors}))
      ) AS v
      JOIN habits AS h ON h.kind = v.kind
    )`;
}

async function exportDays(connection: DuckDBConnection, folder: string, frame: Frame): Promise<WebCounts> {
  const days = await connection.runAndReadAll(
    `SELECT DISTINCT file_day FROM (SELECT file_day FROM visits UNION ALL SELECT file_day FROM planned) ORDER BY 1`,
  );
  let rows = 0;
  for (const [fileDay] of days.getRows()) {
    const file = join(folder, `events_${String(fileDay)}.parquet`).replaceAll("'", "''");
    const copied = await connection.run(
      `COPY (${exportOf(String(fileDay), frame)}) TO '${file}' (FORMAT parquet, COMPRESSION zstd)`,
    );
    rows += Number(copied.rowsChanged);
  }
  const visitors = await count(connection, 'SELECT COUNT(DISTINCT client_id) FROM visits');
  return { rows, visitors, files: days.currentRowCount };
}

/** The rows of one day's file in GA4's nested schema; some of them twice. */
function exportOf(fileDay: string, frame: Frame): string {
  const param = (key: string, values: string): string =>
    `{'key': '${key}', 'value': {'string_value': ${values.startsWith('str:') ? values.slice(4) : 'CAST(NULL AS VARCHAR)'}, 'int_value': ${values.startsWith('int:') ? `CAST(${values.slice(4)} AS BIGINT)` : 'CAST(NULL AS BIGINT)'}, 'float_value': CAST(NULL AS DOUBLE), 'double_value': CAST(NULL AS DOUBLE)}}`;
  return `
    WITH hits AS (
      SELECT visitor, visit, position, client_id, user_id, country, v.kind, v.draw AS visit_draw, session_number, start_s,
        h AS draw, IF(position = 0, 'session_start', p.event_name) AS event_name, IF(position = 0, '/', p.path) AS path,
        start_s * 1000000 + GREATEST(position - 1, 0) * 41000000 + IF(position = 0, 0, h % 30000000) AS at_us
      FROM (
        SELECT *, md5_number_lower(CONCAT('${frame.seed}:hit:', visitor, ':', visit, ':', position)) AS h
        FROM (SELECT *, UNNEST(range(hits + 1)) AS position FROM visits WHERE file_day = '${fileDay}')
      ) AS v
      JOIN pages AS p ON p.kind = v.kind AND p.slot = v.h % 100
      UNION ALL
      SELECT visitor, session, position, client_id, user_id, country, 'form', visitor * 7919 + session, session, MIN(at_s) OVER (PARTITION BY visitor, session),
        md5_number_lower(CONCAT('${frame.seed}:form:', visitor, ':', session, ':', position)), event_name, path, at_s * 1000000
      FROM planned WHERE file_day = '${fileDay}'
    ),
    twice AS (
      SELECT *, UNNEST(range(IF((draw // 16777216) % 1000 < ${dirt.duplicateWeb * 1000}, 2, 1))) AS copy FROM hits
    )
    SELECT
      strftime(to_timestamp(CAST(at_us // 1000000 AS BIGINT)), '%Y%m%d') AS event_date,
      CAST(at_us AS BIGINT) AS event_timestamp,
      event_name,
      [
        ${param('page_location', `str:CONCAT('https://', IF(kind = 'staging', '${stagingHost}', '${ownHost}'), path, IF(draw % 20 = 0, '?utm_source=newsletter', ''))`)},
        ${param('page_title', `str:CONCAT(path, ' | Orvanta Labs')`)},
        ${param('ga_session_id', 'int:start_s')},
        ${param('ga_session_number', 'int:session_number')},
        {'key': 'session_engaged', 'value': {'string_value': IF(position = 0, NULL, '1'), 'int_value': CAST(IF(position = 0, 1, NULL) AS BIGINT), 'float_value': CAST(NULL AS DOUBLE), 'double_value': CAST(NULL AS DOUBLE)}},
        ${param('engagement_time_msec', 'int:IF(position = 0, NULL, draw // 256 % 60000)')}
      ] AS event_params,
      CAST((visit_draw % 1000000007) + position AS BIGINT) AS event_bundle_sequence_id,
      user_id,
      client_id AS user_pseudo_id,
      {
        'category': IF(visit_draw % 5 = 0, 'mobile', 'desktop'),
        'operating_system': IF(visit_draw % 5 = 0, 'iOS', IF(visit_draw % 2 = 0, 'Windows', 'Macintosh')),
        'language': 'en-us',
        'web_info': {
          'browser': IF(kind = 'bot' AND visitor % 100 < ${dirt.declaredBot * 100}, 'HeadlessChrome', IF(visit_draw % 3 = 0, 'Safari', 'Chrome')),
          'browser_version': '126.0',
          'hostname': IF(kind = 'staging', '${stagingHost}', '${ownHost}')
        }
      } AS device,
      {'country': country, 'region': '', 'city': ''} AS geo,
      {
        'name': IF(visit_draw % 4 = 0, 'brand-search', '(direct)'),
        'medium': CASE visit_draw % 4 WHEN 0 THEN 'cpc' WHEN 1 THEN 'organic' ELSE '(none)' END,
        'source': CASE visit_draw % 4 WHEN 0 THEN 'google' WHEN 1 THEN 'google' ELSE '(direct)' END
      } AS traffic_source,
      '4711000001' AS stream_id,
      'WEB' AS platform
    FROM twice
    ORDER BY event_timestamp, visitor, visit, position, copy`;
}

async function count(connection: DuckDBConnection, sql: string): Promise<number> {
  const result = await connection.runAndReadAll(sql);
  return Number(result.getRows()[0]?.[0] ?? 0);
}
