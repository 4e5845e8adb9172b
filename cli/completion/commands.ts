import { Argument, type Command } from 'commander';
import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { SHELLS, type Shell } from './shells.ts';

type Run = (command: (context: CliContext) => Promise<ExitCode>) => Promise<void>;

/** Adds `completion`, and the hidden command that the scripts of the shells call. */
export function addCompletionCommands(program: Command, run: Run): void {
  program
    .command('completion')
    .description('print what makes a shell complete commands, options, platforms, ids and syncs')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', INSTALL)
    .action((shell: Shell) =>
      run(async (context) => {
        const { SCRIPTS } = await import('./scripts.ts');
        // As it is, for the shell that reads it.
        context.out.stream.write(SCRIPTS[shell]);
        return 0;
      }),
    );
  program
    .command('__complete', { hidden: true })
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .argument('[words...]')
    .action((shell: Shell, words: string[]) =>
      run(async (context) => (await import('../commands/complete.ts')).complete(context, program, shell, words)),
    );
}

const INSTALL = `
For good: bash    source <(modelrail completion bash)                               in ~/.bashrc
          zsh     source <(modelrail completion zsh)                                in ~/.zshrc, after compinit
          fish    modelrail completion fish > ~/.config/fish/completions/modelrail.fish
          PowerShell    modelrail completion powershell | Out-String | Invoke-Expression    in the file of $PROFILE`;
