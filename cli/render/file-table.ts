import { formatText } from '../../contracts/model-format.ts';
import type { FileProgress, IngestProgress } from '../../contracts/progress.ts';
import { say } from '../../lib/words/say.ts';
import type { Output } from '../context.ts';
import { countsByStatus, paintFileStatus } from './status.ts';
import { renderTable } from './table.ts';
import { printable } from './text.ts';
import { count, formatBytes } from './units.ts';

/** Of more files than these the failed ones alone are listed: what is to be done must not scroll away. */
const MAX_ROWS = 40;

/** The files of an ingestion, failed ones last, where the prompt is; of many only these, unless `isVerbose`. */
export function fileTable(progress: IngestProgress, output: Output, isVerbose: boolean): string | undefined {
  const { files } = progress;
  if (files.length === 0) return undefined;
  const [failed, others] = [files.filter(hasFailed), files.filter((file) => !hasFailed(file))];
  const isShort = isVerbose || files.length <= MAX_ROWS;
  const rows = isShort ? [...others, ...failed] : failed;
  // A dry run leaves its files as they were: their state says nothing.
  const what = progress.dryRun === undefined ? countsByStatus(others) : count(others.length, 'file');
  const rest = isShort || others.length === 0 ? [] : [say('… and {what} (all with --verbose)', { what })];
  return [...(rows.length === 0 ? [] : [tableOf(rows, progress.closedAt === undefined, output)]), ...rest].join('\n');
}

function hasFailed(file: FileProgress): boolean {
  return file.status === 'failed';
}

function tableOf(files: readonly FileProgress[], isOpen: boolean, output: Output): string {
  const hasFormats = files.some(({ format }) => format !== undefined);
  const rows = files.map((file) => [
    printable(file.name),
    paintFileStatus(file, output.colors),
    ...(isOpen ? [`${Math.floor(file.percent)} %`] : []),
    ...(hasFormats ? [file.format === undefined ? '' : printable(formatText(file.format))] : []),
    formatBytes(file.size),
    sentText(file),
    file.hash ?? '',
    file.error === undefined ? '' : output.colors.red(say(file.error.type)),
  ]);
  return renderTable(
    [
      { title: say('NAME'), isFlexible: true },
      { title: say('STATUS') },
      ...(isOpen ? [{ title: say('DONE'), align: 'right' } as const] : []),
      ...(hasFormats ? [{ title: say('FORMAT') }] : []),
      { title: say('SIZE'), align: 'right' },
      { title: say('SENT'), align: 'right' },
      { title: 'MD5', isExpendable: true },
      { title: say('ERROR') },
    ],
    rows,
    output,
  );
}

function sentText({ upload }: FileProgress): string {
  return upload.instant ? say('nothing (instant)') : formatBytes(upload.bytesSent);
}
