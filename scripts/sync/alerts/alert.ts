/** What somebody is told of a run that needs looking at: words of our own, counts and codes; no value of a person, no word of the CRM. */
import { masked } from '../http/masked.js';
import type { RunSummary } from '../apply/summary.js';

/** `trial`: sent by `sync alert`. */
export type AlertKind =
  | 'breaker'
  | 'drift'
  | 'failed'
  | 'paused'
  | 'rejected'
  | 'deferred'
  | 'unknown'
  | 'actions'
  | 'slow'
  | 'stale'
  | 'trial';

export interface AlertReason {
  readonly reason: AlertKind;
  /** One sentence. */
  readonly what: string;
}

export interface Alert {
  readonly sync: string;
  readonly destination: string;
  /** ISO 8601. */
  readonly at: string;
  /** At least one. */
  readonly reasons: readonly AlertReason[];
  /** Absent where no run was begun. */
  readonly run?: RunSummary;
}

/** As it is sent: names as in the tables. */
export function alertBody({ sync, destination, at, reasons, run }: Alert): string {
  return JSON.stringify({
    sync,
    destination,
    at,
    text: `leadscore sync ${sync}: ${reasons.map(({ what }) => what).join(' ')}`,
    reasons,
    run:
      run === undefined
        ? null
        : {
            run_id: run.runId,
            status: run.status,
            stop: run.stop?.code ?? null,
            planned: run.planned,
            ok: run.ok,
            rejected: run.rejected,
            deferred: run.deferred,
            skipped: run.skipped,
            waiting: run.waiting,
            calls: run.calls,
            seconds: run.seconds,
            errors: run.errors.map(({ code, class: is, rows }) => ({ code: plainCode(code), class: is, rows })),
          },
  });
}

const longestCode = 60;

/** A code is the CRM's: nothing of it may be read as markup, as an address or as a line of its own. */
export function plainCode(code: string): string {
  return masked(code, [])
    .replaceAll(/[^\w.:[\]-]+/g, '_')
    .slice(0, longestCode);
}
