import { isDelivered } from '../../contracts/kinds.ts';
import { MANIFEST_VERSION, type Manifest, type ManifestChunks, type ManifestFile } from '../../contracts/manifest.ts';
import type { FileProgress, IngestProgress } from '../../contracts/progress.ts';
import type { FileRequest } from '../../contracts/request.ts';
import { sentencesIn, toldWith } from '../../contracts/sentences.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { describeForgotten, type Evidence, readEvidence } from './evidence.ts';
import type { FileEvidence } from './file-evidence.ts';

/** See `Modelrail.manifest`. */
export async function readManifest(temporal: Temporal, id: string): Promise<Manifest> {
  return manifestOf(await readEvidence(temporal, id));
}

/** The manifest of an ingestion whose evidence was read. */
export function manifestOf(evidence: Evidence): Manifest {
  const { progress, request, runs, steps } = evidence;
  const files = progress.files.map((file, index) =>
    toManifestFile(file, evidence.files[index], request?.files[index], progress.dryRun !== undefined),
  );
  const { note, told = [] } = describeForgotten(evidence);
  return {
    manifest: MANIFEST_VERSION,
    id: progress.id,
    runId: progress.runId,
    platform: progress.platform,
    status: progress.status,
    startedAt: progress.startedAt,
    ...(progress.closedAt === undefined ? {} : { closedAt: progress.closedAt }),
    ...(progress.projectId === undefined ? {} : { projectId: progress.projectId }),
    tasks: progress.tasks ?? [],
    totals: {
      files: files.length,
      delivered: progress.files.filter(isDelivered).length,
      failed: files.filter(({ status }) => status === 'failed').length,
      bytes: sum(files, ({ size }) => size),
      chunksSent: sum(files, ({ chunks }) => chunks?.sent),
      bytesSent: sum(files, ({ chunks }) => chunks?.bytesSent),
      bytesSaved: sum(files, ({ chunks }) => chunks?.bytesSaved),
    },
    files,
    runs,
    steps,
    ...(progress.dryRun === undefined ? {} : { dryRun: progress.dryRun }),
    ...(progress.leftovers === undefined ? {} : { leftovers: progress.leftovers }),
    ...(note === undefined ? {} : { note }),
    ...toldWith([...sentencesIn(progress.told ?? [], textsOf(progress)), ...evidence.toldOfSteps, ...told]),
    ...(progress.error === undefined ? {} : { error: progress.error }),
  };
}

/** What of an ingestion a manifest repeats. */
function textsOf({ files, leftovers = [], error }: IngestProgress): string[] {
  const errors = [error, ...files.map((file) => file.error)];
  return [...leftovers, ...errors.flatMap((one) => one?.message ?? [])];
}

function sum(files: readonly ManifestFile[], figure: (file: ManifestFile) => number | undefined): number {
  return files.reduce((total, file) => total + (figure(file) ?? 0), 0);
}

function toManifestFile(
  file: FileProgress,
  evidence: FileEvidence | undefined,
  request: FileRequest | undefined,
  isDryRun: boolean,
): ManifestFile {
  const { read, sha256, stages } = evidence ?? {};
  const md5 = evidence?.md5 || (file.hash ?? '');
  const size = read?.size ?? file.size;
  return {
    name: file.name,
    source: {
      path: file.source,
      ...(request?.host === undefined ? {} : { host: request.host }),
      ...(read === undefined ? {} : versionOf(read.stamp)),
    },
    status: file.status,
    ...(request?.tags === undefined ? {} : { tags: request.tags }),
    ...(size > 0 ? { size } : {}),
    ...(file.format === undefined ? {} : { format: file.format }),
    ...(md5 === '' ? {} : { md5 }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(read === undefined ? {} : { chunks: chunksOf(file, read.chunkSizeBytes, isDryRun) }),
    remote: remoteOf(file, evidence),
    stages: [...(stages?.values() ?? [])],
    ...(file.error === undefined ? {} : { error: file.error }),
  };
}

/** A local file's stamp is `MTIME_NS:INODE`; one of another kind stands for itself. */
function versionOf(stamp: string): { version: string; modifiedAt?: string } {
  const [, mtimeMs] = /^(\d+)\d{6}:\d+$/.exec(stamp) ?? [];
  return { version: stamp, ...(mtimeMs === undefined ? {} : { modifiedAt: new Date(Number(mtimeMs)).toISOString() }) };
}

function chunksOf({ upload }: FileProgress, size: number, isDryRun: boolean): ManifestChunks {
  const { chunks, sent, skipped, bytesSent, bytesSkipped } = upload;
  return { size, count: chunks, sent, skipped, bytesSent, bytesSaved: isDryRun ? 0 : bytesSkipped };
}

function remoteOf(file: FileProgress, evidence: FileEvidence | undefined): ManifestFile['remote'] {
  const { record, task, registration, deliveredAt, remote = file.remote } = evidence ?? {};
  const fileId = record?.id ?? file.fileId;
  const path = record?.path ?? file.path;
  return {
    ...remote,
    ...(fileId === undefined ? {} : { fileId }),
    ...(path === undefined ? {} : { path }),
    ...(record?.createdUserId === undefined ? {} : { createdUserId: record.createdUserId }),
    ...task,
    ...registration,
    ...(deliveredAt === undefined ? {} : { registeredAt: deliveredAt }),
  };
}
