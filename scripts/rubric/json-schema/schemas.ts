/** The files of a project as JSON schemas: what an editor completes and checks while somebody writes. Made from the zod schemas. */
import { z } from 'zod';
import { needed } from '../resolve/rubric.js';
import { action } from '../schema/action.js';
import { artefact } from '../schema/artefact.js';
import { checks } from '../schema/checks.js';
import { health } from '../schema/health.js';
import { identity } from '../schema/identity.js';
import { outcomes, precedence } from '../schema/outcomes.js';
import { retention } from '../schema/retention.js';
import { rubric } from '../schema/rubric.js';
import { signals } from '../schema/signals.js';
import { source } from '../schema/source.js';
import { standards } from '../schema/standards.js';
import { hoisted, type Json, type JsonObject } from './hoist.js';

const files: readonly { readonly path: string; readonly schema: z.ZodType }[] = [
  { path: 'rubrics/rubric.schema.json', schema: rubric },
  { path: 'rubrics/models/artefact.schema.json', schema: artefact },
  { path: 'rubrics/shared/checks.schema.json', schema: checks },
  { path: 'rubrics/shared/health.schema.json', schema: health },
  { path: 'rubrics/shared/identity.schema.json', schema: identity },
  { path: 'rubrics/shared/outcomes.schema.json', schema: outcomes },
  { path: 'rubrics/shared/precedence.schema.json', schema: precedence },
  { path: 'rubrics/shared/retention.schema.json', schema: retention },
  { path: 'rubrics/shared/signals.schema.json', schema: signals },
  { path: 'rubrics/shared/standards.schema.json', schema: standards },
  { path: 'rubrics/sources/source.schema.json', schema: source },
];

const bounds = { at_least: { type: 'number' }, at_most: { type: 'number' } };

/** What zod checks by a function of ours, as far as a JSON schema can say it. By title. */
const beside: Readonly<Record<string, JsonObject>> = {
  'a rubric': { required: [...needed] },
  'the standards': { required: ['time_zone'] },
  'a source': { required: ['source', 'dataset', 'tables', 'entities'] },
  // Any other key of a condition is the name of a dimension.
  'a condition': {
    additionalProperties: {
      anyOf: [
        { type: 'number' },
        { type: 'object', properties: bounds, additionalProperties: false, minProperties: 1 },
      ],
    },
  },
};

const word = { type: 'string', pattern: '\\S' };
const actionParts: JsonObject = {
  title: 'an action',
  required: ['do'],
  properties: {
    do: word,
    assign: word,
    within: { type: 'string', pattern: '^[1-9][0-9]{0,3}[mhd]$' },
    task: { type: 'boolean' },
    play: word,
    playbook: word,
    track: word,
  },
};

/** Path from the project's root, and the text of the file. */
export function jsonSchemas(): readonly { readonly path: string; readonly text: string }[] {
  return files.map(({ path, schema }) => ({ path, text: `${JSON.stringify(jsonSchema(schema), undefined, 2)}\n` }));
}

/** Draft 7, which every editor reads. */
export function jsonSchema(schema: z.ZodType): JsonObject {
  const made = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: json }) => {
      if (zodSchema === action) Object.assign(json, actionParts);
      if (json.title !== undefined) Object.assign(json, beside[json.title]);
    },
  });
  // Plain data: nothing but what a JSON file can hold.
  const plain = JSON.parse(JSON.stringify(made)) as Json;
  return hoisted(plain as JsonObject);
}
