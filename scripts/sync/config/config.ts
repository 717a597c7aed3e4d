/** rubrics/sync/<id>.yaml, read and resolved: where the values of crm_updates go, and how much may go at once. */
import type { Place } from '../../problem.js';
import type { Alerts } from '../alerts/settings.js';
import type { ActionRule } from '../actions/action.js';
import type { Connection } from '../destinations/kind.js';
import type { ObjectName } from '../rows.js';

export interface Breakers {
  /** Share of the acknowledged records that a plan may change. */
  readonly maxChangeShare: number;
  /** So many times the mean of the last ten runs a plan may have. */
  readonly maxTimesUsual: number;
  /** Share of a plan's rows that may empty a field. */
  readonly maxClearShare: number;
  /** Share of the first rows sent that the CRM may reject. */
  readonly maxRejectShare: number;
  /** Share of the records read back that may hold something else and are still written again. */
  readonly maxDriftShare: number;
  /** A plan or a run of fewer rows trips none of them. */
  readonly fewestRows: number;
}

export interface SyncConfig {
  /** The name of the file: state is kept by it, and the environment's names are made of it. */
  readonly id: string;
  /** The name of its kind: `destinations/registry.ts`. */
  readonly destination: string;
  /** `crm_updates.source` whose records are written. */
  readonly source: string;
  readonly stage: 'fields' | 'fields+actions';
  /** What the destination calls an object; one that is not here is not written. */
  readonly objects: ReadonlyMap<ObjectName, string>;
  readonly connection: Connection;
  /** Share of the calls that the CRM still allows today. */
  readonly budget: number;
  /** Rows per call; the route's own unless given. */
  readonly batch?: number;
  /** Calls under way at once; the route's own unless given. */
  readonly inFlight?: number;
  readonly breakers: Breakers;
  /** Who is told of runs that need looking at; absent: nobody. */
  readonly alerts?: Alerts;
  /** Most actions of one run; above it none happens. A day's capacity unless given. */
  readonly actionsPerRun?: number;
  /** What is done outside when a lead changes its tier, in the order of the file; only at the stage of actions. */
  readonly actions: readonly ActionRule[];
  readonly at: Place;
}

export const usualBreakers: Breakers = {
  maxChangeShare: 0.3,
  maxTimesUsual: 5,
  maxClearShare: 0.05,
  maxRejectShare: 0.5,
  maxDriftShare: 0.1,
  fewestRows: 500,
};

export const usualBudget = 0.2;
