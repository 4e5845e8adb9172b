import type { IngestFilter, IngestSummary } from '../../client/index.ts';
import type { IngestStatus } from '../../contracts/progress.ts';
import { namesOf } from '../../contracts/sentences.ts';
import { nearest } from '../../lib/config/nearest.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { parseSince } from '../../lib/requests/since.ts';
import { listed, say } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { LIST_COLUMNS, type ListColumn, renderIngestions } from '../render/ingestion-list.ts';

/** Lines that a person is shown, unless they ask for more. */
const DEFAULT_LINES = 50;
/** How many beyond those are counted: more take their time. */
const MOST_COUNTED = 1_000;
const PAGE_SIZE = 500;

/** Which ingestions, as it is typed; the statuses are those that Commander lets through. */
export interface FilterOptions {
  platform?: string;
  status?: IngestStatus;
  hash?: string;
  since?: string;
  waiting?: boolean;
}

/** Options of `list`. */
export interface ListOptions extends FilterOptions {
  limit?: string;
  columns?: string;
}

/** Lists ingestions, latest first. */
export async function list(context: CliContext, options: ListOptions): Promise<ExitCode> {
  const filter = readFilter(options);
  const limit = readLimit(options.limit) ?? (context.isJson ? Number.POSITIVE_INFINITY : DEFAULT_LINES);
  const columns = readColumns(options.columns);
  const config = await context.config();
  await using client = await context.connect(config);
  const ingestions: IngestSummary[] = [];
  let more = 0;
  for await (const ingestion of client.list({
    ...filter,
    pageSize: context.isJson ? Math.min(limit, PAGE_SIZE) : PAGE_SIZE,
  })) {
    if (ingestions.length < limit) ingestions.push(ingestion);
    else more += 1;
    if (ingestions.length >= limit && (context.isJson || more > MOST_COUNTED)) break;
  }
  if (context.isJson) context.printJson(ingestions);
  else if (ingestions.length === 0) context.note(`${say('no ingestions')}${platformHint(config, options.platform)}`);
  else context.print(renderIngestions(ingestions, context.out, columns));
  if (more > 0) context.note(moreText(more, limit));
  return EXIT.done;
}

/** The ingestions that options name. Error: `InvalidRequest`. */
export function readFilter({ platform, status, hash, since, waiting }: FilterOptions): IngestFilter {
  if (hash !== undefined && !/^[0-9a-f]{32}$/i.test(hash)) {
    throw new ModelrailError('InvalidRequest', told('--hash must be an MD5 of 32 hex digits, not "{hash}"', { hash }));
  }
  return {
    ...(platform === undefined ? {} : { platform }),
    ...(status === undefined ? {} : { status }),
    ...(hash === undefined ? {} : { hash: hash.toLowerCase() }),
    ...(since === undefined ? {} : { since: parseSince(since, Date.now(), '--since') }),
    ...(waiting === undefined ? {} : { waiting }),
  };
}

function readLimit(limit: string | undefined): number | undefined {
  if (limit === undefined) return undefined;
  if (/^[1-9][0-9]{0,8}$/.test(limit)) return Number(limit);
  throw new ModelrailError(
    'InvalidRequest',
    told('{flag} must be a whole number of at least 1, not {value}', { flag: '--limit', value: limit }),
  );
}

function readColumns(columns: string | undefined): ListColumn[] | undefined {
  return columns?.split(',').map((name) => {
    const column = LIST_COLUMNS.find((one) => one === name.trim().toLowerCase());
    if (column !== undefined) return column;
    const near = nearest(name, LIST_COLUMNS);
    const all = namesOf(LIST_COLUMNS);
    throw new ModelrailError(
      'InvalidRequest',
      near === undefined
        ? told('no column "{name}": there are {all}', { name, all })
        : told('no column "{name}"; did you mean "{near}"?: there are {all}', { name, near, all }),
    );
  });
}

function moreText(more: number, limit: number): string {
  return more > MOST_COUNTED
    ? say('… and more than {count} more (--limit N shows them)', { count: MOST_COUNTED.toLocaleString('en-US') })
    : say('… and {count} more (--limit {limit} shows them)', {
        count: more.toLocaleString('en-US'),
        limit: limit + more,
      });
}

/** Ingestions on a platform that is no longer configured are listed as well: its name alone is no error. */
export function platformHint({ platformNames }: CliConfig, platform: string | undefined): string {
  if (platform === undefined || platformNames.includes(platform)) return '';
  const near = nearest(platform, platformNames);
  if (near !== undefined) {
    return say(': the configuration has no platform "{platform}"; did you mean "{near}"?', { platform, near });
  }
  const known = platformNames.length === 0 ? say('none') : listed(platformNames);
  return say(': the configuration has no platform "{platform}" (configured: {known})', { platform, known });
}
