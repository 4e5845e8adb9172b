import type { ErrorInfo } from '../../contracts/errors.ts';
import { englishOf, type Phrase, phraseOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { type DeliveredFile, findingOf, type KeptCheck, type VerificationCheck } from '../../contracts/verification.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { ConversionProgress } from '../../platforms/chongqing-bim/conversions.ts';
import type { UploadStatus } from '../../platforms/chongqing-bim/uploads.ts';
import { type Difference, ofDifferences } from '../differences.ts';
import type { FileVerifier, PlatformCalls } from '../platform.ts';
import { toOutcome } from './conversions.ts';
import type { ChongqingBimSession } from './session.ts';

/** Characters of what the platform says: the files of a page share what Temporal takes as an answer. */
const MAX_REASON_LENGTH = 300;

const NO_TASK_KNOWN = sentenceOf('conversion (Temporal does not keep the run that submitted it any more)');
const NO_CALL_FOR_RECORDS = 'project, model group and model records (the platform has no call that reads them)';

/**
 * Asks the platform about files by the two calls that read (manual section 2 and `convert-process`). A task is asked for
 * once, however many files it has.
 */
export function createFileVerifier(
  { client }: Pick<ChongqingBimSession, 'client'>,
  { signal, call }: PlatformCalls,
): FileVerifier {
  const tasks = new Map<string, Promise<ConversionProgress>>();

  function progressOf({ modelGroupId, taskId }: { modelGroupId: string; taskId: string }): Promise<ConversionProgress> {
    const key = `${modelGroupId}/${taskId}`;
    const known = tasks.get(key);
    if (known !== undefined) return known;
    const asked = call(() => client.convertProcess({ modelGroupId, taskId, signal }));
    tasks.set(key, asked);
    // The next file asks anew.
    asked.catch(() => tasks.delete(key));
    return asked;
  }

  return async (file) => {
    const { task } = file;
    const checks = [
      check('file', async () => describeFile(await call(() => client.uploadStatus({ hash: file.hash, signal })), file)),
    ];
    if (task !== undefined) {
      checks.push(check('conversion', async () => describeConversion(await progressOf(task), file, task.taskId)));
    } else checks.push(Promise.resolve({ what: 'conversion', ...findingOf('unverifiable', NO_TASK_KNOWN) }));
    return [...(await Promise.all(checks)), { what: 'records', state: 'unverifiable', reason: NO_CALL_FOR_RECORDS }];
  };
}

type Finding = Pick<KeptCheck, 'state' | 'reason' | 'told'>;

async function check(what: VerificationCheck['what'], ask: () => Promise<Finding>): Promise<KeptCheck> {
  try {
    return { what, ...bounded(await ask()) };
  } catch (error) {
    // An answer of the wrong shape may pass, but not for one file.
    if (!(error instanceof ModelrailError) || error.isRetryable || CONCERNS_ALL.has(error.type)) throw error;
    const { type, message, told } = error.toKept();
    const found = bounded({ state: 'unverifiable', reason: message, ...(told === undefined ? {} : { told }) });
    return { what, ...found, error: { type, message: found.reason ?? '' } };
  }
}

/** Errors that apply to every file: the account or the request is refused, not one file. */
const CONCERNS_ALL = new Set<ErrorInfo['type']>(['Authentication', 'PermissionDenied', 'InvalidRequest', 'Internal']);

/** A status against what the platform said when the file was delivered. Its name is the first uploader's: it says nothing. */
export function describeFile(status: UploadStatus, file: DeliveredFile): Finding {
  if (status.status === 'unknown') {
    return findingOf('missing', sentenceOf('the platform has no file of MD5 {md5}', { md5: file.hash }));
  }
  if (status.status === 'partial') {
    const missing = status.missingChunks.length;
    return findingOf(
      'missing',
      missing === 0
        ? sentenceOf('the platform has only its chunks, not merged')
        : sentenceOf('the platform has only a part of it: {missing} chunks are missing', { missing }),
    );
  }
  const { record } = status;
  return ofDifferences([
    difference('MD5', record.hash, file.hash),
    difference(phraseOf('size'), record.size, file.size),
    difference(phraseOf('id'), record.id, file.fileId),
    difference(phraseOf('path'), record.path, file.path),
  ]);
}

function difference(
  what: string | Phrase,
  found: string | number,
  expected: string | number | undefined,
): Difference | undefined {
  return expected === undefined || found === expected ? undefined : { what, found, expected };
}

/** How a task stands now, for one of its models. */
export function describeConversion(
  progress: ConversionProgress,
  file: Pick<DeliveredFile, 'hash' | 'name'>,
  taskId: string,
): Finding {
  const outcome = toOutcome(progress, [file]);
  if (outcome === undefined) {
    return findingOf('different', sentenceOf('conversion task {taskId} is not done any more', { taskId }));
  }
  if (outcome.state === 'lost') {
    return findingOf('missing', sentenceOf('the platform knows no conversion task {taskId}', { taskId }));
  }
  if (outcome.state === 'failed') return failedBy(outcome);
  const [failure] = outcome.failed;
  if (failure === undefined) return { state: 'there' };
  const isListed = progress.models.some(({ hash, name }) => hash === file.hash || name === file.name);
  return isListed
    ? failedBy(failure)
    : findingOf('missing', sentenceOf('conversion task {taskId} has no such model', { taskId }));
}

function failedBy({ message, told = [] }: { message: string; told?: Sentence[] }): Finding {
  const beginning = sentenceOf('conversion failed: ');
  return { state: 'different', reason: `${englishOf(beginning)}${message}`, told: [beginning, ...told] };
}

/** A reason of so many characters at most; one that is cut is English. */
function bounded({ reason, told, ...found }: Finding): Finding {
  if (reason === undefined) return found;
  const text = [...reason].slice(0, MAX_REASON_LENGTH).join('');
  return { ...found, reason: text, ...(text === reason && told !== undefined ? { told } : {}) };
}
