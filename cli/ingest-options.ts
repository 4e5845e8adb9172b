import { type Command, Option } from 'commander';

/** Options of `ingest` as they were given; numbers are still text, so that the request's check can quote them. */
export interface IngestOptions {
  platform?: string;
  request?: string;
  projectId?: string;
  projectName?: string;
  projectCode?: string;
  areaCode?: string;
  type?: string;
  stage?: string;
  rate?: string;
  status?: string;
  address?: string;
  startDate?: string;
  finishDate?: string;
  group?: string;
  tag?: string[];
  onModelError?: string;
  concurrency?: string;
  bwlimit?: string;
  id?: string;
  dryRun?: boolean;
  detach?: boolean;
}

/** Adds the options of `ingest` to a command. */
export function addIngestOptions(command: Command): Command {
  return command
    .option('--platform <name>', 'platform of the configuration that takes the models')
    .option('--request <file.yaml>', 'the whole request from a file; relative paths in it count from its folder')
    .optionsGroup('An existing project:')
    .option('--project-id <id>', 'its id on the platform')
    .optionsGroup('Or a new project:')
    .option('--project-name <name>', 'its name')
    .option('--project-code <code>', 'its code, unique on the platform')
    .option('--area-code <code>', 'code of its area, e.g. 500103')
    .option('--type <number>', "its type, an integer of the platform's dictionary")
    .option('--stage <number>', "its stage, an integer of the platform's dictionary")
    .option('--rate <number>', "its progress, an integer of the platform's dictionary")
    .option('--status <number>', "its status, an integer of the platform's dictionary")
    .option('--address <text>', 'where it stands')
    .option('--start-date <yyyy-MM-dd>', 'when it begins')
    .option('--finish-date <yyyy-MM-dd>', 'when it ends')
    .optionsGroup('The models:')
    .option('--group <name>', 'name of the model group that they form')
    .option('--tag <tags...>', 'tags for every file; put the files before this option')
    .addOption(
      new Option('--on-model-error <how>', 'register what converted, or nothing once a model has failed')
        .choices(['continue', 'fail'])
        .default(undefined, 'continue'),
    )
    .optionsGroup('The run:')
    .option('--id <id>', 'id of the ingestion; giving one twice attaches to the first')
    .option('--concurrency <n>', "requests at a time, at most the platform's own setting")
    .option('--bwlimit <rate>', 'bandwidth as rclone writes it: 10M, or "08:00,512k 19:00,off"')
    .option('--dry-run', 'check, hash and ask the platform what it has; send and create nothing')
    .option('--detach', 'return once it is started')
    .optionsGroup('Options:');
}
