import { Decimal } from 'decimal.js';
import type { Tier } from '../model.js';
import type { ActionText } from '../schema/action.js';

export function resolveAction(written: ActionText): Tier['action'] {
  const { do: what, ...details } = written;
  return {
    do: typeof what === 'string' ? what : '',
    details: new Map(
      Object.entries(details).map(([key, value]) => [key, value instanceof Decimal ? value.toNumber() : value]),
    ),
  };
}
