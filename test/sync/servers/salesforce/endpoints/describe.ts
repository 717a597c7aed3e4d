import type { Endpoint } from '../endpoint.js';
import type { Field } from '../fields.js';
import { typeNamed } from '../record-input.js';

/** GET /sobjects/{object}/describe: the fields and what each takes. */
export const describe: Endpoint = {
  method: 'GET',
  path: /^\/sobjects\/(?<object>\w+)\/describe\/?$/,
  isWrite: false,
  answer(org, _call, { object = '' }) {
    const type = typeNamed(org, object);
    return {
      status: 200,
      body: {
        name: type.name,
        label: type.name,
        keyPrefix: type.prefix,
        custom: false,
        queryable: true,
        updateable: true,
        createable: true,
        fields: type.fields.map(described),
      },
    };
  },
};

function described(field: Field): Record<string, unknown> {
  const isWritable = field.readOnly !== true;
  return {
    name: field.name,
    label: field.label,
    type: field.type,
    length: field.length ?? 0,
    precision: field.precision ?? 0,
    scale: field.scale ?? 0,
    digits: field.type === 'int' ? (field.precision ?? 0) : 0,
    custom: field.name.endsWith('__c'),
    createable: isWritable,
    updateable: isWritable,
    nillable: field.required !== true && field.type !== 'boolean',
    defaultedOnCreate: field.type === 'boolean',
    externalId: field.externalId === true,
    idLookup: field.externalId === true || field.name === 'Id' || field.name === 'Email',
    unique: field.unique === true,
    caseSensitive: false,
    calculated: false,
    autoNumber: false,
    restrictedPicklist: field.restricted === true,
    picklistValues: (field.values ?? []).map((value) => ({ value, label: value, active: true, defaultValue: false })),
    referenceTo: [],
    relationshipName: null,
  };
}
