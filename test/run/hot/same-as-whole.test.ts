/** A hot run against a whole one for the same moment, over random people, acts, merges and newcomers. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Row } from '../../../scripts/engine/engine.js';
import { openSmallProject, type SmallProject } from '../../incremental/small-project.js';

/** More of them: `HOT_CASES=100 npx vitest run test/run/hot`. */
const cases = Number(process.env['HOT_CASES'] ?? 1);

const minute = 60_000;
const day = 24 * 60 * minute;
const start = Date.parse('2026-06-10T00:00:00Z');
const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

/** Moments of the runs: a whole one, the hot one that is compared, a second hot one, and a whole one for all. */
const runs = [start, start + 360 * minute, start + 720 * minute, start + 4 * day] as const;

/** Colleagues, strangers, and addresses that tell no company. */
const mailboxes = [
  'ann@alpha.com',
  'bob@alpha.com',
  'cyd@alpha.com',
  'dan@beta.com',
  'eve@beta.com',
  'fay@gamma.com',
  'gil@gmail.com',
  'hal@gmail.com',
];

const rubric = {
  account: { from_people: { intent: { top: 2, weights: [1, 0.5] } } },
  total: { sum: { intent: 1, account: 0.5 } },
  experiment: { salt: 'hot', holdout: { share: '30%', write: 'nothing' } },
  tiers: [
    {
      tier: 'high',
      when: { total: 8 },
      buffer: { leave_below: 4, stay: '1d' },
      action: { do: 'contact', within: '5m' },
    },
    { tier: 'low', otherwise: true, action: { do: 'nothing' } },
  ],
};

interface Act {
  readonly who: number;
  readonly name: string;
  /** Minutes before the run. */
  readonly ago: number;
}

interface Load {
  readonly forms: readonly Act[];
  readonly hits: readonly Act[];
  /** Records that were merged into the first one. */
  readonly merged: readonly number[];
  /** How many people the CRM knows. */
  readonly people: number;
}

const act = (most: number): fc.Arbitrary<Act> =>
  fc.record({
    who: fc.nat({ max: mailboxes.length - 1 }),
    name: fc.constantFrom('asked', 'looked'),
    ago: fc.integer({ min: 1, max: most }),
  });
/** `landing`: minutes before the run, at most, at which a form arrived by its own account. */
const load = (size: { minLength: number; maxLength: number }, most: number, landing = most): fc.Arbitrary<Load> =>
  fc.record({
    forms: fc.array(act(landing), size),
    hits: fc.array(act(most), size),
    merged: fc.oneof({ arbitrary: fc.constant([]), weight: 2 }, fc.constant([7]), fc.constant([3])),
    people: fc.integer({ min: 6, max: mailboxes.length }),
  });
const few = { minLength: 1, maxLength: 2 };
const loads = fc.tuple(
  load({ minLength: 6, maxLength: 10 }, 5 * 24 * 60),
  load(few, 300, day / minute),
  load(few, 300, day / minute),
);

const text = (value: string | null): string => (value === null ? 'NULL' : `'${value}'`);
const moment = (at: number): string => `TIMESTAMPTZ '${new Date(at).toISOString()}'`;

async function put(project: SmallProject, sequence: readonly Load[]): Promise<void> {
  const number = sequence.length - 1;
  const last = sequence[number];
  const at = runs[number] ?? 0;
  if (last === undefined) return;
  const merged = new Set(sequence.flatMap(({ merged }) => merged));
  const known = Math.max(...sequence.map(({ people }) => people));
  await project.setRaw(
    'people',
    mailboxes
      .slice(0, known)
      .map((mailbox, who) => [
        text(`P${who}`),
        text(mailbox),
        text(merged.has(who) ? 'P0' : null),
        moment(start - (20 - who) * day),
      ]),
  );
  await project.addRaw(
    'forms',
    last.forms.map(({ who, name, ago }, index) => [
      text(`F${number}.${index}`),
      text(name),
      moment(at - ago * minute),
      moment(at - ago * minute),
      text(mailboxes[who] ?? ''),
      text(`d${who}`),
    ]),
  );
  await project.addRaw(
    'hits',
    last.hits.map(({ who, name, ago }, index) => [
      text(`H${number}.${index}`),
      text(name),
      moment(at - ago * minute),
      text(null),
      text(`d${who}`),
      'FALSE',
    ]),
  );
}

/** What depends on nothing that earlier runs left. */
const pure = ['lead_score_reasons', 'account_scores', 'account_score_reasons'];
/** Tiers depend on where a lead stood when it was judged last; until the first hot run all were judged together. */
const scored = [...pure, 'lead_scores', 'tier_transitions', 'crm_updates', 'one_tier_state'];

async function rows(project: SmallProject, table: string, where = ''): Promise<readonly string[]> {
  const found = await project.query(`SELECT * FROM \`p.d.${table}\` ${where}`);
  return found.map((row: Row) => JSON.stringify(row)).toSorted();
}

const whole = (project: SmallProject, at: number): Promise<void> =>
  project.run({ asOf: iso(at), select: ['+tag:output'] });

let hot: SmallProject;
let control: SmallProject;
beforeAll(async () => {
  hot = await openSmallProject({ rubric });
  control = await openSmallProject({ rubric });
});
afterAll(async () => {
  await hot.close();
  await control.close();
});

test('[K3] leaves about hot leads what a whole run leaves, and nothing new waits', async () => {
  let found = 0;
  let left = 0;
  await fc.assert(
    fc.asyncProperty(loads, async (sequence) => {
      for (const project of [hot, control]) {
        await project.reset();
        await put(project, sequence.slice(0, 1));
        await whole(project, runs[0]);
      }
      for (const number of [1, 2] as const) {
        const at = runs[number];
        for (const project of [hot, control]) await put(project, sequence.slice(0, number + 1));
        const { heat, status } = await hot.hot({ asOf: iso(at) });
        expect({ status, isPublished: heat.isPublished }).toEqual({ status: 'succeeded', isPublished: true });
        await whole(control, at);
        const now = `WHERE as_of = TIMESTAMP '${iso(at)}'`;
        for (const table of number === 1 ? scored : pure) {
          const expected = new Set(await rows(control, table, now));
          const wrong = (await rows(hot, table, now)).filter((row) => !expected.has(row));
          expect({ table, wrong }).toEqual({ table, wrong: [] });
        }
        const news = await control.query(`SELECT DISTINCT lead_id FROM \`p.d.one_acts\`
          WHERE as_of = TIMESTAMP '${iso(at)}' AND counts_from > TIMESTAMP '${iso(runs[number - 1] ?? 0)}'`);
        const renewed = await hot.query(`SELECT lead_id FROM \`p.d.lead_scores\` ${now}`);
        const hasScore = new Set(renewed.map((row) => row.lead_id));
        expect(news.filter((row) => !hasScore.has(row.lead_id ?? null))).toEqual([]);
        // However long before the last run they came by their own account.
        const landed = await control.query(`SELECT DISTINCT people.lead_id FROM \`p.d.int_acts\` AS acts
          INNER JOIN \`p.d.int_record_person\` AS people ON people.record_key = acts.record_key
          WHERE STARTS_WITH(acts.act_key, 'desk:F${number}.')`);
        expect(landed.length).toBeGreaterThan(0);
        expect(landed.filter((row) => !hasScore.has(row.lead_id ?? null))).toEqual([]);
        // Each lead has one score, and nobody was lost.
        const leads = 'SELECT lead_id, COUNT(*) AS scores FROM `p.d.lead_scores` GROUP BY lead_id ORDER BY lead_id';
        expect(await hot.query(leads)).toEqual(await control.query(leads));
        found += renewed.length;
        left += (await control.query('SELECT lead_id FROM `p.d.lead_scores`')).length - renewed.length;
      }
      for (const project of [hot, control]) await whole(project, runs[3]);
      for (const table of [...pure, 'one_draws'])
        expect({ table, rows: await rows(hot, table) }).toEqual({ table, rows: await rows(control, table) });
    }),
    { numRuns: cases, seed: 20261129, endOnFailure: true },
  );
  // It would show nothing where everybody is hot, or nobody.
  expect(Math.min(found, left)).toBeGreaterThan(0);
}, 1_800_000);
