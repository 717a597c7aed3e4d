/** The schema that editors check rubrics/sync/*.yaml by. */
import { jsonSchema } from '../../rubric/json-schema/schemas.js';
import { destinations } from '../destinations/registry.js';
import { syncSchema } from './schema.js';

export function syncJsonSchema(): { readonly path: string; readonly text: string } {
  return {
    path: 'rubrics/sync/sync.schema.json',
    text: `${JSON.stringify(jsonSchema(syncSchema(destinations)), undefined, 2)}\n`,
  };
}
