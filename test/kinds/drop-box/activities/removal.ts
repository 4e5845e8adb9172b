import type { FileRemover, PlatformCalls } from '../platform.ts';
import type { DropBoxSession } from './session.ts';

/** Takes files out of the box again. */
export function createFileRemover(
  { client }: Pick<DropBoxSession, 'client'>,
  { signal, call }: PlatformCalls,
): FileRemover {
  return async ({ name, id }, { box = '' }) => {
    const file = { box, name };
    const present = await call(() => client.read(file, signal));
    // The box goes by names: what is there under another id was put by somebody else.
    if (present?.id === id) await call(() => client.remove(file, signal));
  };
}
