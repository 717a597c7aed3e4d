import type { Database } from '../open-database.js';
import { outcomeTable, timeOf, type TimedRun } from './outcome-table.js';
import { markdownTable, whole } from './table.js';

/** Rows at each step, acts by signal, and tiers, of a run of test/projects/ga4. */
export async function ga4Tables(database: Database, run: TimedRun): Promise<string> {
  const count = async (table: string): Promise<string> => whole(await database.number(`SELECT count(*) FROM ${table}`));
  const steps = [
    ['events in the seven day files', await count('ga4_shop."events_*"')],
    ['acts: events that are a signal', await count('int_acts')],
    ['people: browsers by user_pseudo_id', await count('int_people')],
    [
      'people with an act that counts',
      whole(await database.number('SELECT count(DISTINCT lead_id) FROM shopping_intent_acts')),
    ],
    ['reasons: contributions that make up the scores', await count('lead_score_reasons')],
    ['seconds for load, models and assertions', timeOf(run)],
  ];
  const signals = await database.rows(
    'SELECT signal, count(*) AS acts, count(DISTINCT record_key) AS people FROM int_acts GROUP BY signal ORDER BY acts DESC, signal',
  );
  return [
    markdownTable(['what', 'how many>'], steps),
    markdownTable(
      ['signal', 'acts>', 'browsers>'],
      signals.map(({ signal, acts, people }) => [String(signal), whole(Number(acts)), whole(Number(people))]),
    ),
    await outcomeTable(database),
  ].join('\n\n');
}
