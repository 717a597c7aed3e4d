import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallProject, type SmallProject } from './small-project.js';

let project: SmallProject;
beforeAll(async () => {
  project = await openSmallProject();
});
afterAll(() => project.close());

const asOf = '2026-06-30T00:00:00Z';
/** A hit without a moment, in that shard. */
const timeless = (id: string, shard: string): readonly string[] => [
  `'${id}'`,
  "'looked'",
  'NULL',
  'NULL',
  "'d1'",
  'FALSE',
  shard,
];
const checked = (checksEverything: boolean): Promise<void> =>
  project.run({ asOf, checked: true, checksEverything, select: ['assert_stg_web__events_filled'] });

test('an event without a moment is told of in the newest shards and where no shard is known, in all with `check: everything`', async () => {
  await project.reset();
  await project.addRaw('hits', [["'H1'", "'looked'", "TIMESTAMPTZ '2026-06-29T10:00:00Z'", 'NULL', "'d1'", 'FALSE']]);
  await checked(true);
  // 29 days before as_of, and 28.
  await project.addRaw('hits', [timeless('H2', "'20260601'")]);
  await checked(false);
  await expect(checked(true)).rejects.toThrow('The assertion assert_stg_web__events_filled found 1 row.');
  await project.addRaw('hits', [timeless('H3', "'20260602'")]);
  await expect(checked(false)).rejects.toThrow('The assertion assert_stg_web__events_filled found 1 row.');
  await project.addRaw('hits', [timeless('H4', 'NULL'), timeless('H5', "'intraday_20260530'")]);
  await expect(checked(false)).rejects.toThrow('The assertion assert_stg_web__events_filled found 3 rows.');
  await expect(checked(true)).rejects.toThrow('The assertion assert_stg_web__events_filled found 4 rows.');
});
