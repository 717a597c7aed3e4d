import type { Answer } from '../call.js';

const correlationId = '00000000-0000-4000-8000-000000000000';

/** How the portal refuses a call. */
export function refusal(
  status: number,
  category: string,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
): Answer {
  return {
    status,
    body: { status: 'error', message, correlationId, category, ...more },
  };
}

/** 429 by the policy that was broken; it has an `errorType` in place of the category. */
export function rateLimited(policyName: 'DAILY' | 'TEN_SECONDLY_ROLLING'): Answer {
  const word = policyName === 'DAILY' ? 'daily' : 'ten_secondly_rolling';
  return {
    status: 429,
    body: {
      status: 'error',
      message: `You have reached your ${word} limit.`,
      errorType: 'RATE_LIMIT',
      correlationId,
      policyName,
    },
  };
}

const known: Readonly<Record<number, readonly [string, string]>> = {
  401: ['INVALID_AUTHENTICATION', 'Authentication credentials not found. This API supports OAuth 2.0 authentication.'],
  403: ['MISSING_SCOPES', "This app hasn't been granted all required scopes to make this call."],
  404: ['OBJECT_NOT_FOUND', 'Resource not found'],
  405: ['METHOD_NOT_ALLOWED', 'Method not allowed'],
  423: ['LOCKED', 'The resource is locked.'],
  477: ['MIGRATION_IN_PROGRESS', 'The account is being moved to another data centre.'],
  500: ['INTERNAL_ERROR', 'internal error'],
  502: ['BAD_GATEWAY', 'Bad gateway'],
  503: ['SERVICE_UNAVAILABLE', 'Service temporarily unavailable'],
  504: ['GATEWAY_TIMEOUT', 'Gateway timeout'],
};

/** The error body that goes with a status. */
export function refusalOf(status: number): Answer {
  if (status === 429) return rateLimited('TEN_SECONDLY_ROLLING');
  const [category, message] = known[status] ?? ['UNKNOWN', `Answered ${status}.`];
  return refusal(status, category, message);
}
