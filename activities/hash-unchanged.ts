import { sentenceOf } from '../contracts/sentences.ts';
import { shownSource } from '../contracts/source-path.ts';
import { ModelrailError } from '../lib/errors.ts';
import type { FileDigest } from '../lib/hashing/chunked-digest.ts';
import { type HashContentRequest, hashContent } from '../lib/hashing/hash-content.ts';
import { isSameStamp, type SourceFile } from '../lib/sources/source.ts';
import type { StepDeps } from './deps.ts';

/** Makes what a file is hashed with, once its content is at hand. */
export type HashingOf = (
  content: HashContentRequest['content'],
) => Omit<HashContentRequest, 'source' | 'content' | 'size' | 'signal'>;

/** Hashes a file as it was looked at. Errors: `SourceChanged` where it is another one before or after, and those of {@link hashContent}. */
export async function hashUnchanged(
  { sources, hasher }: Pick<StepDeps, 'sources' | 'hasher'>,
  file: SourceFile,
  signal: AbortSignal,
  hashingOf: HashingOf,
): Promise<FileDigest> {
  const assertUnchanged = async () => {
    if (isSameStamp(await sources.stamp(file, signal), file)) return;
    const changed = sentenceOf('{path} changed while it was hashed', { path: shownSource(file.source) });
    throw new ModelrailError('SourceChanged', changed);
  };
  const { source, size } = file;
  await assertUnchanged();
  const content = await sources.content(file, signal);
  const digest = await hashContent(hasher, {
    ...hashingOf(content),
    source: shownSource(source),
    content,
    size,
    signal,
  });
  await assertUnchanged();
  return digest;
}
