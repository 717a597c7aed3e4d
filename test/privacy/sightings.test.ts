/** Which run saw an event is forgotten with the person who did it, though the row names only the event. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { clearPeople } from '../../scripts/privacy/clear.js';
import { PeopleWarehouse, peopleProject } from './people-project.js';

const hashes =
  "SELECT TO_HEX(SHA256('email:dan@hooli.com')) AS identity_hash, FALSE AS is_shared FROM UNNEST([1]) AS one";

test('[L1] an event of a forgotten person leaves the table of sightings, those of others stay', async () => {
  const directory = peopleProject();
  const source = join(directory, 'rubrics/sources/crm.yaml');
  const text = readFileSync(source, 'utf8');
  writeFileSync(
    source,
    text.replace('      page_path: page\n', '      page_path: page\n      known_at: happened_at\n'),
  );
  const events = join(directory, 'data/events.csv');
  writeFileSync(events, readFileSync(events, 'utf8').replace('2026-06-27T08:00:00Z', '2026-06-28T09:00:00Z'));
  const warehouse = await PeopleWarehouse.of(directory);
  onTestFinished(() => warehouse.release());
  await warehouse.run();
  const seen = () =>
    warehouse.query('SELECT event_id FROM leadscore.leadscore.int_sightings WHERE event_id IS NOT NULL ORDER BY 1');
  expect(await seen()).toEqual([{ event_id: 'E3' }, { event_id: 'E4' }]);
  const clear = (isDry: boolean) =>
    warehouse.with(async (engine) => {
      const { tables } = await clearPeople(warehouse.graph, engine, hashes, { isDry });
      return tables.find(({ table }) => table === 'int_sightings');
    });
  const row = { table: 'int_sightings', rows: 1, cells: 0 };
  expect(await clear(true)).toEqual(row);
  expect(await seen()).toHaveLength(2);
  expect(await clear(false)).toEqual(row);
  expect(await seen()).toEqual([{ event_id: 'E3' }]);
});
