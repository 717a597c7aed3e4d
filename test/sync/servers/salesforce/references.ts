import type { ObjectType } from './fields.js';
import { isId } from './ids.js';
import type { Org } from './org.js';
import { rowError, type RowError } from './row-error.js';
import type { Value } from './value.js';

type Values = Readonly<Record<string, Value>>;

/** What the ids in a record name: records of the right kind that are there. Objects that the org does not hold are not looked for. */
export function wrongReferences(org: Org, type: ObjectType, values: Values): readonly RowError[] {
  return type.fields.flatMap(({ name, label, prefixes }): readonly RowError[] => {
    const value = values[name];
    if (prefixes === undefined || value === undefined || value === null) return [];
    const id = String(value);
    const prefix = prefixes.find((each) => id.startsWith(each));
    if (!isId(id) || prefix === undefined)
      return [rowError('FIELD_INTEGRITY_EXCEPTION', `${label}: id value of incorrect type: ${id}`, name)];
    const object = [...org.objects.values()].find((each) => each.prefix === prefix);
    if (object === undefined || org.record(object.name, id)?.isDeleted === false) return [];
    return [rowError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', name)];
  });
}

/** A new member of a campaign is a lead or a contact, one of both, and no member yet. */
export function wrongMember(org: Org, type: ObjectType, values: Values): readonly RowError[] {
  if (type.name !== 'CampaignMember') return [];
  const of = (name: string): string => String(values[name] ?? '').slice(0, 15);
  const who = of('LeadId') + of('ContactId');
  if (who.length !== 15)
    return [rowError('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LeadId or ContactId]')];
  const isSame = ({ fields }: { readonly fields: Values }): boolean =>
    String(fields['CampaignId']).slice(0, 15) === of('CampaignId') &&
    [fields['LeadId'], fields['ContactId']].some((id) => String(id).slice(0, 15) === who);
  return org.records(type.name).some((each) => !each.isDeleted && isSame(each))
    ? [rowError('DUPLICATE_VALUE', 'Already a campaign member.')]
    : [];
}
