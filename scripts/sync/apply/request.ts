import type { SyncConfig } from '../config/config.js';
import type { Destination } from '../destination.js';
import type { SyncStore } from '../store/store.js';
import type { Clock } from './clock.js';
import type { RunSummary } from './summary.js';

/** What of a sync's file concerns the carrying out of a plan; the destination knows its batch and calls in flight itself. */
export type ApplySettings = Pick<SyncConfig, 'budget' | 'breakers'> & {
  /** The breakers stay shut, and no share of the calls is kept for others. */
  readonly isForced?: boolean;
};

export type ApplyStore = Pick<
  SyncStore,
  | 'run'
  | 'rows'
  | 'changeRun'
  | 'lastSeq'
  | 'lastSeqWithOutcome'
  | 'planPage'
  | 'intend'
  | 'log'
  | 'logWritten'
  | 'setRemoteJob'
  | 'openBatches'
  | 'fold'
  | 'totals'
>;

export interface ApplyRequest {
  readonly store: ApplyStore;
  readonly destination: Destination;
  readonly runId: string;
  readonly settings: ApplySettings;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Interrupts: calls under way end, nothing new is sent, and the next `applyPlan` goes on. */
  readonly signal: AbortSignal;
  /** Told after each batch. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Rows of this process, and of how many that were waiting when it began. */
export interface Progress {
  readonly rows: number;
  readonly ok: number;
  readonly rejected: number;
  readonly deferred: number;
  readonly skipped: number;
  readonly calls: number;
}

/**
 * Carries a plan out, or goes on with it. Rejects only for faults of our own and of the store: what the CRM and the network do
 * is in the summary. The function is `applyPlan` of `apply-plan.ts`.
 */
export type ApplyPlan = (request: ApplyRequest) => Promise<RunSummary>;
