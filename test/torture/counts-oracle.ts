import type { FileProgress } from '../../client/index.ts';
import type { AskedFile, Evidence } from './judged.ts';
import { CHUNK_BYTES } from './workload.ts';

/** What cannot be true, or is not exact, in the figures about a registered file's upload. */
export function judgeUpload(file: AskedFile, report: FileProgress, evidence: Evidence): string[] {
  const { size, upload } = report;
  const { chunks, sent, skipped, bytesSent, bytesSkipped, instant } = upload;
  const shown = `chunks ${chunks}, sent ${sent} (${bytesSent} bytes), skipped ${skipped} (${bytesSkipped} bytes), instant ${instant}`;
  if (!isPossible(report)) return [`has impossible counts (${shown}; ${size} bytes)`];
  const isShared = isSentByOthers(evidence, report.hash ?? '');
  const problems: string[] = [];
  // Equal contents: what one ingestion finds missing another one may send. Counts go on when a source was another before.
  if (isShared || file.versions.length > 1) return [];
  if (!instant && sent + skipped < chunks) problems.push(`is whole with counts that are not (${shown})`);
  // Of chunks that were lost and sent again another may have arrived untold, so that the number fits by chance.
  const isCountedOnce = sent + skipped === chunks && !evidence.hasLosses;
  if (isCountedOnce && bytesSent + bytesSkipped !== size && !instant) {
    problems.push(`has bytes that are not its size (${shown}; ${size} bytes)`);
  }
  if (evidence.isUndisturbed && (sent !== chunks || skipped !== 0 || instant)) {
    problems.push(`was disturbed by nothing and has counts that are not exact (${shown})`);
  }
  return problems;
}

function isPossible({ size, upload }: FileProgress): boolean {
  const { chunks, sent, skipped, bytesSent, bytesSkipped, instant } = upload;
  return (
    chunks === Math.ceil(size / CHUNK_BYTES) &&
    sent >= 0 &&
    skipped >= 0 &&
    skipped <= chunks &&
    bytesSkipped <= Math.min(size, skipped * CHUNK_BYTES) &&
    bytesSent <= sent * CHUNK_BYTES &&
    (sent === 0) === (bytesSent === 0) &&
    (skipped === 0) === (bytesSkipped === 0) &&
    (!instant || sent === 0)
  );
}

function isSentByOthers({ told }: Evidence, hash: string): boolean {
  const reports = [...told.values()].flatMap((one) => one.files);
  return reports.filter((report) => report.hash === hash).length > 1;
}
