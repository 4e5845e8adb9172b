import type { IngestSummary } from '../../client/index.ts';
import type { IngestStatus } from '../../contracts/progress.ts';
import { didYouMean } from '../../lib/config/nearest.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { parseSince } from '../../lib/requests/since.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { paintStatus } from '../render/status.ts';
import { renderTable } from '../render/table.ts';
import { printable } from '../render/text.ts';
import { formatDuration, formatTime } from '../render/units.ts';

/** Options of `list`; the statuses are those that Commander lets through. */
export interface ListOptions {
  platform?: string;
  status?: IngestStatus;
  hash?: string;
  since?: string;
}

/** Lists ingestions, latest first. */
export async function list(context: CliContext, options: ListOptions): Promise<ExitCode> {
  const { since, hash, ...rest } = options;
  if (hash !== undefined && !/^[0-9a-f]{32}$/i.test(hash)) {
    throw new ModelrailError('InvalidRequest', `--hash must be an MD5 of 32 hex digits, not "${hash}"`);
  }
  const filter = {
    ...rest,
    ...(hash === undefined ? {} : { hash: hash.toLowerCase() }),
    ...(since === undefined ? {} : { since: parseSince(since, Date.now(), '--since') }),
  };
  const config = await context.config();
  await using client = await context.connect(config);
  const ingestions: IngestSummary[] = [];
  for await (const ingestion of client.list(filter)) ingestions.push(ingestion);
  if (context.isJson) context.printJson(ingestions);
  else if (ingestions.length === 0) context.note(`no ingestions${platformHint(config, options.platform)}`);
  else context.print(render(context, ingestions));
  return EXIT.done;
}

/** Ingestions on a platform that is no longer configured are listed as well: its name alone is no error. */
function platformHint({ platformNames }: CliConfig, platform: string | undefined): string {
  if (platform === undefined || platformNames.includes(platform)) return '';
  const known = platformNames.length === 0 ? 'none' : platformNames.join(', ');
  const hint = didYouMean(platform, platformNames) || ` (configured: ${known})`;
  return `: the configuration has no platform "${platform}"${hint}`;
}

function render(context: CliContext, ingestions: readonly IngestSummary[]): string {
  const rows = ingestions.map((one) => [
    printable(one.id),
    `${paintStatus(one.status, context.out.colors)}${one.dryRun === true ? ' · dry run' : ''}`,
    one.closedAt === undefined
      ? `${one.stage}${one.percent === undefined ? '' : `, ${Math.floor(one.percent)} %`}`
      : '',
    printable(one.platform),
    one.files === undefined ? '' : String(one.files),
    printable(one.projectId ?? ''),
    formatTime(one.startedAt),
    formatDuration((one.closedAt === undefined ? Date.now() : Date.parse(one.closedAt)) - Date.parse(one.startedAt)),
  ]);
  return renderTable(
    [
      { title: 'ID' },
      { title: 'STATUS' },
      { title: 'STAGE' },
      { title: 'PLATFORM' },
      { title: 'FILES', align: 'right' },
      { title: 'PROJECT', isFlexible: true },
      { title: 'STARTED' },
      { title: 'TOOK', align: 'right' },
    ],
    rows,
    context.out,
  );
}
