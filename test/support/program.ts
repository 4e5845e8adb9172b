import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The built program, as users run it. */
export const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Where and as what a command runs. */
export interface LaunchOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Path of another program that tells when it is ready. Default: {@link PROGRAM}. */
  program?: string;
  /** Options of Node. */
  execArgv?: readonly string[];
  /** All that the command reads from its standard input. Default: nothing, and no end. */
  input?: string;
}

/** How a command ended. */
export interface CommandResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A command that runs until it is ended. */
export interface StartedCommand {
  /** What it told by message when it was ready. */
  ready: unknown;
  output(): string;
  hasEnded(): boolean;
  /** SIGTERM; resolves with how it ended. */
  stop(): Promise<CommandResult>;
  closed: Promise<CommandResult>;
}

/** The same in a process of its own. */
export interface RunningCommand extends StartedCommand, AsyncDisposable {
  pid: number;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  send(signal: NodeJS.Signals): void;
}

/** Runs a command to its end. */
export async function runCommand(args: readonly string[], options: LaunchOptions = {}): Promise<CommandResult> {
  return collect(launch(args, options)).closed;
}

/** Starts a command and waits until it tells that it is ready; rejects with its output when it ends before. */
export async function startCommand(args: readonly string[], options: LaunchOptions = {}): Promise<RunningCommand> {
  const child = launch(args, options);
  const { closed, output } = collect(child);
  const ended = closed.then((result) => {
    throw new Error(`modelrail ${args.join(' ')} ended with ${result.code ?? result.signal}:\n${output()}`);
  });
  const [ready] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  const running: RunningCommand = {
    pid: child.pid ?? 0,
    ready,
    output,
    closed,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
    stop() {
      child.kill('SIGTERM');
      return closed;
    },
    send: (signal) => void child.kill(signal),
    [Symbol.asyncDispose]: () => running.kill(),
  };
  return running;
}

function launch(args: readonly string[], options: LaunchOptions): ChildProcess {
  const child = fork(options.program ?? PROGRAM, [...args], {
    silent: true,
    execArgv: [...(options.execArgv ?? [])],
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  if (options.input !== undefined) child.stdin?.end(options.input);
  return child;
}

function collect(child: ChildProcess): { closed: Promise<CommandResult>; output(): string } {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const closed = new Promise<CommandResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { closed, output: () => stdout + stderr };
}
