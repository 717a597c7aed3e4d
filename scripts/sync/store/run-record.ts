import type { FieldMapping, RunStatus } from '../rows.js';

/** One run of a sync, as `sync_run` has it. Moments are ISO 8601 UTC. */
export interface RunRecord {
  readonly runId: string;
  readonly syncId: string;
  readonly stage: 'fields' | 'fields+actions';
  readonly mappingHash: string;
  readonly mapping: readonly FieldMapping[];
  readonly status: RunStatus;
  /** Rows of the plan and records that are left out for a reason, together. */
  readonly planned: number;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly stopReason?: string;
  readonly apiCalls: number;
  /** As of when the scores are: the newest of them. */
  readonly scoresAsOf?: string;
  /** And the oldest: hot runs leave others as they were. */
  readonly oldestAsOf?: string;
  /** What the planner said of it, as JSON. */
  readonly planSummary?: string;
}

/** What a planner says of its run; the rest follows from the plan. */
export type NewRun = Pick<
  RunRecord,
  'runId' | 'syncId' | 'stage' | 'mappingHash' | 'mapping' | 'createdAt' | 'scoresAsOf' | 'oldestAsOf'
>;

/** What changes while a run is carried on. */
export interface RunChange {
  readonly status?: RunStatus;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly stopReason?: string;
  /** Added to what was spent before. */
  readonly moreApiCalls?: number;
  readonly summary?: string;
  readonly planSummary?: string;
}
