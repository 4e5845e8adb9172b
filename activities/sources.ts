import type {
  DeferredFile,
  FailedFile,
  FingerprintedFile,
  FingerprintHeartbeat,
  InspectedFile,
  SourceActivities,
} from '../contracts/activities.ts';
import type { FileVersion, TargetQuestion } from '../contracts/remembered.ts';
import { englishOf, JOINT, type Sentence } from '../contracts/sentences.ts';
import { modifiedAtMs } from '../lib/sources/source.ts';
import { findStillWritten, STILL_WRITTEN } from '../lib/sources/still-written.ts';
import type { StepDeps } from './deps.ts';
import { forEachFile } from './groups.ts';
import { createHashCheckpoints } from './hash-checkpoints.ts';
import { hashUnchanged } from './hash-unchanged.ts';
import type { Recall } from './recall.ts';
import { asActivity } from './run.ts';

/** Files that are looked at together: one that has to be fetched for it holds a connection. */
const LOOKS_AT_A_TIME = 32;

/** Steps that read the files themselves. */
export function createSourceActivities({
  sources,
  hasher,
  recall,
}: Pick<StepDeps, 'sources' | 'hasher'> & { recall: Recall }): SourceActivities {
  return {
    inspectSources: asActivity(async ({ files, platform }, run) => {
      const bytes: Record<string, number> = {};
      const looks = await forEachFile(
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
      );
      const sourceOf = new Map(files.map(({ index, source }) => [index, source]));
      const written = await findStillWritten(
        looks.filter((look) => look.state === 'ok'),
        (look) => sources.stamp({ ...look, source: sourceOf.get(look.index) ?? '' }, run.signal),
      );
      const versions = looks.flatMap((look): FileVersion[] => {
        const modifiedAt = look.state === 'ok' ? modifiedAtMs(look) : undefined;
        if (look.state !== 'ok' || modifiedAt === undefined) return [];
        return [{ source: sourceOf.get(look.index) ?? '', size: look.size, modifiedAtMs: modifiedAt }];
      });
      const isAsked = platform !== undefined && versions.length > 0;
      const sentences = isAsked
        ? await recall.versions({ platform, asking: run.ingestion, files: versions })
        : new Map<string, Sentence>();
      return {
        files: looks.map((look) => {
          if (look.state !== 'ok') return look;
          const remembered = sentences.get(sourceOf.get(look.index) ?? '');
          const seen = written.has(look) ? withWarning(look, STILL_WRITTEN) : look;
          return remembered === undefined ? seen : withRemembered(seen, remembered);
        }),
      };
    }),

    fingerprintFiles: asActivity(async (input, run) => {
      const { chunkSizeBytes, files, platform, sha256: withSha256 = false } = input;
      const { signal } = run;
      const checkpoints = createHashCheckpoints(input, run.previous);
      const bytes: Record<string, number> = {};
      const tell = () =>
        run.report({ step: 'fingerprint', bytes, ...checkpoints.toHeartbeat() } satisfies FingerprintHeartbeat);
      const outcomes = await forEachFile(files, signal, async (file) => {
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
      });
      return {
        files:
          platform === undefined
            ? outcomes
            : await recallContents(recall, { platform, asking: run.ingestion }, outcomes),
      };
    }),
  };
}

function withWarning({ warning, told = [], ...look }: InspectedFile, more: Sentence): InspectedFile {
  const english = englishOf(more);
  return { ...look, warning: warning === undefined ? english : `${warning}${JOINT}${english}`, told: [...told, more] };
}

function withRemembered<File extends InspectedFile | FingerprintedFile>(file: File, remembered: Sentence): File {
  return { ...file, remembered: englishOf(remembered), told: [...(file.told ?? []), remembered] };
}

/** Adds what earlier ingestions did with the contents. */
async function recallContents(
  recall: Recall,
  about: TargetQuestion,
  files: (FingerprintedFile | FailedFile | DeferredFile)[],
): Promise<(FingerprintedFile | FailedFile | DeferredFile)[]> {
  const hashes = files.flatMap((file) => (file.state === 'ok' ? [file.hash] : []));
  if (hashes.length === 0) return files;
  const sentences = await recall.contents({ ...about, hashes: [...new Set(hashes)] });
  return files.map((file) => {
    if (file.state !== 'ok') return file;
    const remembered = sentences.get(file.hash);
    return remembered === undefined ? file : withRemembered(file, remembered);
  });
}
