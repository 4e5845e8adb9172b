import type { FingerprintHeartbeat, SourceActivities } from '../contracts/activities.ts';
import type { StepDeps } from './deps.ts';
import { forEachFile } from './groups.ts';
import { createHashCheckpoints } from './hash-checkpoints.ts';
import { hashUnchanged } from './hash-unchanged.ts';
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
          const { index, size } = file;
          const onProgress = (done: number) => {
            bytes[index] = done;
            tell();
          };
          const digest = await hashUnchanged({ sources, hasher }, file, signal, (content) => {
            const isResumable = !withSha256 && !('path' in content && !content.isRemote);
            const from = isResumable ? checkpoints.of(index) : undefined;
            if (from !== undefined) onProgress(from.bytes);
            return {
              chunkSizeBytes,
              withSha256,
              share: run.ingestion,
              onProgress,
              ...(isResumable
                ? { resume: { from, onCheckpoint: (checkpoint) => checkpoints.keep(index, checkpoint) } }
                : {}),
            };
          });
          onProgress(size);
          const { md5: hash, checksums, sha256 } = digest;
          return { index, state: 'ok' as const, hash, ...(sha256 === undefined ? {} : { sha256 }), checksums };
        }),
      };
    }),
  };
}
