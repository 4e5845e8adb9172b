import { errorOf, type KeptError, shownError, withBeginning } from '../../contracts/errors.ts';
import type { KindFacts, KindTypes } from '../../contracts/kind-facts.ts';
import { isDelivered, KINDS } from '../../contracts/kinds.ts';
import { type Leftover, leftoverText } from '../../contracts/leftovers.ts';
import { RESULT_LEFTOVERS_MAX_BYTES } from '../../contracts/policies.ts';
import type { SliceProgress } from '../../contracts/progress.ts';
import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import type { FileState } from '../../contracts/state.ts';
import { utf8Length } from '../../contracts/utf8.ts';
import { followOriginals } from './copies.ts';
import { countFiles, isOpenSlice, totalFiles } from './ingest-progress.ts';
import type { IngestState } from './ingest-run.ts';
import { failFile, isAlive, isBegun } from './ingest-state.ts';
import { isSentByUs, withoutFile } from './stray-records.ts';

/** Of what is left when an ingestion is cancelled. */
export const WAS_CANCELLED = errorOf('Cancelled', sentenceOf('the ingestion was cancelled'));
/** Of what is left of an ingestion that is to deliver all or none. */
export const CALLED_OFF = errorOf(
  'Cancelled',
  sentenceOf('not delivered, because another model of the ingestion failed'),
);

/** Ends a run that came to its end: the status follows from what was delivered. */
export function conclude(state: IngestState): void {
  followOriginals(state.files);
  const isDryRun = state.dryRun !== undefined;
  if (!isDryRun) failTheRest(state, CALLED_OFF);
  const { delivered, failed } = countFiles(state);
  const isFine = failed === 0 && !isAnyFlawed(state);
  const hasResult = isDryRun ? failed < totalFiles(state) : delivered > 0;
  if (!isFine) state.error ??= summarise(state);
  end(state, isFine ? 'completed' : hasResult ? 'partial' : 'failed');
}

/** Ends a run that could not go on at all. */
export function concludeFailed(state: IngestState, error: KeptError): void {
  followOriginals(state.files);
  state.error = error;
  failTheRest(state, error);
  giveUpSlices(state, 'failed', error);
  end(state, countFiles(state).delivered > 0 ? 'partial' : 'failed');
}

/** Ends a run that was cancelled before everything was delivered. */
export function concludeCancelled(state: IngestState): void {
  followOriginals(state.files);
  state.error = WAS_CANCELLED;
  failTheRest(state, WAS_CANCELLED);
  giveUpSlices(state, 'cancelled', WAS_CANCELLED);
  end(state, 'cancelled');
}

/** Ends slices that were never begun. */
function giveUpSlices(state: IngestState, status: 'failed' | 'cancelled', error: KeptError): void {
  for (const slice of state.slices ?? []) {
    if (!isOpenSlice(slice)) continue;
    Object.assign(slice, { status, failed: slice.count - slice.delivered, error: shownError(error) });
  }
}

function end(state: IngestState, status: 'completed' | 'partial' | 'failed' | 'cancelled'): void {
  state.outcome = { status, closedAt: new Date().toISOString() };
  if (state.dryRun !== undefined) return;
  const leftovers = [...(status === 'completed' ? [] : findLeftovers(state)), ...findStrayRecords(state)];
  if (leftovers.length > 0) state.leftovers = leftovers;
}

function failTheRest(state: IngestState, error: KeptError): void {
  for (const file of state.files) {
    if (!isDelivered(file) && isAlive(file)) failFile(file, error);
  }
}

/** True when a file is delivered, but not all that was asked for with it was done. */
function isAnyFlawed({ files, slices = [] }: IngestState): boolean {
  return files.some((file) => isDelivered(file) && file.error !== undefined) || slices.some(isPartial);
}

function isPartial({ status }: SliceProgress): boolean {
  return status === 'partial';
}

/** The first failure's type and words, and how many more there are. */
function summarise(state: IngestState): KeptError {
  const { failed } = countFiles(state);
  const slices = state.slices ?? [];
  const first = firstFailure(state.files) ?? pickFirst(slices.filter((slice) => slice.failed > 0)) ?? pickFirst(slices);
  if (first === undefined) return errorOf('Internal', sentenceOf('unknown cause'));
  const before = beforeFirst(failed, totalFiles(state));
  return { ...(before === undefined ? first : withBeginning(first, before)), isSummary: true };
}

function beforeFirst(failed: number, total: number): Sentence | undefined {
  if (failed === 0) return sentenceOf('delivered with an error: ');
  return failed === 1 ? undefined : sentenceOf('{failed} of {total} files failed, first ', { failed, total });
}

type EndedFile = Pick<FileState, 'name' | 'status' | 'stage' | 'error'>;

/**
 * The first error of files, with the file's name; one that only follows from another's failure comes last, and one of a file
 * that is delivered all the same after those of all that failed.
 */
export function firstFailure(files: readonly EndedFile[]): KeptError | undefined {
  return pickNamed(files.filter((file) => !isDelivered(file))) ?? pickNamed(files.filter(isDelivered));
}

function pickNamed(files: readonly EndedFile[]): KeptError | undefined {
  return pickFirst(
    files.map(({ name, error }) =>
      error === undefined ? {} : { error: withBeginning(error, sentenceOf('{name}: ', { name })) },
    ),
  );
}

function pickFirst(failures: readonly { error?: KeptError }[]): KeptError | undefined {
  const errors = failures.flatMap(({ error }) => error ?? []);
  return errors.find(({ type }) => type !== 'Cancelled') ?? errors[0];
}

/** Until the kind is known no step has sent anything. */
const UNKNOWN_KIND = { sends: 'chunks', sharesContents: false } as const;

/** What stays on the platform although no record points to it. */
function findLeftovers(state: IngestState): Leftover[] {
  const { sends, sharesContents } = isBegun(state) ? KINDS[state.delivery.kind] : UNKNOWN_KIND;
  const ofFiles = cutLeftovers(leftFiles(state, sharesContents).flatMap((file) => findLeftover(file, sends) ?? []));
  return [...ofFiles, ...(isBegun(state) ? state.delivery.leftovers(state) : [])];
}

/**
 * Files whose content stays without a use, each record once: on some platforms files of equal content share one. Only what this ingestion
 * sent is meant: people remove what is listed, and a content that was there before is in other deliveries.
 */
function leftFiles({ files, earlierRecords }: IngestState, sharesContents: boolean): FileState[] {
  const delivered = files.filter(isDelivered);
  const inUse = new Set(sharesContents ? delivered.map(({ hash }) => hash) : []);
  const ours = new Set(earlierRecords.map(({ id }) => id));
  for (const file of files) if (file.record !== undefined && isSentByUs(file)) ours.add(file.record.id);
  const listed = new Set<string>();
  return files.filter((file) => {
    const { name, hash, countedHash, record } = file;
    if (isDelivered(file) || (hash !== '' && inUse.has(hash))) return false;
    // Until it is hashed again its counts are those of the run before, and so is the record that they led to.
    const isRecordKnown = countedHash !== undefined && earlierRecords.some((earlier) => earlier.name === name);
    if (record === undefined) return !isRecordKnown;
    if (!ours.has(record.id) || listed.has(record.id)) return false;
    listed.add(record.id);
    return true;
  });
}

function findLeftover(
  { name, record, upload, ...file }: FileState,
  sends: KindFacts<KindTypes>['sends'],
): Leftover | undefined {
  if (record !== undefined) return { kind: 'record', name, ...record };
  if (sends === 'whole')
    return isSentByUs({ upload }) || mayHaveArrivedWhole(file, upload) ? { kind: 'file', name } : undefined;
  const { sent, chunks } = upload;
  // More were sent than the file has: the platform lost some, and may not have those that were sent again either.
  const hasLost = sent > chunks;
  if (isSentByUs({ upload }) && !hasLost) return { kind: 'chunks', name, chunks, sent };
  // Requests that were under way when it ended may have arrived.
  return hasLost || mayHaveArrived(file) ? { kind: 'chunks', name, chunks } : undefined;
}

/** As many as a result has room for; the rest is counted. */
function cutLeftovers(leftovers: readonly Leftover[]): Leftover[] {
  let bytes = 0;
  const end = leftovers.findIndex(
    (leftover) => (bytes += utf8Length(leftoverText(leftover))) > RESULT_LEFTOVERS_MAX_BYTES,
  );
  return end === -1 ? [...leftovers] : [...leftovers.slice(0, end), { kind: 'more', count: leftovers.length - end }];
}

/** Records of contents that were replaced before a retry. */
function findStrayRecords({ earlierRecords, files }: IngestState): Leftover[] {
  return withoutFile(earlierRecords, files).map((record) => ({ kind: 'record', ...record }));
}

/** The same of a file in one request: its content is compared before the end is sent, so one that never began to leave is not there. */
function mayHaveArrivedWhole(file: Pick<FileState, 'stage' | 'error'>, { bytesSent }: FileState['upload']): boolean {
  return mayHaveArrived(file) && (file.error?.type !== 'SourceChanged' || bytesSent > 0);
}

/** True for a transfer that was ended from outside, not by the platform's own word. */
function mayHaveArrived({ stage, error }: Pick<FileState, 'stage' | 'error'>): boolean {
  return stage === 'upload' && (error?.type === 'Cancelled' || error?.type === 'SourceChanged');
}
