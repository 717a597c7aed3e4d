/** Records of which somebody else has changed what we wrote: the next plan writes them again. */
import { ProblemError } from '../../problem.js';
import type { Breakers } from '../config/config.js';
import { storeTable, type SyncStore } from '../store/store.js';
import type { VerifyReport } from './report.js';

/** What stands in the state of a record that is to be written again. */
export const driftCode = 'DRIFT';

/**
 * What stands in the way of a repair: so much drift is rather another writer, which would write over ours again, than single
 * hands. Undefined where nothing does.
 */
export function driftBreaker({ checked, drifted }: VerifyReport, breakers: Breakers): string | undefined {
  if (checked < breakers.fewestRows || drifted <= breakers.maxDriftShare * checked) return undefined;
  return `${drifted.toLocaleString('en-US')} of the ${checked.toLocaleString('en-US')} records read back hold something else, more than ${Number((breakers.maxDriftShare * 100).toFixed(1))} %.`;
}

/**
 * Forgets what the CRM acknowledged of them, so that they are planned like what was put off. Throws `sync/not-ended` while a run
 * has not ended: its end would count them as written again.
 */
export async function markDrifted(store: SyncStore, { driftedKeys }: VerifyReport): Promise<void> {
  const open = (await store.runs(1_000)).find(({ status }) => status === 'running' || status === 'paused_quota');
  if (open !== undefined) throw new ProblemError(notEnded(open.runId));
  await store.transaction(async (session) => {
    for (let from = 0; from < driftedKeys.length; from += together) {
      const marks = driftedKeys.slice(from, from + together);
      await session.run(
        `UPDATE ${storeTable('sync_state')}
        SET acked_fingerprint = NULL, acked_causes = NULL, acked_run_id = NULL, acked_seq = NULL, status = 'deferred', error_code = $1
        WHERE acked_fingerprint IS NOT NULL AND row_key IN (${marks.map((_, index) => `$${index + 2}`).join(', ')})`,
        [driftCode, ...marks],
      );
    }
  });
}

/** Keys of one statement. */
const together = 1_000;

function notEnded(runId: string) {
  return {
    code: 'sync/not-ended',
    severity: 'error',
    what: `The run ${runId} has not ended, so that nothing can be marked.`,
    why: 'Its end would count the marked records as written again.',
    todo: 'Run `npx leadscore sync apply`, which goes on with it, then verify again.',
  } as const;
}
