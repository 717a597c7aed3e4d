/** What a plan costs at the CRM, from what its routes say of themselves. */
import type { Destination, Limits, Route } from '../destination.js';
import type { FieldMapping, ObjectName } from '../rows.js';

export interface ObjectCost {
  readonly object: ObjectName;
  readonly rows: number;
  readonly route: Route['name'];
  /** Calls that the CRM counts, reading before writing included. */
  readonly calls: number;
  /** At the most calls a second; absent where the CRM has no such limit. */
  readonly seconds?: number;
}

export interface PlanCost {
  readonly objects: readonly ObjectCost[];
  readonly calls: number;
  /** At least so long, at the CRM's own limit; absent where it has none. */
  readonly seconds?: number;
  readonly quota?: {
    readonly used: number;
    readonly allowed: number;
    /** Of the calls left today, the share that the plan needs. */
    readonly share: number;
    /** How many calls the budget leaves us: more are put off until tomorrow. */
    readonly ours: number;
  };
}

export function costOf(
  byObject: ReadonlyMap<ObjectName, number>,
  mapping: readonly FieldMapping[],
  destination: Pick<Destination, 'routeFor'>,
  { limits, budget }: { readonly limits?: Limits; readonly budget: number },
): PlanCost {
  const objects = [...byObject].map(([object, rows]): ObjectCost => {
    const route = destination.routeFor(rows);
    const isRead = mapping.some((each) => each.object === object && each.write !== 'always');
    const calls = Math.ceil(rows / route.rowsPerCall) * route.countedCalls * (isRead ? 2 : 1);
    return {
      object,
      rows,
      route: route.name,
      calls,
      ...(route.callsPerSecond !== undefined && { seconds: Math.ceil(calls / route.callsPerSecond) }),
    };
  });
  const calls = objects.reduce((sum, each) => sum + each.calls, 0);
  const timed = objects.flatMap(({ seconds }) => (seconds === undefined ? [] : [seconds]));
  const { usedToday: used, allowedToday: allowed } = limits ?? {};
  const left = used === undefined || allowed === undefined ? undefined : Math.max(0, allowed - used);
  return {
    objects,
    calls,
    ...(timed.length > 0 && { seconds: timed.reduce((sum, each) => sum + each, 0) }),
    ...(used !== undefined &&
      allowed !== undefined &&
      left !== undefined && {
        quota: { used, allowed, share: left === 0 ? 1 : calls / left, ours: Math.floor(left * budget) },
      }),
  };
}
