import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import type { runProgram } from '../../cli/run-program.ts';
import type { FromHost, ToHost } from './hosted.ts';

// Runs commands of the built program beside each other in this one process, each with a process of its own as far as it sees.
// Argument: URL of the built `cli/run-program.js`. This file is compiled by itself: it can import types alone from its neighbours.

const built: { runProgram: typeof runProgram } = await import(process.argv[2] ?? '');
const running = new Map<number, EventEmitter>();
process.once('disconnect', () => process.exit(0));
process.on('message', (message: ToHost) => {
  if ('signal' in message) running.get(message.id)?.emit(message.signal);
  else void run(message);
});
tell({ id: 0, ready: 'host' });

async function run({ id, args, cwd, env }: Extract<ToHost, { args: unknown }>): Promise<void> {
  const seen = Object.assign(new EventEmitter(), {
    argv: [process.execPath, 'modelrail', ...args],
    pid: process.pid,
    cwd: () => cwd,
    env,
    stdin: Readable.from([]),
    stdout: output(id, 'stdout'),
    stderr: output(id, 'stderr'),
    send: (ready: unknown) => tell({ id, ready }),
    exit: (code: number) => tell({ id, code }),
  });
  running.set(id, seen);
  // as: what commands take of their process.
  const code = await built.runProgram(seen as unknown as NodeJS.Process);
  running.delete(id);
  tell({ id, code });
}

function output(id: number, stream: 'stdout' | 'stderr'): Writable {
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      tell({ id, stream, text });
      done();
    },
  });
}

function tell(message: FromHost): void {
  process.send?.(message);
}
