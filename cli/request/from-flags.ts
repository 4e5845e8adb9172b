import type { PlaceName } from '../../lib/requests/problems.ts';
import { pathName } from '../../lib/requests/problems.ts';
import type { IngestOptions } from '../ingest-options.ts';

/** The flag that sets each place of a request. */
const FLAGS: Record<string, keyof IngestOptions> = {
  platform: 'platform',
  'project.id': 'projectId',
  'project.name': 'projectName',
  'project.code': 'projectCode',
  'project.areaCode': 'areaCode',
  'project.type': 'type',
  'project.stage': 'stage',
  'project.rate': 'rate',
  'project.status': 'status',
  'project.address': 'address',
  'project.startDate': 'startDate',
  'project.finishDate': 'finishDate',
  'group.name': 'group',
  'options.onModelError': 'onModelError',
  'options.concurrency': 'concurrency',
  'options.bwlimit': 'bwlimit',
};

/** Flags that say what a request says, and so cannot stand beside `--request`. */
export const REQUEST_FLAGS: readonly (keyof IngestOptions)[] = [...Object.values(FLAGS), 'tag'];

/** `projectCode` as it is typed: `--project-code`. */
export function flagName(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Calls the places of a request that was made from flags by their flags. */
export const nameByFlag: PlaceName = (path) => {
  const option = FLAGS[path.join('.')];
  if (option !== undefined) return flagName(option);
  if (path[0] === 'files' && path[2] === 'tags') return '--tag';
  if (path.join('.') === 'project') return '--project-id (or --project-name and what goes with it)';
  return pathName(path);
};

/** The request that flags and files stand for, unchecked; `host` is who works the files. */
export function requestFromFlags(
  options: IngestOptions,
  sources: readonly string[],
  host: string | undefined,
): unknown {
  const tags = options.tag === undefined ? {} : { tags: options.tag };
  return dropEmpty({
    platform: options.platform,
    project: dropEmpty({
      id: options.projectId,
      name: options.projectName,
      code: options.projectCode,
      areaCode: options.areaCode,
      type: toInteger(options.type),
      stage: toInteger(options.stage),
      rate: toInteger(options.rate),
      status: toInteger(options.status),
      address: options.address,
      startDate: options.startDate,
      finishDate: options.finishDate,
    }),
    group: dropEmpty({ name: options.group }),
    files: sources.map((source) => ({ source, ...tags, ...(host === undefined ? {} : { host }) })),
    options: dropEmpty({
      onModelError: options.onModelError,
      concurrency: toInteger(options.concurrency),
      bwlimit: options.bwlimit,
      dryRun: options.dryRun,
    }),
  });
}

/** Text that is no integer stays text: the request's check then quotes it. */
function toInteger(text: string | undefined): number | string | undefined {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : text;
}

/** Leaves out what is not set; undefined when nothing is. */
function dropEmpty(value: Record<string, unknown>): Record<string, unknown> | undefined {
  const set = Object.entries(value).filter(([, part]) => part !== undefined);
  return set.length === 0 ? undefined : Object.fromEntries(set);
}
