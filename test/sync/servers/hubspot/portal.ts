import type { History } from '../history.js';
import type { Association } from './associations.js';
import { standardObjects, type ObjectType } from './properties.js';
import { settingsSchema, type Settings, type SettingsChange } from './settings.js';

export interface PortalRecord {
  readonly id: string;
  readonly object: string;
  properties: Record<string, string | null>;
  readonly createdAt: string;
  updatedAt: string;
  archived: boolean;
}

/** Records of one kind; by hand or by the API they are put into MANUAL and SNAPSHOT lists alone. */
export interface RecordList {
  readonly listId: string;
  readonly name: string;
  readonly objectTypeId: string;
  readonly processingType: 'MANUAL' | 'SNAPSHOT' | 'DYNAMIC';
  /** Ids of its records. */
  readonly members: Set<string>;
}

/** All that the portal remembers: records, properties, and the calls that count against its limits. */
export class Portal {
  settings: Settings;
  readonly objects: Map<string, ObjectType>;
  /** By their ids. */
  readonly lists = new Map<string, RecordList>();
  /** By the id of the record that was made with them. */
  readonly associations = new Map<string, readonly Association[]>();
  /** Times of the counted calls in the window, by token. */
  readonly recent = new Map<string, number[]>();
  #records = new Map<string, Map<string, PortalRecord>>();
  /** Ids by value, for each unique property and the address. */
  #holders = new Map<string, string>();
  #given = 0;

  constructor(
    readonly history: History,
    settings: SettingsChange = {},
  ) {
    this.settings = settingsSchema.parse(settings);
    this.objects = new Map(standardObjects().map((each) => [each.name, each]));
  }

  set(changes: SettingsChange): Settings {
    this.settings = settingsSchema.parse({ ...this.settings, ...changes });
    return this.settings;
  }

  /** By either number of its name, or its type id. */
  objectNamed(name: string): ObjectType | undefined {
    const plural = name === 'contact' || name === 'task' ? `${name}s` : name === 'company' ? 'companies' : name;
    return this.objects.get(plural) ?? [...this.objects.values()].find(({ typeId }) => typeId === name);
  }

  record(type: ObjectType, id: string): PortalRecord | undefined {
    return this.#records.get(type.name)?.get(id);
  }

  records(object: string): readonly PortalRecord[] {
    return [...(this.#records.get(object)?.values() ?? [])];
  }

  /** The live record that has this value in a unique property. */
  holder(type: ObjectType, property: string, value: string): PortalRecord | undefined {
    const id = this.#holders.get(holderKey(type, property, value));
    const record = id === undefined ? undefined : this.record(type, id);
    return record?.archived === true ? undefined : record;
  }

  addList(name: string, object: string, processingType: RecordList['processingType'] = 'MANUAL'): RecordList {
    const objectTypeId = this.objectNamed(object)?.typeId ?? '';
    const list: RecordList = { listId: this.#newId(), name, objectTypeId, processingType, members: new Set() };
    this.lists.set(list.listId, list);
    return list;
  }

  /** Adds a record as it stands, or changes one that has its id, without a rule or a word in the history. */
  put(type: ObjectType, properties: Readonly<Record<string, string | null>>, archived = false): PortalRecord {
    const id = properties['hs_object_id'] ?? this.#newId();
    const at = this.history.now().toISOString();
    const before = this.record(type, id);
    const record: PortalRecord = before ?? {
      id,
      object: type.name,
      properties: {},
      createdAt: at,
      updatedAt: at,
      archived,
    };
    record.archived = archived;
    const known = this.#records.get(type.name) ?? new Map<string, PortalRecord>();
    this.#records.set(type.name, known.set(id, record));
    this.change(type, record, { ...properties, hs_object_id: id });
    return record;
  }

  change(type: ObjectType, record: PortalRecord, properties: Readonly<Record<string, string | null>>): void {
    for (const [name, value] of Object.entries(properties)) {
      if (!isUnique(type, name)) continue;
      const before = record.properties[name];
      if (before !== undefined && before !== null) this.#holders.delete(holderKey(type, name, before));
      if (value !== null) this.#holders.set(holderKey(type, name, value), record.id);
    }
    record.updatedAt = this.history.now().toISOString();
    record.properties = { ...record.properties, ...properties };
  }

  #newId(): string {
    this.#given += 1;
    return String(100_000 + this.#given);
  }
}

/** Whether no two records may have the same value of it. */
export function isUnique(type: ObjectType, name: string): boolean {
  return type.properties.get(name)?.hasUniqueValue === true || (type.name === 'contacts' && name === 'email');
}

function holderKey(type: ObjectType, property: string, value: string): string {
  return `${type.name}\u001f${property}\u001f${value.toLowerCase()}`;
}
