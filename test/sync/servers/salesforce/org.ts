import type { History } from '../history.js';
import type { IngestJob } from './bulk-job.js';
import { standardObjects, type Field, type ObjectType } from './fields.js';
import { idOf, longId } from './ids.js';
import { settingsSchema, type Settings, type SettingsChange } from './settings.js';
import type { Value } from './value.js';

export interface OrgRecord {
  /** 18 characters. */
  readonly id: string;
  readonly object: string;
  fields: Record<string, Value>;
  isDeleted: boolean;
}

/** All that the org remembers: records, sessions, jobs and how much of the day's calls is used. */
export class Org {
  settings: Settings;
  readonly objects: Map<string, ObjectType>;
  /** Calls that each session has left; Infinity where its end is not set. */
  readonly sessions = new Map<string, number>();
  readonly jobs = new Map<string, IngestJob>();
  /** Rows of answers to a query that are still to be fetched, by locator. */
  readonly cursors = new Map<string, readonly Readonly<Record<string, unknown>>[]>();
  #records = new Map<string, Map<string, OrgRecord>>();
  /** Ids by value, for each field that is an external id or unique: `Lead.Leadscore_Id__c`. */
  #holders = new Map<string, Map<string, Set<string>>>();
  #given = 0;

  constructor(
    readonly history: History,
    settings: SettingsChange = {},
    objects: readonly ObjectType[] = standardObjects,
  ) {
    this.settings = settingsSchema.parse(settings);
    this.objects = new Map(objects.map((each) => [each.name.toLowerCase(), each]));
  }

  set(changes: SettingsChange): Settings {
    this.settings = settingsSchema.parse({ ...this.settings, ...changes });
    return this.settings;
  }

  objectNamed(name: string): ObjectType | undefined {
    return this.objects.get(name.toLowerCase());
  }

  /** A number that nothing in this org had before. */
  next(): number {
    this.#given += 1;
    return this.#given;
  }

  /** By either form of its id; gone records are found as well. */
  record(object: string, id: string): OrgRecord | undefined {
    return this.#records.get(object)?.get(id.slice(0, 15));
  }

  records(object: string): readonly OrgRecord[] {
    return [...(this.#records.get(object)?.values() ?? [])];
  }

  newId(type: ObjectType): string {
    return idOf(type.prefix, this.next());
  }

  /** Adds a record as it stands, or changes one that has its id, without a rule or a word in the history. */
  put(type: ObjectType, fields: Readonly<Record<string, Value>>): OrgRecord {
    const id = typeof fields['Id'] === 'string' ? longId(fields['Id']) : this.newId(type);
    const at = this.stamp();
    const before = this.record(type.name, id);
    const record: OrgRecord = {
      id,
      object: type.name,
      fields: { CreatedDate: at, LastModifiedDate: at, SystemModstamp: at, ...before?.fields, ...fields, Id: id },
      isDeleted: fields['IsDeleted'] === true,
    };
    const known = this.#records.get(type.name) ?? new Map<string, OrgRecord>();
    known.set(id.slice(0, 15), record);
    this.#records.set(type.name, known);
    for (const field of type.fields) this.#hold(type, field, id, before?.fields[field.name], record.fields[field.name]);
    return record;
  }

  /** Changes fields of a record and its time of change. */
  change(type: ObjectType, record: OrgRecord, fields: Readonly<Record<string, Value>>): void {
    for (const field of type.fields) {
      const after = fields[field.name];
      if (after !== undefined) this.#hold(type, field, record.id, record.fields[field.name], after);
    }
    const at = this.stamp();
    record.fields = { ...record.fields, ...fields, LastModifiedDate: at, SystemModstamp: at };
  }

  /** Live records whose external id or unique field has this value. */
  holders(type: ObjectType, field: Field, value: Value): readonly OrgRecord[] {
    const ids = this.#holders.get(`${type.name}.${field.name}`)?.get(String(value)) ?? new Set<string>();
    return [...ids].flatMap((id) => this.record(type.name, id) ?? []).filter((record) => !record.isDeleted);
  }

  #hold(type: ObjectType, field: Field, id: string, before: Value | undefined, after: Value | undefined): void {
    if (field.externalId !== true && field.unique !== true) return;
    const key = `${type.name}.${field.name}`;
    const values = this.#holders.get(key) ?? new Map<string, Set<string>>();
    this.#holders.set(key, values);
    if (before !== undefined && before !== null) values.get(String(before))?.delete(id);
    if (after === undefined || after === null) return;
    const ids = values.get(String(after)) ?? new Set<string>();
    values.set(String(after), ids.add(id));
  }

  /** The time as the org writes it. */
  stamp(): string {
    return this.history.now().toISOString().replace('Z', '+0000');
  }
}
