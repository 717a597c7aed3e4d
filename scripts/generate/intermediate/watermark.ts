/** What is new to an incremental model: how far each stream had come, less its look-back. */
import { sqlxText } from '../text/sqlx-text.js';
import { type EventInput, streamName } from './event-inputs.js';

/** The columns of the table itself that say when an event happened and when it was known. */
interface Clocks {
  readonly happenedAt: string;
  readonly knownAt: string;
}

const ownClocks: Clocks = { happenedAt: 'happened_at', knownAt: 'known_at' };

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
  if (inputs.length === 0) return '';
  return `\${when(incremental(), \`watermark AS (
  SELECT
    ${inputs.map((input) => since(input, clocks)).join(',\n    ')}
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

/** The same over rows of all streams, as the end of a query: a join and a condition, on incremental runs only. */
export function newOfEveryStream(
  inputs: readonly EventInput[],
  prefix: string,
  timeZone: string,
): { readonly join: string; readonly where: string } {
  if (inputs.length === 0) return { join: '', where: '' };
  const arms = inputs.map((input) => `WHEN ${sqlxText(streamName(input))} THEN ${isNew(input, prefix, timeZone)}`);
  return {
    join: '\n  ${when(incremental(), `CROSS JOIN watermark`)}',
    where: `\n  \${when(incremental(), \`AND CASE ${prefix}stream\n    ${arms.join('\n    ')}\n  END\`)}`,
  };
}
