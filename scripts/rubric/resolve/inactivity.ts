import type { Dimension } from '../model.js';
import { error } from '../report.js';
import type { InactivityText } from '../schema/inactivity.js';
import type { Cursor } from '../yaml/cursor.js';
import type { Scope } from './scope.js';

export function resolveInactivity(
  written: InactivityText,
  cursor: Cursor,
  scope: Scope,
): Pick<Dimension, 'inactivity'> {
  const { after, points, per, floor } = written;
  const fault = points.gte(0)
    ? { key: 'points', what: 'Inactivity takes points away.', todo: 'Write a number below 0, such as -10.' }
    : floor?.gt(points) === true
      ? {
          key: 'floor',
          what: 'The floor lies above what the first days take away.',
          todo: `Write ${points.toFixed()} or less.`,
        }
      : floor !== undefined && per === undefined
        ? {
            key: 'floor',
            what: 'Without "per" the points are taken away once, so there is nothing to hold at a floor.',
            todo: 'Add "per: 30d", or take "floor" away.',
          }
        : undefined;
  if (fault !== undefined) {
    scope.report(error('rubric/inactivity', cursor.at(fault.key).place, fault.what, { todo: fault.todo }));
    return {};
  }
  return {
    inactivity: {
      afterDays: after,
      points,
      ...(per !== undefined && { perDays: per }),
      ...(floor !== undefined && { floor }),
      at: cursor.keyPlace,
    },
  };
}
