/** [K3] crm_updates: which act of each record became known last, when it happened and when one knew of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

const rubric = (name: string, status: string, signal: string, appliesTo = ''): string => `
rubric: ${name}
version: 1
status: ${status}
purpose: Acts of leads
${appliesTo}outcome: { label: opportunity, within: 90d }
dimensions: { intent: { acts: { ${signal}: { points: 10 } } } }
total: { sum: { intent: 1 } }
bands: [0]
tiers: [{ tier: everyone, otherwise: true, action: { do: contact } }]
`;

const lead = (name: string, more: Readonly<Record<string, string>> = {}) => ({
  record_id: name,
  email: `${name}@${name}.com`,
  known_at: '2026-01-01T00:00:00Z',
  plan: 'tin',
  ...more,
});
const act = (
  who: Readonly<Record<string, string>>,
  name: string,
  happened: string,
  known: string | null = happened,
) => ({
  event_name: name,
  happened_at: `2026-${happened}:00Z`,
  known_at: known === null ? null : `2026-${known}:00Z`,
  ...who,
});
const of = (name: string) => ({ person_record_id: name });

let project: OrderProject;
beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo', 'visit', 'trial'],
    rubric: {
      first: rubric('first', 'live', 'trial', 'applies_to: { field: lead.plan, is: gold }\n'),
      inbound: rubric('inbound', 'live', 'demo').replace(
        'acts: {',
        'acts: { visit: { points: 1, decay: { until: 3d } },',
      ),
      shadow: rubric('shadow', 'shadow', 'trial'),
    },
    files: { 'rubrics/shared/precedence.yaml': 'precedence: [first, inbound]\n' },
    columns: ['anonymous_id'],
  });
  await project.run('2026-06-10T12:00:00Z', {
    leads: [
      lead('late'),
      lead('assumed'),
      lead('device'),
      lead('old'),
      lead('other'),
      lead('gold', { plan: 'gold' }),
      lead('coming'),
      lead('twice'),
    ],
    events: [
      act(of('late'), 'demo', '06-09T08:00'),
      act(of('late'), 'visit', '06-01T08:00', '06-10T07:00'),
      act(of('assumed'), 'demo', '06-09T08:00', null),
      // Seen before anybody knew whose device it is.
      act({ anonymous_id: 'd1' }, 'visit', '06-02T08:00', '06-02T08:01'),
      act({ anonymous_id: 'd1', email: 'device@device.com' }, 'demo', '06-05T08:00', '06-05T08:10'),
      act(of('old'), 'demo', '05-11T08:00', '06-09T08:00'),
      act(of('other'), 'trial', '06-09T08:00'),
      act(of('gold'), 'trial', '06-07T08:00'),
      act(of('gold'), 'demo', '06-08T08:00'),
      act(of('coming'), 'demo', '06-08T08:00'),
      act(of('coming'), 'demo', '06-09T08:00', '06-10T12:01'),
      act(of('twice'), 'visit', '06-08T08:00', '06-09T08:00'),
      act(of('twice'), 'demo', '06-08T09:00', '06-09T08:00'),
    ],
  });
});
afterAll(() => project.close());

test('the act that became known last, of those of thirty days that the deciding rubric reads, though its points have ended', async () => {
  const rows = await project.query(
    'SELECT record_id, rubric, acted_at, act_known_at FROM `@crm_updates` ORDER BY record_id',
  );
  expect(
    rows.map(({ record_id, rubric: by, acted_at, act_known_at }) => [record_id, by, acted_at, act_known_at]),
  ).toEqual([
    ['assumed', 'inbound', '2026-06-09T08:00:00Z', null],
    ['coming', 'inbound', '2026-06-08T08:00:00Z', '2026-06-08T08:00:00Z'],
    ['device', 'inbound', '2026-06-05T08:00:00Z', '2026-06-05T08:10:00Z'],
    ['gold', 'first', '2026-06-07T08:00:00Z', '2026-06-07T08:00:00Z'],
    ['late', 'inbound', '2026-06-01T08:00:00Z', '2026-06-10T07:00:00Z'],
    ['old', 'inbound', null, null],
    ['other', 'inbound', null, null],
    ['twice', 'inbound', '2026-06-08T09:00:00Z', '2026-06-09T08:00:00Z'],
  ]);
});
