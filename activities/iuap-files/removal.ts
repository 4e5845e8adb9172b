import { ModelrailError } from '../../lib/errors.ts';
import type { FileRemover, PlatformCalls } from '../platform.ts';
import type { IuapFilesSession } from './session.ts';

/** Deletes attachments by their ids, wherever they were moved to. */
export function createFileRemover(
  { client }: Pick<IuapFilesSession, 'client'>,
  { signal, call }: PlatformCalls,
): FileRemover {
  return async ({ id }) => {
    try {
      await call(() => client.delete(id, signal));
    } catch (error) {
      // An earlier attempt, or another program, has deleted it.
      if (!(error instanceof ModelrailError) || error.type !== 'NotFound' || error.refusal === undefined) throw error;
    }
  };
}
