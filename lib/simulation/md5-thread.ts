import { Worker } from 'node:worker_threads';
import { z } from 'zod';

/** MD5 of growing files, taken beside the event loop. */
export interface Md5Thread {
  /** The first `end` bytes of the file are final: hashes what of them is not hashed yet. */
  advance(path: string, end: number): void;
  /** Hashes up to `end`, gives the digest in lower-case hex and forgets the file. */
  finish(path: string, end: number): Promise<string>;
  /** Forgets the file. */
  drop(path: string): void;
  close(): Promise<void>;
}

const answer = z.object({ id: z.number(), digest: z.string().optional(), error: z.string().optional() });

/**
 * The thread's program, as text: the same program runs from TypeScript under a loader, in tests and compiled, where a file
 * beside this one would have three names. A file that cannot be read is forgotten, and begun anew by the next request.
 */
const PROGRAM = `
const { parentPort } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const { openSync, readSync, closeSync } = require('node:fs');
const states = new Map();
const buffer = Buffer.allocUnsafe(1024 * 1024);
function advance(path, end) {
  const state = states.get(path) ?? { hash: createHash('md5'), at: 0 };
  states.set(path, state);
  if (state.at >= end) return state;
  const file = openSync(path, 'r');
  try {
    while (state.at < end) {
      const read = readSync(file, buffer, 0, Math.min(buffer.length, end - state.at), state.at);
      if (read === 0) throw new Error(path + ' ends at byte ' + state.at);
      state.hash.update(buffer.subarray(0, read));
      state.at += read;
    }
  } finally {
    closeSync(file);
  }
  return state;
}
parentPort.on('message', ({ id, path, end }) => {
  try {
    if (end === undefined) states.delete(path);
    else {
      const { hash } = advance(path, end);
      if (id === undefined) return;
      states.delete(path);
      parentPort.postMessage({ id, digest: hash.digest('hex') });
    }
  } catch (error) {
    states.delete(path);
    if (id !== undefined) parentPort.postMessage({ id, error: error.message });
  }
});
`;

interface Waiting {
  resolve(digest: string): void;
  reject(error: Error): void;
}

/** Starts the thread; it keeps no process alive. */
export function createMd5Thread(): Md5Thread {
  const worker = new Worker(PROGRAM, { eval: true, execArgv: [] });
  worker.unref();
  const waiting = new Map<number, Waiting>();
  let asked = 0;

  worker.on('message', (message: unknown) => {
    const { id, digest, error } = answer.parse(message);
    const caller = waiting.get(id);
    waiting.delete(id);
    if (digest !== undefined) caller?.resolve(digest);
    else caller?.reject(new Error(error ?? 'The MD5 thread gave no digest'));
  });
  function fail(error: Error): void {
    for (const caller of waiting.values()) caller.reject(error);
    waiting.clear();
  }
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('The MD5 thread has ended')));

  return {
    advance: (path, end) => worker.postMessage({ path, end }),
    finish(path, end) {
      asked += 1;
      const id = asked;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, path, end });
      });
    },
    drop: (path) => worker.postMessage({ path }),
    async close() {
      await worker.terminate();
    },
  };
}
