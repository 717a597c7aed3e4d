/** What a hot run refuses, and what it leaves where something goes wrong on the way. The tests go on from one another. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProblemError } from '../../../scripts/problem.js';
import { openSmallProject, type SmallProject } from '../../incremental/small-project.js';

const first = '2026-06-10T00:00:00Z';
const later = '2026-06-10T06:00:00Z';

let project: SmallProject;
beforeAll(async () => {
  project = await openSmallProject({
    rubric: { account: { from_people: { intent: { top: 1 } } }, total: { sum: { intent: 1, account: 1 } } },
  });
});
afterAll(() => project.close());

const person = (name: string, mailbox: string): readonly string[] => [
  `'${name}'`,
  `'${mailbox}'`,
  'NULL',
  "TIMESTAMPTZ '2026-05-01 00:00:00+00'",
];
const asked = (id: string, mailbox: string, at: string): readonly string[] => [
  `'${id}'`,
  "'asked'",
  `TIMESTAMPTZ '${at}'`,
  `TIMESTAMPTZ '${at}'`,
  `'${mailbox}'`,
  'NULL',
];

const scores = () =>
  project.query(`SELECT r.record_id AS record, s.total_score, s.tier, s.as_of
FROM \`p.d.lead_scores\` AS s
INNER JOIN \`p.d.int_record_persons\` AS p ON p.lead_id = s.lead_id
INNER JOIN \`p.d.int_person_records\` AS r ON r.record_key = p.record_key
ORDER BY record`);
const schemas = async (): Promise<readonly unknown[]> =>
  (await project.native("SELECT schema_name FROM duckdb_schemas() WHERE schema_name LIKE '%hot%'")).map(
    (row) => row.schema_name,
  );

/** The problem that it throws. */
async function refused(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(({ code, what }) => `${code}: ${what}`).join('\n');
    throw error;
  }
  return 'not refused';
}

const before = [
  { record: 'Ann', total_score: '20', tier: 'high', as_of: first },
  { record: 'Bob', total_score: '10', tier: 'high', as_of: first },
  { record: 'Cyd', total_score: '0', tier: 'low', as_of: first },
];
const after = [
  { record: 'Ann', total_score: '20', tier: 'high', as_of: first },
  { record: 'Bob', total_score: '10', tier: 'high', as_of: first },
  { record: 'Cyd', total_score: '20', tier: 'high', as_of: later },
];

describe('after a run for everybody', () => {
  beforeAll(async () => {
    await project.reset();
    await project.setRaw('people', [
      person('Ann', 'ann@alpha.com'),
      person('Bob', 'bob@alpha.com'),
      person('Cyd', 'cyd@beta.com'),
    ]);
    await project.addRaw('forms', [asked('F1', 'ann@alpha.com', '2026-06-09 23:00:00+00')]);
    await project.run({ asOf: first, select: ['+tag:output'] });
    expect(await scores()).toEqual(before);
    await project.addRaw('forms', [asked('F2', 'cyd@beta.com', '2026-06-10 05:00:00+00')]);
  }, 120_000);

  test('a moment that is not later, and rubrics that mean something else, are refused', async () => {
    expect(await refused(project.hot({ asOf: first }))).toBe(
      `hot/earlier: The leads are scored as of ${first}, and this run is for ${first}, which is not later.`,
    );
    expect(await refused(project.hot({ asOf: later, meanings: new Map([['one', 'another']]) }))).toBe(
      'hot/rubrics-changed: What the rubric one means has changed since the last run.',
    );
    const added = new Map([...project.meanings, ['two', 'new']]);
    expect(await refused(project.hot({ asOf: later, meanings: added }))).toBe(
      'hot/rubrics-changed: What the rubric two means has changed since the last run.',
    );
  }, 120_000);

  test('an assertion that fails keeps the scores as they are', async () => {
    const { status, heat } = await project.hot({
      asOf: later,
      checked: true,
      breaksAssertion: 'assert_reasons_add_up',
    });
    expect({ status, isPublished: heat.isPublished, leads: heat.leads }).toEqual({
      status: 'failed',
      isPublished: false,
      leads: 1,
    });
    expect(await scores()).toEqual(before);
    expect(await schemas()).toEqual([]);
  }, 120_000);

  test('interrupted, it leaves the scores as they are', async () => {
    const stop = new AbortController();
    const { status } = await project.hot({
      asOf: later,
      signal: stop.signal,
      onModel: (name) => {
        if (name === 'lead_scores') stop.abort();
      },
    });
    expect(status).toBe('interrupted');
    expect(await scores()).toEqual(before);
    expect(await schemas()).toEqual([]);
  }, 120_000);

  test('interrupted while rows are exchanged, it says so and leaves them as they are', async () => {
    const stop = new AbortController();
    const onExchange = () => {
      stop.abort();
    };
    const { status, heat } = await project.hot({ asOf: later, signal: stop.signal, onExchange });
    expect({ status, isPublished: heat.isPublished }).toEqual({ status: 'interrupted', isPublished: false });
    expect(await scores()).toEqual(before);
    expect(await schemas()).toEqual([]);
  }, 120_000);

  test('broken off before any of its writes it changes no score, and the next one does it all', async () => {
    let broken = 0;
    for (;;) {
      const done = await project.hot({ asOf: later, breaksAt: broken, checked: true }).catch(() => undefined);
      if (done !== undefined) {
        const { heat, status } = done;
        const expected = { since: first, leads: 1, accounts: 1, isPublished: true };
        expect({ heat, status }).toEqual({ heat: expected, status: 'succeeded' });
        break;
      }
      broken += 1;
      expect(await scores()).toEqual(before);
      expect(await project.native("SELECT table_name FROM duckdb_tables() WHERE schema_name LIKE '%hot%'")).toEqual([]);
    }
    // Two tables of who is hot, then the exchange of rows.
    expect(broken).toBe(3);
    expect(await scores()).toEqual(after);
    expect(await schemas()).toEqual([]);
  }, 240_000);

  test('the transition that it found may act', async () => {
    expect(
      await project.query(`SELECT to_tier, direction, cause, may_act
FROM \`p.d.tier_transitions\`
WHERE as_of = TIMESTAMP '${later}'`),
    ).toEqual([{ to_tier: 'high', direction: 'up', cause: 'new_fact', may_act: true }]);
  });

  test('nothing new: nobody is scored', async () => {
    const { heat } = await project.hot({ asOf: '2026-06-10T12:00:00Z' });
    expect(heat).toEqual({ since: later, leads: 0, accounts: 0, isPublished: true });
    expect(await scores()).toEqual(after);
  }, 120_000);

  test('a table that was made by other models is refused', async () => {
    await project.addRaw('forms', [asked('F3', 'ann@alpha.com', '2026-06-10 11:00:00+00')]);
    await project.native('ALTER TABLE p.d.lead_scores DROP COLUMN coverage');
    expect(await refused(project.hot({ asOf: '2026-06-10T12:00:00Z' }))).toBe(
      'hot/other-columns: The table d.lead_scores is missing, or has other columns than the models say today.',
    );
    expect(await schemas()).toEqual([]);
  }, 120_000);
});

test('before the first run it is refused', async () => {
  await project.reset();
  expect(await refused(project.hot({ asOf: first }))).toBe(
    'hot/no-scores: There are no scores yet, and --hot only brings up to date what is there.',
  );
});
