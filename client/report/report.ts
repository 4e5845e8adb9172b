import { errorOf, type KeptError, shownError } from '../../contracts/errors.ts';
import { CHANGING_WORKFLOWS, describeTarget, isDelivered } from '../../contracts/kinds.ts';
import type { Manifest, ManifestFile } from '../../contracts/manifest.ts';
import {
  type DeliveryReport,
  NO_WORKER_TO_ASK,
  REPORT_VERSION,
  type ReportedChanges,
  type ReportedFile,
  type ReportedIngestion,
  type ReportTotals,
  type UnlikeCheck,
} from '../../contracts/report.ts';
import { linesOf, sentenceOf, toldWith } from '../../contracts/sentences.ts';
import { type FileVerification, unlikeChecks, type VerifyReport } from '../../contracts/verification.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { type Evidence, readEvidence } from '../history/evidence.ts';
import { manifestOf } from '../history/manifest.ts';
import type { ReportOptions } from '../modelrail.ts';
import { describeOne, describeRun, type Run } from '../runs/run.ts';
import { NoWorkerError } from '../temporal/run-activity.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { verifyEvidence } from '../verify/verify.ts';
import { attemptsOfFiles } from './attempts.ts';
import { reportChanges } from './changes.ts';

/** See `Modelrail.report`. */
export async function reportIngestions(
  temporal: Temporal,
  ids: readonly string[],
  options: ReportOptions = {},
): Promise<DeliveryReport> {
  const runs = await findRuns(temporal, [...new Set(ids)]);
  const madeAt = new Date().toISOString();
  const ingestions: ReportedIngestion[] = [];
  const changes: ReportedChanges[] = [];
  for (const run of runs) {
    const changing = CHANGING_WORKFLOWS.get(run.type);
    if (changing === undefined) ingestions.push(await reportOne(temporal, run.workflowId, options));
    else changes.push(await reportChanges(temporal, run, changing));
  }
  return { report: REPORT_VERSION, madeAt, ingestions, ...(changes.length === 0 ? {} : { changes }) };
}

/** A paper of many takes its time: an id that is none is told before that. Error: `NotFound`. */
async function findRuns(temporal: Temporal, ids: readonly string[]): Promise<Run[]> {
  if (ids.length === 0)
    throw new ModelrailError('InvalidRequest', sentenceOf('a report is of one ingestion at least: name its id'));
  const runs: Run[] = [];
  const unknown: ModelrailError[] = [];
  for (const id of ids) {
    try {
      runs.push(await describeReported(temporal, id));
    } catch (error) {
      if (!(error instanceof ModelrailError) || error.type !== 'NotFound') throw error;
      unknown.push(error);
    }
  }
  const [first, ...others] = unknown;
  if (first !== undefined && others.length === 0) throw first;
  if (first !== undefined) throw new ModelrailError('NotFound', linesOf(unknown.map((error) => error.toPart())));
  return runs;
}

async function describeReported(temporal: Temporal, id: string): Promise<Run> {
  const run = id === '' ? undefined : await describeOne(temporal, id);
  return run !== undefined && CHANGING_WORKFLOWS.has(run.type) ? run : await describeRun(temporal, id);
}

async function reportOne(temporal: Temporal, id: string, options: ReportOptions): Promise<ReportedIngestion> {
  options.signal?.throwIfAborted();
  const evidence = await readEvidence(temporal, id);
  const verified = await verifyOrWhyNot(temporal, evidence, options);
  return toReported(evidence, verified);
}

interface Verified {
  report?: VerifyReport;
  unverified?: KeptError;
}

/** A paper is worth something without an answer of the platform, too: it says why there is none. */
async function verifyOrWhyNot(
  temporal: Temporal,
  evidence: Evidence,
  { onProgress, signal }: ReportOptions,
): Promise<Verified> {
  const { id, files } = evidence.progress;
  if (!files.some(isDelivered)) return {};
  try {
    const report = await verifyEvidence(temporal, evidence, {
      onProgress: (progress) => onProgress?.({ id, ...progress }),
      ...(signal === undefined ? {} : { signal }),
    });
    return { report };
  } catch (error) {
    if (!(error instanceof ModelrailError) || error.type === 'TemporalUnavailable') throw error;
    return { unverified: error instanceof NoWorkerError ? errorOf(error.type, NO_WORKER_TO_ASK) : error.toKept() };
  }
}

function toReported(evidence: Evidence, { report, unverified }: Verified): ReportedIngestion {
  const { progress, request } = evidence;
  const { kind, sync, startedBy, labels, projectName } = progress;
  const manifest = manifestOf(evidence);
  const {
    id,
    runId,
    platform,
    status,
    startedAt,
    closedAt,
    projectId,
    tasks,
    leftovers,
    told = [],
    note,
    error,
  } = manifest;
  const files = toFiles(manifest, evidence, report?.files ?? []);
  return {
    id,
    runId,
    platform,
    ...(kind === undefined ? {} : { kind }),
    status,
    ...(sync === undefined ? {} : { sync }),
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(labels === undefined ? {} : { labels }),
    startedAt,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(projectId === undefined ? {} : { projectId }),
    ...(projectName === undefined ? {} : { projectName }),
    tasks,
    target: describeTarget(request ?? {}).lines.map(({ label, value }) => ({ label, value })),
    totals: totalsOf(files),
    files,
    ...(report === undefined ? {} : { verification: verificationOf(report) }),
    ...(unverified === undefined ? {} : { unverified: shownError(unverified) }),
    ...(manifest.dryRun === undefined ? {} : { dryRun: true }),
    ...(leftovers === undefined ? {} : { leftovers }),
    ...toldWith([...told, ...(report?.told ?? []), ...(unverified?.told ?? [])]),
    ...(note === undefined ? {} : { note }),
    ...(error === undefined ? {} : { error }),
  };
}

function verificationOf({ verifiedAt, counts, notAsked }: VerifyReport) {
  return { verifiedAt, counts, notAsked };
}

function toFiles(manifest: Manifest, { progress }: Evidence, verified: readonly FileVerification[]): ReportedFile[] {
  const byIndex = new Map(verified.map((file) => [file.index, file]));
  const attempts = attemptsOfFiles(manifest);
  return manifest.files.map((file, index) => {
    const known = progress.files[index];
    return toFile(file, {
      isDelivered: known !== undefined && isDelivered(known),
      attempts: attempts[index] ?? 1,
      verified: byIndex.get(index),
    });
  });
}

interface Beside {
  isDelivered: boolean;
  attempts: number;
  verified: FileVerification | undefined;
}

function toFile(file: ManifestFile, { isDelivered, attempts, verified }: Beside): ReportedFile {
  const { name, source, size, format, md5, sha256, tags, status, remote, error } = file;
  const { registeredAt, ...ids } = remote;
  return {
    name,
    source: source.path,
    ...(size === undefined ? {} : { size }),
    ...(format === undefined ? {} : { format }),
    ...(md5 === undefined ? {} : { md5 }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(tags === undefined ? {} : { tags }),
    status,
    isDelivered,
    ...(registeredAt === undefined ? {} : { deliveredAt: registeredAt }),
    ids: idsOf(ids),
    attempts,
    ...(verified === undefined ? {} : { verified: verified.state }),
    ...(verified?.reason === undefined ? {} : { reason: verified.reason, unlike: unlikeOf(verified) }),
    ...(error === undefined ? {} : { error }),
  };
}

function unlikeOf({ checks }: FileVerification): UnlikeCheck[] {
  return unlikeChecks(checks).map(({ what, state }) => ({ what, state }));
}

function idsOf(remote: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(remote).flatMap(([key, id]) => (id === undefined ? [] : [[key, id]])));
}

function totalsOf(files: readonly ReportedFile[]): ReportTotals {
  const delivered = files.filter(({ isDelivered }) => isDelivered);
  return {
    files: files.length,
    delivered: delivered.length,
    failed: files.filter(({ status }) => status === 'failed').length,
    bytes: sizeOf(files),
    bytesDelivered: sizeOf(delivered),
  };
}

function sizeOf(files: readonly ReportedFile[]): number {
  return files.reduce((total, { size = 0 }) => total + size, 0);
}
