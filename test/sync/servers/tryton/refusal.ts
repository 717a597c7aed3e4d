import type { Answer } from '../call.js';

/** An exception of Tryton's: its arguments stand under `error`, and the status is 200. */
export class RpcError extends Error {
  constructor(readonly content: readonly [string, unknown]) {
    super(content[0]);
  }
}

export function userError(message: string): RpcError {
  return new RpcError(['UserError', [message, '', null]]);
}

/** Any other exception: its text and, where the server is not in development, no traceback. */
export function fault(text: string): RpcError {
  return new RpcError([text, '']);
}

/** Before a method is reached, a page in HTML says no. */
export function page(status: number): Answer {
  return { status, body: `<!doctype html>\n<html lang=en>\n<title>${status}</title>\n` };
}
