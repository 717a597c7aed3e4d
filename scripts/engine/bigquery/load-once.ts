import type { Target } from '../engine.js';
import type { BigQueryClient, JobMetadata, TableSchema } from './client.js';
import { bigQueryFailure, isAlreadyThere, isNotFound, isPassing, passingReasons } from './failure.js';

export interface Load {
  /** A table that stands there. */
  readonly into: Target;
  /** Names the load for good: letters, digits, `_` and `-`. The same key again loads nothing once it went well. */
  readonly key: string;
  readonly schema: TableSchema;
  /** The rows take the place of those that are there. */
  readonly replaces?: boolean;
  /** Each a row of newline-delimited JSON, its end included; asked for anew with every attempt. */
  readonly lines: () => AsyncIterable<string>;
}

export interface LoadSettings {
  readonly location?: string;
  readonly labels: Record<string, string>;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Jobs that may fail one after the other, and uploads of one of them. */
const mostJobs = 4;
const mostUploads = 4;

/**
 * Loads rows once, however often it is asked to: a load job is all or nothing, and its id is made of the key, so that one which
 * went well though no answer came is found again. A job that failed leaves its id used up, so the next has another. Throws
 * a ProblemError.
 */
export async function loadOnce(client: BigQueryClient, load: Load, settings: LoadSettings): Promise<void> {
  let made = 0;
  for (let job = 1; ; job += 1) {
    const jobId = job === 1 ? load.key : `${load.key}-${job}`;
    const { metadata, isOld } = await endOf(client, jobId, load, settings);
    const failed = metadata.status?.errorResult;
    if (failed === undefined) return;
    // What failed when it was asked for before may go well by now.
    if (isOld) continue;
    made += 1;
    if (made === mostJobs || !passingReasons.has(failed.reason ?? ''))
      throw bigQueryFailure(
        Object.assign(new Error(failed.message ?? 'the load failed'), { errors: [{ reason: failed.reason ?? '' }] }),
        { linesBefore: 0 },
      );
    await settings.sleep(wait(made));
  }
}

interface Ended {
  readonly metadata: JobMetadata;
  /** It was made by an earlier call. */
  readonly isOld: boolean;
}

/** Makes the job unless there is one, and waits for its end. */
async function endOf(
  client: BigQueryClient,
  jobId: string,
  { into, schema, replaces = false, lines }: Load,
  settings: LoadSettings,
): Promise<Ended> {
  const { location, labels, sleep } = settings;
  for (let upload = 1; ; upload += 1) {
    try {
      await client.load(
        into.database,
        into.schema,
        into.name,
        {
          jobId,
          sourceFormat: 'NEWLINE_DELIMITED_JSON',
          schema,
          createDisposition: 'CREATE_NEVER',
          writeDisposition: replaces ? 'WRITE_TRUNCATE' : 'WRITE_APPEND',
          labels,
          ...(location !== undefined && { location }),
        },
        lines(),
      );
      return { metadata: { status: { state: 'DONE' } }, isOld: false };
    } catch (error) {
      // Refused, failed, or made and the answer lost: only the server knows.
      const metadata = await ended(client, jobId, settings);
      if (metadata !== undefined) return { metadata, isOld: upload === 1 && isAlreadyThere(error) };
      if (upload === mostUploads || !(isPassing(error) || isAlreadyThere(error)))
        throw bigQueryFailure(error, { linesBefore: 0 });
      await sleep(wait(upload));
    }
  }
}

/** The job at its end; undefined where there is none. */
async function ended(
  client: BigQueryClient,
  jobId: string,
  { location, sleep }: LoadSettings,
): Promise<JobMetadata | undefined> {
  for (let look = 1; ; look += 1) {
    try {
      const metadata = await client.jobMetadata(jobId, location);
      if (metadata.status?.state === 'DONE') return metadata;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw bigQueryFailure(error, { linesBefore: 0 });
    }
    await sleep(wait(Math.min(look, 4)));
  }
}

/** Milliseconds: 1 s, 2 s, 4 s, ... */
function wait(times: number): number {
  return 1000 * 2 ** (times - 1);
}
