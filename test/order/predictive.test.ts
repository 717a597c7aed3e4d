/** A model beside the rules: it orders the leads of a tier, or moves the last of them down, and gives no point. */
import { afterEach, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;
afterEach(() => project.close());

const artefact = {
  format: 1,
  name: 'seats and demos',
  illustrative: true,
  outcome: { label: 'opportunity', within: '90d' },
  intercept: -1.5,
  terms: [
    { name: 'plan', field: 'lead.plan', values: { Gold: 0.25, tin: -0.125 }, unknown: 0.001 },
    { name: 'seats', field: 'lead.seats', bands: { '10': 0.5, '100': 1 }, unknown: -0.3 },
    { name: 'student', field: 'lead.is_student', values: { true: -2, false: 0.01 }, unknown: 0 },
    { name: 'fit', dimension: 'fit', bands: { '0': 0, '50': 0.002 }, unknown: 0 },
    { name: 'demos', signal: 'demo', within: '30d', bands: { '0': 0, '1': 0.75, '3': 2 } },
  ],
};

function rubric(use: string, more = ''): string {
  return `
rubric: hybrid
version: 1
status: shadow
purpose: Rules decide, a model puts in order
outcome: { label: opportunity, within: 90d }
dimensions:
  fit: { criteria: { role: { field: lead.role, cases: [ { is: boss, points: 90 }, { is: lead, points: 60 }, { otherwise: true, points: 0 } ], unknown: { points: 0 } } } }
total: { sum: { fit: 1 } }
bands: [0]
tiers:
  - { tier: hot, when: { total: 80 }, ${more} action: { do: contact } }
  - { tier: warm, when: { total: 50 }, requires: { known: { field: lead.email_kind, is: business } }, action: { do: nurture } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
predictive: { artefact: rubrics/models/seats.json, use: ${use} }
`;
}

async function open(use: string, more = ''): Promise<void> {
  project = await openOrderProject({
    signals: ['demo'],
    rubric: rubric(use, more),
    files: { 'rubrics/models/seats.json': JSON.stringify(artefact) },
  });
}

const lead = (id: string, facts: Readonly<Record<string, string | number | boolean | null>> = {}) => ({
  record_id: id,
  email: `${id.toLowerCase()}@firm.com`,
  role: 'boss',
  ...facts,
});
const demos = (email: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    event_name: 'demo',
    email,
    happened_at: `2026-06-0${index + 1}T10:00:00Z`,
  }));

/** `term: adds` of a record, by how much each weighs. */
async function terms(record: string): Promise<string[]> {
  const rows = await project.query(`
SELECT CONCAT(t.reason, ' ', CAST(t.adds AS STRING)) AS what
FROM \`@lead_predictive_reasons\` AS t
INNER JOIN \`@int_record_persons\` AS p ON p.lead_id = t.lead_id
INNER JOIN \`@int_person_records\` AS r ON r.record_key = p.record_key
WHERE r.record_id = '${record}'
ORDER BY t.reason_number`);
  return rows.map(({ what }) => String(what));
}

async function standing(columns: string): Promise<string[]> {
  const rows = await project.query(`
SELECT r.record_id, ${columns}
FROM \`@lead_scores\` AS s
INNER JOIN \`@int_record_persons\` AS p ON p.lead_id = s.lead_id
INNER JOIN \`@int_person_records\` AS r ON r.record_key = p.record_key
ORDER BY r.record_id`);
  return rows.map((row) =>
    Object.values(row)
      .map((value) => value ?? '-')
      .join(' '),
  );
}

test('[J2] the value is the exact sum of the terms; what is unknown or was never seen adds what is declared', async () => {
  await open('rank');
  await project.run('2026-06-30', {
    leads: [
      lead('L1', { plan: ' GOLD ', seats: 99, is_student: false }),
      // A plan that the model has not seen, fewer seats than its lowest band, and nothing known of the rest.
      lead('L2', { plan: 'platinum', seats: 9 }),
      lead('L3', { plan: 'tin', seats: 100, is_student: true, role: 'clerk' }),
    ],
    events: [...demos('l1@firm.com', 2), ...demos('l3@firm.com', 3)],
  });
  expect(await terms('L1')).toEqual([
    'demos: 1 to 2 times 0.75',
    'seats: 10 to 99 0.5',
    'plan: Gold 0.25',
    'student: no 0.01',
    'fit: 50 or more 0.002',
    'where every lead begins -1.5',
  ]);
  expect(await terms('L2')).toEqual([
    'seats: unknown -0.3',
    'fit: 50 or more 0.002',
    'plan: unknown 0.001',
    'demos: never 0',
    'student: unknown 0',
    'where every lead begins -1.5',
  ]);
  expect(await standing('s.predictive_value, s.total_score, s.tier, s.predictive_rank')).toEqual([
    'L1 0.012 90 hot 1',
    'L2 -1.797 90 hot 2',
    'L3 -0.625 0 cold 1',
  ]);
  // The rules stay the whole of the score.
  expect(await project.points('L1')).toEqual({ 'fit.role.criterion': '90' });
});

test('[J2] ranking: the highest value first in each tier, then the total, then the lead', async () => {
  await open('rank');
  await project.run('2026-06-30', {
    leads: [
      lead('L1', { role: 'lead' }),
      lead('L2', { role: 'lead', plan: 'gold' }),
      lead('L3'),
      lead('L4'),
      lead('L5', { seats: 200 }),
    ],
  });
  const rows = await project.query(
    'SELECT lead_id, tier, predictive_rank FROM `@lead_scores` ORDER BY tier, predictive_rank',
  );
  const equal = rows.filter(({ tier }) => tier === 'hot').slice(1);
  expect(equal.map(({ lead_id: id }) => String(id))).toEqual(equal.map(({ lead_id: id }) => String(id)).toSorted());
  expect((await standing('s.tier, s.predictive_rank')).filter((each) => !/^L[34]/.test(each))).toEqual([
    'L1 warm 2',
    'L2 warm 1',
    'L5 hot 1',
  ]);
});

test('[J2] demotion: of every tier but the last the given share goes to the next one that holds, once', async () => {
  await open('{ demote_bottom: 40% }');
  await project.run('2026-06-30', {
    leads: [
      lead('L1', { seats: 200 }),
      lead('L2', { seats: 50 }),
      // The last two of five; the one is no business address and falls through to cold.
      lead('L3', { seats: 50, plan: 'tin' }),
      lead('L4', { plan: 'tin', email: 'l4@gmail.com' }),
      lead('L5', { seats: 50, plan: 'gold' }),
      // Four in warm: 40 % of four is one whole lead. Those who come down from hot are not asked again.
      lead('L6', { role: 'lead', seats: 50 }),
      lead('L7', { role: 'lead', seats: 50, plan: 'gold' }),
      lead('L8', { role: 'lead', is_student: true }),
      lead('L9', { role: 'lead' }),
    ],
  });
  expect(await standing('s.tier, s.demoted_from, s.failed_gates, s.total_score')).toEqual([
    'L1 hot - - 90',
    'L2 hot - - 90',
    'L3 warm hot hot: predictive 90',
    'L4 cold hot hot: predictive, warm: known 90',
    'L5 hot - - 90',
    'L6 warm - - 60',
    'L7 warm - - 60',
    'L8 cold warm warm: predictive 60',
    'L9 warm - - 60',
  ]);
  expect(
    await project.query(
      'SELECT position, place_from_below, leads FROM `@hybrid_demotions` ORDER BY position, place_from_below',
    ),
  ).toEqual([
    { position: 1, place_from_below: 1, leads: 5 },
    { position: 1, place_from_below: 2, leads: 5 },
    { position: 2, place_from_below: 1, leads: 4 },
  ]);
});

test('[J2] demotion: of equal values the lower total goes, then the later lead; less than one lead is none', async () => {
  await open('{ demote_bottom: 50% }');
  const three = [lead('L1', { plan: 'gold' }), lead('L2', { plan: 'gold' }), lead('L3', { plan: 'gold' })];
  await project.run('2026-06-30', { leads: three });
  const rows = await project.query('SELECT lead_id, demoted_from FROM `@lead_scores` ORDER BY lead_id');
  expect(rows.map(({ demoted_from: from }) => from)).toEqual([null, null, 'hot']);
  await project.run('2026-06-30', { leads: three.slice(0, 1) });
  expect(await standing('s.tier')).toEqual(['L1 hot']);
});

test('[J2] [F6] demotion: the days of a buffer hold against the model, its lower bound does not', async () => {
  await open('{ demote_bottom: 50% }', 'buffer: { leave_below: 10, stay: 3d, cool_down: 5d },');
  const on = async (day: number, low: string): Promise<string[]> => {
    const leads = ['L1', 'L2'].map((id) => lead(id, { plan: id === low ? 'tin' : 'gold' }));
    await project.run(`2026-06-${String(day).padStart(2, '0')}T12:00:00Z`, { leads }, { keeps: true });
    return standing('s.tier, s.reached_by, s.demoted_from, s.barred_tiers');
  };
  expect(await on(1, 'L2')).toEqual(['L1 hot when - -', 'L2 warm when hot -']);
  // L1 is the last now, and entered a day ago; L2 comes back, since it never stood there.
  expect(await on(2, 'L1')).toEqual(['L1 hot buffer - -', 'L2 hot when - -']);
  expect(await on(4, 'L1')).toEqual(['L1 warm when hot -', 'L2 hot when - -']);
  // L1 left on the 4th and may not come back before the 9th.
  expect(await on(6, 'L2')).toEqual(['L1 warm when - hot', 'L2 warm when hot -']);
  // The model alone keeps L2 from it, whatever its days say.
  expect(await on(9, 'L2')).toEqual(['L1 hot when - -', 'L2 warm when hot -']);
});

test('[J2] whatever stands in an artefact is text: in SQL, in SQLX and on the way back', async () => {
  const hostile = "O'Brien \\ \"x\" `${1 + 1}` ${ref('x')} -- /* */ ; 'case_1' <b>\ttab";
  const text = {
    ...artefact,
    name: hostile,
    terms: [{ name: 'plan', label: hostile, field: 'lead.plan', values: { [hostile]: 0.5 }, unknown: 0 }],
  };
  project = await openOrderProject({
    signals: ['demo'],
    rubric: rubric('rank'),
    files: { 'rubrics/models/seats.json': JSON.stringify(text) },
  });
  await project.run('2026-06-30', { leads: [lead('L1', { plan: hostile }), lead('L2', { plan: 'gold' })] });
  expect(await terms('L1')).toEqual([`${hostile}: ${hostile} 0.5`, 'where every lead begins -1.5']);
  expect(await standing('s.predictive_value')).toEqual(['L1 -1', 'L2 -1.5']);
});
