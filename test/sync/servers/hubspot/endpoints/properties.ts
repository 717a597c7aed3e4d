import { z } from 'zod';
import { Refused } from '../../call.js';
import { bodyOf, typeNamed } from '../batch-input.js';
import type { Endpoint } from '../endpoint.js';
import type { Property } from '../properties.js';
import { refusal } from '../refusal.js';

const newProperty = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string().min(1),
  groupName: z.string(),
  type: z.enum(['bool', 'date', 'datetime', 'enumeration', 'number', 'phone_number', 'string']),
  fieldType: z.string(),
  description: z.string().optional(),
  options: z.array(z.object({ label: z.string(), value: z.string() })).optional(),
  hasUniqueValue: z.boolean().optional(),
});

const propertyList: Endpoint = {
  method: 'GET',
  path: /^\/properties\/(?<object>[\w-]+)\/?$/,
  scope: (object) => `crm.schemas.${object}.read`,
  answer(portal, _call, { object = '' }) {
    return { status: 200, body: { results: [...typeNamed(portal, object).properties.values()].map(shownProperty) } };
  },
};

const propertyRead: Endpoint = {
  method: 'GET',
  path: /^\/properties\/(?<object>[\w-]+)\/(?<name>\w+)$/,
  scope: (object) => `crm.schemas.${object}.read`,
  answer(portal, _call, { object = '', name = '' }) {
    const property = typeNamed(portal, object).properties.get(name);
    if (property === undefined) throw new Refused(refusal(404, 'OBJECT_NOT_FOUND', `Property ${name} does not exist`));
    return { status: 200, body: shownProperty(property) };
  },
};

/** POST /properties/{type}: whether values are unique can be said only here; ten unique ones an object at most. */
const propertyCreate: Endpoint = {
  method: 'POST',
  path: /^\/properties\/(?<object>[\w-]+)\/?$/,
  scope: (object) => `crm.schemas.${object}.write`,
  answer(portal, call, { object = '' }) {
    const type = typeNamed(portal, object);
    const parsed = newProperty.safeParse(bodyOf(call));
    if (!parsed.success) {
      const names = parsed.error.issues.map(({ path }) => path.join('.'));
      throw new Refused(refusal(400, 'VALIDATION_ERROR', `Invalid input JSON: ${names.join(', ')}`));
    }
    const { options, description, hasUniqueValue, ...rest } = parsed.data;
    if (type.properties.has(rest.name)) {
      throw new Refused(refusal(409, 'OBJECT_ALREADY_EXISTS', `A property named '${rest.name}' already exists.`));
    }
    if (!type.groups.has(rest.groupName)) {
      throw new Refused(refusal(400, 'VALIDATION_ERROR', `The property group ${rest.groupName} does not exist.`));
    }
    const unique = [...type.properties.values()].filter((each) => each.hasUniqueValue === true).length;
    if (hasUniqueValue === true && unique >= 10) {
      throw new Refused(refusal(400, 'VALIDATION_ERROR', 'An object has ten unique properties at most.'));
    }
    const property: Property = {
      ...rest,
      ...(options && { options }),
      ...(description !== undefined && { description }),
      hasUniqueValue: hasUniqueValue === true,
    };
    type.properties.set(property.name, property);
    return { status: 201, body: shownProperty(property) };
  },
};

const groupCreate: Endpoint = {
  method: 'POST',
  path: /^\/properties\/(?<object>[\w-]+)\/groups$/,
  scope: (object) => `crm.schemas.${object}.write`,
  answer(portal, call, { object = '' }) {
    const type = typeNamed(portal, object);
    const { name, label } = bodyOf(call);
    if (typeof name !== 'string' || typeof label !== 'string') {
      throw new Refused(refusal(400, 'VALIDATION_ERROR', 'Invalid input JSON: name, label'));
    }
    if (type.groups.has(name))
      throw new Refused(refusal(409, 'OBJECT_ALREADY_EXISTS', `The group ${name} already exists.`));
    type.groups.add(name);
    return { status: 201, body: { name, label, displayOrder: -1, archived: false } };
  },
};

const groupList: Endpoint = {
  method: 'GET',
  path: /^\/properties\/(?<object>[\w-]+)\/groups$/,
  scope: (object) => `crm.schemas.${object}.read`,
  answer(portal, _call, { object = '' }) {
    const results = [...typeNamed(portal, object).groups].map((name) => ({
      name,
      label: name,
      displayOrder: -1,
      archived: false,
    }));
    return { status: 200, body: { results } };
  },
};

/** Groups first: `groups` is no name of a property. */
export const properties: readonly Endpoint[] = [groupList, groupCreate, propertyList, propertyRead, propertyCreate];

function shownProperty({ isReadOnly, options, ...property }: Property): Record<string, unknown> {
  return {
    hasUniqueValue: false,
    description: '',
    displayOrder: -1,
    hidden: false,
    calculated: false,
    externalOptions: false,
    archived: false,
    formField: true,
    ...property,
    options: (options ?? []).map((each, at) => ({ ...each, displayOrder: at, hidden: false })),
    modificationMetadata: { archivable: true, readOnlyDefinition: false, readOnlyValue: isReadOnly === true },
  };
}
