import { Command, Option } from 'commander';
import { packageVersion } from '../lib/package-version.ts';
import { REPORT_FORMATS } from '../lib/report/paper.ts';
import { say } from '../lib/words/say.ts';
import { LANGUAGES } from '../lib/words/words.ts';
import type { CallCommandOptions } from './commands/call.ts';
import type { DemoOptions } from './commands/demo.ts';
import type { DevOptions } from './commands/dev.ts';
import type { DoctorOptions } from './commands/doctor.ts';
import type { GatewayCommandOptions } from './commands/gateway.ts';
import type { InitOptions } from './commands/init.ts';
import type { ListOptions } from './commands/list.ts';
import type { ReportCommandOptions } from './commands/report.ts';
import type { SetOptions } from './commands/set.ts';
import type { ShowOptions } from './commands/show.ts';
import type { SimulateOptions } from './commands/simulate.ts';
import type { WorkerOptions } from './commands/worker.ts';
import { addCompletionCommands } from './completion/commands.ts';
import type { CliContext, GlobalOptions } from './context.ts';
import { addControlCommands, addFilters } from './control-commands.ts';
import { addExamples } from './examples.ts';
import type { ExitCode } from './exit-codes.ts';
import { addHelpCommands } from './help-commands.ts';
import { addIngestOptions, eventsOption, type IngestOptions } from './ingest-options.ts';
import { addKindCommands } from './kind-commands.ts';
import { addSimulateOptions } from './simulate-options.ts';
import { addSyncCommands } from './sync-commands.ts';

/** Runs the command that was parsed. */
export interface ProgramHost {
  run(globals: GlobalOptions, command: (context: CliContext) => Promise<ExitCode>): Promise<void>;
  /** Where help goes that was asked for. */
  writeOut(text: string): void;
  /** Where other help and Commander's own errors go. */
  writeErr(text: string): void;
}

/**
 * Every command with its arguments and options. What a command does is imported when it runs, so that help and usage
 * errors cost no more than this file.
 */
export function createProgram(host: ProgramHost): Command {
  const program = new Command('modelrail')
    .description(
      'Durable ingestion of building and engineering models into the platforms that convert and register them.',
    )
    .option('--config <file>', 'configuration file (default: $MODELRAIL_CONFIG, else ./modelrail.yaml)')
    .option('--json', 'one JSON value on stdout, nothing else there')
    .option('--quiet', 'results and errors only')
    .option('--verbose', 'more output, with stack traces of errors')
    .option('--no-color', 'no colours')
    .addOption(
      new Option(
        '--lang <language>',
        'language of help, messages and reports (default: as LC_ALL, LC_MESSAGES or LANG says)',
      ).choices(LANGUAGES),
    )
    .version(packageVersion(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: host.writeOut, writeErr: host.writeErr, outputError: () => undefined })
    .exitOverride()
    .addHelpText(
      'after',
      () =>
        `\n${say('Exit codes: 0 all done, 1 failed or cancelled, 2 wrong usage or configuration, 3 done in part,\n4 Temporal not reachable, 130 stopped following.')}`,
    );

  const run: Run = (command, more = {}) => host.run({ ...program.opts<GlobalOptions>(), ...more }, command);
  addSystemCommands(program, run);
  addIngestionCommands(program, run);
  addSyncCommands(program, run);
  addKindCommands(program, run);
  addCallCommand(program, run);
  addPartCommands(program, run);
  addHelpCommands(program, host.writeOut);
  addCompletionCommands(program, run);
  addExamples(program);
  return program;
}

/** Runs a command; `more`: global options that an option of its own stands for. */
type Run = (command: (context: CliContext) => Promise<ExitCode>, more?: Partial<GlobalOptions>) => Promise<void>;

function addSystemCommands(program: Command, run: Run): void {
  program.commandsGroup('Begin:');
  program
    .command('init')
    .description('ask for a platform and its keys, try them, and write modelrail.yaml and a file of the secrets')
    .option('--kind <kind>', 'kind of the platform (default: asked for)')
    .option('--name <name>', 'its name in the configuration (default: asked for)')
    .option(
      '--models <folder>',
      'folder of your models, made if missing (default: asked for, ./models without a terminal)',
    )
    .option('--set <key=value>', 'a setting that is no secret; may be repeated (default: asked for)', collected)
    .option('--untested', 'write without trying the platform')
    .addHelpText('after', withoutTerminal)
    .action((options: InitOptions) =>
      run(async (context) => (await import('./commands/init.ts')).init(context, options)),
    );
  program.commandsGroup('Try it:');
  program
    .command('demo [file...]')
    .description('the whole system for one ingestion: simulated platform, nothing left behind')
    .option('--platform <name>', 'which simulated platform (default: the first)')
    .option('--keep', 'keep its folder')
    .action((files: string[], options: DemoOptions) =>
      run(async (context) => (await import('./commands/demo.ts')).demo(context, files, options)),
    );
  program
    .command('dev')
    .description('the whole system on this machine: Temporal, its UI, a worker, the HTTP API; Ctrl-C stops it')
    .option('--simulators', "also the platforms' simulators, and a configuration for them")
    .option('--port <port>', 'port of Temporal (default: 7233, or a free one)')
    .option('--ui-port <port>', 'port of its UI (default: 8233, or a free one)')
    .option('--gateway-port <port>', 'port of the HTTP API (default: gateway.port, or a free one)')
    .action((options: DevOptions) => run(async (context) => (await import('./commands/dev.ts')).dev(context, options)));
}

function addIngestionCommands(program: Command, run: Run): void {
  program.commandsGroup('Ingestions:');
  addIngestOptions(
    program.command('ingest [file...]').description('deliver models to a platform; FILE is a path, a glob or a folder'),
  ).action((files: string[], options: IngestOptions) =>
    run(async (context) => (await import('./commands/ingest.ts')).ingest(context, files, options), eventsOf(options)),
  );
  addFilters(program.command('list').description('ingestions, latest first'))
    .option('--limit <n>', 'so many lines (default: 50; all with --json)')
    .option(
      '--columns <names>',
      say('these columns: {names} (default: those that fit)', {
        names: 'id,status,stage,platform,files,project,started,took,reason,ended,labels',
      }),
    )
    .action((options: ListOptions) =>
      run(async (context) => (await import('./commands/list.ts')).list(context, options)),
    );
  program
    .command('top')
    .description('everything open, live, by why it does not move; one key for retry, pause, cancel, details')
    .action(() => run(async (context) => (await import('./commands/top.ts')).top(context)));
  program
    .command('show <id>')
    .description('one ingestion in full')
    .option('--manifest', 'its evidence as JSON: digests, sizes, chunks, ids, attempts and times')
    .action((id: string, options: ShowOptions) =>
      run(async (context) => (await import('./commands/show.ts')).show(context, id, options)),
    );
  program
    .command('verify <id>')
    .description('ask the platform again about everything it delivered')
    .action((id: string) => run(async (context) => (await import('./commands/verify.ts')).verify(context, id)));
  addReportCommand(program, run);
  program
    .command('watch <id>')
    .description('one ingestion live; Ctrl-C stops following, not the ingestion')
    .addOption(eventsOption())
    .action((id: string, options: { events?: boolean }) =>
      run(async (context) => (await import('./commands/watch.ts')).watch(context, id), eventsOf(options)),
    );
  program
    .command('set <id>')
    .description('change its limits while it sends, within 5 seconds')
    .option('--bwlimit <rate>', 'bytes per second: 10M, off, or a timetable "08:00,512k 19:00,off"')
    .option('--concurrency <n>', 'requests at a time')
    .action((id: string, options: SetOptions) =>
      run(async (context) => (await import('./commands/set.ts')).set(context, id, options)),
    );
  addControlCommands(program, run);
}

function addReportCommand(program: Command, run: Run): void {
  program
    .command('report [id...]')
    .description('the paper of a delivery, to hand over; with --check: whether the files of a folder are those on it')
    .addOption(new Option('--format <format>', 'what it is written as (default: html)').choices(REPORT_FORMATS))
    .option('--output <file>', 'write it to a file (default: stdout)')
    .option('--check <file>', 'compare a folder with this report (default: the folder that it lies in)')
    .usage('[options] <id...>\n       modelrail report [options] --check <file> [folder]')
    .action((ids: string[], options: ReportCommandOptions) =>
      run(async (context) => (await import('./commands/report.ts')).report(context, ids, options)),
    );
}

function eventsOf({ events }: { events?: boolean }): Pick<GlobalOptions, 'events'> {
  return events === true ? { events } : {};
}

function addCallCommand(program: Command, run: Run): void {
  program
    .command('call <platform> [operation]')
    .description(
      "one call of a platform's API by the last two parts of its path; without an operation: all that there are",
    )
    .option('--input <json>', 'what it is given: JSON, or @FILE; secrets as "${NAME}" or "${file:PATH}"')
    .option('--fields', 'show what it takes, and call nothing')
    .option('--yes', 'do not ask before a call that changes something')
    .action((platform: string, operation: string | undefined, options: CallCommandOptions) =>
      run(async (context) => (await import('./commands/call.ts')).call(context, platform, operation, options)),
    );
}

function addPartCommands(program: Command, run: Run): void {
  program.commandsGroup('One part alone:');
  program
    .command('worker')
    .description('run a worker until stopped')
    .addOption(
      new Option('--log-format <format>', 'how to log')
        .choices(['pretty', 'json'])
        .default(undefined, 'pretty on a terminal'),
    )
    .option(
      '--log-file <file>',
      'log to files of this name too, as JSON lines: 10 MiB each, the newest five (default: none)',
    )
    .action((options: WorkerOptions) =>
      run(async (context) => (await import('./commands/worker.ts')).worker(context, options)),
    );
  program
    .command('gateway')
    .description('serve the HTTP API until stopped')
    .option('--host <address>', 'address to listen on (default: gateway.host)')
    .option('--port <port>', 'port to listen on, 0 for a free one (default: gateway.port)')
    .addOption(
      new Option('--log-format <format>', 'how to log')
        .choices(['pretty', 'json'])
        .default(undefined, 'pretty on a terminal'),
    )
    .option(
      '--log-file <file>',
      'log to files of this name too, as JSON lines: 10 MiB each, the newest five (default: none)',
    )
    .action((options: GatewayCommandOptions) =>
      run(async (context) => (await import('./commands/gateway.ts')).gateway(context, options)),
    );
  addSimulateOptions(program.command('simulate').description('a simulated platform, with state on disk')).action(
    (kind: string, options: SimulateOptions) =>
      run(async (context) => (await import('./commands/simulate.ts')).simulate(context, kind, options)),
  );
  program.commandsGroup('Diagnostics:');
  program
    .command('notify')
    .description('the messages to the targets of `notify`')
    .helpCommand(false)
    .command('test [name]')
    .description('send a message by each target of the configuration, or by one')
    .action((name: string | undefined) =>
      run(async (context) => (await import('./commands/notify-test.ts')).notifyTest(context, name)),
    );
  program
    .command('doctor')
    .description('check versions, configuration, Temporal, workers and platforms; say what to do')
    .option('--fix', 'fix what can be fixed from here')
    .action((options: DoctorOptions) =>
      run(async (context) => (await import('./commands/doctor.ts')).doctor(context, options)),
    );
}

function withoutTerminal(): string {
  return `\n${say(
    'Without a terminal all is given by options, and each secret by the variable that the configuration will name: CQ_PASSWORD\nfor the password of the platform cq. What is missing is told, with exit code 2.',
  )}`;
}

function collected(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}
