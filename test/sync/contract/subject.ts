import type { Destination } from '../../../scripts/sync/destination.js';
import type { FieldType, ObjectName, PlannedRow } from '../../../scripts/sync/rows.js';
import type { FaultOrder } from '../servers/fault.js';

/** What a kind of destination can be asked in the contract; what it lacks is said, not skipped in silence. */
export type Need = 'faults' | 'sessions' | 'refusals' | 'ids' | 'readBack' | 'describe';

export interface Subject {
  readonly name: string;
  readonly can: ReadonlySet<Need>;
  /**
   * A CRM of its own with `count` records, and a destination that is connected to it. Calls are given up after `timeout` seconds;
   * `batch` rows go in one, the destination's own number unless given.
   */
  open(count: number, timeout: number, batch?: number): Promise<Ground>;
}

export interface Ground {
  readonly destination: Destination;
  readonly object: ObjectName;
  /** Fields of the three types, which the CRM takes as they are planned. */
  readonly fields: { readonly number: string; readonly text: string; readonly date: string };
  /** Records that are there. */
  readonly ids: readonly string[];
  /** One that no record has, but could. */
  readonly gone: string;
  /** What the CRM takes from nobody, for the record of `ids` at 1. */
  readonly wrong: Readonly<Record<string, string>>;
  /** Texts that no message may hold. */
  readonly secrets: readonly string[];
  /** What the CRM keeps of a text. */
  kept(text: string): string;
  /** Whether the CRM refuses a text. */
  refuses(text: string): boolean;
  /** What the CRM itself holds, not asked through the destination; undefined where it holds nothing of that name. */
  held(id: string, field: string): Promise<string | number | boolean | null | undefined>;
  /** How often the record was written. */
  writes(id: string): Promise<number>;
  /** How an answer without a body is to be read. */
  readonly emptyAnswer: 'nothing' | 'ok';
  order(...faults: readonly FaultOrder[]): void;
  /** Ends the session, so that the next call is refused. What it gives puts a new secret in place, where `renew` needs one. */
  endSession(): Promise<() => void>;
  close(): Promise<void>;
}

/** A row of a plan for a record of the ground. */
export function rowOf(
  { object, fields: names }: Pick<Ground, 'object' | 'fields'>,
  seq: number,
  crmId: string,
  fields: Readonly<Record<string, string | null>>,
): PlannedRow {
  const types = new Map<string, FieldType>([
    [names.number, 'number'],
    [names.text, 'text'],
    [names.date, 'date'],
  ]);
  for (const field of Object.keys(fields)) if (!types.has(field)) types.set(field, 'number');
  return {
    seq,
    rowKey: `${object}/${crmId}`,
    object,
    crmId,
    operation: 'changed',
    fields: new Map(Object.entries(fields)),
    types,
    fingerprint: 'f',
  };
}

/** What a server holds, where it is no list and no object. */
export function plainValue(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
