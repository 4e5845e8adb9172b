import { createContext } from '../../cli/context.ts';
import { createProgram } from '../../cli/program.ts';
import { reportError } from '../../cli/report-error.ts';
import type { CommandResult } from './program.ts';

/**
 * Runs a command in this process, with all but `main.ts`: a process of its own takes up to a second of CPU, so one call of each
 * kind has to do as a program. What the parser of the command line refuses is thrown.
 */
export async function runHere(
  args: readonly string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<CommandResult> {
  const told = { stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      told[name] += text;
      return true;
    },
  });
  // as: what a context takes of its process.
  const surroundings = {
    cwd: () => cwd,
    env,
    stdout: into('stdout'),
    stderr: into('stderr'),
  } as unknown as NodeJS.Process;
  let code: number | null = null;
  const program = createProgram({
    async run(globals, command) {
      const context = createContext(globals, surroundings);
      code = await command(context).catch((error: unknown) => reportError(context, error));
    },
    writeErr: () => undefined,
  });
  await program.parseAsync(args, { from: 'user' });
  return { code, signal: null, ...told };
}
