import type { Problem } from '../../../problem.js';
import {
  type CallAnswer,
  CallFailed,
  type DescribedField,
  type Destination,
  type HeldFields,
  type Route,
  type RowAnswer,
} from '../../destination.js';
import { HttpClient } from '../../http/client.js';
import type { FieldMapping, FieldType, ObjectName, PlannedRow } from '../../rows.js';
import { type DestinationSettings, timeoutOf } from '../kind.js';
import { SalesforceActions, usualTaskKey } from './actions.js';
import { SalesforceApi } from './api.js';
import { BulkJobs } from './bulk/job-route.js';
import { checkMapping } from './check.js';
import { type Named, rowsPerCollection, sendCollection, sendComposite } from './collections.js';
import { describeObject } from './describe.js';
import { salesforceErrors } from './errors.js';
import { isRecordId } from './ids.js';
import { isQuotaPoor } from './limits.js';
import { readRecords } from './read-back.js';

/** Above it a job costs fewer calls than its rows as collections. */
const mostCollectionRows = 2_000;

export class SalesforceDestination implements Destination {
  readonly name = 'salesforce';
  readonly errorClasses = salesforceErrors;
  readonly jobs: BulkJobs;
  readonly actions: SalesforceActions;
  readonly #settings: DestinationSettings;
  readonly #http: HttpClient;
  readonly #api: SalesforceApi;

  constructor(settings: DestinationSettings) {
    this.#settings = settings;
    this.#http = new HttpClient({ timeout: timeoutOf(settings.connection), connections: 12 });
    this.#api = new SalesforceApi(settings, this.#http);
    this.jobs = new BulkJobs(this.#api, (object) => this.#named(object));
    const taskKey = String(settings.connection.get('task_external_id') ?? usualTaskKey);
    this.actions = new SalesforceActions(this.#api, taskKey, (object) => this.#named(object).object);
  }

  routeFor(rows: number): Route {
    const asked = this.#settings.connection.get('route');
    if (asked === 'bulk2' || (asked === undefined && rows > mostCollectionRows)) return bulk2;
    const perCall = Math.min(this.#settings.batch ?? rowsPerCollection, rowsPerCollection);
    const inFlight = Math.min(this.#settings.inFlight ?? 4, 10);
    const shared = { countedCalls: 1, isAllOrNothing: false, isJob: false } as const;
    const isPoor = isQuotaPoor(this.#api.limits, Math.ceil(rows / perCall));
    return asked === 'composite' || (asked === undefined && isPoor)
      ? { name: 'composite', rowsPerCall: 5 * perCall, callsInFlight: Math.min(inFlight, 2), ...shared }
      : { name: 'collections', rowsPerCall: perCall, callsInFlight: inFlight, ...shared };
  }

  /** Describing an object needs the session, the API and the right to see it, and its answer tells the limits. */
  async greet(): Promise<CallAnswer> {
    const [object] = this.#settings.objects.keys();
    if (object === undefined) throw new Error('a sync to Salesforce names its objects');
    try {
      await this.describe(object);
    } catch (error) {
      if (error instanceof CallFailed) return error.answer;
      throw error;
    }
    return { came: 'rows', rows: [], ...(this.#api.limits !== undefined && { limits: this.#api.limits }) };
  }

  describe(object: ObjectName): Promise<readonly DescribedField[]> {
    return describeObject(this.#api, this.#named(object).object, new AbortController().signal);
  }

  check(
    mapping: readonly FieldMapping[],
    described?: ReadonlyMap<ObjectName, readonly DescribedField[]>,
  ): readonly Problem[] {
    return checkMapping(mapping, this.#settings.objects, this.#externalId, described);
  }

  async send(
    rows: readonly PlannedRow[],
    _batch: { readonly runId: string; readonly batchId: string },
    signal: AbortSignal,
  ): Promise<CallAnswer> {
    const [first] = rows;
    if (first === undefined) return { came: 'rows', rows: [] };
    const named = this.#named(first.object);
    const sendable = named.externalId === undefined ? rows.filter(({ crmId }) => isRecordId(crmId)) : rows;
    const malformed = rows.filter((row) => !sendable.includes(row)).map(malformedId);
    if (sendable.length === 0) return { came: 'rows', rows: malformed };
    const perCall = Math.min(this.#settings.batch ?? rowsPerCollection, rowsPerCollection);
    const answer =
      sendable.length <= perCall
        ? await sendCollection(this.#api, named, sendable, signal)
        : await sendComposite(this.#api, named, sendable, perCall, { signal, now: this.#settings.now() });
    return answer.came === 'rows' ? { ...answer, rows: [...answer.rows, ...malformed] } : answer;
  }

  readBack(
    object: ObjectName,
    ids: readonly string[],
    fields: ReadonlyMap<string, FieldType>,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, HeldFields>> {
    return readRecords(this.#api, this.#named(object), ids, fields, signal);
  }

  async renew(): Promise<void> {
    this.#api.session.forget();
    const session = await this.#api.session.get(new AbortController().signal);
    if (session.came !== 'session') throw new CallFailed(session);
  }

  async close(): Promise<void> {
    await this.#http.close();
  }

  get #externalId(): string | undefined {
    const key = this.#settings.connection.get('external_id');
    return key === undefined ? undefined : String(key);
  }

  #named(object: ObjectName): Named {
    const name = this.#settings.objects.get(object);
    if (name === undefined) throw new Error(`the sync does not say what Salesforce calls a ${object}`);
    const externalId = this.#externalId;
    return { object: name, ...(externalId !== undefined && { externalId }) };
  }
}

const bulk2: Route = {
  name: 'bulk2',
  rowsPerCall: 500_000,
  callsInFlight: 1,
  // To create, upload, close, three files of results, and looks in between.
  countedCalls: 20,
  isAllOrNothing: false,
  isJob: true,
};

function malformedId({ seq }: PlannedRow): RowAnswer {
  const refusal = {
    code: 'MALFORMED_ID',
    message: 'The record id is not 15 or 18 letters and digits; it was not sent.',
  };
  return { seq, said: 'refused', refusal };
}
