/** What we send is what jsforce would send, and what jsforce reads is what we can read: compiled, never run. */
import type { DescribeSObjectResult, QueryResult, SaveResult } from 'jsforce';
import type { JobInfoV2 } from 'jsforce/lib/api/bulk2.js';
import type { z } from 'zod';
import { type job, jobBody } from '../../../scripts/sync/destinations/salesforce/bulk/job-route.js';
import type { Named } from '../../../scripts/sync/destinations/salesforce/collections.js';
import type { description } from '../../../scripts/sync/destinations/salesforce/describe.js';
import type { queryAnswer } from '../../../scripts/sync/destinations/salesforce/read-back.js';
import type { saveResults } from '../../../scripts/sync/destinations/salesforce/save-results.js';

export const sent = (named: Named) => jobBody(named) satisfies Partial<JobInfoV2>;

export const read = (
  saved: SaveResult[],
  described: DescribeSObjectResult,
  found: QueryResult<Record<string, unknown>>,
  made: JobInfoV2,
) => [
  saved satisfies z.input<typeof saveResults>,
  described satisfies z.input<typeof description>,
  found satisfies z.input<typeof queryAnswer>,
  made satisfies z.input<typeof job>,
];
