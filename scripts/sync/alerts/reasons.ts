/** Which ends of a run somebody is told of. */
import { ProblemError } from '../../problem.js';
import type { ActionPlan } from '../actions/plan-actions.js';
import type { RunSummary } from '../apply/summary.js';
import type { RunRecord } from '../store/run-record.js';
import type { TrippedBreaker } from '../plan/breakers.js';
import { type AlertReason, plainCode } from './alert.js';
import type { Alerts } from './settings.js';

/** By the code of the stop; what the CRM said stays in the log. */
const stops: Readonly<Record<string, string>> = {
  quota: 'The CRM takes no more calls for now.',
  budget: 'Our share of the calls of the day is used up.',
  'retry-after': 'The CRM asks for a long wait.',
  auth: 'The CRM does not let us in.',
  config: 'The CRM would refuse every row.',
  rejects: 'The CRM refused too many of the first rows.',
  unreachable: 'The CRM does not answer.',
  totals: 'The rows of the run do not add up.',
  fault: 'A fault of leadscore itself ended the run.',
};

/** Why somebody is told of a run that has ended; none where nobody has to be. An interrupted one is known to whoever interrupted it. */
export function reasonsOf(run: RunSummary, limits: Alerts): readonly AlertReason[] {
  const { status, stop, ok, rejected, deferred, unknown, seconds } = run;
  const reasons: AlertReason[] = [];
  const said = stop === undefined ? '' : ` ${stops[stop.code] ?? plainCode(stop.code)}`;
  if (status === 'paused_quota') reasons.push({ reason: 'paused', what: `The run waits.${said}` });
  if (status === 'failed' || status === 'aborted')
    reasons.push({ reason: 'failed', what: `The run was not carried out to its end.${said}` });
  const rows = ok + rejected + deferred;
  if (rows >= limits.fewestRows) {
    if (rejected > limits.maxRejectedShare * rows)
      reasons.push({ reason: 'rejected', what: `${of(rejected, rows)} were refused.` });
    if (deferred > limits.maxDeferredShare * rows)
      reasons.push({ reason: 'deferred', what: `${of(deferred, rows)} were put off.` });
  }
  if (unknown > 0)
    reasons.push({ reason: 'unknown', what: `${of(unknown, rows)} were answered in a way that nobody foresaw.` });
  if (limits.maxMinutes !== undefined && seconds > limits.maxMinutes * 60)
    reasons.push({ reason: 'slow', what: `It took ${Math.round(seconds / 60)} minutes.` });
  return reasons;
}

/** Why somebody is told of a plan that waits for a person. */
export function breakerReasons(tripped: readonly TrippedBreaker[]): readonly AlertReason[] {
  return tripped.map(({ what }) => ({ reason: 'breaker', what }));
}

export const actionsReason: AlertReason = {
  reason: 'actions',
  what: 'Actions wait, were refused, or it is not known whether they were done: see `sync status`.',
};

/** Why somebody is told of a plan that was made from old scores: runs of the models fail, or are not made. */
export function staleReason(
  { createdAt, oldestAsOf }: Pick<RunRecord, 'createdAt' | 'oldestAsOf'>,
  { maxAgeHours }: Alerts,
): AlertReason | undefined {
  if (oldestAsOf === undefined || maxAgeHours === undefined) return undefined;
  const hours = (new Date(createdAt).getTime() - new Date(oldestAsOf).getTime()) / 3_600_000;
  if (hours <= maxAgeHours) return undefined;
  const what = `The oldest scores are ${Math.floor(hours).toLocaleString('en-US')} hours old (as of ${oldestAsOf}), and may be ${maxAgeHours.toLocaleString('en-US')}.`;
  return { reason: 'stale', what };
}

/** Why somebody is told of actions of which none is done, since there are more than a run may have. */
export function tooManyActionsReason({ planned, most }: Pick<ActionPlan, 'planned' | 'most'>): AlertReason {
  const [all, allowed] = [planned, most].map((each) => each.toLocaleString('en-US'));
  return { reason: 'actions', what: `None of ${all} actions is done: a run may have ${allowed}.` };
}

/** Why somebody is told of what the CRM's records hold. */
export function driftReason(what: string): AlertReason {
  return { reason: 'drift', what };
}

export const notPublishedReason: AlertReason = {
  reason: 'failed',
  what: 'What came of the sync could not be brought into the warehouse.',
};

/** Why somebody is told of an error. Its words may repeat values, so its codes have to do. */
export function errorReason(error: unknown): AlertReason {
  if (!(error instanceof ProblemError))
    return { reason: 'failed', what: 'It was ended by a fault of leadscore itself.' };
  const codes = [...new Set(error.problems.map(({ code }) => code))];
  return { reason: 'failed', what: `It could not be carried out: ${codes.join(', ')}.` };
}

function of(some: number, all: number): string {
  return `${some.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} records`;
}
