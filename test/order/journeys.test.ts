import { expect, test } from 'vitest';
import { openOrderProject } from './harness.js';

test('[F9] what somebody asked for maps to a journey: a demo to sales, an overview to nurture, dormant fit to reactivation', async () => {
  const project = await openOrderProject({
    signals: ['demo', 'overview'],
    rubric: `
rubric: journeys
version: 1
status: live
purpose: Offers and what follows them
outcome: { label: opportunity, within: 90d }
dimensions: { fit: { criteria: { plan: { when: { field: lead.plan, is: gold }, points: 50 } } } }
total: { sum: { fit: 1 } }
bands: [0]
tiers:
  - { tier: sales, when: { signal: demo, within: 30d }, action: { do: contact, assign: sdr, within: 5m, play: demo_follow_up } }
  - { tier: nurture, when: { signal: overview, within: 30d }, action: { do: nurture, track: overview } }
  - { tier: dormant, when: { fit: 50 }, action: { do: nurture, track: reactivation } }
  - { tier: rest, otherwise: true, action: { do: nothing } }
`,
  });
  try {
    const lead = (record: string, plan: string) => ({ record_id: record, email: `${record}@firm.com`, plan });
    const did = (record: string, event_name: string, day: string) => ({
      event_name,
      email: `${record}@firm.com`,
      happened_at: `2026-${day}T00:00:00Z`,
    });
    await project.run('2026-06-10T00:00:00Z', {
      leads: [lead('asks', 'tin'), lead('reads', 'gold'), lead('sleeps', 'gold'), lead('leaves', 'tin')],
      events: [
        did('asks', 'demo', '06-01'),
        did('asks', 'overview', '06-02'),
        did('reads', 'overview', '06-02'),
        did('sleeps', 'demo', '03-01'),
        did('leaves', 'demo', '03-01'),
      ],
    });
    const journey = async (record: string) => {
      const { tier, disposition, action_details, action_due_minutes } = await project.score(record);
      return [tier, disposition, action_details, action_due_minutes];
    };
    expect(await journey('asks')).toEqual(['sales', 'contact', 'assign: sdr, within: 5m, play: demo_follow_up', 5]);
    expect(await journey('reads')).toEqual(['nurture', 'nurture', 'track: overview', null]);
    expect(await journey('sleeps')).toEqual(['dormant', 'nurture', 'track: reactivation', null]);
    expect(await journey('leaves')).toEqual(['rest', 'nothing', '', null]);
  } finally {
    await project.close();
  }
});
