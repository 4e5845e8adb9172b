import type { PlatformKind } from '../../contracts/kinds.ts';
import { sharesContents } from '../../contracts/kinds.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { checkFiles, fileError } from '../../lib/requests/check-files.ts';
import { joinLines } from '../../lib/requests/problems.ts';
import { sameFileWarnings } from '../../lib/requests/same-files.ts';
import { withHost } from '../../lib/requests/with-host.ts';
import { readIngestRequest } from '../../platforms/requests.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import type { IngestOptions } from '../ingest-options.ts';
import { expandFiles } from './expand-files.ts';
import { readRequestFile } from './from-file.ts';
import { flagsBesideRequest, foreignFlags, greedyFlags, nameByFlag, requestFromFlags } from './from-flags.ts';
import { listObjects } from './list-objects.ts';

/**
 * The request that the arguments of `ingest` stand for, checked in full: platform, project, and every file of this host.
 * Errors: `InvalidRequest`, `SourceNotFound`, `SourceNotAllowed`, each with all problems found.
 */
export async function buildRequest(
  context: CliContext,
  config: CliConfig,
  files: readonly string[],
  options: IngestOptions,
): Promise<IngestRequest> {
  const host = config.sources.shared ? undefined : config.worker.host;
  const request =
    options.request === undefined
      ? await fromFlags(context, config, files, options, host)
      : await fromFile(context, config, files, options, options.request, host);
  // Files of another host are looked at by its worker.
  const own = request.files.filter((file) => file.host === undefined || file.host === config.worker.host);
  const { problems, warnings } = await checkFiles(
    own.map(({ source }) => source),
    { ...config.sources, spool: config.spool.folder },
  );
  if (problems.length > 0) throw fileError(problems);
  if (sharesContents(config.kindOf(request.platform))) warnings.push(...(await sameFileWarnings(request.files)));
  for (const warning of warnings) context.warn(`warning: ${warning}`);
  return request;
}

async function fromFlags(
  context: CliContext,
  config: CliConfig,
  files: readonly string[],
  options: IngestOptions,
  host: string | undefined,
): Promise<IngestRequest> {
  const { platform } = options;
  if (platform === undefined) {
    const known = config.platformNames.length > 0 ? ` (configured: ${config.platformNames.join(', ')})` : '';
    throw new ModelrailError('InvalidRequest', `--platform is missing${known}`);
  }
  const found = findKind(config, platform);
  const kind = found instanceof ModelrailError ? undefined : found;
  if (files.length === 0) {
    const [greedy] = greedyFlags(options, kind);
    const swallowed = greedy === undefined ? '' : `; words after ${greedy} belong to it, so put the files before it`;
    throw together(found, new ModelrailError('InvalidRequest', `no file is named${swallowed}`));
  }
  const expanded = await expandFiles(files, {
    cwd: context.cwd,
    ...config.sources,
    listObjects: (bucket, prefix) => listObjects(config, bucket, prefix),
  });
  for (const warning of expanded.warnings) context.warn(`warning: ${warning}`);
  if (expanded.problems.length > 0) throw together(found, fileError(expanded.problems));
  return readIngestRequest(requestFromFlags(options, expanded.sources, { kind, host }), {
    kindOf: config.kindOf,
    nameOf: nameByFlag(kind),
    isStart: true,
    further: kind === undefined ? [] : foreignFlags(options, kind),
  });
}

function findKind(config: CliConfig, platform: string): PlatformKind | ModelrailError {
  try {
    return config.kindOf(platform);
  } catch (error) {
    if (error instanceof ModelrailError) return error;
    throw error;
  }
}

/** What is wrong with files, and with their platform where that is not known. */
function together(found: PlatformKind | ModelrailError, error: ModelrailError): ModelrailError {
  if (!(found instanceof ModelrailError)) return error;
  return new ModelrailError('InvalidRequest', joinLines([found.message, error.message]));
}

async function fromFile(
  context: CliContext,
  config: CliConfig,
  files: readonly string[],
  options: IngestOptions,
  path: string,
  host: string | undefined,
): Promise<IngestRequest> {
  const doubled = flagsBesideRequest(options);
  if (files.length > 0) doubled.push(`"${files[0]}"`);
  if (doubled.length > 0) {
    const message = `${doubled.join(', ')} cannot be given beside --request: write it into ${path}`;
    throw new ModelrailError('InvalidRequest', message);
  }
  const { value, nameOf } = await readRequestFile(path, context.cwd);
  const request = readIngestRequest(withHost(value, host), { kindOf: config.kindOf, nameOf, isStart: true });
  if (options.dryRun !== true) return request;
  return { ...request, options: { ...request.options, dryRun: true } };
}
