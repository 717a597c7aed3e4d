/** Over random runs and landings: the table of sightings tells late from in time, and nothing twice, whatever places it takes again. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallProject, type SmallProject } from './small-project.js';

/** More of them: `INCREMENTAL_CASES=50 npx vitest run test/incremental/sightings.test.ts`. */
const cases = Number(process.env['INCREMENTAL_CASES'] ?? 2);
const minute = 60_000;
const day = 24 * 60 * minute;
const start = Date.parse('2026-06-01T00:00:00Z');

let project: SmallProject;
beforeAll(async () => {
  project = await openSmallProject();
});
afterAll(() => project.close());

interface Event {
  /** Minutes before the run at which it arrived, by its own account. */
  readonly stamped: number;
  /** Minutes before that at which it happened. */
  readonly before: number;
}

interface Run {
  /** Minutes since the run before. */
  readonly gap: number;
  readonly events: readonly Event[];
  readonly isFullRefresh: boolean;
}

const event: fc.Arbitrary<Event> = fc.record({
  stamped: fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 3 * 24 * 60 })),
  before: fc.oneof({ arbitrary: fc.nat({ max: 30 }), weight: 3 }, fc.nat({ max: 9 * 24 * 60 })),
});
const run: fc.Arbitrary<Run> = fc.record({
  gap: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 600, max: 2 * 24 * 60 })),
  events: fc.array(event, { maxLength: 5 }),
  isFullRefresh: fc.boolean(),
});

const moment = (at: number): string => `TIMESTAMPTZ '${new Date(at).toISOString()}'`;
const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

test('an event is late exactly where a run before said that it was known, and is seen once', async () => {
  let late = 0;
  let inTime = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 7, maxLength: 7 }), async (runs) => {
      await project.reset();
      let last: number | undefined;
      let at = start;
      let most = 0;
      const noted: number[] = [];
      for (const [number, { gap, events, isFullRefresh }] of runs.entries()) {
        at += gap * minute;
        const rows = events.map(({ stamped, before }, index) => {
          const known = at - stamped * minute;
          return { id: `F${number}.${index}`, known, happened: known - before * minute };
        });
        await project.addRaw(
          'forms',
          rows.map(({ id, known, happened }) => [
            `'${id}'`,
            "'asked'",
            moment(happened),
            moment(known),
            "'a@a.com'",
            'NULL',
          ]),
        );
        await project.run({ asOf: iso(at), select: ['+int_sightings'], fullRefresh: isFullRefresh });
        const [looked, now] = [last, at];
        const expected = rows
          .filter(({ known, happened }) => known > now - 2 * day && happened > now - 7 * day)
          .map(({ id, known }) => ({
            event_id: id,
            first_seen_at: looked === undefined ? null : iso(now),
            is_late: looked !== undefined && known <= looked,
          }));
        noted.push(...rows.filter(({ id }) => expected.some((row) => row.event_id === id)).map(({ known }) => known));
        const found = await project.query(
          `SELECT event_id, first_seen_at, is_late FROM \`p.d.int_sightings\` WHERE STARTS_WITH(event_id, 'F${number}.') ORDER BY event_id`,
        );
        expect(found).toEqual(expected);
        late += expected.filter((row) => row.is_late).length;
        inTime += expected.filter((row) => !row.is_late).length;
        // As many places as there ever were events in two days; each event has one, and the run has another.
        most = Math.max(most, noted.filter((known) => known > now - 2 * day).length);
        expect(
          await project.query(
            'SELECT COUNT(*) AS slots, COUNT(DISTINCT slot) AS numbers, MAX(slot) AS last, COUNT(event_id) AS events, COUNT(DISTINCT event_id) AS ids FROM `p.d.int_sightings`',
          ),
        ).toEqual([{ slots: most + 1, numbers: most + 1, last: most, events: most, ids: most }]);
        last = now;
      }
    }),
    { numRuns: cases, seed: 20261129, endOnFailure: true },
  );
  expect(Math.min(late, inTime)).toBeGreaterThan(0);
}, 1_800_000);
