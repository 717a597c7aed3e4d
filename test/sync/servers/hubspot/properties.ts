/** What a portal knows of one property of an object. */
export interface Property {
  readonly name: string;
  readonly label: string;
  readonly groupName: string;
  readonly type: 'bool' | 'date' | 'datetime' | 'enumeration' | 'number' | 'phone_number' | 'string';
  readonly fieldType: string;
  readonly description?: string;
  readonly options?: readonly { readonly label: string; readonly value: string }[];
  readonly hasUniqueValue?: boolean;
  readonly isReadOnly?: boolean;
  /** No new record without it. */
  readonly isNeeded?: boolean;
}

export interface ObjectType {
  readonly name: string;
  /** As messages about it say: 0-1 is contact. */
  readonly typeId: string;
  /** The scopes' word for it. */
  readonly scope: string;
  readonly properties: Map<string, Property>;
  readonly groups: Set<string>;
}

const property = (name: string, type: Property['type'], rest: Partial<Property> = {}): Property => ({
  name,
  label: name,
  groupName: 'contactinformation',
  type,
  fieldType:
    type === 'string' ? 'text' : type === 'enumeration' ? 'select' : type === 'bool' ? 'booleancheckbox' : type,
  ...rest,
});

const everywhere: readonly Property[] = [
  property('hs_object_id', 'number', { isReadOnly: true }),
  property('createdate', 'datetime', { isReadOnly: true }),
  property('lastmodifieddate', 'datetime', { isReadOnly: true }),
  property('hubspot_owner_id', 'enumeration', { options: ['7001', '7002'].map((value) => ({ label: value, value })) }),
];

const contact: readonly Property[] = [
  ...everywhere,
  property('email', 'string'),
  property('firstname', 'string'),
  property('lastname', 'string'),
  property('lead_score', 'number'),
  property('fit_score', 'number'),
  property('intent_score', 'number'),
  property('lead_tier', 'enumeration', {
    options: ['hot', 'warm', 'cold', 'a', 'b', 'c', 'd'].map((value) => ({ label: value.toUpperCase(), value })),
  }),
  property('lead_grade', 'string'),
  property('lead_score_reasons', 'string'),
  property('last_meaningful_activity', 'date'),
  property('last_meaningful_activity_at', 'datetime'),
  property('recommended_action', 'string'),
  property('action_due', 'datetime'),
  property('is_held_out', 'bool'),
  property('leadscore_id', 'string', { hasUniqueValue: true }),
];

const company: readonly Property[] = [
  ...everywhere,
  property('name', 'string'),
  property('domain', 'string'),
  property('account_score', 'number'),
  property('account_tier', 'string'),
];

const task: readonly Property[] = [
  ...everywhere,
  property('hs_task_subject', 'string'),
  property('hs_task_body', 'string'),
  property('hs_task_status', 'enumeration', {
    options: ['NOT_STARTED', 'COMPLETED'].map((value) => ({ label: value, value })),
  }),
  property('hs_timestamp', 'datetime', { isNeeded: true }),
  property('leadscore_transition', 'string', { hasUniqueValue: true }),
];

function objectType(name: string, typeId: string, scope: string, properties: readonly Property[]): ObjectType {
  return {
    name,
    typeId,
    scope,
    properties: new Map(properties.map((each) => [each.name, each])),
    groups: new Set(['contactinformation', 'companyinformation']),
  };
}

/** Tasks stand under the scopes of contacts. */
export function standardObjects(): readonly ObjectType[] {
  return [
    objectType('contacts', '0-1', 'contacts', contact),
    objectType('companies', '0-2', 'companies', company),
    objectType('tasks', '0-27', 'contacts', task),
  ];
}
