/** Groups of accounts: who stands above and below whom, how deep a group may be, what a circle does, and what is said of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Row, Value } from '../../scripts/engine/engine.js';
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
});
afterAll(() => project.close());

type Company = readonly [record: string, parent: string | null, more?: Readonly<Record<string, Value>>];

const run = (companies: readonly Company[]): Promise<void> =>
  project.run('2026-03-31T00:00:00Z', {
    leads: [
      { record_id: 'ann', email: 'ann@acme.com', created_at: long, known_at: long },
      { record_id: 'bob', email: 'bob@acme.com', created_at: long, known_at: long },
      { record_id: 'cyd', email: 'cyd@leaf.com', created_at: long, known_at: long },
    ],
    accounts: companies.map(([record, parent, more]) => ({
      record_id: record,
      name: record,
      parent_id: parent,
      created_at: long,
      known_at: long,
      ...more,
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

test('[E3] accounts says who is above and below: parent, top, level, subsidiaries and people of the group', async () => {
  await run([
    ['top', null, { website: 'acme.com' }],
    ['left', 'top'],
    ['right', 'top'],
    ['below', 'left'],
    ['leaf', 'below', { website: 'leaf.com' }],
  ]);
  const rows = await project.query(`
SELECT a.name, parent.name AS parent, top.name AS top, a.group_level AS level, a.subsidiaries AS direct, a.all_subsidiaries AS every, a.people, a.group_people AS together
FROM \`@accounts\` AS a
LEFT JOIN \`@accounts\` AS parent ON parent.account_id = a.parent_account_id
INNER JOIN \`@accounts\` AS top ON top.account_id = a.ultimate_parent_id
WHERE a.name IS NOT NULL
ORDER BY a.name`);
  expect(rows).toEqual([
    { name: 'below', parent: 'left', top: 'top', level: 2, direct: 1, every: 1, people: 0, together: 1 },
    { name: 'leaf', parent: 'below', top: 'top', level: 3, direct: 0, every: 0, people: 1, together: 1 },
    { name: 'left', parent: 'top', top: 'top', level: 1, direct: 1, every: 2, people: 0, together: 1 },
    { name: 'right', parent: 'top', top: 'top', level: 1, direct: 0, every: 0, people: 0, together: 0 },
    { name: 'top', parent: null, top: 'top', level: 0, direct: 2, every: 4, people: 2, together: 3 },
  ]);
});

/** What account_issues says, accounts by their names. */
async function issues(): Promise<Row[]> {
  return project.query(`
SELECT i.issue, a.name, i.records, i.accounts, i.since
FROM \`@account_issues\` AS i
INNER JOIN \`@accounts\` AS a ON a.account_id = i.account_id
ORDER BY i.issue, a.name`);
}

/** Names of the accounts whose parents lead back to themselves. */
async function inCircles(): Promise<readonly string[]> {
  const rows = await project.query(`
SELECT a.name
FROM \`@int_account_parents\` AS p
INNER JOIN \`@accounts\` AS a ON a.account_id = p.account_id
WHERE p.is_in_circle
ORDER BY a.name`);
  return rows.map(({ name }) => String(name));
}

test.each([2, 3, 5])(
  '[A4] a circle of %i is cut at one account, which is the top of all that lead to it, and is reported',
  async (size) => {
    const circle = Array.from({ length: size }, (_, at) => `x${at}`);
    const last = '2026-02-03T00:00:00Z';
    await run([
      ...circle.map((name, at): Company => [name, circle[(at + 1) % size] ?? '', at === 1 ? { known_at: last } : {}]),
      ['below', 'x0'],
      ['lowest', 'below'],
      ['apart', null],
    ]);
    const { apart, ...group } = await tops();
    expect(apart).toBe('apart');
    const [top = ''] = Object.values(group);
    expect(circle).toContain(top);
    expect(new Set(Object.values(group))).toEqual(new Set([top]));
    expect(await inCircles()).toEqual(circle);
    // Since the last of them was known; the parent of the one that is the top now is gone, so that nothing goes round for ever.
    const since = last;
    expect(await issues()).toEqual([{ issue: 'parent_circle', name: top, records: size, accounts: size, since }]);
    const rows = await project.query(
      `SELECT name FROM \`@accounts\` WHERE parent_account_id IS NULL AND STARTS_WITH(name, 'x')`,
    );
    expect(rows).toEqual([{ name: top }]);
    const [levels] = await project.query(
      `SELECT MAX(group_level) AS deepest, MAX(all_subsidiaries) AS most FROM \`@accounts\``,
    );
    expect(Number(levels?.deepest)).toBeGreaterThanOrEqual(size - 1);
    expect(levels?.most).toBe(size + 1);
  },
);

test('[A4] what does not fit together is reported: parents, domains and merges', async () => {
  const second = '2026-02-01T00:00:00Z';
  await run([
    ['self', 'self'],
    ['orphan', 'unknown'],
    ['one', null],
    ['two', null],
    // Two records of one domain that name two parents; a third one of them was merged, and a fourth deleted.
    ['twin', 'one', { website: 'twin.com' }],
    ['twin2', 'two', { website: 'https://www.twin.com/de', known_at: second }],
    ['twin3', null, { website: 'shop.twin.com', merged_into_id: 'twin' }],
    ['twin4', null, { website: 'twin.com', is_deleted: true }],
    // A trail of merges; one that ends nowhere; and one that does not end.
    ['first', null, { merged_into_id: 'middle' }],
    ['middle', null, { merged_into_id: 'final' }],
    ['final', null, { website: 'final.com' }],
    ['lost', null, { merged_into_id: 'nowhere' }],
    ['round', null, { merged_into_id: 'about' }],
    ['about', null, { merged_into_id: 'round' }],
  ]);
  const rows = await project.query(`
SELECT i.issue, COALESCE(r.record_id, 'twin') AS subject, i.records, i.accounts, i.since
FROM \`@account_issues\` AS i
LEFT JOIN \`@int_account_records\` AS r ON r.record_key = i.subject
ORDER BY i.issue, subject`);
  const at = long;
  const of = (issue: string, subject: string, records = 1, accounts = 1, since = at): Row => ({
    issue,
    subject,
    records,
    accounts,
    since,
  });
  expect(rows).toEqual([
    of('domain_shared', 'twin', 2, 1, second),
    of('merge_circle', 'about'),
    of('merge_circle', 'round'),
    of('merge_unknown', 'lost'),
    of('parent_is_itself', 'self'),
    of('parent_unknown', 'orphan'),
    of('parents_differ', 'twin', 2, 2, second),
  ]);
  expect((await tops()).twin).toBe('one');
});

test('merged records belong where the last of the survivors does', async () => {
  const trail = Array.from({ length: 17 }, (_, at): Company => [
    `m${at}`,
    null,
    at === 0 ? { website: 'm.com' } : { merged_into_id: `m${at - 1}`, website: `old${at}.com` },
  ]);
  await run(trail);
  const rows = await project.query(`SELECT DISTINCT account_id FROM \`@int_account_records\``);
  expect(rows).toHaveLength(1);
  expect(await issues()).toEqual([]);
});

test('thirty-two levels below the top are reached; many more are not passed over in silence', async () => {
  await run(chain(33));
  expect(new Set(Object.values(await tops()))).toEqual(new Set(['c0']));
  expect(await inCircles()).toEqual([]);
  const deepest = await project.query(
    `SELECT MAX(group_level) AS level, MAX(all_subsidiaries) AS every FROM \`@accounts\``,
  );
  expect(deepest).toEqual([{ level: 32, every: 32 }]);
  await expect(run(chain(34))).rejects.toThrow('assert_int_account_parents_converged');
  await expect(run(chain(100))).rejects.toThrow('assert_int_account_parents_converged');
});
