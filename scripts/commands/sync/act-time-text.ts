/** From an act to the CRM, as lines for a person and as JSON. */
import { type ActTimePart, actTimeParts, type ActTimes } from '../../sync/store/act-times.js';
import { countOf, duration } from './plan-text.js';

const words: Readonly<Record<ActTimePart, string>> = {
  source_lag: 'until the warehouse knew',
  wait: 'until a run began',
  run: 'until it ended',
  sync: 'until the CRM had it',
  total: 'together',
};

/** None where no record was written with a new act. */
export function actTimeLines(times: ActTimes): readonly string[] {
  if (times.total === undefined) return [];
  return [
    `From an act to the CRM, ${countOf(times.total.records, 'record')}:`,
    ...actTimeParts.flatMap((part) => {
      const time = times[part];
      if (time === undefined) return [];
      const some = time.records === times.total?.records ? '' : ` (${countOf(time.records, 'record')})`;
      return [`  ${words[part]}: half within ${span(time.p50)}, 95 % within ${span(time.p95)}${some}`];
    }),
  ];
}

/** By part; null where it is not known of any record. */
export function actTimesJson(times: ActTimes): object {
  return Object.fromEntries(actTimeParts.map((part) => [part, times[part] ?? null]));
}

/** The clocks of two machines may differ: what looks as if it came before its cause took no time. */
function span(seconds: number): string {
  return duration(Math.max(0, seconds));
}
