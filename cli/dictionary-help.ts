import type { Command } from 'commander';
import { ModelrailError } from '../lib/errors.ts';
import { listed, say } from '../lib/words/say.ts';
import { flagsOf } from '../platforms/flags.ts';
import type { CliContext } from './context.ts';
import { namesFor } from './dictionary-names.ts';
import { nameOfFlag } from './ingest-options.ts';

/** Ends the help of `ingest` with the names that the configuration has for values of its options. */
export async function addDictionaryHelp(program: Command, context: CliContext): Promise<void> {
  const ingest = program.commands.find((command) => command.name() === 'ingest');
  const lines = await namesByOption(context);
  if (lines.length > 0)
    ingest?.addHelpText('after', () => `\n${say('Names of the configuration:')}\n${lines.join('\n')}`);
}

async function namesByOption(context: CliContext): Promise<string[]> {
  try {
    const config = await context.config({ checksSyncs: false });
    const kinds = config.platformNames.map((name) => ({
      kind: config.kindOf(name),
      dictionary: config.dictionaryOf(name),
    }));
    const options = new Set(kinds.flatMap(({ kind }) => flagsOf(kind).flags.map(nameOfFlag)));
    return [...options].flatMap((option) => {
      const names = new Map(kinds.flatMap(({ kind, dictionary }) => namesFor(option, kind, dictionary)));
      const told = listed([...names].map(([name, value]) => `${name} (${value})`));
      return names.size === 0 ? [] : [`  ${option}  ${told}`];
    });
  } catch (error) {
    // Help is for those, too, whose configuration is not right yet: every other command says what is wrong with it.
    if (error instanceof ModelrailError) return [];
    throw error;
  }
}
