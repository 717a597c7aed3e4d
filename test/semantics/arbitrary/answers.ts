/** Random answers of vendors: on the edges of recalculations, and of the ages from which they count no more. */
import fc from 'fast-check';
import { boundaryOf } from '../plain/enrichment.js';
import type { Cell } from '../plain/facts.js';
import { momentsOf, type Setting, startOf } from './setting.js';

export const cadences = ['daily', 'weekly', 'monthly'] as const;

/** One answer before it has a number. */
export interface VendorAnswer {
  readonly columns: Readonly<Record<string, Cell>>;
  readonly tie: 'record' | 'domain' | 'free';
  /** Keys are not in the order of time. */
  readonly key: number;
}

const HOUR = 3_600_000;

function pick(...values: readonly Cell[]): fc.Arbitrary<Cell> {
  return fc.constantFrom(...values);
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}

/** Today and the boundaries of each run. */
function boundariesOf({ zone, ...setting }: Setting): readonly number[] {
  const days = momentsOf({ zone, ...setting }).map((moment) => zone.dayOf(Date.parse(moment)));
  return [...new Set(days.flatMap((day) => cadences.map((cadence) => boundaryOf(day, cadence) ?? day)))];
}

export function vendorAnswer(setting: Setting): fc.Arbitrary<VendorAnswer> {
  const { zone } = setting;
  const asOf = Date.parse(setting.asOf);
  const boundaries = boundariesOf(setting);
  const day = fc
    .tuple(fc.constantFrom(...boundaries), fc.constantFrom(0, 1, 1, 2, 3, 4, 6, 7, 8))
    .map(([boundary, before]) => boundary - before);
  const shift = fc.constantFrom<(start: number, next: number) => number>(
    (start) => start,
    (start) => start + 12 * HOUR,
    (_, next) => next - 1,
  );
  const fetched = fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(day, shift)
        .map(([fetchedOn, shifted]) => shifted(startOf(zone, fetchedOn), startOf(zone, fetchedOn + 1))),
    },
    { weight: 1, arbitrary: fc.constantFrom(asOf - 1, asOf, asOf + 1) },
  );
  const starts = boundaries.map((boundary) => startOf(zone, boundary));
  const late = fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constantFrom(...starts.flatMap((start) => [start - 1, start]), asOf, asOf + 1) },
  );
  return fc
    .record({
      vendor: pick('zoom', 'zoom', ' Zoom', 'clear', 'clear', 'other'),
      industry: pick('Software', 'retail', 'Bakery', null),
      employees: pick('1', '5', '10', '100', null),
      country: pick('Germany', ' france', 'US', null),
      is_confirmed: pick(true, true, false, null),
      fetched,
      late,
      tie: fc.constantFrom<VendorAnswer['tie']>('record', 'domain', 'domain', 'domain', 'free'),
      key: fc.integer({ min: 0, max: 9999 }),
    })
    .map(({ fetched: at, late: known, tie, key, ...said }) => ({
      columns: { ...said, fetched_at: iso(at), known_at: known === undefined ? null : iso(Math.max(known, at)) },
      tie,
      key,
    }));
}
