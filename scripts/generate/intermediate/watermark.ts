/** What is new to an incremental model: how far each stream had come, less its look-back. */
import { inShard } from '../sources/shards.js';
import { sqlxText } from '../text/sqlx-text.js';
import { type EventInput, streamName } from './event-inputs.js';

/** The columns of the table itself that say when an event happened and when it was known. */
interface Clocks {
  readonly happenedAt: string;
  readonly knownAt: string;
}

const ownClocks: Clocks = { happenedAt: 'happened_at', knownAt: 'known_at' };

/** Streams that are read from some moment on; of the others each run reads all. */
export function appendedOf(inputs: readonly EventInput[]): readonly EventInput[] {
  return inputs.filter(({ mapping }) => !mapping.mayChange);
}

function since(input: EventInput, clocks: Clocks): string {
  const newest = input.saysKnownAt ? clocks.knownAt : clocks.happenedAt;
  const stream = sqlxText(streamName(input));
  return `COALESCE(TIMESTAMP_SUB(MAX(IF(stream = ${stream}, ${newest}, NULL)), INTERVAL ${input.mapping.lookbackDays} DAY), TIMESTAMP '1970-01-01 00:00:00+00') AS ${streamName(input)}_since`;
}

/**
 * The CTE `watermark`, on incremental runs only: one row, a moment per stream, read from the table itself alone. The runner
 * works such a CTE out first and puts its moments in as literals, so that either warehouse reads no older raw rows.
 */
export function watermark(inputs: readonly EventInput[], clocks: Clocks = ownClocks): string {
  const appended = appendedOf(inputs);
  if (appended.length === 0) return '';
  return `\${when(incremental(), \`watermark AS (
  SELECT
    ${appended.map((input) => since(input, clocks)).join(',\n    ')}
  FROM \${self()}
),

\`)}`;
}

/**
 * Whether a row of one stream is new, as SQL: by arrival where the source says it, else by when it happened. A row whose
 * arrival is not told is looked at each time. Days that somebody wants repaired (\`run --days\`) count as new.
 */
export function isNew(input: EventInput, prefix: string, timeZone: string): string {
  const bound = `watermark.${streamName(input)}_since`;
  const test = input.saysKnownAt
    ? `${prefix}known_at >= ${bound} OR ${prefix}known_at IS NULL`
    : `${prefix}happened_at >= ${bound}`;
  return `(${test}\${clock.orRepaired(${JSON.stringify(`${prefix}happened_at`)}, ${JSON.stringify(timeZone)})})`;
}

/**
 * Of a raw table in shards by day, those that can hold new events: one a day, and two days more for time zones. It saves
 * reading and decides nothing. undefined where the shards say nothing of what is new.
 */
export function isInNewShard(input: EventInput, timeZone: string): string | undefined {
  if (!input.isSharded || input.saysKnownAt) return undefined;
  const since = inShard(`DATE_SUB(DATE(watermark.${streamName(input)}_since, 'UTC'), INTERVAL 2 DAY)`);
  return `(${since}\${clock.orRepaired("happened_at", ${JSON.stringify(timeZone)})})`;
}

/**
 * The partitions of int_events that can hold new events of these streams: from the day of the oldest watermark on, and a day
 * more for clocks that are put back at midnight. It saves reading and decides nothing.
 */
function inNewPartition(inputs: readonly EventInput[], prefix: string, timeZone: string): string {
  const bounds = inputs.map((input) => `watermark.${streamName(input)}_since`);
  const [oldest = ''] = bounds.length === 1 ? bounds : [`LEAST(${bounds.join(', ')})`];
  const day = `DATE_SUB(DATE(${oldest}, ${sqlxText(timeZone)}), INTERVAL 1 DAY)`;
  const repaired = `\${clock.orRepaired(${JSON.stringify(`${prefix}happened_at`)}, ${JSON.stringify(timeZone)})}`;
  return `(${prefix}arrived_on >= ${day} OR ${prefix}arrived_on IS NULL${repaired})`;
}

/** The same over rows of all streams of int_events, as the end of a query: a join and conditions, on incremental runs only. */
export function newOfEveryStream(
  inputs: readonly EventInput[],
  prefix: string,
  timeZone: string,
): { readonly join: string; readonly where: string } {
  const appended = appendedOf(inputs);
  if (appended.length === 0) return { join: '', where: '' };
  const arms = inputs.map(
    (input) =>
      `WHEN ${sqlxText(streamName(input))} THEN ${input.mapping.mayChange ? 'TRUE' : isNew(input, prefix, timeZone)}`,
  );
  return {
    join: '\n  ${when(incremental(), `CROSS JOIN watermark`)}',
    where: `\n  \${when(incremental(), \`AND ${inNewPartition(appended, prefix, timeZone)}\n    AND CASE ${prefix}stream\n    ${arms.join('\n    ')}\n  END\`)}`,
  };
}
