/** HAProxy as a CRM's rate limit: 190 calls of one token in ten seconds pass, others are answered 429. It counts them itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, start, until } from '../child.js';
import type { Programs } from '../programs.js';

/** Calls that pass in ten seconds. */
export const allowed = 190;

export interface Limiter {
  readonly url: string;
  /** Answers so far, by HAProxy's own count. */
  counts(): Promise<{ readonly passed: number; readonly refused: number }>;
  close(): Promise<void>;
}

/** A refusal as HubSpot words it; what is left of the window stands in its headers, from HAProxy's count. */
const refusal = JSON.stringify({
  status: 'error',
  message: 'You have reached your ten_secondly_rolling limit.',
  errorType: 'RATE_LIMIT',
  policyName: 'TEN_SECONDLY_ROLLING',
});

function settings(port: number, server: number, socket: string): string {
  return `global
  stats socket ${socket} mode 600 level operator
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
frontend crm
  bind 127.0.0.1:${port}
  stick-table type string len 64 size 1k expire 20s store http_req_rate(10s)
  http-request track-sc0 req.hdr(authorization)
  http-request return status 429 content-type application/json string '${refusal}' hdr Retry-After 1 if { sc_http_req_rate(0) gt ${allowed} }
  http-response set-header X-HubSpot-RateLimit-Max ${allowed}
  http-response set-header X-HubSpot-RateLimit-Interval-Milliseconds 10000
  http-response set-header X-HubSpot-RateLimit-Remaining %[sc_http_req_rate(0),neg,add(${allowed})]
  default_backend server
backend server
  server one 127.0.0.1:${server}
`;
}

/** In front of the server on that port. */
export async function startLimiter(programs: Programs, server: number): Promise<Limiter> {
  const folder = mkdtempSync(join(tmpdir(), 'leadscore-limiter-'));
  const socket = join(folder, 'socket');
  const file = join(folder, 'haproxy.cfg');
  const port = await freePort();
  writeFileSync(file, settings(port, server, socket));
  const running = start(programs.haproxy, ['-db', '-f', file]);
  const url = `http://127.0.0.1:${port}`;
  await until(() => asked(socket, 'show info').then(isTold, () => false), 20, running.said);
  return {
    url,
    counts: async () => countsOf(await asked(socket, 'show stat')),
    close: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isTold(text: string): boolean {
  return text !== '';
}

function asked(socket: string, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = connect(socket, () => connection.write(`${question}\n`));
    let said = '';
    connection.on('data', (part) => (said += part.toString('utf8')));
    connection.on('end', () => resolve(said));
    connection.on('error', reject);
  });
}

/** A table with the names of its columns in the first line; the frontend has a row of its own. */
function countsOf(table: string): { readonly passed: number; readonly refused: number } {
  const [head = '', ...lines] = table.replace(/^# /, '').split('\n');
  const names = head.split(',');
  const row = lines.map((line) => line.split(',')).find(([proxy, part]) => proxy === 'crm' && part === 'FRONTEND');
  if (row === undefined) throw new Error(`HAProxy told no counts:\n${table}`);
  const count = (name: string): number => Number(row[names.indexOf(name)]);
  return { passed: count('hrsp_2xx'), refused: count('hrsp_4xx') };
}
