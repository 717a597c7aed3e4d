/** Ages in days, months and years of the calendar. */
import type { Age } from './model.js';

/** `25 months`, `1 year` */
export function ageWords({ count, unit }: Age): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** The day so long before (YYYY-MM-DD); in a month that has no such day, its last one. */
export function dayBefore(day: string, { count, unit }: Age): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  if (unit === 'day') return dayText(new Date(Date.UTC(year, month - 1, date - count)));
  const back = month - (unit === 'year' ? count * 12 : count);
  const last = new Date(Date.UTC(year, back, 0)).getUTCDate();
  return dayText(new Date(Date.UTC(year, back - 1, Math.min(date, last))));
}

function dayText(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const dayLength = 86_400_000;
/** Eight years round 2100, which is no leap year: the shortest and the longest run of any number of months ends in them. */
const firstDay = Date.UTC(2096, 2, 1);
const manyDays = 2922;

/** How many days the age is at least and at most, whatever day it is counted back from. */
export function daysOf(age: Age): { readonly fewest: number; readonly most: number } {
  if (age.unit === 'day') return { fewest: age.count, most: age.count };
  let fewest = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let number = 0; number < manyDays; number += 1) {
    const end = firstDay + number * dayLength;
    const start = Date.parse(`${dayBefore(dayText(new Date(end)), age)}T00:00:00Z`);
    const days = (end - start) / dayLength;
    fewest = Math.min(fewest, days);
    most = Math.max(most, days);
  }
  return { fewest, most };
}

/** Whether the one age is never shorter than the other, whatever day both are counted back from. */
export function isAtLeast(one: Age, other: Age): boolean {
  if (one.unit !== 'day' && other.unit !== 'day') return months(one) >= months(other);
  return daysOf(one).fewest >= daysOf(other).most;
}

function months({ count, unit }: Age): number {
  return unit === 'year' ? count * 12 : count;
}
