import { errorOf, type KeptError } from '../../contracts/errors.ts';
import { type DeliveryKind, isDelivered, KINDS, type RemoteOf } from '../../contracts/kinds.ts';
import type { FileProgress, SliceProgress, UploadProgress } from '../../contracts/progress.ts';
import type { FileRequest, IngestRequest, RequestOf } from '../../contracts/request.ts';
import {
  eachSentence,
  englishOf,
  JOINT,
  parseSentences,
  type Sentence,
  sentenceOf,
} from '../../contracts/sentences.ts';
import { lastSegment } from '../../contracts/source-path.ts';
import type { FileState, IngestResult } from '../../contracts/state.ts';
import type { BegunState, BegunStateOf, Delivery, IngestState, KeptFile, RunIdentity, RunOf } from './ingest-run.ts';
import { recordsOf } from './stray-records.ts';

/** The state of a run whose request is not checked yet. */
export function createBlankState(request: IngestRequest, identity: RunIdentity): IngestState {
  return { identity, request, told: new Map(), earlierRecords: [], files: [] };
}

/** The state at a run's start: fresh, or what the run before it left to do. */
export function createState<K extends DeliveryKind>(
  delivery: Delivery<K>,
  request: IngestRequest,
  identity: RunIdentity,
  previous: IngestResult | undefined,
): BegunStateOf<K> {
  const { state, kept } = begin(delivery, request, identity, previous);
  state.files = request.files.map(createFile);
  if (previous !== undefined) resumeFiles(state.files, previous, kept);
  return state;
}

/** The state at the start of a run whose files are worked by slices. */
export function createSlicedState<K extends DeliveryKind>(
  delivery: Delivery<K>,
  request: IngestRequest,
  identity: RunIdentity,
  previous: IngestResult | undefined,
  slices: SliceProgress[],
): BegunStateOf<K> {
  return { ...begin(delivery, request, identity, previous).state, slices };
}

function begin<K extends DeliveryKind>(
  delivery: Delivery<K>,
  request: IngestRequest,
  identity: RunIdentity,
  previous: IngestResult | undefined,
): { state: BegunStateOf<K>; kept: ReadonlyMap<number, KeptFile> } {
  const read = request as RequestOf<K>; // as: a step has read it for this kind
  const { own, kept } = delivery.begin(read, previous);
  const state: BegunStateOf<K> = { ...createBlankState(request, identity), request: read, delivery, own };
  if (previous === undefined) return { state, kept };
  const { firstHashes } = previous.resume;
  state.earlierRecords = recordsOf(previous);
  state.toldBefore = parseSentences(previous.told);
  if (firstHashes !== undefined) state.firstHashes = firstHashes;
  return { state, kept };
}

/** True of a state whose kind of platform is known. */
export function isBegun(state: IngestState): state is BegunState {
  return state.delivery !== undefined && state.own !== undefined;
}

function createFile(file: FileRequest): FileState {
  return {
    source: file.source,
    ...(file.host === undefined ? {} : { host: file.host }),
    name: file.name ?? lastSegment(file.source),
    tags: file.tags ?? [],
    ...(file.md5 === undefined ? {} : { wantedHash: file.md5.toLowerCase() }),
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
export function setHash(file: FileState, hash: string): void {
  const isAnother = file.countedHash !== undefined && file.countedHash !== hash;
  if (isAnother) file.upload = { ...NOTHING_SENT, chunks: file.upload.chunks };
  delete file.countedHash;
  file.hash = hash;
}

/** What is wrong with a content that is another than the request names; undefined of the right one, or where any is. */
export function contentProblem({ wantedHash }: Pick<FileState, 'wantedHash'>, hash: string): KeptError | undefined {
  if (wantedHash === undefined || hash === wantedHash) return undefined;
  const problem = sentenceOf('the content has the MD5 {hash}, and is to have {wanted}', { hash, wanted: wantedHash });
  return errorOf('SourceChanged', problem);
}

/** Keeps what is delivered, takes up what is on the platform, and puts everything else at its start. */
function resumeFiles(files: readonly FileState[], previous: IngestResult, kept: ReadonlyMap<number, KeptFile>): void {
  for (const [position, file] of files.entries()) {
    const old = previous.files[position];
    if (old === undefined) continue;
    const original = positionOfOriginal(previous, old);
    const own = kept.get(position);
    const ofOriginal = original === undefined ? undefined : kept.get(original);
    if (own !== undefined) resumeFile(file, old, own);
    else if (original !== undefined && ofOriginal !== undefined) {
      resumeFile(file, old, ofOriginal);
      file.sameAs = original;
    } else if (isDelivered(old)) resumeFile(file, old, old);
    // The size until it is looked at again: a file without one would not count in the percentage.
    else {
      Object.assign(file, { size: old.size, upload: { ...old.upload, instant: false } });
      // What may be on the platform from before is there still.
      if (old.notes !== undefined) file.notes = old.notes;
      if (old.hash) file.countedHash = old.hash;
    }
  }
}

/** Position of the file that was delivered for a copy. */
function positionOfOriginal({ files }: IngestResult, copy: FileProgress): number | undefined {
  if (copy.sameAs === undefined) return undefined;
  const position = files.findIndex(
    // Addresses that differ in their query alone are shown as one.
    ({ source, name, hash, sameAs }) =>
      source === copy.sameAs && name === copy.name && hash === copy.hash && sameAs === undefined,
  );
  return position === -1 ? undefined : position;
}

/** A file that is past the upload: delivered, or on its way from there. */
function resumeFile(file: FileState, old: FileProgress, kept: KeptFile): void {
  const { size, hash, upload, format, warning, notes, saved, fileId, path, remote, error } = old;
  const progress = isDelivered(old) ? ({ status: old.status, stage: 'done' } as const) : kept;
  Object.assign(file, { size, hash: hash ?? '', upload, ...progress, ...(warning === undefined ? {} : { warning }) });
  if (format !== undefined) file.format = format;
  if (fileId !== undefined && path !== undefined) file.record = { id: fileId, path };
  if (remote !== undefined) file.remote = remote;
  if (notes !== undefined) file.notes = notes;
  if (saved !== undefined) file.saved = saved;
  if (isDelivered(old) && error !== undefined) file.error = error;
}

/**
 * A file is delivered: it has the last status of its kind of platform, and no stage is left. `remote`: what else the platform
 * answered about it, a hundred bytes or so, since a result has that of all files.
 */
export function deliverFile<K extends DeliveryKind>(
  { state }: Pick<RunOf<K>, 'state'>,
  file: FileState,
  remote?: RemoteOf<K>,
): void {
  file.status = KINDS[state.delivery.kind].delivered;
  file.stage = 'done';
  if (remote !== undefined) file.remote = remote;
}

/** Notes something of a file, once, that is to be known though it goes well. */
export function noteOf(file: FileState, note: Sentence): void {
  tellOf(file, [note]);
  addNote(file, englishOf(note));
}

/** Notes what a step says of a file, once. */
export function addNote(file: FileState, note: string): void {
  if (file.notes?.includes(note) !== true) file.notes = [...(file.notes ?? []), note];
}

/** Warns of a file, once, of what is to be known before it is paid for. */
export function warnOf(file: FileState, warning: Sentence): void {
  tellOf(file, [warning]);
  addWarning(file, englishOf(warning));
}

/** Warns of what a step says of a file, once. */
export function addWarning(file: FileState, warning: string): void {
  // A run that is a retry has the warnings of the one before.
  if (file.warning?.includes(warning) === true) return;
  file.warning = file.warning === undefined ? warning : `${file.warning}${JOINT}${warning}`;
}

/** Keeps by which a file's warnings and notes are said in other languages. */
export function tellOf(file: FileState, told: readonly Sentence[] = []): void {
  if (told.length > 0) file.told = eachSentence([...(file.told ?? []), ...told]);
}

/** Gives a file up. */
export function failFile(file: FileState, error: KeptError): void {
  file.status = 'failed';
  file.error = error;
}

/** True while a file can still be delivered. */
export function isAlive(file: FileState): boolean {
  return file.status !== 'failed';
}
