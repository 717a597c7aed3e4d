/** int_account_parents: how deep a group may be, and what a circle does. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from '../order/harness.js';

const long = '2026-01-01T00:00:00Z';

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['visit'],
    rubric: `rubric: one
version: 1
status: live
purpose: new business
outcome: { label: opportunity, within: 90d }
dimensions:
  intent:
    acts:
      visit: { points: 1, decay: { until: 90d } }
account: { level: ultimate_parent, from_people: { intent: { top: 1 } } }
total: { sum: { intent: 1 } }
bands: [0]
tiers:
  - { tier: rest, otherwise: true, action: { do: nothing } }
`,
  });
}, 60_000);
afterAll(() => project.close());

type Company = readonly [record: string, parent: string | null];

const run = (companies: readonly Company[]): Promise<void> =>
  project.run('2026-03-31T00:00:00Z', {
    leads: [{ record_id: 'ann', email: 'ann@acme.com', created_at: long, known_at: long }],
    accounts: companies.map(([record, parent]) => ({
      record_id: record,
      name: record,
      parent_id: parent,
      created_at: long,
      known_at: long,
    })),
  });

/** Name -> name of the account at the top. */
async function tops(): Promise<Readonly<Record<string, string>>> {
  const rows = await project.query(`
SELECT a.name, top.name AS top
FROM \`@int_account_parents\` AS p
INNER JOIN \`@int_accounts\` AS a ON a.account_id = p.account_id
INNER JOIN \`@int_accounts\` AS top ON top.account_id = p.ultimate_parent_id
WHERE a.name IS NOT NULL`);
  return Object.fromEntries(rows.map((row) => [String(row.name), String(row.top)]));
}

const chain = (length: number): Company[] =>
  Array.from({ length }, (_, index) => [`c${index}`, index === 0 ? null : `c${index - 1}`]);

test('[E3] the top is where parents end, however the group branches; a parent that nobody knows is none', async () => {
  await run([
    ['top', null],
    ['left', 'top'],
    ['right', 'top'],
    ['below', 'left'],
    ['alone', null],
    ['orphan', 'unknown'],
  ]);
  expect(await tops()).toEqual({
    top: 'top',
    left: 'top',
    right: 'top',
    below: 'top',
    alone: 'alone',
    orphan: 'orphan',
  });
});

test('a circle is cut at one account, which is the top of all that lead to it', async () => {
  await run([
    ['x', 'y'],
    ['y', 'z'],
    ['z', 'x'],
    ['below', 'x'],
    ['lowest', 'below'],
    ['self', 'self'],
  ]);
  const { self, ...group } = await tops();
  expect(self).toBe('self');
  const [top = ''] = Object.values(group);
  expect(['x', 'y', 'z']).toContain(top);
  expect(new Set(Object.values(group))).toEqual(new Set([top]));
});

test('thirty-two levels below the top are reached; many more are not passed over in silence', async () => {
  await run(chain(33));
  expect(new Set(Object.values(await tops()))).toEqual(new Set(['c0']));
  await expect(run(chain(100))).rejects.toThrow('assert_int_account_parents_converged');
}, 60_000);
