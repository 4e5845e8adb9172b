import type { Argument, Command, Option } from 'commander';

/** What may stand at the cursor. */
export type Slot =
  | { of: 'options' }
  /** `prefix`: what stands before the value in the same word: `--platform=`. */
  | { of: 'value'; option: Option; prefix: string }
  /** A command below this one, where it has some, else an argument; undefined where none is taken any more. */
  | { of: 'argument'; argument: Argument | undefined; commands: readonly Command[] };

/** The place of the cursor in a command line. */
export interface Place {
  /** The command that was named so far. */
  command: Command;
  /** The names of that command, the program's not among them. */
  path: readonly string[];
  /** Options that were given before, with their last values. */
  given: ReadonlyMap<Option, string>;
  /** Arguments that were given before. */
  args: readonly string[];
  slot: Slot;
}

/** Finds out what may stand at the cursor, by the words before and what is typed of the one there. */
export function placeOf(program: Command, before: readonly string[], word: string): Place {
  let command = program;
  const path: string[] = [];
  const args: string[] = [];
  const given = new Map<Option, string>();
  /** Takes the next word; has one already where it takes several. */
  let open: Option | undefined;
  let isFilled = false;
  let isOptionsOver = false;
  for (const one of before) {
    const isOption = !isOptionsOver && one.length > 1 && one.startsWith('-');
    if (open !== undefined && !(isFilled && isOption)) {
      given.set(open, one);
      isFilled = true;
      if (!open.variadic) open = undefined;
      continue;
    }
    open = undefined;
    const [name = '', ...value] = one.split('=');
    const option = isOption ? optionOf(command, name) : undefined;
    const below = command.commands.find((other) => other.name() === one || other.aliases().includes(one));
    if (isOption && one === '--') isOptionsOver = true;
    else if (option !== undefined) {
      given.set(option, value.join('='));
      open = option.required && value.length === 0 ? option : undefined;
      isFilled = false;
    } else if (isOption) continue;
    else if (below !== undefined && args.length === 0) {
      command = below;
      path.push(below.name());
    } else args.push(one);
  }
  const isOption = !isOptionsOver && word.startsWith('-');
  const slot = (): Slot => {
    if (open !== undefined && !(isFilled && isOption)) return { of: 'value', option: open, prefix: '' };
    const [prefix = '', name] = (isOption && /^(--[^=]+)=/.exec(word)) || [];
    const option = name === undefined ? undefined : optionOf(command, name);
    if (option !== undefined) return { of: 'value', option, prefix };
    if (isOption) return { of: 'options' };
    const argument = command.registeredArguments[args.length] ?? variadicOf(command);
    return { of: 'argument', argument, commands: command.commands };
  };
  return { command, path, given, args, slot: slot() };
}

function optionOf(command: Command, name: string): Option | undefined {
  for (let one: Command | null = command; one !== null; one = one.parent) {
    const found = one.options.find(({ long, short }) => long === name || short === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function variadicOf(command: Command): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return last?.variadic === true ? last : undefined;
}
