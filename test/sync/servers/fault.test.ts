import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

/** Faults on order, asked of a server that is a process of its own. */

let child: ChildProcess;
let url: string;

beforeAll(async () => {
  const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  child = spawn(process.execPath, ['--import', here('typescript.mjs'), here('hubspot/main.ts'), '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('The server has no output.');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  url = line.toString().trim();
});
afterAll(() => child.kill('SIGTERM'));

const admin = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const answer = await fetch(`${url}/_admin/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  expect(answer.status).toBe(200);
  return answer.json();
};

beforeEach(async () => {
  await admin('DELETE', 'faults');
  await admin('DELETE', 'history');
  await admin('POST', 'records', { object: 'contacts', records: [{ hs_object_id: '7', email: 'a@example.com' }] });
});

const write = (score: number, timeout = 20_000): Promise<Response> =>
  fetch(`${url}/crm/v3/objects/contacts/batch/update`, {
    method: 'POST',
    headers: { authorization: 'Bearer pat-test', 'content-type': 'application/json' },
    body: JSON.stringify({ inputs: [{ id: '7', properties: { lead_score: String(score) } }] }),
    signal: AbortSignal.timeout(timeout),
  });

/** What the caller saw: status and body, or how the call ended. */
async function seen(score: number, timeout?: number): Promise<string> {
  try {
    const answer = await write(score, timeout);
    const text = await answer.text();
    const what = text === '' ? 'nothing' : `${JSON.parse(text).results?.length ?? 0} results`;
    return `${answer.status} ${what} ${answer.headers.get('retry-after') ?? ''}`.trim();
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'cut off';
  }
}

test.each([
  [{ answers: 'reset' }, 'cut off', 0],
  [{ answers: 'reset', carriedOut: true }, 'cut off', 1],
  [{ answers: 'hang' }, 'timeout', 0],
  [{ answers: 'hang', carriedOut: true }, 'timeout', 1],
  [{ answers: 'status', status: 503, retryAfter: 2 }, '503 0 results 2', 0],
  [{ answers: 'status', status: 502, carriedOut: true }, '502 0 results', 1],
  [{ answers: 'status', status: 423 }, '423 0 results', 0],
  [{ answers: 'status', status: 477, retryAfter: 3600 }, '477 0 results 3600', 0],
  [{ answers: 'truncated' }, 'cut off', 0],
  [{ answers: 'truncated', carriedOut: true }, 'cut off', 1],
  [
    { answers: 'this', answer: { status: 299, headers: { 'retry-after': '9' }, body: { results: [1, 2] } } },
    '299 2 results 9',
    0,
  ],
  [{ answers: 'truncated', answer: { status: 503, body: 'a page' } }, 'cut off', 0],
  [{ answers: 'empty' }, '200 nothing', 0],
  [{ answers: 'no results' }, '200 0 results', 0],
])('%j: the caller sees %s, the server wrote %i times', async (fault, sees, writes) => {
  await admin('POST', 'faults', [fault]);
  expect(await seen(1, sees === 'timeout' ? 300 : undefined)).toBe(sees);
  expect(await admin('GET', 'history/counts')).toEqual(writes === 0 ? {} : { 'contacts/7': writes });
  expect(await seen(2)).toBe('200 1 results');
});

test('a fault meets the calls it is for, after those that get through and as often as ordered', async () => {
  await admin('POST', 'faults', [
    { answers: 'reset', on: 'batch/read' },
    { answers: 'empty', on: 'POST /crm/v3/objects/contacts/batch/update', after: 1, times: 2 },
  ]);
  expect([await seen(1), await seen(2), await seen(3), await seen(4)]).toEqual([
    '200 1 results',
    '200 nothing',
    '200 nothing',
    '200 1 results',
  ]);
  expect(((await admin('GET', 'calls')) as { fault?: string }[]).map(({ fault }) => fault)).toEqual([
    undefined,
    'empty',
    'empty',
    undefined,
  ]);
});
