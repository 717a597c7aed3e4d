/** The tracking audit: which pages, forms, campaigns and events are signals, which are none, and which patterns nothing fits. */
import type { Row } from '../engine/engine.js';
import { askedPatterns, seenPatternsSql } from '../generate/health/unseen-patterns.js';
import type { Project } from '../rubric/model.js';
import { terminalText } from '../run/terminal-text.js';
import type { CommandContext } from './context.js';

interface Seen {
  readonly source: string;
  readonly place: string;
  /** Of the last four weeks. */
  readonly events: number;
  readonly signal: string | null;
}

export interface Audit {
  /** Most events first. */
  readonly mapped: readonly Seen[];
  readonly unmapped: readonly Seen[];
  /** Patterns of signals.yaml that fit no event of the last nine weeks. */
  readonly unseen: readonly { readonly signal: string; readonly at: string }[];
}

/** `table` is int_event_places, quoted. Of several moments in one run the newest counts. */
export async function readAudit(
  project: Project,
  table: string,
  query: (sql: string) => Promise<readonly Row[]>,
): Promise<Audit> {
  const rows = await query(`
WITH newest AS (
  SELECT MAX(as_of) AS as_of FROM ${table}
),

places AS (
  SELECT
    places.source,
    TRIM(CONCAT(places.event_name, ' ', COALESCE(places.form_id, places.page_path, CONCAT(COALESCE(places.campaign_type, places.campaign_name), COALESCE(CONCAT(' ', places.campaign_status), '')), ''))) AS place,
    places.signal,
    places.events
  FROM ${table} AS places
  INNER JOIN newest ON newest.as_of = places.as_of
)

SELECT source, place, signal, SUM(events) AS events
FROM places
GROUP BY source, place, signal
ORDER BY events DESC, source, place, signal`);
  const seen = rows.map((row): Seen => ({
    source: String(row.source),
    place: String(row.place),
    events: Number(row.events),
    signal: row.signal === null ? null : String(row.signal),
  }));
  const sql = seenPatternsSql(project, table);
  const fitting = new Set(sql === undefined ? [] : (await query(sql)).map(({ position }) => Number(position)));
  return {
    mapped: seen.filter(({ signal }) => signal !== null),
    unmapped: seen.filter(({ signal }) => signal === null),
    unseen: askedPatterns(project).flatMap(({ signal, pattern: { at } }, index) =>
      fitting.has(index + 1) ? [] : [{ signal: signal.name, at: `${at.file}:${at.line}` }],
    ),
  };
}

export function showAudit(context: CommandContext, { mapped, unmapped, unseen }: Audit): void {
  const { out } = context;
  const number = (events: number): string => events.toLocaleString('en-US').padStart(11);
  const line = ({ events, source, place, signal }: Seen): string =>
    `${number(events)}  ${terminalText(source)}  ${terminalText(place)}${signal === null ? '' : `  = ${signal}`}\n`;
  out.write(`Signals, by events of the last four weeks:\n${mapped.map(line).join('')}`);
  out.write(`\nNo signal:\n${unmapped.map(line).join('')}`);
  if (unseen.length > 0) out.write('\nIn signals.yaml, and not seen in nine weeks:\n');
  for (const { signal, at } of unseen) out.write(`  ${signal}  ${at}\n`);
  out.write(
    `\n${mapped.length} places are signals, ${unmapped.length} are none, ${unseen.length} patterns fit nothing\n`,
  );
}
