import { dirname, resolve } from 'node:path';
import { ModelrailError } from '../../lib/errors.ts';
import { createHasher, SPLIT_FROM_BYTES } from '../../lib/hashing/hasher.ts';
import { assertFolder, checkFolder, type FolderCheck } from '../../lib/report/check-folder.ts';
import { COMPARISON_STATES, type ComparisonState } from '../../lib/report/compare.ts';
import type { Paper } from '../../lib/report/paper.ts';
import { readPaper } from '../../lib/report/read-paper.ts';
import { say } from '../../lib/words/say.ts';
import { saidBefore } from '../../lib/words/words.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { renderComparison } from '../render/comparison.ts';
import { createCountBar } from '../render/count-bar.ts';
import { isProgressShown } from '../render/status-line.ts';
import { whyUnread } from '../request/why-unread.ts';
import { stopSignal } from '../signals.ts';

const MIB = 1024 * 1024;

/** What is compared: a report, and a folder; by default the one that the report lies in. */
export interface Checked {
  paper: string;
  folder?: string;
}

/** Compares the files of a folder with a report. It needs no configuration, and no Temporal. */
export async function checkReport(context: CliContext, checked: Checked): Promise<ExitCode> {
  const paperPath = resolve(context.cwd, checked.paper);
  const paper = await read(paperPath, checked.paper);
  const folder = checked.folder === undefined ? dirname(paperPath) : resolve(context.cwd, checked.folder);
  await assertFolder(folder, say('folder {path}', { path: checked.folder ?? folder }));
  const check = await compare(context, { paper, paperPath, folder });
  if (check === undefined) {
    context.note(say('stopped: nothing was compared to its end'));
    return EXIT.detached;
  }
  const counts = countsOf(check);
  const ids = [...new Set(paper.files.map(({ ingestion }) => ingestion))];
  const { madeAt } = paper;
  const shown = { report: paperPath, folder, ids, ...(madeAt === undefined ? {} : { madeAt }), counts, ...check };
  if (context.isJson) context.printJson(shown);
  else context.print(renderComparison({ check, counts, folder: checked.folder ?? folder }, context, context.language));
  if (counts.altered + counts.missing + counts.extra > 0) return EXIT.partial;
  return counts.unreadable > 0 ? EXIT.failed : EXIT.done;
}

async function read(path: string, shown: string): Promise<Paper> {
  try {
    return await readPaper(path, shown);
  } catch (error) {
    if (error instanceof ModelrailError) throw error;
    const words = saidBefore(`${shown} ${whyUnread(error, say('is no report'))}`);
    throw new ModelrailError('InvalidRequest', words, { cause: error });
  }
}

/** Undefined when it was stopped. */
async function compare(
  context: CliContext,
  { paper, paperPath, folder }: { paper: Paper; paperPath: string; folder: string },
): Promise<FolderCheck | undefined> {
  using stop = stopSignal(context.process);
  using bar = createCountBar(context.err, say('reading'), isProgressShown(context), 'MiB');
  const hasher = createHasher({ threads: 1, splitFromBytes: SPLIT_FROM_BYTES });
  try {
    return await checkFolder({
      paper,
      paperPath,
      folder,
      hasher,
      signal: stop.signal,
      onProgress: (bytes, total) => bar.update(Math.floor(bytes / MIB), Math.ceil(total / MIB)),
    });
  } catch (error) {
    if (stop.signal.aborted) return undefined;
    throw error;
  } finally {
    await hasher.close();
  }
}

/** Files in each state. */
export type ComparisonCounts = Record<ComparisonState, number>;

function countsOf({ files }: FolderCheck): ComparisonCounts {
  const counts = Object.fromEntries(COMPARISON_STATES.map((state) => [state, 0])) as ComparisonCounts; // as: all keys
  for (const { state } of files) counts[state] += 1;
  return counts;
}
