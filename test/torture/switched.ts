import { setTimeout as sleep } from 'node:timers/promises';
import { startTemporalServer, type TemporalServer } from '../../lib/temporal-server/start.ts';
import type { Child } from './child.ts';
import type { Ending } from './plan.ts';

/** One process that is ended and started again. */
export interface Switched {
  readonly name: string;
  readonly isUp: boolean;
  start(): Promise<void>;
  end(signal: Ending): Promise<void>;
  /** Stops it with all its connections open, and lets it go on; resolves then. One that was ended meanwhile stays so. */
  freeze(forMs: number): Promise<void>;
}

/** Temporal's server on a database file that outlives it. */
export function switchedTemporal(options: { binary: string; dbFile: string; port: number; logFile: string }): Switched {
  let server: TemporalServer | undefined;
  return {
    name: 'temporal',
    get isUp() {
      return server !== undefined;
    },
    async start() {
      server ??= await startTemporalServer(options);
    },
    async end(signal) {
      if (server === undefined) return;
      const ending = server;
      server = undefined;
      if (signal === 'SIGKILL') process.kill(ending.pid, 'SIGKILL');
      await ending.stop();
    },
    async freeze(forMs) {
      if (server === undefined) return;
      const frozen = server;
      process.kill(frozen.pid, 'SIGSTOP');
      await sleep(forMs);
      if (server === frozen) process.kill(frozen.pid, 'SIGCONT');
    },
  };
}

/** A process of Node; ends that nobody asked for are told in `unexpected`. */
export function switchedChild(name: string, unexpected: string[], launch: () => Promise<Child>): Switched {
  let running: Child | undefined;
  return {
    name,
    get isUp() {
      return running?.isRunning() === true;
    },
    async start() {
      if (running?.isRunning() === true) return;
      const child = await launch();
      running = child;
      void child.closed.then((how) => {
        if (running === child) unexpected.push(`${name} (pid ${child.pid}) ended by itself with ${how}`);
      });
    },
    async end(signal) {
      const ending = running;
      running = undefined;
      if (ending?.isRunning() === true) await ending.end(signal);
    },
    async freeze(forMs) {
      const frozen = running;
      if (frozen?.isRunning() !== true) return;
      frozen.signal('SIGSTOP');
      await sleep(forMs);
      frozen.signal('SIGCONT');
    },
  };
}
