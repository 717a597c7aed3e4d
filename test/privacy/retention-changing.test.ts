/** Events that may change are made anew by each run, and yet none comes back that is older than retention.yaml allows. */
import { expect, test } from 'vitest';
import { changingRubric, changingSources } from '../incremental/changing-sources.js';
import { openSmallProject } from '../incremental/small-project.js';

const asOf = '2026-06-01T00:00:00Z';
const at = (moment: string): string => `TIMESTAMPTZ '${moment}'`;

test('an old response goes with the old events, and a full refresh does not bring it back', async () => {
  const project = await openSmallProject({
    files: { ...changingSources, 'rubrics/shared/retention.yaml': { events: '100d' } },
    rubric: changingRubric,
  });
  const ids = async (table: string): Promise<readonly unknown[]> =>
    (await project.query(`SELECT event_id AS one FROM \`p.d.${table}\` ORDER BY one`)).map(({ one }) => one);
  const answer = (id: string, added: string): readonly string[] => [
    `'${id}'`,
    "'p1@firm.example.org'",
    "'Attended'",
    at(added),
    at(added),
    'FALSE',
  ];
  const form = (id: string, happened: string): readonly string[] => [
    `'${id}'`,
    "'asked'",
    at(happened),
    at(happened),
    "'p1@firm.example.org'",
    'NULL',
  ];
  try {
    await project.reset();
    await project.setRaw('people', [["'P1'", "'p1@firm.example.org'", 'NULL', at('2026-01-01T00:00:00Z')]]);
    await project.addRaw('forms', [form('F0', '2026-02-01T08:00:00Z'), form('F1', '2026-05-30T08:00:00Z')]);
    await project.setRaw('answers', [answer('A0', '2026-02-01T08:00:00Z'), answer('A1', '2026-05-30T08:00:00Z')]);
    await project.run({ asOf });
    const every = ['F0', 'F1', 'response:A0:Attended', 'response:A1:Attended'];
    expect(await ids('int_events')).toEqual(every);
    const kept = await project.retain({ asOf });
    expect(kept.map(({ table }) => table)).toContain('int_appended_events');
    const young = ['F1', 'response:A1:Attended'];
    for (const fullRefresh of [false, true]) {
      await project.run({ asOf, fullRefresh });
      expect(await ids('int_events')).toEqual(young);
    }
    expect(await project.query('SELECT COUNT(*) AS acts FROM `p.d.int_acts`')).toEqual([{ acts: 2 }]);
  } finally {
    await project.close();
  }
}, 600_000);
