import { Argument, type Command } from 'commander';
import { say } from '../../lib/words/say.ts';
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
    .addHelpText('after', install)
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

const FOR_GOOD: readonly { shell: string; line: string; place: () => string }[] = [
  { shell: 'bash', line: 'source <(modelrail completion bash)', place: () => say('in {file}', { file: '~/.bashrc' }) },
  {
    shell: 'zsh',
    line: 'source <(modelrail completion zsh)',
    place: () => say('in {file}, after {before}', { file: '~/.zshrc', before: 'compinit' }),
  },
  {
    shell: 'fish',
    line: 'modelrail completion fish > ~/.config/fish/completions/modelrail.fish',
    place: () => '',
  },
  {
    shell: 'PowerShell',
    line: 'modelrail completion powershell | Out-String | Invoke-Expression',
    place: () => say('in the file of $PROFILE'),
  },
];

function install(): string {
  const lines = FOR_GOOD.map(({ shell, line, place }) => `  ${shell.padEnd(12)}${line.padEnd(68)}${place()}`.trimEnd());
  return `\n${say('For good:')}\n${lines.join('\n')}`;
}
