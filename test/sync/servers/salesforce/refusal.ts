import type { Answer } from '../call.js';

/** How the org refuses a whole call: an array with one error. */
export function refusal(status: number, errorCode: string, message: string, headers?: Record<string, string>): Answer {
  return { status, body: [{ message, errorCode }], ...(headers && { headers }) };
}

const codes: Readonly<Record<number, readonly [string, string]>> = {
  401: ['INVALID_SESSION_ID', 'Session expired or invalid'],
  403: ['REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'],
  404: ['NOT_FOUND', 'The requested resource does not exist'],
  405: ['METHOD_NOT_ALLOWED', 'HTTP method not allowed for this resource.'],
  409: ['CONFLICT', 'The request could not be completed due to a conflict with the current state of the resource.'],
  500: ['UNKNOWN_EXCEPTION', 'An unexpected error occurred.'],
  503: ['SERVER_UNAVAILABLE', 'Server is too busy, please try again later.'],
};

/** The error body that goes with a status. */
export function refusalOf(status: number): Answer {
  const [code, message] = codes[status] ?? ['UNKNOWN_EXCEPTION', `Answered ${status}.`];
  return refusal(status, code, message);
}
