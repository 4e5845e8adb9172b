import { Readable } from 'node:stream';
import { phraseOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { PlatformFiles } from '../../lib/sources/platform-files.ts';
import { about, unavailable } from '../../lib/sources/remote-failures.ts';
import { type Attachment, createIuapFilesClient, type IuapFilesClient } from './client.ts';
import { isSizeOf } from './file-size.ts';
import type { IuapFilesSettings } from './settings.ts';

/** Attachments as sources: a place is a document, or a group of it; a file has its name behind both. */
export function createAttachedFiles(settings: IuapFilesSettings): PlatformFiles {
  const client = createIuapFilesClient(settings);
  return {
    async list(shown, [filepath = '', groupname], signal) {
      const attachments = await client.query({ filepath, groupname }, signal).catch((error: unknown) => {
        throw asSourceError(error, shown);
      });
      return attachments.map(({ id, name, size, sizeText, uploadedAt, groupname: group }) => ({
        place: [filepath, group === '' ? (groupname ?? '') : group, name],
        name,
        ...(size === undefined ? {} : { size }),
        // One that is replaced keeps its id, and is uploaded anew.
        version: JSON.stringify([id, uploadedAt, sizeText]),
      }));
    },
    object: (shown, [filepath = '', groupname = '', name = '']) => ({
      shown,
      async get(_headers, signal) {
        const failureOf = (error: unknown) => asSourceError(error, shown);
        try {
          const attachment = (await client.query({ filepath, groupname }, signal)).find((one) => one.name === name);
          if (attachment === undefined) {
            throw new ModelrailError('SourceNotFound', about(shown, phraseOf('nothing of this name is attached')));
          }
          const pieces = await contentOf(client, attachment, shown, signal);
          const { size } = attachment;
          const headers = size === undefined ? {} : { 'content-length': String(size) };
          return { status: 200, headers, body: Readable.from(pieces, { objectMode: false }), failureOf };
        } catch (error) {
          throw failureOf(error);
        }
      },
    }),
    close: () => client.close(),
  };
}

/** The bytes of an attachment; fails at the end where they are more or fewer than the service says. */
async function contentOf(
  client: IuapFilesClient,
  { id, sizeText }: Attachment,
  shown: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<Buffer>> {
  const { pieces, close } = await client.download({ id }, signal);
  return (async function* () {
    let bytes = 0;
    try {
      for await (const piece of pieces) {
        bytes += piece.length;
        yield piece;
      }
    } finally {
      close();
    }
    if (isSizeOf(sizeText, bytes) === false) {
      throw unavailable(about(shown, phraseOf('{bytes} bytes came of {size}', { bytes: `${bytes}`, size: sizeText })));
    }
  })();
}

/** A platform that gives no file is a source that is not there. */
function asSourceError(error: unknown, shown: string): unknown {
  if (!(error instanceof ModelrailError) || error.type.startsWith('Source')) return error;
  const { type, isRetryable, retryAfterMs } = error;
  const words = about(shown, error.toPart());
  if (isRetryable) return unavailable(words, { cause: error, retryAfterMs });
  if (type === 'NotFound') return new ModelrailError('SourceNotFound', words, { cause: error });
  const isRefused = type === 'Authentication' || type === 'PermissionDenied';
  return isRefused ? new ModelrailError('SourceNotAllowed', words, { cause: error }) : error;
}
