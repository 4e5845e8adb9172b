import { isDelivered } from '../../contracts/kinds.ts';
import { englishOf, JOINT, sentenceOf, sentencesIn, toldWith } from '../../contracts/sentences.ts';
import type {
  DeliveredFile,
  FileVerification,
  KeptCheck,
  UndeliveredFile,
  VerificationCheck,
  VerifyReport,
} from '../../contracts/verification.ts';
import { reasonOfChecks, stateOfChecks } from '../../contracts/verification.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { describeForgotten, type Evidence, readEvidence } from '../history/evidence.ts';
import type { VerifyOptions } from '../modelrail.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { askAboutFiles, pagesOf } from './verify-page.ts';

const DRY_RUN = sentenceOf('a dry run delivers nothing');
const GOES_ON = sentenceOf('the ingestion goes on: only what is registered so far was asked about');

/** See `Modelrail.verify`. */
export async function verifyIngestion(temporal: Temporal, id: string, options?: VerifyOptions): Promise<VerifyReport> {
  return await verifyEvidence(temporal, await readEvidence(temporal, id), options);
}

/** The same of an ingestion whose evidence was read. */
export async function verifyEvidence(
  temporal: Temporal,
  evidence: Evidence,
  { onProgress, signal }: VerifyOptions = {},
): Promise<VerifyReport> {
  const delivered = deliveredFiles(evidence);
  const checks = await askAll(temporal, evidence, delivered, (asked) => {
    signal?.throwIfAborted();
    onProgress?.({ asked, files: delivered.length });
  });
  return toReport(evidence, delivered, checks);
}

function deliveredFiles({ progress, files }: Evidence): DeliveredFile[] {
  return progress.files.flatMap((file, index) => {
    if (!isDelivered(file)) return [];
    const { name, size, hash, fileId, path, remote } = file;
    const { md5, read, record, task } = files[index] ?? {};
    const id = record?.id ?? fileId;
    const place = record?.path ?? path;
    return {
      index,
      name,
      hash: md5 || (hash ?? ''),
      size: read?.size ?? size,
      ...(id === undefined ? {} : { fileId: id }),
      ...(place === undefined ? {} : { path: place }),
      ...(task === undefined ? {} : { task }),
      ...(remote === undefined ? {} : { remote }),
    };
  });
}

function undeliveredFiles({ progress }: Evidence): UndeliveredFile[] {
  return progress.files.flatMap((file, index) => {
    const { name, source, status, error } = file;
    return isDelivered(file) ? [] : [{ index, name, source, status, ...(error === undefined ? {} : { error }) }];
  });
}

/** Asks about every file, page by page; a platform that stops answering leaves the rest without an answer. */
async function askAll(
  temporal: Temporal,
  { run, progress }: Evidence,
  delivered: readonly DeliveredFile[],
  onProgress: (asked: number) => void,
): Promise<Map<number, KeptCheck[]>> {
  const checks = new Map<number, KeptCheck[]>();
  let outage: ModelrailError | undefined;
  for (const page of pagesOf(delivered)) {
    for (let pending = page; pending.length > 0; ) {
      onProgress(checks.size);
      try {
        if (outage !== undefined) throw outage;
        const answers = await askAboutFiles(temporal, run.taskQueue, progress.platform, pending);
        for (const [index, answer] of answers) checks.set(index, answer);
        pending = pending.filter(({ index }) => !answers.has(index));
      } catch (error) {
        // What was answered before is worth more than the error alone.
        if (checks.size === 0 || !(error instanceof ModelrailError) || error.type === 'TemporalUnavailable')
          throw error;
        outage = error;
        const { type, message, told = [] } = error.toKept();
        for (const { index } of pending) {
          checks.set(index, [{ what: 'file', state: 'unverifiable', reason: message, error: { type, message }, told }]);
        }
        pending = [];
      }
    }
  }
  onProgress(checks.size);
  return checks;
}

function toReport(
  evidence: Evidence,
  delivered: readonly DeliveredFile[],
  checks: ReadonlyMap<number, KeptCheck[]>,
): VerifyReport {
  const { progress } = evidence;
  const files = delivered.map(({ index, name, hash }): FileVerification => {
    const own = (checks.get(index) ?? []).map(({ told: _told, ...check }) => check);
    const reason = reasonOfChecks(own);
    const source = progress.files[index]?.source ?? '';
    return {
      index,
      name,
      source,
      hash,
      state: stateOfChecks(own),
      ...(reason === undefined ? {} : { reason }),
      checks: own,
    };
  });
  const notDelivered = undeliveredFiles(evidence);
  const counts = { there: 0, missing: 0, different: 0, unverifiable: 0, notDelivered: notDelivered.length };
  for (const { state } of files) counts[state] += 1;
  const { note, told: ofNote = [] } = noteOf(evidence);
  const ofChecks = [...checks.values()].flat().flatMap(({ told = [] }) => told);
  const ofErrors = notDelivered.flatMap(({ error }) => error?.message ?? []);
  return {
    id: progress.id,
    runId: progress.runId,
    platform: progress.platform,
    status: progress.status,
    verifiedAt: new Date().toISOString(),
    counts,
    files,
    notDelivered,
    notAsked: linesOf([...checks.values()].flat()),
    ...(note === undefined ? {} : { note }),
    ...toldWith([...ofNote, ...ofChecks, ...sentencesIn(progress.told ?? [], ofErrors)]),
  };
}

/** What no file could be asked about, each reason once. */
function linesOf(checks: readonly VerificationCheck[]): string[] {
  const unasked = checks.filter(({ state, error }) => state === 'unverifiable' && error === undefined);
  return [...new Set(unasked.flatMap(({ reason }) => reason ?? []))];
}

function noteOf(evidence: Evidence): Pick<VerifyReport, 'note' | 'told'> {
  const { progress } = evidence;
  if (progress.dryRun !== undefined) return { note: englishOf(DRY_RUN), told: [DRY_RUN] };
  const { note: ofRuns, told = [] } = describeForgotten(evidence);
  const isOpen = progress.closedAt === undefined;
  const parts = [...(isOpen ? [englishOf(GOES_ON)] : []), ...(ofRuns === undefined ? [] : [ofRuns])];
  return parts.length === 0 ? {} : { note: parts.join(JOINT), ...toldWith([...(isOpen ? [GOES_ON] : []), ...told]) };
}
