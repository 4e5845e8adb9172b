import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ModelrailError } from '../../lib/errors.ts';
import { say } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';

/** A command of this program in a process of its own. */
export interface Child {
  pid: number;
  /** What it told about itself when it was ready (see {@link tellParent}). */
  ready: Promise<unknown>;
  /** Resolves with how it ended. */
  closed: Promise<string>;
  /** Ends it: SIGTERM, and SIGKILL when that is not heeded for `graceMs`. */
  stop(graceMs: number): Promise<void>;
  kill(): void;
}

/**
 * Starts `modelrail ARGS…`. In a process group of its own, so that Ctrl-C in a terminal does not reach it: who started
 * it decides about the order. The channel tells it when we are gone.
 */
export async function startChild(
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; onLine: (line: string) => void },
): Promise<Child> {
  const [main] = process.argv.slice(1);
  const child = spawn(process.execPath, [...process.execArgv, main ?? '', ...args], {
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', options.onLine);
  }
  const closed = new Promise<string>((resolve) => {
    child.once('close', (code, signal) =>
      resolve(signal === null ? say('exit code {code}', { code: code ?? '' }) : say('signal {signal}', { signal })),
    );
  });
  const ready = new Promise<unknown>((resolve, reject) => {
    child.once('message', resolve);
    void closed.then((how) =>
      reject(
        new ModelrailError(
          'Internal',
          told('`modelrail {command}` ended at its start ({how})', { command: args[0] ?? '', how }),
        ),
      ),
    );
  });
  // A caller that does not wait for `ready` learns of the end from `closed`.
  ready.catch(() => undefined);
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return {
    pid: child.pid ?? 0,
    ready,
    closed,
    async stop(graceMs) {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await closed;
      clearTimeout(force);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Tells the process that started this one, if it listens, that this one is ready. */
export function tellParent(process: NodeJS.Process, message: object): void {
  process.send?.(message);
}
