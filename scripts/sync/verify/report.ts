import type { Destination } from '../destination.js';
import type { SyncStore } from '../store/store.js';

/** What the CRM holds against what it acknowledged; there is none where it cannot be read. */
export interface VerifyReport {
  /** Acknowledged records whose values are still kept; those of older runs are dropped after a time. */
  readonly verifiable: number;
  /** Records that were read back. */
  readonly checked: number;
  readonly same: number;
  /** Records of which a field holds something else. */
  readonly drifted: number;
  /** Records that the CRM no longer has. */
  readonly missing: number;
  /** By object and field, in the order of the mapping; fields without drift are among them. */
  readonly fields: readonly FieldDrift[];
  /** Some drifted records, and what they hold. Personal data may be among it: for a terminal, not for a log. */
  readonly examples: readonly DriftExample[];
  /** Row keys of all drifted records, in the order in which they were read. */
  readonly driftedKeys: readonly string[];
  /** Row keys of some missing records. */
  readonly missingExamples: readonly string[];
  /** Times that records were asked for. */
  readonly reads: number;
}

export interface FieldDrift {
  readonly object: string;
  readonly field: string;
  readonly checked: number;
  readonly drifted: number;
}

export interface DriftExample {
  readonly rowKey: string;
  readonly field: string;
  /** Canonical texts; null where empty. */
  readonly acknowledged: string | null;
  readonly held: string | null;
}

/** The function is `verifySync` of `verify.ts`. Throws `CallFailed` where the CRM does not let us read. */
export type VerifySync = (request: {
  readonly store: Pick<SyncStore, 'rows' | 'run'>;
  readonly destination: Destination;
  /** So many records, chosen evenly; all of them where it is absent. */
  readonly sample?: number;
  readonly signal: AbortSignal;
}) => Promise<VerifyReport | undefined>;
