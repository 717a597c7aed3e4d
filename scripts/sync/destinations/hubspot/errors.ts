/** What HubSpot refuses and what to do about it, and how its answers are read for that. */
import { z } from 'zod';
import type { Refusal } from '../../destination.js';
import { certificateRule, type ErrorRule } from '../../error-rule.js';
import type { HttpAnswer } from '../../http/client.js';
import { jsonAs } from '../../http/json.js';
import { masked } from '../../http/masked.js';
import { retryAfter } from '../../http/retry-after.js';
import { codeWord } from '../code-word.js';

const addresses = 'Look at "url" and "api_version" in the sync file.';

export const hubspotErrors: readonly ErrorRule[] = [
  certificateRule,
  {
    status: 401,
    class: 'auth',
    todo: 'Put the access token of the private app into the secret TOKEN: it was rotated, taken back, or is of another account.',
  },
  { status: 429, policy: 'DAILY', class: 'quota' },
  // A window of ten seconds that rolls: it has room again before it is over.
  { status: 429, class: 'transient', wait: 1_000 },
  // A lock lasts two seconds.
  { status: 423, class: 'transient', wait: 2_000 },
  // The account is being moved, for up to a day.
  { status: 477, class: 'quota' },
  { status: 408, class: 'transient' },
  { status: [500, 599], class: 'transient' },
  {
    code: /^(?:PROPERTY_DOESNT_EXIST|READ_ONLY_VALUE)$/,
    class: 'config',
    todo: 'Plan again: the mapping or the properties of the account have changed, and the plan says how.',
  },
  {
    code: 'MISSING_SCOPES',
    class: 'config',
    todo: 'Add the scopes to the private app in the settings of the account.',
  },
  { status: 403, class: 'config', todo: 'Look at the scopes of the private app.' },
  {
    message: /infer object type/i,
    class: 'config',
    todo: 'Look at "objects" in the sync file: contacts, companies, or the name of an object of your own.',
  },
  {
    message: /non-unique .*property/i,
    class: 'config',
    todo: 'Name a property in "unique_property" that requires unique values, or leave it out.',
  },
  { code: 'OBJECT_NOT_FOUND', class: 'gone' },
  { code: 'MALFORMED_ID', class: 'gone' },
  { status: [404, 405], class: 'config', todo: addresses },
  { status: 410, class: 'config', todo: addresses },
  { status: 415, class: 'config' },
  { status: [300, 399], class: 'config', todo: 'Look at "url" in the sync file; no redirect is followed.' },
  {
    code: /^(?:VALIDATION_ERROR|CONFLICT|OBJECT_ALREADY_EXISTS|INVALID_[A-Z_]+|[A-Z_]*DUPLICATE[A-Z_]*)$/,
    class: 'permanent',
  },
  // One record spoils a batch: it is halved until that one is found.
  { status: [400, 499], class: 'permanent' },
];

const context = z.record(z.string(), z.array(z.string())).catch({});
/** HubSpot may leave out any of it. */
export const hubspotError = z.object({
  category: z.string().optional(),
  /** In place of the category where calls are limited. */
  errorType: z.string().optional(),
  subCategory: z.string().nullish().catch(undefined),
  message: z.string().default(''),
  correlationId: z.string().optional(),
  policyName: z.string().optional(),
  context: context.default({}),
  errors: z.array(z.object({ context: context.default({}) })).catch([]),
});
export type HubSpotError = z.output<typeof hubspotError>;

/** Why a call as a whole was refused. `sent` are the values that went with it. */
export function refusalOf({ status, headers, text }: HttpAnswer, sent: Iterable<string>, now: Date): Refusal {
  const wait = retryAfter(headers.get('retry-after'), now);
  const rest = { httpStatus: status, ...(wait !== undefined && { retryAfter: wait }) };
  const said = jsonAs(hubspotError, text);
  const { category = said?.errorType } = said ?? {};
  if (said === undefined || (category === undefined && said.message === ''))
    return { code: `HTTP_${status}`, message: `HubSpot answered ${status} without saying why.`, ...rest };
  const { correlationId: id = '', policyName } = said;
  return {
    ...refusalIn({ ...said, category: category ?? `HTTP_${status}` }, sent),
    ...rest,
    ...(policyName !== undefined && { policy: policyName }),
    ...(/^[\w-]{1,64}$/.test(id) && { requestId: id }),
  };
}

const invalidValues = z.array(
  z.object({ message: z.string().default(''), error: z.string().optional(), name: z.string().optional() }),
);

/** One error, of a call or of a record in an answer 207. */
export function refusalIn(said: HubSpotError, sent: Iterable<string>): Refusal {
  const { category = 'UNKNOWN', message } = said;
  const values = [...sent];
  const [, list] = /^Property values were not valid: ?(\[[\s\S]*\])$/.exec(message) ?? [];
  const invalid = list === undefined ? [] : (jsonAs(invalidValues, list) ?? []);
  const [first] = invalid;
  if (first !== undefined) {
    const names = [...new Set(invalid.flatMap(({ name }) => (name === undefined ? [] : [codeWord(name)])))];
    return {
      code: codeWord(first.error ?? category),
      message: masked(invalid.map((each) => each.message).join(' '), values),
      ...(names.length > 0 && { fields: names }),
    };
  }
  const scopes = said.errors.flatMap((each) => each.context['requiredGranularScopes'] ?? []);
  const names = (said.context['propertyName'] ?? []).map(codeWord);
  return {
    code: codeWord(category),
    message: masked(scopes.length > 0 ? `${message} It needs ${scopes.join(', ')}.` : message, values),
    ...(names.length > 0 && { fields: names }),
  };
}
