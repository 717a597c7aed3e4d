/** What we send is what HubSpot's SDK would send, and what the SDK reads is what we can read: compiled, never run. */
import type { BatchInputSimplePublicObjectBatchInput } from '@hubspot/api-client/lib/codegen/crm/objects/models/BatchInputSimplePublicObjectBatchInput.js';
import type { BatchInputSimplePublicObjectBatchInputUpsert } from '@hubspot/api-client/lib/codegen/crm/objects/models/BatchInputSimplePublicObjectBatchInputUpsert.js';
import type { BatchReadInputSimplePublicObjectId } from '@hubspot/api-client/lib/codegen/crm/objects/models/BatchReadInputSimplePublicObjectId.js';
import type { BatchResponseSimplePublicObject } from '@hubspot/api-client/lib/codegen/crm/objects/models/BatchResponseSimplePublicObject.js';
import type { BatchResponseSimplePublicObjectWithErrors } from '@hubspot/api-client/lib/codegen/crm/objects/models/BatchResponseSimplePublicObjectWithErrors.js';
import type { ListFetchResponse } from '@hubspot/api-client/lib/codegen/crm/lists/models/ListFetchResponse.js';
import type { MembershipsUpdateResponse } from '@hubspot/api-client/lib/codegen/crm/lists/models/MembershipsUpdateResponse.js';
import type { Property } from '@hubspot/api-client/lib/codegen/crm/properties/models/Property.js';
import type {
  PropertyCreate,
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js';
import type { PropertyGroupCreate } from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyGroupCreate.js';
import type { z } from 'zod';
import { type batchAnswer, inputOf, type Named } from '../../../scripts/sync/destinations/hubspot/batch.js';
import type { listAnswer } from '../../../scripts/sync/destinations/hubspot/check-actions.js';
import { group, type NewProperty, propertyBody } from '../../../scripts/sync/destinations/hubspot/create-properties.js';
import type { propertyList } from '../../../scripts/sync/destinations/hubspot/describe.js';
import type { membersChanged } from '../../../scripts/sync/destinations/hubspot/lists.js';
import { readBody } from '../../../scripts/sync/destinations/hubspot/read-back.js';
import type { PlannedRow } from '../../../scripts/sync/rows.js';

/** The SDK's enumerations as the words that go over the wire. */
type NewPropertyBody = Omit<PropertyCreate, 'type' | 'fieldType'> & {
  readonly type: `${PropertyCreateTypeEnum}`;
  readonly fieldType: `${PropertyCreateFieldTypeEnum}`;
};

export const sent = (named: Named, row: PlannedRow, property: NewProperty, ids: string[], fields: string[]) => [
  { inputs: [inputOf(named, row)] } satisfies BatchInputSimplePublicObjectBatchInput,
  { inputs: [inputOf(named, row)] } satisfies BatchInputSimplePublicObjectBatchInputUpsert,
  readBody(named.uniqueProperty, ids, fields) satisfies BatchReadInputSimplePublicObjectId,
  propertyBody(property) satisfies NewPropertyBody,
  group satisfies PropertyGroupCreate,
];

export const read = (
  whole: BatchResponseSimplePublicObject,
  partly: BatchResponseSimplePublicObjectWithErrors,
  properties: Property[],
  changed: MembershipsUpdateResponse,
  list: ListFetchResponse,
) => [
  whole satisfies z.input<typeof batchAnswer>,
  partly satisfies z.input<typeof batchAnswer>,
  { results: properties } satisfies z.input<typeof propertyList>,
  changed satisfies z.input<typeof membersChanged>,
  list satisfies z.input<typeof listAnswer>,
];
