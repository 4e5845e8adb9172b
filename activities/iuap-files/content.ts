import { createHash } from 'node:crypto';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Attachment, IuapFilesClient } from '../../platforms/iuap-files/client.ts';
import { isSizeOf } from '../../platforms/iuap-files/file-size.ts';

/** MD5 and bytes of what the service gives as the content of an attachment. */
export async function digestOf(
  client: Pick<IuapFilesClient, 'download'>,
  id: string,
  signal: AbortSignal,
): Promise<{ md5: string; bytes: number }> {
  const { pieces, close } = await client.download({ id }, signal);
  const hash = createHash('md5');
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      bytes += piece.length;
    }
  } finally {
    close();
  }
  return { md5: hash.digest('hex'), bytes };
}

/**
 * True where an attachment has this content: its size tells it apart, else its bytes are fetched, and their MD5 decides (reading 8).
 * Error: a retryable `UnexpectedResponse` when fewer or more bytes came than the service says that there are.
 */
export async function hasContent(
  client: Pick<IuapFilesClient, 'download'>,
  { id, name, sizeText }: Attachment,
  content: { md5: string; size: number; isEncrypted?: boolean },
  signal: AbortSignal,
): Promise<boolean> {
  // What is encrypted may be larger where it lies.
  const isOfSize = content.isEncrypted === true ? undefined : isSizeOf(sizeText, content.size);
  if (isOfSize === false) return false;
  const { md5, bytes } = await digestOf(client, id, signal);
  if (md5 === content.md5) return true;
  if (isOfSize !== true || isSizeOf(sizeText, bytes) !== false) return false;
  const words = sentenceOf('the service gave {bytes} bytes as {name}, which it has as {size}', {
    bytes,
    name,
    size: sizeText,
  });
  throw new ModelrailError('UnexpectedResponse', words, { isRetryable: true });
}
