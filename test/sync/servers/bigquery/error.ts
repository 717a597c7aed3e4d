import type { Answer } from '../call.js';

/** An error as BigQuery's API words it; thrown on the way through an endpoint or a job. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }

  get answer(): Answer {
    const { status: code, reason, message } = this;
    return {
      status: code,
      body: { error: { code, message, errors: [{ reason, message, domain: 'global' }], status: reason } },
    };
  }
}

const reasons: Readonly<Record<number, string>> = {
  401: 'authError',
  403: 'accessDenied',
  404: 'notFound',
  429: 'rateLimitExceeded',
  503: 'backendError',
};

export function errorOf(status: number): Answer {
  return new ApiError(status, reasons[status] ?? 'backendError', `Answered ${status}.`).answer;
}
