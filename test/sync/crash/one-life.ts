import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from './orders.js';

export interface Life {
  /** What was under way when it ended. */
  readonly stage: Stage;
  readonly wasKilled: boolean;
  /** Milliseconds from when it was ready to its end. */
  readonly lasted: number;
  /** Rows that it says it wrote; undefined where it was killed. */
  readonly written?: number;
}

const stages: ReadonlySet<string> = new Set<Stage>(['ready', 'plan', 'send', 'log', 'fold', 'done']);

/** One process from its beginning to its end, or to its killing so many milliseconds after it was ready. Throws where it fails. */
export async function oneLife(
  ordersFile: string,
  environment: Readonly<Record<string, string>>,
  killAfter: number | undefined,
): Promise<Life> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('child.js', import.meta.url)), ordersFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let text = '';
  let errors = '';
  let ready: () => void = () => undefined;
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  child.stdout.on('data', (part: Buffer) => {
    text += part.toString('utf8');
    if (text.includes('ready\n')) ready();
  });
  child.stderr.on('data', (part: Buffer) => {
    errors += part.toString('utf8');
  });
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  await Promise.race([isReady, exited]);
  const began = performance.now();
  if (killAfter !== undefined) {
    await Promise.race([delay(killAfter), exited]);
    child.kill('SIGKILL');
  }
  const [code, signal] = await exited;
  const lines = text.split('\n').filter((line) => line !== '');
  const stage = lines.findLast((line): line is Stage => stages.has(line)) ?? 'ready';
  const lasted = performance.now() - began;
  if (signal === 'SIGKILL') return { stage, wasKilled: true, lasted };
  if (code !== 0) throw new Error(`a process ended with ${code ?? signal}:\n${errors}`);
  return { stage, wasKilled: false, lasted, written: writtenIn(lines.at(-1) ?? '') };
}

function writtenIn(line: string): number {
  const summary: unknown = JSON.parse(line);
  if (typeof summary !== 'object' || summary === null || !('ok' in summary) || !('status' in summary))
    throw new Error(`a process ended without its summary: ${line}`);
  if (summary.status !== 'done') throw new Error(`a process did not carry its plan out: ${line}`);
  return Number(summary.ok);
}
