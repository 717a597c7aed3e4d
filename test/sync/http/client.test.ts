import net, { type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { HttpClient, type HttpRequest, StreamBroken } from '../../../scripts/sync/http/client.js';
import { json, type ScriptedServer, scriptedServer } from './server.js';
import { untrustedServer } from './untrusted.js';

let server: ScriptedServer;
let client: HttpClient;
const never = new AbortController().signal;

beforeAll(async () => {
  server = await scriptedServer();
  client = new HttpClient({ timeout: 2_000, connections: 4, mostBytes: 10_000 });
});
afterAll(async () => {
  await client.close();
  await server.close();
});
afterEach(() => vi.unstubAllEnvs());

const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  signal: never,
  ...more,
});

test('status, headers and text of an answer', async () => {
  server.answer(json(429, { a: 'ä' }, { 'Retry-After': '3', 'X-Twice': 'one' }));
  const answer = await client.call(get(`${server.url}/x`, { method: 'POST', body: '{"ü":1}', headers: { a: 'b' } }));
  expect(answer).toMatchObject({ came: 'answer', status: 429, text: '{"a":"ä"}' });
  if (answer.came !== 'answer') throw new Error('no answer');
  expect([answer.headers.get('retry-after'), answer.headers.get('x-twice')]).toEqual(['3', 'one']);
  expect(server.received.at(-1)).toMatchObject({ method: 'POST', path: '/x', body: '{"ü":1}' });
});

test('a redirect is an answer and is not followed', async () => {
  server.answer((_received, response) => response.writeHead(302, { location: 'http://example.com/' }).end());
  const calls = server.received.length;
  expect(await client.call(get(server.url))).toMatchObject({ came: 'answer', status: 302 });
  expect(server.received.length).toBe(calls + 1);
});

test('no answer in time', async () => {
  server.answer(() => undefined);
  expect(await client.call(get(server.url, { timeout: 60 }))).toEqual({
    came: 'nothing',
    because: 'timeout',
    message: 'No whole answer came in time.',
  });
});

test('an answer that drips is cut off at the same time', async () => {
  server.answer((_received, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write('x'), 10);
    response.on('close', () => clearInterval(drip));
  });
  expect(await client.call(get(server.url, { timeout: 80 }))).toMatchObject({ came: 'nothing', because: 'timeout' });
});

test('a connection that is reset, before and within the answer', async () => {
  const reset = {
    came: 'nothing',
    because: 'reset',
    message: 'The connection broke before the whole answer had come.',
  };
  server.answer((_received, response) => response.socket?.resetAndDestroy());
  expect(await client.call(get(server.url))).toEqual(reset);
  server.answer((_received, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.socket?.destroy());
  });
  expect(await client.call(get(server.url))).toEqual(reset);
});

test('nobody listens, and a name that does not exist', async () => {
  const free = net.createServer();
  await new Promise<void>((resolve) => {
    free.listen(0, '127.0.0.1', resolve);
  });
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => {
    free.close(resolve);
  });
  expect(await client.call(get(`http://127.0.0.1:${port}/`))).toEqual({
    came: 'nothing',
    because: 'refused',
    message: 'No connection could be made.',
  });
});

test('what is no HTTP, and what is too long', async () => {
  const sockets: net.Socket[] = [];
  const other = net.createServer((socket) => {
    sockets.push(socket);
    // Whoever hangs up first is not the question here.
    socket.on('error', () => undefined);
    socket.end('SSH-2.0-x\r\n\r\n');
  });
  await new Promise<void>((resolve) => {
    other.listen(0, '127.0.0.1', resolve);
  });
  const { port } = other.address() as AddressInfo;
  const unreadable = { came: 'nothing', because: 'unreadable', message: 'The answer could not be read.' };
  expect(await client.call(get(`http://127.0.0.1:${port}/`))).toEqual(unreadable);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => {
    other.close(resolve);
  });
  server.answer(json(200, 'x'.repeat(10_001)));
  expect(await client.call(get(server.url))).toEqual(unreadable);
});

test('a signal that stops, before and during a call', async () => {
  const stopped = { came: 'nothing', because: 'stopped', message: 'The call was cut off because the run stops.' };
  const calls = server.received.length;
  expect(await client.call(get(server.url, { signal: AbortSignal.abort() }))).toEqual(stopped);
  expect(server.received.length).toBe(calls);
  const stopping = new AbortController();
  server.answer(() => stopping.abort());
  expect(await client.call(get(server.url, { signal: stopping.signal }))).toEqual(stopped);
});

test('a certificate that nobody vouches for, whatever the environment says', async () => {
  const untrusted = await untrustedServer();
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  expect(await client.call(get(`${untrusted.url}/`, { headers: { authorization: 'Bearer x' } }))).toEqual({
    came: 'refusal',
    refusal: {
      code: 'CERTIFICATE',
      message: "The server's certificate is not to be trusted (DEPTH_ZERO_SELF_SIGNED_CERT).",
    },
  });
  expect(untrusted.calls()).toBe(0);
  await untrusted.close();
});

test('no call goes in the clear to another machine', async () => {
  await expect(client.call(get('http://example.com/'))).rejects.toThrow(
    'a call was about to go to an address that is not https, and its host is not this machine',
  );
});

test('a header with a line break is refused before anything is sent', async () => {
  const calls = server.received.length;
  await expect(client.call(get(server.url, { headers: { authorization: 'Bearer a\r\nX-Evil: 1' } }))).rejects.toThrow(
    /invalid/i,
  );
  expect(server.received.length).toBe(calls);
});

test('bodies stream both ways', async () => {
  async function* parts() {
    for (let at = 0; at < 3; at++) yield Buffer.from(`part ${at}\n`);
  }
  server.answer((received, response) => {
    response.writeHead(200);
    response.end(received.body + 'y'.repeat(50_000));
  });
  const answer = await client.stream(get(server.url, { method: 'PUT', body: parts() }));
  if (answer.came !== 'stream') throw new Error('no stream');
  let text = '';
  for await (const chunk of answer.chunks) text += Buffer.from(chunk).toString();
  expect(text).toBe('part 0\npart 1\npart 2\n' + 'y'.repeat(50_000));
});

test('a body that fails while it is made fails the call with its own error', async () => {
  async function* parts() {
    yield Buffer.from('a');
    throw new RangeError('too large');
  }
  server.answer(json(200, {}));
  await expect(client.call(get(server.url, { method: 'PUT', body: parts() }))).rejects.toThrow(RangeError);
});

test('a streamed answer that stops, hangs or is stopped', async () => {
  const read = async (request: HttpRequest, during?: () => void) => {
    const answer = await client.stream(request);
    if (answer.came !== 'stream') throw new Error('no stream');
    try {
      for await (const _chunk of answer.chunks) during?.();
      return undefined;
    } catch (error) {
      if (!(error instanceof StreamBroken)) throw error;
      return error.failed.came === 'nothing' ? error.failed.because : error.failed.refusal.code;
    }
  };
  server.answer((_received, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.socket?.destroy());
  });
  expect(await read(get(server.url))).toBe('reset');
  server.answer((_received, response) => {
    response.writeHead(200).write('half');
  });
  expect(await read(get(server.url, { timeout: 80 }))).toBe('timeout');
  const stopping = new AbortController();
  expect(await read(get(server.url, { signal: stopping.signal }), () => stopping.abort())).toBe('stopped');
});
