/** What this process has done so far. */
export class Tally {
  ok = 0;
  rejected = 0;
  deferred = 0;
  skipped = 0;
  retries = 0;
  bisects = 0;
  /** Rows that an earlier process had sent and that were found written. */
  foundWritten = 0;
  /** Ids of jobs that this run is known to have made. */
  readonly ownJobs = new Set<string>();
  /** Ids of jobs without data that were seen when one of ours may have been made unseen. */
  readonly openJobs = new Set<string>();

  /** Nobody knows whose they are. */
  get strayJobs(): readonly string[] {
    return [...this.openJobs].filter((jobId) => !this.ownJobs.has(jobId)).toSorted();
  }

  /** Rows that the CRM said yes or no to. */
  get judged(): number {
    return this.ok + this.rejected;
  }
}
