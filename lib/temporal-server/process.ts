import { type ChildProcess, spawn } from 'node:child_process';
import { ModelrailError } from '../errors.ts';
import { told } from '../words/told.ts';
import { openBoundedLog } from './bounded-log.ts';

/** A server process. */
export interface ServerProcess {
  pid: number;
  /** Resolves when it has ended, for any reason. */
  closed: Promise<void>;
  isRunning(): boolean;
  /** The end of what it has printed. */
  printed(): string;
  /** Ends it and waits for that: SIGTERM, and SIGKILL when that is not heeded for `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

const KEPT_OUTPUT_CHARACTERS = 4_000;

/**
 * Starts a program that ends when this process ends. It is in a process group of its own, so that Ctrl-C in a terminal
 * reaches only us and we decide about the order of things.
 */
export async function startServerProcess(
  command: string,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; logFile: string | undefined },
): Promise<ServerProcess> {
  const log = options.logFile === undefined ? undefined : openBoundedLog(options.logFile);
  const output = log?.descriptor ?? 'pipe';
  const child = withPrivateFiles(() =>
    spawn(command, args, { env: options.env, stdio: ['ignore', output, output], detached: true }),
  );
  const tail = keepTail(child);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void closed.then(() => log?.leave());
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
  } catch (error) {
    log?.leave();
    const message = error instanceof Error ? error.message : String(error);
    throw new ModelrailError('TemporalUnavailable', told('cannot run "{command}": {message}', { command, message }), {
      cause: error,
    });
  } finally {
    log?.close();
  }
  const { pid } = child;
  if (pid === undefined) throw new ModelrailError('Internal', `"${command}" started without a process id`);
  endWithUs(child, pid, closed);
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    pid,
    closed,
    isRunning,
    printed: () => log?.printed() ?? tail(),
    async stop(graceMs) {
      if (!isRunning()) return closed;
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await closed;
      clearTimeout(force);
    },
  };
}

/** What `start` starts makes files for its owner alone: its database holds every request. */
function withPrivateFiles<T>(start: () => T): T {
  const before = process.umask(0o077);
  try {
    return start();
  } finally {
    process.umask(before);
  }
}

function keepTail(child: ChildProcess): () => string {
  let kept = '';
  const keep = (text: Buffer) => {
    kept = (kept + text.toString('utf8')).slice(-KEPT_OUTPUT_CHARACTERS);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => kept.trim();
}

/**
 * A process cannot act on its own SIGKILL. A shell that waits for the end of a pipe can: the system closes our end of
 * it however we die. (Windows has no such shell; there only an orderly exit takes the server along.)
 */
function endWithUs(child: ChildProcess, pid: number, closed: Promise<void>): void {
  const endNow = () => child.kill('SIGTERM');
  process.once('exit', endNow);
  void closed.then(() => process.off('exit', endNow));
  if (process.platform === 'win32') return;
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill "$1"', 'modelrail-guard', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Without the shell the orderly exit above is what is left.
  guard.once('error', () => undefined);
  guard.stdin.once('error', () => undefined);
  guard.unref();
  void closed.then(() => guard.kill('SIGKILL'));
}
