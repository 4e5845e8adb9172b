import { type Command, Option } from 'commander';
import { INGEST_STATUSES } from '../contracts/progress.ts';
import type { ManyOptions } from './commands/many.ts';
import type { RetryCommandOptions } from './commands/retry.ts';
import type { CliContext } from './context.ts';
import type { ExitCode } from './exit-codes.ts';

type Run = (command: (context: CliContext) => Promise<ExitCode>) => Promise<void>;

/** Adds the options that say which ingestions a command is about. */
export function addFilters(command: Command): Command {
  return command
    .option('--platform <name>', 'on this platform')
    .addOption(new Option('--status <status>', 'in this state').choices(INGEST_STATUSES))
    .option('--hash <md5>', 'with a file of this MD5 (among its first 50)')
    .option('--since <when>', 'started since a date (2026-11-22T08:00Z) or for a time (2h, 7d)')
    .option('--waiting', 'that wait for something');
}

/** Adds the commands that change what ingestions do: one by its id, or all that filters name. */
export function addControlCommands(program: Command, run: Run): void {
  addForMany(program, 'pause', 'stop its hashing and sending until it is resumed').action(
    (id: string | undefined, options: ManyOptions) =>
      run(async (context) => (await import('./commands/pause.ts')).pause(context, id, options)),
  );
  addForMany(program, 'resume', 'resume after a pause').action((id: string | undefined, options: ManyOptions) =>
    run(async (context) => (await import('./commands/resume.ts')).resume(context, id, options)),
  );
  addForMany(program, 'cancel', 'end it; a running registration is finished first').action(
    (id: string | undefined, options: ManyOptions) =>
      run(async (context) => (await import('./commands/cancel.ts')).cancel(context, id, options)),
  );
  addForMany(
    program,
    'retry',
    'ended ingestion: repeat what failed; open ingestion: start the next attempts now',
    ', that wait, or ended partial or failed',
  )
    .option('--detach', 'return once it is started')
    .option(
      '--source <name=url>',
      'read the file of this name at another address, whose content must be the same; may be repeated',
      (value: string, before: string[] | undefined) => [...(before ?? []), value],
    )
    .action((id: string | undefined, options: RetryCommandOptions) =>
      run(async (context) => (await import('./commands/retry.ts')).retry(context, id, options)),
    );
}

function addForMany(program: Command, name: string, description: string, which = ''): Command {
  const command = program
    .command(`${name} [id]`)
    .description(`${description}; without an id: all that the filters name${which}`);
  return addFilters(command).option('--yes', 'with filters: do not ask');
}
