/** What a child is told, as JSON in a file: everything that it works on lies outside of it. */
import type { FieldMapping, ObjectName } from '../../../scripts/sync/rows.js';

export interface Orders {
  readonly store: string;
  readonly warehouse: string;
  readonly destination: string;
  readonly connection: Readonly<Record<string, string | number | boolean>>;
  readonly objects: Readonly<Partial<Record<ObjectName, string>>>;
  readonly batch?: number;
  readonly fields: readonly FieldMapping[];
  /** Waits are so many times shorter than they would be. */
  readonly hurry: number;
}

export const syncId = 'crash';
export const dataset = 'leadscore';
export const source = 'crm';

/** What a child says of where it is, a line each: what was under way when it was killed. */
export type Stage = 'ready' | 'plan' | 'send' | 'log' | 'fold' | 'done';
