import { uuid4 } from '@temporalio/workflow';
import type { ErrorInfo } from '../../contracts/errors.ts';
import { isDelivered } from '../../contracts/kinds.ts';
import type {
  DryRunReport,
  FileProgress,
  IngestStatus,
  RunRef,
  SliceProgress,
  UploadProgress,
} from '../../contracts/progress.ts';
import type { FileRequest, IngestRequest } from '../../contracts/request.ts';
import { lastSegment } from '../../contracts/source-path.ts';
import type { BatchState, FileState, IngestResult, ProjectState, StrayRecord } from '../../contracts/state.ts';
import { recordsOf } from './stray-records.ts';

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
  /** Positions of files that `convert-model` or `projectFile/create` refused by themselves, in this run or in an earlier one. */
  refused: Set<number>;
  /** Empty when the files are those of slices. */
  files: FileState[];
  /** Parts of the files, each worked by a run of its own. */
  slices?: SliceProgress[];
  /** The last thing that each slice was told, by run. */
  told: Map<string, Promise<void>>;
  /** MD5 of the first files of the first slice. */
  firstHashes?: string[];
  /** True of a slice: its project is the ingestion's. */
  isSlice?: boolean;
  /** The run of a slice whose account has not been read yet. */
  unread?: RunRef;
  /** File records that earlier runs left on the platform. */
  earlierRecords: StrayRecord[];
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
  const state = createSlicedState(request, identity, previous, undefined);
  state.files = request.files.map(createFile);
  if (previous !== undefined) takeOver(state, previous);
  return state;
}

/** The state at the start of a run whose files are worked by slices. */
export function createSlicedState(
  request: IngestRequest,
  identity: RunIdentity,
  previous: IngestResult | undefined,
  slices: SliceProgress[] | undefined,
): IngestState {
  return {
    identity,
    request,
    project: previous?.resume.project ?? {
      id: request.project?.id ?? uuid4(),
      isGiven: request.project?.id !== undefined,
      create: 'none',
    },
    batches: [],
    spareGroupIds: [],
    refused: new Set(previous?.resume.refused),
    told: new Map(),
    earlierRecords: previous === undefined ? [] : recordsOf(previous),
    files: [],
    ...(slices === undefined ? {} : { slices }),
    ...(previous?.resume.firstHashes === undefined ? {} : { firstHashes: previous.resume.firstHashes }),
  };
}

function createFile(file: FileRequest): FileState {
  return {
    source: file.source,
    ...(file.host === undefined ? {} : { host: file.host }),
    name: file.name ?? lastSegment(file.source),
    tags: file.tags ?? [],
    size: 0,
    hash: '',
    status: 'pending',
    stage: 'fingerprint',
    upload: { ...NOTHING_SENT },
  };
}

const NOTHING_SENT: Readonly<UploadProgress> = {
  chunks: 0,
  sent: 0,
  skipped: 0,
  bytesSkipped: 0,
  bytesSent: 0,
  instant: false,
};

/** The content of a file is known; what an earlier run sent of another content does not count for this one. */
export function takeHash(file: FileState, hash: string): void {
  const isAnother = file.countedHash !== undefined && file.countedHash !== hash;
  if (isAnother) file.upload = { ...NOTHING_SENT, chunks: file.upload.chunks };
  delete file.countedHash;
  file.hash = hash;
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
    const original = positionOfOriginal(previous, old);
    if (kept.has(position)) takeOverFile(file, old, previous, position);
    else if (original !== undefined && kept.has(original)) {
      takeOverFile(file, old, previous, position);
      file.sameAs = original;
    }
    // The size until it is looked at again: a file without one would not count in the percentage.
    else {
      Object.assign(file, { size: old.size, upload: { ...old.upload, instant: false } });
      if (old.hash !== '') file.countedHash = old.hash;
    }
  }
}

/** Position of the file that was delivered for a copy. */
function positionOfOriginal({ files }: IngestResult, copy: FileProgress): number | undefined {
  if (copy.sameAs === undefined) return undefined;
  const position = files.findIndex(
    ({ source, name, sameAs }) => source === copy.sameAs && name === copy.name && sameAs === undefined,
  );
  return position === -1 ? undefined : position;
}

/** A file that converted: delivered, or waiting for its registration. */
function takeOverFile(file: FileState, old: FileProgress, { resume }: IngestResult, position: number): void {
  const { size, hash, upload, warning, fileId, path } = old;
  const progress = isDelivered(old) ? ({ status: old.status, stage: 'done' } as const) : TO_REGISTER;
  Object.assign(file, { size, hash, upload, ...progress, ...(warning === undefined ? {} : { warning }) });
  if (fileId === undefined || path === undefined) return;
  const createdUserId = resume.createdUserIds[position] ?? '';
  file.record = { id: fileId, path, createdUserId, ...resume.recordSpellings?.[position] };
}

const TO_REGISTER = { status: 'converted', stage: 'register' } as const;

/** Gives a file up. */
export function failFile(file: FileState, error: ErrorInfo): void {
  file.status = 'failed';
  file.error = error;
}

/** True while a file can still be delivered. */
export function isAlive(file: FileState): boolean {
  return file.status !== 'failed';
}
