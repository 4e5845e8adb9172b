import type { Command } from 'commander';
import { nearest } from '../lib/config/nearest.ts';
import { ModelrailError } from '../lib/errors.ts';
import { packageVersion } from '../lib/package-version.ts';
import { told } from '../lib/words/told.ts';

/** Adds `help` and `version`, for hands that do not type dashes; `writeOut` gets the version. */
export function addHelpCommands(program: Command, writeOut: (text: string) => void): void {
  program.commandsGroup('Help:');
  program
    .command('help [command...]')
    .description('show the help of a command, as --help does')
    .action((names: string[]) => commandNamed(program, names).outputHelp());
  program
    .command('version')
    .description('show the version, as --version does')
    .action(() => writeOut(`${packageVersion()}\n`));
}

/** The command that some words name: `sync create`. Error: `InvalidRequest`. */
function commandNamed(program: Command, names: readonly string[]): Command {
  let found = program;
  for (const name of names) {
    const next = found.commands.find((one) => one.name() === name);
    if (next === undefined) {
      const known = found.commands.map((one) => one.name());
      const near = nearest(name, known);
      throw new ModelrailError(
        'InvalidRequest',
        near === undefined
          ? told("unknown command '{name}'", { name })
          : told('unknown command \'{name}\'; did you mean "{near}"?', { name, near }),
      );
    }
    found = next;
  }
  return found;
}
