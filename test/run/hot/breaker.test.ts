/** Tiers that rest on the health of inputs: a hot run goes by what the last run for everybody found. */
import { expect, test } from 'vitest';
import { openSmallProject } from '../../incremental/small-project.js';

test('a hot run takes the health of inputs as the last run for everybody found it', async () => {
  const project = await openSmallProject({
    files: { 'rubrics/shared/health.yaml': { breaker: { on: ['volume', 'null_rate'] } } },
  });
  try {
    await project.reset();
    await project.setRaw('people', [["'Ann'", "'ann@alpha.com'", 'NULL', "TIMESTAMPTZ '2026-05-01 00:00:00+00'"]]);
    const asked = (id: string, at: string): readonly string[] => [
      `'${id}'`,
      "'asked'",
      `TIMESTAMPTZ '${at}'`,
      `TIMESTAMPTZ '${at}'`,
      "'ann@alpha.com'",
      'NULL',
    ];
    await project.addRaw('forms', [asked('F1', '2026-06-02 12:00:00+00')]);
    await project.run({ asOf: '2026-06-10T00:00:00Z', select: ['+tag:output'], withHealth: true });
    await project.addRaw('forms', [asked('F2', '2026-06-10 05:00:00+00')]);
    const { status, heat } = await project.hot({ asOf: '2026-06-10T06:00:00Z' });
    expect({ status, leads: heat.leads, isPublished: heat.isPublished }).toEqual({
      status: 'succeeded',
      leads: 1,
      isPublished: true,
    });
    expect(await project.query('SELECT total_score FROM `p.d.lead_scores`')).toEqual([{ total_score: '16' }]);
    expect(await project.query('SELECT DISTINCT as_of FROM `p.d.int_input_findings`')).toEqual([
      { as_of: '2026-06-10T00:00:00Z' },
    ]);
  } finally {
    await project.close();
  }
});
