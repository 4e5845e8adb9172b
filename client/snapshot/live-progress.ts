import type { ConversionHeartbeat, FingerprintHeartbeat, TransferHeartbeat } from '../../contracts/activities.ts';
import { isInRanges } from '../../contracts/file-ranges.ts';
import { filePercent, totalPercent } from '../../contracts/percent.ts';
import type { FileProgress, IngestProgress } from '../../contracts/progress.ts';
import { addTransferCount } from '../../contracts/transfer-count.ts';
import type { PendingActivity } from './pending-activity.ts';

type Kind = IngestProgress['kind'];

/**
 * Adds to a state what running steps report between two answers of the workflow: bytes hashed and sent, and how far
 * conversions are. Percentages never fall by it.
 */
export function mergeHeartbeats(progress: IngestProgress, activities: readonly PendingActivity[]): IngestProgress {
  const { kind } = progress;
  const conversions: ConversionHeartbeat[] = [];
  const files = [...progress.files];
  for (const { heartbeat } of activities) {
    if (heartbeat?.step === 'fingerprint') mergeHashed(kind, files, heartbeat);
    if (heartbeat?.step === 'transfer') mergeSent(kind, files, heartbeat);
    if (heartbeat?.step === 'convert') conversions.push(heartbeat);
  }
  if (conversions.length > 0) mergeConverted(kind, files, conversions);
  return { ...progress, files, percent: Math.max(progress.percent, totalPercent(files)) };
}

function mergeHashed(kind: Kind, files: FileProgress[], heartbeat: FingerprintHeartbeat): void {
  for (const [index, hashedBytes] of Object.entries(heartbeat.bytes)) {
    const file = inStage(files, index, 'fingerprint');
    if (file)
      files[Number(index)] = { ...file, percent: Math.max(file.percent, filePercent(kind, { ...file, hashedBytes })) };
  }
}

function mergeSent(kind: Kind, files: FileProgress[], heartbeat: TransferHeartbeat): void {
  for (const [index, count] of Object.entries(heartbeat.files)) {
    const file = inStage(files, index, 'upload');
    if (!file) continue;
    const underWay = heartbeat.underWay?.[index];
    const upload = {
      ...addTransferCount(file.upload, count),
      ...(underWay === undefined ? {} : { bytesUnderWay: underWay }),
    };
    files[Number(index)] = { ...file, upload, percent: Math.max(file.percent, filePercent(kind, { ...file, upload })) };
  }
}

/** Of heartbeats that do not name their files the mean stands for each file that no other one names. */
function mergeConverted(kind: Kind, files: FileProgress[], heartbeats: readonly ConversionHeartbeat[]): void {
  const others = heartbeats.filter((heartbeat) => heartbeat.files === undefined).map(({ percent }) => percent);
  const mean = others.length === 0 ? undefined : others.reduce((sum, percent) => sum + percent, 0) / others.length;
  for (const [index, file] of files.entries()) {
    if (file.stage !== 'convert' || file.status === 'failed') continue;
    const own = heartbeats.find((heartbeat) => heartbeat.files !== undefined && isInRanges(heartbeat.files, index));
    const conversionPercent = own?.percent ?? mean;
    if (conversionPercent === undefined) continue;
    files[index] = { ...file, percent: Math.max(file.percent, filePercent(kind, { ...file, conversionPercent })) };
  }
}

/** A file that has left the stage has the step's final figures already. */
function inStage(
  files: readonly FileProgress[],
  index: string,
  stage: FileProgress['stage'],
): FileProgress | undefined {
  const file = files[Number(index)];
  return file?.stage === stage && file.status !== 'failed' ? file : undefined;
}
