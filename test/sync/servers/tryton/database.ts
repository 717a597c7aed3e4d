import type { History } from '../history.js';
import { isObject, type JsonObject } from '../call.js';
import { models, type Model } from './models.js';
import { fault, userError } from './refusal.js';
import { kept } from './value.js';

type Values = Readonly<Record<string, unknown>>;

/** What a database of Tryton holds, and the methods by which it is read and written. */
export class Database {
  readonly #records = new Map<string, Map<number, Values>>();
  readonly #history: History;
  #lastId = 0;

  constructor(history: History) {
    this.#history = history;
  }

  /** Adds a record; not part of the history. */
  put(model: string, values: Values): number {
    this.#lastId += 1;
    const empty = Object.fromEntries(Object.keys(this.#model(model).fields).map((name) => [name, null]));
    this.#table(model).set(this.#lastId, { ...empty, ...values, id: this.#lastId });
    return this.#lastId;
  }

  records(model: string): readonly Values[] {
    return [...this.#table(model).values()];
  }

  /** The answer of `model.<name>.<method>`; undefined where Tryton offers no such method. Throws `RpcError`. */
  call(model: string, method: string, params: readonly unknown[]): { readonly result: unknown } | undefined {
    const definition = this.#model(model);
    switch (method) {
      case 'write':
        this.#write(model, definition, params.slice(0, -1));
        return { result: null };
      case 'search_read':
        return { result: this.#searchRead(model, definition, params) };
      case 'fields_get':
        return { result: this.#fieldsGet(definition) };
      default:
        return undefined;
    }
  }

  /** Pairs of ids and values, all of them or none. */
  #write(name: string, model: Model, pairs: readonly unknown[]): void {
    const table = this.#table(name);
    const asked: { readonly ids: readonly number[]; readonly values: JsonObject }[] = [];
    for (let at = 0; at < pairs.length; at += 2) {
      const values = pairs[at + 1];
      if (!isObject(values)) throw fault('values are no dictionary');
      asked.push({ ids: idsOf(pairs[at]), values });
    }
    const missing = asked.flatMap(({ ids }) => ids).filter((id) => !table.has(id));
    if (missing.length > 0)
      throw userError(
        model.rule === undefined
          ? `You are trying to write to records "${missing.join(', ')}" of "${model.string}" that don't exist anymore.`
          : `You are not allowed to write to records "${missing.join(', ')}" of "${model.string}" because of at least one of these rules:\n${model.rule}`,
      );
    const after = new Map(table);
    for (const { ids, values } of asked)
      for (const id of ids) after.set(id, { ...after.get(id), ...this.#checked(name, model, id, values, after) });
    for (const { ids, values } of asked)
      for (const id of ids) {
        const record = after.get(id) ?? {};
        table.set(id, record);
        const fields = Object.fromEntries(Object.keys(values).map((field) => [field, record[field]]));
        this.#history.write({ object: name, id: String(id), what: 'update', by: 'write', fields });
      }
  }

  #checked(name: string, model: Model, id: number, values: JsonObject, after: ReadonlyMap<number, Values>): Values {
    return Object.fromEntries(
      Object.entries(values).map(([field, value]) => {
        const definition = model.fields[field];
        if (definition === undefined) throw fault(`'${field}'`);
        const keptValue = kept(value, definition, model);
        const isTaken = [...after].some(([other, record]) => other !== id && record[field] === keptValue);
        const { model: other } = definition;
        if (other !== undefined && keptValue !== null && !this.#table(other).has(Number(keptValue)))
          throw userError(
            `The value for field "${definition.string}" in "${model.string}" is not valid according to its domain.`,
          );
        if (definition.isUnique && isTaken)
          throw userError(`The ${field} on ${name.split('.')[0] ?? ''} must be unique.`);
        return [field, keptValue];
      }),
    );
  }

  /** `[["id", "in", [...]]]`, which is all that a sync asks. */
  #searchRead(name: string, model: Model, params: readonly unknown[]): readonly Values[] {
    const [domain, , , , fields, context] = params;
    const clause: unknown = Array.isArray(domain) ? domain[0] : undefined;
    if (!Array.isArray(clause) || clause[0] !== 'id' || clause[1] !== 'in' || !Array.isArray(fields))
      throw fault('the test server cannot search for this');
    const seesInactive = isObject(context) && context.active_test === false;
    const found = idsOf(clause[2])
      .map((id) => this.#table(name).get(id))
      .filter((record) => record !== undefined && (seesInactive || record.active !== false));
    return found.map((record) =>
      Object.fromEntries(
        ['id', ...fields.map(String)].map((field) => {
          if (!Object.hasOwn(model.fields, field)) throw fault(`'${field}'`);
          return [field, record?.[field] ?? null];
        }),
      ),
    );
  }

  #fieldsGet(model: Model): unknown {
    return Object.fromEntries(
      Object.entries(model.fields).map(([name, { type, string, readonly, required, digits, selection }]) => [
        name,
        {
          name,
          type,
          string,
          readonly: readonly ?? false,
          required: required ?? false,
          ...(digits !== undefined && { digits }),
          ...(selection !== undefined && { selection }),
        },
      ]),
    );
  }

  #model(name: string): Model {
    const model = models[name];
    if (model === undefined) throw fault(`'${name}'`);
    return model;
  }

  #table(name: string): Map<number, Values> {
    this.#model(name);
    const table = this.#records.get(name) ?? new Map<number, Values>();
    this.#records.set(name, table);
    return table;
  }
}

function idsOf(value: unknown): readonly number[] {
  if (!Array.isArray(value)) throw fault('ids are no list');
  return value.map((id) => {
    if (typeof id !== 'number') throw fault(`invalid literal for int() with base 10: '${String(id)}'`);
    return id;
  });
}
