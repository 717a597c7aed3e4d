/** Moments and zones at which days are easily counted wrong. */
import { dayOfDate, type Zone, zoneOf } from '../plain/days.js';

export interface Setting {
  readonly asOf: string;
  readonly zone: Zone;
  readonly today: number;
  /** Runs before that moment, in order. */
  readonly earlier: readonly string[];
}

function setting(asOf: string, zoneName: string): Setting {
  const zone = zoneOf(zoneName);
  return { asOf, zone, today: zone.dayOf(Date.parse(asOf)), earlier: [] };
}

export const settings: readonly Setting[] = [
  // The day after the clocks went forward.
  setting('2026-03-30T09:30:00Z', 'Europe/Berlin'),
  // Half past eleven at night on the day on which the clocks went back; in UTC it is tomorrow.
  setting('2026-11-02T04:30:00Z', 'America/New_York'),
  // Midnight sharp.
  setting('2026-01-05T11:00:00Z', 'Pacific/Auckland'),
  // The first day of a month; a Wednesday.
  setting('2026-07-01T12:00:00.500Z', 'UTC'),
];

/** The moment at which the day begins in the zone. */
export function startOf(zone: Zone, day: number): number {
  const about = (day - dayOfDate('1970-01-01')) * 86_400_000;
  const step = 15 * 60_000;
  let moment = about - 15 * 3_600_000;
  while (zone.dayOf(moment) < day) moment += step;
  return moment;
}

/** The moments of all runs; results are asked of the last. */
export function momentsOf({ earlier, asOf }: Setting): readonly string[] {
  return [...earlier, asOf];
}

/** The same moment, with runs so many days before it. */
export function withHistory(setting: Setting, daysBefore: readonly number[]): Setting {
  const asOf = Date.parse(setting.asOf);
  return { ...setting, earlier: daysBefore.map((days) => new Date(asOf - days * 86_400_000).toISOString()) };
}
