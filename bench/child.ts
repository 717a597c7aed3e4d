import { spawn } from 'node:child_process';

export interface ChildRun {
  /** From before the process was made until it had ended. */
  readonly seconds: number;
  readonly output: string;
}

/**
 * Runs a script in a Node process of its own; `echo` passes its stderr on as it comes. Rejects with what it wrote when
 * it fails.
 */
export function runChild(
  script: string,
  args: readonly string[],
  options: { readonly echo?: boolean } = {},
): Promise<ChildRun> {
  return new Promise((done, failed) => {
    const started = performance.now();
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = (): void => {
      child.kill('SIGKILL');
    };
    process.once('exit', stop);
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      errors.push(chunk);
      if (options.echo === true) process.stderr.write(chunk);
    });
    child.on('error', failed);
    child.on('close', (code) => {
      process.off('exit', stop);
      const seconds = (performance.now() - started) / 1000;
      const text = Buffer.concat(output).toString();
      if (code === 0) done({ seconds, output: text });
      else failed(new Error(Buffer.concat(errors).toString() || text || `${script} ended with ${String(code)}`));
    });
  });
}
