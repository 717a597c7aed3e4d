import type { Destination, HeldFields } from '../destination.js';
import type { FieldType, PlannedRow } from '../rows.js';
import type { Calls } from './calls.js';
import { type Conditions, conditionsOf, isWritten, withoutKept } from './held.js';
import { type Stop, Stopped } from './stop.js';
import { misconfigured } from './stop-reasons.js';
import type { FieldMapping, ObjectName } from '../rows.js';

/** Reads records before they are written: those that an earlier process may have written, and fields that may be kept. */
export class Reader {
  readonly #destination: Destination;
  readonly #calls: Calls;
  readonly #stop: Stop;
  readonly #mapping: readonly FieldMapping[];
  readonly #conditions = new Map<ObjectName, Conditions>();

  constructor(destination: Destination, calls: Calls, stop: Stop, mapping: readonly FieldMapping[]) {
    this.#destination = destination;
    this.#calls = calls;
    this.#stop = stop;
    this.#mapping = mapping;
  }

  /** Of rows of one object those that are written already, and the others; where reading is impossible, none is. Throws `Stopped`. */
  async written(
    rows: readonly PlannedRow[],
  ): Promise<{ readonly written: readonly PlannedRow[]; readonly open: readonly PlannedRow[] }> {
    const held = await this.#read(rows, fieldsOf(rows), 'go on');
    const isSame = (row: PlannedRow): boolean => {
      const fields = held?.get(row.crmId);
      return fields !== undefined && isWritten(row, fields, this.#conditionsOf(row.object));
    };
    return { written: rows.filter(isSame), open: rows.filter((row) => !isSame(row)) };
  }

  /** Rows of one object without the fields that their records keep; rows of which nothing is left are apart. Throws `Stopped`. */
  async toWrite(
    rows: readonly PlannedRow[],
  ): Promise<{ readonly rows: readonly PlannedRow[]; readonly kept: readonly PlannedRow[] }> {
    const [first] = rows;
    if (first === undefined) return { rows, kept: [] };
    const conditions = this.#conditionsOf(first.object);
    if (conditions.size === 0) return { rows, kept: [] };
    const held = await this.#read(
      rows,
      new Map([...fieldsOf(rows)].filter(([field]) => conditions.has(field))),
      'stop',
    );
    if (held === undefined) {
      this.#stop.ask(misconfigured(noReading));
      throw new Stopped();
    }
    const left = rows.map((row) => withoutKept(row, held.get(row.crmId) ?? nothing, conditions));
    return { rows: left.filter(({ fields }) => fields.size > 0), kept: left.filter(({ fields }) => fields.size === 0) };
  }

  async #read(
    rows: readonly PlannedRow[],
    fields: ReadonlyMap<string, FieldType>,
    otherwise: 'stop' | 'go on',
  ): Promise<ReadonlyMap<string, HeldFields> | undefined> {
    const [first] = rows;
    const { readBack } = this.#destination;
    if (first === undefined || fields.size === 0) return new Map();
    if (readBack === undefined) return undefined;
    const ids = rows.map(({ crmId }) => crmId);
    return this.#calls.fetch(
      (signal) => readBack.call(this.#destination, first.object, ids, fields, signal),
      otherwise,
    );
  }

  #conditionsOf(object: ObjectName): Conditions {
    const known = this.#conditions.get(object) ?? conditionsOf(this.#mapping, object);
    this.#conditions.set(object, known);
    return known;
  }
}

const nothing: HeldFields = new Map();

const noReading = {
  code: 'NO_READ_BACK',
  message: 'A field is to be written only if it is empty or older, and records of this destination cannot be read',
};

/** Fields that any of the rows writes. */
function fieldsOf(rows: readonly PlannedRow[]): ReadonlyMap<string, FieldType> {
  const fields = new Map<string, FieldType>();
  for (const { fields: planned, types } of rows)
    for (const field of planned.keys()) fields.set(field, types.get(field) ?? 'text');
  return fields;
}
