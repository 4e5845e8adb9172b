import { type FileProgress, type IngestProgress, type IngestStatus, isErrorType } from '../../../client/index.ts';
import { isDelivered } from '../../../contracts/kinds.ts';
import type { FaultKind } from '../../../lib/simulation/faults.ts';
import type { FileOnPlatform } from '../../conformance/kind-under-test.ts';
import type { AskedFile, AskedRun } from '../judged.ts';
import { REFUSAL } from '../plan.ts';
import type { FurtherKind } from './kind.ts';

/** What is judged of one ingestion to a further platform. */
export interface FurtherEvidence {
  asked: AskedRun;
  told: IngestProgress;
  listed: IngestStatus | undefined;
  /** What the platform has of all ingestions. */
  delivered: readonly FileOnPlatform[];
  /** Refusals in the platform's words that fell upon any call. */
  hasRefusals: boolean;
  /** What befell calls. */
  fallen: ReadonlySet<FaultKind>;
  /** What was reported of its runs before the last one. */
  earlier: readonly IngestProgress[];
  explains?: FurtherKind['explains'];
  /** Files whose conversions the platform was told to let fail, by name. */
  spoilt: ReadonlySet<string>;
}

/** Everything that is wrong with what is reported of an ingestion, one line each. */
export function judgeFurther(evidence: FurtherEvidence): string[] {
  const { asked, told, listed } = evidence;
  const problems = judgeStatus(asked, told);
  if (listed !== told.status) problems.push(`is ${told.status} and listed as ${listed ?? 'nothing'}`);
  if (told.files.length !== asked.files.length) problems.push(`reports ${told.files.length} files`);
  for (const [position, file] of asked.files.entries()) {
    const report = told.files[position];
    if (report === undefined || report.name !== file.name) problems.push(`${file.name} is not in the report`);
    else problems.push(...judgeFile(file, report, evidence).map((problem) => `${file.name} ${problem}`));
  }
  return problems.map((problem) => `${asked.id}: ${problem}`);
}

function judgeStatus({ isCancelTried }: AskedRun, told: IngestProgress): string[] {
  const { status, error, files } = told;
  const problems: string[] = [];
  if (told.closedAt === undefined) problems.push(`has not ended (${status}, ${told.stage})`);
  const delivered = files.filter((file) => isDelivered(file));
  const isWhole = delivered.length === files.length && files.every((file) => file.error === undefined);
  const fitting = isWhole ? 'completed' : delivered.length > 0 ? 'partial' : 'failed';
  const isCancelled = status === 'cancelled' && isCancelTried && fitting !== 'completed';
  if (status !== fitting && !isCancelled)
    problems.push(`is ${status} with ${delivered.length} of ${files.length} files`);
  if (status === 'completed' && (told.percent !== 100 || told.stage !== 'done'))
    problems.push(`is completed at ${told.percent} % of ${told.stage}`);
  if (status !== 'completed' && !isTold(error)) problems.push(`is ${status} without type and message of an error`);
  // The record of a file that was sent anew, since its first one came to nothing, is all that a completed one may leave.
  const lines = (told.leftovers ?? []).filter((line) => !isSpareRecord(line, told));
  if (status === 'completed' && lines.length > 0) problems.push(`is completed and leaves behind: ${lines.join('; ')}`);
  return problems;
}

function isSpareRecord(line: string, { files }: IngestProgress): boolean {
  const id = /^file .*: record (?<id>\S+) \(.*\)$/su.exec(line)?.groups?.['id'];
  return id !== undefined && files.every(({ fileId }) => fileId !== id);
}

function judgeFile(file: AskedFile, report: FileProgress, evidence: FurtherEvidence): string[] {
  const { delivered } = evidence;
  const problems: string[] = [];
  const { error, hash, size, upload, status } = report;
  if (isDelivered(report)) {
    const version = file.versions.find(({ md5 }) => md5 === hash);
    if (version?.size !== size) problems.push(`is delivered with MD5 ${hash} and ${size} bytes, which it never had`);
    const isThere = delivered.some((one) => one.name === file.name && one.md5 === hash);
    if (!isThere) problems.push('is reported delivered, and the platform does not have it');
    if (upload.bytesSent < size && upload.bytesSkipped === 0) problems.push(`was sent with ${upload.bytesSent} bytes`);
    if (report.percent !== 100 || report.stage !== 'done')
      problems.push(`is delivered at ${report.percent} % of ${report.stage}`);
  } else if (status !== 'failed') problems.push(`ended as ${status}`);
  else if (error === undefined) problems.push('failed without an error');
  if (error === undefined) return problems;
  if (!isTold(error)) problems.push('failed without type and message');
  else if (!isExplained(file, error, evidence))
    problems.push(`failed without a cause: ${error.type}: ${error.message}`);
  return problems;
}

function isTold(error: IngestProgress['error']): boolean {
  return error !== undefined && isErrorType(error.type) && error.message !== '';
}

function isExplained(
  { name, isDisturbed, sourceFailures }: AskedFile,
  error: NonNullable<FileProgress['error']>,
  { asked, hasRefusals, fallen, earlier, explains, spoilt }: FurtherEvidence,
): boolean {
  const { type, message } = error;
  if (type === 'SourceNotFound' && isDisturbed) return true;
  if (explains?.(error, { isRetried: asked.isRetried, fallen, earlier }) === true) return true;
  // After the last start nothing disturbs any more.
  if (asked.isRetried) return false;
  if (message.includes(REFUSAL)) return hasRefusals;
  if (sourceFailures.has(type)) return true;
  switch (type) {
    case 'SourceChanged':
      return isDisturbed;
    case 'Cancelled':
      return asked.isCancelTried;
    case 'ConversionFailed':
      return spoilt.has(name);
    default:
      return false;
  }
}
