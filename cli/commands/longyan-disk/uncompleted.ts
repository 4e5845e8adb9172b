import { say } from '../../../lib/words/say.ts';
import { createLongyanDiskClient, type PositionedUpload } from '../../../platforms/longyan-disk/client.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { platformOfKind } from '../../platform-of-kind.ts';
import { renderTable } from '../../render/table.ts';
import { printable } from '../../render/text.ts';
import { formatBytes } from '../../render/units.ts';
import { stopSignal } from '../../signals.ts';
import { type FinishedUpload, finishUploads } from './finish-uploads.ts';

/** Options of `disk uncompleted`. */
export interface UncompletedOptions {
  platform?: string;
  finish?: boolean;
}

/** Lists uploads that were left unfinished; with `--finish` sends the rest of those whose files are here. */
export async function uncompleted(context: CliContext, options: UncompletedOptions): Promise<ExitCode> {
  const config = await context.config();
  const { platform, settings } = platformOfKind(config, 'longyan-disk', options.platform);
  const client = createLongyanDiskClient(settings);
  using stop = stopSignal(context.process);
  try {
    const uploads = await client.uncompletedFiles(stop.signal);
    if (options.finish !== true) {
      show(context, platform, uploads);
      return EXIT.done;
    }
    const { finished, problems } = await finishUploads({
      context,
      config,
      settings,
      client,
      uploads,
      signal: stop.signal,
    });
    for (const problem of problems) context.note(printable(problem));
    show(context, platform, [...finished, ...uploads.slice(finished.length)], problems);
    return stop.signal.aborted ? EXIT.detached : exitCodeOf(finished);
  } catch (error) {
    if (stop.signal.aborted) return EXIT.detached;
    throw error;
  } finally {
    await client.close();
  }
}

/** What an upload is shown as. */
type ShownUpload = PositionedUpload & Partial<FinishedUpload>;

function show(
  context: CliContext,
  platform: string,
  uploads: readonly ShownUpload[],
  problems: readonly string[] = [],
): void {
  if (context.isJson) {
    const files = uploads.map(({ isComplete: _complete, ...upload }) => upload);
    return context.printJson({ platform, files, ...(problems.length === 0 ? {} : { problems }) });
  }
  if (uploads.length === 0) return context.note(say('no upload to {platform} was left unfinished', { platform }));
  const isFinish = uploads.some(({ state }) => state !== undefined);
  const columns = [
    { title: say('FILE'), isFlexible: true },
    { title: say('SIZE'), align: 'right' },
    { title: say('THERE'), align: 'right' },
    { title: 'FID' },
    { title: say('SINCE'), isExpendable: true },
    ...(isFinish ? [{ title: say('NOW') }] : []),
  ] as const;
  const rows = uploads.map(({ path, name, size, position, fid, postedAt = '', state, error }) => [
    printable(path ?? name ?? ''),
    formatBytes(size),
    `${Math.floor((100 * position) / size)} %`,
    fid,
    printable(postedAt),
    ...(isFinish ? [printable(error === undefined ? (state ?? '') : `${state}: ${error.message}`)] : []),
  ]);
  context.print(renderTable(columns, rows, context.out));
}

function exitCodeOf(uploads: readonly FinishedUpload[]): ExitCode {
  const finished = uploads.filter(({ state }) => state === 'finished').length;
  if (finished === uploads.length) return EXIT.done;
  return finished > 0 ? EXIT.partial : EXIT.failed;
}
