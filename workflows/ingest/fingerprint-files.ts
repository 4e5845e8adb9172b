import type { FingerprintHeartbeat } from '../../contracts/activities.ts';
import { INSPECT_MAX_FILES, MAX_CHUNKS } from '../../contracts/policies.ts';
import { runStep } from '../steps/steps.ts';
import { groupByHost, groupBySize, slices } from './file-groups.ts';
import { describeFiles, type IngestRun, queueOf, type RunFile } from './ingest-run.ts';
import { failFile, takeHash } from './ingest-state.ts';
import { settleFiles } from './settle-files.ts';

/** A file that was looked at. */
export interface InspectedRunFile extends RunFile {
  /** Identity on disk at that time. */
  stamp: string;
}

/** A file whose content is known by its hash. */
export interface FingerprintedRunFile extends InspectedRunFile {
  /** CRC-32 of each chunk, base64. */
  checksums: string;
}

/** Looks at every file on its own machine; those that cannot be read fail. Answers groups for the steps to come. */
export async function inspectFiles(run: IngestRun, files: readonly RunFile[]): Promise<InspectedRunFile[][]> {
  const slicesOfHosts = groupByHost(files).flatMap((ofHost) => slices(ofHost, INSPECT_MAX_FILES));
  const inspected = await Promise.all(slicesOfHosts.map((slice) => inspectSlice(run, slice)));
  return inspected.flatMap((slice) => groupBySize(slice));
}

async function inspectSlice(run: IngestRun, slice: readonly RunFile[]): Promise<InspectedRunFile[]> {
  const inspected: InspectedRunFile[] = [];
  await settleFiles(
    run,
    slice,
    (pending) =>
      run.gate.run(() =>
        runStep(
          'inspectSources',
          { files: pending.map(({ index, file }) => ({ index, source: file.source })) },
          { summary: `look at ${describeFiles(pending)}`, ...queueOf(run, pending) },
        ),
      ),
    (entry, outcome) => {
      entry.file.size = outcome.size;
      entry.file.upload.chunks = Math.ceil(outcome.size / run.plan.chunkSizeBytes);
      if (entry.file.upload.chunks > MAX_CHUNKS) {
        const message = `${entry.file.upload.chunks} chunks are too many: set upload.chunkSize so that there are at most ${MAX_CHUNKS}`;
        return failFile(entry.file, { type: 'InvalidRequest', message });
      }
      if (outcome.warning !== undefined) entry.file.warning = outcome.warning;
      inspected.push({ ...entry, stamp: outcome.stamp });
    },
  );
  return inspected;
}

/** Hashes a group where its files are. */
export async function fingerprintGroup(
  run: IngestRun,
  group: readonly InspectedRunFile[],
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
          runStep(
            'fingerprintFiles',
            {
              chunkSizeBytes: run.plan.chunkSizeBytes,
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
      takeHash(entry.file, outcome.hash);
      entry.file.stage = 'upload';
      fingerprinted.push({ ...entry, stamp: stamps.get(entry.index) ?? '', checksums: outcome.checksums });
    },
  );
  return fingerprinted;
}
