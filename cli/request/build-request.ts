import type { IngestRequest } from '../../contracts/request.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { checkFiles, fileError } from '../../lib/requests/check-files.ts';
import type { PlaceName } from '../../lib/requests/problems.ts';
import { sameFileWarnings } from '../../lib/requests/same-files.ts';
import { withHost } from '../../lib/requests/with-host.ts';
import { readIngestRequest } from '../../platforms/requests.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import type { IngestOptions } from '../ingest-options.ts';
import { expandFiles } from './expand-files.ts';
import { readRequestFile } from './from-file.ts';
import { flagName, nameByFlag, REQUEST_FLAGS, requestFromFlags } from './from-flags.ts';

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
  warnings.push(...(await sameFileWarnings(request.files)));
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
  if (options.platform === undefined) {
    const known = config.platformNames.length > 0 ? ` (configured: ${config.platformNames.join(', ')})` : '';
    throw new ModelrailError('InvalidRequest', `--platform is missing${known}`);
  }
  config.kindOf(options.platform);
  if (files.length === 0) {
    const swallowed = options.tag === undefined ? '' : '; words after --tag are tags, so put the files before it';
    throw new ModelrailError('InvalidRequest', `no file is named${swallowed}`);
  }
  const expanded = await expandFiles(files, { cwd: context.cwd, ...config.sources });
  for (const warning of expanded.warnings) context.warn(`warning: ${warning}`);
  if (expanded.problems.length > 0) throw fileError(expanded.problems);
  return checked(config, requestFromFlags(options, expanded.sources, host), nameByFlag);
}

async function fromFile(
  context: CliContext,
  config: CliConfig,
  files: readonly string[],
  options: IngestOptions,
  path: string,
  host: string | undefined,
): Promise<IngestRequest> {
  const doubled = REQUEST_FLAGS.filter((name) => options[name] !== undefined).map(flagName);
  if (files.length > 0) doubled.push(`"${files[0]}"`);
  if (doubled.length > 0) {
    const message = `${doubled.join(', ')} cannot be given beside --request: write it into ${path}`;
    throw new ModelrailError('InvalidRequest', message);
  }
  const { value, nameOf } = await readRequestFile(path, context.cwd);
  const request = checked(config, withHost(value, host), nameOf);
  if (options.dryRun !== true) return request;
  return { ...request, options: { ...request.options, dryRun: true } };
}

function checked(config: CliConfig, value: unknown, nameOf: PlaceName): IngestRequest {
  return readIngestRequest(value, { kindOf: config.kindOf, nameOf, isStart: true });
}
