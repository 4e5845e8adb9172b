import { type Command, Option } from 'commander';
import type { PlatformKind } from '../contracts/kinds.ts';
import type { RequestFlag } from '../lib/requests/flags.ts';
import { flagsByKind, flagsOf } from '../platforms/flags.ts';

/**
 * Options of `ingest` as they were given, those of the platforms' kinds among them; numbers are still text, so that the
 * request's check can quote them.
 */
export interface IngestOptions {
  platform?: string;
  request?: string;
  id?: string;
  dryRun?: boolean;
  detach?: boolean;
  events?: boolean;
  readonly [flag: string]: unknown;
}

const RUN = { group: 'The run:' };

/** Flags that set places of every request. */
export const COMMON_FLAGS: readonly RequestFlag[] = [
  {
    flag: '--platform <name>',
    path: 'platform',
    text: 'platform of the configuration that takes the models',
    unset: 'the only one',
  },
  {
    ...RUN,
    flag: '--concurrency <n>',
    path: 'options.concurrency',
    text: "requests at a time, at most the platform's own setting",
    unset: 'that setting',
    type: 'integer',
  },
  {
    ...RUN,
    flag: '--bwlimit <rate>',
    path: 'options.bwlimit',
    text: 'bandwidth as rclone writes it: 10M, or "08:00,512k 19:00,off"',
    unset: 'off',
  },
  {
    ...RUN,
    flag: '--dry-run',
    path: 'options.dryRun',
    text: 'check, hash and ask the platform what it has; send and create nothing',
  },
  {
    ...RUN,
    flag: '--label <key=value...>',
    path: 'labels',
    text: 'keys of your own, such as order=4711, shown in lists, reports, messages and Temporal',
    type: 'labels',
  },
];

/** Adds the options of `ingest` that say what every file of a sync is delivered with. */
export function addRequestOptions(command: Command): Command {
  const ofKinds = new Map(
    flagsByKind.flatMap(([, { flags }]) => flags.filter(isOfAll)).map((flag) => [nameOfFlag(flag), toOption(flag)]),
  );
  const ofAll = COMMON_FLAGS.filter(({ path }) => path !== 'options.dryRun').map(toOption);
  for (const option of [...ofAll, ...ofKinds.values()]) command.addOption(option);
  return command;
}

/** False of a flag that sets something of single files. */
function isOfAll({ path }: RequestFlag): boolean {
  return !path.startsWith('files[].');
}

/** Adds the options of `ingest` to a command. Two kinds may have the same flag, for the same purpose. */
export function addIngestOptions(command: Command): Command {
  const [platform, ...ofRun] = COMMON_FLAGS.map(toOption);
  const ofKinds = new Map(
    flagsByKind.flatMap(([, { flags }]) => flags).map((flag) => [nameOfFlag(flag), toOption(flag)]),
  );
  const options = [
    platform,
    new Option('--request <file.yaml>', 'the whole request from a file; relative paths in it count from its folder'),
    ...ofKinds.values(),
    new Option(
      '--id <id>',
      'id of the ingestion; giving one twice attaches to the first (default: a new one)',
    ).helpGroup(RUN.group),
    ...ofRun,
    new Option('--detach', 'return once it is started').helpGroup(RUN.group),
    eventsOption().helpGroup(RUN.group),
  ];
  for (const option of options) if (option !== undefined) command.addOption(option);
  return command;
}

/** The option of commands that follow an ingestion. */
export function eventsOption(): Option {
  return new Option('--events', 'in place of --json: each state as it comes, a JSON value a line, the result last');
}

/** A flag as it is typed: `--project-code`. */
export function nameOfFlag({ flag }: Pick<RequestFlag, 'flag'>): string {
  return flag.split(' ', 1)[0] ?? flag;
}

/** The name of a flag's option: `projectCode`. */
export function optionOf(flag: RequestFlag): string {
  return new Option(flag.flag).attributeName();
}

/** Flags of an example of a whole command, for a platform of this kind: `--project-name House`. */
export function exampleFlags(kind: PlatformKind): string[] {
  return flagsOf(kind).flags.flatMap((flag) =>
    flag.example === undefined ? [] : [`${nameOfFlag(flag)} ${flag.example}`],
  );
}

/** The same as options that were given. */
export function exampleOptions(kind: PlatformKind): IngestOptions {
  return Object.fromEntries(flagsOf(kind).flags.map((flag) => [optionOf(flag), flag.example]));
}

function toOption({ flag, text, group, choices, unset }: RequestFlag): Option {
  const option = new Option(flag, text);
  if (group !== undefined) option.helpGroup(group);
  if (choices !== undefined) option.choices(choices);
  return unset === undefined ? option : option.default(undefined, unset);
}
