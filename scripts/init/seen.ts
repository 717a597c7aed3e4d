/** What stands in the raw tables: which events, pages and campaigns there are, the most frequent first. */
import type { Engine } from '../engine/engine.js';
import { INVISIBLE } from '../rubric/yaml/parse.js';
import type { GuessedTable } from './guess-mapping.js';
import type { GuessedEntity } from './header-words.js';
import { noValues, quotedColumn } from './source-text.js';

export interface Seen {
  readonly events: readonly { readonly name: string; readonly times: number }[];
  readonly pages: readonly { readonly event: string; readonly path: string; readonly times: number }[];
  readonly campaignTypes: readonly { readonly name: string; readonly times: number }[];
}

/** So many kinds can be looked through by a person. */
const most = 24;
const mostPages = 400;

/** @param dataset `database.dataset` of the raw tables, which are loaded */
export async function whatIsSeen(
  engine: Engine,
  dataset: string,
  chosen: ReadonlyMap<GuessedEntity, GuessedTable>,
): Promise<Seen> {
  const counted = async (entity: GuessedEntity, columns: readonly string[], limit: number) => {
    const guess = chosen.get(entity);
    const raw = columns.flatMap((column) => guess?.columns.get(column)?.name ?? []);
    if (guess === undefined || raw.length < columns.length) return [];
    const texts = raw.map((name, index) => `TRIM(CAST(${quotedColumn(name)} AS STRING)) AS text_${index}`);
    const names = raw.map((_, index) => `text_${index}`).join(', ');
    const rows = await engine.query(`
WITH texts AS (
  SELECT ${texts.join(', ')}
  FROM \`${dataset}.${guess.table}\`
)
SELECT ${names}, COUNT(*) AS times
FROM texts
GROUP BY ${names}
ORDER BY times DESC, ${names}
LIMIT ${limit + noValues.length}`);
    return rows
      .map((row) => ({ texts: raw.map((_, index) => row[`text_${index}`]), times: Number(row['times']) }))
      .filter(({ texts: found }) =>
        found.every((text) => typeof text === 'string' && !noValues.includes(text) && !INVISIBLE.test(text)),
      )
      .map(({ texts: found, times }) => ({ texts: found.map(String), times }))
      .slice(0, limit);
  };
  const named = (rows: Awaited<ReturnType<typeof counted>>): Seen['events'] =>
    rows.map(({ texts: [name = ''], times }) => ({ name, times }));
  return {
    events: named(await counted('events', ['event_name'], most)),
    pages: (await counted('events', ['event_name', 'page_path'], mostPages)).map(
      ({ texts: [event = '', path = ''], times }) => ({ event, path: pathOf(path), times }),
    ),
    campaignTypes: named(await counted('campaign_responses', ['campaign_type'], most)),
  };
}

/** Without host, query and anchor, as the mapping reads it. */
function pathOf(page: string): string {
  return page.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
}
