import { patched } from '@temporalio/workflow';
import type { TransferCount } from '../../contracts/activities.ts';
import type { TransferFile, UploadedFile, UploadState } from '../../contracts/chongqing-bim/activities.ts';
import { MAX_LOSSES, MERGE_TIMEOUT_MS } from '../../contracts/chongqing-bim/policies.ts';
import { errorOf } from '../../contracts/errors.ts';
import { HASHING_GROUPS, SENDING_GROUPS } from '../../contracts/policies.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { addTransferCount } from '../../contracts/transfer-count.ts';
import type { FingerprintedRunFile, InspectedRunFile } from '../ingest/fingerprint-files.ts';
import { fingerprintGroup } from '../ingest/fingerprint-files.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { failFile, isAlive } from '../ingest/ingest-state.ts';
import { beginUploads, describeFiles, queueOf } from '../ingest/run-files.ts';
import { sendingLimits } from '../ingest/run-limits.ts';
import { settleFiles } from '../ingest/settle-files.ts';
import { createLimit } from '../steps/limit.ts';
import { steps } from '../steps/steps.ts';
import { createTimer } from '../steps/timer.ts';
import { awaitMerged } from './await-merged.ts';
import type { ChongqingBimRun } from './chongqing-bim-run.ts';

/** Brings every group to the platform: hashed, sent, merged. While one group is sent the next is hashed. */
export async function uploadGroups(run: ChongqingBimRun, groups: readonly InspectedRunFile[][]): Promise<void> {
  const hashing = createLimit(HASHING_GROUPS);
  const sending = createLimit(SENDING_GROUPS);
  // A hash that is under way already: the same content is sent once.
  const underWay = new Map<string, Promise<unknown>>();

  const ends = await Promise.allSettled(
    groups.map(async (group) => {
      const fingerprinted = await hashing(() => fingerprintGroup(run, group, run.plan));
      const own = fingerprinted.filter((entry, position) => {
        const isFirst = fingerprinted.findIndex((other) => other.file.hash === entry.file.hash) === position;
        return isFirst && !underWay.has(entry.file.hash);
      });
      const duplicates = fingerprinted.filter((entry) => !own.includes(entry));
      const upload = sending(() => uploadGroup(run, own));
      for (const entry of own) underWay.set(entry.file.hash, upload);
      await upload;
      if (duplicates.length === 0) return;
      await Promise.all(duplicates.flatMap((duplicate) => underWay.get(duplicate.file.hash) ?? []));
      await sending(() => uploadGroup(run, duplicates));
    }),
  );
  // A group that is cancelled is no reason to forget what the others still have to tell.
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** Sends and merges a group; what the platform loses on the way is sent again, but not for ever. */
async function uploadGroup(run: ChongqingBimRun, group: readonly FingerprintedRunFile[]): Promise<void> {
  let pending = group;
  const accepted = new Map<number, string>();
  for (let losses = 0; pending.length > 0; losses += 1) {
    const unmerged = await transferGroup(run, pending, { losses, accepted });
    const refusals = new Map<number, string>();
    await settle(run, unmerged, { stage: 'merge', step: 'mergeFiles', refusals });
    await settle(run, stillIn('merge', unmerged), { stage: 'synchronize', step: 'synchronizeFiles', refusals });
    await settle(run, stillIn('synchronize', unmerged), { stage: 'synchronize', step: 'awaitMerged', refusals });
    pending = pending.filter(({ file }) => isAlive(file) && file.stage === 'upload');
    if (losses < MAX_LOSSES) continue;
    const lost = sentenceOf('the platform lost chunks of this file {times} times before it was complete', {
      times: losses + 1,
    });
    for (const { file } of pending) failFile(file, errorOf('UnexpectedResponse', lost));
    run.changed();
    return;
  }
}

/**
 * Sends what the platform lacks of a group; answers the files of which it has every chunk but no whole yet. `accepted` keeps
 * by file index what earlier steps sent, so that no number of steps sends a chunk for ever.
 */
async function transferGroup(
  run: ChongqingBimRun,
  group: readonly FingerprintedRunFile[],
  { losses, accepted }: { losses: number; accepted: Map<number, string> },
): Promise<RunFile[]> {
  const facts = new Map(group.map((entry) => [entry.index, entry]));
  beginUploads(run, group);

  const keepAccepted = (index: number, count: TransferCount | undefined) => {
    if (count?.accepted !== undefined) accepted.set(index, count.accepted);
  };
  const unmerged: RunFile[] = [];
  await settleFiles(
    run,
    group,
    (pending) =>
      run.gate.run(
        () =>
          steps.transferChunks(
            {
              platform: run.state.request.platform,
              chunkSizeBytes: run.plan.chunkSizeBytes,
              ingestion: run.state.identity.id,
              ...sendingLimits(run),
              files: pending.map((entry) => ({
                ...toUploadedFile(entry),
                source: entry.file.source,
                stamp: facts.get(entry.index)?.stamp ?? '',
                checksums: facts.get(entry.index)?.checksums ?? '',
                ...(losses === 0 ? {} : { losses }),
                ...acceptedBefore(accepted.get(entry.index)),
              })),
            },
            { summary: `send ${describeFiles(pending)}`, ...queueOf(run, pending) },
          ),
        ({ files: counts = {} }) => {
          for (const { index, file } of pending) {
            file.upload = addTransferCount(file.upload, counts[index]);
            keepAccepted(index, counts[index]);
          }
        },
      ),
    (entry, outcome) => {
      entry.file.upload = addTransferCount(entry.file.upload, outcome.count);
      keepAccepted(entry.index, outcome.count);
      if (outcome.state === 'unmerged') unmerged.push(entry);
      if (outcome.state === 'complete') entry.file.upload.instant = entry.file.upload.sent === 0;
      applyOutcome(run, entry, outcome);
    },
    (entry, outcome) => keepAccepted(entry.index, outcome.count),
  );
  return unmerged;
}

function acceptedBefore(accepted: string | undefined): Pick<TransferFile, 'accepted'> {
  return accepted === undefined ? {} : { accepted };
}

interface StepBehindTransfer {
  stage: 'merge' | 'synchronize';
  step: 'mergeFiles' | 'synchronizeFiles' | 'awaitMerged';
  /** Words of merges that were refused and may be under way all the same, by file index; filled by `mergeFiles`. */
  refusals: Map<number, string>;
}

/** Runs one of the steps behind the transfer for files that are not complete yet. */
async function settle(
  run: ChongqingBimRun,
  files: readonly RunFile[],
  { stage, step, refusals }: StepBehindTransfer,
): Promise<void> {
  if (files.length === 0) return;
  for (const { file } of files) file.stage = stage;
  run.changed();
  const { gate, plan, state } = run;
  const { platform } = state.request;
  // For all that is deferred on the way as well.
  const timer = createTimer(MERGE_TIMEOUT_MS);
  await settleFiles(
    run,
    files,
    async (pending) => {
      const uploaded = pending.map((entry) => {
        const refusal = refusals.get(entry.index);
        return { ...toUploadedFile(entry), ...(refusal === undefined ? {} : { refusal }) };
      });
      const label = describeFiles(pending);
      if (step === 'awaitMerged') {
        const heartbeatTimeoutMs = plan.waitHeartbeatMs;
        const { chunkSizeBytes } = plan;
        return awaitMerged({ platform, chunkSizeBytes, files: uploaded, label, heartbeatTimeoutMs, gate, timer });
      }
      await gate.open();
      const input = { platform, chunkSizeBytes: plan.chunkSizeBytes, files: uploaded };
      return steps[step](input, { summary: `${step === 'mergeFiles' ? 'merge' : 'synchronise'} ${label}` });
    },
    (entry, outcome) => {
      if (outcome.state === 'unmerged' && outcome.refusal !== undefined) refusals.set(entry.index, outcome.refusal);
      applyOutcome(run, entry, outcome);
    },
  );
}

function stillIn(stage: 'merge' | 'synchronize', files: readonly RunFile[]): RunFile[] {
  return files.filter(({ file }) => isAlive(file) && file.stage === stage);
}

function applyOutcome({ state }: ChongqingBimRun, { index, file }: RunFile, outcome: UploadState): void {
  if (outcome.state === 'incomplete') goBack(file);
  if (outcome.state !== 'complete') return;
  const { id, path, ...facts } = outcome.record;
  file.record = { id, path };
  state.own.records.set(index, facts);
  file.status = 'uploaded';
  file.stage = 'convert';
}

/** The platform lacks chunks again: they are sent, and the file is shown where it was. */
function goBack(file: RunFile['file']): void {
  if (patched('stage-never-falls')) file.reached = file.stage;
  file.stage = 'upload';
}

function toUploadedFile({ index, file }: RunFile): UploadedFile {
  return { index, name: file.name, hash: file.hash, size: file.size, tags: file.tags };
}
