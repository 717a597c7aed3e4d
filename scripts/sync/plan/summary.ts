/** What a plan would do, for a person before it is carried out and for a program. */
import type { Problem } from '../../problem.js';
import type { SyncConfig } from '../config/config.js';
import type { Destination, Limits } from '../destination.js';
import type { SyncStore } from '../store/store.js';
import { type TrippedBreaker, trippedBreakers } from './breakers.js';
import { costOf, type PlanCost } from './cost.js';
import { countPlan, factsOf, type PlanCounts, type TouchedField, touchedFields } from './facts.js';
import { type Sample, samplesOf } from './samples.js';

export interface PlanSummary {
  readonly runId: string;
  readonly sync: string;
  readonly destination: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly scoresAsOf?: string;
  readonly counts: PlanCounts;
  readonly fields: readonly TouchedField[];
  readonly cost: PlanCost;
  readonly breakers: readonly TrippedBreaker[];
  readonly samples: readonly Sample[];
  /** Of the CRM's fields. */
  readonly warnings: readonly Problem[];
}

/** `limits`: what the CRM said of its day; absent where it was not asked or does not say. */
export async function summarise(
  store: SyncStore,
  runId: string,
  config: SyncConfig,
  crm: {
    readonly destination: Destination;
    readonly isAsked: boolean;
    readonly limits?: Limits;
    readonly signal: AbortSignal;
    readonly warnings: readonly Problem[];
  },
): Promise<PlanSummary> {
  const run = await store.run(runId);
  const counts = await countPlan(store, runId);
  const facts = await factsOf(store, runId, counts);
  const { limits } = crm;
  return {
    runId,
    sync: config.id,
    destination: config.destination,
    createdAt: run?.createdAt ?? '',
    ...(facts.scoresAsOf !== undefined && { scoresAsOf: facts.scoresAsOf }),
    counts,
    fields: await touchedFields(store, runId),
    cost: costOf(counts.byObject, run?.mapping ?? [], crm.destination, {
      budget: config.budget,
      ...(limits !== undefined && { limits }),
    }),
    breakers: trippedBreakers(facts, config.breakers),
    samples: await samplesOf(store, runId, crm.isAsked ? crm.destination : undefined, crm.signal),
    warnings: crm.warnings,
  };
}

/** What stands in the way of a plan that was made before. */
export async function breakersOf(
  store: SyncStore,
  runId: string,
  { breakers }: Pick<SyncConfig, 'breakers'>,
): Promise<readonly TrippedBreaker[]> {
  return trippedBreakers(await factsOf(store, runId, await countPlan(store, runId)), breakers);
}

export function rowsOf({ byOperation }: PlanCounts): number {
  return Object.values(byOperation).reduce((sum, each) => sum + each, 0);
}

/** For programs: names as in the tables. */
export function summaryJson(summary: PlanSummary): object {
  const { counts, cost } = summary;
  return {
    run_id: summary.runId,
    sync: summary.sync,
    destination: summary.destination,
    created_at: summary.createdAt,
    scores_as_of: summary.scoresAsOf ?? null,
    rows: rowsOf(counts),
    operations: counts.byOperation,
    objects: cost.objects.map(({ object, rows, route, calls, seconds }) => ({
      object,
      rows,
      route,
      calls,
      minimum_seconds: seconds ?? null,
    })),
    skipped: counts.skipped,
    fields: summary.fields,
    calls: cost.calls,
    minimum_seconds: cost.seconds ?? null,
    quota: cost.quota ?? null,
    breakers: summary.breakers,
    samples: summary.samples.map(({ crmId, beforeFrom, ...rest }) => ({
      ...rest,
      crm_id: crmId,
      before_from: beforeFrom,
    })),
  };
}
