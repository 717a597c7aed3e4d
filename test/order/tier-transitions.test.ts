/** Over several runs: who moved from which tier to which, why, and whether anything may be done because of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facts, openOrderProject, type OrderProject } from './harness.js';

const rubric = (name: string, status: string, more = '') => `
rubric: ${name}
version: 1
status: ${status}
purpose: Tiers that move
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    criteria:
      seats:
        field: lead.seats
        cases:
          - { at_least: 50, points: 50 }
          - { otherwise: true, points: 0 }
        unknown: { points: 0 }
  intent:
    acts:
      demo: { points: 40, decay: { until: 10d } }
total: { sum: { fit: 1, intent: 1 } }
bands: [0, 50]
tiers:
  - { tier: hot, when: { total: 90 }, action: { do: call, within: 1h } }
  - { tier: warm, when: { total: 40 }, action: { do: nurture } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
suppress: [ { when: { field: lead.do_not_contact, is: true }, reason: asked us not to, unknown: ignore } ]
overrides: { from: stg_overrides }
${more}`;

const noon = (day: number): string => `2026-06-${String(day).padStart(2, '0')}T12:00:00Z`;

type Given = Readonly<Record<string, string | number | boolean>>;

function lead(name: string, more: Given = {}): Given {
  return { record_id: name, email: `${name}@${name}.com`, known_at: '2026-01-01T00:00:00Z', ...more };
}

const demo = (name: string, happened: string, known = happened): Given => ({
  event_id: `${name} ${happened}`,
  event_name: 'demo',
  person_record_id: name,
  happened_at: happened,
  known_at: known,
});

/** The transitions that a run found, in words, by the first record of each lead. */
async function found(project: OrderProject, day: number): Promise<Readonly<Record<string, string>>> {
  const rows = await project.query(`
SELECT MIN(r.record_id) AS record, t.from_tier, t.to_tier, t.direction, t.cause, t.may_act, t.no_action_because, t.action_due_at
FROM \`@tier_transitions\` AS t
INNER JOIN \`@int_record_persons\` AS p ON p.lead_id = t.lead_id
INNER JOIN \`@int_person_records\` AS r ON r.record_key = p.record_key
WHERE t.as_of = TIMESTAMP '${noon(day)}'
GROUP BY t.transition_id, t.from_tier, t.to_tier, t.direction, t.cause, t.may_act, t.no_action_because, t.action_due_at
ORDER BY record, t.from_tier`);
  return Object.fromEntries(
    rows.map((row) => [
      String(row.record),
      `${String(row.from_tier ?? 'none')} -> ${String(row.to_tier)} ${String(row.direction)} by ${String(row.cause)}: ${row.may_act === true ? `acts by ${String(row.action_due_at)}` : String(row.no_action_because)}`,
    ]),
  );
}

describe('[K2] a change of tier', () => {
  let project: OrderProject;
  const days = new Map<number, Readonly<Record<string, string>>>();

  const of = (day: number): Facts => ({
    leads: [
      lead('acting', { seats: 60 }),
      lead('late'),
      lead('changing', day >= 2 ? { seats: 60 } : {}),
      lead('stopped', day >= 2 ? { seats: 60, do_not_contact: day === 2 || day >= 12 } : {}),
      lead('decided'),
      lead('merged'),
      lead('merged2', { seats: 60, ...(day >= 2 && { merged_into_id: 'merged' }) }),
      ...(day >= 2 ? [lead('new', { seats: 60, known_at: '2026-06-02T10:00:00Z' }), lead('old', { seats: 60 })] : []),
    ],
    events: [
      demo('acting', '2026-05-31T12:00:00Z'),
      ...(day >= 13 ? [demo('acting', '2026-06-13T08:00:00Z')] : []),
      ...(day >= 12 ? [demo('late', '2026-06-06T12:00:00Z', '2026-06-12T08:00:00Z')] : []),
    ],
    overrides: [
      {
        record_id: 'O1',
        person_record_id: 'decided',
        tier: 'hot',
        owner: 'eve',
        reason: 'knows them',
        set_at: '2026-06-01T20:00:00Z',
        expires_on: '2026-06-03',
      },
    ],
  });

  beforeAll(async () => {
    project = await openOrderProject({ signals: ['demo'], rubric: rubric('moving', 'live') });
    for (const day of [1, 2, 4, 12, 13]) {
      await project.run(noon(day), of(day), { keeps: true });
      days.set(day, await found(project, day));
    }
  }, 120_000);
  afterAll(() => project.close());

  test('of the first run never acts', () => {
    expect(days.get(1)).toEqual({
      acting: 'none -> hot entered by first_run: first_run',
      changing: 'none -> cold entered by first_run: first_run',
      decided: 'none -> cold entered by first_run: first_run',
      late: 'none -> cold entered by first_run: first_run',
      merged: 'none -> cold entered by first_run: first_run',
      merged2: 'none -> warm entered by first_run: first_run',
      stopped: 'none -> cold entered by first_run: first_run',
    });
  });

  test('acts where an attribute was not known before, or the lead; not where it came in a load of old ones', () => {
    expect(days.get(2)).toMatchObject({
      changing: 'cold -> warm up by new_fact: acts by null',
      new: 'none -> warm entered by new_fact: acts by null',
      old: 'none -> warm entered by late_data: late_data',
    });
  });

  test('does not act where records turn out to be one person, nor where somebody decided so, nor when that ends', () => {
    expect(days.get(2)).toMatchObject({
      merged: 'cold -> warm up by merge: merge',
      decided: 'cold -> hot up by override: override',
    });
    expect(days.get(4)).toMatchObject({ decided: 'hot -> cold down by override: override' });
  });

  test('waits while the action is stopped, and acts when it no longer is', () => {
    expect(days.get(2)?.['stopped']).toBe('cold -> warm up by new_fact: suppressed');
    expect(days.get(4)?.['stopped']).toBe('warm -> warm released by new_fact: acts by null');
    expect(days.get(12)?.['stopped']).toBe('warm -> warm stopped by new_fact: suppressed');
  });

  test('does not act where days passed, nor for facts that were more than two days old when they came; then it acts for a new one', () => {
    expect(days.get(4)).not.toHaveProperty('acting');
    expect(days.get(12)).toMatchObject({
      acting: 'hot -> warm down by time: time',
      late: 'cold -> warm up by late_data: late_data',
    });
    expect(days.get(13)).toEqual({ acting: 'warm -> hot up by new_fact: acts by 2026-06-13T13:00:00Z' });
  });

  test('tells crm_updates by when something is to be done, of a lead that came there for something new', async () => {
    const rows = await project.query(
      "SELECT record_id, action_due_at FROM `@crm_updates` WHERE record_id IN ('acting', 'late') ORDER BY record_id",
    );
    expect(rows).toEqual([
      { record_id: 'acting', action_due_at: '2026-06-13T13:00:00Z' },
      { record_id: 'late', action_due_at: null },
    ]);
  });

  test('is found once: a run repeated for a moment, or one for an earlier moment, adds nothing', async () => {
    const [before] = await project.query('SELECT COUNT(*) AS n FROM `@int_tier_log`');
    await project.run(noon(13), of(1), { keeps: true });
    expect(await project.query('SELECT COUNT(*) AS n FROM `@int_tier_log`')).toEqual([before]);
    // Leads that are gone go with their scores; what is logged of them stays.
    expect(await found(project, 13)).toEqual(days.get(13));
  }, 60_000);
});

describe('[F10] nobody is acted on', () => {
  const seats = (of?: number): Facts => ({ leads: [lead('one', of === undefined ? {} : { seats: of })] });

  test('in a replay: neither where the dataset has a suffix, nor where a run scores several moments', async () => {
    const replayed = await openOrderProject({ suffix: 'replay', rubric: rubric('moving', 'live'), signals: ['demo'] });
    try {
      await replayed.run(noon(1), seats(), { keeps: true });
      await replayed.run(noon(2), seats(60), { keeps: true });
      expect(await found(replayed, 2)).toEqual({ one: 'cold -> warm up by new_fact: replay' });
    } finally {
      await replayed.close();
    }
    const project = await openOrderProject({ rubric: rubric('moving', 'live'), signals: ['demo'] });
    try {
      await project.run(noon(1), seats(), { keeps: true });
      await project.run(noon(3), seats(60), { keeps: true, alsoAsOf: noon(2) });
      expect(await found(project, 3)).toEqual({ one: 'cold -> warm up by new_fact: replay' });
      // The next run of one moment acts again.
      await project.run(noon(4), seats(), { keeps: true });
      await project.run(noon(5), seats(60), { keeps: true });
      expect((await found(project, 5)).one).toMatch(/^cold -> warm up by new_fact: acts/);
    } finally {
      await project.close();
    }
  }, 120_000);

  test('by a shadow rubric, by a rubric that does not decide, in a holdout, or where the rubric changed', async () => {
    const experiment = 'experiment: { salt: one, holdout: { share: 50%, write: fields } }';
    const project = await openOrderProject({
      signals: ['demo'],
      rubric: {
        moving: rubric('moving', 'live', experiment),
        second: rubric('second', 'live'),
        shadowed: rubric('shadowed', 'shadow'),
      },
      files: { 'rubrics/shared/precedence.yaml': 'precedence: [moving, second]\n' },
    });
    try {
      const names = Array.from({ length: 12 }, (_, index) => `lead${String(index + 10)}`);
      await project.run(noon(1), { leads: names.map((name) => lead(name)) }, { keeps: true });
      await project.run(noon(2), { leads: names.map((name) => lead(name, { seats: 60 })) }, { keeps: true });
      const rows = await project.query(`
SELECT t.rubric, s.experiment_arm AS arm, t.no_action_because AS because, COUNT(*) AS leads
FROM \`@tier_transitions\` AS t
INNER JOIN \`@lead_scores\` AS s ON s.rubric = t.rubric AND s.lead_id = t.lead_id
WHERE t.as_of = TIMESTAMP '${noon(2)}' AND t.cause = 'new_fact'
GROUP BY t.rubric, s.experiment_arm, t.no_action_because
ORDER BY t.rubric, s.experiment_arm`);
      expect(rows).toEqual([
        { rubric: 'moving', arm: 'control', because: null, leads: 6 },
        { rubric: 'moving', arm: 'holdout', because: 'holdout', leads: 6 },
        { rubric: 'second', arm: null, because: 'another rubric', leads: 12 },
        { rubric: 'shadowed', arm: null, because: 'shadow', leads: 12 },
      ]);
      await project.rewrite({ 'rubrics/second.yaml': rubric('second', 'live').replace('total: 40', 'total: 45') });
      await project.run(noon(3), { leads: names.map((name) => lead(name)) }, { keeps: true });
      const causes = await project.query(
        `SELECT rubric, cause, COUNT(*) AS leads FROM \`@tier_transitions\` WHERE as_of = TIMESTAMP '${noon(3)}' GROUP BY rubric, cause ORDER BY rubric, cause`,
      );
      expect(causes).toEqual([
        { rubric: 'moving', cause: 'new_fact', leads: 12 },
        { rubric: 'second', cause: 'version', leads: 12 },
        { rubric: 'shadowed', cause: 'new_fact', leads: 12 },
      ]);
    } finally {
      await project.close();
    }
  }, 120_000);
});
