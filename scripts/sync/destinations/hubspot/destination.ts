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
import { HubSpotActions, usualTaskProperty } from './actions.js';
import { HubSpotApi } from './api.js';
import { type Named, rowsPerBatch, sendBatch } from './batch.js';
import { checkMapping } from './check.js';
import { createProperties, type NewProperty } from './create-properties.js';
import { describeObject } from './describe.js';
import { hubspotErrors } from './errors.js';
import { isRecordId } from './ids.js';
import { callsPerSecond } from './limits.js';
import { readRecords } from './read-back.js';

export class HubSpotDestination implements Destination {
  readonly name = 'hubspot';
  readonly errorClasses = hubspotErrors;
  readonly actions: HubSpotActions;
  readonly #settings: DestinationSettings;
  readonly #http: HttpClient;
  readonly #api: HubSpotApi;

  constructor(settings: DestinationSettings) {
    this.#settings = settings;
    this.#http = new HttpClient({ timeout: timeoutOf(settings.connection), connections: 8 });
    this.#api = new HubSpotApi(settings, this.#http);
    const taskProperty = String(settings.connection.get('task_property') ?? usualTaskProperty);
    this.actions = new HubSpotActions(this.#api, taskProperty, (object) => this.#named(object).object);
  }

  routeFor(): Route {
    const { batch = rowsPerBatch, inFlight = 4 } = this.#settings;
    return {
      name: 'hubspot_batch',
      rowsPerCall: Math.min(batch, rowsPerBatch),
      callsInFlight: Math.min(inFlight, 8),
      countedCalls: 1,
      callsPerSecond: callsPerSecond(this.#api.limits),
      isAllOrNothing: true,
      isJob: false,
    };
  }

  /** A batch of nothing, of every object: it needs the token and the right to write, and writes nothing. */
  async greet(): Promise<CallAnswer> {
    for (const object of this.#settings.objects.keys()) {
      const answer = await sendBatch(this.#api, this.#named(object), [], new AbortController().signal);
      // That nothing is to be done may be called a fault of the batch: by then the rights were looked at.
      const isBatch = answer.came === 'refusal' && answer.refusal.httpStatus === 400;
      if (answer.came !== 'rows' && !isBatch) return answer;
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
    return checkMapping(mapping, this.#settings.objects, this.#uniqueProperty, described);
  }

  /** Those of the fields, and the unique property, that the object lacks. */
  async createFields(object: ObjectName, fields: readonly FieldMapping[]): Promise<CallAnswer> {
    const { object: name, uniqueProperty } = this.#named(object);
    const wanted = new Map<string, NewProperty>(
      fields.map(({ field, type }) => [field, { name: field, type, isUnique: false }]),
    );
    if (uniqueProperty !== undefined)
      wanted.set(uniqueProperty, { name: uniqueProperty, type: 'text', isUnique: true });
    try {
      for (const known of await this.describe(object)) wanted.delete(known.name);
    } catch (error) {
      if (error instanceof CallFailed) return error.answer;
      throw error;
    }
    return createProperties(this.#api, name, [...wanted.values()], new AbortController().signal);
  }

  async send(
    rows: readonly PlannedRow[],
    _batch: { readonly runId: string; readonly batchId: string },
    signal: AbortSignal,
  ): Promise<CallAnswer> {
    const [first] = rows;
    if (first === undefined) return { came: 'rows', rows: [] };
    const named = this.#named(first.object);
    const isNamed = ({ crmId }: PlannedRow) =>
      named.uniqueProperty === undefined ? isRecordId(crmId) : crmId.trim() !== '';
    const malformed = rows.filter((row) => !isNamed(row)).map(malformedId);
    const sendable = rows.filter(isNamed);
    if (sendable.length === 0) return { came: 'rows', rows: malformed };
    const answer = await sendBatch(this.#api, named, sendable, signal);
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

  /** A token of a private app does not end by itself; it is read anew for every call, from wherever it was put. */
  renew(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#http.close();
  }

  get #uniqueProperty(): string | undefined {
    const key = this.#settings.connection.get('unique_property');
    return key === undefined ? undefined : String(key);
  }

  #named(object: ObjectName): Named {
    const name = this.#settings.objects.get(object);
    if (name === undefined) throw new Error(`the sync does not say what HubSpot calls a ${object}`);
    const uniqueProperty = this.#uniqueProperty;
    return { object: name, ...(uniqueProperty !== undefined && { uniqueProperty }) };
  }
}

function malformedId({ seq }: PlannedRow): RowAnswer {
  const refusal = { code: 'MALFORMED_ID', message: 'The record id is no number of digits; it was not sent.' };
  return { seq, said: 'refused', refusal };
}
