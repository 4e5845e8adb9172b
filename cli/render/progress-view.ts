import { isDelivered } from '../../contracts/kinds.ts';
import type { FileProgress, IngestProgress } from '../../contracts/progress.ts';
import { doneBytes, transferredBytes } from '../../contracts/transferred-bytes.ts';
import { keptSayer, say } from '../../lib/words/say.ts';
import type { Colors } from '../context.ts';
import { errorText } from './error-words.ts';
import { silenceText, standstills } from './standstill.ts';
import { countsByStatus } from './status.ts';
import { cut, cutMiddle, pad, printable, textWidth } from './text.ts';
import { count, formatBytes, formatDuration, formatRate } from './units.ts';

/** What a frame is drawn with. */
export interface ProgressFrame {
  progress: IngestProgress;
  /** Columns of the screen. */
  width: number;
  /** Lines that may be used. */
  height: number;
  nowMs: number;
  /** Bytes per second at the moment. */
  bytesPerSecond?: number | undefined;
  colors: Colors;
}

const BAR_WIDTH = 24;
const NARROW = 72;

/** The lines of one frame: a line for each file as far as they fit, active ones first, the total, and why it waits. */
export function progressLines(frame: ProgressFrame): string[] {
  const { progress, width, colors } = frame;
  const tail = [totalLine(frame), ...waitingLines(frame)];
  const room = Math.max(1, frame.height - tail.length);
  // Lines that keep their places are easier to read; only when not all fit do the active ones come first.
  const isAll = progress.files.length <= room;
  const files = isAll ? progress.files : progress.files.toSorted((a, b) => rank(a) - rank(b));
  const shown = isAll ? files : files.slice(0, room - 1);
  const nameWidth = Math.min(
    Math.max(...shown.map((file) => textWidth(printable(file.name))), 5),
    Math.max(8, Math.floor(width * (width < NARROW ? 0.4 : 0.35))),
  );
  const sayKept = keptSayer(progress);
  const lines = shown.map((file) => fileLine(file, nameWidth, frame, sayKept));
  const hidden = files.slice(shown.length);
  if (hidden.length > 0) lines.push(colors.dim(cut(say('… and {what}', { what: hiddenText(hidden) }), width)));
  return [...lines, ...tail];
}

const RANKS: Record<FileProgress['status'], number> = {
  uploading: 0,
  converting: 1,
  uploaded: 2,
  converted: 3,
  failed: 4,
  pending: 5,
  registered: 6,
};

function rank(file: FileProgress): number {
  // Being hashed is activity too, under the status of those that wait for their turn.
  if (file.status === 'pending' && file.percent > 0) return 0;
  return isDelivered(file) ? RANKS.registered : RANKS[file.status];
}

function hiddenText(hidden: readonly FileProgress[]): string {
  return say('{files} ({counts})', { files: count(hidden.length, 'more file'), counts: countsByStatus(hidden) });
}

function fileLine(
  file: FileProgress,
  nameWidth: number,
  { width, colors }: ProgressFrame,
  sayKept: (kept: string) => string,
): string {
  const name = pad(cutMiddle(printable(file.name), nameWidth), nameWidth);
  const bar = width < NARROW ? '' : `${barOf(file.percent, colors)} `;
  const percent = `${String(Math.floor(file.percent)).padStart(3)} %`;
  const used = nameWidth + 1 + (bar === '' ? 0 : BAR_WIDTH + 1) + 5 + 2;
  return `${name} ${bar}${percent}  ${paint(file, colors)(cut(stateText(file, sayKept), Math.max(4, width - used)))}`;
}

function paint(file: FileProgress, colors: Colors): (text: string) => string {
  if (file.status === 'failed') return colors.red;
  if (isDelivered(file)) return colors.green;
  return file.status === 'pending' ? colors.dim : colors.reset;
}

function stateText(file: FileProgress, sayKept: (kept: string) => string): string {
  if (file.error !== undefined) return errorText(file.error, sayKept);
  const { upload } = file;
  switch (file.status) {
    case 'pending':
      return file.stage === 'fingerprint' && file.percent > 0 ? say('hashing') : say('waiting for its turn');
    case 'uploading':
      if (file.stage === 'merge' || file.stage === 'synchronize') return say('merging');
      return upload.chunks === 0 && doneBytes(file) === 0
        ? say('uploading')
        : say('uploading {done} of {total}', { done: formatBytes(doneBytes(file)), total: formatBytes(file.size) });
    default:
      return upload.instant && (file.status === 'uploaded' || isDelivered(file))
        ? say('{status} (nothing to send)', { status: say(file.status) })
        : say(file.status);
  }
}

function totalLine({ progress, width, nowMs, bytesPerSecond, colors }: ProgressFrame): string {
  const { done, total } = transferredBytes(progress);
  const failed = progress.files.filter((file) => file.status === 'failed').length;
  const isMoving = progress.status === 'running' && progress.files.length > 0;
  const parts = [isMoving ? say(progress.stage) : stageText(progress)];
  // What still moves is no silence.
  const isMovingBytes = bytesPerSecond !== undefined && bytesPerSecond > 0;
  const silence = isMovingBytes ? undefined : silenceText(progress, nowMs);
  if (silence !== undefined) parts.push(silence);
  if (progress.stage === 'upload' && progress.status === 'running') {
    if (bytesPerSecond !== undefined && silence === undefined) parts.push(formatRate(bytesPerSecond));
    if (isMovingBytes && done < total && progress.waiting === undefined) {
      parts.push(say('{time} left', { time: formatDuration(((total - done) / bytesPerSecond) * 1000) }));
    }
    parts.push(say('{done} of {total}', { done: formatBytes(Math.round(done)), total: formatBytes(total) }));
  }
  if (failed > 0) parts.push(say('{count} failed', { count: failed }));
  if (isMoving && progress.files.length > 1) parts.push(count(progress.files.length, 'file'));
  const bar = width < NARROW ? '' : `${barOf(progress.percent, colors)} `;
  const percent = `${String(Math.floor(progress.percent)).padStart(3)} %`;
  const used = (bar === '' ? 0 : BAR_WIDTH + 1) + 5 + 2;
  return `${bar}${percent}  ${colors.bold(cut(parts.join(' · '), width - used))}`;
}

function waitingLines({ progress, width, nowMs, colors }: ProgressFrame): string[] {
  return standstills(progress, nowMs).map(({ text }) => colors.yellow(cut(text, width)));
}

/** Status, stage and number of files in a few words; of a run that no worker has taken up nothing more is known. */
export function stageText({ status, stage, files, dryRun, closedAt }: IngestProgress): string {
  const isOpen = closedAt === undefined;
  if (files.length === 0) return [say(status), ...(isOpen ? [say('not begun')] : [])].join(say(', '));
  const kind = dryRun === undefined ? '' : say(' (dry run)');
  return [`${say(status)}${kind}`, ...(isOpen ? [say(stage)] : []), count(files.length, 'file')].join(say(', '));
}

function barOf(percent: number, colors: Colors): string {
  const filled = Math.round((Math.min(100, Math.max(0, percent)) / 100) * BAR_WIDTH);
  return colors.cyan('█'.repeat(filled)) + colors.dim('░'.repeat(BAR_WIDTH - filled));
}
