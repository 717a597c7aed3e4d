import type { FieldMapping, ObjectName } from '../../../scripts/sync/rows.js';
import type { Orders } from './orders.js';

/** A CRM that is judged by what itself holds and remembers, in a process that nobody kills. */
export interface Target {
  readonly orders: Pick<Orders, 'destination' | 'connection' | 'objects' | 'fields' | 'batch'>;
  readonly environment: Readonly<Record<string, string>>;
  readonly object: 'lead' | 'contact';
  /** Records, by the id that the plan has. */
  readonly ids: readonly string[];
  /** Most rows that are on their way at once: as many may be written again after a kill. */
  readonly window: number;
  /** A score that the CRM never takes; undefined where it takes all. */
  readonly poison?: number;
  /** Ids that no record has; they are among `ids`. */
  readonly gone?: readonly string[];
  /** By id what the CRM holds; absent where it holds nothing. */
  held(): Promise<ReadonlyMap<string, number>>;
  /** By id how often the CRM wrote it, since the beginning. */
  writes(): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

export interface TargetKind {
  readonly name: string;
  /** What is missing on this machine; undefined: nothing. */
  missing?(): string | undefined;
  /** `folder`: an empty one of its own. */
  start(folder: string): Promise<Target>;
}

export function scoreField(object: ObjectName, field: string): FieldMapping {
  return {
    rubric: 'crash',
    object,
    field,
    from: 'total_score',
    type: 'number',
    scale: 1,
    whenNull: 'skip',
    write: 'always',
  };
}
