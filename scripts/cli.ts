#!/usr/bin/env node
/** The program as a process: its terminal, and what ends it from outside. */
import { runProgram } from './cli/program.js';

// Whoever reads only the first lines (`| head`) ends the reading, not the work.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

const interrupted = new AbortController();
process.on('SIGINT', () => {
  // A second Ctrl-C does not wait for the rollback.
  if (interrupted.signal.aborted) process.exit(130);
  interrupted.abort();
});

const { argv, stdout, stderr } = process;
process.exitCode = await runProgram({ args: argv.slice(2), stdout, stderr, signal: interrupted.signal });
