import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import { hasCode } from '../sources/source-error.ts';

/**
 * What an error of the disk means for a result that is saved in `folder`. What only a person can mend is final, with what to do; a
 * disk that is full or fails (`ENOSPC`, `EDQUOT`, `EIO`, …) is worth another try.
 */
export function toResultsError(folder: string, error: unknown): unknown {
  if (error instanceof ModelrailError || !isOfSystem(error)) return error;
  const { message } = error;
  if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) {
    const words = sentenceOf(
      '{folder} may not be written to by this user: give the right to it, or save in another folder, then retry',
      { folder },
    );
    return new ModelrailError('SourceNotAllowed', words, { cause: error });
  }
  if (hasCode(error, 'EEXIST', 'ENOTDIR', 'EISDIR')) {
    const words = sentenceOf(
      '{folder} cannot be a folder, because something else lies on its way: move that away, then retry ({message})',
      { folder, message },
    );
    return new ModelrailError('AlreadyExists', words, { cause: error });
  }
  if (hasCode(error, 'ENAMETOOLONG', 'ELOOP', 'EINVAL', 'ERR_INVALID_ARG_VALUE')) {
    const words = sentenceOf('{folder} cannot be made: {message}: save in another folder', { folder, message });
    return new ModelrailError('InvalidRequest', words, { cause: error });
  }
  const words = hasCode(error, 'ENOSPC', 'EDQUOT')
    ? sentenceOf('the disk of {folder} is full: make room', { folder })
    : sentenceOf('{folder} cannot be written to: {message}', { folder, message });
  return new ModelrailError('Internal', words, { cause: error, isRetryable: true });
}

/** An error with a code is one of the operating system, or of Node's check of a path. */
function isOfSystem(error: unknown): error is Error {
  return error instanceof Error && 'code' in error;
}
