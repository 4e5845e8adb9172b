#!/usr/bin/env node
import { EXIT } from './exit-codes.ts';
import { runProgram } from './run-program.ts';

/** Time for connections to close after the result is out; nothing that matters is still running then. */
const LINGER_MS = 2_000;

for (const stream of [process.stdout, process.stderr]) {
  // The reader of our output has closed the pipe, as `head` does: end quietly.
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.failed));
}

process.exitCode = await runProgram(process);
setTimeout(() => process.exit(), LINGER_MS).unref();
