import { spawn } from 'node:child_process';

/** How a program ended. */
export interface ProgramOutcome {
  isOk: boolean;
  /** The end of what it printed, or why it could not run. */
  output: string;
}

/** How long a program may run. */
export interface ProgramLimits {
  env: NodeJS.ProcessEnv;
  /** In all, in milliseconds. */
  timeoutMs: number;
  /** Asked every second; a text ends the program for that reason. */
  reasonToStop?: () => Promise<string | undefined>;
}

const KEPT_OUTPUT_CHARACTERS = 4_000;

/** Runs a program to its end and keeps what it printed. Never throws: a program that is not there is an outcome. */
export async function runProgram(
  command: string,
  args: readonly string[],
  limits: ProgramLimits,
): Promise<ProgramOutcome> {
  const child = spawn(command, args, { env: limits.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let stopped: string | undefined;
  const keep = (text: Buffer) => {
    output = (output + text.toString('utf8')).slice(-KEPT_OUTPUT_CHARACTERS);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const stop = (reason: string) => {
    stopped ??= reason;
    child.kill('SIGKILL');
  };
  const limit = setTimeout(() => stop(`no end after ${Math.round(limits.timeoutMs / 1000)} s`), limits.timeoutMs);
  const look = setInterval(() => {
    limits.reasonToStop?.().then(
      (reason) => reason !== undefined && stop(reason),
      (error: unknown) => stop(String(error)),
    );
  }, 1_000);
  try {
    return await new Promise((resolve) => {
      child.once('error', (error) => resolve({ isOk: false, output: startFailure(command, error) }));
      child.once('close', (code) =>
        resolve({ isOk: code === 0 && stopped === undefined, output: stopped ?? output.trim() }),
      );
    });
  } finally {
    clearTimeout(limit);
    clearInterval(look);
  }
}

function startFailure(command: string, error: Error): string {
  return 'code' in error && error.code === 'ENOENT' ? `there is no ${command}` : error.message;
}
