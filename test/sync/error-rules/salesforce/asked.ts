/** Rows to an org, by each of the ways in which Salesforce takes them. */
import type { NoRows } from '../../../../scripts/sync/apply/classify.js';
import { type CallAnswer, CallFailed, type Destination } from '../../../../scripts/sync/destination.js';
import type { PlannedRow } from '../../../../scripts/sync/rows.js';
import { batch, never, opened, type Opened, row, type Wanted } from '../../salesforce/opened.js';
import type { FaultOrder } from '../../servers/fault.js';
import { alike, type Case, type NetworkAsked, patience, refusedIn } from '../case.js';

export type Way = 'collections' | 'composite' | 'bulk2';
export const allWays: readonly Way[] = ['collections', 'composite', 'bulk2'];

export interface Asked extends Wanted {
  /** The ways that are tried; all of them unless given. They must end alike. */
  readonly ways?: readonly Way[];
  /** What is sent; a score for a lead unless given. */
  readonly rows?: (at: Opened) => readonly PlannedRow[];
  /** What happens before, such as the fault that the call meets. */
  readonly before?: (at: Opened, way: Way) => void | Promise<void>;
}

/** A row for a new lead. */
export const newLead =
  (fields: Readonly<Record<string, string | null>>) =>
  (at: Opened): readonly PlannedRow[] => [row(1, at.leads('Amber')[0] ?? '', fields)];

export function salesforceCase(name: string, by: Case['by'], asked: Asked): Case {
  const { ways = allWays } = asked;
  return {
    name: `${name} (${ways.join(', ')})`,
    by,
    provoke: async () => {
      const ends: NoRows[] = [];
      for (const way of ways) ends.push(await sent(way, asked));
      return alike(ends);
    },
  };
}

/** A sync with an org of its own, and what it does there. */
export async function within(wanted: Wanted, work: (at: Opened) => Promise<NoRows>): Promise<NoRows> {
  const at = await opened(wanted);
  try {
    return await work(at);
  } finally {
    await at.close();
  }
}

/** The same where the network is what goes wrong; `url` is another server in place of the org's. */
export function onNetwork(
  { timeout = patience, isClosed, url }: Omit<NetworkAsked, 'fault'>,
  work: (at: Opened) => Promise<NoRows>,
): Promise<NoRows> {
  return within({ connection: { timeout, ...(url !== undefined && { url }) } }, async (at) => {
    if (isClosed) await at.server.close();
    return work(at);
  });
}

/** Of a row that is sent so that there are two, whatever becomes of it. */
const otherRow = 99;

function sent(way: Way, { rows = newLead({ Lead_Score__c: '61' }), before, ...wanted }: Asked) {
  // More rows than go in a collection go as several in one call.
  return within({ ...wanted, ...(way === 'composite' && { batch: 1 }) }, async (at) => {
    const asked = rows(at);
    const other = row(otherRow, at.leads('Zoe')[0] ?? '', { Lead_Score__c: '1' });
    await before?.(at, way);
    if (way === 'bulk2') return refusedIn(await asJob(at.destination, asked));
    const answer = await at.destination.send(way === 'composite' ? [...asked, other] : asked, batch, never);
    if (answer.came !== 'rows') return answer;
    return refusedIn({ came: 'rows', rows: answer.rows.filter(({ seq }) => seq !== otherRow) });
  });
}

/** As the engine has it: a job that fails before it comes to its rows is refused as a whole. */
async function asJob({ jobs }: Destination, rows: readonly PlannedRow[]): Promise<CallAnswer> {
  if (jobs === undefined) throw new Error('there is no job route');
  try {
    const made = await jobs.create('lead', [...new Set(rows.flatMap(({ fields }) => [...fields.keys()]))]);
    if (!('jobId' in made)) return { came: 'refusal', refusal: made };
    const uploaded = await jobs.upload(made.jobId, inTurn(rows), never);
    if (uploaded.came !== 'rows') return uploaded;
    let state = await jobs.state(made.jobId);
    while (state.is === 'running') state = await jobs.state(made.jobId);
    if (state.is === 'failed') return { came: 'refusal', refusal: state.refusal };
    const answers: Extract<CallAnswer, { readonly came: 'rows' }>['rows'][number][] = [];
    for await (const { crmId, said } of jobs.answers(made.jobId, never)) {
      const seq = rows.find((each) => each.crmId === crmId)?.seq ?? 0;
      answers.push(said === 'ok' ? { seq, said } : { seq, said: 'refused', refusal: said });
    }
    return { came: 'rows', rows: answers };
  } catch (error) {
    if (error instanceof CallFailed) return error.answer;
    throw error;
  }
}

export async function* inTurn<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield item;
}

/** The call by which rows come in that way. */
export const callOf: Readonly<Record<Way, string>> = {
  collections: 'PATCH /services/data/v62.0/composite/sobjects',
  composite: 'POST /services/data/v62.0/composite',
  bulk2: 'POST /services/data/v62.0/jobs/ingest',
};

/** An answer to that call; in a composite one the errors are those of its first part. */
export function refusing(way: Way, status: number, body: unknown): FaultOrder {
  const isPart = way === 'composite' && Array.isArray(body);
  const parts = { compositeResponse: [{ body, httpHeaders: {}, httpStatusCode: status, referenceId: 'rows0' }] };
  const answer = isPart ? { status: 200, body: parts } : { status, body };
  return { answers: 'this', on: callOf[way], answer };
}
