import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { day } from './clock.js';
import { exportDays } from './ga4-export.js';
import { habits, pageSlots, type VisitorKind } from './pages.js';
import { dirt, horizonDays } from './rates.js';
import type { Frame } from './records.js';
import { planTables } from './tables.js';
import { visitorsPerPerson } from './visit-plan.js';

/** Of anonymous visitors, in thousandths. */
const anonymousKinds: readonly (readonly [VisitorKind, number])[] = [
  ['bot', dirt.bot * 1000],
  ['staging', dirt.staging * 1000],
  ['candidate', 60],
  ['medium', 80],
  ['low', 250],
];

/** At most this share of rows comes from people of the CRM; the rest from browsers that nobody knows. */
const knownShare = 0.65;

/**
 * Writes `ga4/events_YYYYMMDD.parquet`: GA4's export to BigQuery, one file per day of arrival, about `target` rows.
 * Everything random is a bit range of an MD5, so rows depend neither on DuckDB's version nor on threads.
 */
export async function writeWebEvents(
  directory: string,
  people: number,
  target: number,
  frame: Frame,
  threads?: number,
): Promise<{ rows: number; files: number }> {
  mkdirSync(join(directory, 'ga4'), { recursive: true });
  const instance = await DuckDBInstance.create(
    join(directory, 'plan', 'plan.duckdb'),
    threads === undefined ? {} : { threads: String(threads) },
  );
  const connection = await instance.connect();
  try {
    await connection.run(`SET TimeZone = 'UTC'`);
    await loadPlan(connection, directory);
    await planVisits(connection, people, target, frame);
    return await exportDays(connection, join(directory, 'ga4'), frame.seed);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const wholeNumbers: ReadonlySet<string> = new Set([
  'visitor',
  'visits',
  'from_s',
  'until_s',
  'session',
  'at_s',
  'position',
]);

async function loadPlan(connection: DuckDBConnection, directory: string): Promise<void> {
  for (const [table, columns] of Object.entries(planTables)) {
    const file = join(directory, 'plan', `${table}.csv`).replaceAll("'", "''");
    const types = columns.map((column) => `'${column}': '${wholeNumbers.has(column) ? 'BIGINT' : 'VARCHAR'}'`);
    await connection.run(
      `CREATE TABLE ${table} AS FROM read_csv('${file}', header = true, auto_detect = false, columns = {${types.join(', ')}})`,
    );
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
  const rows = target / (1 + dirt.duplicateWeb);
  const planned = await count(connection, 'SELECT COUNT(*) FROM planned_hits');
  const known = await count(connection, 'SELECT COALESCE(SUM(hits + 1), 0) FROM known_visits');
  // Where events are few for so many leads, people visit less often; the visits in which forms are sent all stay.
  const kept = Math.max(0, Math.floor((1000000 * (rows * knownShare - planned)) / Math.max(1, known)));
  await connection.run(`DELETE FROM known_visits WHERE (draw // 8388608) % 1000000 >= ${kept}`);
  const keptRows = planned + (await count(connection, 'SELECT COALESCE(SUM(hits + 1), 0) FROM known_visits'));
  const anonymous = Math.max(0, Math.round((rows - keptRows) / anonymousMean()));
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
    SELECT *, ${arrivalDay('start_s', `md5_number_lower(CONCAT('${frame.seed}:form:', visitor, ':', session))`)} AS file_day
    FROM (SELECT *, MIN(at_s) OVER (PARTITION BY visitor, session) AS start_s FROM planned_hits)
    ORDER BY file_day, visitor, session, position`);
}

/** The day in whose file a visit lands: most on the day it began, some one to three days later. */
function arrivalDay(startedAt: string, draw: string): string {
  const isLate = `(${draw} // 1099511627776) % 1000 < ${dirt.lateVisit * 1000}`;
  return `strftime(to_timestamp(${startedAt} + IF(${isLate}, ${day} * (1 + ${draw} % 3), 0)), '%Y%m%d')`;
}

/** One row per visit of those visitors: when it began, how many hits it has, in which day's file it lands. */
function visitsOf(visitors: string, frame: Frame, into: string): string {
  const after = horizonDays * day;
  return `
    ${into}
    SELECT visitor, visit, client_id, user_id, country, kind, draw, start_s,
      CAST(low_hits + (draw // 33554432) % (high_hits - low_hits + 1) AS BIGINT) AS hits,
      ${arrivalDay('start_s', 'draw')} AS file_day
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

async function count(connection: DuckDBConnection, sql: string): Promise<number> {
  const result = await connection.runAndReadAll(sql);
  return Number(result.getRows()[0]?.[0] ?? 0);
}
