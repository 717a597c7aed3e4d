/** The fake CRM with jobs, as Bulk 2.0 has them. */
import {
  CallFailed,
  type JobRoute,
  type JobState,
  type Refusal,
  type Route,
} from '../../../scripts/sync/destination.js';
import type { PlannedRow } from '../../../scripts/sync/rows.js';
import { FakeCrm } from './fake-crm.js';

interface Job {
  state: 'open' | 'running' | 'done' | 'failed' | 'aborted';
  rows: PlannedRow[];
  readonly answers: { readonly crmId: string; readonly said: 'ok' | Refusal }[];
}

export const unprocessed: Refusal = { code: 'BUSY', message: 'not processed' };

export class FakeJobs extends FakeCrm {
  readonly allJobs = new Map<string, Job>();
  /** What a job says of a row; 'silent': nothing. */
  says: (row: PlannedRow, job: number) => 'ok' | Refusal | 'silent' = () => 'ok';
  meetsCreate: (number: number) => Refusal | undefined = () => undefined;
  meetsUpload: (number: number, rows: number) => Refusal | undefined = () => undefined;
  /** Looks that find a job running. */
  looks = 2;
  /** Fewer rows than these go as calls. */
  fewest = 5;
  #uploads = 0;

  override routeFor(rows: number): Route {
    if (rows < this.fewest) return this.route;
    return { name: 'bulk2', rowsPerCall: 50, callsInFlight: 1, countedCalls: 5, isAllOrNothing: false, isJob: true };
  }

  readonly jobs: JobRoute = {
    create: () => {
      const refusal = this.meetsCreate(this.allJobs.size + 1);
      const jobId = `J${this.allJobs.size + 1}`;
      this.allJobs.set(jobId, { state: 'open', rows: [], answers: [] });
      return Promise.resolve(refusal ?? { jobId });
    },
    upload: async (jobId, rows) => {
      const job = this.#job(jobId);
      job.rows = [];
      for await (const row of rows) job.rows.push(row);
      this.#uploads += 1;
      const refusal = this.meetsUpload(this.#uploads, job.rows.length);
      if (refusal !== undefined) return { came: 'refusal', refusal };
      job.state = 'running';
      return { came: 'rows', rows: [] };
    },
    state: (jobId): Promise<JobState> => {
      const job = this.#job(jobId);
      if (job.state === 'running') {
        this.looks -= 1;
        if (this.looks <= 0) this.#run(job);
      }
      if (job.state === 'open' || job.state === 'running') return Promise.resolve({ is: job.state });
      if (job.state === 'done') return Promise.resolve({ is: 'done' });
      return Promise.resolve({ is: 'failed', refusal: { code: 'BUSY', message: 'the job failed' } });
    },
    answers: (jobId) => given(this.#job(jobId).answers),
    abandon: (jobId) => {
      this.#job(jobId).state = 'aborted';
      return Promise.resolve();
    },
    openJobs: () => Promise.resolve([...this.allJobs].filter(([, { state }]) => state === 'open').map(([id]) => id)),
  };

  #job(jobId: string): Job {
    const job = this.allJobs.get(jobId);
    if (job === undefined)
      throw new CallFailed({ came: 'refusal', refusal: { code: 'DELETED', message: 'no such job' } });
    return job;
  }

  #run(job: Job): void {
    const number = [...this.allJobs.values()].indexOf(job) + 1;
    for (const row of job.rows) {
      const said = this.says(row, number);
      if (said === 'silent') continue;
      if (said === 'ok') this.write(row);
      job.answers.push({ crmId: row.crmId, said });
    }
    job.state = 'done';
  }
}

async function* given<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
