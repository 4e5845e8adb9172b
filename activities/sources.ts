import type { FingerprintHeartbeat, SourceActivities } from '../contracts/activities.ts';
import { shownSource } from '../contracts/source-path.ts';
import { ModelrailError } from '../lib/errors.ts';
import { hashContent } from '../lib/hashing/hash-content.ts';
import { isSameStamp, type SourceFile } from '../lib/sources/source.ts';
import type { StepDeps } from './deps.ts';
import { forEachFile } from './groups.ts';
import { createHashCheckpoints } from './hash-checkpoints.ts';
import { asActivity } from './run.ts';

/** Files that are looked at together: one that has to be fetched for it holds a connection. */
const LOOKS_AT_A_TIME = 32;

/** Steps that read the files themselves. */
export function createSourceActivities({ sources, hasher }: Pick<StepDeps, 'sources' | 'hasher'>): SourceActivities {
  return {
    inspectSources: asActivity(async ({ files }, run) => {
      const bytes: Record<string, number> = {};
      return {
        files: await forEachFile(
          files,
          run.signal,
          async ({ index, source }) => ({
            index,
            state: 'ok' as const,
            ...(await sources.inspect(source, {
              signal: run.signal,
              onBytes(done) {
                bytes[index] = done;
                run.report({ step: 'inspect', bytes });
              },
            })),
          }),
          LOOKS_AT_A_TIME,
        ),
      };
    }),

    fingerprintFiles: asActivity(async (input, run) => {
      const { chunkSizeBytes, files, sha256: withSha256 = false } = input;
      const { signal } = run;
      const checkpoints = createHashCheckpoints(input, run.previous);
      const bytes: Record<string, number> = {};
      const tell = () =>
        run.report({ step: 'fingerprint', bytes, ...checkpoints.toHeartbeat() } satisfies FingerprintHeartbeat);
      return {
        files: await forEachFile(files, signal, async (file) => {
          const { index, source, size } = file;
          await assertUnchanged(file, signal);
          const content = await sources.content(file, signal);
          const onProgress = (done: number) => {
            bytes[index] = done;
            tell();
          };
          const isResumable = !withSha256 && !('path' in content && !content.isRemote);
          const from = isResumable ? checkpoints.of(index) : undefined;
          if (from !== undefined) onProgress(from.bytes);
          const digest = await hashContent(hasher, {
            source: shownSource(source),
            content,
            size,
            chunkSizeBytes,
            withSha256,
            share: run.ingestion,
            signal,
            onProgress,
            ...(isResumable
              ? { resume: { from, onCheckpoint: (checkpoint) => checkpoints.keep(index, checkpoint) } }
              : {}),
          });
          await assertUnchanged(file, signal);
          onProgress(size);
          const { md5: hash, checksums, sha256 } = digest;
          return { index, state: 'ok' as const, hash, ...(sha256 === undefined ? {} : { sha256 }), checksums };
        }),
      };
    }),
  };

  async function assertUnchanged(file: SourceFile, signal: AbortSignal): Promise<void> {
    if (!isSameStamp(await sources.stamp(file, signal), file)) {
      throw new ModelrailError('SourceChanged', `${shownSource(file.source)} changed while it was hashed`);
    }
  }
}
