/** What Salesforce refuses and what to do about it, and how its answers are read for that. */
import { z } from 'zod';
import type { Refusal } from '../../destination.js';
import { certificateRule, type ErrorRule } from '../../error-rule.js';
import type { HttpAnswer } from '../../http/client.js';
import { jsonAs } from '../../http/json.js';
import { masked } from '../../http/masked.js';
import { retryAfter } from '../../http/retry-after.js';
import { codeWord } from '../code-word.js';

const signedOut = 'Salesforce ended the session at once: look at the session and IP settings of the app and its user.';
const notAllowed =
  'Give the permission set of our user the permission "API Enabled", and the right to read and edit the objects.';
const appSettings =
  'Look at the OAuth settings of the external client app: the grant must be switched on there, and the user active.';
const addresses = 'Look at "url" and "api_version" in the sync file.';

/** A limit of Apex that depends on how many records come at once. */
const tooMuchAtOnce =
  /Too many (?:SOQL queries|DML|query rows|SOSL|future calls)|Apex CPU time limit|LimitException|heap size too large/i;

export const salesforceErrors: readonly ErrorRule[] = [
  certificateRule,
  // Signing in: what Salesforce says to try again.
  { code: 'invalid_grant', message: /login rate exceeded/i, class: 'transient' },
  { code: /^(?:unknown_error|server_error|temporarily_unavailable)$/, class: 'transient' },
  // Otherwise the app, the user or the key is wrong, which no second try changes.
  {
    code: 'invalid_client_id',
    class: 'config',
    todo: 'Put the consumer key of the external client app into the secret CLIENT_ID.',
  },
  {
    code: 'invalid_client',
    class: 'config',
    todo: 'Put the consumer secret of the external client app into the secret CLIENT_SECRET: it may have been rotated.',
  },
  {
    code: 'invalid_grant',
    class: 'config',
    todo: 'With jwt: the certificate of the app must be that of the key, "username" must be a user whom the app admits beforehand, and sandboxes have another "audience". With client_credentials: the app needs a user to run as.',
  },
  {
    code: /^(?:invalid_[a-z_]+|inactive_[a-z]+|unauthorized_client|unsupported_grant_type|access_denied)$/,
    class: 'config',
    todo: appSettings,
  },
  { code: 'INVALID_SESSION_ID', class: 'auth', todo: signedOut },
  { status: 401, class: 'auth', todo: signedOut },
  { code: 'REQUEST_LIMIT_EXCEEDED', message: /Concurrent/i, class: 'transient' },
  { code: 'REQUEST_LIMIT_EXCEEDED', class: 'quota' },
  { code: /^ExceededQuota/i, class: 'quota' },
  { message: tooMuchAtOnce, class: 'transient', halve: true },
  { message: /UNABLE_TO_LOCK_ROW|unable to obtain exclusive access/i, class: 'transient' },
  { code: 'UNABLE_TO_LOCK_ROW', class: 'transient' },
  {
    code: /^(?:NO_ANSWER_[A-Z]+|SERVER_UNAVAILABLE|QUERY_TIMEOUT|UNPROCESSED|InternalServerError|JOB_ABORTED|INVALIDJOBSTATE)$/,
    class: 'transient',
  },
  { code: 'JOB_TOO_LARGE', class: 'transient', halve: true },
  {
    code: /^(?:ENTITY_IS_DELETED|INVALID_CROSS_REFERENCE_KEY|MALFORMED_ID|CANNOT_UPDATE_CONVERTED_LEAD)$/,
    class: 'gone',
  },
  {
    code: /^(?:NOT_FOUND|INVALID_TYPE)$/,
    class: 'config',
    todo: 'Look at "objects" and "api_version" in the sync file, and whether our user may see the object.',
  },
  // In a job the value of one row; of a field that is not there the job as a whole tells.
  { code: 'INVALID_FIELD', message: /^Failed to deserialize field/i, class: 'permanent' },
  {
    code: /^(?:INVALID_FIELD|INVALID_FIELD_FOR_INSERT_UPDATE|INVALID_TYPE_FOR_OPERATION|MALFORMED_QUERY|API_DISABLED_FOR_ORG|API_CURRENTLY_DISABLED|FUNCTIONALITY_NOT_ENABLED|UNSUPPORTED_API_VERSION|METHOD_NOT_ALLOWED|INVALIDJOB|InvalidBatch|ClientInputError)$/,
    class: 'config',
    todo: 'Plan again: the mapping, the rights of our user or the org have changed, and the plan says how.',
  },
  {
    code: /^(?:FIELD_INTEGRITY_EXCEPTION|STRING_TOO_LONG|FIELD_CUSTOM_VALIDATION_EXCEPTION|REQUIRED_FIELD_MISSING|INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST|NUMBER_OUTSIDE_VALID_RANGE|DUPLICATES_DETECTED|DUPLICATE_VALUE|DUPLICATE_EXTERNAL_ID|INVALID_EMAIL_ADDRESS|INVALID_TYPE_ON_FIELD_IN_RECORD|INSUFFICIENT_ACCESS_OR_READONLY|INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY|CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY|CANNOT_EXECUTE_FLOW_TRIGGER|JSON_PARSER_ERROR|INVALID_CSV_ROW)$/,
    class: 'permanent',
  },
  { status: 300, class: 'permanent' },
  { status: 408, class: 'transient' },
  { status: 409, class: 'transient' },
  { status: 429, class: 'transient' },
  { status: [500, 599], class: 'transient' },
  { status: 403, class: 'config', todo: notAllowed },
  { status: [404, 405], class: 'config', todo: addresses },
  { status: 410, class: 'config', todo: addresses },
  { status: 415, class: 'config' },
  {
    status: [301, 399],
    class: 'config',
    todo: 'Write the address of My Domain as Salesforce has it now in "url"; no redirect is followed.',
  },
  // Whatever else was said to us at the door, no row is to blame for it.
  { code: /^[a-z][a-z_]*$/, class: 'config', todo: appSettings },
  // A call that was malformed as a whole: halved until the row is found.
  { status: [400, 499], class: 'permanent' },
];

const errorList = z.array(
  z.object({
    errorCode: z.string(),
    message: z.string().default(''),
    fields: z.array(z.string()).nullish(),
  }),
);
const signInError = z.object({ error: z.string(), error_description: z.string().default('') });

/** Why a call as a whole was refused. `sent` are the values that went with it. */
export function refusalOf(answer: HttpAnswer, sent: Iterable<string>, now: Date): Refusal {
  const { status, headers, text } = answer;
  const wait = retryAfter(headers.get('retry-after'), now);
  const requestId = headers.get('x-sfdc-request-id');
  const rest = {
    httpStatus: status,
    ...(wait !== undefined && { retryAfter: wait }),
    ...(requestId !== undefined && { requestId }),
  };
  const [first] = jsonAs(errorList, text) ?? [];
  if (first !== undefined) {
    const { errorCode, message, fields } = first;
    return {
      code: codeWord(errorCode),
      message: masked(message, sent),
      ...namedFields(fields),
      ...rest,
    };
  }
  const signIn = jsonAs(signInError, text);
  if (signIn !== undefined)
    return { code: codeWord(signIn.error), message: masked(signIn.error_description, sent), ...rest };
  if (status === 300)
    return { code: 'MULTIPLE_RECORDS', message: 'The external id fits more than one record.', ...rest };
  return { code: `HTTP_${status}`, message: `Salesforce answered ${status} without saying why.`, ...rest };
}

/** Why signing in was refused: where nothing is said of it, too, no row is to blame. */
export function signInRefusalOf(answer: HttpAnswer, sent: Iterable<string>, now: Date): Refusal {
  const refusal = refusalOf(answer, sent, now);
  return refusal.code.startsWith('HTTP_4') ? { ...refusal, code: 'sign_in_refused' } : refusal;
}

/** Names that could be none are left out: they go into logs and terminals as they are. */
export function namedFields(fields: readonly string[] | null | undefined): { readonly fields?: readonly string[] } {
  const names = (fields ?? []).filter((name) => /^\w{1,100}$/.test(name));
  return names.length === 0 ? {} : { fields: names };
}
