import { labelProblems } from '../../contracts/labels.ts';
import type { FileRequest, IngestRequest } from '../../contracts/request.ts';
import { linesOf, namesOf, phraseOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { isUrl, shownSource } from '../../contracts/source-path.ts';
import { findHalfCharacter, HALF_CHARACTER_PROBLEM } from '../../contracts/well-formed.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { onlyOf } from '../../lib/requests/only-platform.ts';
import { assertRequestFits } from '../../lib/requests/request-size.ts';
import { problemOf, urlProblem } from '../../lib/sources/source-url.ts';

/** POSIX, or Windows with a drive or a share: the client may stand on another system than the files. */
const ABSOLUTE_PATH_PATTERN = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/;

/**
 * Refuses with `InvalidRequest` what can be seen to be wrong without the configuration; the rest is checked by the
 * worker, which has one.
 */
export function checkRequest(request: IngestRequest): void {
  if (!isText(request.platform)) throw invalid(sentenceOf('the request names no platform'));
  if (!Array.isArray(request.files) || request.files.length === 0)
    throw invalid(sentenceOf('the request names no files'));
  request.files.forEach(checkSource);
  checkLabels(request);
  assertRequestFits(request);
  const half = findHalfCharacter(request);
  if (half !== undefined) throw invalid(problemOf(half, HALF_CHARACTER_PROBLEM));
}

/** What may leave out its platform where the caller has configured but one. */
export type PlatformOptional<Whole extends { platform: string }> = Omit<Whole, 'platform'> & { platform?: string };

/**
 * A request, or the declaration of a sync, with its platform. Error: `InvalidRequest` for one that is none of those that the caller
 * has configured.
 */
export function onPlatform<Whole extends { platform: string }>(
  given: PlatformOptional<Whole>,
  known: readonly string[] | undefined,
): Whole {
  const platform = given.platform ?? onlyOf(known ?? []);
  if (platform === undefined) {
    throw invalid(
      known === undefined
        ? sentenceOf('the request names no platform')
        : sentenceOf('no platform is named (there are {known})', { known: namesOf(known) || phraseOf('none') }),
    );
  }
  // as: what was left out is there now
  if (known === undefined || known.includes(platform)) return { ...given, platform } as Whole;
  throw invalid(
    sentenceOf('platform {platform} is not configured (there are {known})', {
      platform: JSON.stringify(platform),
      known: namesOf(known) || phraseOf('none'),
    }),
  );
}

function checkSource(file: FileRequest, index: number): void {
  const source: unknown = file?.source;
  if (!isText(source)) throw invalid(sentenceOf('files[{index}] has no source', { index }));
  if (isUrl(source)) {
    const problem = urlProblem(source);
    if (problem !== undefined) throw invalid(problemOf(`files[${index}]: ${shownSource(source)}`, problem));
    return;
  }
  if (!ABSOLUTE_PATH_PATTERN.test(source)) {
    throw invalid(
      sentenceOf('files[{index}]: {source}: a relative path means nothing to a worker, give an absolute one', {
        index,
        source,
      }),
    );
  }
}

/** They are kept with the run before a worker has seen them. */
function checkLabels({ labels }: IngestRequest): void {
  if (labels === undefined) return;
  const problems = labelProblems(labels);
  if (problems.length === 0) return;
  throw invalid(
    linesOf(
      problems.map(({ key, message }) =>
        phraseOf('{path} {problem}', { path: key === undefined ? 'labels' : `labels.${key}`, problem: message }),
      ),
    ),
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function invalid(message: Sentence): ModelrailError {
  return new ModelrailError('InvalidRequest', message);
}
