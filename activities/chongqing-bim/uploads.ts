import type { ChongqingBimActivities, UploadedFile, UploadState } from '../../contracts/chongqing-bim/activities.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { poll } from '../../lib/transfer/poll.ts';
import type { ChongqingBimClient } from '../../platforms/chongqing-bim/client.ts';
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
          const { hash } = file;
          // Asked first: an earlier attempt may have done it.
          const before = toUploadState(await client.uploadStatus({ hash, signal: run.signal }), file);
          if (before.state !== 'unmerged') return before;
          const refusal = await askForMerge(client, file, chunkSizeBytes, run.signal);
          // The status decides, also after a refusal: another client may have merged the same file in the meantime.
          const after = toUploadState(await client.uploadStatus({ hash, signal: run.signal }), file);
          if (refusal === undefined || after.state !== 'unmerged') return after;
          if (!run.mayHaveHappened) throw refusal;
          return { ...after, refusal: refusal.message };
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
      async ({ platform, chunkSizeBytes, files }, run) => {
        const { client, settings } = session(platform);
        // Files whose merge was refused; one that was accepted since is only waited for.
        const refused = new Set(files.filter(({ refusal }) => refusal !== undefined).map(({ hash }) => hash));
        const ask = async (file: UploadedFile, looks: number): Promise<UploadState | undefined> => {
          const { hash } = file;
          const status = toUploadState(await client.uploadStatus({ hash, signal: run.signal }), file);
          if (status.state !== 'unmerged') return status;
          // A synchronisation that came before the end of the merge brought nothing.
          const synchronized = toUploadState(await client.synchronize({ hash, signal: run.signal }), file);
          run.answered();
          if (synchronized.state !== 'unmerged') return synchronized;
          // Less and less often: if it is under way all the same, asking brings nothing but another refusal.
          if (refused.has(hash) && isPowerOfTwo(looks)) {
            const refusal = await askForMerge(client, file, chunkSizeBytes, run.signal);
            if (refusal === undefined) refused.delete(hash);
          }
          return undefined;
        };
        return {
          files: await forEachFile(files, run.signal, (file) => {
            let looks = 0;
            const look = () => {
              looks += 1;
              return ask(file, looks);
            };
            return poll({ look, intervalMs: settings.convert.pollInterval, signal: run.signal });
          }),
        };
      },
      { heartbeats: waitingHeartbeats },
    ),
  };
}

/** Asks for the merge of a file; answers its refusal. What is worth another attempt is thrown. */
async function askForMerge(
  client: ChongqingBimClient,
  { name, hash, size, tags }: UploadedFile,
  chunkSizeBytes: number,
  signal: AbortSignal,
): Promise<ModelrailError | undefined> {
  const totalChunks = chunkCount(size, chunkSizeBytes);
  try {
    await client.mergeChunks({ file: { name, hash, size, totalChunks, tags }, signal });
    return undefined;
  } catch (error) {
    if (!(error instanceof ModelrailError) || error.isRetryable) throw error;
    return error;
  }
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}
