import type { Field } from './fields.js';
import type { Org, OrgRecord } from './org.js';

/** A record as a reader gets it; `path` is the call's, whose version the record's own address takes over. */
export function shown(org: Org, record: OrgRecord, columns: readonly Field[], path: string): Record<string, unknown> {
  const version = /^\/services\/data\/v[\d.]+/.exec(path)?.[0] ?? '/services/data/v60.0';
  const attributes = { type: record.object, url: `${version}/sobjects/${record.object}/${record.id}` };
  const held = columns.map((field) => [
    field.name,
    field.name === 'IsDeleted'
      ? record.isDeleted
      : (record.fields[field.name] ?? (field.type === 'boolean' ? false : null)),
  ]);
  return { attributes, ...Object.fromEntries(held) };
}
