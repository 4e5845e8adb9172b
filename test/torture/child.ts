import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { Ending } from './plan.ts';

/** A process that the campaign has started. */
export interface Child {
  pid: number;
  isRunning(): boolean;
  /** Sends the signal and waits for the end, with SIGKILL when it takes longer than half a minute. */
  end(signal: Ending): Promise<void>;
  /** Sends a signal that does not end it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Resolves when it has ended, with its code or signal. */
  closed: Promise<number | NodeJS.Signals | null>;
}

const END_BOUND_MS = 30_000;
/** Shorter than a worker takes to hand over. */
const SECOND_AFTER_MS = 50;

/** Starts a module as a process, its output appended to `logFile`; resolves when it says that it is ready. */
export async function startChild(options: {
  modulePath: string;
  args: readonly string[];
  execArgv?: readonly string[];
  logFile: string;
}): Promise<Child> {
  const log = openSync(options.logFile, 'a');
  const child = fork(options.modulePath, [...options.args], {
    execArgv: [...(options.execArgv ?? [])],
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const closed = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  const early = closed.then((how) => {
    throw new Error(`${options.modulePath} ended at its start with ${how}: see ${options.logFile}`);
  });
  await Promise.race([once(child, 'message'), early]);
  // From here on its end is told by `closed`.
  early.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    signal: (signal) => void child.kill(signal),
    async end(signal) {
      child.kill(signal === 'SIGKILL' ? 'SIGKILL' : 'SIGTERM');
      // One that stands still cannot hear.
      child.kill('SIGCONT');
      const force = setTimeout(() => child.kill('SIGKILL'), END_BOUND_MS);
      const again = setTimeout(() => signal === 'SIGTERM twice' && child.kill('SIGTERM'), SECOND_AFTER_MS);
      await closed;
      clearTimeout(force);
      clearTimeout(again);
    },
    closed,
  };
}
