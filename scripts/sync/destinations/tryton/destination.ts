import type { Problem } from '../../../problem.js';
import {
  type CallAnswer,
  CallFailed,
  type DescribedField,
  type Destination,
  type HeldFields,
  type Route,
} from '../../destination.js';
import { HttpClient } from '../../http/client.js';
import type { FieldMapping, FieldType, ObjectName, PlannedRow } from '../../rows.js';
import { type DestinationSettings, timeoutOf } from '../kind.js';
import { TrytonActions } from './actions.js';
import { TrytonApi } from './api.js';
import { checkMapping } from './check.js';
import { describeModel, type TrytonField } from './describe.js';
import { trytonErrors } from './errors.js';
import { readRecords } from './read-back.js';
import { writeRows } from './write.js';

const mostRowsPerCall = 1_000;
const mostInFlight = 8;

export class TrytonDestination implements Destination {
  readonly name = 'tryton';
  readonly errorClasses = trytonErrors;
  readonly actions: TrytonActions;
  readonly #settings: DestinationSettings;
  readonly #http: HttpClient;
  readonly #api: TrytonApi;
  readonly #route: Route;
  readonly #described = new Map<ObjectName, Promise<readonly TrytonField[]>>();

  constructor(settings: DestinationSettings) {
    this.#settings = settings;
    this.#http = new HttpClient({ timeout: timeoutOf(settings.connection), connections: mostInFlight + 2 });
    this.#api = new TrytonApi(settings, this.#http);
    this.actions = new TrytonActions(this.#api, (object) => this.#model(object));
    this.#route = {
      name: 'tryton',
      rowsPerCall: Math.min(settings.batch ?? 200, mostRowsPerCall),
      callsInFlight: Math.min(settings.inFlight ?? 2, mostInFlight),
      countedCalls: 1,
      isAllOrNothing: true,
      isJob: false,
    };
  }

  routeFor(): Route {
    return this.#route;
  }

  /** Describing a model needs the session, the database and the model. */
  async greet(): Promise<CallAnswer> {
    const [object] = this.#settings.objects.keys();
    if (object === undefined) throw new Error('a sync to Tryton names its objects');
    this.#described.delete(object);
    return answered(async () => {
      await this.describe(object);
      return { came: 'rows', rows: [] };
    });
  }

  describe(object: ObjectName): Promise<readonly TrytonField[]> {
    return this.#fields(object, new AbortController().signal);
  }

  check(
    mapping: readonly FieldMapping[],
    described?: ReadonlyMap<ObjectName, readonly DescribedField[]>,
  ): readonly Problem[] {
    return checkMapping(mapping, this.#settings.objects, described);
  }

  async send(
    rows: readonly PlannedRow[],
    _batch: { readonly runId: string; readonly batchId: string },
    signal: AbortSignal,
  ): Promise<CallAnswer> {
    const [first] = rows;
    if (first === undefined) return { came: 'rows', rows: [] };
    const { object } = first;
    // How a number or a day is written depends on the field's type in Tryton.
    return answered(async () =>
      writeRows(this.#api, this.#model(object), await this.#fields(object, signal), rows, signal),
    );
  }

  readBack(
    object: ObjectName,
    ids: readonly string[],
    fields: ReadonlyMap<string, FieldType>,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, HeldFields>> {
    return readRecords(this.#api, this.#model(object), ids, fields, signal);
  }

  async renew(): Promise<void> {
    void this.#api.session.forget();
    const session = await this.#api.session.get(new AbortController().signal);
    if (session.came !== 'session') throw new CallFailed(session);
  }

  async close(): Promise<void> {
    await this.#api.signOut();
    await this.#http.close();
  }

  async #fields(object: ObjectName, signal: AbortSignal): Promise<readonly TrytonField[]> {
    const known = this.#described.get(object);
    const asked = known ?? describeModel(this.#api, this.#model(object), signal);
    this.#described.set(object, asked);
    try {
      return await asked;
    } catch (error) {
      if (this.#described.get(object) === asked) this.#described.delete(object);
      throw error;
    }
  }

  #model(object: ObjectName): string {
    const model = this.#settings.objects.get(object);
    if (model === undefined) throw new Error(`the sync does not say what Tryton calls a ${object}`);
    return model;
  }
}

async function answered(work: () => Promise<CallAnswer>): Promise<CallAnswer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CallFailed) return error.answer;
    throw error;
  }
}
