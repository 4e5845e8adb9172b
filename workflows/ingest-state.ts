import { uuid4 } from '@temporalio/workflow';
import type { ErrorInfo } from '../contracts/errors.ts';
import { filePercent, totalPercent } from '../contracts/percent.ts';
import type { DryRunReport, FileProgress, IngestProgress, IngestStatus, Stage } from '../contracts/progress.ts';
import { STAGES } from '../contracts/progress.ts';
import type { IngestRequest } from '../contracts/request.ts';
import type { BatchState, FileState, IngestResult, ProjectState, ResumeState } from '../contracts/state.ts';

/** Who this run is. */
export interface RunIdentity {
  id: string;
  /** The first of a chain. */
  runId: string;
  startedAt: string;
}

/** Everything a run knows, changed in place by the steps. */
export interface IngestState {
  identity: RunIdentity;
  request: IngestRequest;
  project: ProjectState;
  batches: BatchState[];
  /** Group ids made by an earlier run whose models never came to a conversion: taken before new ones are made. */
  spareGroupIds: string[];
  files: FileState[];
  dryRun?: DryRunReport;
  leftovers?: string[];
  error?: ErrorInfo;
  /** Set when the run is over. */
  outcome?: { status: IngestStatus; closedAt: string };
}

/** The state at a run's start: fresh, or what the run before it left to do. */
export function createState(
  request: IngestRequest,
  identity: RunIdentity,
  previous: IngestResult | undefined,
): IngestState {
  const state: IngestState = {
    identity,
    request,
    project: previous?.resume.project ?? {
      id: request.project?.id ?? uuid4(),
      isGiven: request.project?.id !== undefined,
      create: 'none',
    },
    batches: [],
    spareGroupIds: [],
    files: request.files.map((file) => ({
      source: file.source,
      ...(file.host === undefined ? {} : { host: file.host }),
      name: file.name ?? lastSegment(file.source),
      tags: file.tags ?? [],
      size: 0,
      hash: '',
      status: 'pending',
      stage: 'fingerprint',
      upload: { chunks: 0, sent: 0, skipped: 0, bytesSkipped: 0, bytesSent: 0, instant: false },
    })),
  };
  if (previous !== undefined) takeOver(state, previous);
  return state;
}

/** Keeps what is registered, takes up registrations that were begun, and puts everything else at its start. */
function takeOver(state: IngestState, previous: IngestResult): void {
  const kept = new Set<number>();
  for (const batch of previous.resume.batches) {
    const isWorthKeeping = batch.taskId !== undefined && batch.converted.length > 0;
    if (!isWorthKeeping) {
      if (batch.group === 'none') state.spareGroupIds.push(batch.modelGroupId);
      continue;
    }
    state.batches.push({ ...batch, files: batch.converted });
    for (const position of batch.converted) kept.add(position);
  }
  for (const [position, file] of state.files.entries()) {
    const old = previous.files[position];
    if (old === undefined) continue;
    if (kept.has(position)) takeOverFile(file, old, previous.resume.createdUserIds[position] ?? '');
    else file.upload = { ...old.upload, instant: false };
  }
}

/** A file that converted: delivered, or waiting for its registration. */
function takeOverFile(file: FileState, old: FileProgress, createdUserId: string): void {
  const { size, hash, upload, warning, fileId, path } = old;
  const progress = old.status === 'registered' ? ({ status: 'registered', stage: 'done' } as const) : TO_REGISTER;
  Object.assign(file, { size, hash, upload, ...progress, ...(warning === undefined ? {} : { warning }) });
  if (fileId !== undefined && path !== undefined) file.record = { id: fileId, path, createdUserId };
}

const TO_REGISTER = { status: 'converted', stage: 'register' } as const;

function lastSegment(source: string): string {
  return source.split(/[/\\]/).findLast((segment) => segment !== '') ?? source;
}

/** Gives a file up. */
export function failFile(file: FileState, error: ErrorInfo): void {
  file.status = 'failed';
  file.error = error;
}

/** True while a file can still be delivered. */
export function isAlive(file: FileState): boolean {
  return file.status !== 'failed';
}

/** Files that are delivered, and files that failed. */
export function countFiles(state: IngestState): { delivered: number; failed: number } {
  let delivered = 0;
  let failed = 0;
  for (const file of state.files) {
    if (file.status === 'registered') delivered += 1;
    if (file.status === 'failed') failed += 1;
  }
  return { delivered, failed };
}

/** The least advanced stage of the files that still go on. */
export function stageOf(state: IngestState): Stage {
  if (state.outcome !== undefined) {
    return state.outcome.status === 'completed' || state.outcome.status === 'partial' ? 'done' : furthestStage(state);
  }
  // Until the request is checked there are no files.
  if (state.files.length === 0) return 'fingerprint';
  const open = state.files.filter((file) => isAlive(file) && file.status !== 'registered');
  const first = Math.min(...open.map((file) => STAGES.indexOf(file.stage)), STAGES.length - 1);
  return STAGES[first] ?? 'done';
}

function furthestStage(state: IngestState): Stage {
  const last = Math.max(...state.files.map((file) => STAGES.indexOf(file.stage)), 0);
  return STAGES[last] ?? 'fingerprint';
}

/** The state as users see it; what only the server knows (`waiting`, live bytes, `url`) is added by the client. */
export function toProgress(state: IngestState, isPaused: boolean): IngestProgress {
  const tasks = state.batches.flatMap(({ modelGroupId, taskId }) =>
    taskId === undefined ? [] : [{ modelGroupId, taskId }],
  );
  const [first] = tasks;
  const maxLength = messageLength(state.files.length);
  const files = state.files.map((file) => toFileProgress(file, maxLength));
  const showsProject = state.project.isGiven || state.project.create === 'done';
  return {
    ...state.identity,
    platform: state.request.platform,
    status: state.outcome?.status ?? (isPaused ? 'paused' : 'running'),
    stage: stageOf(state),
    percent: state.outcome?.status === 'completed' ? 100 : totalPercent(files),
    ...(showsProject ? { projectId: state.project.id } : {}),
    ...(first === undefined ? {} : { modelGroupId: first.modelGroupId, taskId: first.taskId, tasks }),
    files,
    ...(state.dryRun === undefined ? {} : { dryRun: state.dryRun }),
    ...(state.leftovers === undefined ? {} : { leftovers: state.leftovers }),
    ...(state.error === undefined ? {} : { error: state.error }),
    ...(state.outcome === undefined ? {} : { closedAt: state.outcome.closedAt }),
  };
}

/** Characters of an error's words that are kept for each file: many files share what Temporal takes as a result. */
function messageLength(files: number): number {
  return Math.max(60, Math.min(500, Math.floor(150_000 / Math.max(1, files))));
}

function toFileProgress(file: FileState, maxMessageLength: number): FileProgress {
  return {
    source: file.source,
    name: file.name,
    size: file.size,
    hash: file.hash,
    status: file.status,
    stage: file.stage,
    percent: filePercent({ stage: file.stage, size: file.size, upload: file.upload }),
    upload: file.upload,
    ...(file.record === undefined ? {} : { fileId: file.record.id, path: file.record.path }),
    ...(file.warning === undefined ? {} : { warning: file.warning }),
    ...(file.error === undefined
      ? {}
      : { error: { ...file.error, message: file.error.message.slice(0, maxMessageLength) } }),
  };
}

/** What a later run of the same id needs. */
export function toResumeState(state: IngestState): ResumeState {
  return {
    project: state.project,
    batches: state.batches,
    createdUserIds: state.files.map((file) => file.record?.createdUserId ?? ''),
  };
}
