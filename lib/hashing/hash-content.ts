import { sentenceOf } from '../../contracts/sentences.ts';
import { shownSource } from '../../contracts/source-path.ts';
import { ModelrailError } from '../errors.ts';
import type { SourceContent } from '../sources/source.ts';
import type { FileDigest } from './chunked-digest.ts';
import type { Hasher, HashRequest } from './hasher.ts';

/** A content to hash, and where a hash of it goes on where it was interrupted. */
export interface HashContentRequest extends Omit<HashRequest, 'path' | 'resume'> {
  content: SourceContent;
  /** Used where the bytes cost network: elsewhere they are read again. */
  resume?: HashRequest['resume'];
}

/** As often as heartbeats leave a worker: more would never be seen. */
const CHECKPOINT_INTERVAL_MS = 500;

/**
 * Hashes a content, from a path in a hashing thread, or from its stream as it comes. Errors: those of the stream, and
 * those of {@link Hasher.hash}.
 */
export async function hashContent(
  hasher: Pick<Hasher, 'hash' | 'digestChunks'>,
  { content, resume, ...request }: HashContentRequest,
): Promise<FileDigest> {
  if ('path' in content) {
    const isResumed = content.isRemote && resume !== undefined;
    return hasher.hash({ ...request, path: content.path, ...(isResumed ? { resume } : {}) });
  }
  return hashStream(hasher, content, { ...request, resume });
}

async function hashStream(
  hasher: Pick<Hasher, 'digestChunks'>,
  { readFrom }: Extract<SourceContent, { readFrom: unknown }>,
  request: Omit<HashContentRequest, 'content'>,
): Promise<FileDigest> {
  const { source, size, chunkSizeBytes, withSha256 = false, resume, onProgress } = request;
  const from = resume?.from;
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  const digest = hasher.digestChunks(
    { size, chunkSizeBytes, withSha256, isResumable: resume !== undefined, from },
    (error) => stop.abort(notHashed(source, error)),
  );
  let bytes = from?.bytes ?? 0;
  let savedAt = performance.now();

  async function save(): Promise<void> {
    const checkpoint = await digest.save();
    if (checkpoint !== undefined) resume?.onCheckpoint(checkpoint);
    savedAt = performance.now();
  }

  try {
    for await (const piece of readFrom(bytes)) {
      await digest.add(piece, signal);
      bytes += piece.length;
      if (performance.now() - savedAt >= CHECKPOINT_INTERVAL_MS) await save();
      onProgress(bytes);
    }
    if (bytes !== size)
      throw new ModelrailError('SourceChanged', sentenceOf('{path} became shorter', { path: shownSource(source) }));
    return await digest.end();
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason;
    // A content that is paused, or whose line was cut, goes on exactly here.
    if (resume !== undefined) await save();
    onProgress(bytes);
    throw error instanceof ModelrailError || request.signal.aborted ? error : notHashed(source, error);
  } finally {
    digest.close();
  }
}

function notHashed(source: string, error: unknown): ModelrailError {
  const reason = error instanceof Error ? error.message : String(error);
  const words = sentenceOf('{path} was not hashed: {reason}', { path: shownSource(source), reason });
  return new ModelrailError('Internal', words, { cause: error, isRetryable: true });
}
