import { type Command, Option } from 'commander';
import type { ApplyOptions } from './commands/sync/apply.ts';
import type { CreateOptions } from './commands/sync/create.ts';
import type { BackfillOptions } from './commands/sync/trigger.ts';
import type { CliContext } from './context.ts';
import type { ExitCode } from './exit-codes.ts';
import { addRequestOptions } from './ingest-options.ts';

type Run = (command: (context: CliContext) => Promise<ExitCode>) => Promise<void>;

const SYNC = 'The sync:';

/** Adds `sync` with all that belongs to it. */
export function addSyncCommands(program: Command, run: Run): void {
  program.commandsGroup('Recurring:');
  const sync = program
    .command('sync')
    .description('recurring syncs of a folder, bucket or manifest: what is new or changed is delivered')
    .helpCommand(false);
  const create = sync
    .command('create <name>')
    .description('declare a sync; starts no run')
    .requiredOption(
      '--source <source>',
      'a folder, s3://BUCKET/PREFIX/, iuap://PLATFORM/FILEPATH, or the address of a manifest',
    );
  for (const option of [
    new Option('--every <duration>', 'time between two runs, counted from now: 30m, 6h, 1d'),
    new Option('--cron <expression>', 'five fields as cron has them, in place of --every'),
    new Option('--timezone <zone>', 'of --cron, such as Asia/Shanghai').default(undefined, 'UTC'),
    new Option('--jitter <duration>', 'a run starts so much later at most').default(
      undefined,
      '5m with --cron, else none',
    ),
    new Option('--overlap <policy>', 'what becomes of a run whose time comes during another')
      .choices(['skip', 'queue'])
      .default(undefined, 'skip'),
    new Option('--catch-up <duration>', 'how late a missed run is still made').default(undefined, '1h'),
    new Option('--include <glob...>', 'patterns, below the folder, of what is taken').default(undefined, 'all models'),
    new Option('--exclude <glob...>', 'patterns of files and folders that are left out'),
    new Option('--retries <n>', 'failures with the same content until a file is set aside').default(undefined, '3'),
    new Option('--on-removed <policy>', 'what becomes on the platform of files that are gone from the source')
      .choices(['report', 'delete'])
      .default(undefined, 'report'),
    new Option('--delete-budget <most>', 'the most that one run deletes, above which it deletes nothing').default(
      undefined,
      '10,10%',
    ),
    new Option('--host <host>', 'machine that has the folder').default(undefined, 'worker.host'),
  ]) {
    create.addOption(option.helpGroup(SYNC));
  }
  addRequestOptions(create).action((name: string, options: CreateOptions) =>
    run(async (context) => (await import('./commands/sync/create.ts')).createSync(context, name, options)),
  );
  sync
    .command('apply')
    .description('make Temporal agree with `syncs` of the configuration; shows the difference first')
    .option('--dry-run', 'only show the difference')
    .option('--prune', 'delete the syncs that the configuration does not have')
    .option('--yes', 'forget what a sync delivered that gets another source or target')
    .action((options: ApplyOptions) =>
      run(async (context) => (await import('./commands/sync/apply.ts')).applySyncs(context, options)),
    );
  sync
    .command('list')
    .description('all syncs, with their last and next runs')
    .action(() => run(async (context) => (await import('./commands/sync/list.ts')).listSyncs(context)));
  sync
    .command('show <name>')
    .description('one sync in full, and what its last run did')
    .action((name: string) =>
      run(async (context) => (await import('./commands/sync/show.ts')).showSync(context, name)),
    );
  sync
    .command('trigger <name>')
    .description('make a run now and wait for its end; during another it is queued')
    .option('--detach', 'return once it is started')
    .option('--approve <file>', 'let it delete what this saved plan names, and no more')
    .action((name: string, options: { detach?: boolean; approve?: string }) =>
      run(async (context) => (await import('./commands/sync/trigger.ts')).triggerSync(context, name, options)),
    );
  sync
    .command('backfill <name>')
    .description('make one run for all that were due in a span of time, whatever number was missed')
    .requiredOption('--from <when>', 'beginning: a moment (2026-11-22T08:00Z), or so long ago (2d)')
    .requiredOption('--to <when>', 'end, likewise')
    .option('--detach', 'return once it is started')
    .action((name: string, options: BackfillOptions) =>
      run(async (context) => (await import('./commands/sync/trigger.ts')).backfillSync(context, name, options)),
    );
  sync
    .command('plan <name>')
    .description('what a run would do; does nothing')
    .option('--output <file>', 'save it, for `sync trigger --approve`')
    .action((name: string, options: { output?: string }) =>
      run(async (context) => (await import('./commands/sync/plan.ts')).planSync(context, name, options)),
    );
  sync
    .command('pause <name>')
    .description('make no run until it is resumed; one that is made goes on')
    .option('--note <text>', 'why, for others to see')
    .action((name: string, { note }: { note?: string }) =>
      run(async (context) => (await import('./commands/sync/pause.ts')).pauseSync(context, name, note)),
    );
  sync
    .command('resume <name>')
    .description('make runs again after a pause')
    .action((name: string) =>
      run(async (context) => (await import('./commands/sync/pause.ts')).resumeSync(context, name)),
    );
  sync
    .command('export <name>')
    .description('write what it remembers of each file, as JSON lines')
    .option('--output <file>', 'write to a file (default: stdout)')
    .action((name: string, options: { output?: string }) =>
      run(async (context) => (await import('./commands/sync/export.ts')).exportSync(context, name, options)),
    );
  sync
    .command('import <name> [file]')
    .description('remember what such a file, or standard input, has, so that none of it is delivered again')
    .option('--yes', 'forget what it remembers')
    .action((name: string, file: string | undefined, options: { yes?: boolean }) =>
      run(async (context) => (await import('./commands/sync/import.ts')).importSync(context, name, file, options)),
    );
  sync
    .command('delete <name>')
    .description('end it and forget what it delivered; what is on the platform stays')
    .option('--yes', 'do not ask')
    .action((name: string, options: { yes?: boolean }) =>
      run(async (context) => (await import('./commands/sync/delete.ts')).deleteSync(context, name, options)),
    );
}
