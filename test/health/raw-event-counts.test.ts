/** Raw rows by stream and day, over random rows in a zone whose days begin at a quarter to, and in one whose clocks change at midnight, as plain counting has them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSmallProject } from '../incremental/small-project.js';

const zones = ['Asia/Kathmandu', 'America/Santiago'];
/** More of them: `HEALTH_CASES=50 npx vitest run test/health`. */
const cases = Number(process.env['HEALTH_CASES'] ?? 1);
const day = 24 * 60 * 60_000;
/** In the four weeks before, clocks are put back in Santiago. */
const asOf = Date.parse('2026-04-20T12:00:00Z');

interface RawRow {
  readonly stream: 'desk' | 'web';
  readonly id: string | null;
  readonly happened: number;
  /** Of a form, where it says so. */
  readonly known: number | null;
  /** Comes after the first run. */
  readonly isLate: boolean;
}

const second = 1000;
const moment: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: asOf - 40 * day, max: asOf + 2 * day }),
  // About where days begin in the two zones, in quarters of an hour of UTC.
  fc
    .record({ ago: fc.nat({ max: 31 }), quarter: fc.constantFrom(12, 16, 73), by: fc.constantFrom(-second, 0, second) })
    .map(({ ago, quarter, by }) => Date.parse('2026-04-20T00:00:00Z') - ago * day + quarter * 900 * second + by),
);
const rawRow: fc.Arbitrary<RawRow> = fc.record({
  stream: fc.constantFrom('desk', 'web'),
  // Few enough ids that many come again, the same in both streams.
  id: fc.oneof({ arbitrary: fc.nat({ max: 100 }).map((number) => `E${number}`), weight: 9 }, fc.constant(null)),
  happened: moment,
  known: fc.option(moment, { nil: null }),
  isLate: fc.boolean(),
});

const text = (value: string | null): string => (value === null ? 'NULL' : `'${value}'`);
const iso = (at: number): string => new Date(at).toISOString();
const timestamp = (at: number | null): string => (at === null ? 'NULL' : `TIMESTAMPTZ '${iso(at)}'`);

/** YYYY-MM-DD, so many days on. */
function dayIn(zone: string, at: number, further = 0): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return iso(Date.parse(`${parts.format(at)}T00:00:00Z`) + further * day).slice(0, 10);
}

interface Counts {
  raw_rows: number;
  event_ids: number;
  unread: number;
  overtaken: number;
}

/** Whether a full refresh would take the copy: one that does not say when it was known comes first; of two that do not, the one that happened first. */
function overtakes(copy: Pick<RawRow, 'happened' | 'known'>, kept: Pick<RawRow, 'happened' | 'known'>): boolean {
  if (kept.known === null) return copy.known === null && copy.happened < kept.happened;
  return (copy.known ?? -Infinity) < kept.known;
}

/** `read`: what int_events has, by stream and id. */
function counted(rows: readonly RawRow[], read: ReadonlyMap<string, Pick<RawRow, 'happened' | 'known'>>, zone: string) {
  const since = Date.parse(`${dayIn(zone, asOf, -28)}T00:00:00Z`);
  const ids = new Map<string, RawRow[]>();
  for (const row of rows) {
    if (row.id === null || row.happened < since) continue;
    const key = `${row.stream} ${row.id}`;
    ids.set(key, [...(ids.get(key) ?? []), row]);
  }
  const days = new Map<string, Counts>();
  for (const [key, copies] of ids) {
    const on = `${key.split(' ')[0]} ${dayIn(zone, Math.min(...copies.map(({ happened }) => happened)))}`;
    const counts = days.get(on) ?? { raw_rows: 0, event_ids: 0, unread: 0, overtaken: 0 };
    const kept = read.get(key);
    counts.raw_rows += copies.length;
    counts.event_ids += 1;
    counts.unread += kept === undefined ? 1 : 0;
    counts.overtaken += kept !== undefined && copies.some((copy) => overtakes(copy, kept)) ? 1 : 0;
    days.set(on, counts);
  }
  return Object.fromEntries([...days].toSorted());
}

test.each(zones)(
  '[A10] every id counts once, on the day in %s on which it first happened',
  async (zone) => {
    const project = await openSmallProject({
      files: { 'rubrics/shared/standards.yaml': { time_zone: zone, internal_domains: ['own.example'] } },
    });
    let total = { unread: 0, overtaken: 0, again: 0 };
    const add = async (rows: readonly RawRow[]): Promise<void> => {
      const of = (stream: RawRow['stream']) => rows.filter((row) => row.stream === stream);
      const id = (row: RawRow) => text(row.id);
      await project.addRaw(
        'forms',
        of('desk').map((row) => [id(row), "'asked'", timestamp(row.happened), timestamp(row.known), 'NULL', "'d1'"]),
      );
      await project.addRaw(
        'hits',
        of('web').map((row) => [id(row), "'looked'", timestamp(row.happened), 'NULL', "'d1'", 'FALSE', 'NULL']),
      );
    };
    const run = (at: number): Promise<void> => project.run({ asOf: iso(at), select: ['+int_raw_event_counts'] });
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(rawRow, { minLength: 400, maxLength: 400 }), async (drawn) => {
          const rows = drawn.map((row) => (row.stream === 'web' ? { ...row, known: null } : row));
          await project.reset();
          await add(rows.filter(({ isLate }) => !isLate));
          await run(asOf - day);
          await add(rows.filter(({ isLate }) => isLate));
          await run(asOf);
          const oldest = dayIn(zone, asOf, -29);
          const events = await project.query(
            `SELECT stream, event_id, UNIX_MILLIS(happened_at) AS happened, UNIX_MILLIS(known_at) AS known FROM \`p.d.int_events\` WHERE day >= DATE '${oldest}'`,
          );
          const read = new Map(
            events.map((row) => [
              `${String(row.stream)} ${String(row.event_id)}`,
              { happened: Number(row.happened), known: row.known === null ? null : Number(row.known) },
            ]),
          );
          const found = await project.query(
            'SELECT stream, CAST(day AS STRING) AS day, source, entity, raw_rows, event_ids, unread, overtaken FROM `p.d.int_raw_event_counts`',
          );
          expect(found.every((row) => row.source === row.stream && row.entity === 'events')).toBe(true);
          const counts = found.map((row): readonly [string, Counts] => [
            `${String(row.stream)} ${String(row.day)}`,
            {
              raw_rows: Number(row.raw_rows),
              event_ids: Number(row.event_ids),
              unread: Number(row.unread),
              overtaken: Number(row.overtaken),
            },
          ]);
          expect(Object.fromEntries(counts.toSorted())).toEqual(counted(rows, read, zone));
          for (const [, { raw_rows, event_ids, unread, overtaken }] of counts)
            total = {
              unread: total.unread + unread,
              overtaken: total.overtaken + overtaken,
              again: total.again + raw_rows - event_ids,
            };
        }),
        { numRuns: cases, seed: 20261130, endOnFailure: true },
      );
      expect(Math.min(...Object.values(total))).toBeGreaterThan(0);
    } finally {
      await project.close();
    }
  },
  600_000,
);

test('since 1980 a day begins with a quarter of an hour of UTC in every zone', () => {
  const odd = Intl.supportedValuesOf('timeZone').filter((zone) => {
    const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
    return Array.from({ length: 2 * (2040 - 1980) }, (_, half) => Date.UTC(1980, 1 + 6 * half)).some(
      (at) => !/GMT(?:[+-]\d\d:(?:00|15|30|45))?$/.test(parts.format(at)),
    );
  });
  expect(odd).toEqual([]);
});
