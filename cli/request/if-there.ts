import { hasCode } from '../../lib/sources/source-error.ts';

/** What is asked of a path; undefined of one that does not exist, or a link whose target does not. Any other error is thrown. */
export async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return undefined;
    throw error;
  }
}
