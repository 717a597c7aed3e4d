/** Refusals that together meet every rule of every destination's table, in the words of each CRM where these decide. */
import type { Refusal } from '../../../scripts/sync/destination.js';

const of = (code: string, httpStatus?: number, more: Partial<Refusal> = {}): Refusal => ({
  code,
  message: 'It says so.',
  ...(httpStatus !== undefined && { httpStatus }),
  ...more,
});
const saying = (code: string, message: string, httpStatus?: number): Refusal => of(code, httpStatus, { message });
const rows = (codes: string): readonly Refusal[] => codes.split(' ').map((code) => of(code));
const calls = (...statuses: readonly number[]): readonly Refusal[] =>
  statuses.map((status) => of(`HTTP_${status}`, status));

const salesforce: readonly Refusal[] = [
  ...rows('CERTIFICATE invalid_client_id invalid_client invalid_grant inactive_user unauthorized_client'),
  ...rows('unsupported_grant_type access_denied INVALID_SESSION_ID'),
  saying('REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.', 403),
  saying('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', 403),
  saying('ExceededQuota', 'ApiBatchItems Limit exceeded.'),
  saying('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'System.LimitException: Too many SOQL queries: 101'),
  saying('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'UNABLE_TO_LOCK_ROW, unable to obtain exclusive access'),
  ...rows('UNABLE_TO_LOCK_ROW NO_ANSWER_TIMEOUT SERVER_UNAVAILABLE QUERY_TIMEOUT UNPROCESSED InternalServerError'),
  ...rows('JOB_ABORTED INVALIDJOBSTATE JOB_TOO_LARGE'),
  ...rows('ENTITY_IS_DELETED INVALID_CROSS_REFERENCE_KEY MALFORMED_ID CANNOT_UPDATE_CONVERTED_LEAD'),
  ...rows('NOT_FOUND INVALID_TYPE'),
  ...rows('INVALID_FIELD INVALID_FIELD_FOR_INSERT_UPDATE INVALID_TYPE_FOR_OPERATION MALFORMED_QUERY'),
  ...rows('API_DISABLED_FOR_ORG API_CURRENTLY_DISABLED FUNCTIONALITY_NOT_ENABLED UNSUPPORTED_API_VERSION'),
  ...rows('METHOD_NOT_ALLOWED INVALIDJOB InvalidBatch ClientInputError'),
  ...rows('FIELD_INTEGRITY_EXCEPTION STRING_TOO_LONG FIELD_CUSTOM_VALIDATION_EXCEPTION REQUIRED_FIELD_MISSING'),
  ...rows('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST NUMBER_OUTSIDE_VALID_RANGE DUPLICATES_DETECTED DUPLICATE_VALUE'),
  ...rows(
    'DUPLICATE_EXTERNAL_ID INVALID_EMAIL_ADDRESS INVALID_TYPE_ON_FIELD_IN_RECORD INSUFFICIENT_ACCESS_OR_READONLY',
  ),
  ...rows('INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'),
  ...rows('CANNOT_EXECUTE_FLOW_TRIGGER JSON_PARSER_ERROR MULTIPLE_RECORDS INVALID_CSV_ROW'),
  ...calls(300, 401, 403, 404, 405, 408, 409, 410, 415, 418, 429, 503),
];

const hubspot: readonly Refusal[] = [
  ...rows('CERTIFICATE NO_ANSWER_RESET'),
  of('RATE_LIMITS', 429, { policy: 'DAILY' }),
  of('RATE_LIMITS', 429, { policy: 'TEN_SECONDLY_ROLLING' }),
  of('EXPIRED_AUTHENTICATION', 401),
  ...rows('PROPERTY_DOESNT_EXIST READ_ONLY_VALUE MISSING_SCOPES'),
  saying('OBJECT_NOT_FOUND', 'Unable to infer object type from: prospects', 404),
  saying('VALIDATION_ERROR', 'Unable to perform update/upsert by non-unique 0-1 property', 400),
  ...rows('OBJECT_NOT_FOUND MALFORMED_ID VALIDATION_ERROR CONFLICT OBJECT_ALREADY_EXISTS INVALID_LONG DUPLICATE_VALUE'),
  ...calls(400, 403, 404, 408, 410, 415, 423, 477, 502),
];

const tryton: readonly Refusal[] = [
  ...rows('CERTIFICATE LOGIN_REFUSED LoginException UNKNOWN_NAME READ_ONLY_FIELD MALFORMED_ID'),
  saying('UserError', 'You are trying to write records "3" of "Lead" that don\'t exist anymore.'),
  saying('UserError', 'You are not allowed to write to records "3" of "Lead".'),
  saying('UserError', 'You are not allowed to access "Lead".'),
  ...rows('UserError UserWarning ConcurrencyException'),
  saying('SERVER_ERROR', 'could not serialize access due to concurrent update'),
  saying('SERVER_ERROR', 'integer out of range'),
  ...calls(400, 401, 403, 408, 413, 429, 503),
];

const webhook: readonly Refusal[] = [
  ...rows('CERTIFICATE NO_ANSWER_REFUSED RETRY GONE TOO_HIGH'),
  ...calls(302, 400, 401, 404, 408, 409, 410, 413, 415, 422, 425, 429, 500),
];

const csv: readonly Refusal[] = rows('EAGAIN EBUSY EMFILE ENFILE EACCES ENOSPC EDQUOT');

/** By destination. */
export const refusals: Readonly<Record<string, readonly Refusal[]>> = { salesforce, hubspot, tryton, webhook, csv };
