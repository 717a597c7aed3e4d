import { expect, test } from 'vitest';
import { openOrderProject } from './harness.js';

const tiers = `
tiers:
  - { tier: hot, when: { total: 40 }, action: { do: contact, within: 1h, assign: pool } }
  - { tier: warm, when: { total: 20 }, action: { do: write } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
`;
const head = (name: string, status: string) => `
rubric: ${name}
version: 1
status: ${status}
purpose: ${name}
outcome: { label: opportunity, within: 90d }
total: { sum: { fit: 1 } }
bands: [0]
suppress: [ { when: { field: lead.do_not_contact, is: true }, reason: consent, unknown: ignore } ]
dimensions: { fit: { criteria: { seats: { field: lead.seats, cases: [ { at_least: 60, points: 60 }, { at_least: 50, points: 50 }, { at_least: 40, points: 40 }, { at_least: 20, points: 20 }, { otherwise: true, points: 0 } ], unknown: { points: 0 } } } } }
${tiers}`;

test('[F11] a ranked work queue per owner, cut at capacity, with the reason; a tier never changes', async () => {
  const project = await openOrderProject({
    signals: ['demo'],
    rubric: {
      queued: `${head('queued', 'live')}capacity: { hot: 3/week }\noverrides: { from: stg_overrides }\n`,
      tried: head('tried', 'shadow'),
    },
  });
  try {
    const lead = (record: string, seats: number, more = {}) => ({
      record_id: record,
      email: `${record.toLowerCase()}@firm.com`,
      seats,
      ...more,
    });
    await project.run('2026-06-10T00:00:00Z', {
      leads: [
        lead('A', 40, { owner_id: 'kim' }),
        lead('B', 60),
        lead('C', 50, { owner_id: 'kim' }),
        lead('MUTE', 60, { do_not_contact: true }),
        lead('SET', 0, { owner_id: 'jo' }),
        lead('WARM', 20),
        lead('COLD', 0),
      ],
      overrides: [
        {
          record_id: 'o',
          person_record_id: 'SET',
          tier: 'hot',
          owner: 'Kim',
          reason: 'met',
          set_at: '2026-06-01T00:00:00Z',
          expires_on: '2026-07-01',
        },
      ],
    });
    const queue = await project.query(`
SELECT r.record_id, q.* EXCEPT (lead_id, as_of)
FROM \`@work_queue\` AS q
INNER JOIN \`@int_record_persons\` AS p ON p.lead_id = q.lead_id
INNER JOIN \`@int_person_records\` AS r ON r.record_key = p.record_key
ORDER BY q.queue_rank`);
    const all = {
      rubric: 'queued',
      tier: 'hot',
      tier_position: 1,
      capacity: 3,
      capacity_per: 'week',
      action: 'contact',
      action_details: 'within: 1h, assign: pool',
      action_due_minutes: 60,
      is_within_capacity: true,
    };
    expect(queue).toEqual([
      {
        ...all,
        record_id: 'B',
        owner: 'pool',
        queue_rank: 1,
        owner_rank: 1,
        total_score: '60',
        reason: 'seats: at least 60',
      },
      {
        ...all,
        record_id: 'C',
        owner: 'kim',
        queue_rank: 2,
        owner_rank: 1,
        total_score: '50',
        reason: 'seats: at least 50',
      },
      {
        ...all,
        record_id: 'A',
        owner: 'kim',
        queue_rank: 3,
        owner_rank: 2,
        total_score: '40',
        reason: 'seats: at least 40',
      },
      {
        ...all,
        record_id: 'SET',
        owner: 'jo',
        queue_rank: 4,
        owner_rank: 1,
        total_score: '0',
        reason: null,
        is_within_capacity: false,
      },
    ]);
    const tiersOf = await project.query(
      "SELECT tier, COUNT(*) AS leads FROM `@lead_scores` WHERE rubric = 'queued' GROUP BY tier ORDER BY tier",
    );
    expect(tiersOf).toEqual([
      { tier: 'cold', leads: 1 },
      { tier: 'hot', leads: 5 },
      { tier: 'warm', leads: 1 },
    ]);
  } finally {
    await project.close();
  }
});
