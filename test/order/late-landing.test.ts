/** Rows that are there only after a run that, by their own time of arrival, ought to have seen them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facts, openOrderProject, type OrderProject } from './harness.js';

const rubric = `
rubric: landing
version: 1
status: live
purpose: What lands late
outcome: { label: opportunity, within: 90d }
dimensions:
  intent:
    acts:
      demo: { points: 40, decay: { until: 10d } }
      call: { points: 40, decay: { until: 10d } }
account:
  acts:
    surge: { points: 40, decay: { until: 10d } }
total: { sum: { intent: 1, account: 1 } }
bands: [0]
tiers:
  - { tier: warm, when: { total: 40 }, action: { do: nurture } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
`;

const signals = `signals:
  demo: { label: asked for a demo, from: [{ event: demo }] }
  call: { label: wants a call, from: [{ event: both }] }
  both: { label: asked for both, unused: true, from: [{ event: asked }], also: call }
  surge: { label: researched our topic, of: account, from: [{ event: surge }] }
`;

const noon = (day: number): string => `2026-06-${String(day).padStart(2, '0')}T12:00:00Z`;
const on = (day: number, time: string): string => `2026-06-${String(day).padStart(2, '0')}T${time}:00Z`;

/** A row, and on which day it is there. */
interface Landing {
  readonly landed: number;
  readonly row: NonNullable<Facts['events']>[number];
}

const act = (who: string, happened: string, known: string, landed: number, more = {}): Landing => ({
  landed,
  row: {
    event_id: `${who} ${happened}`,
    event_name: 'demo',
    person_record_id: who,
    happened_at: happened,
    known_at: known,
    ...more,
  },
});
const nobody = { person_record_id: null };

const names = ['in_time', 'late', 'further', 'too_old', 'waited', 'other_late', 'tied', 'twice'];
const leads: readonly Landing[] = [
  ...names.map((name) => ({
    landed: 1,
    row: { record_id: name, email: `${name}@${name}.com`, known_at: '2026-01-01T00:00:00Z' },
  })),
  ...['fact_late', 'fact_in_time'].map((name) => ({
    landed: 1,
    row: { record_id: name, email: `${name}@${name.replaceAll('_', '-')}.com`, known_at: '2026-01-01T00:00:00Z' },
  })),
  {
    landed: 3,
    row: { record_id: 'twice2', email: 'again@twice.com', merged_into_id: 'twice', known_at: on(2, '11:50') },
  },
];

const events: readonly Landing[] = [
  act('in_time', on(2, '10:00'), on(2, '10:05'), 2),
  act('late', on(2, '09:00'), on(2, '11:55'), 3),
  act('further', on(2, '09:00'), on(2, '11:55'), 3, { event_name: 'asked' }),
  act('too_old', '2026-05-31T10:00:00Z', on(2, '11:55'), 3),
  act('waited', on(2, '10:00'), on(2, '10:05'), 6),
  // Dated exactly as the last run is.
  act('other_late', on(2, '11:00'), noon(2), 3),
  // The device's act is known in time; the form that tells whose it is lands late.
  act('tied', on(2, '08:00'), on(2, '08:05'), 2, { ...nobody, anonymous_id: 'D1' }),
  act('tied', on(2, '11:40'), on(2, '11:55'), 3, {
    ...nobody,
    event_name: 'login',
    email: 'tied@tied.com',
    anonymous_id: 'D1',
  }),
  act('twice', on(2, '08:00'), on(2, '08:05'), 2, { ...nobody, email: 'again@twice.com' }),
];

const facts: readonly Landing[] = [
  ['fact-in-time.com', 2],
  ['fact-late.com', 3],
].map(([domain = '', landed = 0]) => ({
  landed: Number(landed),
  row: {
    event_id: `surge ${domain}`,
    event_name: 'surge',
    domain: String(domain),
    happened_at: on(2, '09:00'),
    known_at: on(2, '11:00'),
  },
}));

const there = (rows: readonly Landing[], day: number) =>
  rows.filter(({ landed }) => landed <= day).map(({ row }) => row);
const of = (day: number): Facts => ({
  leads: there(leads, day),
  events: there(events, day),
  account_events: there(facts, day),
});

async function found(project: OrderProject, day: number): Promise<Readonly<Record<string, string>>> {
  const rows = await project.query(`
SELECT MIN(r.record_id) AS record, t.to_tier, t.cause, t.may_act
FROM \`@tier_transitions\` AS t
INNER JOIN \`@int_record_persons\` AS p ON p.lead_id = t.lead_id
INNER JOIN \`@int_person_records\` AS r ON r.record_key = p.record_key
WHERE t.as_of = TIMESTAMP '${noon(day)}'
GROUP BY t.transition_id, t.to_tier, t.cause, t.may_act
ORDER BY record`);
  return Object.fromEntries(
    rows.map((row) => [
      String(row.record),
      `${String(row.to_tier)} by ${String(row.cause)}${row.may_act === true ? ', acts' : ''}`,
    ]),
  );
}

const open = (suffix?: string): Promise<OrderProject> =>
  openOrderProject({
    rubric,
    files: { 'rubrics/shared/signals.yaml': signals },
    ...(suffix !== undefined && { suffix }),
  });

describe('[K2] what lands after a run that ought to have seen it', () => {
  let project: OrderProject;
  const days = new Map<number, Readonly<Record<string, string>>>();

  beforeAll(async () => {
    project = await open();
    for (const day of [1, 2, 3, 4, 6, 14]) {
      await project.run(noon(day), of(day), { keeps: true });
      days.set(day, await found(project, day));
    }
  }, 120_000);
  afterAll(() => project.close());

  test('acts in the first run that sees it: an act, what tied it to the lead, and a fact of the account', () => {
    expect(days.get(2)).toEqual({ fact_in_time: 'warm by new_fact, acts', in_time: 'warm by new_fact, acts' });
    expect(days.get(3)).toEqual({
      fact_late: 'warm by new_fact, acts',
      further: 'warm by new_fact, acts',
      late: 'warm by new_fact, acts',
      other_late: 'warm by new_fact, acts',
      tied: 'warm by new_fact, acts',
      too_old: 'warm by late_data',
      twice: 'warm by new_fact, acts',
    });
  });

  test('acts once, and not where its own time of arrival is more than two days ago', () => {
    expect(days.get(4)).toEqual({});
    expect(days.get(6)).toEqual({ waited: 'warm by time' });
    expect(new Set(Object.values(days.get(14) ?? {}))).toEqual(new Set(['cold by time']));
  });

  test('is told by a table that takes its places again', async () => {
    const slots = await project.query(
      'SELECT slot, stream, event_id, first_seen_at, is_late FROM `@int_sightings` WHERE slot = 0 OR NOT is_late ORDER BY slot',
    );
    expect(slots[0]).toEqual({ slot: 0, stream: null, event_id: null, first_seen_at: noon(14), is_late: false });
    expect(slots.slice(1).map((row) => row.event_id)).toEqual([
      'app:surge fact-in-time.com',
      `in_time ${on(2, '10:00')}`,
      `tied ${on(2, '08:00')}`,
      `twice ${on(2, '08:00')}`,
    ]);
  });
});

test('[F10] in a replay nobody is acted on for it', async () => {
  const project = await open('replay');
  try {
    for (const day of [1, 2, 3]) await project.run(noon(day), of(day), { keeps: true });
    expect((await found(project, 3)).late).toBe('warm by new_fact');
  } finally {
    await project.close();
  }
});
