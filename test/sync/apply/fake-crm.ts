/** A CRM within the test: keeps what is written, and answers as it was told to. */
import {
  type CallAnswer,
  CallFailed,
  type Destination,
  type HeldFields,
  type Limits,
  type Refusal,
  type Route,
  type RowAnswer,
} from '../../../scripts/sync/destination.js';
import type { ErrorRule } from '../../../scripts/sync/error-rule.js';
import type { FieldType, ObjectName, PlannedRow } from '../../../scripts/sync/rows.js';

export const errorClasses: readonly ErrorRule[] = [
  { status: 401, class: 'auth' },
  { code: 'SESSION', class: 'auth' },
  { code: 'TOO_MUCH', class: 'transient', halve: true },
  { code: 'DAILY', class: 'quota' },
  { status: 429, class: 'transient' },
  { code: 'LOCKED', class: 'transient', wait: 2_000 },
  { code: 'BUSY', class: 'transient' },
  { code: 'NO_SUCH_FIELD', class: 'config' },
  { code: 'TOO_LONG', class: 'permanent' },
  { code: 'BAD_BATCH', class: 'permanent' },
  { code: 'DELETED', class: 'gone' },
  { status: [500, 599], class: 'transient' },
];

/** What a call meets; `carriedOut` writes the rows of it that the CRM takes all the same. */
export type Met =
  | { readonly answer: Exclude<CallAnswer, { readonly came: 'rows' }>; readonly carriedOut?: boolean }
  | { readonly rows: (row: PlannedRow) => Refusal | 'ok' | 'missing' }
  | { readonly wrongSeq: true };

export interface Call {
  readonly batchId: string;
  readonly ids: readonly string[];
}

export class FakeCrm implements Destination {
  readonly name: string = 'fake';
  readonly errorClasses = errorClasses;
  readonly records = new Map<string, Map<string, string | null>>();
  /** Every write of a record. */
  readonly writes: { readonly id: string; readonly fields: ReadonlyMap<string, string | null> }[] = [];
  readonly calls: Call[] = [];
  readonly reads: (readonly string[])[] = [];
  route: Route = {
    name: 'webhook',
    rowsPerCall: 10,
    callsInFlight: 2,
    countedCalls: 1,
    isAllOrNothing: false,
    isJob: false,
  };
  renewals = 0;
  limits: Limits | undefined;
  /** What each call of `send` meets; undefined: it goes well. */
  meets: (call: Call, number: number) => Met | undefined = () => undefined;
  meetsRenewal: () => CallFailed | undefined = () => undefined;
  meetsGreeting: () => CallAnswer | undefined = () => undefined;
  /** Its own rules: such a row is never written, whatever the call meets. */
  refuses: (row: PlannedRow) => Refusal | undefined = () => undefined;
  canRead = true;

  routeFor(_rows: number): Route {
    return this.route;
  }

  greet(): Promise<CallAnswer> {
    return Promise.resolve(this.meetsGreeting() ?? this.#answer([]));
  }

  describe(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  check(): readonly [] {
    return [];
  }

  async send(rows: readonly PlannedRow[], { batchId }: { readonly batchId: string }): Promise<CallAnswer> {
    const call = { batchId, ids: rows.map(({ crmId }) => crmId) };
    this.calls.push(call);
    const met = this.meets(call, this.calls.length);
    await new Promise((resolve) => setImmediate(resolve));
    if (met === undefined) return this.#answer(rows.map((row) => this.#take(row)));
    if ('wrongSeq' in met) {
      for (const row of rows) this.#take(row);
      return this.#answer(rows.map(({ seq }) => ({ seq: seq + 1_000_000, said: 'ok' })));
    }
    if ('rows' in met)
      return this.#answer(
        rows.flatMap((row): RowAnswer[] => {
          const said = met.rows(row);
          if (said === 'missing') return [];
          return said === 'ok' ? [this.#take(row)] : [{ seq: row.seq, said: 'refused', refusal: said }];
        }),
      );
    if (met.carriedOut === true) for (const row of rows) this.#take(row);
    return met.answer;
  }

  readBack(
    _object: ObjectName,
    ids: readonly string[],
    fields: ReadonlyMap<string, FieldType>,
  ): Promise<ReadonlyMap<string, HeldFields>> {
    this.reads.push(ids);
    if (!this.canRead)
      return Promise.reject(
        new CallFailed({ came: 'refusal', refusal: { code: 'NO_SUCH_FIELD', message: 'not to be read' } }),
      );
    const held = ids.flatMap((id) => {
      const record = this.records.get(id);
      if (record === undefined) return [];
      return [[id, new Map([...fields.keys()].map((field) => [field, record.get(field) ?? null]))] as const];
    });
    return Promise.resolve(new Map(held));
  }

  renew(): Promise<void> {
    this.renewals += 1;
    const failed = this.meetsRenewal();
    return failed === undefined ? Promise.resolve() : Promise.reject(failed);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  write({ seq, crmId, fields }: PlannedRow): { readonly seq: number; readonly said: 'ok' } {
    const record = this.records.get(crmId) ?? new Map<string, string | null>();
    for (const [field, value] of fields) record.set(field, value);
    this.records.set(crmId, record);
    this.writes.push({ id: crmId, fields });
    return { seq, said: 'ok' };
  }

  #take(row: PlannedRow): RowAnswer {
    const refusal = this.refuses(row);
    return refusal === undefined ? this.write(row) : { seq: row.seq, said: 'refused', refusal };
  }

  #answer(rows: Extract<CallAnswer, { readonly came: 'rows' }>['rows']): CallAnswer {
    return { came: 'rows', rows, ...(this.limits !== undefined && { limits: this.limits }) };
  }
}
