/** The circuit breaker: while an input is broken, what rests on it moves nobody, each kind of fault in its own direction. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

const rubric = (name: string, status: string, buffer: string): string => `
rubric: ${name}
version: 1
status: ${status}
purpose: What a broken input keeps
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    criteria:
      where: { cases: [{ when: { field: lead.country_code, is: DE }, points: 40 }], unknown: { points: 0 } }
      plan: { cases: [{ when: { field: lead.plan, is: gold }, points: 40 }], unknown: { points: 0 } }
  intent: { acts: { ask: { points: 40, decay: { until: 10d } }, look: { points: 0.001, decay: { until: 1d } } } }
total: { sum: { fit: 1, intent: 1 } }
bands: [0]
tiers:
  - { tier: hot, when: { total: 40 }, ${buffer}action: { do: contact, task: true } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
suppress: [ { when: { field: lead.do_not_contact, is: true }, reason: consent, unknown: ignore } ]
overrides: { from: stg_overrides }
`;

let project: OrderProject;
beforeAll(async () => {
  project = await openOrderProject({
    signals: ['ask', 'look'],
    withHealth: true,
    rubric: {
      held: rubric('held', 'live', ''),
      buffered: rubric('buffered', 'live', 'buffer: { leave_below: 39 }, '),
      tried: rubric('tried', 'shadow', ''),
    },
    files: {
      'rubrics/shared/precedence.yaml': 'precedence: [held, buffered]\n',
      'rubrics/shared/health.yaml': 'fewest_rows: 5\nbreaker: { on: [volume, null_rate] }\n',
    },
  });
});
afterAll(() => project.close());

const start = Date.UTC(2026, 2, 1);
const dayOf = (index: number): string => new Date(start + index * 86_400_000).toISOString().slice(0, 10);
const indexOf = (day: string): number => (Date.parse(day) - start) / 86_400_000;

/** Ten looks of nobody's on each day before `until`, unless `on` says another number. */
const looks = (until: string, on: Readonly<Record<string, number>> = {}) =>
  Array.from({ length: indexOf(until) }, (_, index) => dayOf(index)).flatMap((day) =>
    Array.from({ length: on[day] ?? 10 }, (_, number) => ({
      event_id: `${day}.${number}`,
      event_name: 'look',
      anonymous_id: 'nobody',
      happened_at: `${day}T10:00:00Z`,
    })),
  );
/** Two leads on each day before `until`, whose country is unknown from `lost` on. */
const crowd = (until: string, lost = until) =>
  Array.from({ length: indexOf(until) }, (_, index) => dayOf(index)).flatMap((day) =>
    ['a', 'b'].map((which) => ({
      record_id: `${which}${day}`,
      email: `${which}${day}@crowd.com`,
      country: day < lost ? 'France' : null,
      created_at: `${day}T08:00:00Z`,
    })),
  );
const lead = (record: string, more: Readonly<Record<string, string | boolean | null>> = {}) => ({
  record_id: record,
  email: `${record.toLowerCase()}@firm.com`,
  country: 'France',
  created_at: '2026-01-01T00:00:00Z',
  ...more,
});
const ask = (record: string, day: string) => ({
  event_id: `ask.${record}.${day}`,
  event_name: 'ask',
  email: `${record.toLowerCase()}@firm.com`,
  happened_at: `${day}T10:00:00Z`,
});
const asks = [ask('FALLS', '2026-06-20'), ask('MUTE', '2026-06-20'), ask('SET', '2026-06-20')];
const people = [lead('FALLS'), lead('MUTE'), lead('RISES'), lead('SET')];
const told = async (record: string, name = 'held') => {
  const { tier, computed_tier, disposition, dispositions, total_score } = await project.score(record, name);
  return { tier, computed_tier, disposition, dispositions, total_score };
};
const dropped = 'frozen: app events: dropped to 2, usually 10, since 2026-07-01; ';

test('healthy inputs hold nobody', async () => {
  await project.run('2026-06-25T00:00:00Z', {
    leads: [...crowd('2026-06-25'), ...people],
    events: [...looks('2026-06-25'), ...asks],
  });
  expect(await told('FALLS')).toEqual({
    tier: 'hot',
    computed_tier: 'hot',
    disposition: 'contact',
    dispositions: 'action: contact',
    total_score: '40',
  });
  expect(await told('RISES')).toMatchObject({ tier: 'cold' });
});

test('[design 14] while acts are missing nobody falls, and the tier goes on doing what it does; who rises does', async () => {
  const facts = {
    leads: [...crowd('2026-07-02'), lead('FALLS'), lead('MUTE', { do_not_contact: true }), lead('RISES'), lead('SET')],
    events: [...looks('2026-07-02', { '2026-07-01': 1 }), ...asks, ask('RISES', '2026-07-01')],
    overrides: [
      {
        record_id: 'o',
        person_record_id: 'SET',
        tier: 'cold',
        owner: 'Kim',
        reason: 'met',
        set_at: '2026-06-26T00:00:00Z',
        expires_on: '2026-07-15',
      },
    ],
  };
  // A second time, since a run that is repeated must say the same.
  for (const _ of ['first', 'again']) {
    await project.run('2026-07-02T00:00:00Z', facts, { keeps: true });
    expect(await told('FALLS')).toEqual({
      tier: 'hot',
      computed_tier: 'cold',
      disposition: 'contact',
      dispositions: `${dropped}action: contact`,
      total_score: '0',
    });
    expect(await told('FALLS', 'buffered')).toMatchObject({ tier: 'hot', dispositions: `${dropped}action: contact` });
    expect(await told('FALLS', 'tried')).toMatchObject({ tier: 'cold', dispositions: 'action: nothing' });
    expect(await told('RISES')).toMatchObject({ tier: 'hot', computed_tier: 'hot', dispositions: 'action: contact' });
    expect(await told('MUTE')).toMatchObject({
      tier: 'hot',
      disposition: 'suppressed',
      dispositions: `suppressed: consent; ${dropped}action: contact`,
    });
    expect(await told('SET')).toMatchObject({ tier: 'cold', disposition: 'overridden' });
  }
  const queue = await project.query(
    "SELECT tier, lead_id FROM `@work_queue` WHERE rubric = 'held' AND tier = 'hot' ORDER BY lead_id",
  );
  expect(queue).toHaveLength(2);
});

test('it ends by itself once the input is as usual', async () => {
  await project.run(
    '2026-07-04T00:00:00Z',
    { leads: [...crowd('2026-07-04'), ...people], events: [...looks('2026-07-04'), ...asks] },
    { keeps: true },
  );
  for (const name of ['held', 'buffered'])
    expect(await told('FALLS', name)).toMatchObject({ tier: 'cold', dispositions: 'action: nothing' });
});

test('while acts come too often nobody rises by one of them; who falls, or rises by another fact, does', async () => {
  const before = [lead('ASKED'), lead('PAYS'), lead('ENDS', { plan: 'gold' })];
  const events = looks('2026-07-06');
  await project.run('2026-07-06T00:00:00Z', { leads: [...crowd('2026-07-06'), ...before], events }, { keeps: true });
  await project.run(
    '2026-07-08T00:00:00Z',
    {
      leads: [...crowd('2026-07-08'), lead('ASKED'), lead('PAYS', { plan: 'gold' }), lead('ENDS')],
      events: [...looks('2026-07-08', { '2026-07-07': 80 }), ask('ASKED', '2026-07-07')],
    },
    { keeps: true },
  );
  const surged = 'frozen: app events: surged to 81, usually 10, since 2026-07-07; action: nothing';
  for (const name of ['held', 'buffered'])
    expect(await told('ASKED', name)).toMatchObject({ tier: 'cold', computed_tier: 'hot', dispositions: surged });
  expect(await told('PAYS')).toMatchObject({ tier: 'hot', dispositions: 'action: contact' });
  expect(await told('ENDS')).toMatchObject({ tier: 'cold', dispositions: 'action: nothing' });
});

test('while answers are missing nobody moves to whom one is missing; who answers does', async () => {
  const before = [lead('LOST', { country: 'Germany' }), lead('MOVED', { country: 'Germany' })];
  const events = looks('2026-07-20');
  await project.run('2026-07-20T00:00:00Z', { leads: [...crowd('2026-07-20'), ...before], events }, { keeps: true });
  await project.run(
    '2026-07-27T00:00:00Z',
    {
      leads: [...crowd('2026-07-27', '2026-07-20'), lead('LOST', { country: null }), lead('MOVED')],
      events: looks('2026-07-27'),
    },
    { keeps: true },
  );
  expect(await told('LOST')).toMatchObject({
    tier: 'hot',
    computed_tier: 'cold',
    dispositions: 'frozen: app leads country: share of NULL rose to 1, usually 0, since 2026-07-20; action: contact',
  });
  expect(await told('MOVED')).toMatchObject({ tier: 'cold', dispositions: 'action: nothing' });
});
