import type { FileProgress, IngestProgress } from '../../contracts/progress.ts';
import { keptSayer, say } from '../../lib/words/say.ts';
import { errorText } from './error-words.ts';
import type { FollowView } from './follow-view.ts';
import { stageText } from './progress-view.ts';
import { standstills } from './standstill.ts';
import { printable } from './text.ts';
import { formatTime } from './units.ts';

/** Of more files than these only failures get a line of their own: the steps of thousands would bury everything. */
const MAX_FILES_TOLD = 20;

/** One line for each change of stage, state or reason to wait: for logs, where nothing can be drawn over. */
export function createPlainLines(write: (line: string) => void): FollowView {
  let before: IngestProgress | undefined;
  return {
    update(progress) {
      for (const line of changes(before, progress)) write(line);
      before = progress;
    },
    stop: () => undefined,
  };
}

function changes(before: IngestProgress | undefined, now: IngestProgress): string[] {
  const sayKept = keptSayer(now);
  const ofFiles = now.files.flatMap((file, index) => {
    const line = fileChange(before?.files[index], file, now.files.length, sayKept);
    return line === undefined ? [] : [`${now.id}: ${line}`];
  });
  const isSame = before?.stage === now.stage && before.status === now.status;
  const ofAll = isSame ? [] : [`${now.id}: ${stageText(now)}`];
  // A stage begins before its files change, and the whole ends after them.
  const lines = now.closedAt === undefined ? [...ofAll, ...ofFiles] : [...ofFiles, ...ofAll];
  const still = standstills(now, Date.now());
  const told = before === undefined ? [] : standstills(before, Date.now()).map(({ reason }) => reason);
  for (const { reason, text } of still) if (!told.includes(reason)) lines.push(`${now.id}: ${text}`);
  if (still.length === 0 && told.length > 0 && now.closedAt === undefined) lines.push(`${now.id}: ${say('goes on')}`);
  if (before?.silentSince === undefined && now.silentSince !== undefined) {
    lines.push(`${now.id}: ${say('no answer since {time}', { time: formatTime(now.silentSince) })}`);
  }
  const isHeardAgain = before?.silentSince !== undefined && now.silentSince === undefined && still.length === 0;
  if (isHeardAgain && now.closedAt === undefined) lines.push(`${now.id}: ${say('answered again')}`);
  return lines;
}

function fileChange(
  before: FileProgress | undefined,
  now: FileProgress,
  files: number,
  sayKept: (kept: string) => string,
): string | undefined {
  if (now.status === (before?.status ?? 'pending')) return undefined;
  if (now.status === 'failed') return `${printable(now.name)}: ${say('failed')}${say(', ')}${reasonText(now, sayKept)}`;
  return files > MAX_FILES_TOLD ? undefined : `${printable(now.name)}: ${say(now.status)}`;
}

function reasonText({ error }: FileProgress, sayKept: (kept: string) => string): string {
  return error === undefined ? say('no reason is known') : errorText(error, sayKept);
}
