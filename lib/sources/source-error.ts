import { sentenceOf } from '../../contracts/sentences.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { ModelrailError } from '../errors.ts';

/** Characters of a path that is too long that are told. */
const MAX_SHOWN = 200;

/** True for an error of the operating system with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** What a failed look at a file means. A disk that fails (`EIO`, `EBUSY`, `EMFILE`, …) is worth another try. */
export function toSourceError(source: string, error: unknown): ModelrailError {
  if (error instanceof ModelrailError) return error;
  if (hasCode(error, 'ENOENT', 'ENOTDIR')) {
    return new ModelrailError('SourceNotFound', sentenceOf('{path} does not exist', { path: source }), {
      cause: error,
    });
  }
  if (hasCode(error, 'EACCES', 'EPERM')) {
    const denied = sentenceOf('{path} may not be read by this user', { path: source });
    return new ModelrailError('SourceNotAllowed', denied, { cause: error });
  }
  if (hasCode(error, 'ENAMETOOLONG')) {
    const shown = source.length > MAX_SHOWN ? `${cutText(source, MAX_SHOWN)}…` : source;
    const tooLong = sentenceOf('{path} cannot be opened: the path is too long', { path: shown });
    return new ModelrailError('InvalidRequest', tooLong, { cause: error });
  }
  if (hasCode(error, 'ELOOP', 'EISDIR', 'ERR_INVALID_ARG_VALUE')) {
    const unopened = sentenceOf('{path} cannot be opened: {reason}', { path: source, reason: describe(error) });
    return new ModelrailError('InvalidRequest', unopened, { cause: error });
  }
  const unread = sentenceOf('{path} cannot be read: {reason}', { path: source, reason: describe(error) });
  return new ModelrailError('Internal', unread, { cause: error, isRetryable: true });
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
