#!/usr/bin/env node
import { CommanderError } from 'commander';
import { ModelrailError } from '../lib/errors.ts';
import { type CliContext, createContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';

/** Time for connections to close after the result is out; nothing that matters is still running then. */
const LINGER_MS = 2_000;

async function main(): Promise<ExitCode> {
  const before = optionsBeforeParsing(process.argv);
  let context: CliContext = createContext(before, process);
  let exitCode: ExitCode = EXIT.done;
  const program = createProgram({
    async run(globals, command) {
      context = createContext(globals, process);
      exitCode = await command(context);
    },
    writeErr: (text) => void (before.json || process.stderr.write(text)),
  });
  try {
    await program.parseAsync(process.argv);
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(context, error);
    if (error.exitCode === 0) return EXIT.done;
    if (error.code === 'commander.help' && !before.json) return EXIT.usage;
    return reportError(context, new ModelrailError('InvalidRequest', usageMessage(error), { cause: error }));
  }
}

/** What is to be known of the options when parsing them has failed. */
function optionsBeforeParsing(argv: readonly string[]) {
  const words = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  return { json: words.includes('--json'), verbose: words.includes('--verbose'), color: !words.includes('--no-color') };
}

/** Commander's sentence in our form. */
function usageMessage(error: CommanderError): string {
  if (error.code === 'commander.help') return 'a command is missing; `modelrail --help` lists them';
  return error.message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)$/s, '; did you mean $1?');
}

for (const stream of [process.stdout, process.stderr]) {
  // The reader of our output has closed the pipe, as `head` does: end quietly.
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.failed));
}

process.exitCode = await main();
setTimeout(() => process.exit(), LINGER_MS).unref();
