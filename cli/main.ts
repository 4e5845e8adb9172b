#!/usr/bin/env node
import { EXIT } from './exit-codes.ts';
import { runProgram } from './run-program.ts';

/** Time for connections to close after the result is out; nothing that matters is still running then. */
const LINGER_MS = 2_000;

let isGone = false;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The terminal or the reader is gone, and the command takes away what it has made.
    isGone ||= process.listenerCount('SIGHUP') > 0;
    if (isGone) return;
    // The reader of our output has closed the pipe, as `head` does: end quietly.
    process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.failed);
  });
}

process.exitCode = await runProgram(process);
setTimeout(() => process.exit(), LINGER_MS).unref();
