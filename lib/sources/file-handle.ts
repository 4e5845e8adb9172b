import { open } from 'node:fs/promises';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import type { SourceHandle } from './source.ts';
import { toSourceError } from './source-error.ts';

/** Opens a file of a disk to be read at any position; `source` is how messages name it. */
export async function openFile(path: string, source: string): Promise<SourceHandle> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw toSourceError(source, error);
  });
  return {
    async read(buffer, bufferOffset, length, position) {
      let done = 0;
      while (done < length) {
        const { bytesRead } = await file
          .read(buffer, bufferOffset + done, length - done, position + done)
          .catch((error: unknown) => {
            throw toSourceError(source, error);
          });
        if (bytesRead === 0) {
          throw new ModelrailError(
            'SourceChanged',
            sentenceOf('{path} became shorter while it was read', { path: source }),
          );
        }
        done += bytesRead;
      }
    },
    close: () => file.close(),
  };
}
