import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';

/** A process that the campaign has started. */
export interface Child {
  pid: number;
  isRunning(): boolean;
  /** Sends the signal and waits for the end, with SIGKILL when it takes longer than half a minute. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Resolves when it has ended, with its code or signal. */
  closed: Promise<number | NodeJS.Signals | null>;
}

const END_BOUND_MS = 30_000;

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
    async end(signal) {
      child.kill(signal);
      const force = setTimeout(() => child.kill('SIGKILL'), END_BOUND_MS);
      await closed;
      clearTimeout(force);
    },
    closed,
  };
}
