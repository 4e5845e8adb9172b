import type { Command, Option } from 'commander';
import type { Candidate, Candidates } from './candidate.ts';
import type { Live } from './live.ts';
import type { Place } from './place.ts';
import { type Source, sourceOfArgument, sourceOfOption } from './sources.ts';

/** The candidates for a place; `word` is what is typed there. */
export async function candidatesFor(place: Place, word: string, live: Live): Promise<Candidates> {
  const { slot, path } = place;
  if (slot.of === 'options') return optionsOf(place);
  if (slot.of === 'value') {
    const values = await valuesOf(sourceOfOption(slot.option, path), word.slice(slot.prefix.length), place, live);
    if (values === 'files') return values;
    return values.map(({ value, ...rest }) => ({ value: slot.prefix + value, ...rest }));
  }
  const { argument, commands } = slot;
  if (commands.length > 0) return place.args.length === 0 ? visibleBelow(place.command) : [];
  if (argument === undefined) return word === '' ? optionsOf(place) : [];
  const source = sourceOfArgument(argument, place);
  return valuesOf(source, word, place, live);
}

async function valuesOf(source: Source, typed: string, place: Place, live: Live): Promise<Candidates> {
  switch (source.from) {
    case 'files':
      return 'files';
    case 'text':
      return [];
    case 'choices': {
      const before = source.isList === true ? typed.slice(0, typed.lastIndexOf(',') + 1) : '';
      const named = before.split(',');
      return source.choices.filter((one) => !named.includes(one)).map((value) => ({ value: before + value }));
    }
    case 'commands':
      return visibleBelow(commandNamed(place));
    case 'platforms':
      return live.platforms();
    case 'targets':
      return live.targets();
    case 'operations':
      return live.operations(source.platform);
    case 'names':
      return live.names(source.option, platformIn(place));
    case 'ids':
      return without(place.args, await live.ids(typed, source.statuses));
    case 'syncs':
      return live.syncs();
  }
}

/** The platform that is named already. */
function platformIn({ given }: Place): string | undefined {
  return [...given].find(([{ long }]) => long === '--platform')?.[1];
}

/** What is named already is not offered again. */
function without(args: readonly string[], candidates: Candidate[]): Candidate[] {
  return candidates.filter(({ value }) => !args.includes(value));
}

function optionsOf({ command, given }: Place): Candidate[] {
  const help = command.createHelp();
  const all = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  return all
    .filter((option) => !given.has(option) || option.variadic || isCollected(option))
    .flatMap(({ long, description }) => (long == null ? [] : [{ value: long, text: description }]));
}

/** True for an option that may be given again and again. */
function isCollected({ parseArg, argChoices }: Option): boolean {
  return parseArg !== undefined && argChoices === undefined;
}

function visibleBelow(command: Command | undefined): Candidate[] {
  if (command === undefined) return [];
  const below = command.createHelp().visibleCommands(command);
  return below.map((one) => ({ value: one.name(), text: one.description() }));
}

/** The command whose names are the arguments of `help`. */
function commandNamed({ command, args }: Place): Command | undefined {
  let found = command.parent ?? undefined;
  for (const name of args) found = found?.commands.find((one) => one.name() === name);
  return found;
}
