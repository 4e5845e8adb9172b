import type { ChongqingBimActivities, UploadedFile, UploadState } from '../../contracts/activities.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { poll } from '../../lib/transfer/poll.ts';
import { forEachFile } from '../groups.ts';
import { asActivity } from '../run.ts';
import type { ChongqingBimDeps } from './session.ts';
import { chunkBytes, chunkCount, missingPositions, toUploadState } from './upload-state.ts';

type UploadSteps = 'queryUploadStatus' | 'mergeFiles' | 'synchronizeFiles' | 'awaitMerged';

/** Steps about whole files: what is there, merge, synchronise, wait (manual sections 2 and 3, and `Synchronous`). */
export function createUploadActivities({
  session,
  waitingHeartbeats,
}: Pick<ChongqingBimDeps, 'session' | 'waitingHeartbeats'>): Pick<ChongqingBimActivities, UploadSteps> {
  return {
    queryUploadStatus: asActivity(async ({ platform, chunkSizeBytes, files }, run) => {
      const { client, settings } = session(platform);
      const layout = { chunkSizeBytes, firstChunkNumber: settings.firstChunkNumber };
      return {
        files: await forEachFile(files, run.signal, async (file) => {
          const status = await client.uploadStatus({ hash: file.hash, signal: run.signal });
          const missing = missingPositions(status, file, layout);
          return {
            index: file.index,
            state: 'ok' as const,
            isComplete: status.status === 'complete',
            missingChunks: missing.length,
            bytesToSend: chunkBytes(missing, file.size, chunkSizeBytes),
          };
        }),
      };
    }),

    mergeFiles: asActivity(async ({ platform, chunkSizeBytes, files }, run) => {
      const { client } = session(platform);
      return {
        files: await forEachFile(files, run.signal, async (file) => {
          const { name, hash, size, tags } = file;
          const totalChunks = chunkCount(size, chunkSizeBytes);
          // Asked first: an earlier attempt may have done it.
          const before = toUploadState(await client.uploadStatus({ hash, signal: run.signal }), file);
          if (before.state !== 'unmerged') return before;
          let refusal: ModelrailError | undefined;
          try {
            await client.mergeChunks({ file: { name, hash, size, totalChunks, tags }, signal: run.signal });
          } catch (error) {
            if (!(error instanceof ModelrailError) || error.isRetryable) throw error;
            refusal = error;
          }
          // The status is the truth, also about a refusal: somebody else may have had the same file merged meanwhile.
          const after = toUploadState(await client.uploadStatus({ hash, signal: run.signal }), file);
          const isFinal = after.state === 'unmerged' && !run.mayHaveHappened;
          if (refusal !== undefined && isFinal) throw refusal;
          return after;
        }),
      };
    }),

    synchronizeFiles: asActivity(async ({ platform, files }, run) => {
      const { client } = session(platform);
      return {
        files: await forEachFile(files, run.signal, async (file) =>
          toUploadState(await client.synchronize({ hash: file.hash, signal: run.signal }), file),
        ),
      };
    }),

    awaitMerged: asActivity(
      async ({ platform, files }, run) => {
        const { client, settings } = session(platform);
        const ask = async (file: UploadedFile): Promise<UploadState | undefined> => {
          const { hash } = file;
          const status = toUploadState(await client.uploadStatus({ hash, signal: run.signal }), file);
          if (status.state !== 'unmerged') return status;
          // A synchronisation that came before the end of the merge brought nothing.
          const synchronized = toUploadState(await client.synchronize({ hash, signal: run.signal }), file);
          run.answered();
          return synchronized.state === 'unmerged' ? undefined : synchronized;
        };
        return {
          files: await forEachFile(files, run.signal, (file) =>
            poll({ look: () => ask(file), intervalMs: settings.convert.pollInterval, signal: run.signal }),
          ),
        };
      },
      { heartbeats: waitingHeartbeats },
    ),
  };
}
