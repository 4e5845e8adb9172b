import { CommanderError } from 'commander';
import { ModelrailError } from '../lib/errors.ts';
import { say, speaking, spokenLanguage } from '../lib/words/say.ts';
import { speechOf } from '../lib/words/speech.ts';
import { type CliContext, createContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { chosenLanguage, typedValue } from './language.ts';
import { withNearId } from './near-ids.ts';
import { createProgram } from './program.ts';
import { formatTime } from './render/units.ts';
import { reportError } from './report-error.ts';

/** Runs the command of a process's arguments; answers its exit code. Every failure is reported there. */
export async function runProgram(process: NodeJS.Process): Promise<ExitCode> {
  const before = optionsBeforeParsing(process.argv);
  // What machines read is English.
  const isForMachines = before.json || before.events;
  const language = isForMachines ? 'en' : chosenLanguage(before.lang, process.env, process.platform);
  const speech = await speechOf(language, isForMachines ? {} : { moment: formatTime });
  return await speaking(speech, () => runSpeaking(process, before));
}

async function runSpeaking(process: NodeJS.Process, before: OptionsBefore): Promise<ExitCode> {
  const { json, verbose, color, lang, config } = before;
  const typed = { ...(lang === undefined ? {} : { lang }), ...(config === undefined ? {} : { config }) };
  let context: CliContext = createContext({ json, verbose, color, ...typed }, process);
  let exitCode: ExitCode = EXIT.done;
  const program = createProgram({
    async run(globals, command) {
      context = createContext(globals, process);
      try {
        exitCode = await command(context);
      } catch (error) {
        throw await withNearId(context, error);
      }
    },
    writeOut: (text) => void process.stdout.write(text),
    writeErr: (text) => void (json || process.stderr.write(text)),
  });
  if (before.isIngestHelp) await (await import('./dictionary-help.ts')).addDictionaryHelp(program, context);
  if (spokenLanguage() === 'zh') (await import('./chinese-help.ts')).makeChinese(program);
  try {
    await program.parseAsync(process.argv);
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(context, error);
    if (error.exitCode === 0) return EXIT.done;
    if (error.code === 'commander.help' && !json) return EXIT.usage;
    return reportError(context, new ModelrailError('InvalidRequest', usageMessage(error), { cause: error }));
  }
}

interface OptionsBefore {
  json: boolean;
  events: boolean;
  verbose: boolean;
  color: boolean;
  lang: string | undefined;
  config: string | undefined;
  /** The help of `ingest` is asked for, which tells of the configuration. */
  isIngestHelp: boolean;
}

/** What is to be known of the options when parsing them has failed. */
function optionsBeforeParsing(argv: readonly string[]): OptionsBefore {
  const words = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  return {
    json: words.includes('--json'),
    events: words.includes('--events'),
    verbose: words.includes('--verbose'),
    color: !words.includes('--no-color'),
    lang: typedValue(words, '--lang'),
    config: typedValue(words, '--config'),
    isIngestHelp: words.includes('ingest') && ['-h', '--help', 'help'].some((word) => words.includes(word)),
  };
}

/** Commander's sentence in our form. */
function usageMessage(error: CommanderError): string {
  if (error.code === 'commander.help') return say('a command is missing; `modelrail --help` lists them');
  const meant = error.message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)$/s, '; did you mean $1?');
  const isUnknown = error.code === 'commander.unknownCommand' || error.code === 'commander.unknownOption';
  // In Chinese it stands there already.
  const isBare = isUnknown && spokenLanguage() === 'en' && !meant.includes('; did you mean');
  return isBare ? `${meant}${say('; `modelrail help` lists what there is')}` : meant;
}
