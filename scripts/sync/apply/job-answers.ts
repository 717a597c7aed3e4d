import type { Refusal } from '../destination.js';
import type { LogEntry } from '../store/store.js';
import { ended, failed } from './attempt.js';
import { classify } from './classify.js';
import type { JobBatch, JobSending } from './job.js';
import { rowsByCrmId } from './job-rows.js';
import { Stopped } from './stop.js';
import { misconfigured, outOfQuota } from './stop-reasons.js';

/** Answers that are looked up in the plan at once. */
const answersAtOnce = 10_000;

type Answer = { readonly crmId: string; readonly said: 'ok' | Refusal };

/**
 * Records what a job says of its rows, as it comes; rows that are to be sent again get no outcome. The last refusal of such a
 * row. May be run again: rows that have an outcome are passed over. Throws `Stopped`.
 */
export async function recordAnswers(
  batch: JobBatch,
  jobId: string,
  round: number,
  sending: JobSending,
): Promise<Refusal | undefined> {
  const { calls, jobs, stop } = sending;
  let left: Refusal | undefined;
  await calls.fetch(async (signal) => {
    let some: Answer[] = [];
    const flush = async (): Promise<void> => {
      left = (await recordSome(batch, some, round, sending)) ?? left;
      some = [];
    };
    for await (const answer of jobs.answers(jobId, signal)) {
      some.push(answer);
      if (some.length >= answersAtOnce) await flush();
    }
    await flush();
  }, 'go on');
  if (stop.isAsked) throw new Stopped();
  return left;
}

async function recordSome(
  batch: JobBatch,
  answers: readonly Answer[],
  round: number,
  { store, runId, recorder, stop, destination }: JobSending,
): Promise<Refusal | undefined> {
  const rows = await rowsByCrmId(
    store,
    runId,
    batch,
    answers.map(({ crmId }) => crmId),
  );
  const entries: LogEntry[] = [];
  let left: Refusal | undefined;
  for (const { crmId, said } of answers) {
    const row = rows.get(crmId);
    if (row === undefined) continue;
    const attempt = { row, tries: round - 1, mayBeWritten: round > 1 };
    if (said === 'ok') {
      entries.push(ended(batch.batchId, attempt, 'ok'));
      continue;
    }
    const verdict = classify(said, destination.errorClasses);
    if (verdict.class === 'quota') stop.ask(outOfQuota(said));
    else if (verdict.class === 'config') stop.ask(misconfigured(said));
    else if (verdict.class === 'permanent' || verdict.class === 'gone' || (verdict.class === 'unknown' && round > 1))
      entries.push(failed(batch.batchId, attempt, 'rejected', { refusal: said, as: verdict.class }));
    else left = said;
  }
  await recorder.record(entries);
  return left;
}
