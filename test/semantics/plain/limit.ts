/** Step 6: in each window the acts worth most. */
import { monthOf, weekOf } from './days.js';
import type { Act } from './world.js';
import type { Decimal } from 'decimal.js';
import { daysIn, isYamlMap, mapOf, numberOf, textOf, type YamlMap } from './yaml.js';

export interface WorthAct {
  readonly act: Act;
  readonly points: Decimal;
}

export type Order = (a: WorthAct, b: WorthAct) => number;

export const byKey: Order = (a, b) => (a.act.key < b.act.key ? -1 : a.act.key > b.act.key ? 1 : 0);
export const worthMost: Order = (a, b) => b.points.comparedTo(a.points) || byKey(a, b);
export const newest: Order = (a, b) => b.act.happenedAt - a.act.happenedAt || byKey(a, b);

/** The acts that the rule's limit lets stay, the first of each window by the order. */
export function limited(rule: YamlMap, acts: readonly WorthAct[], order: Order): readonly WorthAct[] {
  if (!isYamlMap(rule['limit'])) return acts;
  const { times, per } = mapOf(rule['limit']);
  const most = times === undefined ? Infinity : numberOf(times).toNumber();
  const kept = new Map<string, number>();
  return acts.toSorted(order).filter(({ act }) => {
    const window = windowOf(act, textOf(per));
    const before = kept.get(window) ?? 0;
    kept.set(window, before + 1);
    return before < most;
  });
}

export function windowOf(act: Act, per: string): string {
  const days = daysIn(per);
  if (days !== undefined) return String(Math.floor(act.day / days));
  switch (per) {
    case 'session':
      return act.session;
    case 'day':
      return String(act.day);
    case 'week':
      return String(weekOf(act.day));
    case 'month':
      return monthOf(act.day);
    default:
      return 'lifetime';
  }
}
