import type { ErrorInfo } from '../../contracts/errors.ts';
import type { DeliveredFile, VerificationCheck } from '../../contracts/verification.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { ConversionProgress } from '../../platforms/chongqing-bim/conversions.ts';
import type { UploadStatus } from '../../platforms/chongqing-bim/uploads.ts';
import type { FileVerifier, PlatformCalls } from '../platform.ts';
import { toOutcome } from './conversions.ts';
import type { ChongqingBimSession } from './session.ts';

/** Characters of what the platform says: the files of a page share what Temporal takes as an answer. */
const MAX_REASON_LENGTH = 300;

const NO_TASK_KNOWN = 'conversion (Temporal does not keep the run that submitted it any more)';
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
    } else checks.push(Promise.resolve({ what: 'conversion', state: 'unverifiable', reason: NO_TASK_KNOWN }));
    return [...(await Promise.all(checks)), { what: 'records', state: 'unverifiable', reason: NO_CALL_FOR_RECORDS }];
  };
}

type Finding = Pick<VerificationCheck, 'state' | 'reason'>;

async function check(what: VerificationCheck['what'], ask: () => Promise<Finding>): Promise<VerificationCheck> {
  try {
    const { state, reason } = await ask();
    return { what, state, ...(reason === undefined ? {} : { reason: cut(reason) }) };
  } catch (error) {
    // An answer of the wrong shape may pass, but not for one file.
    if (!(error instanceof ModelrailError) || error.isRetryable || CONCERNS_ALL.has(error.type)) throw error;
    return {
      what,
      state: 'unverifiable',
      reason: cut(error.message),
      error: { ...error.toInfo(), message: cut(error.message) },
    };
  }
}

/** Errors that apply to every file: the account or the request is refused, not one file. */
const CONCERNS_ALL = new Set<ErrorInfo['type']>(['Authentication', 'PermissionDenied', 'InvalidRequest', 'Internal']);

/** A status against what the platform said when the file was delivered. Its name is the first uploader's: it says nothing. */
export function describeFile(status: UploadStatus, file: DeliveredFile): Finding {
  if (status.status === 'unknown') return { state: 'missing', reason: `the platform has no file of MD5 ${file.hash}` };
  if (status.status === 'partial') {
    const missing = status.missingChunks.length;
    const what = missing === 0 ? 'its chunks, not merged' : `a part of it: ${missing} chunks are missing`;
    return { state: 'missing', reason: `the platform has only ${what}` };
  }
  const { record } = status;
  const differences = [
    difference('MD5', record.hash, file.hash),
    difference('size', record.size, file.size),
    difference('id', record.id, file.fileId),
    difference('path', record.path, file.path),
  ].filter((text) => text !== undefined);
  return differences.length === 0 ? { state: 'there' } : { state: 'different', reason: differences.join(', ') };
}

function difference(what: string, found: string | number, expected: string | number | undefined): string | undefined {
  return expected === undefined || found === expected ? undefined : `${what} ${found} instead of ${expected}`;
}

/** How a task stands now, for one of its models. */
export function describeConversion(
  progress: ConversionProgress,
  file: Pick<DeliveredFile, 'hash' | 'name'>,
  taskId: string,
): Finding {
  const outcome = toOutcome(progress, [file]);
  if (outcome === undefined) return { state: 'different', reason: `conversion task ${taskId} is not done any more` };
  if (outcome.state === 'lost') return { state: 'missing', reason: `the platform knows no conversion task ${taskId}` };
  if (outcome.state === 'failed') return { state: 'different', reason: `conversion failed: ${outcome.message}` };
  const [failure] = outcome.failed;
  if (failure === undefined) return { state: 'there' };
  const isListed = progress.models.some(({ hash, name }) => hash === file.hash || name === file.name);
  return isListed
    ? { state: 'different', reason: `conversion failed: ${failure.message}` }
    : { state: 'missing', reason: `conversion task ${taskId} has no such model` };
}

function cut(text: string): string {
  return [...text].slice(0, MAX_REASON_LENGTH).join('');
}
