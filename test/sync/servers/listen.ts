import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { administer, type Administered } from './admin.js';
import { bytesOf, type Answer, type Call } from './call.js';
import type { Fault, Faults } from './fault.js';
import type { History } from './history.js';

/** What a kind of server gives: the rest, sockets and faults, is the same for all. */
export interface Served extends Administered {
  readonly faults: Faults;
  readonly history: History;
  /** Milliseconds that every answer takes. */
  readonly latency: () => number;
  /** Carries a call out. */
  answer(call: Call): Answer | Promise<Answer>;
  /** The server's own error body for a status. */
  errorOf(status: number): Answer;
  /** An answer of this call with no result in it. */
  withoutResults(call: Call): Answer;
}

export interface Listening {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on the loopback address; port 0 takes a free one. */
export async function listen(served: Served, port = 0): Promise<Listening> {
  let underWay = 0;
  // However long a caller is busy between two calls, its connection is there: by itself Node would close it after five seconds.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    underWay += 1;
    response.once('close', () => (underWay -= 1));
    // A caller that has gone away, as many tests intend, is no fault of the server's.
    serve(served, request, response, () => underWay).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
  underWay: () => number,
): Promise<void> {
  const call = { ...(await received(request)), underWay: underWay() };
  if (call.path.startsWith('/_admin/')) {
    send(response, administer(served, call));
    return;
  }
  const number = served.history.begin();
  const { method, path } = call;
  const fault = served.faults.meet(method, path);
  const answer = fault === undefined || fault.carriedOut ? await served.answer(call) : undefined;
  const status = fault === undefined ? answer?.status : statusOf(fault);
  served.history.end({ call: number, method, path, status: status ?? 0, ...(fault && { fault: fault.answers }) });
  if (served.latency() > 0) await delay(served.latency());
  if (fault === undefined) send(response, answer ?? served.errorOf(500));
  else fail(served, call, fault, answer, response);
}

async function received(request: IncomingMessage): Promise<Omit<Call, 'underWay'>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const target = request.url ?? '/';
  const url = new URL(target, 'http://localhost');
  return {
    method: request.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(parts),
    targetLength: Buffer.byteLength(target),
  };
}

function statusOf({ answers, status, answer }: Fault): number {
  if (answers === 'status') return status;
  if (answer !== undefined) return answer.status;
  return answers === 'reset' || answers === 'hang' ? 0 : 200;
}

function send(response: ServerResponse, answer: Answer): void {
  const bytes = bytesOf(answer);
  response.writeHead(answer.status, headOf(answer, bytes));
  response.end(bytes);
}

function headOf(answer: Answer, bytes: Buffer): Record<string, string | number> {
  const type = typeof answer.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json;charset=UTF-8';
  const content = answer.body === undefined ? {} : { 'content-type': type };
  // Of an answer without content HTTP wants no length.
  return { ...content, ...(answer.status === 204 ? {} : { 'content-length': bytes.length }), ...answer.headers };
}

function fail(served: Served, call: Call, fault: Fault, done: Answer | undefined, response: ServerResponse): void {
  const retryAfter: Record<string, string> =
    fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  switch (fault.answers) {
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'status': {
      const error = served.errorOf(fault.status);
      send(response, { ...error, headers: { ...error.headers, ...retryAfter } });
      return;
    }
    case 'this':
      send(response, fault.answer ?? served.errorOf(fault.status));
      return;
    case 'truncated':
      truncate(response, fault.answer ?? done ?? { status: 200, body: { padding: 'x'.repeat(64) } });
      return;
    case 'empty':
      send(response, { status: 200 });
      return;
    case 'no results':
      send(response, served.withoutResults(call));
  }
}

function truncate(response: ServerResponse, answer: Answer): void {
  const bytes = bytesOf(answer);
  response.writeHead(answer.status, headOf(answer, bytes));
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
}
