import { sentenceOf } from '../../contracts/sentences.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { warnOf } from '../ingest/ingest-state.ts';
import type { ChongqingBimRun } from './chongqing-bim-run.ts';

/** The manual gives `fileSize` as Int 32 (section 3): the platform may or may not take more. */
const MAX_INT_32 = 2 ** 31 - 1;

const WARNING = sentenceOf(
  'the file is larger than 2 GiB − 1, and fileSize of the platform is an Int 32: it may refuse the file',
);

/** Says of each file above 2 GiB − 1, before it is sent, that the platform may refuse it (reading 10). */
export function warnOfLargeFiles(run: ChongqingBimRun, files: readonly RunFile[]): void {
  const large = files.filter(({ file }) => file.size > MAX_INT_32);
  if (large.length === 0) return;
  for (const { file } of large) warnOf(file, WARNING);
  run.changed();
}
