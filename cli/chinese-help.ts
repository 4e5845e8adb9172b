import { type Argument, type Command, type HelpConfiguration, InvalidArgumentError, Option } from 'commander';
import { nearest } from '../lib/config/nearest.ts';
import { say, translated } from '../lib/words/say.ts';
import { textWidth } from './render/text.ts';
import { wrapHan } from './render/wrap-han.ts';

/** What takes a value that may be of a closed list. */
type Valued = Option | Argument;

/** Makes the help and the usage errors of every command Chinese. It is imported where Chinese is spoken alone. */
export function makeChinese(command: Command): void {
  const text = command.description();
  if (text !== '') command.description(translated(text));
  command.helpOption('-h, --help', translated('show help'));
  for (const argument of command.registeredArguments) argument.description = translated(argument.description);
  for (const option of command.options) makeOptionChinese(option);
  command.configureHelp({ ...command.configureHelp(), ...HELP });
  Object.assign(command, usageErrorsOf(command));
  for (const below of command.commands) makeChinese(below);
}

function makeOptionChinese(option: Option): void {
  option.description = translated(option.description);
  if (option.defaultValueDescription !== undefined) {
    option.default(option.defaultValue, translated(option.defaultValueDescription));
  }
}

const HELP: HelpConfiguration = {
  displayWidth: textWidth,
  boxWrap: (text, width) => (width < MIN_WRAP ? text : wrapHan(text, width)),
  styleTitle: translated,
  styleUsage: placeholders,
  styleSubcommandTerm: placeholders,
  optionDescription: described,
  argumentDescription: described,
};

/** Between the items of a list. */
const COMMA = '、';

/** A column that is narrower is left to the terminal, as Commander does. */
const MIN_WRAP = 40;

/** Placeholders that Commander adds; those of ours are named in texts and messages. */
function placeholders(usage: string): string {
  return usage.replaceAll('[options]', '[选项]').replaceAll('[command]', '[命令]');
}

/** A description with what may be given, and what counts else. */
function described(target: Valued): string {
  const { description, argChoices, defaultValueDescription } = target;
  const defaultValue: unknown = target.defaultValue;
  const isFlag = target instanceof Option && !target.required && !target.optional;
  const more = [
    ...(argChoices === undefined ? [] : [say('choices: {choices}', { choices: argChoices.join(COMMA) })]),
    ...(isFlag || (defaultValue === undefined && defaultValueDescription === undefined)
      ? []
      : [say('default: {value}', { value: defaultValueDescription ?? String(defaultValue) })]),
  ];
  return more.length === 0 ? description : `${description}（${more.join('；')}）`;
}

/** What Commander calls on a command that was typed wrong, with what it knows. */
function usageErrorsOf(command: Command) {
  const fail = (code: string, message: string): never => command.error(message, { code: `commander.${code}` });
  const names = (words: readonly (string | undefined)[], typed: string): string => {
    const name = nearest(
      typed,
      words.filter((word) => word !== undefined),
    );
    return name === undefined ? say('; `modelrail help` lists what there is') : say('; did you mean {name}?', { name });
  };
  return {
    missingArgument: (name: string) => fail('missingArgument', say("missing required argument '{name}'", { name })),
    optionMissingArgument: ({ flags }: Option) =>
      fail('optionMissingArgument', say("option '{flags}' argument missing", { flags })),
    missingMandatoryOptionValue: ({ flags }: Option) =>
      fail('missingMandatoryOptionValue', say("required option '{flags}' not specified", { flags })),
    unknownOption(flag: string) {
      const help = command.createHelp();
      const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
      const meant = names(
        options.map(({ long }) => long ?? undefined),
        flag,
      );
      fail('unknownOption', `${say("unknown option '{flag}'", { flag })}${meant}`);
    },
    unknownCommand() {
      const [name = ''] = command.args;
      const meant = names(
        command
          .createHelp()
          .visibleCommands(command)
          .map((one) => one.name()),
        name,
      );
      fail('unknownCommand', `${say("unknown command '{name}'", { name })}${meant}`);
    },
    _excessArguments(given: readonly string[]) {
      const expected = command.registeredArguments.length;
      fail(
        'excessArguments',
        say('too many arguments: {expected} expected, {given} given', { expected, given: given.length }),
      );
    },
    _callParseArg(
      target: Valued & { parseArg?: (value: string, before: unknown) => unknown },
      value: string,
      before: unknown,
    ) {
      try {
        return target.parseArg?.(value, before);
      } catch (error) {
        if (!(error instanceof InvalidArgumentError) || target.argChoices === undefined) throw error;
        const what = target instanceof Option ? (target.long ?? target.flags) : target.name();
        const choices = target.argChoices.join(COMMA);
        return fail(
          'invalidArgument',
          say("'{value}' is not allowed for {what}: one of {choices}", { value, what, choices }),
        );
      }
    },
  };
}
