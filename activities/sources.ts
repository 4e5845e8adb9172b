import type { FingerprintHeartbeat, SourceActivities } from '../contracts/activities.ts';
import { ModelrailError } from '../lib/errors.ts';
import type { HashRequest } from '../lib/hashing/hasher.ts';
import { isSameStamp } from '../lib/sources/source.ts';
import type { StepDeps } from './deps.ts';
import { forEachFile } from './groups.ts';
import { createHashCheckpoints } from './hash-checkpoints.ts';
import { asActivity } from './run.ts';

/** Steps that read the files themselves. */
export function createSourceActivities({ sources, hasher }: Pick<StepDeps, 'sources' | 'hasher'>): SourceActivities {
  return {
    inspectSources: asActivity(async ({ files }, run) => ({
      files: await forEachFile(files, run.signal, async ({ index, source }) => ({
        index,
        state: 'ok' as const,
        ...(await sources.inspect(source)),
      })),
    })),

    fingerprintFiles: asActivity(async (input, run) => {
      const { chunkSizeBytes, files, sha256: withSha256 = false } = input;
      const checkpoints = createHashCheckpoints(input, run.previous);
      const bytes: Record<string, number> = {};
      const tell = () =>
        run.report({ step: 'fingerprint', bytes, ...checkpoints.toHeartbeat() } satisfies FingerprintHeartbeat);
      return {
        files: await forEachFile(files, run.signal, async (file) => {
          const { index, source, size } = file;
          await assertUnchanged(source, file);
          const path = await sources.localPath(source);
          const onProgress = (done: number) => {
            bytes[index] = done;
            tell();
          };
          const { signal } = run;
          const request: HashRequest = { source, path, size, chunkSizeBytes, withSha256, signal, onProgress };
          if (!withSha256 && (await sources.isRemote(source))) {
            const from = checkpoints.of(index);
            request.resume = { from, onCheckpoint: (checkpoint) => checkpoints.keep(index, checkpoint) };
            if (from !== undefined) onProgress(from.bytes);
          }
          const digest = await hasher.hash(request);
          await assertUnchanged(source, file);
          onProgress(size);
          const { md5: hash, checksums, sha256 } = digest;
          return { index, state: 'ok' as const, hash, ...(sha256 === undefined ? {} : { sha256 }), checksums };
        }),
      };
    }),
  };

  async function assertUnchanged(source: string, expected: { size: number; stamp: string }): Promise<void> {
    if (!isSameStamp(await sources.stamp(source), expected)) {
      throw new ModelrailError('SourceChanged', `${source} changed while it was hashed`);
    }
  }
}
