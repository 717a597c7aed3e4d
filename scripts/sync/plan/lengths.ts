import type { DescribedField } from '../destination.js';
import type { RecordMapping } from '../mapping/mapping.js';
import type { ObjectName } from '../rows.js';

/** The CRM's own description of the fields of our objects; objects that it does not describe are absent. */
export type Described = ReadonlyMap<ObjectName, readonly DescribedField[]>;

/** Texts without a length of their own get the CRM's, so that the plan leaves out what would be refused. */
export function withLengths(mappings: readonly RecordMapping[], described: Described): readonly RecordMapping[] {
  return mappings.map((mapping) => ({
    ...mapping,
    fields: mapping.fields.map((each) => {
      if (each.type !== 'text' || each.length !== undefined) return each;
      const length = describedField(described, each)?.length;
      return length === undefined ? each : { ...each, length };
    }),
  }));
}

/** Names of fields are the same in any case. */
export function describedField(
  described: Described,
  { object, field }: { readonly object: ObjectName; readonly field: string },
): DescribedField | undefined {
  return described.get(object)?.find(({ name }) => name.toLowerCase() === field.toLowerCase());
}
