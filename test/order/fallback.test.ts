import { expect, test } from 'vitest';
import { openOrderProject } from './harness.js';

const rubric = `rubric: small
version: 1
status: live
purpose: new business
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    range: none
    criteria:
      seats:
        field: lead.seats
        cases: [{ between: [10, 20], points: 7 }, { otherwise: true, points: 5 }]
        unknown: { fallback: account.employees, points: -2 }
total: { sum: { fit: 1 } }
bands: [0]
tiers: [{ tier: all, otherwise: true, action: { do: nothing } }]
`;

test('[B4] a fallback is asked like the field itself: a case, otherwise, and unknown only where it is unknown, too', async () => {
  const project = await openOrderProject({ rubric, signals: ['visited'] });
  try {
    const lead = (record: string, domain: string, seats: number | null) => ({
      record_id: record,
      email: `${record}@${domain}`,
      seats,
      created_at: '2026-01-01T00:00:00Z',
    });
    await project.run('2026-06-30', {
      leads: [
        lead('own', 'fits.com', 30),
        lead('fits', 'fits.com', null),
        lead('other', 'other.com', null),
        lead('none', 'none.com', null),
      ],
      accounts: [
        { record_id: 'A1', website: 'fits.com', employees: 15, created_at: '2026-01-01T00:00:00Z' },
        { record_id: 'A2', website: 'other.com', employees: 100, created_at: '2026-01-01T00:00:00Z' },
      ],
    });
    const seen = await Promise.all(
      ['own', 'fits', 'other', 'none'].map(async (record) => {
        const { total_score, coverage } = await project.score(record);
        return [record, total_score, coverage];
      }),
    );
    expect(seen).toEqual([
      ['own', '5', '1'],
      ['fits', '7', '1'],
      ['other', '5', '1'],
      ['none', '-2', '0'],
    ]);
  } finally {
    await project.close();
  }
});
