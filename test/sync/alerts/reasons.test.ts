/** Of which runs somebody is told, in which words, and that no word of the CRM or value of a person is among them. */
import { expect, test } from 'vitest';
import { ProblemError } from '../../../scripts/problem.js';
import { alertBody } from '../../../scripts/sync/alerts/alert.js';
import { breakerReasons, errorReason, reasonsOf, staleReason } from '../../../scripts/sync/alerts/reasons.js';
import type { Alerts } from '../../../scripts/sync/alerts/settings.js';
import type { StopReason } from '../../../scripts/sync/apply/stop.js';
import * as stopReasons from '../../../scripts/sync/apply/stop-reasons.js';
import type { RunSummary } from '../../../scripts/sync/apply/summary.js';

const limits: Alerts = { maxRejectedShare: 0.05, maxDeferredShare: 0.1, fewestRows: 100 };
const good: RunSummary = {
  runId: 'crm-1',
  status: 'done',
  planned: 200,
  ok: 200,
  rejected: 0,
  deferred: 0,
  skipped: 0,
  waiting: 0,
  calls: 2,
  retries: 0,
  bisects: 0,
  foundWritten: 0,
  strayJobs: [],
  unknown: 0,
  errors: [],
  actTimes: {},
  quota: {},
  seconds: 90,
  exitCode: 0,
};
const told = (run: Partial<RunSummary>, of: Alerts = limits) =>
  reasonsOf({ ...good, ...run }, of).map(({ reason, what }) => `${reason}: ${what}`);
const stopped = (stop: StopReason) => told({ status: stop.status, stop });

const refusal = { code: 'CODE', message: 'jane@example.com said "no" to secret-value-1234' };

test('a run that went well, one that was interrupted, and few refused rows are told to nobody', () => {
  expect(told({})).toEqual([]);
  expect(told({ ok: 190, rejected: 10 })).toEqual([]);
  expect(told({ ok: 180, deferred: 20 })).toEqual([]);
  expect(told({ ok: 0, rejected: 99 })).toEqual([]);
  expect(stopped(stopReasons.interrupted)).toEqual([]);
});

test('every reason to stop has words of its own, and none of the CRM’s', () => {
  expect([
    ...stopped(stopReasons.outOfQuota(refusal)),
    ...stopped(stopReasons.outOfBudget(20, 0.2)),
    ...stopped(stopReasons.askedToWait(refusal, 600_000)),
    ...stopped(stopReasons.signedOut(refusal)),
    ...stopped(stopReasons.misconfigured(refusal)),
    ...stopped(stopReasons.unreachable(refusal, 9)),
    ...stopped(stopReasons.tooManyRejects(300, 500, 0.5)),
    ...stopped(stopReasons.faulty),
    ...stopped({ status: 'failed', code: 'totals', why: '' }),
  ]).toEqual([
    'paused: The run waits. The CRM takes no more calls for now.',
    'paused: The run waits. Our share of the calls of the day is used up.',
    'paused: The run waits. The CRM asks for a long wait.',
    'failed: The run was not carried out to its end. The CRM does not let us in.',
    'failed: The run was not carried out to its end. The CRM would refuse every row.',
    'failed: The run was not carried out to its end. The CRM does not answer.',
    'failed: The run was not carried out to its end. The CRM refused too many of the first rows.',
    'failed: The run was not carried out to its end. A fault of leadscore itself ended the run.',
    'failed: The run was not carried out to its end. The rows of the run do not add up.',
  ]);
});

test('rows above a limit, answers that nobody foresaw, and a run that took too long', () => {
  expect(told({ ok: 189, rejected: 11, unknown: 1, seconds: 3_601 }, { ...limits, maxMinutes: 60 })).toEqual([
    'rejected: 11 of 200 records were refused.',
    'unknown: 1 of 200 records were answered in a way that nobody foresaw.',
    'slow: It took 60 minutes.',
  ]);
  expect(told({ ok: 1_000, deferred: 1_234 })).toEqual(['deferred: 1,234 of 2,234 records were put off.']);
});

test('a plan from scores of which some are too old: measured when it was made, where a limit is set', () => {
  const run = { createdAt: '2026-07-01T08:00:00Z', oldestAsOf: '2026-06-29T23:59:59Z' };
  expect(staleReason(run, { ...limits, maxAgeHours: 26 })).toEqual({
    reason: 'stale',
    what: 'The oldest scores are 32 hours old (as of 2026-06-29T23:59:59Z), and may be 26.',
  });
  const justInTime = { ...run, oldestAsOf: '2026-06-30T06:00:00Z' };
  expect(staleReason(justInTime, { ...limits, maxAgeHours: 26 })).toBeUndefined();
  expect(staleReason(run, limits)).toBeUndefined();
  // Nothing was ever scored.
  expect(staleReason({ createdAt: run.createdAt }, { ...limits, maxAgeHours: 26 })).toBeUndefined();
});

test('of an error its codes alone: its words may repeat what a person’s record holds', () => {
  const problems = ['sync/no-such-choice', 'sync/refused', 'sync/refused'].map(
    (code) => ({ code, severity: 'error', what: 'Tier does not take "jane@example.com"' }) as const,
  );
  expect(errorReason(new ProblemError(problems))).toEqual({
    reason: 'failed',
    what: 'It could not be carried out: sync/no-such-choice, sync/refused.',
  });
  expect(errorReason(new Error('secret-value-1234'))).toEqual({
    reason: 'failed',
    what: 'It was ended by a fault of leadscore itself.',
  });
  expect(breakerReasons([{ breaker: 'max_clear_share', what: '9 % of the rows.' }])).toEqual([
    { reason: 'breaker', what: '9 % of the rows.' },
  ]);
});

test('what is sent holds counts and codes; a hostile code is no markup, no address and no second line', () => {
  const hostile = ['<!channel> @here', 'jane@example.com', 'LINE\nTWO\u001b[31m', '"},{"x":"', 'x'.repeat(200)];
  const body = alertBody({
    sync: 'crm',
    destination: 'salesforce',
    at: '2026-07-01T08:00:00.000Z',
    reasons: [{ reason: 'rejected', what: '5 of 200 records were refused.' }],
    run: {
      ...good,
      rejected: 5,
      stop: stopReasons.outOfQuota(refusal),
      errors: hostile.map((code) => ({ code, class: 'permanent', rows: 1, example: 'jane@example.com, 42' })),
    },
  });
  expect(JSON.parse(body)).toEqual({
    sync: 'crm',
    destination: 'salesforce',
    at: '2026-07-01T08:00:00.000Z',
    text: 'leadscore sync crm: 5 of 200 records were refused.',
    reasons: [{ reason: 'rejected', what: '5 of 200 records were refused.' }],
    run: {
      run_id: 'crm-1',
      status: 'done',
      stop: 'quota',
      planned: 200,
      ok: 200,
      rejected: 5,
      deferred: 0,
      skipped: 0,
      waiting: 0,
      calls: 2,
      seconds: 90,
      errors: ['_channel_here', '[address]', 'LINE_TWO_[31m', '_x_:_', 'x'.repeat(60)].map((code) => ({
        code,
        class: 'permanent',
        rows: 1,
      })),
    },
  });
});
