import type { FingerprintHeartbeat } from '../../contracts/activities.ts';
import { errorOf } from '../../contracts/errors.ts';
import { sharesContents } from '../../contracts/kinds.ts';
import { INSPECT_MAX_FILES, INSPECT_MAX_REMOTE_FILES, MAX_CHUNKS } from '../../contracts/policies.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { isUrl } from '../../contracts/source-path.ts';
import { steps } from '../steps/steps.ts';
import { groupByHost, groupBySize, slices } from './file-groups.ts';
import type { IngestRun, RunFile } from './ingest-run.ts';
import { addWarning, contentProblem, failFile, setHash, tellOf } from './ingest-state.ts';
import { isOfSync } from './of-sync.ts';
import { describeFiles, queueOf } from './run-files.ts';
import { settleFiles } from './settle-files.ts';

/** A file that was looked at. */
export interface InspectedRunFile extends RunFile {
  /** Identity on disk at that time. */
  stamp: string;
}

/** A file whose content is known by its hash. */
export interface FingerprintedRunFile extends InspectedRunFile {
  /** The checksum of each chunk, as text. */
  checksums: string;
}

/** How files are sent: in chunks of so many bytes, or each as a whole. */
export interface ChunkLayout {
  chunkSizeBytes?: number;
}

/** Looks at every file on its own machine; those that cannot be read fail. Answers groups for the steps to come. */
export async function inspectFiles(
  run: IngestRun,
  files: readonly RunFile[],
  layout: ChunkLayout,
): Promise<InspectedRunFile[][]> {
  const together = groupByHost(files).flatMap((ofHost) => {
    const isRemote = ofHost.some(({ file }) => isUrl(file.source));
    return slices(ofHost, isRemote ? INSPECT_MAX_REMOTE_FILES : INSPECT_MAX_FILES);
  });
  const inspected = await Promise.all(together.map((slice) => inspectSlice(run, slice, layout)));
  return inspected.flatMap((slice) => groupBySize(slice));
}

async function inspectSlice(
  run: IngestRun,
  slice: readonly RunFile[],
  { chunkSizeBytes }: ChunkLayout,
): Promise<InspectedRunFile[]> {
  const inspected: InspectedRunFile[] = [];
  await settleFiles(
    run,
    slice,
    (pending) =>
      run.gate.run(() =>
        steps.inspectSources(
          {
            ...recallOf(run),
            files: pending.map(({ index, file }) => ({ index, source: file.source })),
          },
          { summary: `look at ${describeFiles(pending)}`, ...queueOf(run, pending) },
        ),
      ),
    (entry, outcome) => {
      entry.file.size = outcome.size;
      entry.file.upload.chunks = chunkSizeBytes === undefined ? 1 : Math.ceil(outcome.size / chunkSizeBytes);
      if (entry.file.upload.chunks > MAX_CHUNKS) {
        const tooMany = sentenceOf(
          '{chunks} chunks are too many: set upload.chunkSize so that there are at most {most}',
          {
            chunks: entry.file.upload.chunks,
            most: MAX_CHUNKS,
          },
        );
        return failFile(entry.file, errorOf('InvalidRequest', tooMany));
      }
      if (outcome.format !== undefined) entry.file.format = outcome.format;
      if (outcome.warning !== undefined) entry.file.warning = outcome.warning;
      if (outcome.remembered !== undefined) addWarning(entry.file, outcome.remembered);
      tellOf(entry.file, outcome.told);
      inspected.push({ ...entry, stamp: outcome.stamp });
    },
  );
  return inspected;
}

/** Where contents are hashed only while they are sent, what is known of them is known by their versions. */
function recallOf({ state, plan }: IngestRun): { platform?: string } {
  return isOfSync() || sharesContents(plan.kind) ? {} : { platform: state.request.platform };
}

/** Hashes a group where its files are. */
export async function fingerprintGroup(
  run: IngestRun,
  group: readonly InspectedRunFile[],
  { chunkSizeBytes }: Required<ChunkLayout>,
): Promise<FingerprintedRunFile[]> {
  const stamps = new Map(group.map((entry) => [entry.index, entry.stamp]));
  const fingerprinted: FingerprintedRunFile[] = [];
  let reached: Pick<FingerprintHeartbeat, 'checkpoints'> = {};
  await settleFiles(
    run,
    group,
    (pending) =>
      run.gate.run(
        () =>
          steps.fingerprintFiles(
            {
              chunkSizeBytes,
              ...(isOfSync() ? {} : { platform: run.state.request.platform }),
              ...(run.plan.sha256 === true ? { sha256: true } : {}),
              files: pending.map(({ index, file }) => ({
                index,
                source: file.source,
                size: file.size,
                stamp: stamps.get(index) ?? '',
              })),
              ...reached,
            },
            { summary: `hash ${describeFiles(pending)}`, ...queueOf(run, pending) },
          ),
        ({ checkpoints = {} }) => {
          const own = pending.flatMap(({ index }) => {
            const checkpoint = checkpoints[index] ?? reached.checkpoints?.[index];
            return checkpoint === undefined ? [] : [[index, checkpoint] as const];
          });
          if (own.length > 0) reached = { checkpoints: Object.fromEntries(own) };
        },
      ),
    (entry, outcome) => {
      const problem = contentProblem(entry.file, outcome.hash);
      if (problem !== undefined) return failFile(entry.file, problem);
      setHash(entry.file, outcome.hash);
      if (outcome.remembered !== undefined) addWarning(entry.file, outcome.remembered);
      tellOf(entry.file, outcome.told);
      entry.file.stage = 'upload';
      fingerprinted.push({ ...entry, stamp: stamps.get(entry.index) ?? '', checksums: outcome.checksums });
    },
  );
  return fingerprinted;
}
