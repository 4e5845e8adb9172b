import { type ChildProcess, fork } from 'node:child_process';
import type { CommandResult, StartedCommand } from './program.ts';
import { commandHost } from './provided.ts';
import { YOUNG_SPACE } from './young-space.ts';

/** What the host is told: to run a command, or to send it a signal. */
export type ToHost =
  | { id: number; args: readonly string[]; cwd: string; env: NodeJS.ProcessEnv }
  | { id: number; signal: 'SIGINT' | 'SIGTERM' };

/** What the host tells of a command: that it is ready, a piece of its output, or how it ended. */
export type FromHost =
  | { id: number; ready: unknown }
  | { id: number; stream: 'stdout' | 'stderr'; text: string }
  | { id: number; code: number };

/** Where a hosted command runs. */
export interface HostedOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

interface Hosted {
  stdout: string;
  stderr: string;
  onReady(message: unknown): void;
  onEnd(code: number | null, signal: NodeJS.Signals | null): void;
}

const RUN_PROGRAM = new URL('../../dist/cli/run-program.js', import.meta.url).href;
const commands = new Map<number, Hosted>();
let lastId = 0;
let host: Promise<ChildProcess> | undefined;

/**
 * Starts a command that runs until it is stopped, in a process that it shares with others of this test process: a worker of its
 * own takes two seconds of CPU until it works. For tests that kill nothing.
 */
export async function startHosted(args: readonly string[], options?: HostedOptions): Promise<StartedCommand> {
  const { send, state, ready, closed } = await launch(args, options);
  let hasEnded = false;
  const ended = closed.then((result) => {
    hasEnded = true;
    throw new Error(`modelrail ${args.join(' ')} ended with ${result.code}:\n${result.stdout}${result.stderr}`);
  });
  ended.catch(() => undefined);
  return {
    ready: await Promise.race([ready, ended]),
    output: () => state.stdout + state.stderr,
    hasEnded: () => hasEnded,
    closed,
    stop() {
      send('SIGTERM');
      return closed;
    },
  };
}

/** Runs a command to its end in the same process. */
export async function runHosted(args: readonly string[], options?: HostedOptions): Promise<CommandResult> {
  return (await launch(args, options)).closed;
}

async function launch(args: readonly string[], { cwd = process.cwd(), env = process.env }: HostedOptions = {}) {
  const child = await (host ??= startHost());
  const id = ++lastId;
  const state: Hosted = { stdout: '', stderr: '', onReady: () => undefined, onEnd: () => undefined };
  const ready = new Promise<unknown>((resolve) => {
    state.onReady = resolve;
  });
  const closed = new Promise<CommandResult>((resolve) => {
    state.onEnd = (code, signal) => resolve({ code, signal, stdout: state.stdout, stderr: state.stderr });
  });
  commands.set(id, state);
  child.send({ id, args, cwd, env } satisfies ToHost);
  return { state, ready, closed, send: (signal: 'SIGTERM') => child.send({ id, signal } satisfies ToHost) };
}

/** The process that all test files of this process share; it ends with it. */
function startHost(): Promise<ChildProcess> {
  const child = fork(commandHost(), [RUN_PROGRAM], { execArgv: YOUNG_SPACE });
  return new Promise((resolve, reject) => {
    child.on('message', (message: FromHost) => {
      if (message.id === 0) {
        // Nothing but a test keeps this process.
        child.unref();
        child.channel?.unref();
        resolve(child);
        return;
      }
      const command = commands.get(message.id);
      if (command === undefined) return;
      if ('ready' in message) command.onReady(message.ready);
      else if ('stream' in message) command[message.stream] += message.text;
      else {
        commands.delete(message.id);
        command.onEnd(message.code, null);
      }
    });
    child.once('exit', (code, signal) => {
      host = undefined;
      reject(new Error(`the host of commands ended with ${code ?? signal}`));
      for (const command of commands.values()) command.onEnd(code, signal);
      commands.clear();
    });
  });
}
