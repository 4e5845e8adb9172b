import type { PlatformKind } from '../../contracts/kinds.ts';
import { sharesContents } from '../../contracts/kinds.ts';
import type { LeftOutSource } from '../../contracts/progress.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { englishOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { checkFiles } from '../../lib/requests/check-files.ts';
import { type FileProblem, fileError } from '../../lib/requests/file-problem.ts';
import { assertNotifyNames } from '../../lib/requests/notify-names.ts';
import { onlyOf } from '../../lib/requests/only-platform.ts';
import { placedSources } from '../../lib/requests/placed-source.ts';
import { joinRequestErrors, pathName, RequestError, requestError } from '../../lib/requests/problems.ts';
import { sameFileWarnings } from '../../lib/requests/same-files.ts';
import { withHost } from '../../lib/requests/with-host.ts';
import { withPlatform } from '../../lib/requests/with-platform.ts';
import { listed, say, sayTold } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import { type RequestReading, readIngestRequest } from '../../platforms/requests.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import type { IngestOptions } from '../ingest-options.ts';
import { noPlatform } from './default-platform.ts';
import { expandFiles } from './expand-files.ts';
import { readRequestFile } from './from-file.ts';
import {
  flagsBesideRequest,
  foreignFlags,
  greedyFlags,
  labelProblems,
  nameByFlag,
  requestFromFlags,
} from './from-flags.ts';
import { listObjects } from './list-objects.ts';
import { listPlatform } from './list-platform.ts';

/** A request that is not read yet. */
interface Draft {
  value: unknown;
  reading: RequestReading;
  /** What walks left out. */
  skipped: LeftOutSource[];
  /** Arguments that give no file. */
  problems: FileProblem[];
  /** Further errors about places, by their names: what the reading has to say of these places is not told. */
  told: Readonly<Record<string, ModelrailError | undefined>>;
}

/**
 * The request that the arguments of `ingest` stand for, checked in full: platform, project, and every file of this host; and
 * what was left out of it. `told`: warnings of its files, which are told.
 * Error: `InvalidRequest`, or `SourceNotFound` or `SourceNotAllowed` where only files are wrong, with all problems found.
 */
export async function buildRequest(
  context: CliContext,
  config: CliConfig,
  files: readonly string[],
  options: IngestOptions,
): Promise<{ request: IngestRequest; skipped: LeftOutSource[]; told: string[] }> {
  const draft =
    options.request === undefined
      ? await draftFromFlags(context, config, files, options)
      : await draftFromFile(context, config, files, options, options.request);
  const read = readDraft(draft);
  // Files of another host are looked at by its worker.
  const own = placedSources(draft.value, read instanceof RequestError ? read.problems : []).filter(
    ({ host }) => host === undefined || host === config.worker.host,
  );
  const { problems, warnings: ofOwn } = await checkFiles(own, { ...config.sources, spool: config.spool.folder });
  const ofFiles = [...draft.problems, ...problems];
  const told = Object.values(draft.told).filter((error) => error !== undefined);
  const ofRequest = read instanceof ModelrailError ? withoutTold(read, draft) : [];
  const errors = [...told, ...ofRequest, ...(ofFiles.length > 0 ? [fileError(ofFiles)] : [])];
  if (read instanceof ModelrailError || errors.length > 0) throw joinRequestErrors(errors);
  assertNotifyNames(read, config.notifyNames);
  const warnings = ofOwn.map(({ source, warning }) =>
    say('{title}: {text}', { title: source, text: sayTold(warning) }),
  );
  const ofSame = sharesContents(config.kindOf(read.platform)) ? await sameFileWarnings(read.files) : [];
  for (const text of [...warnings, ...ofSame.map(sayTold)]) context.warn(say('warning: {text}', { text }));
  const request = options.dryRun === true ? { ...read, options: { ...read.options, dryRun: true } } : read;
  return { request, skipped: draft.skipped, told: [...new Set(ofOwn.map(({ warning }) => englishOf(warning)))] };
}

function readDraft({ value, reading }: Draft): IngestRequest | ModelrailError {
  try {
    return readIngestRequest(value, reading);
  } catch (error) {
    if (error instanceof ModelrailError) return error;
    throw error;
  }
}

/** An error of a draft without the problems of places that are told in other words; nothing when none is left. */
function withoutTold(error: ModelrailError, { told, reading }: Draft): ModelrailError[] {
  if (!(error instanceof RequestError)) return [error];
  const left = error.problems.filter(({ path }) => !Object.hasOwn(told, pathName(path)));
  if (left.length === error.problems.length) return [error];
  return left.length === 0 ? [] : [requestError(left, reading.nameOf)];
}

async function draftFromFlags(
  context: CliContext,
  config: CliConfig,
  files: readonly string[],
  options: IngestOptions,
): Promise<Draft> {
  const { platform = onlyOf(config.platformNames) } = options;
  const kind = platform === undefined ? undefined : findKind(config, platform);
  const { sources, walked, skipped, warnings, problems } = await expandFiles(files, {
    cwd: context.cwd,
    ...config.sources,
    listObjects: (bucket, prefix) => listObjects(config, bucket, prefix),
    listPlatform: (source) => listPlatform(config, source),
  });
  for (const { source, reason, told: said } of skipped) {
    const why = said === undefined ? reason : sayTold(said);
    context.warn(say('warning: left out: {source}: {reason}', { source, reason: why }));
  }
  for (const warning of warnings) context.warn(say('warning: {text}', { text: warning }));
  return {
    skipped,
    value: requestFromFlags(platform === undefined ? options : { ...options, platform }, sources, {
      kind,
      host: hostOf(config),
      cwd: context.cwd,
    }),
    reading: {
      kindOf: config.kindOf,
      dictionaryOf: config.dictionaryOf,
      nameOf: nameByFlag(kind),
      isStart: true,
      walked: new Set(sources.flatMap((source, position) => (walked.has(source) ? [position] : []))),
      further: [...(kind === undefined ? [] : foreignFlags(options, kind)), ...labelProblems(options)],
    },
    problems,
    told: {
      ...(platform === undefined ? { platform: noPlatform(config) } : {}),
      // Without a source the request has no files, for the reason that is told of the arguments.
      ...(sources.length === 0 ? { files: files.length === 0 ? noFile(options, kind) : undefined } : {}),
    },
  };
}

function noFile(options: IngestOptions, kind: PlatformKind | undefined): ModelrailError {
  const [greedy] = greedyFlags(options, kind);
  return new ModelrailError(
    'InvalidRequest',
    greedy === undefined
      ? told('no file is named')
      : told('no file is named; words after {flag} belong to it, so put the files before it', { flag: greedy }),
  );
}

/** The kind of a platform; undefined of one that is not there, which the reading of the request tells. */
function findKind(config: CliConfig, platform: string): PlatformKind | undefined {
  try {
    return config.kindOf(platform);
  } catch (error) {
    if (error instanceof ModelrailError) return undefined;
    throw error;
  }
}

/** The machine that has the files; none when every worker sees the same ones. */
function hostOf({ sources, worker }: CliConfig): string | undefined {
  return sources.shared ? undefined : worker.host;
}

async function draftFromFile(
  context: CliContext,
  config: CliConfig,
  files: readonly string[],
  options: IngestOptions,
  path: string,
): Promise<Draft> {
  const doubled = flagsBesideRequest(options);
  if (files.length > 0) doubled.push(`"${files[0]}"`);
  if (doubled.length > 0) {
    const text = '{flags} cannot be given beside --request: write it into {path}';
    throw new ModelrailError('InvalidRequest', told(text, { flags: listed(doubled), path }));
  }
  const { value, nameOf } = await readRequestFile(path, context.cwd);
  return {
    value: withHost(withPlatform(value, config.platformNames), hostOf(config)),
    reading: { kindOf: config.kindOf, dictionaryOf: config.dictionaryOf, nameOf, isStart: true },
    skipped: [],
    problems: [],
    told: {},
  };
}
