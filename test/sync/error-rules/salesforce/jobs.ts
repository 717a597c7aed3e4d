/** What only a job of the Bulk API meets. */
import type { NoRows } from '../../../../scripts/sync/apply/classify.js';
import type { JobRoute, Refusal } from '../../../../scripts/sync/destination.js';
import type { PlannedRow } from '../../../../scripts/sync/rows.js';
import { never, type Opened, row, type Wanted } from '../../salesforce/opened.js';
import type { FaultOrder } from '../../servers/fault.js';
import { answering, type Case, networkCases, page, refusedIn, thrownBy } from '../case.js';
import { callOf, inTurn, newLead, onNetwork, salesforceCase, within } from './asked.js';

const fields = ['Lead_Score__c', 'Lead_Score_Reasons__c'];

interface Begun extends Opened {
  readonly jobs: JobRoute;
  readonly jobId: string;
}

/** With a job that has been created and has no data yet. */
function begun(name: string, by: Case['by'], work: (at: Begun) => Promise<NoRows>, wanted: Wanted = {}): Case {
  return {
    name: `${name} (bulk2)`,
    by,
    provoke: () =>
      within(wanted, async (at) => {
        const { jobs } = at.destination;
        const made = await jobs?.create('lead', fields);
        if (jobs === undefined || made === undefined || !('jobId' in made)) throw new Error('there is no job');
        return work({ ...at, jobs, jobId: made.jobId });
      }),
  };
}

const score = (at: Opened): readonly PlannedRow[] => newLead({ Lead_Score__c: '61' })(at);

async function uploaded(at: Begun, rows = score(at)): Promise<void> {
  const answer = await at.jobs.upload(at.jobId, inTurn(rows), never);
  if (answer.came !== 'rows') throw new Error('the upload was refused');
}

const refused = (refusal: Refusal): NoRows => ({ came: 'refusal', refusal });

async function failed({ jobs, jobId }: Begun): Promise<NoRows> {
  let state = await jobs.state(jobId);
  while (state.is === 'running') state = await jobs.state(jobId);
  if (state.is !== 'failed') throw new Error(`the job is ${state.is}`);
  return refused(state.refusal);
}

/** The first row that was not taken. */
async function firstRefused({ jobs, jobId }: Begun): Promise<NoRows> {
  for await (const { said } of jobs.answers(jobId, never)) if (said !== 'ok') return refused(said);
  throw new Error('nothing was refused');
}

/** A job that failed for that reason. */
const failing = (name: string, errorMessage: string): Case =>
  begun(name, 'scripted', async (at) => {
    await uploaded(at);
    const body = { id: at.jobId, state: 'Failed', errorMessage };
    at.server.faults.order({ ...answering(200, body), on: `GET /services/data/v62.0/jobs/ingest/${at.jobId}` });
    return failed(at);
  });

/** A line of the file of failures. */
const failedLine = (name: string, error: string): Case =>
  begun(name, 'scripted', async (at) => {
    await uploaded(at);
    const body = `"sf__Id","sf__Error","Id","Lead_Score__c"\n"","${error.replaceAll('"', '""')}","00Q000000000001EAA","61"\n`;
    const order: FaultOrder = { ...answering(200, body, { 'content-type': 'text/csv' }), on: 'failedResults' };
    await at.jobs.state(at.jobId);
    await at.jobs.state(at.jobId);
    at.server.faults.order(order);
    return firstRefused(at);
  });

const twoRows: Wanted = { settings: { bulk: { batchRows: 1, failsAfter: 1 } } };
const twoScores = (at: Opened): readonly PlannedRow[] =>
  at.leads('Amber', 'Birk').map((id, n) => row(n, id, { Lead_Score__c: '61' }));

export const jobCases: readonly Case[] = [
  failing('a job beyond the limits of a day', 'ExceededQuota : ApiBatchItems Limit exceeded.'),
  begun(
    'a row that a job did not come to',
    'settings',
    async (at) => {
      await uploaded(at, twoScores(at));
      await failed(at);
      return firstRefused(at);
    },
    twoRows,
  ),
  begun(
    'a job that was retried too often',
    'settings',
    async (at) => {
      await uploaded(at, twoScores(at));
      return failed(at);
    },
    twoRows,
  ),
  begun('a job that somebody aborted', 'rules', async (at) => {
    await uploaded(at);
    const job = at.server.org.jobs.get(at.jobId);
    if (job !== undefined) job.state = 'Aborted';
    return failed(at);
  }),
  begun('an upload to a job that was aborted meanwhile', 'rules', async (at) => {
    const job = at.server.org.jobs.get(at.jobId);
    if (job !== undefined) job.state = 'Aborted';
    return refusedIn(await at.jobs.upload(at.jobId, inTurn(score(at)), never));
  }),
  begun('rows of more than a job takes', 'ourselves', async (at) => {
    const long = { Lead_Score_Reasons__c: 'x'.repeat(4_000_000) };
    const rows = Array.from({ length: 26 }, (_, n) => row(n, '00Q000000000001EAA', long));
    return refusedIn(await at.jobs.upload(at.jobId, inTurn(rows), never));
  }),
  salesforceCase('an object that no job takes', 'rules', {
    ways: ['bulk2'],
    objects: new Map([['lead', 'Prospect__c']]),
  }),
  failing(
    'an upload that Salesforce cannot read',
    'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
  ),
  failing('a job that failed for its header', 'InvalidBatch : Field name not found : Lead_Scoer__c'),
  failedLine(
    'a line with another number of columns',
    'INVALID_CSV_ROW:Number of columns 3 is not that of the header, 2:--',
  ),
  failedLine(
    'several errors of one row',
    'REQUIRED_FIELD_MISSING:Required fields are missing: [Company, LastName]:Company,LastName --;STRING_TOO_LONG:Reasons: data value too large:Lead_Score_Reasons__c --',
  ),
  begun('results that are refused, and the refusal breaks off', 'network', async (at) => {
    await uploaded(at);
    at.server.faults.order({ answers: 'truncated', answer: { status: 503, body: page }, on: 'Results' });
    return thrownBy(() => firstRefused(at));
  }),
  // Creating a job tells of what never came back as a refusal.
  ...networkCases(({ fault, ...wanted }) =>
    onNetwork(wanted, async ({ server, destination }) => {
      if (fault !== undefined) server.faults.order({ ...fault, on: callOf.bulk2 });
      const made = await destination.jobs?.create('lead', fields);
      if (made === undefined || 'jobId' in made) throw new Error('the job was created');
      return refused(made);
    }),
  ).map((each) => ({ ...each, name: `${each.name}, of a job (bulk2)` })),
];
