import type { Command, Option } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../cli/program.ts';

/** The program, and what it did: commands that ran, and what it wrote. */
function createRecorded() {
  const written: string[] = [];
  const program = createProgram({
    run: async () => undefined,
    writeOut: (text) => void written.push(text),
    writeErr: () => undefined,
  });
  return { program, written };
}

const { program, written } = createRecorded();

function commandsBelow(
  command: Command,
  name: readonly string[] = [],
): { name: readonly string[]; command: Command }[] {
  const below = command.commands.flatMap((one) => commandsBelow(one, [...name, one.name()]));
  return [{ name, command }, ...below];
}

const all = commandsBelow(program).map(({ name, command }) => ({
  title: ['modelrail', ...name].join(' '),
  name,
  command,
}));

function helpOf(command: Command): string {
  written.length = 0;
  command.outputHelp();
  return written.join('');
}

/** The examples at the end of a help. */
function examplesOf(help: string): string[] {
  const [, examples = ''] = help.split('\nExamples:\n');
  return examples.trimEnd().split('\n');
}

/** Words as a shell has them, without a comment. */
function wordsOf(line: string): string[] {
  const [call = ''] = line.split(/ {2,}#/);
  return [...call.trim().matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

/** Options of which nothing counts where they are left out. */
const WITHOUT_DEFAULT = [
  ...[
    '--request',
    '--config',
    '--source',
    '--input',
    '--approve',
    '--note',
    '--post',
    '--id',
    '--to',
    '--map',
    '--output',
    '--label',
  ],
  ...['--project-id', '--project-name', '--project-code', '--area-code', '--type', '--stage', '--address'],
  ...['--start-date', '--finish-date', '--group', '--tag', '--thumbnail', '--comment', '--save', '--folder', '--grade'],
  ...['--filepath', '--groupname', '--period', '--subject', '--edition', '--volume', '--textbook', '--chapter'],
  ...['--platform', '--status', '--hash', '--since', '--bwlimit', '--concurrency', '--every', '--cron', '--exclude'],
];

function saysDefault({ defaultValue, defaultValueDescription, description }: Option): boolean {
  return (
    defaultValue !== undefined || defaultValueDescription !== undefined || /default|may be left out/.test(description)
  );
}

describe('the help', () => {
  test.each(all)('of $title ends with examples of this very command', async ({ name, command }) => {
    const examples = examplesOf(helpOf(command));
    for (const example of examples) {
      expect(example).toMatch(/^ {2}modelrail /);
      const [, ...words] = wordsOf(example);
      expect(words.slice(0, name.length)).toEqual(name);
      const other = createRecorded();
      await expect(other.program.parseAsync(words, { from: 'user' })).resolves.toBe(other.program);
    }
  });

  test.each(all)('of $title says what counts where a value is left out', ({ command }) => {
    const valued = command.options.filter(({ required, optional, mandatory }) => (required || optional) && !mandatory);
    const silent = valued.filter((option) => !saysDefault(option)).map(({ long }) => long);
    expect(silent.filter((flag) => !WITHOUT_DEFAULT.includes(flag ?? ''))).toEqual([]);
  });

  test.each([
    [['help'], 'Usage: modelrail [options]'],
    [['-h'], 'Usage: modelrail [options]'],
    [['help', 'ingest'], 'Usage: modelrail ingest'],
    [['ingest', '-h'], 'Usage: modelrail ingest'],
    [['help', 'sync', 'create'], 'Usage: modelrail sync create'],
  ])('is shown by %j', async (words, beginning) => {
    const asked = createRecorded();
    await asked.program.parseAsync(words, { from: 'user' }).catch((error: { exitCode: number }) => {
      expect(error.exitCode).toBe(0);
    });
    expect(asked.written.join('')).toMatch(new RegExp(`^${beginning.replaceAll(/[[\]]/g, '\\$&')}`));
  });
});
